"""PDF documents: tagged, accessible (PDF/UA-1), made by typst from a template and data.

render("attendance-sheet", {"title": …})     templates/documents/attendance-sheet.typ, given the data as JSON
render_picture("badge", {"name": …})         the same as a PNG

Data never becomes markup: a template reads it with `json(bytes(sys.inputs.data))`, and what a person wrote stays text.
The date written inside is that of the house's clock, or the one given: the same data gives the same bytes.
"""

import json
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from app.core.clock import now
from app.core.settings import CHECKOUT

if TYPE_CHECKING:
    import typst

TEMPLATES = CHECKOUT / "templates" / "documents"

_two_at_a_time = BoundedSemaphore(2)  # each takes a core for a while


def render(template: str, data: dict[str, Any], at: datetime | None = None) -> bytes:
    """The PDF of a template. `at` is the date that the document bears."""
    import typst  # noqa: PLC0415 - it costs 7 MB until the first document is asked for

    path = TEMPLATES / f"{template}.typ"
    with _two_at_a_time:
        return typst.compile(
            str(path),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=int((at or now()).timestamp()),
        )


def render_picture(template: str, data: dict[str, Any]) -> bytes:
    """The PNG of a template of one page, at two points a pixel."""
    import typst  # noqa: PLC0415

    with _two_at_a_time:
        made = typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="png",
            ppi=144,
        )
    assert isinstance(made, bytes), "a template of one page gives one picture"
    return made


@cache
def _fonts() -> "typst.Fonts":
    """Those that come with typst: the same on every machine."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False)
