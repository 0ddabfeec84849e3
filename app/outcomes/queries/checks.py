"""News to take: what is due, of whom, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments.covers import queries as covers
from app.enrolments.exits.models import PathExit
from app.enrolments.exits.queries import IN_FORCE
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment
from app.identity.models import Account, Organisation
from app.outcomes import rules
from app.outcomes.models import ClosingInterview, SituationAnswer, SituationCheck
from app.outcomes.rules import State

_learner = aliased(Account)
_CHECK: Select[*tuple[Any, ...]] = (
    select(
        SituationCheck.id, SituationCheck.organisation_id, SituationCheck.enrolment_id, SituationCheck.spell,
        SituationCheck.month, SituationCheck.due_on, SituationCheck.state, SituationCheck.asked_at,
        SituationCheck.asked_times, SituationCheck.ask_again_on, SituationCheck.attempts, SituationCheck.call_on,
        SituationCheck.open_until, SituationCheck.closed_at, Enrolment.learner_id, Enrolment.funder_id,
        Enrolment.adviser_id, Enrolment.course_id, PathExit.left_on, PathExit.code.label("exit_code"),
        PathExit.label.label("exit_label"), PathExit.nomenclature.label("exit_nomenclature"),
        _learner.name.label("learner_name"), _learner.email.label("learner_email"), _learner.phone, _learner.locale,
        Organisation.name.label("organisation_name"), Organisation.slug.label("organisation_slug"),
        Organisation.phone.label("organisation_phone"),
    )
    .join(Enrolment, Enrolment.id == SituationCheck.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
    .join(Organisation, Organisation.id == SituationCheck.organisation_id)
    .join(
        PathExit,
        and_(
            PathExit.enrolment_id == SituationCheck.enrolment_id,
            PathExit.spell == SituationCheck.spell,
            PathExit.replaced_at.is_(None),
        ),
    )
)  # fmt: skip
_OPEN = SituationCheck.state.in_(rules.OPEN)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Path:
    """A path, as far as the ledger goes."""

    id: str
    organisation_id: str
    learner_id: str
    funder_id: str | None


def path_of(row: AnyRow) -> _Path:
    return _Path(row.enrolment_id, row.organisation_id, row.learner_id, row.funder_id)


def house_for(row: AnyRow) -> Actor:
    """Whoever asks when nobody of the team does: the organisation itself, which may do nothing else."""
    return Actor("", row.organisation_id, row.organisation_slug, row.organisation_name, "", "", frozenset())


def learner_of(row: AnyRow) -> Actor:
    """The person behind a private link: they may answer, and nothing else."""
    return Actor(
        row.learner_id, row.organisation_id, row.organisation_slug, row.organisation_name, row.learner_name,
        row.learner_email, frozenset(),
    )  # fmt: skip


def check_by_print(session: Session, token_print: str) -> AnyRow | None:
    return session.execute(_CHECK.where(SituationCheck.token_hash == token_print)).first()


def check_for(session: Session, actor: Actor, check_id: str) -> AnyRow:
    """News to take in the organisation of the actor, who is of its team; NotFound otherwise."""
    row = session.execute(
        _CHECK.where(SituationCheck.id == check_id, SituationCheck.organisation_id == actor.organisation_id)
    ).first()
    if row is None or not actor.is_staff:
        raise NotFound()
    return row


def check_to_change(session: Session, check_id: str) -> SituationCheck:
    """Locked. The caller has seen it."""
    return session.get_one(SituationCheck, check_id, with_for_update={"key_share": True}, populate_existing=True)


def answer_to_change(session: Session, check_id: str) -> SituationAnswer | None:
    """The answer in force, locked with its check."""
    return session.scalar(
        select(SituationAnswer)
        .where(SituationAnswer.check_id == check_id, SituationAnswer.replaced_at.is_(None))
        .with_for_update(key_share=True)
    )


def checks_to_change(session: Session, enrolment_id: str, spell: int) -> Sequence[SituationCheck]:
    return session.scalars(
        select(SituationCheck)
        .where(SituationCheck.enrolment_id == enrolment_id, SituationCheck.spell == spell)
        .order_by(SituationCheck.id)
        .with_for_update(key_share=True)
    ).all()


def open_checks_to_change(session: Session, enrolment_id: str) -> Sequence[SituationCheck]:
    return session.scalars(
        select(SituationCheck)
        .where(SituationCheck.enrolment_id == enrolment_id, _OPEN)
        .order_by(SituationCheck.id)
        .with_for_update(key_share=True)
    ).all()


def checks_to_ask(session: Session, organisation_id: str, day: date, after: str, limit: int) -> Sequence[AnyRow]:
    """Those whose day has come and those to be reminded, a part at a time in the order of their ids.

    Of two moments that wait together, when an exit is noted late, the latest is asked; the other is left to a call.
    """
    later = aliased(SituationCheck)
    overtaken = exists().where(
        later.enrolment_id == SituationCheck.enrolment_id, later.spell == SituationCheck.spell,
        later.month > SituationCheck.month, later.due_on <= day,
    )  # fmt: skip
    return session.execute(
        _CHECK.where(
            SituationCheck.organisation_id == organisation_id,
            SituationCheck.id > after,
            _to_ask(day),
            IN_USE,
            or_(SituationCheck.state != State.PLANNED.value, ~overtaken),
        )
        .order_by(SituationCheck.id)
        .limit(limit)
    ).all()


def _to_ask(day: date) -> ColumnElement[bool]:
    first = and_(SituationCheck.state == State.PLANNED.value, SituationCheck.due_on <= day)
    return or_(first, and_(SituationCheck.state == State.ASKED.value, SituationCheck.ask_again_on <= day))


def organisations_with_news(session: Session, day: date) -> Sequence[str]:
    """Where somebody is to be asked or reminded today, or has left without any news planned."""
    found = select(SituationCheck.organisation_id).where(_to_ask(day))
    return session.scalars(
        found.union(select(PathExit.organisation_id).where(_without_news(day))).order_by("organisation_id")
    ).all()


def exits_without_news(session: Session, organisation_id: str, day: date, limit: int = 500) -> Sequence[PathExit]:
    """Exits of the last year for which nothing was planned: they were noted before news was taken here."""
    return session.scalars(
        select(PathExit)
        .where(PathExit.organisation_id == organisation_id, _without_news(day))
        .order_by(PathExit.id)
        .limit(limit)
    ).all()


def _without_news(day: date) -> ColumnElement[bool]:
    known = exists().where(SituationCheck.enrolment_id == PathExit.enrolment_id, SituationCheck.spell == PathExit.spell)
    return and_(IN_FORCE, PathExit.left_on > rules.months_after(day, -12), ~known)


def _followed_by(actor: Actor, day: date) -> ColumnElement[bool]:
    """Those whom the actor accompanies or stands in for; everybody, for those who see the organisation."""
    here = and_(SituationCheck.organisation_id == actor.organisation_id, IN_USE)
    if actor.has(Role.ADMIN, Role.QUALITY):
        return here
    return and_(here, or_(Enrolment.adviser_id == actor.account_id, covers.covered_by(actor.account_id, day)))


def _to_call(day: date) -> ColumnElement[bool]:
    """Due, unanswered, and no message is on its way any more; or somebody agreed on a call today."""
    nothing_leaves = and_(SituationCheck.state == State.ASKED.value, SituationCheck.ask_again_on.is_(None))
    not_asked = and_(SituationCheck.state == State.PLANNED.value, SituationCheck.due_on < day - _A_WEEK)
    return and_(
        _OPEN, or_(nothing_leaves, not_asked), or_(SituationCheck.call_on.is_(None), SituationCheck.call_on <= day)
    )


def news_to_take(session: Session, actor: Actor, day: date, limit: int) -> Sequence[AnyRow]:
    """The due news without an answer, with what was done so far; `to_call` tells those to call now. The oldest first."""
    interviewed = (
        select(ClosingInterview.by_call)
        .where(
            ClosingInterview.enrolment_id == SituationCheck.enrolment_id, ClosingInterview.spell == SituationCheck.spell
        )
        .order_by(ClosingInterview.version.desc())
        .limit(1)
        .correlate(SituationCheck)
        .scalar_subquery()
    )
    return session.execute(
        _CHECK.add_columns(_to_call(day).label("to_call"), interviewed.label("by_call"))
        .where(_followed_by(actor, day), _OPEN, SituationCheck.due_on <= day)
        .order_by(SituationCheck.due_on, SituationCheck.id)
        .limit(limit)
    ).all()


def news_waiting(session: Session, actor: Actor, day: date) -> int:
    return session.scalar(counting_news(actor, day)) or 0


def counting_news(actor: Actor, day: date) -> Select[int]:
    """How many people are to be called for their news; the morning page counts it with others."""
    return (
        select(func.count(Enrolment.learner_id.distinct()))
        .select_from(SituationCheck)
        .join(Enrolment, Enrolment.id == SituationCheck.enrolment_id)
        .where(_followed_by(actor, day), _to_call(day), SituationCheck.due_on <= day)
    )


def checks_of(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """The news of a path with the answer in force, the latest exit first. The caller has seen the enrolment."""
    return session.execute(
        select(
            SituationCheck.id, SituationCheck.spell, SituationCheck.month, SituationCheck.due_on, SituationCheck.state,
            SituationCheck.asked_at, SituationCheck.asked_times, SituationCheck.ask_again_on, SituationCheck.attempts,
            SituationCheck.call_on, SituationCheck.open_until, SituationCheck.token_hash, SituationAnswer.label,
            SituationAnswer.code, SituationAnswer.outcome, SituationAnswer.active, SituationAnswer.siret,
            SituationAnswer.started_on, SituationAnswer.via, SituationAnswer.said_at, SituationAnswer.version,
        )
        .outerjoin(
            SituationAnswer, (SituationAnswer.check_id == SituationCheck.id) & SituationAnswer.replaced_at.is_(None)
        )
        .where(SituationCheck.enrolment_id == enrolment_id)
        .order_by(SituationCheck.spell.desc(), SituationCheck.month)
    ).all()  # fmt: skip


def answers_of(session: Session, check_id: str) -> Sequence[AnyRow]:
    """Every version of what was said, the latest first. The caller has seen the check."""
    return session.execute(
        select(
            SituationAnswer.version, SituationAnswer.refused, SituationAnswer.outcome, SituationAnswer.code,
            SituationAnswer.nomenclature, SituationAnswer.label, SituationAnswer.active, SituationAnswer.siret,
            SituationAnswer.started_on, SituationAnswer.via, SituationAnswer.reason, SituationAnswer.said_at,
            SituationAnswer.replaced_at, Account.name.label("by_name"),
        )
        .outerjoin(Account, Account.id == SituationAnswer.by)
        .where(SituationAnswer.check_id == check_id)
        .order_by(SituationAnswer.version.desc())
    ).all()  # fmt: skip


def before(session: Session, row: AnyRow) -> Sequence[AnyRow]:
    """(month, outcome, code, nomenclature, active, siret, started_on) said for the same exit at earlier months."""
    return session.execute(
        select(
            SituationCheck.month, SituationAnswer.outcome, SituationAnswer.code, SituationAnswer.nomenclature,
            SituationAnswer.active, SituationAnswer.siret, SituationAnswer.started_on,
        )
        .join(SituationAnswer, SituationAnswer.check_id == SituationCheck.id)
        .where(
            SituationCheck.enrolment_id == row.enrolment_id, SituationCheck.spell == row.spell,
            SituationCheck.month < row.month, SituationAnswer.replaced_at.is_(None),
        )
        .order_by(SituationCheck.month)
    ).all()  # fmt: skip
