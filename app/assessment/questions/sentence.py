"""A text to complete, as an author writes it: « Le [[chiffre d'affaires|stock]] moins les [[charges|ventes]]. »

Inside double brackets stand the choices of a menu, between bars; the first is the right one. A single answer is a word
to write. Marks are there for who needs them: `écrire:` before several answers that are all accepted, `nombre:` before
numbers (120, 120:0,5 or 100 à 140); `=` before each right choice when it is not the first, or `%50%` before one that is
half right; `#` before what is said to whoever gives the answer. A backslash makes any of these signs an ordinary one.
"""

import re
from typing import Any

from app.assessment.questions import span
from app.assessment.questions.kinds import Definition
from app.core.i18n import _

BLANK = "_____"  # what stands for a gap where the sentence is shown without its menus

_GAP = re.compile(r"\[\[((?:\\.|(?!\]\]).)*)\]\]", re.DOTALL)
_SIGNS = re.compile(r"([\\|#\]])")
_ESCAPED = re.compile(r"\\([\\|#\]=%:])")
_WORTH = re.compile(r"%(-?\d{1,3}(?:[.,]\d{1,5})?)%")
_TYPED = re.compile(r"\s*(écrire|ecrire|nombre)\s*:", re.IGNORECASE)
_OPENING = "\ue010"  # two brackets that open nothing
_ORDINARY = 0xE020  # a sign made ordinary travels this far above itself, so that what is left is structure


def write(definition: Definition) -> str:
    """The sentence of a question, its choices between double brackets."""
    words = _outside(definition["segments"][0])
    for segment, gap in zip(definition["segments"][1:], definition["gaps"], strict=True):
        words += f"[[{_gap(gap)}]]{_outside(segment)}"
    return words


def _outside(words: str) -> str:
    return words.replace("[[", r"\[[")


def _gap(gap: dict[str, Any]) -> str:
    choices = gap["choices"]
    if gap.get("typed") == "number":
        return "nombre: " + "|".join(_choice({**one, "text": _spoken(one["text"])}, 1.0) for one in choices)
    if gap.get("typed"):
        alone = len(choices) == 1 and choices[0]["fraction"] == 1 and choices[0]["text"] != "*"
        return ("" if alone else "écrire: ") + "|".join(_choice(one, 1.0) for one in choices)
    fractions = [choice["fraction"] for choice in choices]
    plain = fractions[0] == 1 and not any(fractions[1:])
    return "|".join(_choice(choice, choice["fraction"] if plain else 0.0) for choice in choices)


def _spoken(says: str) -> str:
    value, slack = span.write(says)
    return f"{value}:{slack}" if slack else value


def _choice(choice: dict[str, Any], unsaid: float) -> str:
    """A choice with its mark, unless it is worth what a choice without a mark is."""
    worth, mark = choice["fraction"], ""
    if worth != unsaid and not (choice["text"] == "*" and not worth):
        mark = "=" if worth == 1 else f"%{worth * 100:.5f}".rstrip("0").rstrip(".") + "%"
    words = _SIGNS.sub(r"\\\1", choice["text"])
    if not mark and words.startswith(("=", "%")):
        words = f"\\{words}"
    if _TYPED.match(words):
        words = words.replace(":", "\\:", 1)
    said = _SIGNS.sub(r"\\\1", choice["feedback"])
    return f"{mark}{words}{'#' + said if said else ''}"


def read(written: str) -> tuple[list[str], list[dict[str, Any]], str]:
    """(segments, gaps, "") of a sentence, or what is wrong with it as the third part."""
    pieces = _GAP.split(written.replace(r"\[[", _OPENING))
    if len(pieces) == 1:
        return [], [], _("Entourez au moins un mot de doubles crochets : [[bonne réponse|autre réponse]].")
    gaps = []
    for number, body in enumerate(pieces[1::2], 1):
        gap, message = _read_gap(body, number)
        if message:
            return [], [], message
        gaps.append(gap)
    last = len(gaps)
    return [_inside(piece, n == 0, n == last) for n, piece in enumerate(pieces[0::2])], gaps, ""


def _read_gap(body: str, number: int) -> tuple[dict[str, Any], str]:
    prefix = _TYPED.match(body)
    typed = "" if prefix is None else "number" if prefix.group(1).lower() == "nombre" else "words"
    body = _ESCAPED.sub(lambda found: chr(_ORDINARY + ord(found.group(1))), body[prefix.end() :] if prefix else body)
    choices = [_read_choice(one) for one in body.split("|")]
    if not typed and len(choices) == 1:
        typed = "words"
    if message := _wrong(choices, number):
        return {}, message
    unsaid = 1.0 if typed else 0.0
    if not typed and all(fraction is None for _text, fraction, _said in choices):
        choices[0] = (choices[0][0], 1.0, choices[0][2])
    made: list[dict[str, Any]] = []
    for text, fraction, feedback in choices:
        worth = fraction if fraction is not None else 0.0 if typed and text == "*" else unsaid
        one: dict[str, Any] = {"text": text, "fraction": worth, "feedback": feedback}
        if typed == "number" and text != "*":
            accepted, message = span.read(*_value_and_slack(text))
            if message:
                return {}, _("Trou %(number)s : %(message)s") % {"number": number, "message": message}
            one |= {"text": accepted["says"], "low": accepted["low"], "high": accepted["high"]}
        made.append(one)
    if max(one["fraction"] for one in made) <= 0:
        return {}, _("Aucune réponse du trou %(number)s n'est juste.") % {"number": number}
    return {"typed": typed, "choices": made} if typed else {"choices": made}, ""


def _value_and_slack(text: str) -> tuple[str, str]:
    value, _colon, slack = text.partition(":")
    return value, slack


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
    return re.sub(r" ?\n ?", "\n", re.sub(r"[ \t\f\v]+", " ", restored)).strip()


def _wrong(choices: list[tuple[str, float | None, str]], number: int) -> str:
    if any(not text for text, _fraction, _said in choices):
        return _("Une réponse du trou %(number)s est vide.") % {"number": number}
    if any(fraction is not None and not -1 <= fraction <= 1 for _text, fraction, _said in choices):
        return _("Un pourcentage du trou %(number)s dépasse 100.") % {"number": number}
    return ""
