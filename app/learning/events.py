"""What happens while learning."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActivityCompleted:
    enrolment_id: str
    activity_id: str


@dataclass(frozen=True, slots=True)
class RemarkLeft:
    enrolment_id: str
    activity_id: str


@dataclass(frozen=True, slots=True)
class RemarkWithdrawn:
    enrolment_id: str
    activity_id: str


@dataclass(frozen=True, slots=True)
class RemarkAnswered:
    enrolment_id: str
    activity_id: str
