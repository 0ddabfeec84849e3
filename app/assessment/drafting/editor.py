"""What the quiz adds to the form of an activity in the workshop, and what the draft of one looks like to learners."""

import json
from collections.abc import Mapping
from typing import Any

from app.assessment.questions import kinds
from app.assessment.questions.drawing import drawn
from app.assessment.questions.gift import Question, parse
from app.assessment.quizzes import showing, trying
from app.assessment.quizzes.source import MOST_ATTEMPTS
from app.courses.kinds import Editor, Form, plug_editor
from app.courses.outline import Activity


def read(form: Form) -> dict[str, Any]:
    """Tries and shuffling as they were typed. The questions and the draws have pages of their own: they pass through."""
    head: dict[str, Any] = {}
    attempts = _first(form, "attempts")
    if attempts.isascii() and attempts.isdecimal() and len(attempts) < 4 and int(attempts):
        head["attempts"] = min(int(attempts), MOST_ATTEMPTS)
    shuffled = _first(form, "shuffle") == "1"
    if not shuffled or _first(form, "shuffle-said"):
        head["shuffle"] = shuffled
    if questions := _first(form, "questions"):
        head["questions"] = questions
    if isinstance(draws := _read_json(_first(form, "draws")), list):
        head["draws"] = draws
    return {name: value for name, value in head.items() if value != []}


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    draws = head.get("draws")
    return {
        "attempts": head.get("attempts", ""), "shuffle": head.get("shuffle", True) is not False,
        "shuffle_said": "shuffle" in head, "draws_written": json.dumps(draws, ensure_ascii=False) if draws else "",
        "most_attempts": MOST_ATTEMPTS,
    }  # fmt: skip


def preview(activity: Activity, content: Mapping[str, Any]) -> dict[str, Any]:
    """A first try at a quiz that is not published, with one draw among the possible ones."""
    pools = [parse(text)[0] for text in (content.get("gift", ""), *(one["gift"] for one in content.get("draws", [])))]
    known: dict[str, Question] = {
        f"{place}:{question.name}": question for place, pool in enumerate(pools) for question in pool
    }
    named = [[f"{place}:{question.name}" for question in pool] for place, pool in enumerate(pools)]
    made = {
        "questions": named[0],
        "draws": [
            {"count": draw["count"], "pool": pool}
            for draw, pool in zip(content.get("draws", []), named[1:], strict=True)
        ],
    }
    seed = kinds.seed("apercu", activity.id, 1)
    asked = [
        showing.asked(trying.as_version(known[name].definition, name), position, seed, content.get("shuffle", True), {})
        for position, name in enumerate(drawn(made, seed), 1)
    ]
    return {
        "sent": [], "number": 1, "limit": content.get("attempts"), "may_try": True, "asked": asked, "asked_ids": "",
        "refused": None, "result_href": "",
    }  # fmt: skip


def _first(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0].strip() if found else ""


def _read_json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


plug_editor("quiz", Editor("assessment/drafting/editor.html", read, values))
