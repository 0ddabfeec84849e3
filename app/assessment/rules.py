"""What results mean: when a quiz counts, how levels sum up. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from app.courses.outline import Outline

STAGES = ("entry", "middle", "exit")
VOICES = ("adviser", "trainer", "learner")  # whose word comes first when several have spoken
CONCLUDED = "conclusion"  # beside the voices: what the adviser concluded of them
STEPS = (0.0, 0.5, 1.0)  # what a trainer gives to a free answer: not yet, partly, yes
DEFAULT_PERCENT = 60

Levels = Mapping[str, Mapping[str, Mapping[str, int]]]  # competence id → stage → voice (or CONCLUDED) → level


@dataclass(frozen=True, slots=True)
class Tried:
    """One try at a quiz: points on what is graded, what is possible there, what waits for a trainer, what was left empty."""

    points: float
    possible: float
    pending: float = 0.0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the activity stands (opened, waiting, done), and the facts that explain it."""

    state: str
    facts: dict[str, Any] = field(default_factory=dict)


def percent(points: float, possible: float) -> int:
    """Whole percents, rounded down: 59.9 is not 60."""
    return int(100 * points / possible + 1e-6) if possible else 0


def needed_percent(completion: Mapping[str, Any]) -> int:
    return int(completion.get("percent", DEFAULT_PERCENT))


def outcome(completion: Mapping[str, Any], tries: Sequence[Tried]) -> Outcome:
    """What all the tries at a quiz are worth together: the best one counts."""
    if completion.get("rule") == "answered":
        if any(one.empty == 0 for one in tries):
            return Outcome("done")
        return Outcome("opened", {"empty": min((one.empty for one in tries), default=0)})
    needed = needed_percent(completion)
    sure = max((percent(one.points, one.possible + one.pending) for one in tries), default=0)
    facts = {"percent": sure, "needed": needed}
    if sure >= needed:
        return Outcome("done", facts)
    hoped = any(
        one.pending and percent(one.points + one.pending, one.possible + one.pending) >= needed for one in tries
    )
    return Outcome("waiting" if hoped else "opened", facts)


def may_try_again(limit: int | None, sent: int) -> bool:
    return limit is None or sent < limit


def said_level(voices: Mapping[str, int]) -> int | None:
    """The level that counts: what was concluded; until then the adviser's word, then the trainer's, then the learner's."""
    return next((voices[voice] for voice in (CONCLUDED, *VOICES) if voice in voices), None)


def heard(levels: Iterable[int]) -> int:
    """What a voice says when several people speak in it and differ: nobody takes the others for granted, the lowest."""
    return min(levels)


def block_levels(outline: Outline, levels: Levels) -> dict[str, dict[str, float | None]]:
    """Block id → stage → mean level over the block's competences that have one."""
    found: dict[str, dict[str, float | None]] = {}
    for block in outline.blocks:
        found[block.id] = {}
        for stage in STAGES:
            said = [
                level
                for competence in block.competences
                if (level := said_level(levels.get(competence.id, {}).get(stage, {}))) is not None
            ]
            found[block.id][stage] = round(sum(said) / len(said), 2) if said else None
    return found


def middle_value(values: Sequence[float]) -> float | None:
    """The median, or None of nothing."""
    return median(values) if values else None
