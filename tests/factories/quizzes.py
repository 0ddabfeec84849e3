"""Answers as a browser or a machine sends them: the choices, known here by their index, named by their codes."""

import io
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.assessment.questions import codes
from app.assessment.quizzes.queries import Version, versions
from app.core.access import Actor
from app.courses.outline import Activity
from app.courses.queries import activity_content
from app.learning.services import activity_for

# By the name of each question of the small course; WRONG leaves some out.
RIGHT: dict[str, Any] = {
    "prix": "0", "sources": ["0", "1"], "vrai": "false", "mot": "benefice", "calcul": "120",
    "paires": {"0": "0", "1": "1", "2": "2"}, "trous": ["0", "0"], "etapes": ["0", "1", "2"],
}  # fmt: skip
WRONG: dict[str, Any] = {"prix": "1", "vrai": "true", "mot": "chiffre", "calcul": "12", "etapes": ["1", "2", "0"]}


def questions_of(session: Session, actor: Actor, quiz: Activity) -> list[Version]:
    """The questions that a learner meets in a quiz, in their order."""
    _enrolment, outline, _activity = activity_for(session, actor, quiz.id)
    content = activity_content(session, outline.edition_id, quiz.id)
    assert content is not None
    return versions(session, content.content["questions"])


def picture() -> bytes:
    """A small picture that any reader opens."""
    made = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(made, "PNG")
    return made.getvalue()


def in_codes(version: Version, response: Any) -> Any:
    """A response that names indexes, as one that names codes; texts and forged choices stay as they are."""

    def code(part: str, index: Any) -> Any:
        return codes.code(version.id, part, int(index)) if str(index).isdecimal() else index

    if version.kind == "single":
        return code(codes.CHOICE, response)
    if version.kind == "multiple":
        return [code(codes.CHOICE, one) for one in response]
    if version.kind == "matching":
        return {code(codes.LEFT, left): code(codes.RIGHT, right) for left, right in response.items()}
    if version.kind == "gaps":
        return [code(codes.gap(n), one) for n, one in enumerate(response)]
    if version.kind == "ordering":
        return [code(codes.ITEM, one) for one in response]
    return response


def form_in_codes(asked: list[Version], form: dict[str, Any]) -> dict[str, Any]:
    """The fields of a quiz's form (q1, q6-0…) with codes in the place of indexes."""
    coded = {}
    for name, value in form.items():
        position, _dash, index = name.removeprefix("q").partition("-")
        if not (name.startswith("q") and position.isdecimal()):
            coded[name] = value
            continue
        version = asked[int(position) - 1]
        if version.kind in ("single", "multiple"):
            coded[name] = in_codes(version, value)
        elif version.kind == "matching":
            ((left, right),) = in_codes(version, {index: value}).items()
            coded[f"q{position}-{left}"] = right
        elif version.kind == "gaps":
            coded[name] = codes.code(version.id, codes.gap(int(index)), int(value))
        elif version.kind == "ordering":
            coded[f"q{position}-{codes.code(version.id, codes.ITEM, int(index))}"] = value
        else:
            coded[name] = value
    return coded
