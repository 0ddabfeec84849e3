"""Planning sessions and giving seats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import local, now
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.enrolments.queries import EnrolmentRow
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import events, policies, queries, rules
from app.scheduling.gates import gate_for
from app.scheduling.models import TrainingSession
from app.scheduling.queries import Meeting
from app.scheduling.rules import Classroom, People, Place, State


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking has become; `position` counts the people before the next free seat, oneself included."""

    state: State
    position: int | None


def plan_session(
    session: Session,
    actor: Actor,
    course_slug: str,
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
    classroom: str = "",
    people: str = People.COLLECTIVE,
) -> TrainingSession:
    """Announce a session of a course. On site without a site, the organisation's only one is meant.

    Without `trainer_id` the actor runs it, if they train. A session already held may be entered afterwards.
    """
    require(policies.may_run_sessions(actor))
    course = courses.course_by_slug(session, actor.organisation_id, course_slug)
    if course is None:
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
    if activity_id and activity_id not in outline(session, course.edition_id).activities:
        raise _invalid("activity_id", _("Cette activité n'est pas dans ce parcours."))
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise _invalid("link", _("Le lien commence par https://."))
    if classroom not in ("", *Classroom):
        raise _invalid("classroom", _("Choisissez la classe à distance dans la liste."))
    if classroom == Classroom.LINK and not link:
        raise _invalid("link", _("Écrivez le lien de la classe à distance."))
    meeting = TrainingSession(
        id=new_id(),
        organisation_id=actor.organisation_id,
        course_id=course.id,
        activity_id=activity_id or None,
        trainer_id=_trainer(session, actor, trainer_id),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=str(place),
        site_id=_site(session, actor, place, site_id, room),
        room=room.strip()[:120],
        classroom="" if place == Place.ON_SITE else classroom or (Classroom.LINK.value if link else ""),
        link=link,
        people=str(people),
        capacity=capacity,
        created_at=now(),
    )
    add_at_once(session, meeting)
    record(session, actor, events.SessionPlanned(meeting.id))
    return meeting


def book(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> Booked:
    """A seat, or a place on the waiting list. Booking again changes nothing."""
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
    meeting = queries.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if booking is None:
        return
    if not policies.may_run_sessions(actor) and now() >= meeting.starts_at:
        raise Conflict(_("Cette séance a commencé : elle ne s'annule plus ici. Prévenez l'équipe."))
    if queries.is_noted(session, meeting.id, enrolment.id):
        raise Conflict(
            _("La présence de cette personne est déjà notée. Corrigez-la plutôt que de retirer la personne.")
        )
    session.connection().execute(queries.DROP_BOOKING, {"booking_id": booking.id})
    _prove_seat(session, actor, meeting, enrolment, booking.id, "cancelled")
    record(session, actor, events.BookingCancelled(meeting.id, enrolment.id))
    if booking.state == State.BOOKED and now() < meeting.ends_at:
        _give_free_seats(session, actor, meeting)


def seat_whoever_came(session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow, came: bool) -> None:
    """Who is noted present has a seat from then on; nobody is noted absent without one."""
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if not came and (booking is None or booking.state != State.BOOKED):
        raise Conflict(_("Cette personne n'a pas de place dans cette séance : elle ne peut pas y être absente."))
    if booking is None:
        _book(session, actor, meeting, enrolment, State.BOOKED)  # beyond the capacity: the person is in the room
    elif booking.state == State.WAITING:
        _seat(session, actor, meeting, booking.id, enrolment.id)


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


def _give_free_seats(session: Session, actor: Actor, meeting: Meeting) -> None:
    free = meeting.capacity - queries.seats_taken(session, meeting.id)
    for booking in queries.waiting_list(session, meeting.id)[: max(free, 0)]:
        _seat(session, actor, meeting, booking.id, booking.enrolment_id)


def _seat(session: Session, actor: Actor, meeting: Meeting, booking_id: str, enrolment_id: str) -> None:
    """Out of the waiting list, onto a seat."""
    session.connection().execute(queries.GIVE_SEAT, {"booking_id": booking_id})
    enrolment = enrolments.enrolment_of(session, meeting.organisation_id, enrolment_id)
    _prove_seat(session, actor, meeting, enrolment, booking_id, State.BOOKED.value)
    record(session, actor, events.SeatBooked(meeting.id, enrolment_id, from_waiting_list=True))


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
