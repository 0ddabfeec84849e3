"""What each personal field is for, said where the field is defined. `privacy` reads these declarations back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    LEARNING = "learning"  # follow a path and be accompanied
    EVIDENCE = "evidence"  # prove to funders and auditors that the path took place
    ACCOUNT = "account"  # sign in safely
    EXCHANGE = "exchange"  # talk with the team and the group
    QUALITY = "quality"  # measure and improve the service
    WELCOME = "welcome"  # receive people at a public session
    ORIENTATION = "orientation"  # lead people to whoever can help them, and show what others have done
    ADMISSION = "admission"  # lead somebody from a first contact to an entry
    RIGHTS = "rights"  # answer people about their own data, and prove it
    BREACH = "breach"  # treat what happened to data, tell those concerned, keep the registers


class Basis(StrEnum):
    CONTRACT = "contract"
    LEGAL = "legal"
    INTEREST = "interest"
    CONSENT = "consent"


class Retention(StrEnum):
    ACCOUNT = "account"  # as long as the account is used, two years at most without use
    PATH = "path"  # exit of the enrolment + 1 year
    PROOF = "proof"  # exit of the enrolment + 6 years
    FUNDED = "funded"  # as long as the funder of the path requires
    SECURITY = "security"  # 6 months
    VISIT = "visit"  # 6 months after the public session
    LISTED = "listed"  # as long as the entry is in the directory
    APPLICATION = "application"  # 6 months after the last act on the application
    SURVEY = "survey"  # the end of the survey + 6 months; what was said stays, without whoever said it
    COMPLAINT = "complaint"  # closing + 1 year, then 5 years as proof
    REQUEST = (
        "request"  # 5 years after the answer, the withdrawal or the lifting: the time in which it may be contested
    )
    PASSING = "passing"  # 7 days: on its way to where it will be kept


class Sensitivity(StrEnum):
    ORDINARY = "ordinary"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class PersonalData:
    purpose: Purpose
    basis: Basis
    retention: Retention
    sensitivity: Sensitivity = Sensitivity.ORDINARY


def personal(
    purpose: Purpose, basis: Basis, retention: Retention, sensitivity: Sensitivity = Sensitivity.ORDINARY
) -> dict[str, Any]:
    """For `mapped_column(info=…)`: this field is about a person, and here is why it is kept."""
    return {"personal": PersonalData(purpose, basis, retention, sensitivity)}


IMPERSONAL: dict[str, Any] = {"personal": None}
"""For `mapped_column(info=…)`: free text that is about the service and not about a person."""
