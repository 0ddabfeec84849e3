"""Saying who was there, half-day by half-day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.attendance import queries
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import current_outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import policies, rules
from app.scheduling import queries as scheduling
from app.scheduling import services as seats
from app.scheduling.events import AttendanceRecorded
from app.scheduling.models import Attendance
from app.scheduling.queries import Meeting
from app.scheduling.rules import People, Place


@dataclass(frozen=True, slots=True)
class Line:
    """One box of an attendance sheet."""

    enrolment_id: str
    day: date
    half_day: str
    present: bool
    reason: str = ""


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
    meeting = scheduling.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_run_sessions(actor))
    if meeting.cancelled_at is not None:
        raise Conflict(_("Cette séance a été annulée : il n'y a pas de présence à noter."))
    if now() < meeting.starts_at:
        raise Conflict(_("Cette séance n'a pas commencé : la présence se note à partir du début."))
    parts = rules.half_days(meeting.starts_at, meeting.ends_at)
    part = rules.half_day_of(parts, half_day, day)
    if part is None:
        message = _("Cette séance n'a pas lieu à cette demi-journée.")
        raise Invalid(message, [FieldError("half_day", message)])
    said = queries.attendances_to_change(session, meeting.id, enrolment.id)
    known = next((row for row in said if row.day == part.day and row.half_day == part.half), None)
    reason = "" if present else reason.strip()[:200]
    if known is not None and known.present == present:
        known.reason = reason or known.reason
        return known
    if not said:  # whoever has been signed for has had a seat since
        seats.seat_whoever_came(session, actor, meeting, enrolment, present)
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
        place=queries.place_of(session, meeting.id, enrolment.id) or Place.ON_SITE,
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
        AttendanceRecorded(meeting.id, enrolment.id, meeting.activity_id, entry.id, present, attended, planned),
    )
    return known


def record_sheet(
    session: Session, actor: Actor, session_id: str, lines: Iterable[Line], also_came: str | None = None
) -> None:
    """A whole attendance sheet at once. `also_came` is the enrolment of somebody who came without a seat."""
    meeting = scheduling.session_to_change(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    for line in lines:
        record_attendance(
            session, actor, session_id, line.enrolment_id, line.half_day, line.present, line.reason, line.day
        )
    if also_came:
        for part in rules.half_days(meeting.starts_at, meeting.ends_at):
            record_attendance(session, actor, session_id, also_came, part.half, True, day=part.day)


def _block_id(session: Session, meeting: Meeting, enrolment: EnrolmentRow) -> str | None:
    if meeting.activity_id is None or meeting.course_id is None:
        return None
    same = enrolment.course_id == meeting.course_id  # anyone may be given a seat, from another course too
    course = outline(session, enrolment.edition_id) if same else current_outline(session, meeting.course_id)
    activity = course.activities.get(meeting.activity_id)
    return activity.block_id if activity else None
