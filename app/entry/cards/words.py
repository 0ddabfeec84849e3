"""What was done with a card, in words."""

from app.core.i18n import N_, _

ACTS = {
    "made": N_("Carte faite"),
    "chosen": N_("Code secret choisi par la personne"),
    "changed": N_("Code secret changé par la personne"),
    "reset": N_("Code secret à choisir de nouveau"),
    "blocked": N_("Carte bloquée : trop de codes secrets mal tapés"),
    "replaced": N_("Carte remplacée par une nouvelle"),
    "revoked": N_("Carte retirée"),
}


def act_words(what: str) -> str:
    return _(ACTS[what])
