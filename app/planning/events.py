"""What happens to a plan."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanDrawn:
    """Somebody enters a course: their activities have dates, their sessions seats where there were some."""

    enrolment_id: str


@dataclass(frozen=True, slots=True)
class PlanChanged:
    enrolment_id: str
    change_id: str


@dataclass(frozen=True, slots=True)
class PlanChangeUndone:
    enrolment_id: str
    change_id: str
