"""What stages, voices and proofs are called on screen."""

from app.core.i18n import N_, _

STAGES = {"entry": N_("À l'entrée"), "middle": N_("À mi-parcours"), "exit": N_("À la fin")}
SHORT_STAGES = {"entry": N_("Entrée"), "middle": N_("Milieu"), "exit": N_("Fin")}
VOICES = {"learner": N_("la personne"), "trainer": N_("la formation"), "adviser": N_("le conseil")}
KINDS = {
    "work": N_("Travail rendu"),
    "session": N_("Séance suivie"),
    "activity": N_("Activité faite"),
    "document": N_("Document"),
}


def said(words: dict[str, str]) -> dict[str, str]:
    """In the language of whoever reads."""
    return {code: _(word) for code, word in words.items()}


def voices(*, own: bool) -> dict[str, str]:
    """Who speaks, to the person themselves or to the team."""
    return {**said(VOICES), **({"learner": _("vous")} if own else {})}


IN_PATHS = {"entree": "entry", "milieu": "middle", "fin": "exit"}  # the word of a moment in an address
PATH_OF = {stage: word for word, stage in IN_PATHS.items()}
