"""What may be asked, by whom, when it is due, what it can become. Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from app.core.clock import local
from app.core.i18n import N_

NAME, WORDS, ANSWER, SEEN = 200, 5_000, 10_000, 300
FIRST, EXTENDED = 1, 3  # months after the day it came
SOON = timedelta(days=7)
KEPT = timedelta(days=5 * 365 + 1)  # after the closing
ADULT_FOR_THIS = 15  # from that age on, somebody asks for themselves
CNIL = N_("CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr/plaintes")

ACCESS, CORRECTION, OBJECTION, RESTRICTION = "access", "correction", "objection", "restriction"
PORTABILITY, ERASURE, CONSENT, WISHES = "portability", "erasure", "consent", "wishes"


@dataclass(frozen=True, slots=True)
class Kind:
    label: str  # as the team says it
    wish: str  # as the person says it
    says: str  # what it changes, in one sentence
    icon: str


KINDS: dict[str, Kind] = {
    ACCESS: Kind(
        N_("Accès"), N_("Savoir ce que vous gardez sur moi"),
        N_("Vous recevez une copie de tout, et les réponses à vos questions."), "eye",
    ),
    CORRECTION: Kind(
        N_("Correction"), N_("Corriger une information"),
        N_("Dites ce qui est faux et ce qu'il faut écrire à la place."), "pencil",
    ),
    OBJECTION: Kind(
        N_("Opposition"), N_("Dire non à un usage de mes données"),
        N_("Par exemple : ne plus recevoir d'enquêtes, ou ne plus être compté dans les statistiques."), "volume-x",
    ),
    RESTRICTION: Kind(
        N_("Gel"), N_("Geler mes données"),
        N_("Nous les gardons sans nous en servir, le temps de régler un désaccord."), "pause",
    ),
    PORTABILITY: Kind(
        N_("Emporter"), N_("Emporter mes données ailleurs"),
        N_("Vous recevez des fichiers qu'un autre service peut lire."), "download",
    ),
    ERASURE: Kind(
        N_("Effacement"), N_("Effacer mes données"),
        N_("Votre compte est fermé. Ce que la loi oblige à garder est mis sous clé, puis effacé à son tour."), "trash-2",
    ),
    CONSENT: Kind(
        N_("Retrait d'accord"), N_("Retirer un accord que j'ai donné"),
        N_("C'est fait tout de suite."), "x",
    ),
    WISHES: Kind(
        N_("Après un décès"), N_("Faire respecter les consignes d'une personne décédée"),
        N_("Nous vérifions, puis nous faisons ce que la personne a demandé."), "file-text",
    ),
}  # fmt: skip
BY_THE_PERSON = (CORRECTION, OBJECTION, RESTRICTION, ERASURE, ACCESS, PORTABILITY)  # others have a page of their own
OF_HEIRS = frozenset({ACCESS, CORRECTION, ERASURE, WISHES})

WAYS = {
    "account": N_("depuis son compte"), "person": N_("sur place"), "phone": N_("par téléphone"),
    "post": N_("par lettre"), "mail": N_("par courriel"),
}  # fmt: skip
CAPACITIES = {
    "self": N_("la personne elle-même"),
    "parent": N_("un parent, pour un enfant de moins de 15 ans"),
    "mandate": N_("quelqu'un qui a un mandat"),
    "heir": N_("un proche d'une personne décédée"),
}
IDENTIFIED = {
    "account": N_("connecté à son compte"),
    "meeting": N_("reconnu sur place par quelqu'un de l'équipe"),
    "paper": N_("papier d'identité montré, sans copie"),
    "call": N_("rappelé au numéro du dossier"),
    "questions": N_("a répondu à des questions sur son parcours"),
}
# Why somebody may ask for a freeze (article 18).
GROUNDS = {
    "accuracy": N_("Une information est fausse, le temps de vérifier"),
    "unlawful": N_("Vous ne deviez pas l'avoir, et je ne veux pas l'effacer"),
    "claims": N_("J'en ai besoin pour défendre mes droits"),
    "objection": N_("J'ai dit non à un usage, le temps de votre réponse"),
}
# What an objection may be about: uses that rest on the interest of the organisation.
OBJECTIONS = {
    "surveys": N_("Les invitations aux enquêtes"),
    "news": N_("Les demandes de nouvelles après le parcours"),
    "statistics": N_("Les statistiques"),
    "pictures": N_("Mon image : photos et vidéos"),
    "other": N_("Autre chose"),
}
FIELDS = {"name": N_("Nom"), "email": N_("Adresse de courriel"), "phone": N_("Téléphone"), "dossier": N_("Dossier")}

CHECKING, OPEN, ANSWERED, CLOSED = "checking", "open", "answered", "closed"
STATES = {
    CHECKING: (N_("identité à vérifier"), "attention"),
    OPEN: (N_("à traiter"), "info"),
    ANSWERED: (N_("réponse donnée"), "good"),
    CLOSED: (N_("close"), "good"),
}
GRANTED, PARTLY, REFUSED, UNFOUNDED, UNPROVED, WITHDRAWN = (
    "granted", "partly", "refused", "unfounded", "unproved", "withdrawn",
)  # fmt: skip
OUTCOMES = {
    GRANTED: N_("Fait"),
    PARTLY: N_("Fait en partie, avec les raisons"),
    REFUSED: N_("Refusé, avec les raisons"),
    UNFOUNDED: N_("Refusé : demande manifestement infondée ou répétée"),
    UNPROVED: N_("Sans suite : rien ne prouve qui demande"),
    WITHDRAWN: N_("Retirée par la personne"),
}
ANSWERS = (GRANTED, PARTLY, REFUSED, UNFOUNDED, UNPROVED)
WITH_CNIL = frozenset({PARTLY, REFUSED, UNFOUNDED, UNPROVED})

ACTS = {
    "received": N_("Demande reçue"),
    "identified": N_("Identité vérifiée"),
    "linked": N_("Dossier retrouvé"),
    "note": N_("Note interne"),
    "message": N_("Message à la personne"),
    "said": N_("Message de la personne"),
    "extended": N_("Délai prolongé"),
    "proof": N_("Pièce jointe"),
    "corrected": N_("Correction faite"),
    "frozen": N_("Données gelées"),
    "lift_told": N_("Fin du gel annoncée"),
    "lifted": N_("Gel levé"),
    "objected": N_("Usage arrêté"),
    "withdrawn": N_("Accord retiré"),
    "copied": N_("Copie préparée"),
    "erased": N_("Données effacées"),
    "opened": N_("Consignes ouvertes"),
    "answered": N_("Réponse"),
    "dropped": N_("Demande retirée"),
    "closed": N_("Clôture"),
    "reminded": N_("Rappel du délai"),
}
OF_THE_TEAM = frozenset({"note", "reminded", "linked"})  # the person's page does not show them

WISHES_CHOICES = {
    "erase": N_("Tout effacer, sauf ce que la loi oblige à garder"),
    "hand": N_("Remettre une copie à la personne que je désigne, puis effacer"),
    "keep": N_("Garder le temps prévu, sans rien remettre à personne"),
}


def reference(number: int) -> str:
    """« D-0012 »: what is said on the phone."""
    return f"D-{number:04}"


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of the month when there is none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def answer_by(received_on: date) -> date:
    return months_after(received_on, FIRST)


def extended_to(received_on: date) -> date:
    """Two months more, when the request is complex (article 12.3)."""
    return months_after(received_on, EXTENDED)


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def too_old_for_a_parent(born_on: date, day: date) -> bool:
    """From 15 on, a minor asks for themselves, or gives a mandate."""
    return age_on(born_on, day) >= ADULT_FOR_THIS


class Timed(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def answer_by(self) -> date: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str: ...


REMINDERS = {
    "soon": N_("la réponse est due dans la semaine"),
    "today": N_("la réponse est due aujourd'hui"),
    "late": N_("le délai est dépassé"),
}


def is_late(one: Timed, day: date) -> bool:
    return one.answered_at is None and one.closed_at is None and one.answer_by < day


def was_late(one: Timed, day: date) -> bool:
    """Answered too late, or not answered and too late already."""
    return is_late(one, day) or (one.answered_at is not None and local(one.answered_at).date() > one.answer_by)


def reminder_due(one: Timed, day: date) -> str:
    """Which reminder the data officer is owed today: a week before, the day itself, late."""
    if one.answered_at is not None or one.closed_at is not None:
        return ""
    if one.answer_by < day:
        return "late"
    if one.answer_by == day:
        return "today"
    return "soon" if one.answer_by - day <= SOON else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one kind: how many came, were answered, in how many days at most half of them, how many too late."""

    kind: str
    received: int
    answered: int
    refused: int
    days: int | None  # the median
    late: int


def figures(rows: Iterable[Timed], day: date) -> list[Figure]:
    by_kind: dict[str, list[Timed]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found = []
    for kind in KINDS:
        of_kind = by_kind.get(kind, [])
        if not of_kind:
            continue
        took = sorted((row.answered_at - row.received_at).days for row in of_kind if row.answered_at)
        late = sum(was_late(row, day) for row in of_kind)
        refused = sum(row.outcome in (REFUSED, UNFOUNDED, UNPROVED) for row in of_kind)
        found.append(Figure(kind, len(of_kind), len(took), refused, took[(len(took) - 1) // 2] if took else None, late))
    return found
