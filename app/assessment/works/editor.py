"""The workshop's form of an assignment: what may be handed in, a list of criteria or a grid of levels."""

from collections.abc import Mapping
from typing import Any

from app.assessment.works.source import ACCEPTED, FEWEST_LEVELS, MOST_CRITERIA, MOST_LEVELS
from app.core.i18n import _
from app.courses.kinds import Editor
from app.web.forms import Form

LIST, GRID = "list", "grid"
BLANK_CRITERIA = 2  # always there to be filled in; « Ajouter un critère » brings the next ones
MOST_NUMBERS = 60  # no form of ours has more rows


def read(form: Form) -> dict[str, Any]:
    """The fields of the head. A row is left out when nothing at all is written in it; boxes all emptied are said."""
    found: dict[str, Any] = {}
    if "criteria-shape" in form:
        found["accepts"] = [one for one in ACCEPTED if one in form.get("accepts", ())]
    if _text(form, "criteria-shape") == GRID:
        grid = _grid(form)
        return found | ({"rubric": grid} if grid else {})
    criteria = [
        _without_blanks({"title": _text(form, f"criterion-{row}-title"), "description": _description(form, row)})
        for row in _rows(form)
    ]
    criteria = [one for one in criteria if one]
    return found | ({"criteria": criteria} if criteria else {})


def _grid(form: Form) -> dict[str, Any]:
    columns = [column for column in range(1, MOST_LEVELS + 2) if _column_says_something(form, column)]
    levels = [_text(form, f"level-{column}") for column in columns]
    criteria = []
    for row in _rows(form):
        describes = [_text(form, f"criterion-{row}-level-{column}") for column in columns]
        criterion = _without_blanks(
            {
                "title": _text(form, f"criterion-{row}-title"),
                "description": _description(form, row),
                "competence": _text(form, f"criterion-{row}-competence"),
            }
        )
        if any(describes):
            criterion["describes"] = describes
        if criterion:
            criteria.append(criterion)
    return {"levels": levels, "criteria": criteria} if criteria or levels else {}


def _column_says_something(form: Form, column: int) -> bool:
    """A column whose name was emptied stays while words are written under it: they would be lost in silence."""
    return bool(_text(form, f"level-{column}")) or any(
        _text(form, f"criterion-{row}-level-{column}") for row in _rows(form)
    )


def _rows(form: Form) -> list[int]:
    """The numbers of the rows that the form has."""
    return [row for row in range(1, MOST_NUMBERS + 1) if f"criterion-{row}-title" in form]


def _description(form: Form, row: int) -> str:
    return _text(form, f"criterion-{row}-description")


def _text(form: Form, name: str) -> str:
    found = form.get(name, [])
    return found[0].replace("\r\n", "\n").strip() if found else ""


def _without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints: the rows there are and some blank ones, whatever a hand may have written."""
    rubric = head.get("rubric")
    grid = isinstance(rubric, dict)
    written = rubric.get("criteria") if isinstance(rubric, dict) else head.get("criteria")
    rows = [_row(one) for one in written if isinstance(one, dict)] if isinstance(written, list) else []
    levels = [_word(one) for one in _list(rubric.get("levels") if isinstance(rubric, dict) else None)][:MOST_LEVELS]
    if len(levels) < FEWEST_LEVELS:
        levels = [*levels, *[_("Pas encore"), _("En bonne voie"), _("Acquis")][len(levels) :]]
    blank = min(BLANK_CRITERIA, max(0, MOST_CRITERIA - len(rows)))
    accepts = head.get("accepts", list(ACCEPTED))
    return {
        "shape": GRID if grid else LIST,
        "accepts": [one for one in ACCEPTED if one in _list(accepts)],
        "level_names": levels,
        "more_levels": len(levels) < MOST_LEVELS,
        "rows": rows + [_row({}) for _blank in range(blank)],
        "more_rows": len(rows) + blank < MOST_CRITERIA,
    }


def _row(written: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _word(written.get("title")),
        "description": _word(written.get("description")),
        "competence": _word(written.get("competence")),
        "describes": [_word(one) for one in _list(written.get("describes"))],
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: Any) -> str:
    return "" if value is None else str(value)


EDITOR = Editor("assessment/assignment_editor.html", read, values)
