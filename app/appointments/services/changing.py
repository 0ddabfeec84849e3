"""Moving an appointment, which stays the same with all that was noted, and cancelling it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.appointments import events, policies, queries, rules
from app.appointments.models import Appointment, AppointmentMove
from app.appointments.queries import AppointmentRow
from app.appointments.rules import Means
from app.appointments.services import meetings
from app.appointments.services.booking import SlotTaken, check_free
from app.appointments.services.meetings import Where
from app.appointments.slots import queries as slots
from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.db import add_at_once
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.identity import queries as identity
from app.scheduling.models import TrainingSession


@dataclass(frozen=True, slots=True)
class Shift:
    """What a move would do to one appointment of a series; `why_not` empty: it can be moved."""

    row: AppointmentRow
    starts_at: datetime
    ends_at: datetime
    why_not: str = ""


def move_to_slot(session: Session, actor: Actor, appointment_id: str, slot_id: str) -> Appointment:
    """To another free slot, perhaps another adviser's. Moving to the slot that it has changes nothing."""
    row = queries.appointment_for(session, actor, appointment_id)
    slot = slots.slot_of(session, actor.organisation_id, slot_id)
    meetings.take_turn(session, actor, row.session_id)
    appointment = _open_to_change(session, actor, appointment_id)
    if appointment.slot_id == slot.id:
        return appointment
    meeting = queries.meeting_of(session, appointment)
    check_free(session, slot, row.learner_id, but=(meeting.id,))
    means = appointment.means if appointment.means in slot.means else slot.means[0]
    phone = appointment.phone
    if means == Means.PHONE and not (phone := phone or queries.phone_of(session, row.learner_id)):
        raise Conflict(
            _(
                "Ce créneau est par téléphone, et nous n'avons pas de numéro. Choisissez-en un autre, ou écrivez à l'équipe."
            )
        )
    appointment.slot_id, appointment.means, appointment.phone = slot.id, means, phone
    where = Where(means, slot.site_id, slot.room, slot.classroom, slot.link)
    _move(session, actor, appointment, meeting, slot.adviser_id, slot.starts_at, slot.ends_at, where)
    return appointment


def shifts(session: Session, actor: Actor, appointment_id: str, starts_at: datetime, *, following: bool) -> list[Shift]:
    """What moving one appointment, or this one and those after it, would do: shown before, read again in the act.

    The following ones move by as many days, to the same hour of Paris.
    """
    require(policies.may_accompany(actor))
    row = queries.appointment_for(session, actor, appointment_id)
    if abs(starts_at - now()) > rules.FURTHEST:
        raise invalid("day", _("Cette date est à plus d'un an d'aujourd'hui. Vérifiez l'année."))
    rows = queries.following_in_series(session, actor, row, now()) if following else [row]
    here, days = local(starts_at), (local(starts_at).date() - local(row.starts_at).date()).days
    closed = identity.closed_days(session, actor.organisation_id)
    away = [(one.starts_at, one.ends_at) for one in slots.absences(session, row.adviser_id, now())]
    found = []
    for one in rows:
        start = rules.shifted(one.starts_at, days, here.hour, here.minute)
        day = local(start).date()
        why = ""
        if start <= now():
            why = _("Cette heure est passée.")
        elif rules.is_day_off(day, closed, path_rules.french_holidays(day.year)):
            why = _("C'est un jour férié ou de fermeture.")
        end = start + timedelta(minutes=one.planned_minutes)
        if not why and rules.overlap(start, end, away):
            why = _("La période est bloquée dans cet agenda.")
        found.append(Shift(one, start, end, why))
    while True:  # those that move make room for each other, and whoever has to stay is in the way of others
        moving = [one.row.session_id for one in found if not one.why_not]
        again = [one if one.why_not else replace(one, why_not=_why_taken(session, one, moving)) for one in found]
        if again == found:
            return found
        found = again


def _why_taken(session: Session, one: Shift, moving: list[str]) -> str:
    row = one.row
    return meetings.why_taken(session, row.adviser_id, row.learner_id, one.starts_at, one.ends_at, moving)


def move_to_time(
    session: Session, actor: Actor, appointment_id: str, starts_at: datetime, *, following: bool = False
) -> list[Shift]:
    """To any free time, for those who accompany; what could not be moved stays where it was, and is told.

    Raises Conflict when nothing can be moved.
    """
    require(policies.may_accompany(actor))
    row = queries.appointment_for(session, actor, appointment_id)
    rows = queries.following_in_series(session, actor, row, now()) if following else [row]
    meetings.take_turn(session, actor, *(one.session_id for one in rows))
    _open_to_change(session, actor, appointment_id)
    found = shifts(session, actor, appointment_id, starts_at, following=following)
    if all(one.why_not for one in found):
        raise SlotTaken(found[0].why_not + " " + _("Rien n'a été déplacé. Choisissez une autre heure."))
    for one in found:
        if one.why_not or one.starts_at == one.row.starts_at:
            continue
        appointment = _open_to_change(session, actor, one.row.id)
        meeting = queries.meeting_of(session, appointment)
        appointment.slot_id = None
        where = Where(appointment.means, meeting.site_id, meeting.room, meeting.classroom, meeting.link)
        _move(session, actor, appointment, meeting, appointment.adviser_id, one.starts_at, one.ends_at, where)
    return found


def cancel(
    session: Session, actor: Actor, appointment_id: str, reason: str = "", *, following: bool = False
) -> list[Appointment]:
    """Give the time back; what was noted stays. Cancelling again changes nothing."""
    row = queries.appointment_for(session, actor, appointment_id)
    rows = queries.following_in_series(session, actor, row, now()) if following else [row]
    meetings.take_turn(session, actor, *(one.session_id for one in rows))
    gone = []
    for one in rows:
        appointment = queries.appointment_to_change(session, actor, one.id)
        if appointment.cancelled_at is not None:
            continue
        if appointment.outcome:
            raise Conflict(_("L'issue de ce rendez-vous est déjà notée : il ne s'annule plus."))
        own = actor.account_id == one.learner_id
        if own and now() >= one.starts_at:
            raise Conflict(_("Ce rendez-vous a commencé : il ne s'annule plus ici. Prévenez l'équipe."))
        note_cancelled(session, actor, appointment, reason, by_learner=own)
        gone.append(appointment)
    return gone


def note_cancelled(session: Session, actor: Actor, appointment: Appointment, reason: str, *, by_learner: bool) -> None:
    """The appointment and its session are off; the slot, if there was one, is free again."""
    enrolment = enrolments.enrolment_of(session, appointment.organisation_id, appointment.enrolment_id)
    appointment.cancelled_at, appointment.cancelled_by = now(), actor.account_id
    appointment.cancel_reason = " ".join(reason.split())[:500]
    session.flush()
    meetings.forget_reminders(session, appointment)
    with meetings.by_ourselves(session, appointment.id):
        meetings.cancel_meeting(session, actor, queries.meeting_of(session, appointment), enrolment, "")
    record(session, actor, events.AppointmentCancelled(appointment.id, by_learner=by_learner))


def note_moved(
    session: Session, actor: Actor, appointment: Appointment, was: tuple[datetime, datetime], starts_at: datetime
) -> None:
    """One more line of its history; reminders go by the new time."""
    appointment.revision += 1
    session.flush()
    add_at_once(
        session,
        AppointmentMove(
            id=new_id(),
            organisation_id=appointment.organisation_id,
            appointment_id=appointment.id,
            was_starts_at=was[0],
            was_ends_at=was[1],
            starts_at=starts_at,
            moved_by=actor.account_id,
            moved_at=now(),
        ),
    )
    meetings.leave_reminders(session, appointment, starts_at)
    record(session, actor, events.AppointmentMoved(appointment.id, was[0]))


def _open_to_change(session: Session, actor: Actor, appointment_id: str) -> Appointment:
    """The appointment, locked, if it can still be moved by who asks."""
    appointment = queries.appointment_to_change(session, actor, appointment_id)
    if appointment.cancelled_at is not None:
        raise Conflict(_("Ce rendez-vous est annulé. Prenez-en un autre."))
    if appointment.outcome:
        raise Conflict(_("L'issue de ce rendez-vous est déjà notée : il ne se déplace plus."))
    if not policies.may_accompany(actor) and now() >= queries.meeting_of(session, appointment).starts_at:
        raise Conflict(_("Ce rendez-vous a commencé : il ne se déplace plus ici. Prévenez l'équipe."))
    return appointment


def _move(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    meeting: TrainingSession,
    adviser_id: str,
    start: datetime,
    end: datetime,
    where: Where,
) -> None:
    was = meeting.starts_at, meeting.ends_at
    appointment.adviser_id = adviser_id
    appointment.planned_minutes = int((end - start).total_seconds()) // 60
    with meetings.by_ourselves(session, appointment.id):
        meetings.move_meeting(session, actor, meeting, adviser_id, start, end, where)
    note_moved(session, actor, appointment, was, start)
