"""What an exit counts as."""

from app.enrolments.exits.nomenclature import Outcome
from app.enrolments.rules import Status

OWN = "propre-"  # how the key of an organisation's own label begins
LONGEST_LABEL = 120


def is_abandonment(status: str, outcome: Outcome | None) -> bool:
    """Whether somebody gave up. A creation, a take-over, CAPE or CESA, a job or a training before the end never is.

    Nothing said of their situation: they left before the end, and nobody knows for what.
    """
    if status != Status.LEFT:
        return False
    return outcome is None or (outcome.abandonment and not outcome.exempt)
