"""The workshop's form for a forum task."""

from typing import Any

from app.courses.basic_editors import ALONE
from app.courses.form_fields import ticked, without_blanks
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form


def read(form: Form) -> dict[str, Any]:
    return without_blanks({"experts": ticked(form, "experts")})


plug_editor(
    "forum",
    Editor(
        "forum/editors/forum.html", read, blank={"minutes": 15, **ALONE, "people": "collective", "guidance": "training"}
    ),
)
