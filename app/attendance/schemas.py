"""What machines say and are told about attendance."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.scheduling.rules import Half


class AttendanceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    half_day: Half
    present: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    day: date | None = None  # for a session that goes over midnight


class AttendanceOut(BaseModel):
    session_id: str
    enrolment_id: str
    day: date
    half_day: Half
    present: bool
    minutes: int
    reason: str
