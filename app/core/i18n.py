"""Words: French is the source language, other languages are gettext catalogues under `app/web/locale`."""

import gettext as std
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from app.core.elision import Joined, may_join

LOCALES = ("fr", "en")
_CATALOGUES = Path(__file__).resolve().parents[1] / "web" / "locale"

locale: ContextVar[str] = ContextVar("locale", default="fr")


class Catalogue(std.NullTranslations):
    """A .po file read straight into memory: nothing to compile, nothing stale."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            messages = read_po(file)
        self._one: dict[str, str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        for message in messages:
            if isinstance(message.id, str) and isinstance(message.string, str):
                if message.id and message.string:
                    self._one[message.id] = message.string
            elif isinstance(message.string, (tuple, list)) and all(message.string):
                self._many[message.id[0]] = tuple(message.string)

    def gettext(self, message: str) -> str:
        return self._one.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self._many.get(singular)
        return (found[0] if number == 1 else found[1]) if found else (singular if number == 1 else plural)


class French(std.NullTranslations):
    """The source language; zero and one are singular in French, and « de » is joined to a vowel."""

    def gettext(self, message: str) -> str:
        return Joined(message) if may_join(message) else message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if abs(number) < 2 else plural)


@cache
def catalogue(code: str) -> std.NullTranslations:
    path = _CATALOGUES / code / "LC_MESSAGES" / "bidaide.po"
    return French() if code == "fr" or not path.exists() else Catalogue(path)


def _(message: str) -> str:
    """The sentence in the language of whoever is being served."""
    return catalogue(locale.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return catalogue(locale.get()).ngettext(singular, plural, number)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, sentences are said in this language, whoever is being served: for what is written once and kept."""
    before = locale.set(language)
    try:
        yield
    finally:
        locale.reset(before)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence kept in data, translated later where it is shown."""
    return message
