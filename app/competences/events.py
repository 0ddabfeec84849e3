"""What happens to competences that others may want to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PositioningSent:
    positioning_id: str
    enrolment_id: str
    stage: str


@dataclass(frozen=True, slots=True)
class InterviewHeld:
    interview_id: str
    positioning_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    proposal_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class LevelConcluded:
    conclusion_id: str
    enrolment_id: str


@dataclass(frozen=True, slots=True)
class ConclusionReopened:
    conclusion_id: str
    enrolment_id: str
