"""What is in the workshop: courses published or not, their drafts, and what those said before."""

from collections.abc import Iterator
from collections.abc import Sequence as List
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.courses.models import (
    Activity,
    Course,
    Draft,
    DraftActivity,
    DraftFile,
    DraftSequence,
    DraftVersion,
    Edition,
)
from app.files.models import Blob, StoredFile
from app.identity.models import Account

_COURSE = (
    select(
        Course.id,
        Course.organisation_id,
        Course.slug,
        Course.edition_number,
        Course.archived_at,
        Course.review_on,
        Course.created_at,
        Draft.about,
        Draft.edition_number.label("draft_number"),
        Draft.changed,
        Draft.changed_at,
        Draft.version,
        Edition.id.label("edition_id"),
        Edition.title.label("edition_title"),
        Edition.published_at,
    )
    .outerjoin(Draft, Draft.course_id == Course.id)
    .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
)
_LINES = (
    select(
        DraftActivity.key,
        DraftActivity.sequence_key,
        DraftActivity.position,
        DraftActivity.kind,
        DraftActivity.head,
        DraftActivity.changed_at,
        DraftActivity.version,
    )
    .where(DraftActivity.course_id == bindparam("course_id"))
    .order_by(DraftActivity.sequence_key, DraftActivity.position, DraftActivity.key)
)
_PARTS = (
    select(
        DraftActivity.key,
        DraftActivity.sequence_key,
        DraftActivity.kind,
        DraftActivity.head,
        DraftActivity.text,
        DraftActivity.texts,
    )
    .where(DraftActivity.course_id == bindparam("course_id"), DraftActivity.sequence_key.is_not(None))
    .order_by(DraftActivity.sequence_key, DraftActivity.position, DraftActivity.key)
)
_SEQUENCES = (
    select(
        DraftSequence.key,
        DraftSequence.position,
        DraftSequence.block,
        DraftSequence.about,
        DraftSequence.origin,
        DraftSequence.version,
    )
    .where(DraftSequence.course_id == bindparam("course_id"))
    .order_by(DraftSequence.position, DraftSequence.key)
)
_FILES = (
    select(
        DraftFile.path,
        DraftFile.file_id,
        StoredFile.name,
        StoredFile.media_type,
        StoredFile.size,
        StoredFile.sha256,
        StoredFile.blob_id,
        Blob.width,
        Blob.height,
        Blob.smaller,
    )
    .join(StoredFile, StoredFile.id == DraftFile.file_id)
    .join(Blob, Blob.id == StoredFile.blob_id)
    .where(DraftFile.course_id == bindparam("course_id"))
    .order_by(DraftFile.path)
)
_VERSIONS = select(
    DraftVersion.id,
    DraftVersion.activity_key,
    DraftVersion.at,
    DraftVersion.what,
    DraftVersion.account_id,
    Account.name,
).join(Account, Account.id == DraftVersion.account_id)


def workshop_courses(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Every course of the actor's organisation, published or not, archived or not, with its draft when it has one."""
    return _COURSE.where(Course.organisation_id == actor.organisation_id)


def courses(session: Session, actor: Actor) -> List[AnyRow]:
    """All of them (columns of workshop_courses), the latest changed first."""
    return session.execute(
        workshop_courses(actor).order_by(Course.archived_at.is_not(None), Draft.changed_at.desc(), Course.id)
    ).all()


def course(session: Session, actor: Actor, slug: str) -> AnyRow | None:
    """One of them by its slug, or None."""
    return session.execute(workshop_courses(actor).where(Course.slug == slug)).first()


def sequences(session: Session, course_id: str) -> List[AnyRow]:
    """(key, position, block, about, origin, version), in order."""
    return session.execute(_SEQUENCES, {"course_id": course_id}).all()


def lines(session: Session, course_id: str) -> List[AnyRow]:
    """(key, sequence_key, position, kind, head, changed_at, version) of every activity, set aside or not; no text."""
    return session.execute(_LINES, {"course_id": course_id}).all()


def parts(session: Session, course_id: str) -> List[AnyRow]:
    """(key, sequence_key, kind, head, text, texts) of the activities that a sequence holds."""
    return session.execute(_PARTS, {"course_id": course_id}).all()


def activity(session: Session, course_id: str, key: str) -> AnyRow | None:
    """(key, sequence_key, position, kind, head, text, texts, changed_at, version, activity_id) of one activity, or None.

    `activity_id` is that of the activity once it was published, None before.
    """
    return session.execute(
        _LINES.add_columns(DraftActivity.text, DraftActivity.texts, Activity.id.label("activity_id"))
        .outerjoin(Activity, (Activity.course_id == DraftActivity.course_id) & (Activity.key == DraftActivity.key))
        .where(DraftActivity.key == key),
        {"course_id": course_id},
    ).first()


def files(session: Session, course_id: str) -> List[AnyRow]:
    """(path, file_id, name, media_type, size, sha256) of the files of a draft."""
    return session.execute(_FILES, {"course_id": course_id}).all()


def versions(session: Session, course_id: str, activity_key: str | None = None, limit: int = 100) -> List[AnyRow]:
    """(id, activity_key, at, what, account_id, name), the latest first; of one part, or of the whole draft."""
    statement = _VERSIONS.where(DraftVersion.course_id == course_id)
    if activity_key is not None:
        statement = statement.where(DraftVersion.activity_key == activity_key)
    return session.execute(statement.order_by(DraftVersion.at.desc(), DraftVersion.id.desc()).limit(limit)).all()


def version(session: Session, course_id: str, version_id: str) -> AnyRow | None:
    """(…columns of versions, said) of one version."""
    return session.execute(
        _VERSIONS.add_columns(DraftVersion.said).where(
            DraftVersion.id == version_id, DraftVersion.course_id == course_id
        )
    ).first()


def editions(session: Session, course_id: str) -> List[AnyRow]:
    """(id, number, published_at, note, title, fingerprint), the latest first."""
    return session.execute(
        select(Edition.id, Edition.number, Edition.published_at, Edition.note, Edition.title, Edition.fingerprint)
        .where(Edition.course_id == course_id)
        .order_by(Edition.number.desc())
    ).all()


def slugs(session: Session, organisation_id: str) -> set[str]:
    return set(session.scalars(select(Course.slug).where(Course.organisation_id == organisation_id)))


# --- For changing ------------------------------------------------------------------------------------------------


def course_entity(session: Session, course_id: str) -> Course | None:
    return session.get(Course, course_id)


def courses_without_draft(session: Session) -> List[Course]:
    return session.scalars(
        select(Course)
        .outerjoin(Draft, Draft.course_id == Course.id)
        .where(Draft.course_id.is_(None), Course.edition_number.is_not(None))
        .order_by(Course.id)
    ).all()


def draft_to_change(session: Session, course_id: str) -> Draft | None:
    """The draft, held until the act ends: two people who move things take turns."""
    return session.scalar(
        select(Draft).where(Draft.course_id == course_id).with_for_update().execution_options(populate_existing=True)
    )


def empty(session: Session, course_id: str, keys: set[str]) -> None:
    """Take away the sequences, the files and the activities of a draft, but those set aside that bear another key."""
    session.execute(delete(DraftSequence).where(DraftSequence.course_id == course_id))
    session.execute(delete(DraftFile).where(DraftFile.course_id == course_id))
    session.execute(
        delete(DraftActivity).where(
            DraftActivity.course_id == course_id,
            DraftActivity.sequence_key.is_not(None) | DraftActivity.key.in_(keys),
        )
    )


def sequence_entities(session: Session, course_id: str) -> List[DraftSequence]:
    return session.scalars(
        select(DraftSequence)
        .where(DraftSequence.course_id == course_id)
        .order_by(DraftSequence.position, DraftSequence.key)
    ).all()


def activity_entities(session: Session, course_id: str, sequence_key: str | None) -> List[DraftActivity]:
    """The activities of one sequence in their order; None: those set aside."""
    return session.scalars(
        select(DraftActivity)
        .where(DraftActivity.course_id == course_id, DraftActivity.sequence_key == sequence_key)
        .order_by(DraftActivity.position, DraftActivity.key)
    ).all()


def activity_entity(session: Session, course_id: str, key: str) -> DraftActivity | None:
    return session.scalar(
        select(DraftActivity)
        .where(DraftActivity.course_id == course_id, DraftActivity.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def keys_taken(session: Session, course_id: str) -> set[str]:
    """The keys of activities that a course has or has ever had."""
    drafted = session.scalars(select(DraftActivity.key).where(DraftActivity.course_id == course_id))
    return {*drafted, *session.scalars(select(Activity.key).where(Activity.course_id == course_id))}


def last_version(session: Session, course_id: str, activity_key: str) -> DraftVersion | None:
    return session.scalar(
        select(DraftVersion)
        .where(DraftVersion.course_id == course_id, DraftVersion.activity_key == activity_key)
        .order_by(DraftVersion.at.desc(), DraftVersion.id.desc())
        .limit(1)
    )


def count_activities(session: Session, course_id: str, sequence_key: str | None) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(DraftActivity)
            .where(DraftActivity.course_id == course_id, DraftActivity.sequence_key == sequence_key)
        )
        or 0
    )


def delete_course(session: Session, course_id: str) -> None:
    """Every row of a course that was never published."""
    for table in (DraftVersion, DraftFile, DraftActivity, DraftSequence, Draft):
        session.execute(delete(table).where(table.course_id == course_id))
    session.execute(delete(Course).where(Course.id == course_id))


def writings(session: Session, actor: Actor) -> Iterator[AnyRow]:
    """(slug, about, key, kind, head, text, texts) of every activity written in the organisation, as it comes."""
    statement = (
        select(
            Course.slug,
            Draft.about,
            DraftActivity.key,
            DraftActivity.kind,
            DraftActivity.head,
            DraftActivity.text,
            DraftActivity.texts,
        )
        .join(Draft, Draft.course_id == DraftActivity.course_id)
        .join(Course, Course.id == DraftActivity.course_id)
        .where(DraftActivity.organisation_id == actor.organisation_id)
        .order_by(Course.archived_at.is_not(None), Course.slug, DraftActivity.sequence_key, DraftActivity.position)
    )
    yield from session.execute(statement)
