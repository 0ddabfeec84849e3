"""French joins « de » and « que » to the name that follows: « le plan d'Inès », « le dossier de Yasmine ».

Sentences are written with « de %(name)s » and joined when the name is known, at the one place where values go in: nobody who
writes a sentence has to think of it.
"""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import combining, normalize

_JOINED = re.compile(r"\b([Dd]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)e (?=%\((\w+)\)s)")
_MARK = "e %("  # what each of them ends with: most sentences are known to hold none by this alone
# A mute h is heard in few names (Hélène, Henri, Hervé), and most others are said with it: Hassan, Hugo, Houria.
_VOWEL = re.compile(r"[aeiou]|y(?![aeiou])|he(?!i)|hy|hier\b")
_NOT_JOINED = re.compile(r"(?:onz|oui\b|yaourt|uhlan)")


def joins(word: str) -> bool:
    """Whether « de » loses its e before this word."""
    bare = "".join(letter for letter in normalize("NFD", word[:12].casefold()) if not combining(letter))
    bare = bare.replace("œ", "oe").replace("æ", "ae")
    return bool(_VOWEL.match(bare)) and not _NOT_JOINED.match(bare)


def may_join(sentence: str) -> bool:
    return _MARK in sentence


def elided(sentence: str, values: Any) -> str:
    """A sentence of ours before its values go in, joined to those that begin with a vowel."""
    if not isinstance(values, Mapping):
        return sentence

    def join(found: re.Match[str]) -> str:
        value = values.get(found[2])
        return f"{found[1]}'" if isinstance(value, str) and joins(value) else found[0]

    return _JOINED.sub(join, sentence)


class Joined(str):
    """A French sentence that holds « de » before a value: joined when the value is given."""

    __slots__ = ()

    def __mod__(self, values: Any) -> str:
        return str.__mod__(elided(self, values), values)
