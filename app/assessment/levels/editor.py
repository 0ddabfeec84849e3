"""The workshop's form for a self-assessment."""

from collections.abc import Mapping
from typing import Any

from app.assessment.rules import STAGES
from app.core.i18n import _
from app.courses.basic_editors import ALONE
from app.courses.form_fields import without_blanks, word
from app.courses.kinds import Editor, plug_editor
from app.web.forms import Form


def read(form: Form) -> dict[str, Any]:
    return without_blanks({"stage": word(form, "stage")})


def values(head: Mapping[str, Any]) -> dict[str, Any]:
    names = (_("À l'entrée"), _("Au milieu du parcours"), _("À la fin"))
    return {"stages": list(zip(STAGES, names, strict=True))}


plug_editor(
    "self_assessment",
    Editor("assessment/editors/self_assessment.html", read, values, {"minutes": 15, **ALONE, "stage": STAGES[0]}),
)
