"""What a work is read against: criteria, and for each the level that it reaches. Pure values.

A plain list of criteria is a rubric too: its three levels are the house's own words. A review keeps the rubric that it
was made with, so what was said stays what it was when the course is published again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import N_, _, ngettext

PLAIN_LEVELS = (N_("Pas encore"), N_("En partie"), N_("Atteint"))
PLAIN_CODES = ("not_yet", "partly", "met")  # the same, as machines say them


@dataclass(frozen=True, slots=True)
class Criterion:
    """`describes` says what each level looks like, from the first to the last; it may be empty."""

    title: str
    description: str = ""
    competence: str = ""  # its code in the framework of the course
    describes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria are known by their number, levels too: both from 1, the last level is the highest."""

    criteria: tuple[Criterion, ...] = ()
    own_levels: tuple[str, ...] = ()  # none: a plain list, with the house's three

    @property
    def plain(self) -> bool:
        return not self.own_levels

    @property
    def levels(self) -> tuple[str, ...]:
        """Their names, the house's own in the language of the reader."""
        return self.own_levels or tuple(_(name) for name in PLAIN_LEVELS)

    @property
    def top(self) -> int:
        return len(self.own_levels or PLAIN_LEVELS)

    @property
    def mark(self) -> str:
        """The same for two rubrics that say the same: a form says with it what was on the page."""
        said = json.dumps(self.as_kept(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def as_kept(self) -> dict[str, Any]:
        return {
            "levels": list(self.own_levels),
            "criteria": [
                {
                    "title": one.title,
                    "description": one.description,
                    "competence": one.competence,
                    "describes": list(one.describes),
                }
                for one in self.criteria
            ],
        }


def from_kept(kept: Mapping[str, Any] | None) -> Rubric:
    """The rubric that `as_kept` gave; an empty one for nothing."""
    kept = kept or {}
    return Rubric(
        tuple(
            Criterion(
                one.get("title", ""),
                one.get("description", ""),
                one.get("competence", ""),
                tuple(one.get("describes", ())),
            )
            for one in kept.get("criteria", ())
        ),
        tuple(kept.get("levels", ())),
    )


def rubric_of(content: Mapping[str, Any] | None) -> Rubric:
    """The rubric of an assignment, from what its edition keeps of it."""
    content = content or {}
    return from_kept(content.get("rubric") or {"criteria": content.get("criteria", ())})


@dataclass(frozen=True, slots=True)
class Result:
    """What was said on one criterion: a level, a comment, or both."""

    number: int
    criterion: Criterion
    level: int | None
    name: str  # of the level; empty when there is none
    describes: str  # what this level looks like for this criterion
    comment: str


def results(rubric: Rubric, levels: Mapping[str, int], comments: Mapping[str, str]) -> list[Result]:
    """Criterion by criterion, those about which something was said. Keys are the numbers as kept: text."""
    found = []
    for number, criterion in enumerate(rubric.criteria, 1):
        level, comment = levels.get(str(number)), comments.get(str(number), "")
        if level is None and not comment:
            continue
        known = level is not None and 1 <= level <= rubric.top
        name = rubric.levels[level - 1] if level is not None and known else ""
        describes = criterion.describes[level - 1] if level and known and level <= len(criterion.describes) else ""
        found.append(Result(number, criterion, level, name, describes, comment))
    return found


def in_words(rubric: Rubric, levels: Mapping[str, int]) -> str:
    """« 3 critères sur 4 ont un niveau : 2 Acquis, 1 En bonne voie. » Highest level first; nothing without criteria."""
    total, given = len(rubric.criteria), len(levels)
    if not total:
        return ""
    if not given:
        return _("Aucun critère n'a encore de niveau.")
    counted = Counter(levels.values())
    parts = ", ".join(
        f"{counted[level]} {name}" for level, name in reversed(list(enumerate(rubric.levels, 1))) if counted[level]
    )
    if given == total:
        return _("Tous les critères ont un niveau : %(parts)s.") % {"parts": parts}
    return ngettext(
        "%(num)s critère sur %(total)s a un niveau : %(parts)s.",
        "%(num)s critères sur %(total)s ont un niveau : %(parts)s.",
        given,
    ) % {"num": given, "total": total, "parts": parts}


def in_codes(rubric: Rubric, levels: Mapping[str, int]) -> dict[str, str]:
    """The levels of a plain list in the words of machines; nothing for a rubric with levels of its own."""
    return {number: PLAIN_CODES[level - 1] for number, level in levels.items()} if rubric.plain else {}


def levels_from_codes(codes: Mapping[str, str]) -> dict[str, int]:
    """The other way round; a word that is no code becomes level 0, which no rubric has."""
    return {number: PLAIN_CODES.index(code) + 1 if code in PLAIN_CODES else 0 for number, code in codes.items()}


def numbers_now(before: Rubric, now: Rubric) -> dict[str, str]:
    """Number of a criterion then → its number now, for those whose title is still there."""
    places = {criterion.title: str(number) for number, criterion in enumerate(now.criteria, 1)}
    return {
        str(number): places[criterion.title]
        for number, criterion in enumerate(before.criteria, 1)
        if criterion.title in places
    }


def competences(rubric: Rubric, levels: Mapping[str, int]) -> list[str]:
    """The codes of the competences whose criteria were given a level, each once, in the order of the rubric."""
    found: Iterable[str] = (
        criterion.competence for number, criterion in enumerate(rubric.criteria, 1) if str(number) in levels
    )
    return [code for code in dict.fromkeys(found) if code]
