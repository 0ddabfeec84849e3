"""The life of a course in the workshop: copied, made remote, archived, taken back, deleted, reviewed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.journal import record
from app.courses.drafts import manuscripts, queries, rules
from app.courses.drafts.services.mirroring import note_version, touch
from app.courses.drafts.services.opening import Opened, open_draft
from app.courses.events import CourseDeleted
from app.courses.models import Course
from app.courses.source.manuscript import ActivityPart, Manuscript


def copy_course(session: Session, actor: Actor, slug: str, title: str = "") -> Course:
    """The same course once more, as a draft of its own that nobody follows yet."""
    opened = open_draft(session, actor, slug)
    before = str(opened.draft.about.get("title", ""))
    return _begin_from(
        session, actor, _manuscript(session, opened), title or _("%(title)s (copie)") % {"title": before}
    )


def make_remote_variant(session: Session, actor: Actor, slug: str) -> tuple[Course, list[str]]:
    """A copy that is followed wholly at a distance, and the titles of what was on site: each wants to be read again."""
    opened = open_draft(session, actor, slug)
    manuscript = _manuscript(session, opened)
    met = [part for part in manuscript.activities.values() if part.head.get("place") != "remote"]
    activities = dict(manuscript.activities)
    for part in met:
        activities[part.key] = ActivityPart(
            part.key, part.kind, {**part.head, "place": "remote"}, part.text, part.texts
        )
    title = _("%(title)s (à distance)") % {"title": opened.draft.about.get("title", "")}
    course = _begin_from(
        session,
        actor,
        Manuscript(manuscript.slug, manuscript.about, manuscript.sequences, activities, manuscript.files),
        title,
    )
    return course, [str(part.head.get("title", "")) for part in met]


def begin_from_folder(session: Session, actor: Actor, manuscript: Manuscript) -> Course:
    """A draft that says what a folder says, under the folder's own name. Raises Conflict when that is the name of a
    course whose draft holds changes of its own."""
    known = queries.course(session, actor, manuscript.slug)
    if known is None:
        return _begin(session, actor, manuscript, "imported")
    opened = open_draft(session, actor, manuscript.slug)
    if opened.draft.changed and known.edition_number is not None:
        raise Conflict(
            _(
                "Le parcours « %(title)s » existe déjà ici, et son brouillon contient des changements. "
                "Rien n'a été remplacé. Publiez ces changements ou abandonnez-les, puis importez de nouveau."
            )
            % {"title": opened.draft.about.get("title", "")}
        )
    course = opened.entity
    draft = manuscripts.put_down(session, course, manuscript, edition_number=course.edition_number)
    touch(draft)
    note_version(session, actor, actor.organisation_id, course.id, "", "imported", {"about": draft.about})
    session.flush()
    return course


def archive_course(session: Session, actor: Actor, slug: str) -> None:
    """No longer propose a course; those on their way go on, and nothing is deleted."""
    opened = open_draft(session, actor, slug)
    course = opened.entity
    if course.archived_at is None:
        course.archived_at = now()
        note_version(session, actor, actor.organisation_id, course.id, "", "archived", {})


def take_out_of_archive(session: Session, actor: Actor, slug: str) -> None:
    opened = open_draft(session, actor, slug)
    course = opened.entity
    if course.archived_at is not None:
        course.archived_at = None
        note_version(session, actor, actor.organisation_id, course.id, "", "unarchived", {})


def delete_course(session: Session, actor: Actor, slug: str) -> None:
    """Delete a course that was never published. One that was carries what people have done: it is archived instead."""
    opened = open_draft(session, actor, slug)
    if opened.course.edition_id is not None or queries.editions(session, opened.course_id):
        raise Conflict(
            _(
                "Ce parcours a été publié : des personnes l'ont peut-être suivi, il ne peut pas être supprimé. "
                "Archivez-le : il n'est plus proposé, et rien n'est perdu."
            )
        )
    record(session, actor, CourseDeleted(opened.course_id))
    session.expunge(opened.draft)
    queries.delete_course(session, opened.course_id)


def set_review(session: Session, actor: Actor, slug: str, on: date | None) -> None:
    """The day on which somebody should read a course again; None: no day."""
    opened = open_draft(session, actor, slug)
    course = opened.entity
    if course.review_on != on:
        course.review_on = on
        said = {"review_on": on.isoformat() if on else None}
        note_version(session, actor, actor.organisation_id, course.id, "", "review", said)


def _manuscript(session: Session, opened: Opened) -> Manuscript:
    return manuscripts.of_draft(session, opened.course_id, opened.course.slug, opened.draft.about)


def _begin_from(session: Session, actor: Actor, manuscript: Manuscript, title: str) -> Course:
    """A course like another, with a framework of its own: what is changed in one never changes the other."""
    title = title[:200]
    slug = rules.key_from(title, queries.slugs(session, actor.organisation_id) | rules.RESERVED, "parcours")
    framework: dict[str, Any] = {**manuscript.about.get("framework", {}), "code": slug, "version": "1"}
    about = {**manuscript.about, "title": title, "framework": framework}
    copy = Manuscript(slug, about, manuscript.sequences, manuscript.activities, manuscript.files)
    return _begin(session, actor, copy, "created")


def _begin(session: Session, actor: Actor, manuscript: Manuscript, what: str) -> Course:
    course = Course(organisation_id=actor.organisation_id, slug=manuscript.slug)
    session.add(course)
    session.flush()
    draft = manuscripts.put_down(session, course, manuscript, edition_number=None)
    touch(draft)
    note_version(session, actor, actor.organisation_id, course.id, "", what, {"about": draft.about})
    session.flush()
    return course
