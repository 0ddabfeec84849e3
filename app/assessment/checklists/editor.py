"""The workshop's form for a checklist: one point to a line."""

from collections.abc import Mapping
from typing import Any

from app.assessment.checklists.services import KIND
from app.courses.basic_editors import ALONE
from app.courses.form_fields import lines, without_blanks
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form


def read(form: Form) -> dict[str, Any]:
    return without_blanks({"items": lines(form, "items")})


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    written = head.get("items")
    return {"points": "\n".join(map(str, written)) if isinstance(written, list) else ""}


plug_editor(KIND, Editor("assessment/editors/checklist.html", read, values, {"minutes": 10, **ALONE}))
