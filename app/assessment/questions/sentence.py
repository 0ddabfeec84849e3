"""A text to complete, as an author writes it: « Le [[chiffre d'affaires|stock]] moins les [[charges|ventes]]. »

Inside double brackets stand the choices of one gap, between bars; the first is the right one. Two marks are there for
who needs them: `=` before each right choice when it is not the first, or `%50%` before one that is half right; `#` before
what is said to whoever takes the choice. A backslash makes any of these signs an ordinary one.
"""

import re
from typing import Any

from app.assessment.questions.kinds import Definition
from app.core.i18n import _

BLANK = "_____"  # what stands for a gap where the sentence is shown without its menus

_GAP = re.compile(r"\[\[((?:\\.|(?!\]\]).)*)\]\]", re.DOTALL)
_SIGNS = re.compile(r"([\\|#\]])")
_ESCAPED = re.compile(r"\\([\\|#\]=%])")
_WORTH = re.compile(r"%(-?\d{1,3}(?:[.,]\d{1,5})?)%")
_OPENING = "\ue010"  # two brackets that open nothing
_ORDINARY = 0xE020  # a sign made ordinary travels this far above itself, so that what is left is structure


def write(definition: Definition) -> str:
    """The sentence of a question, its choices between double brackets."""
    words = _outside(definition["segments"][0])
    for segment, gap in zip(definition["segments"][1:], definition["gaps"], strict=True):
        words += f"[[{_choices(gap['choices'])}]]{_outside(segment)}"
    return words


def _outside(words: str) -> str:
    return words.replace("[[", r"\[[")


def _choices(choices: list[dict[str, Any]]) -> str:
    fractions = [choice["fraction"] for choice in choices]
    plain = fractions[0] == 1 and not any(fractions[1:])
    return "|".join(_choice(choice, plain) for choice in choices)


def _choice(choice: dict[str, Any], plain: bool) -> str:
    mark = ""
    if not plain and choice["fraction"]:
        mark = "=" if choice["fraction"] == 1 else f"%{choice['fraction'] * 100:.5f}".rstrip("0").rstrip(".") + "%"
    words = _SIGNS.sub(r"\\\1", choice["text"])
    if not mark and words.startswith(("=", "%")):
        words = f"\\{words}"
    said = _SIGNS.sub(r"\\\1", choice["feedback"])
    return f"{mark}{words}{'#' + said if said else ''}"


def read(written: str) -> tuple[list[str], list[dict[str, Any]], str]:
    """(segments, gaps, "") of a sentence, or what is wrong with it as the third part."""
    pieces = _GAP.split(written.replace(r"\[[", _OPENING))
    if len(pieces) == 1:
        return [], [], _("Entourez au moins un mot de doubles crochets : [[bonne réponse|autre réponse]].")
    gaps = []
    for number, body in enumerate(pieces[1::2], 1):
        body = _ESCAPED.sub(lambda found: chr(_ORDINARY + ord(found.group(1))), body)
        choices = [_read_choice(one) for one in body.split("|")]
        if message := _wrong(choices, number):
            return [], [], message
        if all(fraction is None for _text, fraction, _said in choices):
            choices[0] = (choices[0][0], 1.0, choices[0][2])
        gaps.append({"choices": [{"text": t, "fraction": f or 0.0, "feedback": said} for t, f, said in choices]})
    last = len(gaps)
    return [_inside(piece, n == 0, n == last) for n, piece in enumerate(pieces[0::2])], gaps, ""


def _inside(words: str, first: bool, last: bool) -> str:
    """Tidy words that keep the one space between them and the gap beside."""
    tidy = re.sub(r" ?\n ?", "\n", re.sub(r"[ \t\f\v]+", " ", words.replace(_OPENING, "[[")))
    return tidy.lstrip(" \n") if first else tidy.rstrip(" \n") if last else tidy


def _read_choice(written: str) -> tuple[str, float | None, str]:
    """(text, what it is worth or None when nothing says so, feedback)"""
    text, _sharp, said = written.partition("#")
    text, fraction = text.strip(), None
    if text.startswith("="):
        text, fraction = text[1:], 1.0
    elif found := _WORTH.match(text):
        text, fraction = text[found.end() :], round(float(found.group(1).replace(",", ".")) / 100, 7)
    return _ordinary(text), fraction, _ordinary(said)


def _ordinary(words: str) -> str:
    restored = re.sub(
        "[\ue020-\ue0ff]", lambda found: chr(ord(found.group()) - _ORDINARY), words.replace(_OPENING, "[[")
    )
    return re.sub(r"\s+", " ", restored).strip()


def _wrong(choices: list[tuple[str, float | None, str]], number: int) -> str:
    if len(choices) < 2:
        return _("Le trou %(number)s n'a qu'une réponse. Ajoutez-en une fausse après une barre : [[bonne|fausse]].") % {
            "number": number
        }
    if any(not text for text, _fraction, _said in choices):
        return _("Une réponse du trou %(number)s est vide.") % {"number": number}
    if any(fraction is not None and not -1 <= fraction <= 1 for _text, fraction, _said in choices):
        return _("Un pourcentage du trou %(number)s dépasse 100.") % {"number": number}
    worth = [fraction for _text, fraction, _said in choices if fraction is not None]
    if worth and max(worth) <= 0:
        return _("Aucune réponse du trou %(number)s n'est juste.") % {"number": number}
    return ""
