"""When people are asked, what they are asked, and how a note is read. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.assessment.surveys.rules import steps
from app.core.i18n import N_


class Moment(StrEnum):
    HOT = "hot"  # à chaud: at the end
    COLD = "cold"  # à froid: months after
    ACTIVITY = "activity"  # of one cohort, on the way
    STAKEHOLDER = "stakeholder"  # of those around


MOMENTS = {
    Moment.HOT: N_("À chaud, à la fin du parcours"),
    Moment.COLD: N_("À froid, des mois après"),
    Moment.ACTIVITY: N_("En chemin, auprès d'un groupe"),
    Moment.STAKEHOLDER: N_("Parties prenantes"),
}
AUDIENCES = {
    "learner": N_("Personnes en parcours"),
    "funder": N_("Financeurs"),
    "referrer": N_("Partenaires qui orientent"),
    "team": N_("Équipe et intervenants"),
    "company": N_("Entreprises"),
}
HELPED = {"yes": N_("Oui"), "partly": N_("En partie"), "no": N_("Non")}
SATISFACTION = "satisfaction"


def score(definition: Mapping[str, Any], response: Any) -> float | None:
    """A note out of 10, whatever the scale it was given on; None when it is not a note."""
    if isinstance(response, bool) or not isinstance(response, (int, float)):
        return None
    if definition["kind"] == "number":
        low, high = definition["low"], definition["high"]
        return 10 * (response - low) / (high - low) if low is not None and high is not None and high > low else None
    if definition["kind"] == "scale" and (last := len(steps(definition))) > 1:
        return 10 * (response - 1) / (last - 1)
    return None


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def next_reminder(sent_on: date, reminders: Sequence[int], done: int, expires_on: date) -> date | None:
    """When somebody who does not answer is asked again; None after the last time, or after the end."""
    if done >= len(reminders):
        return None
    day = sent_on + timedelta(days=reminders[done])
    return day if day <= expires_on else None
