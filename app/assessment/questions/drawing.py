"""Which questions a try asks: those of the quiz, then those drawn for it. Pure, and the same each time it is asked."""

from collections.abc import Collection, Mapping
from typing import Any

from app.assessment.questions import kinds


def draws(content: Mapping[str, Any]) -> bool:
    """Whether two tries may ask different questions."""
    return bool(content.get("draws"))


def possible(content: Mapping[str, Any]) -> list[str]:
    """Every wording that some try may ask: those of the quiz, then those that are drawn, each once."""
    pools = [draw["pool"] for draw in content.get("draws", [])]
    return list(dict.fromkeys(one for pool in (content.get("questions", []), *pools) for one in pool))


def drawn(content: Mapping[str, Any], seed: str, before: Collection[str] = ()) -> list[str]:
    """The wordings that a try asks, in their order.

    `seed` is that of the try (`kinds.seed`). `before` is what the try before asked: as long as there are enough others,
    none of it comes back.
    """
    asked = list(content.get("questions", []))
    for number, draw in enumerate(content.get("draws", [])):
        pool = [one for one in draw["pool"] if one not in asked]
        turned = [pool[index] for index in kinds.order(len(pool), f"{seed}:draw {number}")]
        turned.sort(key=lambda one: one in before)  # stable: those not asked last time come first
        asked += turned[: draw["count"]]
    return asked
