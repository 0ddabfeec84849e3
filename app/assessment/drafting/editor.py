"""What the quiz adds to the form of an activity in the workshop."""

import json
from collections.abc import Mapping
from typing import Any

from app.assessment.quizzes.source import MOST_ATTEMPTS
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form


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


def _first(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0].strip() if found else ""


def _read_json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


plug_editor("quiz", Editor("assessment/drafting/editor.html", read, values))
