"""What happens on the way in. The actor of these may be nobody: its `account_id` is then empty."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApplicantContacted:
    """Somebody has made themselves known, or was met."""

    application_id: str


@dataclass(frozen=True, slots=True)
class ApplicantAnswered:
    """Somebody of the team has reached them for the first time."""

    application_id: str


@dataclass(frozen=True, slots=True)
class StepPlanned:
    application_id: str
    step_id: str


@dataclass(frozen=True, slots=True)
class StepSettled:
    """Done, not come, or dispensed with: the row of the step says which."""

    application_id: str
    step_id: str


@dataclass(frozen=True, slots=True)
class ApplicationDecided:
    """A person has decided; the application says what."""

    application_id: str


@dataclass(frozen=True, slots=True)
class ApplicationReopened:
    application_id: str


@dataclass(frozen=True, slots=True)
class ApplicantAdmitted:
    """The candidate has become a learner."""

    application_id: str
    enrolment_id: str
    learner_id: str
