"""A question tried by its author: asked and answered as it is for learners, and nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from app.assessment.questions import grading
from app.assessment.questions.kinds import Definition
from app.assessment.quizzes import showing
from app.assessment.quizzes.queries import Version
from app.assessment.quizzes.showing import Answered, Asked, Form


@dataclass(frozen=True, slots=True)
class Trial:
    """The question as it is asked, and how it was answered once it is."""

    question: Asked
    answered: Answered | None = None


def as_version(definition: Definition, key: str = "essai") -> Version:
    """A wording that no quiz holds: `key` is what its choices are named from."""
    return Version(key, key, "", "", definition["kind"], definition)


def shown(definition: Definition, position: int = 1, key: str = "essai") -> Asked:
    """The question before it is answered."""
    return showing.asked(as_version(definition, key), position, key, True, {})


def attempt(definition: Definition, form: Form, key: str = "essai") -> Trial:
    """The question with an answer and its verdict; what cannot be understood is said beside the question."""
    version = as_version(definition, key)
    responses, problems = read([version], form)
    question = showing.asked(version, 1, key, True, form, problems.get(1, ""))
    return Trial(question) if problems else Trial(question, verdict(version, responses[key])[0])


def read(versions: Sequence[Version], form: Form) -> tuple[dict[str, Any], dict[int, str]]:
    """Version id → response, and position → message for what cannot be understood as it stands."""
    raw, problems = showing.from_form(list(versions), form)
    responses: dict[str, Any] = {}
    for position, version in enumerate(versions, 1):
        if position in problems:
            continue
        try:
            responses[version.id] = grading.read(version.definition, raw[version.id])
        except grading.WrongShape as error:
            problems[position] = str(error)
    return responses, problems


def verdict(version: Version, response: Any, position: int = 1) -> tuple[Answered, float | None]:
    """How a question was answered, the expected answer beside, and its points: None until somebody reads an essay."""
    graded = grading.grade(version.definition, response)
    points = graded.points if graded else (0.0 if response is None else None)  # an empty essay needs no reader
    row = SimpleNamespace(position=position, response=response, points=points, possible=1.0, comment="", marker="")
    return showing.answered(version, row, with_expected=True), points
