"""Three people of the small course in the autumn of 2026, and the same figures counted again from raw rows, in Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock
from app.core.access import Actor, Role
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.learning import services as learning
from app.planning.models import PlanOmission, PlanStep
from app.scheduling import services as scheduling
from app.scheduling.models import Booking, TrainingSession
from tests.factories.house import House, Place
from tests.factories.paths import activity, learner_of, small_course

ENTERED = date(2026, 10, 12)


@dataclass
class Story:
    house: House
    place: Place
    outline: Outline
    ada: Enrolment  # plan drawn day by day, a session moved to the next month, an appointment
    bea: Enrolment  # older plan, another funder, absences corrected
    carl: Enrolment  # left after a week
    meetings: dict[str, TrainingSession]

    def actor(self, role: Role) -> Actor:
        return self.place.actor(role)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return clock.paris(day, hour, minute)


def tell(session: Session, house: House, place: Place | None = None) -> Story:
    place = place or house.demo
    outline = small_course(session, place)
    adviser, trainer = place.actor(Role.ADVISER), place.actor(Role.TRAINER)
    prefix = "" if place is house.demo else "v-"

    def enter(name: str, funder: str) -> Enrolment:
        with clock.at(at(ENTERED, 8)):
            return enrolling.enrol(
                session, place.actor(Role.ADMIN), house.course_slug, f"{prefix}{name.lower()}@demo.example", name,
                ENTERED, place.people["adviser"].email, funder=funder, site_id=place.site_id,
            )  # fmt: skip

    ada, bea, carl = enter("Ada", "Région"), enter("Bea", "Pôle"), enter("Carl", "Région")
    meetings = {}

    def meet(name: str, start: datetime, end: datetime, who: tuple[Enrolment, ...], **more: Any) -> TrainingSession:
        place_of_it = more.pop("where", "on_site")
        with clock.at(at(ENTERED, 8, 30)):
            made = scheduling.plan_session(
                session, trainer, house.course_slug, name, start, end, place_of_it, 12,
                site_id=place.site_id if place_of_it == "on_site" else None, **more,
            )  # fmt: skip
            for path in who:
                scheduling.book(session, trainer, made.id, path.id)
        meetings[name] = made
        return made

    first = activity(outline, "seance").id
    meet("seance", at(date(2026, 10, 15)), at(date(2026, 10, 15), 12), (ada, bea, carl), activity_id=first)
    meet("seance bis", at(date(2026, 11, 5), 14), at(date(2026, 11, 5), 17), (ada,), activity_id=first)
    meet("nuit", at(date(2026, 10, 24), 22), at(date(2026, 10, 25), 4), (bea,))  # the clocks go back inside: 7 hours
    meet("minuit", at(date(2026, 10, 31), 22), at(date(2026, 11, 1), 1), (ada, bea), where="remote")
    meet("rdv", at(date(2026, 11, 3), 10), at(date(2026, 11, 3), 10, 45), (ada,), people="individual")
    meet("annulée", at(date(2026, 11, 10), 9), at(date(2026, 11, 10), 12), (ada, bea))
    hybrid = meet("hybride", at(date(2026, 11, 12), 9), at(date(2026, 11, 12), 12), (ada, bea))
    _settle(session, meetings["annulée"], hybrid, ada)
    _plan(session, place, outline, ada, bea)

    def sign(name: str, path: Enrolment, half_day: str, present: bool, day: date | None = None) -> None:
        with clock.at(at(date(2026, 11, 20))):
            attendance.record_attendance(
                session,
                trainer,
                meetings[name].id,
                path.id,
                half_day,
                present,
                "" if present else "santé",
                day,
                reason_code="" if present else "illness",
            )

    sign("seance", ada, "morning", False)
    sign("seance", bea, "morning", True)
    sign("seance", carl, "morning", True)
    sign("seance bis", ada, "afternoon", True)
    sign("nuit", bea, "afternoon", True)
    sign("nuit", bea, "morning", True)
    for path in (ada, bea):
        sign("minuit", path, "afternoon", True, date(2026, 10, 31))
        sign("minuit", path, "morning", True, date(2026, 11, 1))
    sign("minuit", bea, "morning", False, date(2026, 11, 1))  # corrected: a negative difference
    sign("rdv", ada, "morning", True)
    for path, key, moment in (
        (ada, "accueil", at(date(2026, 10, 12), 10)),
        (ada, "voix", datetime(2026, 10, 31, 23, 30, tzinfo=UTC)),  # the first of November in Paris
        (bea, "accueil", at(date(2026, 10, 25), 23, 30)),
        (carl, "accueil", at(date(2026, 10, 13), 18)),
    ):
        with clock.at(moment):
            me = learner_of(session, place, path)
            learning.complete_activity(session, me, path.id, activity(outline, key).id)
    with clock.at(at(date(2026, 10, 19), 17)):
        enrolling.leave(session, adviser, carl.id, date(2026, 10, 19), exit_reason="job_search")
    session.flush()
    return Story(house, place, outline, ada, bea, carl, meetings)


def _settle(session: Session, cancelled: TrainingSession, hybrid: TrainingSession, remote: Enrolment) -> None:
    cancelled.cancelled_at = at(date(2026, 11, 9))
    hybrid.place = "hybrid"
    session.flush()
    for booking in session.query(Booking).filter_by(session_id=hybrid.id):
        booking.place = "remote" if booking.enrolment_id == remote.id else "on_site"
    session.flush()


def _plan(session: Session, place: Place, outline: Outline, path: Enrolment, older: Enrolment) -> None:
    """A plan of steps: the second sequence is left out. Bea's is of the time when plans dated whole sequences."""
    for row in session.query(PlanStep).filter(PlanStep.enrolment_id.in_((path.id, older.id))):
        session.delete(row)
    session.flush()
    kept = next(each for each in outline.sequences if each.key == "p1-s1")
    left = next(each for each in outline.sequences if each.key == "p2-s1")
    for number, one in enumerate(kept.activities):
        day = date(2026, 10, 28 + number % 4)
        session.add(
            PlanStep(
                enrolment_id=path.id, activity_id=one.id, organisation_id=place.id, sequence_id=kept.id,
                starts_on=day, due_on=day, minutes=one.minutes,
            )
        )  # fmt: skip
    session.add(PlanOmission(enrolment_id=path.id, sequence_id=left.id, organisation_id=place.id))
    session.flush()


# --- The same again, from raw rows ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Raw:
    day: date
    enrolment_id: str
    minutes: int
    marks: frozenset[str]


def moment(value: Any) -> datetime:
    """What each database gives for an instant in plain SQL."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day_of(value: Any) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _raw(session: Session, table: str) -> list[Any]:
    return list(session.execute(text(f"SELECT * FROM {table}")))


def _marks(place: str, timing: str, people: str, nature: str, guidance: str) -> frozenset[str]:
    return frozenset(
        {
            "total",
            "on_site" if place == "on_site" else "remote",
            timing,
            people,
            nature,
            "self_study" if guidance == "self_study" else "guided",
        }
    )


def done_again(session: Session) -> Iterator[Raw]:
    for row in _raw(session, "ledger_entry"):
        if row.minutes:
            day = moment(row.occurred_at).astimezone(clock.PARIS).date()
            marks = _marks(row.place, row.timing, row.people, row.nature, row.guidance)
            yield Raw(day, row.enrolment_id, row.minutes, marks)


def planned_again(session: Session) -> Iterator[Raw]:
    """Person by person, activity by activity, as somebody would with paper and pencil."""
    meetings = {row.id: row for row in _raw(session, "training_session") if row.cancelled_at is None}
    editions = {(row.course_id, row.number): row.id for row in _raw(session, "edition")}
    current = {row.id: editions[row.id, row.edition_number] for row in _raw(session, "course")}
    contents = [row for row in _raw(session, "edition_activity")]
    steps, items = _raw(session, "plan_step"), _raw(session, "plan_item")
    omitted = {(row.enrolment_id, row.sequence_id) for row in _raw(session, "plan_omission")}
    states = {(row.enrolment_id, row.activity_id): row.state for row in _raw(session, "activity_state")}
    bookings = [row for row in _raw(session, "booking") if row.state == "booked" and row.session_id in meetings]
    for path in _raw(session, "enrolment"):
        content = {row.activity_id: row for row in contents if row.edition_id == current[path.course_id]}
        plan = {
            key: (day_of(item.due_on), row.minutes)
            for item in items
            if item.enrolment_id == path.id
            for key, row in content.items()
            if row.sequence_id == item.sequence_id
        } | {row.activity_id: (day_of(row.due_on), row.minutes) for row in steps if row.enrolment_id == path.id}
        seats: dict[str, tuple[Any, Any]] = {}
        for booking in sorted(
            (row for row in bookings if row.enrolment_id == path.id),
            key=lambda row: moment(meetings[row.session_id].starts_at),
        ):
            meeting = meetings[booking.session_id]
            seats[meeting.activity_id or meeting.id] = meeting, booking.place
        for key, (due, minutes) in plan.items():
            one = content[key]
            if (path.id, one.sequence_id) in omitted or states.get((path.id, key)) == "skipped":
                continue
            meeting, where = seats.pop(key, (None, None))
            if meeting is None:
                alone = one.kind == "session" and one.people == "individual"
                found = Raw(
                    due, path.id, minutes,
                    _marks(one.place, one.timing, one.people, "accompaniment" if alone else "training", one.guidance),
                )  # fmt: skip
            else:
                found = _of_meeting(path.id, meeting, where, minutes)
            if path.closed_on is None or found.day <= day_of(path.closed_on):
                yield found
        for meeting, where in seats.values():
            if meeting.activity_id in content and (path.id, content[meeting.activity_id].sequence_id) in omitted:
                continue
            length = int((moment(meeting.ends_at) - moment(meeting.starts_at)).total_seconds()) // 60
            found = _of_meeting(path.id, meeting, where, length)
            if path.closed_on is None or found.day <= day_of(path.closed_on):
                yield found


def _of_meeting(enrolment_id: str, meeting: Any, where: str, minutes: int) -> Raw:
    place = where if meeting.place == "hybrid" else meeting.place
    nature = "accompaniment" if meeting.people == "individual" else "training"
    day = moment(meeting.starts_at).astimezone(clock.PARIS).date()
    return Raw(day, enrolment_id, minutes, _marks(place, "synchronous", meeting.people, nature, "training"))


def summed(rows: Iterable[Raw], keep: Callable[[Raw], bool]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        if keep(row):
            for mark in row.marks:
                found[mark] += row.minutes
    return found
