"""What happens while learning."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActivityCompleted:
    enrolment_id: str
    activity_id: str
