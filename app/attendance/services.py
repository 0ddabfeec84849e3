"""Saying who was there, half-day by half-day; `signing` is for who proves it, `sheets` for who reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.attendance import queries, rules, sealing
from app.attendance.events import HalfDayLocked
from app.attendance.models import Seal, Signature
from app.attendance.noting import note, part_of
from app.attendance.rules import Method
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments.freezes import Use
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import policies
from app.scheduling import queries as scheduling
from app.scheduling import rules as halves
from app.scheduling.models import Attendance


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
    *,
    reason_code: str = "",
    document_seen: bool = False,
    correction: str = "",
    method: str = Method.TRAINER,
) -> Attendance:
    """Who was there in a half-day, said by the team. The minutes enter the ledger; a correction adds the difference.

    Somebody who came without a seat is given one. Saying the same again changes nothing. What is signed or locked
    changes with a `correction`, the reason that stays shown; without one it is a Conflict.
    """
    meeting = scheduling.session_to_change(session, actor, session_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id, Use.ATTENDANCE)
    require(policies.may_run_sessions(actor))
    if now() < meeting.starts_at:
        raise Conflict(_("Cette séance n'a pas commencé : la présence se note à partir du début."))
    part = part_of(meeting, half_day, day)
    return note(
        session, actor, meeting, enrolment, part, present,
        reason=reason, reason_code=reason_code, document_seen=document_seen, correction=correction,
        method=method,
    )  # fmt: skip


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
        for part in halves.half_days(meeting.starts_at, meeting.ends_at):
            record_attendance(session, actor, session_id, also_came, part.half, True, day=part.day)


# --- Closing a half-day -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What whoever closes a half-day says of somebody who was not marked: there, or not and why."""

    present: bool
    reason_code: str = ""
    document_seen: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """A countersignature: drawn, or certified with a tap."""

    drawing: str = ""
    unsaid: Mapping[str, Unsaid] = field(default_factory=dict)


def countersign(
    session: Session, actor: Actor, session_id: str, half_day: str, day: date | None, closing: Closing
) -> Seal:
    """Lock a half-day: everybody with a seat is said there or absent, then nothing changes without a correction."""
    meeting = scheduling.session_to_change(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    part = part_of(meeting, half_day, day)
    if now() < halves.starts_of(part, meeting.starts_at):
        raise Conflict(_("Cette demi-journée n'a pas commencé : elle se contresigne à partir de son début."))
    if queries.is_locked(session, meeting.id, part.day, part.half):
        raise Conflict(_("Cette demi-journée est déjà contresignée. Rien n'a été changé."))
    path = rules.path_of(closing.drawing) if closing.drawing else ""
    if path is None:
        raise invalid("drawing", _("Cette signature n'a pas pu être lue. Effacez-la et signez de nouveau."))
    people = queries.booked(session, [meeting.id])
    if not people:
        raise Conflict(_("Personne n'est inscrit à cette séance : il n'y a rien à contresigner."))
    known = {
        row.enrolment_id
        for row in queries.said(session, [meeting.id])
        if (row.day, row.half_day) == (part.day, part.half)
    }
    unsaid = [row for row in people if row.enrolment_id not in known]
    lacking = [row for row in unsaid if row.enrolment_id not in closing.unsaid]
    if lacking:
        raise Invalid(
            _("Il reste des personnes sans réponse. Dites pour chacune si elle était là, ou pourquoi elle était absente."),
            [FieldError(f"u:{row.enrolment_id}", _("Dites si %(name)s était là.") % {"name": row.learner_name}) for row in lacking],
        )  # fmt: skip
    for row in unsaid:
        answer = closing.unsaid[row.enrolment_id]
        if not answer.present and answer.reason_code not in rules.ABSENCES:
            raise invalid(f"u:{row.enrolment_id}", _("Choisissez un motif d'absence, même « Sans nouvelle »."))
    for row in unsaid:
        answer = closing.unsaid[row.enrolment_id]
        enrolment = enrolments.enrolment_for(session, actor, row.enrolment_id, Use.ATTENDANCE)
        note(
            session, actor, meeting, enrolment, part, answer.present,
            reason_code=answer.reason_code, document_seen=answer.document_seen,
        )  # fmt: skip
    signature = Signature(
        id=new_id(),
        organisation_id=meeting.organisation_id,
        session_id=meeting.id,
        account_id=actor.account_id,
        day=part.day,
        half_day=part.half.value,
        role="trainer",
        method=(Method.FINGER if path else Method.CERTIFY).value,
        at=now(),
        drawing=path,
    )
    session.add(signature)
    session.flush()
    seal = sealing.seal_lock(session, actor, meeting, part, signature.id)
    ledger.append(
        session,
        actor,
        Kind.HALF_DAY_LOCKED,
        person_id=None,
        activity_id=meeting.activity_id,
        session_id=meeting.id,
        proof_kind="seal",
        proof_id=seal.id,
        facts={"day": part.day.isoformat(), "half_day": part.half.value, "hash": seal.sha256},
    )
    record(session, actor, HalfDayLocked(meeting.id, part.day, part.half.value))
    return seal


# --- What a learner may sign now ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenHalfDay:
    """A half-day that somebody with a seat may sign for now; `signed_at` when it is done."""

    session_id: str
    enrolment_id: str
    title: str
    site_name: str | None
    part: halves.HalfDay
    opens_at: datetime
    closes_at: datetime
    signed_at: datetime | None = None


def open_to_sign(session: Session, enrolment_id: str) -> list[OpenHalfDay]:
    """The half-days that this path may sign for at this moment. The caller has seen the enrolment."""
    moment = now()
    seats = queries.seats_of_path(session, enrolment_id, moment - rules.LATE, moment + rules.EARLY)
    return still_open(session, seats, moment)


def open_for(session: Session, actor: Actor) -> list[OpenHalfDay]:
    """The same, whatever the path of the actor."""
    moment = now()
    seats = queries.seats_of_person(session, actor, moment - rules.LATE, moment + rules.EARLY)
    return still_open(session, seats, moment)


def next_to_open(session: Session, actor: Actor, within: timedelta = timedelta(days=7)) -> OpenHalfDay | None:
    """The next half-day of the actor that is not open yet."""
    moment = now()
    coming = [
        half
        for seat in queries.seats_of_person(session, actor, moment, moment + within)
        for half in _half_days(seat)
        if half.opens_at > moment
    ]
    return min(coming, key=lambda half: half.opens_at, default=None)


def still_open(session: Session, seats: queries.Rows, moment: datetime) -> list[OpenHalfDay]:
    found = [half for seat in seats for half in _half_days(seat) if half.opens_at <= moment <= half.closes_at]
    if not found:
        return []
    signed = {
        (row.session_id, row.enrolment_id, row.day, row.half_day): row.at
        for row in queries.signed_half_days(
            session, [half.enrolment_id for half in found], [half.session_id for half in found]
        )
    }
    return [
        OpenHalfDay(
            half.session_id, half.enrolment_id, half.title, half.site_name, half.part, half.opens_at, half.closes_at,
            signed.get((half.session_id, half.enrolment_id, half.part.day, half.part.half.value)),
        )
        for half in found
    ]  # fmt: skip


def _half_days(row: AnyRow) -> list[OpenHalfDay]:
    found = []
    for part in halves.half_days(row.starts_at, row.ends_at):
        window = rules.window_of(part, row.starts_at, row.ends_at)
        found.append(
            OpenHalfDay(row.id, row.enrolment_id, row.title, row.site_name, part, window.opens_at, window.closes_at)
        )
    return found
