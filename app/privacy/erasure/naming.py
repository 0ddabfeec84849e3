"""What names a person in the words of others, however it was written. Pure.

A needle finds with or without accents, in capitals or not, the family name first, cut by any space, in a file name or an
address. `likes` are what the database is asked, wider than `pattern`, which decides.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_EDGES = r"(?<![^\W_])", r"(?![^\W_])"
_JOINT = r"(?:[\s._/-]|&nbsp;|&#160;|%20){1,3}"
_SPACE = r"(?:\s|&nbsp;|&#160;)"
_SPACED = r"[\s./-]{0,2}"
_TITLES = r"(?:M\.|MM\.|Mr|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle)"
_MARKS = "[\u0300-\u036f]*"
_QUOTES = "(?:['’ʼ]|&#39;|&#x27;|&rsquo;)"
_ALIKE = {
    "'": _QUOTES,
    "’": _QUOTES,
    "-": r"[-‐‑\s]",
    "œ": "(?:œ|oe)",
    "æ": "(?:æ|ae)",
    "Œ": "(?:Œ|O[eE])",
    "Æ": "(?:Æ|A[eE])",
    "@": "(?:@|%40)",
}
_VOWELS = frozenset("aeiouycAEIOUYC")  # those that a French name writes with a mark
SHORTEST_ALONE = 4  # letters of a family name that is looked for by itself


@dataclass(frozen=True, slots=True)
class Needle:
    """Something that names the person, and what is written in its place."""

    pattern: re.Pattern[str]
    likes: tuple[str, ...]  # escaped with a backslash
    instead: str


def of_name(name: str, instead: str, others: Iterable[str] = ()) -> list[Needle]:
    """Of a whole name. `others`: the names of people who stay; what would be said of them as well stays theirs."""
    words = unicodedata.normalize("NFC", name).split()
    if len(" ".join(words)) < 3:
        return []
    if len(words) == 1:  # it may be a word of the language: written as it is
        return [_needle([words[0]], instead, exactly=True)]
    found = [_needle(words[turn:] + words[:turn], instead) for turn in range(len(words))]
    first, family = words[0], words[1:]
    known = [unicodedata.normalize("NFC", other).split() for other in others]
    if not any(_same(other[1:], family) for other in known):
        title = rf"{_TITLES}(?:{_SPACE}+{_letters(first)})?{_SPACE}+"
        found.append(_alone(family, instead, title))
        if sum(map(len, family)) >= SHORTEST_ALONE:
            found.append(_alone([word.upper() for word in family], instead))
    if not any(other and other[0][:1] == first[:1] and _same(other[1:], family) for other in known):
        found.append(_alone(family, instead, rf"{re.escape(first[0])}\.?(?:{_SPACE}|[._-])?"))
    if not any(_same(other[:1], [first]) and other[1:] and other[1][:1] == family[0][:1] for other in known):
        found.append(_alone([first], instead, "", rf"{_JOINT}{re.escape(family[0][0])}\.(?!\w)", (f"{family[0][0]}.",)))
    return found


def of_address(email: str, instead: str) -> list[Needle]:
    pattern = re.compile(
        _EDGES[0] + "".join(_ALIKE.get(each, re.escape(each)) for each in email) + _EDGES[1], re.IGNORECASE
    )
    return [Needle(pattern, (_said(email, literal=True).replace("@", "%"),), instead)] if email else []


def of_number(phone: str, instead: str) -> list[Needle]:
    """However its digits are spaced, with the sign of the country or without."""
    digits = re.sub(r"\D", "", phone)
    national = digits.removeprefix("00").removeprefix("33") if digits.startswith(("0033", "33")) else digits
    national = national.removeprefix("0")
    if len(national) < 6:
        return []
    body = _SPACED.join(national)
    pattern = re.compile(rf"(?<![\d+])(?:(?:\+|00)\d{{2}}{_SPACED}(?:\(0\))?{_SPACED}|0{_SPACED})?{body}(?!\d)")
    return [Needle(pattern, ("%".join(national),), instead)]


def of_words(text: str, instead: str) -> list[Needle]:
    """The name of a file, as it is."""
    return [_needle(unicodedata.normalize("NFC", text).split(), instead)]


def any_of(needles: Iterable[Needle]) -> re.Pattern[str]:
    """All of them at once: whether there is anything to clean."""
    said = [
        f"(?i:{each.pattern.pattern})" if each.pattern.flags & re.IGNORECASE else each.pattern.pattern
        for each in needles
    ]
    return re.compile("|".join(f"(?:{each})" for each in said))


def widest(needles: Iterable[Needle]) -> list[str]:
    """What the database is asked: a family name alone finds all that a whole name would."""
    likes = sorted({like.casefold() for needle in needles for like in needle.likes}, key=lambda like: (len(like), like))
    kept: list[str] = []
    for like in likes:
        if not any(known in like for known in kept):
            kept.append(like)
    return kept


def without_names(value: str, needles: Iterable[Needle]) -> str:
    for needle in needles:
        value = needle.pattern.sub(needle.instead.replace("\\", r"\\"), value)
    return value


def _needle(words: list[str], instead: str, *, exactly: bool = False) -> Needle:
    body = _JOINT.join(_letters(word) for word in words)
    pattern = re.compile(_EDGES[0] + body + _EDGES[1], 0 if exactly else re.IGNORECASE)
    return Needle(pattern, _likes(words), instead)


def _alone(
    words: list[str], instead: str, before: str = "", after: str = _EDGES[1], more: tuple[str, ...] = ()
) -> Needle:
    """A part of a name, its capitals as they are written. `more`: what stands after it in any case."""
    capitals = rf"{_SPACE}+".join(f"(?:{_letters(word)}|{_letters(word.upper())})" for word in words)
    return Needle(re.compile(_EDGES[0] + before + capitals + after), _likes([*words, *more]), instead)


def _likes(words: list[str]) -> tuple[str, ...]:
    """With any letter where there may be an accent; and with anything at all where there is one, for what JSON escapes."""
    return tuple({"%".join(_said(word) for word in words), "%".join(_said(word, escaped=True) for word in words)})


def _said(word: str, *, literal: bool = False, escaped: bool = False) -> str:
    found = ""
    for letter in word:
        if not letter.isascii():
            found += "%" if escaped or letter in "œæŒÆ" else "_"
        elif letter in "'-" and not literal:
            found += "%"
        elif letter in _VOWELS and not literal and not escaped:
            found += "_"
        else:
            found += f"\\{letter}" if letter in "%_\\" else letter
    return found


def _letters(word: str) -> str:
    return "".join(_letter(each) for each in word)


def _letter(letter: str) -> str:
    if letter in _ALIKE:
        return _ALIKE[letter]
    plain = _plain(letter)
    if plain not in _kin():
        return re.escape(letter)
    return f"[{plain}{_kin()[plain]}]{_MARKS}"


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


@cache
def _kin() -> dict[str, str]:
    """Letter → the same with each accent."""
    found: dict[str, str] = defaultdict(str)
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B)):
        found[chr(code)] = ""
    for code in range(0xC0, 0x250):
        if len(plain := _plain(chr(code))) == 1 and plain.isascii() and plain.isalpha():
            found[plain] += chr(code)
    return dict(found)


def _same(one: list[str], other: list[str]) -> bool:
    return [_plain(each).casefold() for each in one] == [_plain(each).casefold() for each in other]
