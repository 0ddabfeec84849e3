"""What a candidate, a step and a decision are, how long things should take and are kept. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from app.core.i18n import N_
from app.visits import rules as visits

KEPT = timedelta(days=183)  # six months after the last act
WINDOW = timedelta(minutes=15)
PER_ADDRESS = 20  # candidatures from one network address: a training room shares one
ANSWER_DAYS = 2  # open days, from a contact to the first answer
DECISION_DAYS = 7  # from the last step to the decision
NAME, LINE, WORDS = 200, 200, 2000
MOST_STEPS = 20
LONGEST_DELAY = 365

email_of, phone_of, one_line = visits.email_of, visits.phone_of, visits.one_line


class Way(StrEnum):
    FORM = "form"
    FIELD = "field"
    MEETING = "meeting"
    REFERRER = "referrer"


WAYS = {
    Way.FORM: N_("formulaire"),
    Way.FIELD: N_("rencontre sur le terrain"),
    Way.MEETING: N_("réunion d'information"),
    Way.REFERRER: N_("partenaire"),
}


class State(StrEnum):
    OPEN = "open"
    ADMITTED = "admitted"
    NOT_YET = "not_yet"
    OTHER_WAY = "other_way"
    WITHDREW = "withdrew"
    UNREACHABLE = "unreachable"
    DOUBLE = "double"  # the same person, known by another candidature: counted once


STATES = {
    State.OPEN: (N_("en cours"), "info"),
    State.ADMITTED: (N_("admission"), "good"),
    State.NOT_YET: (N_("pas encore"), "attention"),
    State.OTHER_WAY: (N_("autre voie"), "plain"),
    State.WITHDREW: (N_("s'est retirée"), "plain"),
    State.UNREACHABLE: (N_("injoignable"), "plain"),
    State.DOUBLE: (N_("en double"), "plain"),
}
DECISIONS = {  # what can be decided, beside the entry
    State.NOT_YET: N_("Pas encore : on se reparle plus tard"),
    State.OTHER_WAY: N_("Une autre voie lui convient mieux"),
    State.WITHDREW: N_("La personne se retire"),
    State.UNREACHABLE: N_("Injoignable malgré plusieurs essais"),
}


class StepState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    DISPENSED = "dispensed"


STEP_STATES = {
    StepState.PLANNED: (N_("prévue"), "info"),
    StepState.DONE: (N_("faite"), "good"),
    StepState.MISSED: (N_("pas venue"), "attention"),
    StepState.DISPENSED: (N_("dispensée"), "plain"),
}
SETTLED = frozenset({StepState.DONE, StepState.DISPENSED})

KINDS = {
    "meeting": N_("Réunion d'information"),
    "project": N_("Diagnostic du projet"),
    "person": N_("Diagnostic socioprofessionnel"),
    "integration": N_("Semaine d'intégration"),
    "other": N_("Autre"),
}
MEETING = "meeting"
STAGES = {
    "unsure": N_("Je ne sais pas encore par où commencer"),
    "idea": N_("J'ai une idée"),
    "project": N_("J'ai un projet qui avance"),
    "takeover": N_("Je veux reprendre une activité"),
    "started": N_("Mon activité existe déjà"),
}
SITUATIONS = {
    "job_seeker": N_("en recherche d'emploi"),
    "rsa": N_("au RSA"),
    "employee": N_("en emploi"),
    "self": N_("à son compte"),
    "student": N_("en études ou en formation"),
    "other": N_("autre situation"),
}
ACTS = {
    "contacted": N_("Premier contact"),
    "wrote": N_("A écrit de nouveau"),
    "tried": N_("Essai pour joindre la personne"),
    "answered": N_("Première réponse"),
    "told": N_("La nouvelle est dite de vive voix"),
    "planned": N_("Étape prévue"),
    "done": N_("Étape faite"),
    "missed": N_("Pas venue à l'étape"),
    "dispensed": N_("Dispense d'étape"),
    "noted": N_("Note"),
    "adviser": N_("Change de mains"),
    "decided": N_("Décision"),
    "withdrew": N_("S'est retirée"),
    "reopened": N_("Candidature rouverte"),
    "admitted": N_("Entrée dans un parcours"),
    "double": N_("Reconnue comme la même personne"),
}


@dataclass(frozen=True, slots=True)
class Default:
    """A step of the set that every organisation begins with."""

    kind: str
    name: str
    days: int
    required: bool
    asks: str


DEFAULTS = (
    Default(
        "meeting",
        N_("Réunion d'information"),
        14,
        True,
        N_("Venez avec vos questions. Rien d'autre à apporter."),
    ),
    Default(
        "project",
        N_("Diagnostic du projet"),
        14,
        True,
        N_("Apportez ce que vous avez déjà écrit, même une page."),
    ),
    Default(
        "person",
        N_("Diagnostic socioprofessionnel"),
        14,
        True,
        N_("Nous parlons de votre situation et de ce qui peut vous aider. Un CV est utile, pas obligatoire."),
    ),
    Default(
        "integration",
        N_("Semaine d'intégration"),
        21,
        False,
        N_("Prévoyez d'être libre ces jours-là. Dites-nous s'il vous faut une garde ou un transport."),
    ),
)


def same_phone(phone: str) -> str:
    """The digits that make two numbers the same; nothing without a number."""
    return visits.same_contact("", phone) if phone else ""


def next_step(steps: Sequence[tuple[str, bool]], states: dict[str, str]) -> str | None:
    """The first required step that is not settled, or an optional one that was planned; none: the decision.

    `steps`: (id, required), in their order.
    """
    for step_id, required in steps:
        state = states.get(step_id)
        if state in SETTLED:
            continue
        if required or state == StepState.PLANNED:
            return step_id
    return None


def waited(since: date, until: date) -> int:
    return max((until - since).days, 0)


def middle(days: Iterable[int]) -> float | None:
    """The median; nothing of nothing."""
    found = list(days)
    return float(median(found)) if found else None
