"""What a draft looks like to learners, finished or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.courses.drafts import queries
from app.courses.drafts.sketching import sketch
from app.courses.outline import Activity, Outline
from app.courses.preview import preview_html
from app.courses.services.exporting import drafted_manuscript
from app.courses.source.folder import resolve
from app.courses.source.manuscript import Manuscript, listed, parts, read_part
from app.web.lessons import Material, Term
from app.web.text import typeset


@dataclass(frozen=True, slots=True)
class Previewed:
    """An activity as its page prints it. `content` is what its kind read, with its files; `course` is the outline that
    the activity is in; `simple` is the simple version of its text, empty when there is none."""

    course: Outline
    activity: Activity
    html: Markup
    simple: Markup
    content: dict[str, Any]


def lesson(
    text: str, about: Mapping[str, Any], files: Mapping[str, Any], *, simple: bool = False
) -> tuple[Markup, list[str]]:
    """The HTML of a text of a draft, and what it still lacks, in plain words; `files` are rows of `queries.files`."""

    def find(path: str) -> Material | None:
        row = files.get(resolve(path, beside="activities") or "")
        if row is None:
            return None
        return Material(
            f"/fichiers/{row.file_id}/{quote(row.name)}", row.media_type, row.name, row.size,
            row.width or 0, row.height or 0, tuple(sorted(map(int, row.smaller))),
        )  # fmt: skip

    html, problems = preview_html(text, simple, find, terms(about), str(about.get("language") or "fr"))
    lacking = [f"{problem.message} {problem.remedy}".strip() for problem in problems]
    return Markup(html), lacking  # noqa: S704 - cleaned by app.web.lessons


def terms(about: Mapping[str, Any]) -> list[Term]:
    """The glossary of a draft, without what is not finished."""
    return [
        Term(str(one["term"]), str(one["says"]), tuple(map(str, listed(one, "also"))))
        for one in parts(about, "glossary")
        if one.get("term") and one.get("says")
    ]


def preview(manuscript: Manuscript, key: str, files: Mapping[str, Any]) -> Previewed | None:
    """One activity, whatever it still lacks; None when its head cannot be read at all."""
    course = sketch(manuscript)
    read, _problems = read_part(manuscript, key)
    if read is None or key not in course.activities:
        return None
    content = dict(read.content)
    for name, path in read.named.items():
        if row := files.get(path):
            content[name] = {
                "id": row.file_id, "name": row.name, "size": row.size, "media_type": row.media_type,
            }  # fmt: skip
    activity = replace(
        course.activities[key], title=typeset(read.title), why=typeset(read.why), minutes=read.minutes,
        place=read.place, timing=read.timing, people=read.people, guidance=read.guidance,
        completion=dict(read.completion), competences=read.competences,
    )  # fmt: skip
    simple = lesson(read.simple, manuscript.about, files, simple=True)[0] if read.simple else Markup("")
    return Previewed(course, activity, lesson(read.text, manuscript.about, files)[0], simple, content)


def previewed(session: Session, actor: Actor, slug: str, key: str) -> Previewed:
    """One activity of the draft of a course, for whoever may open the workshop. Raises NotFound, Forbidden."""
    manuscript = drafted_manuscript(session, actor, slug)
    if key not in manuscript.activities:
        raise NotFound()
    course = queries.course(session, actor, slug)
    found = preview(manuscript, key, {one.path: one for one in queries.files(session, course.id)}) if course else None
    if found is None:
        raise NotFound()
    return found
