"""Entering a classroom, and drawing presence from the connections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.attendance import queries as attendance
from app.attendance.rules import Method
from app.attendance.services import record_attendance
from app.classrooms import bigbluebutton, jitsi, policies, presence, queries, rules, secrets
from app.classrooms.rules import Door, Kind, State, Visit
from app.core.access import Actor, Answer, require
from app.core.clock import now
from app.core.db import AnyRow, one_at_a_time
from app.core.errors import Conflict
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.core.tasks import later
from app.identity.services import actor_for
from app.scheduling import policies as sessions
from app.scheduling import queries as scheduling
from app.scheduling.rules import HalfDay, half_days

keeps(
    Where.LEAVING,
    "classroom",
    N_(
        "Classe virtuelle : le nom montré aux autres, un numéro de passage, les heures de connexion, et l'enregistrement s'il y en a un."
    ),
    until=N_("le temps que garde le serveur de classe"),
    data=PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PASSING),
    to=("bbb_url", "jitsi_url"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody stands before the door of a session's classroom. `address` is empty as long as they cannot enter."""

    meeting: AnyRow
    door: Door
    moderates: bool
    may: Answer
    address: str = ""
    failures: int = 0  # of the server, in a row, when it has not opened the room yet
    works_here: bool = True  # the server that the session names is one of the settings


def way_in(session: Session, actor: Actor, session_id: str) -> Way:
    """The door as this person finds it, and the address that leads in when it is open. No server is asked."""
    meeting = scheduling.session_for(session, actor, session_id)
    seat = queries.own_seat(session, meeting.id, actor.account_id)
    may = policies.may_enter(actor, seat.state if seat else None)
    moderates = bool(policies.may_moderate(actor))
    door = rules.door(meeting, now(), moderates)
    if not may or door.state is not State.OPEN:
        return Way(meeting, door, moderates, may)
    # whoever has a seat is counted as the learner they are; the trainer is not one of them
    as_learner = seat is not None and seat.state == "booked" and meeting.trainer_id != actor.account_id
    user_id = seat.enrolment_id if seat is not None and as_learner else actor.account_id
    if door.kind == Kind.JITSI:
        address = ""
        if settings().jitsi_url:
            room = secrets.room_name(meeting.id)
            address = jitsi.address(settings(), room, actor.name, user_id, moderates, now())
        return Way(meeting, door, moderates, may, address, works_here=bool(address))
    if door.kind == Kind.LINK:
        return Way(meeting, door, moderates, may, meeting.link, works_here=bool(meeting.link))
    server = bigbluebutton.configured(settings())
    if server is None:
        return Way(meeting, door, moderates, may, works_here=False)
    known = queries.meeting(session, meeting.id)
    if known is None or known.opened_at is None or known.ended_at is not None:
        return Way(meeting, door, moderates, may, failures=known.failures if known else 0)
    address = server.join_address(
        secrets.meeting_id(meeting.id), actor.name, user_id, moderates=moderates, create_time=known.create_time
    )
    return Way(meeting, door, moderates, may, address)


def hurry(session: Session, actor: Actor, session_id: str) -> None:
    """Somebody waits before a room that is not open: it is opened before anything else, once however many wait."""
    minute = now().replace(second=0, microsecond=0)
    later(
        session, "classrooms.open", {"session_id": session_id}, organisation_id=actor.organisation_id,
        key=f"classrooms.open:{session_id}:{minute:%Y%m%d%H%M}",
    )  # fmt: skip


def it_is_over(session: Session, session_id: str) -> None:
    """The server says that a meeting has ended: it is asked what has become of it."""
    row = queries.work_of(session, session_id)
    if row is not None and row.ended_at is None:
        minute = now().replace(second=0, microsecond=0)
        later(
            session, "classrooms.open", {"session_id": session_id}, organisation_id=row.organisation_id,
            key=f"classrooms.over:{session_id}:{minute:%Y%m%d%H%M}",
        )  # fmt: skip


def keep_report(session: Session, session_id: str, report: Any) -> None:
    """The report that the server sends after a meeting: who came and left, to the second."""
    row = queries.work_of(session, session_id)
    said = report.get("meeting_id") if isinstance(report, dict) else None
    if row is None or said != secrets.meeting_id(session_id):
        return
    one_at_a_time(session, f"classroom:{session_id}")
    if presence.read_report(session, session_id, row.organisation_id, report, row.starts_at, row.ends_at):
        later(session, "classrooms.settle", {"session_id": session_id}, organisation_id=row.organisation_id)


# --- Presence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HalfDayThere:
    part: HalfDay
    minutes: int  # connected
    enough: bool
    said: bool | None  # what the attendance sheet holds; None: nothing yet


@dataclass(frozen=True, slots=True)
class There:
    """One person who was in the room."""

    name: str
    role: str  # learner, team, guest
    enrolment_id: str | None
    visits: tuple[Visit, ...]
    minutes: int  # of the session itself
    half_days: tuple[HalfDayThere, ...] = ()
    seated: bool = False

    @property
    def to_note(self) -> bool:
        """Seen long enough, with a seat; a link that went round is for the team to judge."""
        return self.seated and any(one.enough and one.said is None for one in self.half_days)


def connections(session: Session, meeting: AnyRow) -> list[There]:
    """Who was there, learners first, then the team, then others; by name. The caller has seen the session."""
    seats = set(queries.seats_of(session, meeting.id))
    parts = half_days(meeting.starts_at, meeting.ends_at)
    sheet = {(row.enrolment_id, row.day, row.half_day): row.present for row in queries.said(session, meeting.id)}
    people: dict[tuple[str, str], list[AnyRow]] = {}
    for row in queries.visits(session, meeting.id):
        role = "learner" if row.enrolment_id else "team" if row.account_id else "guest"
        people.setdefault((role, row.user_id), []).append(row)
    found = []
    for (role, _user_id), rows in people.items():
        visits = rules.merged(Visit(row.came_at, row.left_at) for row in rows)
        enrolment_id = rows[0].enrolment_id
        found.append(
            There(
                rows[0].name or rows[0].guest,
                role,
                enrolment_id,
                tuple(visits),
                rules.minutes_between(visits, meeting.starts_at, meeting.ends_at),
                _half_days(enrolment_id, visits, parts, meeting.starts_at, sheet) if enrolment_id else (),
                enrolment_id in seats,
            )
        )
    order = {"learner": 0, "team": 1, "guest": 2}
    return sorted(found, key=lambda one: (order[one.role], one.name, one.enrolment_id or ""))


def _half_days(
    enrolment_id: str,
    visits: Sequence[Visit],
    parts: Sequence[HalfDay],
    starts_at: datetime,
    sheet: dict[tuple[str, date, str], bool],
) -> tuple[HalfDayThere, ...]:
    found = []
    for part in parts:
        minutes = rules.connected(visits, part, starts_at)
        said = sheet.get((enrolment_id, part.day, part.half.value))
        found.append(HalfDayThere(part, minutes, rules.is_enough(minutes, part), said))
    return tuple(found)


def settle(session: Session, session_id: str) -> int:
    """Once a session is over: those who were connected long enough are noted present, in the name of who holds it.

    How many half-days were noted. What the sheet already says stays as it is, and nobody is noted absent. Without
    somebody who holds the session nothing is noted: the team does it from the page of connections.
    """
    row = queries.work_of(session, session_id)
    if row is None or row.cancelled_at is not None or now() < row.ends_at:
        return 0
    one_at_a_time(session, f"classroom:{session_id}")
    known = queries.meeting_to_change(session, session_id)
    if known is not None:
        known.settled_at = now()
    trainer_id = queries.trainer_of(session, session_id)
    actor = actor_for(session, row.organisation_id, trainer_id) if trainer_id else None
    if actor is None or not sessions.may_run_sessions(actor):
        return 0
    return _note(session, actor, scheduling.session_for(session, actor, session_id))


def note_the_connected(session: Session, actor: Actor, session_id: str) -> int:
    """The same, by somebody of the team who has read the connections."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(sessions.may_run_sessions(actor))
    if meeting.cancelled_at is not None:
        raise Conflict(_("Cette séance a été annulée : il n'y a pas de présence à noter."))
    if now() < meeting.ends_at:
        raise Conflict(_("La séance n'est pas finie : les présences se tirent des connexions après la fin."))
    one_at_a_time(session, f"classroom:{session_id}")
    return _note(session, actor, meeting)


def _note(session: Session, actor: Actor, meeting: AnyRow) -> int:
    noted = 0
    for there in connections(session, meeting):
        if there.enrolment_id is None or not there.seated:
            continue
        for one in there.half_days:
            if one.enough and one.said is None:
                if attendance.is_locked(session, meeting.id, one.part.day, one.part.half.value):
                    continue  # somebody seated since: the closed sheet changes with a reason only
                record_attendance(
                    session, actor, meeting.id, there.enrolment_id, one.part.half.value, True, day=one.part.day,
                    method=Method.CONNECTION,
                )  # fmt: skip
                noted += 1
    return noted


def show_recordings(session: Session, actor: Actor, session_id: str, shown: bool) -> None:
    """Let the people of a session look at what was recorded, or not any more."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(sessions.may_run_sessions(actor))
    known = queries.meeting_to_change(session, meeting.id)
    if known is None:
        raise Conflict(_("Cette séance n'a pas d'enregistrement."))
    known.recordings_shown = shown
