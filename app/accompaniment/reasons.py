"""The reasons to look at somebody, as data: what each watches, from how much on, and which comes first.

An organisation may turn each off, change its amount and its place in the order (`MorningRules`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import N_

CALLBACK = "callback"
UNDELIVERED = "undelivered"
ABSENCE = "absence"
MISSED = "missed"
MESSAGE = "message"
NEVER = "never"
SILENCE = "silence"
SEAT = "seat"
RETURN = "return"
WORK = "work"
REFERRAL = "referral"
ENDING = "ending"
LATE = "late"
MEETING = "meeting"
SESSION = "session"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is watched. `amount` is in `unit`; without a unit there is nothing to change but on and off."""

    kind: str
    label: str
    says: str  # when it calls; %(n)s is its amount
    unit: str = ""  # days, hours
    amount: int = 0
    least: int = 0
    most: int = 90
    on: bool = True


# In the order of the house: what somebody waits for from us, what stops them, what may be drifting.
REASONS = (
    Reason(CALLBACK, N_("À rappeler"), N_("Le jour convenu pour rappeler la personne est venu.")),
    Reason(
        UNDELIVERED, N_("Courriels refusés"),
        N_("Le dernier courriel envoyé à la personne a été refusé par son adresse."),
    ),
    Reason(
        ABSENCE, N_("Absence"), N_("La personne a manqué une séance dans les %(n)s derniers jours."),
        "days", 14, 1,
    ),
    Reason(
        MISSED, N_("Rendez-vous manqué"),
        N_("La personne a manqué un rendez-vous dans les %(n)s derniers jours, et aucun autre n'est prévu."),
        "days", 30, 1,
    ),
    Reason(
        MESSAGE, N_("Message non lu"), N_("Un message de la personne n'est pas lu, après %(n)s jours d'attente."),
        "days", 0, 0, 30,
    ),
    Reason(
        NEVER, N_("Jamais connecté"),
        N_("L'entrée date de %(n)s jours ou plus, et la personne ne s'est encore jamais connectée."),
        "days", 3, 1, 60,
    ),
    Reason(
        SILENCE, N_("Silence"),
        N_("Depuis %(n)s jours ou plus : rien de fait, aucune présence, aucun message, personne n'a pu lui parler."),
        "days", 7, 1,
    ),
    Reason(
        SEAT, N_("Séance annulée"),
        N_("Une séance où la personne avait sa place a été annulée dans les %(n)s derniers jours, sans autre place."),
        "days", 14, 1,
    ),
    Reason(
        RETURN, N_("Retour de pause"), N_("La pause de la personne finit dans %(n)s jours ou moins."),
        "days", 7, 1, 60,
    ),
    Reason(
        WORK, N_("Travail à relire"), N_("Un travail rendu attend d'être relu depuis plus de %(n)s jours."),
        "days", 3, 0, 60,
    ),
    Reason(
        REFERRAL, N_("Orientation sans nouvelle"),
        N_("Deux semaines ont passé sans nouvelle de la personne chez un partenaire."),
    ),
    Reason(
        ENDING, N_("Fin proche"),
        N_("Le parcours, à plus de sa moitié, finit dans %(n)s jours ou moins : ni niveau de fin, ni rendez-vous prévu."),
        "days", 30, 1, 120,
    ),
    Reason(
        LATE, N_("Retard"),
        N_("Il manque %(n)s heures ou plus sur ce qui devait être fait, et au moins un cinquième."),
        "hours", 2, 1, 100,
    ),
    Reason(
        MEETING, N_("Aucun rendez-vous"),
        N_("Aucun rendez-vous n'est prévu, et il n'y en a pas eu depuis %(n)s jours."),
        "days", 30, 7, 180,
    ),
    Reason(
        SESSION, N_("Aucune séance"), N_("Aucune séance n'est prévue, et il n'y en a pas eu depuis %(n)s jours."),
        "days", 21, 7, 180, on=False,
    ),
)  # fmt: skip
BY_KIND = {reason.kind: reason for reason in REASONS}
REST_DAYS, RETRY_DAYS = 7, 2
LONGEST_REST = 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reason as an organisation wants it."""

    on: bool
    amount: int
    position: int  # 1 comes first


@dataclass(frozen=True, slots=True)
class Ways:
    """How the list of an organisation is made."""

    wanted: Mapping[str, Wanted] = field(
        default_factory=lambda: {r.kind: Wanted(r.on, r.amount, n) for n, r in enumerate(REASONS, 1)}
    )
    rest_days: int = REST_DAYS
    retry_days: int = RETRY_DAYS

    @property
    def ordered(self) -> list[tuple[Reason, Wanted]]:
        """Every reason in the order wanted; of two at the same place, the house's order."""
        order = {reason.kind: n for n, reason in enumerate(REASONS)}
        return sorted(
            ((BY_KIND[kind], wanted) for kind, wanted in self.wanted.items()),
            key=lambda pair: (pair[1].position, order[pair[0].kind]),
        )

    @property
    def mark(self) -> tuple[Any, ...]:
        """What tells these ways from others."""
        return (self.rest_days, self.retry_days, *((k, w.on, w.amount, w.position) for k, w in self.wanted.items()))


THE_HOUSES = Ways()


def ways_from(kept: Mapping[str, Any], rest_days: int, retry_days: int) -> Ways:
    """The ways that a row keeps; what it does not know is as the house has it."""
    wanted = dict(THE_HOUSES.wanted)
    for kind, said in kept.items():
        if kind in wanted:
            wanted[kind] = Wanted(bool(said["on"]), int(said["amount"]), int(said["position"]))
    return Ways(wanted, rest_days, retry_days)


def as_kept(ways: Ways) -> dict[str, Any]:
    return {kind: {"on": w.on, "amount": w.amount, "position": w.position} for kind, w in ways.wanted.items()}
