"""What is typed in the forms of the directory, made sound; each fault is said beside its field."""

import re
from urllib.parse import urlsplit

from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.directory import rules
from app.directory.rules import Point

_PHONE = re.compile(r"\+?[\d .\-()]{2,38}")


class Faults:
    """The faults of a form, gathered so that all are said at once."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def add(self, field: str, message: str) -> None:
        self.found.append(FieldError(field, message))

    def line(self, field: str, text: str, most: int, *, needed: str = "") -> str:
        """One line; `needed` says what to write when it is empty."""
        kept = " ".join(text.split())
        if needed and not kept:
            self.add(field, needed)
        elif len(kept) > most:
            self.add(field, _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": most})
        return kept

    def text(self, field: str, text: str, most: int, *, needed: str = "") -> str:
        kept = text.replace("\r\n", "\n").strip()
        if needed and not kept:
            self.add(field, needed)
        elif len(kept) > most:
            self.add(field, _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": most})
        return kept

    def phone(self, field: str, text: str) -> str:
        kept = self.line(field, text, 40)
        if kept and not _PHONE.fullmatch(kept):
            self.add(field, _("Écrivez un numéro de téléphone, comme 05 55 00 12 34."))
        return kept

    def email(self, field: str, text: str) -> str:
        kept = self.line(field, text, 254).lower()
        if kept and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", kept):
            self.add(field, _("Cette adresse de courriel n'est pas complète."))
        return kept

    def address(self, field: str, text: str) -> str:
        """Of a site: https is added when it was left out; nothing but the web is let through."""
        kept = self.line(field, text, 300)
        if not kept:
            return ""
        kept = kept if "://" in kept or kept.lower().startswith(("javascript:", "data:")) else f"https://{kept}"
        try:
            parts = urlsplit(kept)
            sound = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in kept
        except ValueError:
            sound = False
        if not sound:
            self.add(field, _("Écrivez l'adresse du site, comme www.exemple.fr."))
        return kept

    def point(self, field: str, text: str) -> Point | None:
        try:
            return rules.read_point(text)
        except ValueError:
            self.add(field, _("Copiez les coordonnées d'une carte, comme 45.2655, 1.7714."))
            return None

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise Invalid(_("Rien n'a été enregistré. Il reste quelque chose à corriger."), self.found)
