"""What may never be written down about somebody: found in any free text before it is kept.

look(text)                        what is refused, and what calls for other words
check({"body": text}, anyway)     the same as an error: Invalid for what is refused, Doubtful for the rest until « quand même »

Numbers are refused: nobody here needs them, and once stored they can hardly be taken back. Words are only pointed at: a list
cannot know what they mean. Neither is written anywhere, journals included.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _
from app.core.sensitive_words import DELICATE, Delicate, Kind

__all__ = ["Doubtful", "Finding", "Found", "Kind", "check", "look"]

MOST = 8  # findings of each sort: more would not be read


@dataclass(frozen=True, slots=True)
class Finding:
    """`excerpt` is what was found; of a number, only how it begins. `says` is a whole sentence or two."""

    kind: Kind
    excerpt: str
    says: str


@dataclass(frozen=True, slots=True)
class Found:
    refused: tuple[Finding, ...] = ()
    warned: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.refused or self.warned)


class Doubtful(Invalid):
    """Words that say more than is needed: shown once, kept if the person insists."""

    code = "doubtful"

    def __init__(self, detail: str, fields: list[FieldError], findings: tuple[Finding, ...]) -> None:
        super().__init__(detail, fields)
        self.findings = findings


_NUMBERS = {
    Kind.NIR: N_(
        "Ce texte contient un numéro de sécurité sociale (%(excerpt)s). Bidaide ne le garde jamais. Effacez-le, et donnez-le "
        "à la personne qui en a besoin hors de la plateforme."
    ),
    Kind.CARD: N_(
        "Ce texte contient un numéro de carte bancaire (%(excerpt)s). Bidaide ne le garde jamais. Effacez-le : il se donne "
        "hors de la plateforme."
    ),
    Kind.IBAN: N_(
        "Ce texte contient un numéro de compte bancaire (%(excerpt)s). Bidaide ne le garde jamais. Effacez-le : il se donne "
        "hors de la plateforme."
    ),
}


def look(text: str) -> Found:
    """What a text holds that should not be kept. Spaces, dots, accents and capitals change nothing."""
    if not text:
        return Found()
    plain = _without_tricks(text)
    refused, rest = _numbers(plain)
    return Found(tuple(refused[:MOST]), tuple(_words(rest)))


def check(texts: Mapping[str, str], anyway: bool = False) -> None:
    """Raises Invalid for a number that is never kept; Doubtful for delicate words, unless they are kept `anyway`."""
    found = {name: look(text) for name, text in texts.items()}
    refused = [FieldError(name, one.says) for name, each in found.items() for one in each.refused]
    if refused:
        raise Invalid(
            _("Un numéro qui ne se garde jamais ici a été trouvé. Rien n'a été enregistré. Effacez-le, puis envoyez."),
            refused,
        )
    warned = [(name, one) for name, each in found.items() for one in each.warned]
    if warned and not anyway:
        raise Doubtful(
            _("Relisez : ce texte en dit peut-être trop. Rien n'est encore enregistré."),
            [FieldError(name, one.says) for name, one in warned],
            tuple(one for _name, one in warned),
        )


def _without_tricks(text: str) -> str:
    """Digits as digits, spaces as spaces; what is not seen is not there."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", seen)


# Numbers -------------------------------------------------------------------------------------------------------------

_S = r"[ .\-/_]{0,2}"  # what people put between the parts of a number
_NIR = re.compile(
    rf"(?<![\w])([1-478]){_S}(\d\d){_S}(0[1-9]|1[0-2]|[2-9]\d){_S}(\d\d|2[ab]){_S}(\d{{3}}){_S}(\d{{3}})(?:{_S}(\d\d))?(?!\w)",
    re.IGNORECASE,
)
_SURE_MONTHS = frozenset(f"{month:02}" for month in (*range(1, 13), 20))
_FIFTEEN = re.compile(rf"(?<!\w)[1-478](?:{_S}\d){{5}}{_S}(?:\d|(?<=2)[ab])(?:{_S}\d){{8}}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<!\w)(?:[2-6]\d{3}(?:[ .\-]?\d{4}){3}|3[47]\d\d[ .\-]?\d{6}[ .\-]?\d{5})(?!\w)")
_IBAN = re.compile(r"(?<!\w)([a-z]{2})\d\d(?:[ .\-]?[a-z0-9]){11,30}", re.IGNORECASE)
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "TN": 24, "TR": 26, "MR": 27, "MA": 28, "DZ": 26,
}  # fmt: skip


def _numbers(text: str) -> tuple[list[Finding], str]:
    """What is refused, and the text without it."""
    found: list[Finding] = []
    searches: tuple[tuple[Kind, re.Pattern[str], Callable[[re.Match[str]], int]], ...] = (
        (Kind.IBAN, _IBAN, _iban_length),
        (Kind.CARD, _CARD, lambda match: len(match[0]) if _luhn(_digits(match[0])) else 0),
        (Kind.NIR, _NIR, lambda match: len(match[0]) if _is_nir(match) else 0),
        (Kind.NIR, _FIFTEEN, lambda match: len(match[0]) if _key_holds(_digits(match[0])) else 0),
    )
    for kind, pattern, length_of in searches:
        pieces, done = [], 0
        for match in pattern.finditer(text):
            length = length_of(match)
            if not length:
                continue
            excerpt = _beginning(match[0])
            found.append(Finding(kind, excerpt, _(_NUMBERS[kind]) % {"excerpt": excerpt}))
            pieces.append(text[done : match.start()])
            done = match.start() + length
        text = " ".join([*pieces, text[done:]]) if pieces else text
    return found, text


def _beginning(number: str) -> str:
    return number[:4].strip() + "…"


def _digits(number: str) -> str:
    return "".join(character for character in number.upper() if character.isalnum())


def _is_nir(match: re.Match[str]) -> bool:
    """Fifteen with their key; thirteen alone when they could be nothing else: a day of birth, a department, a town."""
    number = _digits(match[0])
    if match[7] is not None:
        return _key_holds(number)
    department = match[4].upper()
    return match[3] in _SURE_MONTHS and department != "00" and match[5] != "000" and match[6] != "000"


def _key_holds(number: str) -> bool:
    department = {"2A": "19", "2B": "18"}.get(number[5:7], number[5:7])
    body = number[:5] + department + number[7:13]
    return body.isdigit() and number[13:].isdigit() and 97 - int(body) % 97 == int(number[13:])


def _luhn(number: str) -> bool:
    digits = [int(character) for character in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def _iban_length(match: re.Match[str]) -> int:
    """How much of what was found is an account number; 0: none of it is."""
    wanted = _IBAN_LENGTHS.get(match[1].upper())
    if wanted is None:
        return 0
    number = ""
    for length, character in enumerate(match[0], start=1):
        number += character.upper() if character.isalnum() else ""
        if len(number) == wanted:
            moved = number[4:] + number[:4]
            return length if int("".join(str(int(one, 36)) for one in moved)) % 97 == 1 else 0
    return 0


# Words ---------------------------------------------------------------------------------------------------------------


def _compiled(subject: Delicate) -> re.Pattern[str]:
    return re.compile(r"(?<![\w])(?:" + "|".join(subject.words) + r")(?!\w)")


_PATTERNS = tuple((subject, _compiled(subject)) for subject in DELICATE)


def _words(text: str) -> Iterator[Finding]:
    """One finding for each subject, at the first of its words: the sentence is the same for all of them."""
    bare = _bare(text)
    for subject, pattern in _PATTERNS:
        match = pattern.search(bare)
        if match is not None:
            excerpt = text[match.start() : match.end()] if len(bare) == len(text) else match[0]
            yield Finding(subject.kind, excerpt, _said(subject, excerpt))


def _said(subject: Delicate, excerpt: str) -> str:
    return _("« %(excerpt)s » : %(reason)s %(instead)s") % {
        "excerpt": excerpt,
        "reason": _(subject.reason),
        "instead": _(subject.instead),
    }


_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\n": " ", "\t": " "})


def _bare(text: str) -> str:
    """Small letters without accents, one for one."""
    if text.isascii():
        return text.lower().translate(_APOSTROPHES)
    return "".join(unicodedata.normalize("NFD", one)[0] for one in text.lower()).translate(_APOSTROPHES)
