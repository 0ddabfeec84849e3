"""What is learnt of those who left."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClosingHeld:
    """The closing interview is written down, or written again."""

    interview_id: str
    enrolment_id: str
    learner_id: str


@dataclass(frozen=True, slots=True)
class SituationSaid:
    """News is known: answered or refused; corrected when `version` is more than 1."""

    check_id: str
    enrolment_id: str
    learner_id: str
    month: int
    version: int
