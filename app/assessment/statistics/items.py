"""What the answers to a question say of the question. Pure; the formulas are told in docs/figures.md.

Only the first try of each person speaks: afterwards they have read the explanations. `score` is what an answer earned,
from 0 to 1; `rest` is what the same person earned on the other questions of that try, from 0 to 1.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import sqrt
from typing import Any

from app.assessment.questions import grading
from app.assessment.questions.kinds import Definition, is_typed, left_sides
from app.assessment.statistics.rules import TOO_FEW

ENOUGH = 10  # people: under this, nothing is said of what a question tells apart
MANY = 30  # people: from this, a correlation; under it, the two ends are compared
END = 0.27  # of the people at each end
TYPED_SHOWN = 8

REST, ENDS = "rest", "ends"  # how discrimination was found
FEW, INVERSE, EASY, HARD, FLAT, WEAK, GOOD = "few", "inverse", "easy", "hard", "flat", "weak", "good"
TO_REVIEW = frozenset({INVERSE, EASY, HARD})


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one wording: answers that have a mark, their scores, and the sums a correlation is made of."""

    people: int = 0
    score: float = 0.0
    pairs: int = 0  # answers of tries that had other questions too
    x: float = 0.0
    xx: float = 0.0
    r: float = 0.0
    rr: float = 0.0
    xr: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        """The same wording asked in two quizzes."""
        return Sums(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Item:
    """One wording: how hard it is, and whether it tells apart those who succeed elsewhere."""

    people: int = 0
    facility: float | None = None  # from 0 (nobody) to 1 (everybody); None when too few answered
    discrimination: float | None = None  # from -1 to 1; None when too few answered or nothing varies
    method: str = ""  # rest, ends; empty when there is no discrimination

    @property
    def reading(self) -> str:
        """What to think of it, in a code; the worst first."""
        if self.people < ENOUGH or self.facility is None:
            return FEW
        if self.facility >= 0.95:  # what the few others did elsewhere says little
            return EASY
        told = self.discrimination
        if told is not None and told <= (-0.1 if self.method == REST else -0.2):
            return INVERSE
        if self.facility <= 0.2:
            return HARD
        if told is None:
            return FLAT
        return WEAK if told < 0.15 else GOOD

    @property
    def to_review(self) -> bool:
        return self.reading in TO_REVIEW


def item(sums: Sums, pairs: Sequence[tuple[float, float]] = ()) -> Item:
    """What the answers say. `pairs` (score, rest) of each person are needed when they are between ENOUGH and MANY."""
    facility = sums.score / sums.people if sums.people >= TOO_FEW else None
    if sums.pairs < ENOUGH:
        return Item(sums.people, facility)
    if sums.pairs >= MANY:
        told, method = item_rest(sums), REST
    else:
        told, method = ends_apart(pairs), ENDS
    return Item(sums.people, facility, told, method if told is not None else "")


def needs_pairs(sums: Sums) -> bool:
    return ENOUGH <= sums.pairs < MANY


def item_rest(sums: Sums) -> float | None:
    """The correlation of a question's score with the score on all the other questions; None when one never varies."""
    n = sums.pairs
    if n < 2:
        return None
    spread_x = n * sums.xx - sums.x * sums.x
    spread_r = n * sums.rr - sums.r * sums.r
    if spread_x <= 1e-9 * n * n or spread_r <= 1e-9 * n * n:
        return None
    return max(-1.0, min(1.0, (n * sums.xr - sums.x * sums.r) / sqrt(spread_x * spread_r)))


def ends_apart(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Mean score of the 27 % who did best on the rest, less that of the 27 % who did worst.

    People with the same rest at the edge of an end share the places left in it: the order of the rows says nothing.
    None when everybody did as well on the rest.
    """
    if not pairs:
        return None
    by_rest: dict[float, list[float]] = {}
    for score, rest in pairs:
        by_rest.setdefault(round(rest, 9), []).append(score)
    if len(by_rest) < 2:
        return None
    size = max(1, round(END * len(pairs)))
    rests = sorted(by_rest)
    return _end([by_rest[rest] for rest in reversed(rests)], size) - _end([by_rest[rest] for rest in rests], size)


def _end(groups: Iterable[list[float]], size: int) -> float:
    """The mean score of the first `size` people; the last group lends its mean for the places that are left."""
    total, left = 0.0, size
    for group in groups:
        taken = min(left, len(group))
        total += taken * sum(group) / len(group)
        left -= taken
        if not left:
            break
    return total / size


# --- What was chosen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could be answered: its words (Markdown), what it is worth, how many people gave it."""

    text: str
    worth: float
    people: int


@dataclass(frozen=True, slots=True)
class Part:
    """The choices of a question, or of one of its gaps, pairs or places; `label` says which (Markdown)."""

    choices: tuple[Choice, ...]
    label: str = ""
    number: int = 0  # of the gap or of the place


def parts(definition: Definition, responses: Mapping[str, int]) -> tuple[Part, ...]:
    """How many people chose what. `responses` are JSON texts with how often each was given."""
    given = [(json.loads(text) if text else None, n) for text, n in responses.items()]
    return _PARTS.get(definition["kind"], _nothing)(definition, [(one, n) for one, n in given if one is not None])


Given = Sequence[tuple[Any, int]]


def _nothing(definition: Definition, given: Given) -> tuple[Part, ...]:
    return ()


def _chosen(given: Iterable[tuple[Any, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for index, n in given:
        if index is not None:
            found[str(index)] += n
    return found


def _listed(choices: Sequence[Mapping[str, Any]], found: Mapping[str, int]) -> tuple[Choice, ...]:
    return tuple(Choice(one["text"], one["fraction"], found.get(str(n), 0)) for n, one in enumerate(choices))


def _one_list(definition: Definition, given: Given) -> tuple[Part, ...]:
    each = [(index, n) for response, n in given for index in (response if isinstance(response, list) else [response])]
    return (Part(_listed(definition["choices"], _chosen(each))),)


def _truth(definition: Definition, given: Given) -> tuple[Part, ...]:
    found = _chosen(given)
    right = "true" if definition["answer"] else "false"
    return (Part(tuple(Choice(one, float(one == right), found.get(one, 0)) for one in ("true", "false"))),)


def _gaps(definition: Definition, given: Given) -> tuple[Part, ...]:
    found = []
    for place, gap in enumerate(definition["gaps"]):
        here = [(response[place], n) for response, n in given]
        if is_typed(gap):
            alone = {**definition, "kind": "gaps", "gaps": [gap]}
            listed = _most_typed([(said, n) for said, n in here if said is not None], alone, lambda said: [said])
        else:
            listed = _listed(gap["choices"], _chosen(here))
        found.append(Part(listed, number=place + 1))
    return tuple(found)


def _pairs(definition: Definition, given: Given) -> tuple[Part, ...]:
    pairs = definition["pairs"]
    found = []
    for left in left_sides(definition):
        chosen: Counter[str] = Counter()
        for response, n in given:
            if (index := response.get(str(left))) is not None:
                chosen[pairs[int(index)]["right"]] += n
        right = pairs[left]["right"]
        texts = dict.fromkeys([right, *(pair["right"] for pair in pairs)])
        found.append(
            Part(tuple(Choice(text, float(text == right), chosen[text]) for text in texts), pairs[left]["left"])
        )
    return tuple(found)


def _places(definition: Definition, given: Given) -> tuple[Part, ...]:
    items = definition["items"]
    found = []
    for place, right in enumerate(items):
        chosen: Counter[str] = Counter()
        for response, n in given:
            if response[place] is not None:
                chosen[items[int(response[place])]] += n
        texts = dict.fromkeys([right, *items])
        choices = tuple(Choice(text, float(text == right), chosen[text]) for text in texts)
        found.append(Part(choices, number=place + 1))
    return tuple(found)


def _typed(definition: Definition, given: Given) -> tuple[Part, ...]:
    shown = _most_typed(given, definition, lambda said: said)
    return (Part(shown),) if shown else ()


def _most_typed(given: Given, definition: Definition, response: Callable[[str], Any]) -> tuple[Choice, ...]:
    """The answers typed most, written alike or nearly. What few people typed stays theirs."""
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    for said, n in given:
        key = grading.plain(str(said), bool(definition.get("case")))
        counted[key] += n
        written.setdefault(key, str(said))
    shown = []
    for key, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:TYPED_SHOWN]:
        graded = grading.grade(definition, response(written[key])) if n >= TOO_FEW else None
        if graded is not None:
            shown.append(Choice(written[key], graded.points, n))
    return tuple(shown)


_PARTS = {
    "short": _typed,
    "number": _typed,
    "single": _one_list,
    "multiple": _one_list,
    "true_false": _truth,
    "gaps": _gaps,
    "matching": _pairs,
    "ordering": _places,
}
