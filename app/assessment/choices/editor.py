"""The workshop's form for a choice: a row for each option, and some blank ones."""

from collections.abc import Mapping
from typing import Any

from app.assessment.choices.services import KIND
from app.core.i18n import _
from app.courses.basic_editors import ALONE
from app.courses.form_fields import number, rows, without_blanks, word
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form

BLANK_ROWS = 3


def read(form: Form) -> dict[str, Any]:
    options = [
        option
        for row in rows(form, "options")
        if (option := without_blanks({"title": word(form, f"{row}.title"), "places": number(form, f"{row}.places")}))
    ]
    return without_blanks({"options": options, "many": word(form, "many") == "true", "results": word(form, "results")})


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    written = head.get("options")
    known = [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
    return {
        "options": [
            {"name": f"options.{place}", "title": one.get("title", ""), "places": one.get("places", "")}
            for place, one in enumerate([*known, *({} for _n in range(BLANK_ROWS))])
        ],
        "results_options": [
            ("after", _("Après avoir choisi")), ("always", _("Toujours")), ("never", _("Jamais")),
        ],
    }  # fmt: skip


plug_editor(KIND, Editor("assessment/editors/choice.html", read, values, {"minutes": 5, **ALONE, "results": "after"}))
