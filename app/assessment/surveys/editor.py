"""The workshop's form for a survey: a row for each question, and some blank ones."""

from collections.abc import Mapping
from typing import Any

from app.assessment.surveys.rules import ENOUGH, KINDS
from app.assessment.surveys.services import KIND
from app.core.i18n import N_, _
from app.courses.basic_editors import ALONE
from app.courses.form_fields import lines, number, rows, ticked, without_blanks, word
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form

BLANK_ROWS = 2
KIND_NAMES = {
    "scale": N_("Un degré, sur une échelle"),
    "one": N_("Une réponse de la liste"),
    "several": N_("Plusieurs réponses de la liste"),
    "number": N_("Un nombre"),
    "text": N_("Des mots"),
}


def read(form: Form) -> dict[str, Any]:
    """The questions in the order asked for. Of each, what its way of answering has no use for is left out."""
    found = [
        (_rank(form, row, place), question)
        for place, row in enumerate(rows(form, "questions"), 1)
        if not ticked(form, f"{row}.gone") and (question := _question(form, row))
    ]
    questions = [question for _rank_, question in sorted(found, key=lambda pair: pair[0])]
    return without_blanks({"questions": questions, "anonymous": word(form, "anonymous") == "true"})


def _rank(form: Form, row: str, place: int) -> float:
    """Where the row is asked to stand. Moved to the place of another, it comes just before or just after it."""
    asked = number(form, f"{row}.place")
    if isinstance(asked, str) or asked == place:
        return place
    return asked - 0.5 if asked < place else asked + 0.5


def _question(form: Form, row: str) -> dict[str, Any]:
    """Empty for a row that says nothing."""
    kind = word(form, f"{row}.kind")
    options = [] if kind in ("number", "text") else lines(form, f"{row}.options")
    ends: dict[str, Any] = {}
    if kind == "number":
        ends = {"low": number(form, f"{row}.low"), "high": number(form, f"{row}.high")}
    elif kind == "scale" and not options:
        ends = {"low": word(form, f"{row}.low"), "high": word(form, f"{row}.high")}
    said = {"ask": word(form, f"{row}.ask"), "options": options, **ends}
    if all(value in ("", []) for value in said.values()):
        return {}
    question = {name: value for name, value in said.items() if value not in ("", [])}
    question = {"ask": question.pop("ask", ""), "kind": kind, **question}
    return question if ticked(form, f"{row}.required") else question | {"required": False}


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    written = head.get("questions")
    known = [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
    return {
        "questions": [
            {
                "name": f"questions.{place}",
                "ask": one.get("ask", ""),
                "kind": one.get("kind", KINDS[0]),
                "options": "\n".join(map(str, options)) if isinstance(options := one.get("options"), list) else "",
                "low": one.get("low", ""),
                "high": one.get("high", ""),
                "required": one.get("required", True),
                "blank": place >= len(known),
            }
            for place, one in enumerate([*known, *({} for _n in range(BLANK_ROWS))])
        ],
        "kind_options": [(kind, _(KIND_NAMES[kind])) for kind in KINDS],
        "together": ENOUGH,
    }


plug_editor(KIND, Editor("assessment/editors/survey.html", read, values, {"minutes": 10, **ALONE}))
