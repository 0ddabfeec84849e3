"""PDF documents: tagged, accessible (PDF/UA-1), made by typst from a template and data.

render("attendance-sheet", {"title": …})     templates/documents/attendance-sheet.typ, given the data as JSON

Data never becomes markup: a template reads it with `json(bytes(sys.inputs.data))`, and what a person wrote stays text.
A character that the fonts cannot draw (an emoji, some scripts) is printed as « □ »: no document is lost to it. The date written inside is that of the house's clock, or the one given: the same data gives the same bytes.
"""

import json
import re
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from app.core.clock import now
from app.core.settings import CHECKOUT

if TYPE_CHECKING:
    import typst

TEMPLATES = CHECKOUT / "templates" / "documents"

UNDRAWN = "□"

_two_at_a_time = BoundedSemaphore(2)  # each takes a core for a while
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ud800-\udfff\u200d\U0001f3fb-\U0001f3ff]"
)  # nothing to draw
_UPON = re.compile(f"{UNDRAWN}[^\\x00-\u024f\\s{UNDRAWN}]+")
_MOST_TRIES = 60  # characters that one document may have to learn about
_known_undrawn: set[str] = set()


def render(template: str, data: dict[str, Any], at: datetime | None = None) -> bytes:
    """The PDF of a template. `at` is the date that the document bears."""
    import typst  # noqa: PLC0415 - it costs 7 MB until the first document is asked for

    path = TEMPLATES / f"{template}.typ"
    text = json.dumps(_drawable(data), ensure_ascii=False)
    with _two_at_a_time:
        for attempt in range(_MOST_TRIES):
            if _known_undrawn:
                text = text.translate(dict.fromkeys(map(ord, _known_undrawn), UNDRAWN))
            try:
                return typst.compile(
                    str(path),
                    root=str(TEMPLATES),
                    font_paths=_fonts(),
                    ignore_system_fonts=True,
                    sys_inputs={"data": text},
                    pdf_standards="ua-1",
                    timestamp=int((at or now()).timestamp()),
                )
            except typst.TypstError as error:
                found = _undrawn(str(error))
                if found == {UNDRAWN}:  # a mark that was put upon it
                    text, found = _UPON.sub(UNDRAWN, text), set()
                elif not found:
                    raise
                if attempt == _MOST_TRIES - 1:
                    raise
                _known_undrawn.update(found)
    raise AssertionError("the last try returns or raises")


def _drawable(value: Any) -> Any:
    """The data without what shows nothing and only disturbs: controls, and what turns the direction of the text."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value)
    if isinstance(value, dict):
        return {key: _drawable(each) for key, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value


def _undrawn(error: str) -> set[str]:
    """The characters that a refusal of the fonts names."""
    said = "".join(_NOT_DRAWN.findall(error))
    return {char for char in _ESCAPED.sub(lambda each: chr(int(each[1], 16)), said) if not char.isascii()}


@cache
def _fonts() -> "typst.Fonts":
    """Those that come with typst: the same on every machine."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False)
