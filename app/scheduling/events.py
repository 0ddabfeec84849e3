"""What happens around sessions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionPlanned:
    session_id: str


@dataclass(frozen=True, slots=True)
class SessionMoved:
    """Its time, place or link has changed: the session says what it is now, this says what its times were."""

    session_id: str
    was_starts_at: datetime
    was_ends_at: datetime


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """Its bookings are still there, so that everybody can be told."""

    session_id: str


@dataclass(frozen=True, slots=True)
class SeatBooked:
    """Somebody has a seat, from the start or from the waiting list."""

    session_id: str
    enrolment_id: str
    from_waiting_list: bool


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    session_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """A half-day was said or corrected; minutes are the totals of the session for that person, as known now."""

    session_id: str
    enrolment_id: str
    activity_id: str | None
    entry_id: str
    present: bool
    attended_minutes: int
    planned_minutes: int
