"""What is published, for whom."""

from collections.abc import Sequence as List
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, event, func, or_, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import forget, memory
from app.courses.models import Activity, Course, Edition, EditionActivity, EditionSequence, Sequence
from app.files.models import StoredFile
from app.frameworks.models import Framework
from app.identity.models import Organisation

AnyRow = Row[*tuple[Any, ...]]

_IS_CURRENT = (Edition.course_id == Course.id) & (Edition.number == Course.edition_number)

_COURSE = select(
    Course.id,
    Course.organisation_id,
    Course.slug,
    Course.created_at,
    Course.archived_at,
    Edition.id.label("edition_id"),
    Edition.number,
    Edition.title,
    Edition.summary,
    Edition.weeks,
    Edition.published_at,
).join(Edition, _IS_CURRENT)

_COURSE_BY_SLUG = _COURSE.where(
    Course.organisation_id == bindparam("organisation_id"), Course.slug == bindparam("slug")
)

_CURRENT_EDITION_ID = select(Edition.id).join(Course, _IS_CURRENT).where(Course.id == bindparam("course_id"))

_EDITION_COLUMNS = select(
    Edition.id,
    Edition.organisation_id,
    Edition.course_id,
    Edition.framework_id,
    Edition.number,
    Edition.fingerprint,
    Edition.published_at,
    Edition.note,
    Edition.title,
    Edition.summary,
    Edition.language,
    Edition.licence,
    Edition.authors,
    Edition.weeks,
    Edition.entry,
    Edition.reviewed_on,
    Edition.sheet,
    Edition.glossary,
    Course.slug,
)
_EDITION_OF = _EDITION_COLUMNS.join(Course, _IS_CURRENT).where(Course.id == bindparam("course_id"))
_EDITION_BY_ID = _EDITION_COLUMNS.join(Course, Course.id == Edition.course_id).where(
    Edition.id == bindparam("edition_id")
)

_OUTLINE_HEAD = (
    select(
        Edition.course_id,
        Edition.organisation_id,
        Edition.framework_id,
        Edition.number,
        Edition.title,
        Edition.weeks,
        Edition.glossary,
        Course.slug,
        Framework.levels,
        Framework.code.label("framework_code"),
        Framework.version.label("framework_version"),
    )
    .join(Course, Course.id == Edition.course_id)
    .join(Framework, Framework.id == Edition.framework_id)
    .where(Edition.id == bindparam("edition_id"))
)
_OUTLINE_SEQUENCES = (
    select(
        Sequence.id,
        Sequence.key,
        EditionSequence.block_id,
        EditionSequence.position,
        EditionSequence.title,
        EditionSequence.objective,
        EditionSequence.week,
        EditionSequence.opens_on_day,
        EditionSequence.due_on_day,
        EditionSequence.conditions,
        EditionSequence.branches,
    )
    .join(Sequence, Sequence.id == EditionSequence.sequence_id)
    .where(EditionSequence.edition_id == bindparam("edition_id"))
    .order_by(EditionSequence.position)
)
_OUTLINE_ACTIVITIES = (
    select(
        Activity.id,
        Activity.key,
        EditionActivity.kind,
        EditionActivity.title,
        EditionActivity.why,
        EditionActivity.minutes,
        EditionActivity.place,
        EditionActivity.timing,
        EditionActivity.people,
        EditionActivity.guidance,
        EditionActivity.completion,
        EditionActivity.competences,
        EditionActivity.sequence_id,
        EditionActivity.position,
        EditionActivity.conditions,
        EditionActivity.branches,
    )
    .join(Activity, Activity.id == EditionActivity.activity_id)
    .join(
        EditionSequence,
        (EditionSequence.edition_id == EditionActivity.edition_id)
        & (EditionSequence.sequence_id == EditionActivity.sequence_id),
    )
    .where(EditionActivity.edition_id == bindparam("edition_id"))
    .order_by(EditionSequence.position, EditionActivity.position)
)
_ACTIVITY_CONTENT = select(
    EditionActivity.html,
    EditionActivity.source,
    EditionActivity.content,
    EditionActivity.licence,
    EditionActivity.authors,
).where(
    EditionActivity.edition_id == bindparam("edition_id"),
    EditionActivity.activity_id == bindparam("activity_id"),
)

_LOCK_ACTIVITY = select(Activity.id).where(Activity.id == bindparam("activity_id")).with_for_update(key_share=True)

_CONTENT_OF = select(EditionActivity.content).where(
    EditionActivity.edition_id == bindparam("edition_id"),
    EditionActivity.activity_id == bindparam("activity_id"),
)

_FILES_OF = select(EditionActivity.content["written", "files"]).where(
    EditionActivity.edition_id == bindparam("edition_id")
)
_files: dict[str, frozenset[str]] = {}

_PUBLIC = _COURSE.add_columns(
    Edition.entry,
    Organisation.name.label("organisation_name"),
    Organisation.slug.label("organisation_slug"),
    Organisation.phone.label("organisation_phone"),
    Organisation.email.label("organisation_email"),
).join(Organisation, Organisation.id == Course.organisation_id)

_CONTENTS = select(
    EditionActivity.activity_id,
    EditionActivity.html,
    EditionActivity.source,
    EditionActivity.content,
    EditionActivity.licence,
    EditionActivity.authors,
).where(EditionActivity.edition_id == bindparam("edition_id"))


def visible_courses(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The published courses of the actor's organisation: id, organisation_id, slug, created_at, archived_at, edition_id,
    number, title, summary, weeks, published_at."""
    return _COURSE.where(Course.organisation_id == actor.organisation_id)


def courses(session: Session, actor: Actor, *, limit: int = 0, after: str = "") -> List[AnyRow]:
    """The visible courses in the order they came to exist; `limit` 0 gives them all."""
    statement = visible_courses(actor).where(Course.id > after).order_by(Course.id)
    return session.execute(statement.limit(limit) if limit else statement).all()


def proposed_courses(session: Session, actor: Actor) -> List[AnyRow]:
    """Those that somebody may still enter: the archived ones are left out."""
    return session.execute(visible_courses(actor).where(Course.archived_at.is_(None)).order_by(Course.id)).all()


def course_by_slug(session: Session, organisation_id: str, slug: str) -> AnyRow | None:
    """The published course of an organisation (columns of visible_courses), or None."""
    return session.execute(_COURSE_BY_SLUG, {"organisation_id": organisation_id, "slug": slug}).first()


def course_by_id(session: Session, course_id: str) -> AnyRow | None:
    """The published course behind an id (columns of visible_courses), or None. The caller has checked who may see it."""
    return session.execute(_COURSE.where(Course.id == course_id)).first()


def current_edition_id(session: Session, course_id: str) -> str | None:
    return session.scalar(_CURRENT_EDITION_ID, {"course_id": course_id})


def edition_of(session: Session, course_id: str) -> AnyRow | None:
    """The edition that learners see: its columns, with the slug of the course."""
    return session.execute(_EDITION_OF, {"course_id": course_id}).first()


def edition_by_id(session: Session, edition_id: str) -> AnyRow | None:
    """Any edition, the columns of `edition_of`. The caller has checked who may see it."""
    return session.execute(_EDITION_BY_ID, {"edition_id": edition_id}).first()


def edition_numbered(session: Session, course_id: str, number: int) -> AnyRow | None:
    """The edition of a course that has this number (columns of `edition_of`)."""
    return session.execute(
        _EDITION_COLUMNS.join(Course, Course.id == Edition.course_id).where(
            Edition.course_id == course_id, Edition.number == number
        )
    ).first()


def activity_content(session: Session, edition_id: str, activity_id: str) -> AnyRow | None:
    """(html, source, content, licence, authors) of an activity in an edition."""
    return session.execute(_ACTIVITY_CONTENT, {"edition_id": edition_id, "activity_id": activity_id}).first()


def content_of(session: Session, edition_id: str, activity_id: str) -> dict[str, Any] | None:
    """What an edition says of an activity for its kind: questions, criteria, stage… Read once in a transaction."""
    known = memory(session, "contents")
    key = (edition_id, activity_id)
    if known.get(key) is None:
        known[key] = session.execute(_CONTENT_OF, {"edition_id": edition_id, "activity_id": activity_id}).scalar()
    found: dict[str, Any] | None = known[key]
    return found


@event.listens_for(EditionActivity, "after_update")
def _said_otherwise(mapper: Any, connection: Connection, changed: EditionActivity) -> None:
    forget(connection, "contents")


def contents(session: Session, edition_id: str) -> dict[str, AnyRow]:
    """(activity_id, html, source, content, licence, authors) of every activity of an edition, by activity id."""
    rows = session.execute(_CONTENTS, {"edition_id": edition_id})
    return {row.activity_id: row for row in rows}


def files_of_edition(session: Session, edition_id: str) -> frozenset[str]:
    """The ids of the files that the activities of an edition show, play or give. Kept by the process: no edition changes."""
    known = _files.get(edition_id)
    if known is None:
        rows = session.scalars(_FILES_OF, {"edition_id": edition_id})
        known = _files[edition_id] = frozenset(file_id for named in rows for file_id in (named or {}).values())
    return known


def course_entity(session: Session, organisation_id: str, slug: str) -> Course | None:
    """The course for changing it, published or not."""
    return session.scalar(select(Course).where(Course.organisation_id == organisation_id, Course.slug == slug))


def sequence_entities(session: Session, course_id: str) -> dict[str, Sequence]:
    """Every sequence that the course has ever had, by key."""
    return {row.key: row for row in session.scalars(select(Sequence).where(Sequence.course_id == course_id))}


def activity_entities(session: Session, course_id: str) -> dict[str, Activity]:
    """Every activity that the course has ever had, by key."""
    return {row.key: row for row in session.scalars(select(Activity).where(Activity.course_id == course_id))}


def edition_activities(session: Session, edition_id: str) -> dict[str, EditionActivity]:
    """What an edition says of its activities, by activity id."""
    rows = session.scalars(select(EditionActivity).where(EditionActivity.edition_id == edition_id))
    return {row.activity_id: row for row in rows}


def last_number(session: Session, course_id: str) -> int:
    return session.scalar(select(func.max(Edition.number)).where(Edition.course_id == course_id)) or 0


def courses_using(session: Session, framework_id: str, except_course_id: str) -> List[str]:
    """The slugs of the other courses whose current edition stands on a framework."""
    return session.scalars(
        select(Course.slug)
        .join(Edition, _IS_CURRENT)
        .where(Edition.framework_id == framework_id, Course.id != except_course_id)
        .order_by(Course.slug)
    ).all()


def stored_material(session: Session, organisation_id: str, fingerprints: set[str]) -> List[StoredFile]:
    """The course material of an organisation that has one of these contents, as it is kept or as it came."""
    return session.scalars(
        select(StoredFile)
        .where(
            StoredFile.organisation_id == organisation_id,
            StoredFile.owner_id.is_(None),
            or_(StoredFile.sha256.in_(fingerprints), StoredFile.sent_sha256.in_(fingerprints)),
        )
        .order_by(StoredFile.id)
    ).all()


def outline_head(session: Session, edition_id: str) -> AnyRow | None:
    return session.execute(_OUTLINE_HEAD, {"edition_id": edition_id}).first()


def outline_sequences(session: Session, edition_id: str) -> List[AnyRow]:
    return session.execute(_OUTLINE_SEQUENCES, {"edition_id": edition_id}).all()


def outline_activities(session: Session, edition_id: str) -> List[AnyRow]:
    return session.execute(_OUTLINE_ACTIVITIES, {"edition_id": edition_id}).all()


def public_courses(session: Session) -> List[AnyRow]:
    """Every published course of every organisation, with the organisation's name: programme sheets are public."""
    return session.execute(
        _PUBLIC.where(Course.archived_at.is_(None)).order_by(
            Organisation.created_at, Organisation.id, Course.created_at, Course.id
        )
    ).all()


def public_course(session: Session, slug: str, organisation_slug: str = "", prefer: str = "") -> AnyRow | None:
    """A published course by its address. Two organisations may use the same slug: the one named, else the one whose id
    is `prefer`, else the oldest."""
    statement = _PUBLIC.where(Course.slug == slug)
    if organisation_slug:
        statement = statement.where(Organisation.slug == organisation_slug)
    own_first = case((Course.organisation_id == prefer, 0), else_=1)
    return session.execute(statement.order_by(own_first, Course.created_at, Course.id).limit(1)).first()


def minutes_by_edition(session: Session, edition_ids: list[str]) -> dict[str, tuple[int, int]]:
    """Planned minutes, on site and remote, by edition id."""
    rows = session.execute(
        select(EditionActivity.edition_id, EditionActivity.place, func.sum(EditionActivity.minutes).label("minutes"))
        .where(EditionActivity.edition_id.in_(edition_ids))
        .group_by(EditionActivity.edition_id, EditionActivity.place)
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.edition_id, {})[row.place] = int(row.minutes)
    return {key: (by.get("on_site", 0), by.get("remote", 0)) for key, by in found.items()}


def activity_counts(session: Session, edition_ids: list[str]) -> dict[str, int]:
    """How many activities each edition has."""
    rows = session.execute(
        select(EditionActivity.edition_id, func.count().label("activities"))
        .where(EditionActivity.edition_id.in_(edition_ids))
        .group_by(EditionActivity.edition_id)
    )
    return {row.edition_id: row.activities for row in rows}


def lock_activity(session: Session, activity_id: str) -> None:
    """Wait for whoever else acts on what an activity shares between people: places, lots. Rows that only name it pass."""
    session.execute(_LOCK_ACTIVITY, {"activity_id": activity_id})
