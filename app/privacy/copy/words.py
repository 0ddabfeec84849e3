"""Answers, states and measures as the person reads them in their copy."""

from typing import Any

from app.assessment.works import rubrics
from app.core.i18n import N_, _

CHANGES = {
    "admitted": N_("admission"),
    "started": N_("entrée"),
    "paused": N_("pause"),
    "resumed": N_("reprise"),
    "finished": N_("fin du parcours"),
    "left": N_("sortie avant le terme"),
    "adviser": N_("changement de conseillère ou de conseiller"),
    "groups": N_("changement de groupe"),
    "skipped": N_("étapes passées"),
    "restored": N_("étape reprise"),
    "plan": N_("changement du plan"),
    "engagement": N_("heures attendues chaque semaine"),
    "edition": N_("nouvelle édition du parcours"),
}
STATES = {
    "opened": N_("ouverte"),
    "waiting": N_("envoyée, en attente de lecture"),
    "sent_back": N_("à reprendre"),
    "done": N_("terminée"),
    "skipped": N_("passée, parce que vous l'aviez déjà"),
}
WORKS = {
    "waiting": N_("en attente de lecture"),
    "accepted": N_("accepté"),
    "sent_back": N_("à reprendre"),
    "received": N_("reçu"),
    "replaced": N_("remplacé par un envoi plus récent"),
}
STAGES = {"entry": N_("entrée"), "middle": N_("mi-parcours"), "exit": N_("sortie")}
VOICES = {"learner": N_("vous"), "trainer": N_("formation"), "adviser": N_("accompagnement")}
HALF_DAYS = {"morning": N_("matin"), "afternoon": N_("après-midi")}
MEANS = {"place": N_("sur place"), "phone": N_("par téléphone"), "video": N_("en visio")}
OUTCOMES = {"held": N_("a eu lieu"), "absent": N_("absence")}
NOTES = {"shared": N_("partagé avec vous"), "next": N_("la suite, partagée avec vous"), "team": N_("pour l'équipe")}
SEATS = {"booked": N_("place réservée"), "waiting": N_("liste d'attente")}
VISITS = {"booked": N_("place réservée"), "waiting": N_("liste d'attente"), "cancelled": N_("annulée")}
PLACES = {"on_site": N_("sur place"), "remote": N_("à distance")}


def word(words: dict[str, str], code: str | None) -> str:
    """The word of a code; the code itself when it is not known, nothing when there is none."""
    return _(words.get(code, code)) if code else ""


def criteria_words(rubric: Any, levels: Any, comments: Any) -> str:
    """« Clair : Atteint ; Vérifié : Pas encore, il manque la source »"""
    return " ; ".join(
        f"{one.criterion.title} : {', '.join(part for part in (one.name, one.comment) if part)}"
        for one in rubrics.results(rubrics.from_kept(rubric), levels or {}, comments or {})
    )


def draft_words(said: Any) -> str:
    """What a trainer has written so far, one comment after the other."""
    texts = [said.get("comment", ""), *said.get("comments", {}).values()] if isinstance(said, dict) else []
    return " ; ".join(text for text in texts if text)


def answer_words(definition: dict[str, Any], response: Any) -> str:
    """What was answered, with the words that were on the page. A shape that is not known is shown as it is kept."""
    if response is None:
        return _("sans réponse")
    try:
        return _SAY[definition["kind"]](definition, response)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return str(response)


def _single(definition: dict[str, Any], response: Any) -> str:
    return str(definition["choices"][int(response)]["text"])


def _multiple(definition: dict[str, Any], response: Any) -> str:
    return " ; ".join(str(definition["choices"][int(index)]["text"]) for index in response)


def _true_false(definition: dict[str, Any], response: Any) -> str:
    return _("vrai") if str(response).lower() == "true" else _("faux")


def _matching(definition: dict[str, Any], response: Any) -> str:
    pairs = definition["pairs"]
    return " ; ".join(
        f"{pairs[int(left)]['left']} → {pairs[int(right)]['right'] if right is not None else '…'}"
        for left, right in response.items()
    )


def _gaps(definition: dict[str, Any], response: Any) -> str:
    said = [
        "…" if index is None else str(index if "typed" in gap else gap["choices"][int(index)]["text"])
        for gap, index in zip(definition["gaps"], response, strict=True)
    ]
    parts = list(definition["segments"])
    return "".join(str(part) + (f"[{said[n]}]" if n < len(said) else "") for n, part in enumerate(parts))


def _ordering(definition: dict[str, Any], response: Any) -> str:
    return " → ".join(str(definition["items"][int(index)]) if index is not None else "…" for index in response)


def _typed(definition: dict[str, Any], response: Any) -> str:
    return str(response)


_SAY = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short": _typed,
    "number": _typed,
    "matching": _matching,
    "gaps": _gaps,
    "ordering": _ordering,
    "essay": _typed,
}
