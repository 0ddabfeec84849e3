"""The people that somebody follows: how far each is, and who needs somebody today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accompaniment import policies, queries, rules
from app.accompaniment.rules import Facts, Signal
from app.accompaniment.standings import Standing, standings
from app.core.access import Actor
from app.core.clock import local, now, today
from app.core.i18n import locale
from app.courses.outline import Outline, outline
from app.enrolments.rules import Status

IN_PROGRESS = (Status.ADMITTED, Status.ACTIVE, Status.PAUSED)
EVERY_STATUS = tuple(Status)


@dataclass(frozen=True, slots=True)
class Person:
    """One path in the list."""

    id: str
    name: str
    sort_name: str
    phone: str
    adviser_name: str | None
    course_id: str
    site_id: str | None
    site_name: str | None
    status: str
    starts_on: date
    ends_on: date
    next_session: datetime | None
    standing: Standing
    signals: tuple[Signal, ...]
    urgency: int


@dataclass(frozen=True, slots=True)
class Cohort:
    people: list[Person]  # by name
    outlines: dict[str, Outline]  # by course id, of the courses that are followed

    @property
    def calling(self) -> list[Person]:
        """Those who need somebody today, the most urgent first."""
        return sorted((p for p in self.people if p.signals), key=lambda p: (-p.urgency, p.sort_name, p.id))

    @property
    def paused(self) -> list[Person]:
        return [person for person in self.people if person.status == Status.PAUSED]


def cohort(session: Session, actor: Actor, statuses: Iterable[str]) -> Cohort:
    """Everyone with these statuses that the actor follows, by name."""
    rows = queries.people(session, actor, list(statuses), now())
    found = _gather(session, actor, rows)
    found.people.sort(key=lambda person: (person.sort_name, person.id))
    return found


def cohort_page(session: Session, actor: Actor, statuses: Iterable[str], *, after: str, limit: int) -> Cohort:
    """The same, a page at a time, in the order in which people were enrolled."""
    rows = queries.people_page(session, actor, list(statuses), now(), after=after, limit=limit)
    return _gather(session, actor, rows)


def _gather(session: Session, actor: Actor, rows: Iterable[Any]) -> Cohort:
    rows = list(rows)
    editions = queries.editions(session, actor.organisation_id)
    followed = {row.course_id for row in rows} & set(editions)
    outlines = {course_id: outline(session, editions[course_id]) for course_id in followed}
    rows = [row for row in rows if row.course_id in outlines]
    known = standings(session, actor.organisation_id, {row.id: outlines[row.course_id] for row in rows})
    day = today()
    return Cohort([_person(row, known, day) for row in rows], outlines)


def _person(row: Any, known: Mapping[str, Standing], day: date) -> Person:
    standing = known[row.id]
    signals = _signals(row, standing, day) if row.status == Status.ACTIVE else ()
    return Person(
        row.id,
        row.name,
        rules.sort_key(row.name),
        row.phone,
        row.adviser_name,
        row.course_id,
        row.site_id,
        row.site_name,
        row.status,
        row.starts_on,
        row.ends_on,
        row.next_session,
        standing,
        signals,
        rules.urgency(signals),
    )


def _signals(row: Any, standing: Standing, day: date) -> tuple[Signal, ...]:
    """The reasons of today: worked out once a day, and again when something has changed."""
    asked = (day, locale.get(), row.starts_on, row.unread_since)
    known = standing.called.get(asked)
    if known is None:
        known = tuple(rules.signals(facts_of(standing, row.starts_on, row.unread_since, day), day))
        standing.called.clear()
        standing.called[asked] = known
    return known


def facts_of(standing: Standing, starts_on: date, unread_since: datetime | None, day: date) -> Facts:
    """What the rules look at."""
    return Facts(
        starts_on=starts_on,
        last_act=standing.last_day,
        missed=standing.missed,
        waiting_since=local(standing.waiting.since).date() if standing.waiting else None,
        due=standing.due_before(day),
        done=standing.done,
        unread_since=local(unread_since).date() if unread_since else None,
    )


def way_to(actor: Actor, person_id: str, standing: Standing, signal: Signal) -> str:
    """The very thing behind a reason."""
    if signal.kind == rules.WORK and standing.waiting and policies.may_open_works(actor):
        return standing.waiting.path
    if signal.kind == rules.MESSAGE and policies.may_act(actor):
        return f"/messages/{person_id}"
    tab = {rules.ABSENCE: "presence", rules.LATE: "parcours", rules.WORK: "travaux"}.get(signal.kind)
    return f"/suivi/{person_id}" + (f"?onglet={tab}" if tab else "")
