"""What happens on attendance sheets, beside `scheduling.events.AttendanceRecorded`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HalfDayLocked:
    """Whoever runs the session has countersigned: what the half-day holds changes by corrections only."""

    session_id: str
    day: date
    half_day: str


@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    """Something signed or locked was corrected, with a reason."""

    session_id: str
    enrolment_id: str
    seal_id: str
