"""What changed between two texts, in words. Pure values; `ui.diff` shows them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

MOST_PAIRS = 50_000  # beyond, the parts that come back everywhere (« de », « la ») no longer serve as landmarks
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\S+\s*|\s+")

Kind = Literal["same", "added", "removed", "left_out"]


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    text: str

    @property
    def lines(self) -> int:
        return len(_LINES.findall(self.text))


@dataclass(frozen=True, slots=True)
class Changes:
    """The later text with what left the earlier one; how many words came and went."""

    parts: tuple[Change, ...]
    added: int
    removed: int


def changes(before: str, after: str, *, spaces_count: bool = False) -> Changes:
    """Lines are compared first, then the words of those that changed.

    Where spaces count, as they do in Markdown, two more at the head of a line are a change.
    """
    said = list(_compare(_LINES.findall(before), _LINES.findall(after), spaces_count, in_words=True))
    parts = tuple(
        Change(kind, "".join(one.text for one in together))
        for kind, together in groupby((one for one in said if one.text), key=lambda one: one.kind)
    )
    counted: Counter[Kind] = Counter()
    for part in parts:
        counted[part.kind] += len(part.text.split())
    return Changes(parts, counted["added"], counted["removed"])


def around(parts: Sequence[Change], lines: int = 3) -> tuple[Change, ...]:
    """What changed with a few lines on each side; the rest of what stayed the same is left out."""
    shown: list[Change] = []
    for place, part in enumerate(parts):
        written = _LINES.findall(part.text)
        first = lines if place else 0
        last = len(written) - (lines if place < len(parts) - 1 else 0)
        if part.kind != "same" or last - first < 2:  # to leave out one line would show as much
            shown.append(part)
            continue
        cut = (("same", written[:first]), ("left_out", written[first:last]), ("same", written[last:]))
        shown += (Change(kind, "".join(some)) for kind, some in cut if some)  # type: ignore[arg-type]
    return tuple(shown)


def _compare(before: Sequence[str], after: Sequence[str], spaces_count: bool, *, in_words: bool) -> Iterator[Change]:
    """Where spaces around do not count, what is the same is shown as it is written now."""
    old, new = (tuple(one if spaces_count else one.strip() for one in parts) for parts in (before, after))
    everywhere = len(new) // 100 + 1
    many = _pairs(old, new, len(new)) > MOST_PAIRS
    steps: Sequence[tuple[str, int, int, int, int]]
    if many and _pairs(old, new, everywhere) > MOST_PAIRS:
        steps = [("replace", 0, len(old), 0, len(new))]  # it would take long and show little
    else:
        steps = SequenceMatcher(None, old, new, autojunk=many).get_opcodes()
    for step, a, b, c, d in steps:
        left, right = "".join(before[a:b]), "".join(after[c:d])
        if step == "equal":
            yield Change("same", right)
            if not right[-1:].isspace():  # the space that parted it from what follows
                yield Change("removed", left[len(left.rstrip()) :])
        elif step == "replace" and in_words:
            yield from _compare(_WORDS.findall(left), _WORDS.findall(right), spaces_count, in_words=False)
        else:
            yield Change("removed", left)
            yield Change("added", right)


def _pairs(before: Sequence[str], after: Sequence[str], most: int) -> int:
    """How many pairs of equal parts there are: what comparing costs. Parts found more often than `most` are left out."""
    known = Counter(after)
    return sum(count * known[part] for part, count in Counter(before).items() if known[part] <= most)
