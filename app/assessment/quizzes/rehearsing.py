"""A whole quiz tried by those who write it: asked, answered and marked as it is for learners, and nothing is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assessment import rules
from app.assessment.questions import drawing, kinds
from app.assessment.questions.gift import parse
from app.assessment.quizzes import trying
from app.assessment.quizzes.queries import Version
from app.assessment.quizzes.showing import Answered


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a try went: `tried` is what it would count for."""

    answered: list[Answered]
    tried: rules.Tried


def seed(key: str, number: int) -> str:
    """What the draw, and the order of choices, of the try of this number depend on."""
    return kinds.seed("", key, number)


def possible(content: Mapping[str, Any]) -> dict[str, Version]:
    """Every question that some try may ask, by id, from what the kind read or what an edition keeps. An id is made of the
    wording: it is the same from one page to the next for as long as nobody changes the question."""
    return {one.id: one for text in _texts(content) for one in _versions(text)}


def asked_by(content: Mapping[str, Any], of_seed: str) -> list[Version]:
    """The questions of a try, those that are drawn included."""
    own, *pools = ([one.id for one in _versions(text)] for text in _texts(content))
    draws = [{"count": draw["count"], "pool": pool} for draw, pool in zip(content.get("draws", ()), pools, strict=True)]
    known = possible(content)
    return [known[one] for one in drawing.drawn({"questions": own, "draws": draws}, of_seed)]


def mark(versions: Sequence[Version], responses: Mapping[str, Any]) -> Rehearsed:
    """Each verdict with what is said of it, and what the whole try is worth."""
    verdicts = [
        trying.verdict(version, responses.get(version.id), position) for position, version in enumerate(versions, 1)
    ]
    points = [earned for _answered, earned in verdicts if earned is not None]
    empty = sum(1 for version in versions if responses.get(version.id) is None)
    tried = rules.Tried(round(sum(points), 4), float(len(points)), float(len(verdicts) - len(points)), empty)
    return Rehearsed([answered for answered, _earned in verdicts], tried)


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    """The GIFT text of the quiz, then that of each draw: an edition keeps those with the texts that it was written from."""
    yield content["gift"]
    written = content.get("written", {})
    for number, draw in enumerate(content.get("draws", ())):
        yield draw["gift"] if "gift" in draw else written["texts"][written["own"]["draws"][number]["questions"]]


def _versions(text: str) -> list[Version]:
    return [
        trying.as_version(
            question.definition, kinds.fingerprint({"name": question.name, "said": question.definition})[:16]
        )
        for question in parse(text)[0]
    ]
