"""When each moment opens, and what the answers suggest for a plan. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.assessment.rules import STAGES
from app.courses.outline import Outline
from app.courses.outline import Sequence as Part

BEFORE_ENTRY = timedelta(days=30)  # somebody admitted may answer from then on
BEFORE_EXIT = timedelta(days=14)
TIME_TO_ANSWER = timedelta(days=7)
AFTER_EXIT = timedelta(days=30)  # the last moment stays open for a while
MEASURES = frozenset({"self_assessment", "survey"})  # a sequence made of these measures, and is never passed over


@dataclass(frozen=True, slots=True)
class Moment:
    """When a positioning may be answered, and by when it is awaited. No end: as long as the path goes on."""

    stage: str
    opens_on: date
    due_on: date
    closes_on: date | None = None

    def is_open(self, day: date) -> bool:
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


def moments(starts_on: date, ends_on: date, closed_on: date | None) -> dict[str, Moment]:
    """The three moments of a path, by its dates as they are today: a path that moves moves them."""
    last = closed_on or ends_on
    middle = starts_on + (ends_on - starts_on) / 2
    exit_on = max(last - BEFORE_EXIT, middle + (last - middle) / 2)  # a short path asks one thing after the other
    return {
        "entry": Moment("entry", starts_on - BEFORE_ENTRY, starts_on + TIME_TO_ANSWER, closed_on),
        "middle": Moment("middle", middle, middle + TIME_TO_ANSWER, closed_on),
        "exit": Moment("exit", exit_on, last, closed_on + AFTER_EXIT if closed_on else None),
    }


def awaited(found: Mapping[str, Moment], sent: Collection[str], day: date) -> Moment | None:
    """The moment that is asked for now: the latest that is open; one that was let go by is not asked for any more."""
    open_now = [found[stage] for stage in STAGES if found[stage].is_open(day)]
    latest = open_now[-1] if open_now else None
    return latest if latest is not None and latest.stage not in sent else None


@dataclass(frozen=True, slots=True)
class Suggested:
    """A change of plan, and the levels that suggest it."""

    act: str  # omit, add
    part: Part
    figures: tuple[tuple[str, int, bool], ...]  # competence code, level, whether it is concluded


def suggest(
    outline: Outline,
    levels: Mapping[str, tuple[int, bool]],
    begun: Collection[str],
    omitted: Collection[str],
    held: int,
    weak: int,
) -> list[Suggested]:
    """What to propose. `levels`: competence id → the level that counts, and whether it is concluded; `begun`: activities.

    A sequence whose competences are all held may be passed over, unless it was begun or measures something; one that was
    left out comes back when one of its competences is weak. What nobody rated suggests nothing.
    """
    ids = {one.code: one.id for block in outline.blocks for one in block.competences}
    inside = {block.id: tuple(one.code for one in block.competences) for block in outline.blocks}
    found = []
    for part in outline.sequences:
        codes = _taught(part, inside)
        known = tuple((code, *levels[ids[code]]) for code in codes if ids.get(code) in levels)
        if part.id in omitted:
            low = tuple(one for one in known if one[1] <= weak)
            if low:
                found.append(Suggested("add", part, low))
        elif (
            codes
            and len(known) == len(codes)
            and all(level >= held for _code, level, _sure in known)
            and not any(activity.id in begun or activity.kind in MEASURES for activity in part.activities)
        ):
            found.append(Suggested("omit", part, known))
    return found


def _taught(part: Part, inside: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The codes of what a sequence teaches: what its activities say, else its whole block."""
    named = {code for activity in part.activities for code in activity.competences}
    block = inside.get(part.block_id, ())
    return tuple(code for code in block if code in named) + tuple(sorted(named - set(block))) if named else tuple(block)
