"""Rows that go by their own age, one day at a time: logs of sign-ins here, the rest by the rooms that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, literal, select, true, tuple_, union_all
from sqlalchemy.orm import Session

from app.core import clock
from app.core.i18n import N_
from app.core.privacy import Retention
from app.privacy import map as house
from app.privacy.retention.rules import Chosen

AT_A_TIME = 1000  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Sort:
    """One table whose rows have an age. `here`: this room deletes them; otherwise the room that keeps them does.

    `emptied`: the column that says when the names went, where the row itself stays for counts.
    """

    table: str
    title: str
    retention: Retention
    moment: str
    here: bool = False
    emptied: str = ""


SORTS = (
    Sort("sign_in", N_("Connexions et appareils"), Retention.SECURITY, "last_seen_at", here=True),
    Sort("sign_in_failure", N_("Connexions refusées"), Retention.SECURITY, "at", here=True),
    Sort("given_answer", N_("Réponses déjà données à des programmes"), Retention.SECURITY, "created_at", here=True),
    Sort("signing_failure", N_("Codes de signature refusés"), Retention.PASSING, "at", here=True),
    Sort("application", N_("Candidatures"), Retention.APPLICATION, "last_act_at", emptied="emptied_at"),
    Sort("visit", N_("Inscriptions à une rencontre"), Retention.VISIT, "created_at", emptied="emptied_at"),
    Sort("complaint", N_("Réclamations closes"), Retention.COMPLAINT, "closed_at", emptied="emptied_at"),
    Sort("received_mail", N_("Réponses par courriel"), Retention.PASSING, "received_at", emptied="emptied_at"),
    Sort("upload", N_("Envois en cours"), Retention.PASSING, "created_at"),
)


@dataclass(frozen=True, slots=True)
class Old:
    """How many rows of one sort are past their age."""

    sort: Sort
    before: date
    rows: int


def old(session: Session, organisation_id: str, kept: Mapping[Retention, Chosen], day: date) -> list[Old]:
    """What is past its age in an organisation on a day. One statement."""
    limits = {sort.table: kept[sort.retention].active.before(day) for sort in SORTS}
    parts = [
        select(literal(sort.table).label("name"), func.count().label("n"))
        .select_from(house.table(sort.table))
        .where(_past(sort, limits[sort.table]), _of(sort, organisation_id))
        for sort in SORTS
    ]
    n = {row.name: int(row.n) for row in session.execute(union_all(*parts))}
    return [Old(sort, limits[sort.table], n[sort.table]) for sort in SORTS]


def sweep(session: Session, organisation_id: str, kept: Mapping[Retention, Chosen], day: date) -> int:
    """Delete what is past its age and is this room's to delete, some at a time; how many rows went."""
    gone = 0
    for sort in SORTS:
        if sort.here:
            source = house.table(sort.table)
            keys = list(source.primary_key.columns)
            rows = session.execute(
                select(*keys)
                .where(_past(sort, kept[sort.retention].active.before(day)), _of(sort, organisation_id))
                .order_by(*keys)
                .limit(AT_A_TIME)
            ).all()
            if rows:
                session.execute(delete(source).where(tuple_(*keys).in_([tuple(row) for row in rows])))
            gone += len(rows)
    return gone


def _past(sort: Sort, before: date) -> ColumnElement[bool]:
    source = house.table(sort.table)
    found: ColumnElement[bool] = source.c[sort.moment] < _start(before)
    if sort.emptied:
        found &= source.c[sort.emptied].is_(None)
    if sort.table == "sign_in":  # one that is still open is a key in use, whatever its age
        found &= source.c.expires_at < clock.now()
    return found


def _of(sort: Sort, organisation_id: str) -> ColumnElement[bool]:
    source = house.table(sort.table)
    return source.c.organisation_id == organisation_id if "organisation_id" in source.c else true()


def _start(day: date) -> datetime:
    return clock.paris(day, 0)
