"""The workshop's form for something done elsewhere."""

from typing import Any

from app.courses.basic_editors import ALONE
from app.courses.form_fields import without_blanks, word
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form


def read(form: Form) -> dict[str, Any]:
    return without_blanks({"url": word(form, "url")})


plug_editor("link", Editor("assessment/editors/link.html", read, blank={"minutes": 30, **ALONE}))
