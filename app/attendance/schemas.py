"""What machines say and are told about attendance."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.attendance.rules import LONGEST_REASON
from app.attendance.sheets import Sheet
from app.core.clock import local
from app.scheduling.rules import Half


class AttendanceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    half_day: Half
    present: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    day: date | None = None  # for a session that goes over midnight
    reason_code: Annotated[str, StringConstraints(max_length=20)] = ""
    document_seen: bool = False
    correction: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)] = ""
    """Why something signed or locked is changed: needed then, and kept beside what it corrects."""


class AttendanceOut(BaseModel):
    session_id: str
    enrolment_id: str
    day: date
    half_day: Half
    present: bool
    minutes: int
    reason: str


class AttendanceRow(BaseModel):
    """Somebody with a seat, in one half-day."""

    enrolment_id: str
    learner: str
    day: date
    half_day: Half
    state: Literal["signed", "present", "absent", "unsaid"]
    minutes: int
    method: str  # code, finger, name, pin, paper, trainer; empty while nothing is said
    at: datetime | None
    reason_code: str
    reason: str
    document_seen: bool
    locked: bool


class CorrectionOut(BaseModel):
    at: datetime
    learner: str
    half_day: str
    was: str
    becomes: str
    reason: str
    by: str


class SheetOut(BaseModel):
    """The sheet of a session: `number` and `hash` once something is countersigned, `holds` while nothing was altered.

    `emptied`: somebody who was there has been erased since, and what they had signed cannot be verified any longer.
    """

    session_id: str
    number: str
    hash: str
    holds: bool
    emptied: bool
    locked: bool
    items: list[AttendanceRow]
    corrections: list[CorrectionOut]


def sheet_out(sheet: Sheet) -> SheetOut:
    return SheetOut(
        session_id=sheet.head.id,
        number=sheet.number,
        hash=sheet.hash,
        holds=sheet.holds,
        emptied=sheet.emptied,
        locked=sheet.is_locked,
        items=[
            AttendanceRow(
                enrolment_id=person.enrolment_id,
                learner=person.name,
                day=part.part.day,
                half_day=part.part.half,
                state=person.state,  # type: ignore[arg-type]  # one of sheets' four
                minutes=person.minutes,
                method=person.method_code,
                at=local(person.at) if person.at else None,
                reason_code=person.reason_code,
                reason=person.reason,
                document_seen=person.document_seen,
                locked=part.lock is not None,
            )
            for part in sheet.parts
            for person in part.people
        ],
        corrections=[
            CorrectionOut(
                at=local(each.at), learner=each.name, half_day=each.label, was=each.was, becomes=each.becomes,
                reason=each.reason, by=each.by,
            )
            for each in sheet.corrections
        ],
    )  # fmt: skip
