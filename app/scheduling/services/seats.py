"""Seats: taken, given back, and handed to those who wait, in their order.

Acts on seats take turns by organisation, so that the last seat is given once: see `ledger.services.take_turn`.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import events, policies, queries
from app.scheduling.gates import gate_for
from app.scheduling.models import MeetingRoom
from app.scheduling.queries import Meeting
from app.scheduling.rules import Place, State
from app.web import formats


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking has become; `position` counts the people before the next free seat, oneself included."""

    state: State
    position: int | None
    place: str = Place.ON_SITE.value


def book(session: Session, actor: Actor, session_id: str, enrolment_id: str, *, place: str | None = None) -> Booked:
    """A seat, or a place on the waiting list. Booking again changes nothing.

    `place` is the person's own in a hybrid session: on site when it is at their site, unless they say otherwise.
    Conflict when they have a seat elsewhere at the same time.
    """
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id, locked=False)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    runs = bool(policies.may_run_sessions(actor))
    known = queries.seat_of(session, meeting.id, enrolment.id)
    if known is not None and not meeting.cancelled_at:
        if known.state == State.WAITING and now() < meeting.ends_at:
            give_free_seats(session, actor, meeting)  # somebody who could not take it has passed it on
        return standing(session, meeting.id, enrolment.id)
    if meeting.cancelled_at:
        raise Conflict(_("Cette séance est annulée. Choisissez-en une autre dans l'agenda."))
    if not runs and enrolment.course_id != meeting.course_id:
        raise Conflict(_("Cette séance est celle d'un autre parcours. Choisissez-en une du vôtre."))
    if enrolment.status in path_rules.CLOSED:
        raise Conflict(_("Ce parcours est terminé : il n'a plus de séance à réserver."))
    if now() >= (meeting.ends_at if runs else meeting.starts_at):
        raise Conflict(_("Cette séance est déjà passée. Choisissez-en une autre dans l'agenda."))
    if not runs and (why := gate_for(session, enrolment)(meeting.activity_id, local(meeting.starts_at).date())):
        raise Conflict(why + " " + _("Rien n'a été enregistré."))
    _refuse_two_at_once(session, actor, meeting, enrolment)
    full = queries.seats_taken(session, meeting.id) >= meeting.capacity
    state = State.WAITING if full else State.BOOKED
    where = _own_place(session, meeting, enrolment, place)
    write_booking(session, actor, meeting, enrolment, state, where)
    return standing(session, meeting.id, enrolment.id)


def give_seat(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> Booked:
    """For whoever runs sessions: a seat for this person now, before those who wait and beyond the places if need be."""
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id, locked=False)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_run_sessions(actor))
    known = queries.seat_of(session, meeting.id, enrolment.id)
    if known is None or known.state != State.BOOKED:
        if meeting.cancelled_at:
            raise Conflict(_("Cette séance est annulée. Choisissez-en une autre dans l'agenda."))
        _refuse_two_at_once(session, actor, meeting, enrolment)
        if known is None:
            write_booking(
                session, actor, meeting, enrolment, State.BOOKED, _own_place(session, meeting, enrolment, None)
            )
        else:
            seat_who_waits(session, actor, meeting, known.id, enrolment.id, known.place)
    return standing(session, meeting.id, enrolment.id)


def cancel_booking(session: Session, actor: Actor, session_id: str, enrolment_id: str) -> None:
    """Give a seat back; the first who waits gets it. Cancelling again changes nothing."""
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id, locked=False)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if booking is None or meeting.cancelled_at:  # a cancelled session holds nobody's seat
        return
    if not policies.may_run_sessions(actor) and now() >= meeting.starts_at:
        raise Conflict(_("Cette séance a commencé : elle ne s'annule plus ici. Prévenez l'équipe."))
    if queries.is_noted(session, meeting.id, enrolment.id):
        raise Conflict(
            _("La présence de cette personne est déjà notée. Corrigez-la plutôt que de retirer la personne.")
        )
    session.connection().execute(queries.DROP_BOOKING, {"booking_id": booking.id})
    prove_seat(session, actor, meeting, enrolment, booking.id, "cancelled", booking.place)
    record(session, actor, events.BookingCancelled(meeting.id, enrolment.id))
    if booking.state == State.BOOKED and now() < meeting.ends_at:
        give_free_seats(session, actor, meeting)


def choose_place(session: Session, actor: Actor, session_id: str, enrolment_id: str, place: str) -> Booked:
    """On site or at a distance, for one person in a hybrid session, until it starts. Saying it again changes nothing."""
    ledger.take_turn(session, actor.organisation_id)
    meeting = queries.session_to_change(session, actor, session_id, locked=False)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_book(actor, enrolment.learner_id))
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if booking is None or meeting.cancelled_at:
        raise Conflict(_("Cette personne n'a pas de place dans cette séance. Réservez-la d'abord."))
    if meeting.place != Place.HYBRID:
        raise Conflict(_("Dans cette séance, tout le monde est au même endroit. Rien n'a été changé."))
    if place not in (Place.ON_SITE, Place.REMOTE):
        raise invalid("place", _("Dites si la personne vient sur place ou suit à distance."))
    limit = meeting.ends_at if policies.may_run_sessions(actor) else meeting.starts_at
    if now() >= limit:
        raise Conflict(_("Cette séance a commencé : dites à l'équipe où vous êtes. Rien n'a été changé."))
    if booking.place != place:
        if place == Place.ON_SITE and booking.state == State.BOOKED:
            _refuse_full_room(session, meeting)
        session.connection().execute(queries.CHOOSE_PLACE, {"booking_id": booking.id, "where": place})
        prove_seat(session, actor, meeting, enrolment, booking.id, booking.state, place)
    return standing(session, meeting.id, enrolment.id)


def standing(session: Session, session_id: str, enrolment_id: str) -> Booked:
    """What somebody's booking is now: a seat, or a rank on the waiting list."""
    booking = queries.seat_of(session, session_id, enrolment_id)
    assert booking is not None
    if booking.state == State.BOOKED:
        return Booked(State.BOOKED, None, booking.place)
    waiting = [each.id for each in queries.waiting_list(session, session_id)]
    return Booked(State.WAITING, waiting.index(booking.id) + 1, booking.place)


def seat_whoever_came(session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow, came: bool) -> None:
    """Who is noted present has a seat from then on, beyond the places; nobody is noted absent without one."""
    booking = queries.seat_of(session, meeting.id, enrolment.id)
    if not came and (booking is None or booking.state != State.BOOKED):
        raise Conflict(_("Cette personne n'a pas de place dans cette séance : elle ne peut pas y être absente."))
    if booking is None:
        place = Place.ON_SITE.value if meeting.place == Place.HYBRID else meeting.place
        write_booking(session, actor, meeting, enrolment, State.BOOKED, place)
    elif booking.state == State.WAITING:
        seat_who_waits(session, actor, meeting, booking.id, enrolment.id, booking.place)


# --- What the acts share --------------------------------------------------------------------------------------


def give_free_seats(session: Session, actor: Actor, meeting: Meeting) -> None:
    """To those who wait, in their order; whoever has a seat elsewhere at that time is passed over, and keeps waiting."""
    free = meeting.capacity - queries.seats_taken(session, meeting.id)
    if free <= 0:
        return
    for booking in queries.waiting_list(session, meeting.id):
        enrolment = enrolments.enrolment_of(session, meeting.organisation_id, booking.enrolment_id)
        if _elsewhere(session, meeting, enrolment) is not None:
            continue
        seat_who_waits(session, actor, meeting, booking.id, booking.enrolment_id, booking.place)
        free -= 1
        if free == 0:
            return


def seat_who_waits(
    session: Session, actor: Actor, meeting: Meeting, booking_id: str, enrolment_id: str, place: str
) -> None:
    """Out of the waiting list, onto a seat."""
    if place == Place.ON_SITE and _room_is_full(session, meeting):
        place = Place.REMOTE.value
    session.connection().execute(queries.GIVE_SEAT, {"booking_id": booking_id, "where": place})
    enrolment = enrolments.enrolment_of(session, meeting.organisation_id, enrolment_id)
    prove_seat(session, actor, meeting, enrolment, booking_id, State.BOOKED.value, place)
    record(session, actor, events.SeatBooked(meeting.id, enrolment_id, from_waiting_list=True))


def write_booking(
    session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow, state: State, place: str
) -> str:
    """Write the booking, whatever the places; its id."""
    booking_id = new_id()
    session.connection().execute(
        queries.NEW_BOOKING,
        {
            "id": booking_id,
            "organisation_id": meeting.organisation_id,
            "session_id": meeting.id,
            "enrolment_id": enrolment.id,
            "state": state.value,
            "place": place,
            "created_at": now(),
        },
    )
    prove_seat(session, actor, meeting, enrolment, booking_id, state.value, place)
    if state is State.BOOKED:
        record(session, actor, events.SeatBooked(meeting.id, enrolment.id, from_waiting_list=False))
    return booking_id


def prove_seat(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    enrolment: EnrolmentRow,
    booking_id: str,
    state: str,
    place: str,
) -> None:
    """What has become of a seat: booked, waiting, cancelled by the person or freed with the session."""
    ledger.append(
        session,
        actor,
        Kind.SESSION_BOOKED,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        activity_id=meeting.activity_id,
        session_id=meeting.id,
        funder_id=enrolment.funder_id,
        place=place,
        timing="synchronous",
        people=meeting.people,
        guidance="training",
        proof_kind="booking",
        proof_id=booking_id,
        facts={"state": state},
    )


def _elsewhere(session: Session, meeting: Meeting, enrolment: EnrolmentRow) -> Any:
    """The session where the person has a seat at that time, if there is one."""
    return queries.other_seat(
        session, meeting.organisation_id, enrolment.learner_id, meeting.starts_at, meeting.ends_at, meeting.id
    )


def _refuse_two_at_once(session: Session, actor: Actor, meeting: Meeting, enrolment: EnrolmentRow) -> None:
    other = _elsewhere(session, meeting, enrolment)
    if other is None:
        return
    values = {
        "name": enrolment.learner_name, "title": other.title, "when": formats.moment(other.starts_at),
        "end": formats.clock(other.ends_at),
    }  # fmt: skip
    if actor.account_id == enrolment.learner_id:
        words = _("Vous avez déjà une place au même moment : « %(title)s », %(when)s, jusqu'à %(end)s.")
        advice = _("Rien n'a été changé. Rendez d'abord cette place, ou choisissez une autre séance.")
    else:
        words = _("%(name)s a déjà une place au même moment : « %(title)s », %(when)s, jusqu'à %(end)s.")
        advice = _("Rien n'a été changé. Choisissez une autre séance, ou retirez d'abord cette place.")
    raise Conflict(f"{words % values} {advice}", session_id=other.id)


def _own_place(session: Session, meeting: Meeting, enrolment: EnrolmentRow, place: str | None) -> str:
    """Where the person is: said by the session itself, or in a hybrid one by the person."""
    if meeting.place != Place.HYBRID:
        return meeting.place
    if place is None:
        here = meeting.site_id is not None and enrolment.site_id == meeting.site_id
        return (Place.ON_SITE if here and not _room_is_full(session, meeting) else Place.REMOTE).value
    if place not in (Place.ON_SITE, Place.REMOTE):
        raise invalid("place", _("Dites si la personne vient sur place ou suit à distance."))
    if place == Place.ON_SITE:
        _refuse_full_room(session, meeting)
    return str(place)


def _room_is_full(session: Session, meeting: Meeting) -> bool:
    """Of a hybrid session: its places are more than the chairs."""
    if meeting.place != Place.HYBRID or meeting.room_id is None:
        return False
    room = session.get_one(MeetingRoom, meeting.room_id)
    return queries.seats_taken(session, meeting.id, on_site=True) >= room.capacity


def _refuse_full_room(session: Session, meeting: Meeting) -> None:
    if _room_is_full(session, meeting):
        raise Conflict(_("La salle est pleine : il reste des places à distance seulement. Rien n'a été changé."))
