"""What happens to appointments. The sessions that carry them say their own news too (scheduling.events)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AppointmentBooked:
    appointment_id: str


@dataclass(frozen=True, slots=True)
class AppointmentMoved:
    appointment_id: str
    was_starts_at: datetime


@dataclass(frozen=True, slots=True)
class AppointmentCancelled:
    appointment_id: str
    by_learner: bool


@dataclass(frozen=True, slots=True)
class AppointmentSettled:
    """How it went was said, for the first time or again."""

    appointment_id: str
