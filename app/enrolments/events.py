"""What happens to a person's path."""

from dataclasses import dataclass

from app.enrolments.availability import Given


@dataclass(frozen=True, slots=True)
class EnrolmentAdmitted:
    """`given`: what the person has said of their time, kept by the room that draws plans."""

    enrolment_id: str
    learner_id: str
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentStarted:
    enrolment_id: str
    learner_id: str


@dataclass(frozen=True, slots=True)
class EnrolmentPaused:
    enrolment_id: str
    learner_id: str


@dataclass(frozen=True, slots=True)
class EnrolmentResumed:
    """After a pause, or back after an exit; the stop has cost `days` open days."""

    enrolment_id: str
    learner_id: str
    days: int


@dataclass(frozen=True, slots=True)
class EnrolmentFinished:
    enrolment_id: str
    learner_id: str


@dataclass(frozen=True, slots=True)
class EnrolmentLeft:
    enrolment_id: str
    learner_id: str
    exit_reason: str


@dataclass(frozen=True, slots=True)
class ExitCorrected:
    """The date, the situation or the end of the exit that is in force was corrected."""

    enrolment_id: str
    learner_id: str
    spell: int


@dataclass(frozen=True, slots=True)
class AdviserChanged:
    enrolment_id: str
    learner_id: str
    adviser_id: str | None
    former_id: str | None = None


@dataclass(frozen=True, slots=True)
class GroupsChanged:
    enrolment_id: str
    learner_id: str


@dataclass(frozen=True, slots=True)
class CoverMade:
    """A colleague will stand in for an adviser."""

    cover_id: str
