"""Keeping a draft beside what is published."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.ids import new_id
from app.courses import queries as published
from app.courses.drafts import manuscripts, queries
from app.courses.models import Draft, DraftVersion


def follow_edition(session: Session, actor: Actor, course_id: str) -> None:
    """The draft says what has just been published from elsewhere, unless it holds changes of its own: those stay."""
    draft = queries.draft_to_change(session, course_id)
    if draft is not None and draft.changed:
        return
    course = queries.course_entity(session, course_id)
    edition = published.edition_of(session, course_id)
    assert course is not None, "it has just been published"
    assert edition is not None, "it has just been published"
    if draft is not None and draft.edition_number == edition.number:
        return
    manuscripts.put_down(session, course, manuscripts.of_edition(session, edition.id), edition_number=edition.number)
    note_version(session, actor, course.organisation_id, course_id, "", "published", {"edition": edition.number})


def begin_missing(session: Session) -> int:
    """Give a draft to each published course that has none: those of before drafts existed. How many."""
    missing = queries.courses_without_draft(session)
    for course in missing:
        edition = published.edition_of(session, course.id)
        if edition is not None:
            manuscript = manuscripts.of_edition(session, edition.id)
            manuscripts.put_down(session, course, manuscript, edition_number=edition.number)
    return len(missing)


def touch(draft: Draft) -> None:
    """The draft says something else than its edition now."""
    draft.changed, draft.changed_at = True, now()


def note_version(
    session: Session,
    actor: Actor,
    organisation_id: str,
    course_id: str,
    activity_key: str,
    what: str,
    said: dict[str, Any],
) -> DraftVersion:
    """Keep what a part says from now on, under who wrote it."""
    version = DraftVersion(
        id=new_id(), organisation_id=organisation_id, course_id=course_id, activity_key=activity_key,
        account_id=actor.account_id, at=now(), what=what, said=said,
    )  # fmt: skip
    session.add(version)
    return version
