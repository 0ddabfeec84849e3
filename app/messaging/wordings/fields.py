"""The fields of a template: written between braces, filled in for the person who will read it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import N_, _
from app.web import formats

# name in braces → what it stands for
FIELDS = {
    "prenom": N_("prénom de la personne"),
    "nom": N_("prénom et nom de la personne"),
    "prochaine_seance": N_("titre, jour et heure de sa prochaine séance"),
    "conseil": N_("qui l'accompagne"),
    "parcours": N_("titre de son parcours"),
    "organisme": N_("nom de votre organisme"),
    "moi": N_("votre nom"),
}

_FIELD = re.compile(r"\{([^{}\n]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its fields filled in; those that have no value for this person stay visible, between brackets."""

    text: str
    missing: tuple[str, ...]  # names of fields


def name_of(written: str) -> str:
    """A field as people write it: {Prénom}, {prochaine séance}."""
    plain = unicodedata.normalize("NFKD", written.strip().lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(" ", "_").replace("-", "_")


def used(text: str) -> list[str]:
    """The names of the fields of a text, in their order, known or not."""
    return list(dict.fromkeys(name_of(found) for found in _FIELD.findall(text)))


def unknown(text: str) -> list[str]:
    return [name for name in used(text) if name not in FIELDS]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    missing: list[str] = []

    def of(found: re.Match[str]) -> str:
        name = name_of(found[1])
        if name not in FIELDS:
            return found[0]
        if not values.get(name):
            missing.append(name)
            return f"[{_(FIELDS[name])}]"
        return values[name]

    return Filled(_FIELD.sub(of, text), tuple(dict.fromkeys(missing)))


def values(row: Any, *, organisation: str, me: str) -> dict[str, str]:
    """What the fields say for one person: a row of `queries.people`."""
    coming = ""
    if row.next_at is not None:
        coming = _("%(title)s, %(when)s") % {"title": row.next_title, "when": formats.moment(row.next_at)}
    return {
        "prenom": row.name.split()[0] if row.name.split() else "",
        "nom": row.name,
        "prochaine_seance": coming,
        "conseil": row.adviser_name or "",
        "parcours": row.course_title or "",
        "organisme": organisation,
        "moi": me,
    }
