"""Exits with their versions, and the list of what people become as an organisation wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.exits import nomenclature
from app.enrolments.exits.models import OutcomeChoice, PathExit
from app.enrolments.exits.nomenclature import Outcome
from app.identity.models import Account

IN_FORCE = PathExit.replaced_at.is_(None) & PathExit.returned_on.is_(None)
"""The exit that counts today: neither corrected since, nor followed by a return."""

_HISTORY: Select[*tuple[Any, ...]] = (
    select(
        PathExit.id,
        PathExit.spell,
        PathExit.version,
        PathExit.status,
        PathExit.left_on,
        PathExit.outcome,
        PathExit.code,
        PathExit.nomenclature,
        PathExit.label,
        PathExit.reason,
        PathExit.noted_at,
        PathExit.replaced_at,
        PathExit.returned_on,
        Account.name.label("noted_by_name"),
    )
    .outerjoin(Account, Account.id == PathExit.noted_by)
    .where(PathExit.enrolment_id == bindparam("enrolment_id"))
    .order_by(PathExit.spell.desc(), PathExit.version.desc())
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One line of the list: what is chosen and what it is called here, and the official situation it counts as."""

    key: str
    label: str
    outcome: Outcome
    own: bool
    hidden: bool


def every_choice(session: Session, organisation_id: str, day: date) -> list[Offered]:
    """The list of an organisation in its order, what it hides too. One statement."""
    known = nomenclature.version_on(day).outcomes
    rows = {row.key: row for row in _choices(session, organisation_id)}
    found = [
        (rows[code].position if code in rows else place, code, outcome, rows.get(code))
        for place, (code, outcome) in enumerate(known.items(), 1)
    ]
    found += [
        (row.position, row.key, known[row.code], row)
        for row in rows.values()
        if row.key not in known and row.code in known
    ]
    return [
        Offered(
            key, (row.label if row else "") or outcome.label, outcome, key != outcome.code, bool(row and row.hidden_at)
        )
        for _place, key, outcome, row in sorted(found, key=lambda one: (one[0], one[1]))
    ]


def offered(session: Session, organisation_id: str, day: date) -> list[Offered]:
    """What somebody chooses from. « Inconnue » is never hidden: nobody is made to invent a situation."""
    return [
        one for one in every_choice(session, organisation_id, day) if not one.hidden or one.key == nomenclature.UNKNOWN
    ]


def choice(session: Session, organisation_id: str, key: str, day: date) -> Offered | None:
    """What a key or a code stands for on a day; hidden ones too: machines and corrections may still say them."""
    return next((one for one in every_choice(session, organisation_id, day) if one.key == key), None)


def _choices(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(OutcomeChoice.key, OutcomeChoice.code, OutcomeChoice.label, OutcomeChoice.position, OutcomeChoice.hidden_at)
        .where(OutcomeChoice.organisation_id == organisation_id)
        .order_by(OutcomeChoice.position, OutcomeChoice.key)
    ).all()  # fmt: skip


def choices_to_change(session: Session, organisation_id: str) -> dict[str, OutcomeChoice]:
    """What an organisation has changed so far, by key."""
    rows = session.scalars(
        select(OutcomeChoice)
        .where(OutcomeChoice.organisation_id == organisation_id)
        .order_by(OutcomeChoice.key)
        .with_for_update(key_share=True)
    )
    return {row.key: row for row in rows}


def exit_to_change(session: Session, enrolment_id: str) -> PathExit | None:
    """The exit in force, locked. The caller has locked the enrolment."""
    return session.scalar(
        select(PathExit).where(PathExit.enrolment_id == enrolment_id, IN_FORCE).with_for_update(key_share=True)
    )


def last_spell(session: Session, enrolment_id: str) -> int:
    """How many times the person has left so far."""
    return session.scalar(select(func.max(PathExit.spell)).where(PathExit.enrolment_id == enrolment_id)) or 0


def history(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """Every version of every exit of a path, the latest first. The caller has seen the enrolment."""
    return session.execute(_HISTORY, {"enrolment_id": enrolment_id}).all()
