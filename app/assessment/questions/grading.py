"""What an answer is worth. Pure: a definition and a response give points, verdicts and words.

Responses, by kind: single "2" · multiple ["0", "3"] · true_false "true" or "false" · short and number: the words as they
were typed · matching {"0": "2"} (pair → pair whose right side was chosen) · gaps ["1", null], the words themselves in a gap
that is typed · ordering ["2", "0", "1"]
(items in the chosen order, null where nothing was placed) · essay: the text. Nothing answered is null.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from app.assessment.questions.kinds import Definition, is_typed, left_sides
from app.core.i18n import _

LONGEST_TEXT = 20_000
LONGEST_LINE = 500
RIGHT, PARTLY, WRONG, EMPTY = "right", "partly", "wrong", "empty"


class WrongShape(ValueError):
    """A response that is not of its question's kind; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Points earned of the possible; `parts` are the verdicts of each pair, gap or item, in their original order."""

    points: float
    possible: float = 1.0
    verdict: str = WRONG
    feedback: tuple[str, ...] = ()
    parts: tuple[str, ...] = field(default=())


def grade(definition: Definition, response: Any) -> Graded | None:
    """The worth of a response; None for an essay, which a person marks."""
    kind = definition["kind"]
    if kind == "essay":
        return None
    if response is None:
        return Graded(0.0, verdict=EMPTY)
    graded = _GRADERS[kind](definition, response)
    said = definition.get("overall", {}).get(graded.verdict, "")
    return replace(graded, feedback=(*graded.feedback, said)) if said else graded


def _graded(points: float, feedback: list[str], parts: tuple[str, ...] = ()) -> Graded:
    points = round(min(1.0, max(0.0, points)), 4)
    verdict = RIGHT if points >= 0.9999 else PARTLY if points > 0 else WRONG
    return Graded(1.0 if verdict == RIGHT else points, 1.0, verdict, tuple(f for f in feedback if f), parts)


def _single(d: Definition, response: Any) -> Graded:
    choice = d["choices"][int(response)]
    return _graded(choice["fraction"], [choice["feedback"]])


def _multiple(d: Definition, response: Any) -> Graded:
    chosen = [d["choices"][int(index)] for index in response]
    whole = sum(choice["fraction"] for choice in d["choices"] if choice["fraction"] > 0)
    return _graded(sum(choice["fraction"] for choice in chosen) / whole, [choice["feedback"] for choice in chosen])


def _true_false(d: Definition, response: Any) -> Graded:
    right = (response == "true") is d["answer"]
    return _graded(1.0 if right else 0.0, [d["right"] if right else d["wrong"]])


def _short(d: Definition, response: Any) -> Graded:
    for answer in d["answers"]:
        if matches(answer["text"], response, d.get("case", False)):
            return _graded(answer["fraction"], [answer["feedback"]])
    return _graded(0.0, [])


def _number(d: Definition, response: Any) -> Graded:
    value = number(response)
    if value is None:
        return _graded(0.0, [_("Écrivez un nombre en chiffres, par exemple 12 ou 12,5.")])
    for answer in d["answers"]:
        if _within(answer, value):
            return _graded(answer["fraction"], [answer["feedback"]])
    return _graded(0.0, [d["other"]])


def _within(answer: dict[str, Any], value: float) -> bool:
    slack = 1e-9 * max(1.0, abs(answer["low"]), abs(answer["high"]))
    return bool(answer["low"] - slack <= value <= answer["high"] + slack)


def _matching(d: Definition, response: Any) -> Graded:
    verdicts, said = [], []
    for index in left_sides(d):
        chosen = response.get(str(index))
        right = chosen is not None and d["pairs"][int(chosen)]["right"] == d["pairs"][index]["right"]
        verdicts.append(RIGHT if right else EMPTY if chosen is None else WRONG)
        if chosen is not None:
            said.append(d["pairs"][index]["feedback"])
    return _graded(verdicts.count(RIGHT) / len(verdicts), said, tuple(verdicts))


def _gaps(d: Definition, response: Any) -> Graded:
    verdicts, said, points = [], [], 0.0
    for gap, index in zip(d["gaps"], response, strict=True):
        if index is None:
            verdicts.append(EMPTY)
            continue
        choice = gap["choices"][int(index)] if not is_typed(gap) else _typed(gap, index, d.get("case", False))
        worth = max(0.0, choice["fraction"]) / max(c["fraction"] for c in gap["choices"])
        verdicts.append(RIGHT if worth >= 0.9999 else PARTLY if worth > 0 else WRONG)
        said.append(choice["feedback"])
        points += worth
    return _graded(points / len(verdicts), said, tuple(verdicts))


def _typed(gap: dict[str, Any], said: str, case: bool) -> dict[str, Any]:
    """The answer of a gap that the words typed in it are; one that is worth nothing when they are none."""
    value = number(said) if gap["typed"] == "number" else None
    for choice in gap["choices"]:
        if choice["text"] == "*":
            return dict(choice)
        if gap["typed"] == "number":
            if value is not None and _within(choice, value):
                return dict(choice)
        elif matches(choice["text"], said, case):
            return dict(choice)
    return {"fraction": 0.0, "feedback": ""}


def _ordering(d: Definition, response: Any) -> Graded:
    items = d["items"]
    verdicts = [
        EMPTY if index is None else RIGHT if items[int(index)] == items[place] else WRONG
        for place, index in enumerate(response)
    ]
    return _graded(verdicts.count(RIGHT) / len(items), [], tuple(verdicts))


_GRADERS = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short": _short,
    "number": _number,
    "matching": _matching,
    "gaps": _gaps,
    "ordering": _ordering,
}


# --- Words and numbers as people type them ---------------------------------------------------------------------


def plain(text: str, case: bool = False) -> str:
    """The same words without accents, doubled spaces, a final stop or – unless `case` counts – capitals."""
    text = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("’", "'")
    )
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", text if case else text.casefold()).strip().rstrip(".!").rstrip()


def matches(expected: str, said: str, case: bool = False) -> bool:
    """Whether words are the expected ones; `*` stands for anything, \\* for a star."""
    wanted, said = plain(expected, case), plain(said, case)
    if not re.search(r"(?<!\\)\*", wanted):
        return wanted.replace("\\*", "*") == said
    first, *middle, last = [part.replace("\\*", "*") for part in re.split(r"(?<!\\)\*", wanted)]
    at, end = len(first), len(said) - len(last)
    if not said.startswith(first) or not said.endswith(last) or end < at:
        return False
    for part in middle:  # the first place where each is found leaves the most room for the others
        found = said.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def number(text: str) -> float | None:
    """A number typed the French way or not: « 1 650,50 », « 1650.5 », « 12 € »; None when it is not one."""
    tidy = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").rstrip("€%")
    if "," in tidy and "." in tidy:
        tidy = tidy.replace("." if tidy.rindex(",") > tidy.rindex(".") else ",", "")
    if not re.fullmatch(r"[-+]?\d{1,30}(?:[.,]\d{0,30})?", tidy):
        return None
    try:
        return float(Decimal(tidy.replace(",", ".")))
    except (InvalidOperation, OverflowError):
        return None


# --- Reading what was sent ---------------------------------------------------------------------------------------


def read(definition: Definition, raw: Any) -> Any:
    """What was sent, in the one shape of its kind; None when nothing was answered. Raises WrongShape."""
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    return _READERS[definition["kind"]](definition, raw)


def _index(raw: Any, count: int) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        value = raw
    elif isinstance(raw, str) and re.fullmatch(r"[0-9]{1,4}", raw.strip()):
        value = int(raw)
    else:
        raise WrongShape(_("Le numéro d'un choix est attendu."))
    if not 0 <= value < count:
        raise WrongShape(_("Ce choix n'existe pas dans cette question."))
    return str(value)


def _perhaps(raw: Any, count: int) -> str | None:
    return None if raw is None or raw == "" else _index(raw, count)


def _list(raw: Any, most: int) -> list[Any]:
    if not isinstance(raw, list):
        raise WrongShape(_("Une liste est attendue."))
    if len(raw) > most:
        raise WrongShape(_("Cette liste est trop longue."))
    return raw


def _read_multiple(d: Definition, raw: Any) -> Any:
    count = len(d["choices"])
    chosen = raw if isinstance(raw, list) else [raw]
    return sorted({_index(item, count) for item in _list(chosen, count * 2)}, key=int)


def _read_truth(d: Definition, raw: Any) -> Any:
    said = str(raw).strip().lower() if isinstance(raw, (bool, str)) else ""
    if said not in ("true", "false"):
        raise WrongShape(_("« true » ou « false » est attendu."))
    return said


def _read_words(longest: int) -> Any:
    def reader(d: Definition, raw: Any) -> Any:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str):
            raise WrongShape(_("Un texte est attendu."))
        if len(raw) > longest:
            raise WrongShape(_("Ce texte est trop long : %(max)s caractères au plus.") % {"max": longest})
        return raw.encode("utf-8", "ignore").decode().replace("\x00", "").strip() or None

    return reader


def _read_matching(d: Definition, raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise WrongShape(_("Un objet est attendu : le numéro de chaque élément et celui de son choix."))
    count, asked = len(d["pairs"]), {str(index) for index in left_sides(d)}
    found = {}
    for key, value in raw.items():
        if str(key) not in asked:
            raise WrongShape(_("Ce choix n'existe pas dans cette question."))
        if (chosen := _perhaps(value, count)) is not None:
            found[str(key)] = chosen
    return dict(sorted(found.items(), key=lambda item: int(item[0]))) or None


def _read_gaps(d: Definition, raw: Any) -> Any:
    gaps = d["gaps"]
    if len(_list(raw, len(gaps))) != len(gaps):
        raise WrongShape(_("Donnez un choix pour chaque trou."))
    words = _read_words(LONGEST_LINE)
    found = [
        (words(d, item) if item is not None else None) if is_typed(gap) else _perhaps(item, len(gap["choices"]))
        for item, gap in zip(raw, gaps, strict=True)
    ]
    return found if any(item is not None for item in found) else None


def _read_ordering(d: Definition, raw: Any) -> Any:
    count = len(d["items"])
    if len(_list(raw, count)) != count:
        raise WrongShape(_("Donnez une place à chaque élément."))
    found = [_perhaps(item, count) for item in raw]
    placed = [item for item in found if item is not None]
    if len(set(placed)) != len(placed):
        raise WrongShape(_("Un élément a deux places."))
    return found if placed else None


_READERS: dict[str, Any] = {
    "single": lambda d, raw: _index(raw, len(d["choices"])),
    "multiple": _read_multiple,
    "true_false": _read_truth,
    "short": _read_words(LONGEST_LINE),
    "number": _read_words(LONGEST_LINE),
    "matching": _read_matching,
    "gaps": _read_gaps,
    "ordering": _read_ordering,
    "essay": _read_words(LONGEST_TEXT),
}
