"""The head of a choice as somebody wrote it."""

from typing import Any

from app.assessment.choices.rules import RESULTS
from app.core.i18n import _
from app.courses.kinds import Source

MOST_OPTIONS = 40
MOST_PLACES = 10_000
LONGEST = 200


def read_choice(source: Source) -> dict[str, Any]:
    """The options with their places, whether several may be chosen, when the results are shown."""
    many = source.head.get("many", False)
    if not isinstance(many, bool):
        source.problem("many", _("« many » dit si l'on peut choisir plusieurs options."), _("Écrivez true ou false."))
        many = False
    results = source.head.get("results", "after")
    if results not in RESULTS:
        source.problem(
            "results",
            _("« results » dit quand on voit combien de personnes ont choisi quoi."),
            _("Écrivez always (toujours), after (après avoir choisi) ou never (jamais)."),
        )
        results = "after"
    return {"options": _options(source), "many": many, "results": results}


def _options(source: Source) -> list[dict[str, Any]]:
    written = source.head.get("options")
    if not isinstance(written, list) or not 2 <= len(written) <= MOST_OPTIONS:
        source.problem(
            "options",
            _("Il faut de 2 à %(most)s options à choisir.") % {"most": MOST_OPTIONS},
            _("Écrivez par exemple options: [{title: Le matin, places: 8}, {title: Le soir}]."),
        )
        return []
    found: list[dict[str, Any]] = []
    for number, one in enumerate(written):
        where = f"options.{number}"
        title = one.get("title") if isinstance(one, dict) else None
        if (
            not isinstance(one, dict)
            or not isinstance(title, str)
            or not title.strip()
            or set(one) - {"title", "places"}
        ):
            source.problem(
                where,
                _("Cette option n'est pas écrite comme attendu."),
                _("Écrivez par exemple {title: Le matin, places: 8}, ou sans « places » : sans limite."),
            )
            continue
        title = " ".join(title.split())
        if len(title) > LONGEST:
            source.problem(
                f"{where}.title",
                _("Ce texte compte %(length)s caractères, pour %(most)s au plus.")
                % {"length": len(title), "most": LONGEST},
                _("Raccourcissez-le."),
            )
        if any(title == option["title"] for option in found):
            source.problem(f"{where}.title", _("Cette option est deux fois dans la liste."), _("Gardez-en une seule."))
        places = one.get("places")
        if places is not None and (
            isinstance(places, bool) or not isinstance(places, int) or not 1 <= places <= MOST_PLACES
        ):
            source.problem(
                f"{where}.places",
                _("« places » compte les places de cette option."),
                _("Écrivez un nombre entier à partir de 1, ou enlevez la ligne : sans limite."),
            )
            places = None
        found.append({"title": title, "places": places})
    return found
