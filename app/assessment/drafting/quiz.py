"""A quiz as its draft says it: the head of the activity and its GIFT texts, read as publishing will read them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.assessment.bank.rules import Said
from app.assessment.questions import kinds
from app.assessment.questions.gift import Problem, Question, parse


@dataclass(frozen=True, slots=True)
class Draw:
    """Questions drawn at random from those of a file; `bank`, `tags` and `competences` say where these came from."""

    path: str
    count: int
    pool: tuple[Question, ...]
    bank: str = ""
    tags: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftQuiz:
    """What the quiz asks: its own questions, then those it draws. `problems` are what could not be read of its own."""

    key: str
    title: str
    head: Mapping[str, Any]
    texts: Mapping[str, str]
    path: str
    text: str
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    draws: tuple[Draw, ...]

    @property
    def asked(self) -> int:
        """How many questions a try asks."""
        return len(self.questions) + sum(draw.count for draw in self.draws)

    @property
    def names(self) -> set[str]:
        """Every name that is taken in the quiz: answers hang on them."""
        return {question.name for question in self.questions} | self.drawn_names()

    def drawn_names(self, but: str = "") -> set[str]:
        """The names of what may be drawn, those of one file left out."""
        return {question.name for draw in self.draws if draw.path != but for question in draw.pool}

    def prints(self, but: str = "") -> set[str]:
        """The wordings that the quiz holds, those of one draw left out."""
        pools = [draw.pool for draw in self.draws if draw.path != but]
        return {kinds.fingerprint(question.definition) for pool in (self.questions, *pools) for question in pool}

    def place_of(self, name: str) -> int | None:
        """Where a question of its own stands, from 0."""
        return next((place for place, question in enumerate(self.questions) if question.name == name), None)

    def free_path(self) -> str:
        """Where the questions of one more draw are written."""
        number = len(self.draws) + 1
        while (path := f"quizzes/{self.key}-tirage-{number}.gift") in self.texts:
            number += 1
        return path


def quiz_of(row: Any) -> DraftQuiz:
    """The quiz of a row of the draft (key, head, texts); what is not written as expected is left out."""
    head, texts = row.head, row.texts
    named = head.get("questions")
    path = named if isinstance(named, str) and named else f"quizzes/{row.key}.gift"
    text = texts.get(path, "")
    questions, problems = parse(text)
    written = head.get("draws")
    draws = [_draw(one, texts) for one in written if isinstance(one, Mapping)] if isinstance(written, list) else []
    return DraftQuiz(
        row.key, str(head.get("title") or ""), head, texts, path, text, tuple(questions), tuple(problems), tuple(draws)
    )


def _draw(written: Mapping[str, Any], texts: Mapping[str, str]) -> Draw:
    path, count = str(written.get("questions") or ""), written.get("count")
    return Draw(
        path,
        count if isinstance(count, int) and not isinstance(count, bool) else 0,
        tuple(parse(texts.get(path, ""))[0]),
        str(written.get("bank") or ""),
        _words(written.get("tags")),
        _words(written.get("competences")),
    )


def _words(written: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in written) if isinstance(written, list) else ()


def in_head(draw: Draw) -> dict[str, Any]:
    """A draw as the head of the activity says it."""
    said = {"questions": draw.path, "count": draw.count, "bank": draw.bank}
    more = {"tags": list(draw.tags), "competences": list(draw.competences)}
    return {name: value for name, value in (said | more).items() if value}


def said_by(question: Question) -> Said:
    """What the form of a question holds."""
    return Said(question.name, question.definition, question.tags, question.competences, question.category)


def mark_of(question: Question) -> str:
    """What a form remembers of the question that it was opened on."""
    return kinds.fingerprint({"name": question.name, "definition": question.definition})
