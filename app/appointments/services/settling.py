"""How an appointment went, and what was noted of it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.appointments import events, policies, queries, rules
from app.appointments.models import Appointment, AppointmentNote
from app.appointments.rules import Outcome
from app.appointments.services import meetings
from app.attendance.rules import ABSENCES
from app.attendance.services import record_attendance
from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.scheduling.models import TrainingSession
from app.scheduling.rules import half_days


def settle(
    session: Session,
    actor: Actor,
    appointment_id: str,
    outcome: str,
    minutes: int | None = None,
    absence: str = "",
    correction: str = "",
) -> Appointment:
    """Held, with the minutes that it really lasted, or missed, with the reason. Attendance and hours follow.

    Saying the same again changes nothing; saying otherwise corrects it. `correction` says why what the person has
    signed is not so: attendance asks for it then.
    """
    row = queries.appointment_for(session, actor, appointment_id)
    require(policies.may_accompany(actor))
    if outcome not in set(Outcome):
        raise invalid("outcome", _("Dites si le rendez-vous a eu lieu."))
    held = outcome == Outcome.HELD
    lasted = (minutes or row.planned_minutes) if held else None
    if lasted is not None and not rules.SHORTEST <= lasted <= rules.LONGEST:
        raise invalid(
            "minutes",
            _("Un rendez-vous dure de %(least)s minutes à %(most)s minutes.")
            % {"least": rules.SHORTEST, "most": rules.LONGEST},
        )
    if not held and absence not in ABSENCES:
        raise invalid("absence", _("Dites pourquoi, avec l'une des raisons de la liste."))
    absence = "" if held else absence
    meetings.take_turn(session, actor, row.session_id)
    appointment = queries.appointment_to_change(session, actor, appointment_id)
    if appointment.cancelled_at is not None:
        raise Conflict(_("Ce rendez-vous a été annulé : il n'a pas d'issue."))
    meeting = queries.meeting_of(session, appointment)
    if now() < meeting.starts_at:
        raise Conflict(_("Ce rendez-vous n'a pas commencé : son issue se note à partir du début."))
    if (appointment.outcome, appointment.absence, appointment.held_minutes) == (outcome, absence, lasted):
        return appointment
    with meetings.by_ourselves(session, appointment.id):
        _attend(session, actor, appointment, meeting, lasted, absence, correction)
    note_settled(session, actor, appointment, str(outcome), absence, lasted)
    return appointment


def note_settled(
    session: Session, actor: Actor, appointment: Appointment, outcome: str, absence: str, minutes: int | None
) -> None:
    appointment.outcome, appointment.absence, appointment.held_minutes = outcome, absence, minutes
    appointment.settled_at, appointment.settled_by = now(), actor.account_id
    session.flush()
    meetings.forget_reminders(session, appointment)
    record(session, actor, events.AppointmentSettled(appointment.id))


def add_note(session: Session, actor: Actor, appointment_id: str, kind: str, body: str) -> AppointmentNote | None:
    """Write something down, signed and dated: for both sides, or for the team. The same words twice are kept once."""
    queries.appointment_for(session, actor, appointment_id)
    require(policies.may_accompany(actor))
    body = check_note(kind, body)
    for known in queries.notes_of(session, appointment_id):
        if (known.kind, known.body, known.author_id) == (kind, body, actor.account_id):
            return None
    note = AppointmentNote(
        id=new_id(),
        organisation_id=actor.organisation_id,
        appointment_id=appointment_id,
        author_id=actor.account_id,
        kind=str(kind),
        body=body,
        written_at=now(),
    )
    add_at_once(session, note)
    return note


def check_note(kind: str, body: str) -> str:
    """A note as it is kept; Invalid when it cannot be."""
    if kind not in set(rules.Note):
        raise invalid("kind", _("Dites qui peut lire cette note."))
    body = body.strip()
    if not body:
        raise invalid(f"{kind}_note", _("Écrivez quelques mots."))
    if len(body) > rules.LONGEST_NOTE:
        raise invalid(
            f"{kind}_note", _("C'est trop long : %(most)s caractères au plus.") % {"most": rules.LONGEST_NOTE}
        )
    sensitive.check({f"{kind}_note": body}, anyway=True)  # what is never kept; what is only delicate is theirs to weigh
    return body


def _attend(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    meeting: TrainingSession,
    lasted: int | None,
    absence: str,
    correction: str,
) -> None:
    """Present or absent in each half-day of the time that it really took: hours come from nowhere else."""
    ends_at = meeting.starts_at + timedelta(minutes=lasted or appointment.planned_minutes)
    if ends_at != meeting.ends_at:
        if appointment.outcome == Outcome.HELD:  # the minutes said before are taken back first
            correction = correction or _("Durée corrigée.")
            _say(session, actor, appointment, meeting, False, correction=correction)
        meeting.ends_at = ends_at
        session.flush()
    _say(session, actor, appointment, meeting, lasted is not None, absence=absence, correction=correction)


def _say(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    meeting: TrainingSession,
    present: bool,
    *,
    absence: str = "",
    correction: str = "",
) -> None:
    for part in half_days(meeting.starts_at, meeting.ends_at):
        record_attendance(
            session, actor, meeting.id, appointment.enrolment_id, part.half, present, day=part.day,
            reason_code=absence, correction=correction,
        )  # fmt: skip
