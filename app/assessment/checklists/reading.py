"""The head of a checklist as somebody wrote it, and what makes a point the same point."""

import hashlib
from typing import Any

from app.core.i18n import _
from app.courses.kinds import Source

MOST_ITEMS = 60
LONGEST = 500


def read_checklist(source: Source) -> dict[str, Any]:
    """The points, in order."""
    written = source.head.get("items")
    if not isinstance(written, list) or not 1 <= len(written) <= MOST_ITEMS:
        source.problem(
            "items",
            _("Il faut de 1 à %(most)s points à cocher.") % {"most": MOST_ITEMS},
            _("Écrivez items:, puis un tiret et quelques mots par ligne."),
        )
        return {"items": []}
    found: list[str] = []
    for number, one in enumerate(written):
        where = f"items.{number}"
        if not isinstance(one, str) or not one.strip():
            source.problem(
                where, _("Ce point n'est pas un texte."), _("Écrivez-le, entre guillemets s'il a un deux-points.")
            )
            continue
        text = " ".join(one.split())
        if len(text) > LONGEST:
            source.problem(
                where,
                _("Ce texte compte %(length)s caractères, pour %(most)s au plus.")
                % {"length": len(text), "most": LONGEST},
                _("Raccourcissez-le, ou faites-en deux points."),
            )
        if text in found:
            source.problem(where, _("Ce point est deux fois dans la liste."), _("Gardez-en un seul."))
        found.append(text)
    return {"items": [{"text": text} for text in found]}


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
