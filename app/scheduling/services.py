"""Planning sessions, giving seats, and saying who was there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import local, now
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses import queries as courses
from app.courses.outline import current_outline, outline
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.enrolments.queries import EnrolmentRow
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import events, policies, queries, rules
from app.scheduling.gates import gate_for
from app.scheduling.models import Attendance, TrainingSession
from app.scheduling.queries import Meeting
from app.scheduling.rules import People, Place, State


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking has become; `position` counts the people before the next free seat, oneself included."""

    state: State
    position: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One box of an attendance sheet."""

    enrolment_id: str
    day: date
    half_day: str
    present: bool
    reason: str = ""


def plan_session(
    session: Session,
    actor: Actor,
    course_slug: str | None,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int,
    activity_id: str | None = None,
    *,
    trainer_id: str | None = None,
    site_id: str | None = None,
    room: str = "",
    link: str = "",
    people: str = People.COLLECTIVE,
    running_order: str = "",
    is_public: bool = False,
) -> TrainingSession:
    """Announce a session of a course. On site without a site, the organisation's only one is meant.

    Without `trainer_id` the actor runs it, if they train. A session already held may be entered afterwards.
    """
    require(policies.may_run_sessions(actor))
    course = courses.course_by_slug(session, actor.organisation_id, course_slug) if course_slug else None
    if course is None and course_slug is not None:
        raise _invalid("course", _("Ce parcours n'existe pas, ou il n'est pas encore publié."))
    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise _invalid("title", _("Donnez un titre à la séance, en 200 caractères au plus."))
    starts_at, ends_at = _times(starts_at, ends_at)
    if place not in set(Place):
        raise _invalid("place", _("Dites si la séance est sur place ou à distance."))
    if people not in set(People):
        raise _invalid("people", _("Dites si la séance est individuelle ou en groupe."))
    if not 1 <= capacity <= rules.LARGEST:
        raise _invalid("capacity", _("Il faut au moins une place, et %(most)s au plus.") % {"most": rules.LARGEST})
    if activity_id and (course is None or activity_id not in outline(session, course.edition_id).activities):
        raise _invalid("activity_id", _("Cette activité n'est pas dans ce parcours."))
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise _invalid("link", _("Le lien commence par https://."))
    meeting = TrainingSession(
        id=new_id(),
        organisation_id=actor.organisation_id,
        course_id=course.id if course else None,
        activity_id=activity_id or None,
        trainer_id=_trainer(session, actor, trainer_id),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=str(place),
        site_id=_site(session, actor, place, site_id, room),
        room=room.strip()[:120],
        link=link,
        people=str(people),
        running_order=running_order.strip(),
        is_public=is_public,
        capacity=capacity,
        created_at=now(),
    )
    add_at_once(session, meeting)
    record(session, actor, events.SessionPlanned(meeting.id))
    return meeting


def book(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> Booked:
    """A seat, or a place on the waiting list. Booking again changes nothing."""
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    runs = bool(policies.may_run_sessions(actor))
    known = queries.seat_of(session, meeting.id, enrolment.id)
    if known is not None:
        return _standing(session, meeting, known.id, State(known.state))
    if not runs and enrolment.course_id != meeting.course_id:
        raise Conflict(_("Cette séance est celle d'un autre parcours. Choisissez-en une du vôtre."))
    if enrolment.status in path_rules.CLOSED:
        raise Conflict(_("Ce parcours est terminé : il n'a plus de séance à réserver."))
    if now() >= (meeting.ends_at if runs else meeting.starts_at):
        raise Conflict(_("Cette séance est déjà passée. Choisissez-en une autre dans l'agenda."))
    if not runs and (why := gate_for(session, enrolment)(meeting.activity_id, local(meeting.starts_at).date())):
        raise Conflict(why + " " + _("Rien n'a été enregistré."))
    full = queries.seats_taken(session, meeting.id) >= meeting.capacity
    state = State.WAITING if full else State.BOOKED
    return _standing(session, meeting, _book(session, actor, meeting, enrolment, state), state)


def cancel_booking(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> None:
    """Give a seat back; the first who waits gets it. Cancelling again changes nothing."""
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if booking is None:
        return
    if not policies.may_run_sessions(actor) and now() >= meeting.starts_at:
        raise Conflict(_("Cette séance a commencé : elle ne s'annule plus ici. Prévenez l'équipe."))
    if queries.attendances_to_change(session, meeting.id, enrolment.id):
        raise Conflict(
            _("La présence de cette personne est déjà notée. Corrigez-la plutôt que de retirer la personne.")
        )
    session.connection().execute(queries.DROP_BOOKING, {"booking_id": booking.id})
    _prove_seat(session, actor, meeting, enrolment, booking.id, "cancelled")
    record(session, actor, events.BookingCancelled(meeting.id, enrolment.id))
    if booking.state == State.BOOKED and now() < meeting.ends_at:
        give_free_seats(session, actor, meeting)


def record_attendance(
    session: Session,
    actor: Actor,
    session_id: str,
    enrolment_id: str,
    half_day: str,
    present: bool,
    reason: str = "",
    day: date | None = None,
) -> Attendance:
    """Who was there in a half-day. The minutes enter the ledger; a correction adds the difference.

    Somebody who came without a seat is given one. Saying the same again changes nothing.
    """
    meeting = queries.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_run_sessions(actor))
    if now() < meeting.starts_at:
        raise Conflict(_("Cette séance n'a pas commencé : la présence se note à partir du début."))
    parts = rules.half_days(meeting.starts_at, meeting.ends_at)
    part = rules.half_day_of(parts, half_day, day)
    if part is None:
        raise _invalid("half_day", _("Cette séance n'a pas lieu à cette demi-journée."))
    said = queries.attendances_to_change(session, meeting.id, enrolment.id)
    known = next((row for row in said if row.day == part.day and row.half_day == part.half), None)
    reason = "" if present else reason.strip()[:200]
    if known is not None and known.present == present:
        known.reason = reason or known.reason
        return known
    if not said:  # whoever has been signed for has had a seat since
        _seat_whoever_came(session, actor, meeting, enrolment, present)
    before = known.minutes if known is not None and known.present else 0
    after = part.minutes if present else 0
    entry = ledger.append(
        session,
        actor,
        Kind.ATTENDANCE_RECORDED,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        activity_id=meeting.activity_id,
        block_id=_block_id(session, meeting, enrolment),
        session_id=meeting.id,
        funder_id=enrolment.funder_id,
        minutes=after - before,
        place=meeting.place,
        timing="synchronous",
        people=meeting.people,
        guidance="training",
        nature="accompaniment" if meeting.people == People.INDIVIDUAL else "training",
        proof_kind="attendance",
        corrects_id=known.entry_id if known is not None else None,
        occurred_at=rules.starts_of(part, meeting.starts_at),
        facts={"day": part.day.isoformat(), "half_day": part.half.value, "present": present},
    )
    if known is None:
        known = Attendance(
            id=new_id(),
            organisation_id=meeting.organisation_id,
            session_id=meeting.id,
            enrolment_id=enrolment.id,
            day=part.day,
            half_day=part.half.value,
            present=present,
            minutes=part.minutes,
            reason=reason,
            recorded_by=actor.account_id,
            recorded_at=now(),
            entry_id=entry.id,
        )
        add_at_once(session, known)
        said = [*said, known]
    else:
        known.present, known.minutes, known.reason = present, part.minutes, reason
        known.recorded_by, known.recorded_at, known.entry_id = actor.account_id, now(), entry.id
    attended = sum(row.minutes for row in said if row.present)
    planned = sum(each.minutes for each in parts)
    record(
        session,
        actor,
        events.AttendanceRecorded(meeting.id, enrolment.id, meeting.activity_id, entry.id, present, attended, planned),
    )
    return known


def record_sheet(
    session: Session, actor: Actor, session_id: str, lines: Iterable[Line], also_came: str | None = None
) -> None:
    """A whole attendance sheet at once. `also_came` is the enrolment of somebody who came without a seat."""
    meeting = queries.session_to_change(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    for line in lines:
        record_attendance(
            session, actor, session_id, line.enrolment_id, line.half_day, line.present, line.reason, line.day
        )
    if also_came:
        for part in rules.half_days(meeting.starts_at, meeting.ends_at):
            record_attendance(session, actor, session_id, also_came, part.half, True, day=part.day)


# --- What the acts share --------------------------------------------------------------------------------------


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])


def _times(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Both in whole minutes, in order, and not absurd."""
    starts_at = starts_at.replace(second=0, microsecond=0)
    ends_at = ends_at.replace(second=0, microsecond=0)
    if ends_at <= starts_at:
        raise _invalid("ends_at", _("La séance doit finir après son début."))
    if ends_at - starts_at > rules.LONGEST:
        raise _invalid("ends_at", _("Une séance dure 24 heures au plus. Planifiez une séance par jour."))
    if abs(starts_at - now()) > rules.FURTHEST:
        raise _invalid("starts_at", _("Cette date est à plus de deux ans d'aujourd'hui. Vérifiez l'année."))
    return starts_at, ends_at


def _trainer(session: Session, actor: Actor, trainer_id: str | None) -> str | None:
    if not trainer_id:
        return actor.account_id if actor.has(Role.TRAINER, Role.ADVISER) else None
    roles = (Role.TRAINER, Role.ADVISER)
    if trainer_id == actor.account_id and actor.has(*roles):
        return trainer_id
    if not any(identity.has_role(session, actor.organisation_id, trainer_id, role) for role in roles):
        raise _invalid("trainer", _("Cette personne ne forme pas et n'accompagne pas ici."))
    return trainer_id


def _site(session: Session, actor: Actor, place: str, site_id: str | None, room: str) -> str | None:
    if place != Place.ON_SITE:
        return None
    sites = [row.id for row in identity.sites(session, actor.organisation_id)]
    if site_id:
        if site_id not in sites:
            raise _invalid("site", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))
        return site_id
    return str(sites[0]) if len(sites) == 1 and not room.strip() else None


def _book(session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow, state: State) -> str:
    """Write the booking; its id."""
    booking_id = new_id()
    session.connection().execute(
        queries.NEW_BOOKING,
        {
            "id": booking_id,
            "organisation_id": meeting.organisation_id,
            "session_id": meeting.id,
            "enrolment_id": enrolment.id,
            "state": state.value,
            "place": meeting.place,
            "created_at": now(),
        },
    )
    _prove_seat(session, actor, meeting, enrolment, booking_id, state.value)
    if state is State.BOOKED:
        record(session, actor, events.SeatBooked(meeting.id, enrolment.id, from_waiting_list=False))
    return booking_id


def give_free_seats(session: Session, actor: Actor, meeting: Meeting) -> None:
    """To those who wait, in their order."""
    free = meeting.capacity - queries.seats_taken(session, meeting.id)
    for booking in queries.waiting_list(session, meeting.id)[: max(free, 0)]:
        _seat(session, actor, meeting, booking.id, booking.enrolment_id)


def _seat(session: Session, actor: Actor, meeting: Meeting, booking_id: str, enrolment_id: str) -> None:
    """Out of the waiting list, onto a seat."""
    session.connection().execute(queries.GIVE_SEAT, {"booking_id": booking_id})
    enrolment = enrolments.enrolment_of(session, meeting.organisation_id, enrolment_id)
    _prove_seat(session, actor, meeting, enrolment, booking_id, State.BOOKED.value)
    record(session, actor, events.SeatBooked(meeting.id, enrolment_id, from_waiting_list=True))


def _seat_whoever_came(session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow, came: bool) -> None:
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if not came and (booking is None or booking.state != State.BOOKED):
        raise Conflict(_("Cette personne n'a pas de place dans cette séance : elle ne peut pas y être absente."))
    if booking is None:
        _book(session, actor, meeting, enrolment, State.BOOKED)  # beyond the capacity: the person is in the room
    elif booking.state == State.WAITING:
        _seat(session, actor, meeting, booking.id, enrolment.id)


def _standing(session: Session, meeting: Meeting, booking_id: str, state: State) -> Booked:
    if state is State.BOOKED:
        return Booked(State.BOOKED, None)
    waiting = [each.id for each in queries.waiting_list(session, meeting.id)]
    return Booked(State.WAITING, waiting.index(booking_id) + 1)


def _prove_seat(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    enrolment: EnrolmentRow,
    booking_id: str,
    state: str,
) -> None:
    ledger.append(
        session,
        actor,
        Kind.SESSION_BOOKED,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        activity_id=meeting.activity_id,
        session_id=meeting.id,
        funder_id=enrolment.funder_id,
        place=meeting.place,
        timing="synchronous",
        people=meeting.people,
        guidance="training",
        proof_kind="booking",
        proof_id=booking_id,
        facts={"state": state},
    )


def _block_id(session: Session, meeting: Meeting, enrolment: EnrolmentRow) -> str | None:
    if meeting.activity_id is None or meeting.course_id is None:
        return None
    same = enrolment.course_id == meeting.course_id  # anyone may be given a seat, from another course too
    course = outline(session, enrolment.edition_id) if same else current_outline(session, meeting.course_id)
    activity = course.activities.get(meeting.activity_id)
    return activity.block_id if activity else None
