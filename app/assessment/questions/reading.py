"""Questions of a file, whatever its format, with what was changed and what was refused on the way."""

import re
from dataclasses import dataclass, field, replace

from app.assessment.questions.gift import Image, Question, parse
from app.core.i18n import _

__all__ = ["Image", "Note", "Question", "Reading", "read_questions"]


@dataclass(frozen=True, slots=True)
class Note:
    """What happened to one line of a file."""

    line: int
    what: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of questions, read: `changed` are those that were kept, not quite as they were written."""

    format: str
    questions: list[Question] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)


def _said_above(rows: list[str], at: int) -> dict[str, tuple[str, ...]]:
    """The tags and competences said in the comments over a question: `// [tag:marché] [competence:B2.1]`."""
    found: dict[str, list[str]] = {"tag": [], "competence": []}
    while at > 0 and rows[at - 1].strip().startswith("//"):
        at -= 1
        for name, value in re.findall(r"\[(tag|competence):([^\]]+)\]", rows[at]):
            found[name].append(value.strip())
    return {"tags": tuple(found["tag"]), "competences": tuple(found["competence"])}


def read_questions(data: bytes, name: str = "") -> Reading:
    """The questions of a file. Never raises: what cannot be taken is a note."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Reading("gift", refused=[Note(line, _("Ce fichier n'est pas en UTF-8."))])
    questions, problems = parse(text)
    rows = text.splitlines()
    said = [_said_above(rows, question.line - 1) for question in questions]
    questions = [
        replace(question, tags=above["tags"], competences=above["competences"])
        for question, above in zip(questions, said, strict=True)
    ]
    return Reading("gift", questions, [], [Note(one.line, f"{one.what} {one.remedy}") for one in problems])
