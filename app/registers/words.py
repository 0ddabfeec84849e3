"""What the registers call duties and acts on screen."""

from app.core.i18n import N_, _

DUTIES = {
    "handicap": N_("Référent handicap"),
    "protection": N_("Référent contre les violences"),
}

ACTS = {
    "made": N_("Écrit"),
    "changed": N_("Changé"),
    "reviewed": N_("Relu, toujours vrai"),
    "joined": N_("Pièce jointe"),
    "withdrawn": N_("Pièce retirée"),
    "archived": N_("Rangé"),
    "restored": N_("Remis dans le registre"),
    "replaced": N_("Remplacé par une nouvelle version"),
}

SEALED_ACTS = {"story": N_("Ce qui a été dit"), "measure": N_("Ce qui a été fait"), "closing": N_("Clôture")}


def sealed_act_words(act: str) -> str:
    return _(SEALED_ACTS[act]) if act in SEALED_ACTS else act


def duty_words(duty: str) -> str:
    return _(DUTIES[duty]) if duty in DUTIES else duty


def act_words(act: str) -> str:
    return _(ACTS[act]) if act in ACTS else act
