"""A question tried by its author: asked and answered as it is for learners, and nothing is kept."""

from dataclasses import dataclass
from types import SimpleNamespace

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
    answers, problems = showing.from_form([version], form)
    message = problems.get(1, "")
    response = None
    if not message:
        try:
            response = grading.read(definition, answers[key])
        except grading.WrongShape as error:
            message = str(error)
    question = showing.asked(version, 1, key, True, form, message)
    if message:
        return Trial(question)
    graded = grading.grade(definition, response)
    points = graded.points if graded else (0.0 if response is None else None)
    row = SimpleNamespace(position=1, response=response, points=points, possible=1.0, comment="", marker="")
    return Trial(question, showing.answered(version, row, with_expected=True))
