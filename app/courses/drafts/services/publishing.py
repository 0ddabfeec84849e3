"""A draft is verified, opened to learners as the next edition, or brought back to an earlier one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.courses import queries as published
from app.courses.drafts import manuscripts, obstacles, queries
from app.courses.drafts.comparing import Changes, changes
from app.courses.drafts.obstacles import Obstacle
from app.courses.drafts.services.mirroring import note_version, touch
from app.courses.drafts.services.opening import Opened, open_draft
from app.courses.services.publishing import Published, publish_text
from app.courses.source import Refused
from app.courses.source.manuscript import read_manuscript


class NotReady(Conflict):
    """Something is missing before learners may see this; each obstacle leads to the place where it is mended."""

    code = "not-ready"

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__(
            _("Le parcours n'est pas publié : il reste quelque chose à compléter. Votre brouillon est gardé."),
            obstacles=[{"message": one.message, "activity": one.activity, "sequence": one.sequence} for one in found],
        )
        self.obstacles = found


@dataclass(frozen=True, slots=True)
class Review:
    """A draft before it is published: what stands in the way, and what changes for learners."""

    obstacles: list[Obstacle]
    changes: Changes | None  # None: nothing was ever published
    same: bool


def review(session: Session, actor: Actor, slug: str) -> Review:
    """What publishing would meet and would change. Reads only."""
    course = queries.course(session, actor, slug)
    if course is None or course.about is None:
        raise NotFound()
    manuscript = manuscripts.of_draft(session, course.id, course.slug, course.about)
    found = obstacles.of_manuscript(manuscript)
    if course.edition_id is None:
        return Review(found, None, False)
    differing = changes(manuscripts.of_edition(session, course.edition_id), manuscript)
    return Review(found, differing, not differing.any)


def publish(session: Session, actor: Actor, slug: str, note: str = "") -> Published:
    """Open a draft to learners as a whole, with a note of what changed. Raises NotReady; nothing is then changed.

    What people have done hangs on the activities' keys: it stays.
    """
    opened = open_draft(session, actor, slug)
    if opened.course.archived_at is not None:
        raise Conflict(_("Ce parcours est archivé. Reprenez-le d'abord, puis publiez."))
    return _publish(session, actor, opened, note)


def _publish(session: Session, actor: Actor, opened: Opened, note: str) -> Published:
    course = opened.entity
    manuscript = manuscripts.of_draft(session, course.id, course.slug, opened.draft.about)
    try:
        done = publish_text(session, actor, course, read_manuscript(manuscript), note)
    except Refused as refused:
        raise NotReady(obstacles.of_problems(refused.problems, manuscript)) from refused
    opened.draft.edition_number, opened.draft.changed = done.number, False
    if done.changed:
        said = {"edition": done.number, "note": note.strip()}
        note_version(session, actor, actor.organisation_id, course.id, "", "published", said)
    session.flush()
    return done


def return_to_edition(session: Session, actor: Actor, slug: str, number: int) -> Published:
    """Publish again what an earlier edition said; the draft goes on from there, what it said is kept in its history.

    Only a new edition is made: nothing that was published is ever changed.
    """
    opened = open_draft(session, actor, slug)
    edition = published.edition_numbered(session, opened.course_id, number)
    if edition is None:
        raise NotFound()
    _keep_what_was_said(session, actor, opened)
    course = opened.entity
    manuscripts.put_down(
        session, course, manuscripts.of_edition(session, edition.id), edition_number=course.edition_number
    )
    return _publish(session, actor, opened, _("Retour à l'édition %(number)s.") % {"number": number})


def take_back(session: Session, actor: Actor, slug: str) -> None:
    """Make the draft say again what learners see. What it said is kept in the history of each activity."""
    opened = open_draft(session, actor, slug)
    if opened.course.edition_id is None:
        raise Conflict(_("Rien n'est encore publié : il n'y a rien à quoi revenir."))
    _keep_what_was_said(session, actor, opened)
    course = opened.entity
    manuscripts.put_down(
        session, course, manuscripts.of_edition(session, opened.course.edition_id),
        edition_number=course.edition_number,
    )  # fmt: skip
    opened.draft.changed = False
    session.flush()


def _keep_what_was_said(session: Session, actor: Actor, opened: Opened) -> None:
    """One version of every activity that differs from the edition, before it is replaced."""
    course = opened.course
    if course.edition_id is None:
        return
    manuscript = manuscripts.of_draft(session, course.id, course.slug, opened.draft.about)
    differing = changes(manuscripts.of_edition(session, course.edition_id), manuscript)
    for change in differing.activities:
        part = manuscript.activities.get(change.key)
        if part is not None and change.what in ("added", "changed"):
            said = {"head": dict(part.head), "text": part.text, "texts": dict(part.texts)}
            note_version(session, actor, actor.organisation_id, course.id, change.key, "replaced", said)
    if differing.about or differing.sequences:
        note_version(session, actor, actor.organisation_id, course.id, "", "replaced", {"about": opened.draft.about})
    touch(opened.draft)
