"""The list of a bank's questions as its page, its exports and its bulk acts understand the same wish."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.assessment.bank.queries import Facets, Wish
from app.assessment.bank.rules import tags_of
from app.assessment.questions.kinds import KINDS
from app.core.i18n import _

SHOWN = 50


def wish(asked: Mapping[str, str]) -> Wish:
    """What somebody asks of the list, by the names of its address; an unknown value asks for nothing."""
    kind = asked.get("genre", "")
    return Wish(
        text=asked.get("texte", "").strip()[:200],
        tags=tags_of(asked.get("etiquette", "")),
        competences=tuple(code for code in [asked.get("competence", "").strip()[:40]] if code),
        kind=kind if kind in KINDS else "",
        category=asked.get("categorie", "").strip()[:200],
        archived=asked.get("archives", "") == "1",
    )


def words(wanted: Wish) -> dict[str, str]:
    """The same wish as the names of an address, those that ask for nothing left out."""
    asked = {
        "texte": wanted.text, "etiquette": ", ".join(wanted.tags), "competence": ", ".join(wanted.competences),
        "genre": wanted.kind, "categorie": wanted.category, "archives": "1" if wanted.archived else "",
    }  # fmt: skip
    return {name: value for name, value in asked.items() if value}


def link(path: str, wanted: Wish, **more: str) -> str:
    kept = words(wanted) | more
    return f"{path}?{urlencode(kept)}" if kept else path


def options(facets: Facets, wanted: Wish) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, with how many questions it would keep. What is wished stays on offer."""

    def said(counted: Mapping[str, int], chosen: str, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
        values = sorted({*counted, *([chosen] if chosen else [])})
        return [
            ("", _("Tout")),
            *((one, f"{_(names[one]) if names else one} ({counted.get(one, 0)})") for one in values),
        ]

    chosen = words(wanted)
    return {
        "tags": said(facets.tags, chosen.get("etiquette", "")),
        "competences": said(facets.competences, chosen.get("competence", "")),
        "kinds": said(facets.kinds, wanted.kind, KINDS),
        "categories": said(facets.categories, wanted.category),
    }
