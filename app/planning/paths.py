"""The paths that plans are drawn for, as the database has them: a few statements for any number of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.core.clock import local, now
from app.courses.conditions import AFTER, FROM_DAY, GROUP, folded
from app.courses.outline import Activity, Outline
from app.enrolments.groups import queries as groups
from app.enrolments.rules import Stop, stops
from app.identity import queries as identity
from app.planning import queries
from app.planning.days import Days, Means
from app.planning.rules import Occurrence, Part, Piece, Seat, Situation, Step
from app.planning.standing import behind
from app.scheduling.rules import People, State

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Path:
    """One person's path and what their plan says today."""

    row: AnyRow  # queries.PATH
    outline: Outline
    parts: tuple[Part, ...]  # of the course, without what is kept for groups that are not theirs
    omitted: frozenset[str]
    days: Days
    steps: Mapping[str, Step]
    items: Mapping[str, tuple[date, date]]
    done: frozenset[str]
    seats: tuple[Seat, ...]
    missed: frozenset[str]  # activities whose session was missed: another occurrence is wanted
    pauses: tuple[AnyRow, ...]
    offers: "Offers"

    @property
    def id(self) -> str:
        return str(self.row.id)

    def situation(self, since: date, *, keep: Iterable[str] = (), **changed: Any) -> Situation:
        """What the plan is drawn from when all that is not done may move, from a day on; `keep` names what may not."""
        omitted = changed.pop("omitted", self.omitted)
        days = changed.pop("days", self.days)
        fixed = self.done | frozenset(keep)
        kept = {key: step for key, step in self.steps.items() if key in fixed}
        parts = tuple(
            Part(part.id, part.opens_on_day, part.due_on_day, pieces)
            for part in self.parts
            if part.id not in omitted
            and (pieces := tuple(one for one in part.pieces if one.id not in self.done or one.id in kept))
        )
        given: dict[str, Any] = {"seats": self.seats, "offers": self.offers.at(self.row.site_id)} | changed
        return Situation(parts, days, max(since, self.row.starts_on), kept, **given)

    def late(self, day: date) -> frozenset[str]:
        """What should have been done before a day."""
        return frozenset(key for key, step in self.steps.items() if step.due_on < day and key not in self.done)


def read_paths(session: Session, course: Outline, enrolment_ids: Sequence[str], *, offering: bool = True) -> list[Path]:
    """The paths of several people in one course, in the order of entry. Without `offering`, no session is proposed."""
    rows = queries.paths(session, enrolment_ids)
    if not rows:
        return []
    ids = [str(row.id) for row in rows]
    steps = _by_enrolment(queries.steps_of_many(session, ids))
    items = _by_enrolment(queries.items_of_many(session, ids))
    given = {row.enrolment_id: row for row in queries.availabilities(session, ids)}
    omitted = _by_enrolment(queries.omitted_of_many(session, ids))
    changes = _by_enrolment(queries.stop_changes_of_many(session, ids))
    pauses = _by_enrolment(queries.pauses_of_many(session, ids))
    booked = _by_enrolment(queries.seats_of_many(session, ids))
    over = behind(session, ids)
    kept_for = any(one.kind == GROUP for activity in course.conditioned for one in activity.conditions)
    memberships = groups.names_of_many(session, ids) if kept_for else {}
    closed = identity.closed_days(session, course.organisation_id)
    offers = Offers(queries.offers(session, course.course_id, now()) if offering else ())
    found = []
    for row in rows:
        key = str(row.id)
        seats, missed = _seats(booked[key], over.get(key, frozenset()))
        said = tuple(Stop(one.since, one.until) for one in pauses[key] if one.until is not None)
        found.append(
            Path(
                row=row,
                outline=course,
                parts=parts_for(course, memberships.get(key, frozenset())),
                omitted=frozenset(one.sequence_id for one in omitted[key]),
                days=Days(row.starts_on, (*stops(changes[key]), *said), closed, means_of(given.get(key))),
                steps={one.activity_id: Step(one.starts_on, one.due_on, one.minutes) for one in steps[key]},
                items={one.sequence_id: (one.starts_on, one.due_on) for one in items[key]},
                done=over.get(key, frozenset()),
                seats=seats,
                missed=missed,
                pauses=tuple(pauses[key]),
                offers=offers,
            )
        )
    return found


def _by_enrolment(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.enrolment_id].append(row)
    return found


def means_of(row: Any) -> Means:
    """What somebody said they can give; nothing said: the rhythm of the course."""
    if row is None:
        return Means()
    off = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.days_off)
    return Means(row.weekly_minutes, frozenset(row.weekdays_off), off, row.until)


def _seats(rows: Iterable[Any], done: frozenset[str]) -> tuple[tuple[Seat, ...], frozenset[str]]:
    """The seats that count in a plan, and the activities whose session was missed."""
    moment, seats, missed = now(), [], set()
    for row in rows:
        over = row.ends_at <= moment
        if over and row.missed and row.activity_id and row.activity_id not in done:
            missed.add(row.activity_id)
        elif not (over and row.state == State.WAITING.value):
            seats.append(seat_of(row, waiting=row.state == State.WAITING.value))
    again = {seat.activity_id for seat in seats}
    return tuple(seats), frozenset(missed - again)


def seat_of(row: Any, *, waiting: bool) -> Seat:
    return Seat(row.id, row.activity_id, local(row.starts_at).date(), row.starts_at, row.ends_at, waiting)


# --- The course as plans see it -------------------------------------------------------------------------------

_parts: dict[tuple[str, frozenset[str]], tuple[Part, ...]] = {}  # an edition never changes


def parts_for(course: Outline, memberships: frozenset[str]) -> tuple[Part, ...]:
    """The sequences of a course for somebody in these groups."""
    key = (course.edition_id, memberships)
    known = _parts.get(key)
    if known is None:
        if len(_parts) > 500:
            _parts.clear()
        known = _parts[key] = tuple(
            Part(sequence.id, sequence.opens_on_day, sequence.due_on_day, pieces)
            for sequence in course.sequences
            if (pieces := tuple(_piece(course, one) for one in sequence.activities if not _reserved(one, memberships)))
        )
    return known


def _reserved(activity: Activity, memberships: frozenset[str]) -> bool:
    return any(one.kind == GROUP and memberships.isdisjoint(map(folded, one.groups)) for one in activity.conditions)


def _piece(course: Outline, activity: Activity) -> Piece:
    after = (one.id for asked in activity.conditions if asked.kind == AFTER for one in course.behind[asked.after])
    days = (one.day for one in activity.conditions if one.kind == FROM_DAY)
    return Piece(activity.id, activity.minutes, is_meeting(activity), tuple(after), max(days, default=0))


def is_meeting(activity: Activity) -> bool:
    """A group session. An individual one is an appointment: the two people choose its time themselves."""
    return activity.kind == "session" and activity.people == People.COLLECTIVE.value


# --- The sessions to come -------------------------------------------------------------------------------------


class Offers:
    """The coming group sessions of a course, for people of different places; seats go as they are given."""

    def __init__(self, rows: Sequence[AnyRow]) -> None:
        self.rows = rows
        self.free = {row.id: row.free for row in rows}
        self.made: dict[str | None, dict[str, list[Occurrence]]] = {}

    def at(self, site_id: str | None) -> Mapping[str, Sequence[Occurrence]]:
        """Those of a person's own place, and those that have none: at a distance, or both. Nobody's place: all."""
        known = self.made.get(site_id)
        if known is None:
            known = self.made[site_id] = defaultdict(list)
            for row in self.rows:
                if row.place != "on_site" or None in (site_id, row.site_id) or row.site_id == site_id:
                    day = local(row.starts_at).date()
                    known[row.activity_id].append(
                        Occurrence(row.id, row.activity_id, day, row.starts_at, row.ends_at, self.free[row.id] > 0)
                    )
        return known

    def give(self, session_id: str) -> None:
        """A seat is gone."""
        self.free[session_id] = self.free.get(session_id, 0) - 1
        if self.free[session_id] == 0:
            self.made.clear()
