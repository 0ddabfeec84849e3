"""What a survey may ask, how an answer is read, what answers add up to. Pure functions.

A definition is {"ask", "kind", "options", "low", "high"}. Its answers:

    scale     the number of the step, from 1          one     the number of the option, from 1
    several   the numbers of the options, in order    number  a number    text    the words
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import _

KINDS = ("scale", "one", "several", "number", "text")
STEPS = 5  # of a scale that does not name its own
LONGEST = 5_000
FARTHEST = 1e12  # a number beyond it is a slip of the finger
BARS = 12  # different numbers beyond which only their mean and ends are said
ENOUGH = 5  # replies without a name that are read together, and never fewer

Definition = Mapping[str, Any]


class WrongAnswer(ValueError):
    """An answer that does not fit its question; the message is for the person."""


def fingerprint(definition: Definition) -> str:
    """The same for the same words: any other question is another wording, with its own answers."""
    return hashlib.sha256(json.dumps(definition, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def steps(definition: Definition) -> list[str]:
    """What may be chosen, in order; the first is number 1. Nothing for numbers and words."""
    if definition["kind"] in ("number", "text"):
        return []
    return list(definition["options"]) or [str(step) for step in range(1, STEPS + 1)]


def read_answer(definition: Definition, raw: Any) -> Any:
    """The answer in its one shape; None when nothing is said. Raises WrongAnswer."""
    if isinstance(raw, str):
        raw = raw.replace("\r\n", "\n").replace("\x00", "").strip()
    if raw is None or raw in ("", []):
        return None
    kind = definition["kind"]
    if kind == "text":
        return _words(raw)
    if kind == "number":
        return _number(raw, definition["low"], definition["high"])
    known = steps(definition)
    if kind == "several":
        given = raw if isinstance(raw, (list, tuple)) else [raw]
        return sorted({_step(known, one) for one in given if one not in ("", None)}) or None
    return _step(known, raw)


def _words(raw: Any) -> str:
    if not isinstance(raw, str):
        raise WrongAnswer(_("Écrivez votre réponse en mots."))
    if len(raw) > LONGEST:
        raise WrongAnswer(_("%(max)s caractères au plus.") % {"max": LONGEST})
    return raw


def _number(raw: Any, low: float | None, high: float | None) -> int | float:
    try:
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
            raise ValueError
        text = (
            raw.replace(",", ".").replace("\u202f", "").replace("\xa0", "").replace(" ", "")
            if isinstance(raw, str)
            else raw
        )
        value = float(text)
    except (ValueError, OverflowError):
        raise WrongAnswer(_("Écrivez un nombre en chiffres, par exemple 12 ou 12,5.")) from None
    if not abs(value) <= FARTHEST:  # not a number, and the infinite, are not either
        raise WrongAnswer(_("Écrivez un nombre en chiffres, par exemple 12 ou 12,5."))
    if (low is not None and value < low) or (high is not None and value > high):
        raise WrongAnswer(bounds(low, high))
    return int(value) if value.is_integer() else value


def bounds(low: float | None, high: float | None) -> str:
    """« Un nombre de 0 à 20. »; nothing when there is no bound."""
    if low is not None and high is not None:
        return _("Un nombre de %(low)s à %(high)s.") % {"low": low, "high": high}
    if low is not None:
        return _("Un nombre à partir de %(low)s.") % {"low": low}
    return _("Un nombre jusqu'à %(high)s.") % {"high": high} if high is not None else ""


def _step(known: list[str], raw: Any) -> int:
    """A step named by its number, or by its own words."""
    if isinstance(raw, str) and raw.isdecimal() and len(raw) < 4:
        raw = int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= len(known):
        return raw
    if isinstance(raw, str) and raw in known:
        return known.index(raw) + 1
    raise WrongAnswer(_("Cette réponse n'est pas dans la liste."))


# --- What answers add up to --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    percent: int  # of those who answered the question; several answers may add up to more than 100


@dataclass(frozen=True, slots=True)
class Tally:
    """`mean`, `least` and `most` are those of scales and numbers."""

    answers: int
    bars: tuple[Bar, ...] = ()
    mean: float | None = None
    least: float | None = None
    most: float | None = None


def tally(definition: Definition, responses: Iterable[Any]) -> Tally:
    """What the answers to one wording add up to; words are only counted."""
    given = list(responses)
    kind = definition["kind"]
    if kind == "text" or not given:
        return Tally(len(given), _bars(definition, Counter(), 0) if kind != "text" else ())
    if kind == "several":
        return Tally(len(given), _bars(definition, Counter(step for one in given for step in one), len(given)))
    counted = Counter(given)
    if kind == "one":
        return Tally(len(given), _bars(definition, counted, len(given)))
    mean = sum(given) / len(given)
    if kind == "scale":
        return Tally(len(given), _bars(definition, counted, len(given)), mean)
    bars = (
        tuple(Bar(_plain(value), counted[value], _share(counted[value], len(given))) for value in sorted(counted))
        if len(counted) <= BARS
        else ()
    )
    return Tally(len(given), bars, mean, min(given), max(given))


def _plain(value: float) -> str:
    return str(value).replace(".", ",")


def _bars(definition: Definition, counted: Mapping[int, int], whole: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(label, counted.get(number, 0), _share(counted.get(number, 0), whole))
        for number, label in enumerate(labels(definition), 1)
    )


def _share(count: int, whole: int) -> int:
    return round(100 * count / whole) if whole else 0


def labels(definition: Definition) -> list[str]:
    """The steps as results name them: the ends of a scale say what they mean."""
    named = steps(definition)
    if definition["kind"] == "scale" and not definition["options"]:
        for at, words in ((0, definition["low"]), (-1, definition["high"])):
            if words:
                named[at] = f"{named[at]} ({words})"
    return named


def in_words(definition: Definition, response: Any) -> str:
    """An answer with the words that were on the page. A shape that is not known is shown as it is kept."""
    try:
        if definition["kind"] == "several":
            return " ; ".join(labels(definition)[step - 1] for step in response)
        if definition["kind"] in ("scale", "one"):
            return labels(definition)[int(response) - 1]
        if definition["kind"] == "number":
            return _plain(response)
    except (IndexError, KeyError, TypeError, ValueError):
        pass
    return str(response)
