"""What a text being written looks like to learners, finished or not."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from app.courses.source.folder import resolve
from app.web.text import course_html


def lesson(text: str, files: Mapping[str, Any]) -> Markup:
    """The HTML of a lesson; `files` are rows of `queries.files` by path. What is missing is shown as missing."""

    def address(path: str) -> str:
        row = files.get(resolve(path, beside="activities") or "")
        return f"/fichiers/{row.file_id}/{quote(row.name)}" if row else ""

    return Markup(course_html(text, address))  # noqa: S704 - cleaned by app.web.text
