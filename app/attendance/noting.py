"""Writing what is known of a half-day: the presence, its hours in the ledger, and the correction of what is closed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.attendance import queries, sealing
from app.attendance.rules import ABSENCES, LONGEST_REASON, Method
from app.core.access import Actor
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import current_outline, outline
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import rules
from app.scheduling import services as seats
from app.scheduling.events import AttendanceRecorded
from app.scheduling.models import Attendance
from app.scheduling.queries import Meeting
from app.scheduling.rules import HalfDay, People, Place, State


def part_of(meeting: Meeting, half_day: str, day: date | None) -> HalfDay:
    """The half-day meant; Conflict when the session was cancelled, Invalid when it has no such half-day."""
    if meeting.cancelled_at is not None:
        raise Conflict(_("Cette séance a été annulée : il n'y a pas de présence à noter."))
    part = rules.half_day_of(rules.half_days(meeting.starts_at, meeting.ends_at), half_day, day)
    if part is None:
        message = _("Cette séance n'a pas lieu à cette demi-journée.")
        raise Invalid(message, [FieldError("half_day", message)])
    return part


def note(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    enrolment: EnrolmentRow,
    part: HalfDay,
    present: bool,
    *,
    reason: str = "",
    reason_code: str = "",
    document_seen: bool = False,
    method: str = Method.TRAINER,
    signature_id: str | None = None,
    correction: str = "",
) -> Attendance:
    """Say it, once. What was signed or locked changes with a reason only, and leaves a record beside the first.

    The caller has locked the session, and has checked who may and when.
    """
    if reason_code and reason_code not in ABSENCES:
        message = _("Ce motif n'est pas dans la liste. Choisissez-en un.")
        raise Invalid(message, [FieldError("reason_code", message)])
    stands = queries.standing(session, meeting.id, enrolment.id, part.day, part.half)
    if stands is None or stands.state != State.BOOKED:
        seats.seat_whoever_came(session, actor, meeting, enrolment, present)
        stands = queries.standing(session, meeting.id, enrolment.id, part.day, part.half)
        assert stands is not None, "whoever is noted has a seat"
    said = queries.attendances_to_change(session, meeting.id, enrolment.id)
    known = next((row for row in said if row.day == part.day and row.half_day == part.half), None)
    becomes: dict[str, Any] = {
        "present": present,
        "minutes": part.minutes,
        "reason": "" if present else reason.strip()[:200],
        "reason_code": "" if present else reason_code,
        "document_seen": document_seen and not present,
    }
    was = sealing.state_of(known) if known is not None else None
    if known is not None and was is not None and known.present == present:
        # the same again; a motive that is not repeated stays
        for name in ("reason", "reason_code", "document_seen"):
            becomes[name] = becomes[name] or was[name]
        becomes["minutes"] = was["minutes"]
        if becomes == was:
            return known
    closed = stands.locked or (stands.signed_at is not None and known is not None and known.present != present)
    if closed:
        correction = _why(correction, stands.locked)
    if known is None or known.present != present:
        known = _write(session, actor, meeting, enrolment, part, known, said, becomes, method, signature_id, stands)
    else:
        known.reason, known.reason_code = becomes["reason"], becomes["reason_code"]
        known.document_seen = becomes["document_seen"]
    if closed:
        session.flush()
        sealing.seal_correction(session, actor, meeting, part, enrolment.id, was, becomes, correction)
    return known


def _why(correction: str, locked: bool) -> str:
    correction = correction.strip()[:LONGEST_REASON]
    if correction:
        return correction
    if locked:
        message = _("Cette demi-journée est contresignée. Pour la corriger, écrivez la raison : elle restera affichée.")
    else:
        message = _("Cette personne a signé. Pour dire autre chose, écrivez la raison : elle restera affichée.")
    raise Conflict(message)


def _write(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    enrolment: EnrolmentRow,
    part: HalfDay,
    known: Attendance | None,
    said: Any,
    becomes: dict[str, Any],
    method: str,
    signature_id: str | None,
    stands: Any,
) -> Attendance:
    """The ledger gets the difference, so that the sum of its minutes stays what is known."""
    present = becomes["present"]
    before = known.minutes if known is not None and known.present else 0
    after = part.minutes if present else 0
    facts = {"day": part.day.isoformat(), "half_day": part.half.value, "present": present, "method": str(method)}
    if signature_id:
        facts["signature"] = signature_id
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
        place=stands.place if stands.place in (Place.ON_SITE, Place.REMOTE) else Place.ON_SITE.value,
        timing="synchronous",
        people=meeting.people,
        guidance="training",
        nature="accompaniment" if meeting.people == People.INDIVIDUAL else "training",
        proof_kind="attendance",
        proof_id=signature_id,
        corrects_id=known.entry_id if known is not None else None,
        occurred_at=rules.starts_of(part, meeting.starts_at),
        facts=facts,
    )
    if known is None:
        known = Attendance(
            id=new_id(),
            organisation_id=meeting.organisation_id,
            session_id=meeting.id,
            enrolment_id=enrolment.id,
            day=part.day,
            half_day=part.half.value,
            recorded_by=actor.account_id,
            recorded_at=now(),
            entry_id=entry.id,
            **becomes,
        )
        add_at_once(session, known)
        said = [*said, known]
    else:
        for name, value in becomes.items():
            setattr(known, name, value)
        known.recorded_by, known.recorded_at, known.entry_id = actor.account_id, now(), entry.id
    attended = sum(row.minutes for row in said if row.present)
    planned = sum(each.minutes for each in rules.half_days(meeting.starts_at, meeting.ends_at))
    record(
        session,
        actor,
        AttendanceRecorded(meeting.id, enrolment.id, meeting.activity_id, entry.id, present, attended, planned),
    )
    return known


def _block_id(session: Session, meeting: Meeting, enrolment: EnrolmentRow) -> str | None:
    if meeting.activity_id is None or meeting.course_id is None:
        return None
    same = enrolment.course_id == meeting.course_id  # anyone may be given a seat, from another course too
    course = outline(session, enrolment.edition_id) if same else current_outline(session, meeting.course_id)
    activity = course.activities.get(meeting.activity_id)
    return activity.block_id if activity else None
