"""What a complaint is, how long each thing may take, what its register adds up to. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.core.i18n import N_

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 20  # complaints from one network address in that time: a training room shares one
NAME, WORDS, WISH = 200, 5_000, 2_000
ACTIVE = timedelta(days=365)  # after the closing; then kept as proof, out of the everyday list
PROOF = timedelta(days=5 * 365)

RECEIVED, HANDLED, ANSWERED, CLOSED = "received", "handled", "answered", "closed"
STATES = {
    RECEIVED: (N_("reçue"), "attention"),
    HANDLED: (N_("en cours"), "info"),
    ANSWERED: (N_("réponse donnée"), "info"),
    CLOSED: (N_("close"), "good"),
}
WAYS = {"form": N_("formulaire public"), "account": N_("depuis un compte"), "staff": N_("notée par l'équipe")}
OUTCOMES = {
    "founded": N_("Fondée : quelque chose a été corrigé"),
    "partly": N_("Fondée en partie"),
    "unfounded": N_("Non fondée, expliquée"),
    "dropped": N_("Retirée par la personne"),
}
SATISFIED = {"yes": N_("Oui"), "partly": N_("En partie"), "no": N_("Non")}
ACTS = {
    "received": N_("Réclamation reçue"),
    "acknowledged": N_("Accusé de réception"),
    "owner": N_("Confiée"),
    "note": N_("Note interne"),
    "message": N_("Message"),
    "answer": N_("Réponse"),
    "closed": N_("Clôture"),
    "reopened": N_("Rouverte"),
    "satisfied": N_("Avis sur la réponse"),
}
OPEN_TO_THE_PERSON = frozenset({"received", "acknowledged", "message", "answer", "closed", "reopened", "satisfied"})


class Timed(Protocol):
    @property
    def received_at(self) -> datetime: ...
    @property
    def acknowledge_by(self) -> datetime: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def answer_by(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def late(one: Timed, moment: datetime) -> bool:
    """Something that was due is not done: the acknowledgement, or the answer."""
    if one.closed_at is not None:
        return False
    return (one.acknowledged_at is None and one.acknowledge_by < moment) or (
        one.answered_at is None and one.answer_by < moment
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Each rate has its own denominator: those whose time is over, or who were served already."""

    received: int
    acknowledged_due: int
    acknowledged_in_time: int
    answered_due: int
    answered_in_time: int
    closed: int
    late: int


def figures(rows: Iterable[Timed], moment: datetime) -> Figures:
    found = list(rows)
    acknowledged = [one for one in found if one.acknowledged_at or one.acknowledge_by < moment]
    answered = [one for one in found if one.answered_at or one.answer_by < moment]
    return Figures(
        received=len(found),
        acknowledged_due=len(acknowledged),
        acknowledged_in_time=sum(
            one.acknowledged_at is not None and one.acknowledged_at <= one.acknowledge_by for one in acknowledged
        ),
        answered_due=len(answered),
        answered_in_time=sum(one.answered_at is not None and one.answered_at <= one.answer_by for one in answered),
        closed=sum(one.closed_at is not None for one in found),
        late=sum(late(one, moment) for one in found),
    )


def reference(number: int) -> str:
    """« R-0012 »: what is said on the phone."""
    return f"R-{number:04}"
