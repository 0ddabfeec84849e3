"""Attendance for machines."""

from fastapi import Response
from sqlalchemy.orm import Session

from app.attendance import documents, services, sheets
from app.attendance.schemas import AttendanceIn, AttendanceOut, SheetOut, sheet_out
from app.attendance.sheets import Sheet
from app.core.access import Actor, require
from app.core.clock import local
from app.core.i18n import _
from app.core.trail import concerns
from app.scheduling import policies, queries
from app.scheduling.rules import Half
from app.web import spreadsheets
from app.web.doors import ApiActor, Reading, Writing, api

router = api("attendance")


@router.put("/sessions/{session_id}/attendance/{enrolment_id}")
def record_attendance(
    session: Writing, actor: ApiActor, session_id: str, enrolment_id: str, asked: AttendanceIn
) -> AttendanceOut:
    """Who was there in a half-day. Saying the same again changes nothing; saying otherwise corrects it.

    What somebody signed, or what is countersigned, changes with a `correction` only: 409 without one.
    """
    known = services.record_attendance(
        session, actor, session_id, enrolment_id, asked.half_day, asked.present, asked.reason, asked.day,
        reason_code=asked.reason_code, document_seen=asked.document_seen, correction=asked.correction,
    )  # fmt: skip
    return AttendanceOut(
        session_id=known.session_id,
        enrolment_id=known.enrolment_id,
        day=known.day,
        half_day=Half(known.half_day),
        present=known.present,
        minutes=known.minutes if known.present else 0,
        reason=known.reason,
    )


@router.get("/sessions/{session_id}/attendance")
def attendance(session: Reading, actor: ApiActor, session_id: str) -> SheetOut:
    """The whole sheet: who signed, how and when, what is locked, what was corrected."""
    return sheet_out(_sheet(session, actor, session_id))


@router.get("/sessions/{session_id}/attendance.pdf", response_class=Response)
def attendance_pdf(session: Reading, actor: ApiActor, session_id: str) -> Response:
    """The sheet as a tagged PDF."""
    sheet = _sheet(session, actor, session_id)
    concerns(person.enrolment_id for part in sheet.parts for person in part.people)
    return _file(documents.sheet_pdf(sheet), "application/pdf", documents.file_name(sheet))


@router.get("/sessions/{session_id}/attendance.csv", response_class=Response)
def attendance_csv(session: Reading, actor: ApiActor, session_id: str) -> Response:
    """The same rows for a spreadsheet."""
    sheet = _sheet(session, actor, session_id)
    head = (
        _("Nom"),
        _("Jour"),
        _("Demi-journée"),
        _("Présence"),
        _("Minutes"),
        _("Comment"),
        _("Quand"),
        _("Motif"),
        _("Contresignée"),
    )
    words = {sheets.SIGNED: _("signée"), sheets.PRESENT: _("notée"), sheets.ABSENT: _("absence"), sheets.UNSAID: ""}
    yes, no = _("oui"), _("non")
    rows = [
        (
            person.name, part.part.day.isoformat(), sheets.label_of(part.part), words[person.state], person.minutes,
            person.method, local(person.at).isoformat(timespec="minutes") if person.at else "", person.motive,
            yes if part.lock else no,
        )
        for part in sheet.parts
        for person in part.people
    ]  # fmt: skip
    concerns(person.enrolment_id for part in sheet.parts for person in part.people)
    name = documents.file_name(sheet).replace(".pdf", ".csv")
    return _file(spreadsheets.sheet([head, *rows]), "text/csv; charset=utf-8", name)


def _sheet(session: Session, actor: Actor, session_id: str) -> Sheet:
    meeting = queries.session_for(session, actor, session_id)
    require(policies.may_see_sheet(actor))
    return sheets.sheet_of(session, meeting.id)


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)
