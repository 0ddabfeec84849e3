"""What the forms of banks offer to choose from."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.drafts import queries as workshop
from app.courses.drafts.services.opening import competences_of
from app.courses.outline import current_outline


def courses(session: Session, actor: Actor) -> Sequence[Any]:
    """The courses of the organisation that are not archived, or that a bank may still be tied to. One statement."""
    return workshop.courses(session, actor)


def title_of(course: Any) -> str:
    """What a course is called, in its draft or in its edition."""
    return str((course.about or {}).get("title") or course.edition_title or course.slug)


def competences(session: Session, known: Iterable[Any], course_id: str | None) -> list[tuple[str, str]]:
    """(code, title) of the competences of the course that a bank is tied to; none when it is tied to no course."""
    course = next((one for one in known if one.id == course_id), None)
    if course is None:
        return []
    if course.about:
        return competences_of(course.about)
    if course.edition_id is None:
        return []
    return [(one.code, one.title) for block in current_outline(session, course.id).blocks for one in block.competences]


def with_codes(options: list[tuple[str, str]], codes: Iterable[str]) -> list[tuple[str, str]]:
    """The same, and the codes that questions bear although the course does not know them: nothing is lost unseen."""
    known = {code for code, _title in options}
    return [
        *((code, f"{code} {title}") for code, title in options),
        *((code, code) for code in sorted({*codes} - known)),
    ]
