"""What a draft looks like to learners, finished or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from app.courses.outline import Activity
from app.courses.source.folder import resolve
from app.courses.source.manuscript import Manuscript, read_part
from app.web.text import course_html, typeset


@dataclass(frozen=True, slots=True)
class Previewed:
    """An activity of a draft as a published one would be: `content` is what its kind read, with its files."""

    activity: Activity
    html: Markup
    content: dict[str, Any]


def lesson(text: str, files: Mapping[str, Any]) -> Markup:
    """The HTML of a lesson; `files` are rows of `queries.files` by path. What is missing is left blank."""

    def address(path: str) -> str:
        row = files.get(resolve(path, beside="activities") or "")
        return f"/fichiers/{row.file_id}/{quote(row.name)}" if row else ""

    return Markup(course_html(text, address))  # noqa: S704 - cleaned by app.web.text


def preview(manuscript: Manuscript, key: str, files: Mapping[str, Any]) -> Previewed | None:
    """One activity, whatever it still lacks; None when its head cannot be read at all."""
    read, _problems = read_part(manuscript, key)
    if read is None:
        return None
    content = dict(read.content)
    for name, path in read.named.items():
        if row := files.get(path):
            content[name] = {
                "id": row.file_id, "name": row.name, "size": row.size, "media_type": row.media_type,
            }  # fmt: skip
    activity = Activity(
        id=key, key=key, kind=read.kind, title=typeset(read.title), why=typeset(read.why), minutes=read.minutes,
        place=read.place, timing=read.timing, people=read.people, guidance=read.guidance,
        completion=dict(read.completion), competences=read.competences, sequence_id="", block_id="", position=1,
    )  # fmt: skip
    return Previewed(activity, lesson(read.text, files), content)
