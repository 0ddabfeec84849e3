"""The people that somebody follows: how far each is, and who needs somebody today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accompaniment import policies, queries, reasons, rules
from app.accompaniment.circumstances import Met, PathToday, facts_of, met_by_path
from app.accompaniment.contacts import queries as contacts
from app.accompaniment.reasons import THE_HOUSES, Ways
from app.accompaniment.rules import Signal
from app.accompaniment.standings import Standing, standings
from app.core.access import Actor
from app.core.clock import now, today
from app.core.i18n import locale
from app.courses.outline import Outline, outline
from app.dossiers import policies as opening
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import Status

_TABS = {
    reasons.ABSENCE: "presence",
    reasons.SEAT: "presence",
    reasons.SESSION: "presence",
    reasons.LATE: "parcours",
    reasons.RETURN: "parcours",
    reasons.WORK: "travaux",
    reasons.ENDING: "competences",
    reasons.REFERRAL: "dossier",
}
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
    signals: tuple[Signal, ...]  # those that call today
    quiet: tuple[Signal, ...] = ()  # those that hold, and are asleep or answered
    adviser_id: str | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    people: list[Person]  # by name
    outlines: dict[str, Outline]  # by course id, of the courses that are followed
    ways: Ways = THE_HOUSES

    @property
    def calling(self) -> list[Person]:
        """Those who need somebody today, in the order that `rules.pressing` says; of two alike, by name."""
        called = [person for person in self.people if person.signals]
        return sorted(called, key=lambda p: (*rules.pressing(p.signals), p.sort_name, p.id))

    @property
    def resting(self) -> list[Person]:
        """Those whose reasons are all quiet, by name."""
        return [person for person in self.people if person.quiet and not person.signals]

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


def with_ways(session: Session, actor: Actor, ways: Ways) -> Cohort:
    """The people under way as the list would show them with other rules: what a change would do is seen before."""
    return _gather(session, actor, queries.people(session, actor, list(IN_PROGRESS), now()), ways)


def _gather(session: Session, actor: Actor, rows: Iterable[Any], ways: Ways | None = None) -> Cohort:
    rows = list(rows)
    editions = queries.editions(session, actor.organisation_id)
    followed = {row.course_id for row in rows} & set(editions)
    outlines = {course_id: outline(session, editions[course_id]) for course_id in followed}
    rows = [row for row in rows if row.course_id in outlines]
    known = standings(session, actor.organisation_id, {row.id: outlines[row.course_id] for row in rows})
    ways = ways or contacts.ways_of(session, actor.organisation_id)
    met = met_by_path(contacts.circumstances(session, actor.organisation_id, now(), ways, [row.id for row in rows]))
    day = today()
    return Cohort([_person(row, known, met.get(row.id, {}), day, ways) for row in rows], outlines, ways)


def _person(row: Any, known: Mapping[str, Standing], met: Met, day: date, ways: Ways = THE_HOUSES) -> Person:
    standing = known[row.id]
    called, quiet = _signals(row, standing, met, day, ways) if row.status in IN_PROGRESS else ((), ())
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
        called,
        quiet,
        row.adviser_id,
    )


_Sorted = tuple[tuple[Signal, ...], tuple[Signal, ...]]  # those that call, those that are quiet


def _signals(row: Any, standing: Standing, met: Met, day: date, ways: Ways) -> _Sorted:
    """The reasons of today: worked out once a day, and again when something has changed."""
    asked = (
        day, locale.get(), row.status, row.starts_on, row.ends_on, row.unread_since, row.signed_in, row.next_session,
        tuple(met.items()), ways.mark,
    )  # fmt: skip
    known: _Sorted | None = standing.called.get(asked)
    if known is None:
        facts = facts_of(standing, row, met, day, ways)
        every = rules.every(facts, day, ways)
        quiet = tuple(signal for signal in every if rules.is_quiet(signal, facts, day))
        known = tuple(signal for signal in every if signal not in quiet), quiet
        standing.called.clear()
        standing.called[asked] = known
    return known


def signals_of(session: Session, enrolment: EnrolmentRow, standing: Standing, contact: Any) -> tuple[Signal, ...]:
    """The reasons that call for one person today. `contact` is what `queries.contact` says of them."""
    ways = contacts.ways_of(session, enrolment.organisation_id)
    met = met_by_path(contacts.circumstances(session, enrolment.organisation_id, now(), ways, [enrolment.id]))
    row = PathToday(
        enrolment.status, enrolment.starts_on, enrolment.ends_on, contact.unread_since, contact.signed_in,
        contact.next_session,
    )  # fmt: skip
    facts = facts_of(standing, row, met.get(enrolment.id, {}), today(), ways)
    return tuple(rules.signals(facts, today(), ways))


def way_to(actor: Actor, person_id: str, standing: Standing, signal: Signal) -> str:
    """The very thing behind a reason."""
    if signal.kind == reasons.WORK and standing.waiting and policies.may_open_works(actor):
        return standing.waiting.path
    if signal.kind == reasons.MESSAGE and policies.may_act(actor):
        return f"/messages/{person_id}"
    if signal.kind == reasons.REFERRAL and not opening.may_open(actor, ""):
        return f"/suivi/{person_id}"
    tab = _TABS.get(signal.kind)
    return f"/suivi/{person_id}" + (f"?onglet={tab}" if tab else "")
