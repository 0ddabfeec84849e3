"""Finding a draft to work on, and beginning a course."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses import policies
from app.courses.drafts import manuscripts, queries, rules
from app.courses.drafts.services.mirroring import note_version, touch
from app.courses.models import Course, Draft, DraftSequence

# sections of the programme sheet that an organisation says once for all its courses
SAME_EVERYWHERE = (
    "audience",
    "prerequisites",
    "access",
    "methods",
    "assessment",
    "accessibility",
    "price",
    "funding",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A course of the workshop (columns of `queries.workshop_courses`) and its draft, held until the act ends."""

    course: AnyRow
    entity: Course
    draft: Draft

    @property
    def course_id(self) -> str:
        return str(self.course.id)

    @property
    def competences(self) -> list[tuple[str, str]]:
        return competences_of(self.draft.about)


def competences_of(about: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, title) of every competence that a draft declares."""
    return [
        (str(one.get("code", "")), str(one.get("title", "")))
        for block in about.get("blocks", ())
        for one in block.get("competences", ())
    ]


def open_draft(session: Session, actor: Actor, slug: str) -> Opened:
    """The draft of a course for changing it, begun from what is published when there is none. NotFound, Forbidden."""
    course = queries.course(session, actor, slug)
    if course is None:
        raise NotFound()
    require(policies.may_build(actor))
    entity = queries.course_entity(session, course.id)
    assert entity is not None, "it was just seen"
    draft = queries.draft_to_change(session, course.id)
    if draft is None:
        manuscript = manuscripts.of_edition(session, course.edition_id)
        draft = manuscripts.put_down(session, entity, manuscript, edition_number=course.edition_number)
    return Opened(course, entity, draft)


def create_course(session: Session, actor: Actor, title: str) -> Course:
    """Begin a course: one block, one sequence, and the lines of the programme sheet that never change here."""
    require(policies.may_build(actor))
    title = " ".join(title.split())
    if not title or len(title) > 200:
        message = _("Donnez un titre au parcours, de 200 caractères au plus.")
        raise Invalid(message, [FieldError("title", message)])
    slug = rules.key_from(title, queries.slugs(session, actor.organisation_id) | rules.RESERVED, "parcours")
    course = Course(organisation_id=actor.organisation_id, slug=slug)
    session.add(course)
    session.flush()
    draft = Draft(
        course_id=course.id, organisation_id=actor.organisation_id, about=_blank(session, actor, title, slug),
        edition_number=None,
    )  # fmt: skip
    touch(draft)
    session.add(draft)
    session.flush()
    session.add(
        DraftSequence(
            course_id=course.id, organisation_id=actor.organisation_id, key="s1", position=1, block="b1",
            about={"title": _("Première séquence"), "objective": "", "week": 1, "days": rules.days_of_week(1)},
        )
    )  # fmt: skip
    note_version(session, actor, actor.organisation_id, course.id, "", "created", {"about": draft.about})
    session.flush()
    return course


def _blank(session: Session, actor: Actor, title: str, slug: str) -> dict[str, Any]:
    return {
        "title": title,
        "summary": "",
        "language": "fr",
        "licence": "CC-BY-SA-4.0",
        "authors": [actor.organisation_name],
        "weeks": 8,
        "entry": "monday",
        "sheet": _usual_sheet(session, actor),
        "framework": {
            "code": slug,
            "version": "1",
            "title": _("Référentiel %(title)s") % {"title": title},
            "levels": [_(level) for level in rules.LEVELS],
        },
        "blocks": [{"key": "b1", "title": _("Premier bloc"), "competences": [{"code": "B1.1", "title": title}]}],
    }


def _usual_sheet(session: Session, actor: Actor) -> dict[str, Any]:
    """What the course changed last says to everyone: the trainer reads it again instead of writing it again."""
    for known in queries.courses(session, actor):
        sheet = (known.about or {}).get("sheet")
        if sheet and known.edition_id:
            return {name: sheet[name] for name in SAME_EVERYWHERE if sheet.get(name)}
    return {}
