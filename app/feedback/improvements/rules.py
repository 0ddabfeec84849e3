"""Where an improvement action comes from, how far it is, what may be measured of it. Pure functions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from app.core.i18n import N_

ORIGINS = {
    "complaint": N_("Réclamation"),
    "incident": N_("Aléa"),
    "survey": N_("Enquête"),
    "gap": N_("Manque d'un indicateur"),
    "review": N_("Revue annuelle ou réunion"),
    "trial": N_("Essai avec un groupe volontaire"),
    "idea": N_("Idée de l'équipe"),
}
PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"
STATES = {
    PLANNED: (N_("prévue"), "plain"),
    DOING: (N_("en cours"), "info"),
    DONE: (N_("faite"), "good"),
    DROPPED: (N_("abandonnée"), "plain"),
}
OPEN = (PLANNED, DOING)
CHOICES = {"keep": N_("Garder"), "change": N_("Changer"), "stop": N_("Arrêter")}
MEASURES = {  # name, unit, whether less is better
    "satisfaction_mean": (N_("Note moyenne de satisfaction"), N_("sur 10"), False),
    "satisfaction_rate": (N_("Part de personnes satisfaites"), N_("%"), False),
    "response_rate": (N_("Taux de réponse aux enquêtes"), N_("%"), False),
    "complaints": (N_("Nombre de réclamations"), "", True),
    "incidents": (N_("Nombre d'aléas"), "", True),
}
TITLE, WORDS = 200, 2_000


class Due(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date: ...


def late(one: Due, today: date) -> bool:
    return one.state in OPEN and one.due_on < today


def reminder_is_due(due_on: date, reminded_on: date | None, today: date, before: int, every: int) -> bool:
    """Some days before the date, then again and again until somebody says where it stands."""
    if today < due_on - timedelta(days=before):
        return False
    if reminded_on is None:
        return True
    if reminded_on < due_on < today and today - due_on <= timedelta(days=1):
        return True  # the day after the date, whatever was said before it
    return today - reminded_on >= timedelta(days=every)


def may_be_told(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, enough: int) -> bool:
    """Whether what was measured is for everybody: counted on both sides, and of `enough` people where people are counted."""
    return all(
        one is not None and one["value"] is not None and (one["denominator"] is None or one["denominator"] >= enough)
        for one in (before, after)
    )


def reference(number: int) -> str:
    return f"A-{number:04}"
