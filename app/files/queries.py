"""What is known of stored files."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.files import policies
from app.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored file; `owner_id` is None for the material of a course."""

    id: str
    organisation_id: str
    owner_id: str | None
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


_FILE = select(
    StoredFile.id,
    StoredFile.organisation_id,
    StoredFile.owner_id,
    StoredFile.name,
    StoredFile.media_type,
    StoredFile.size,
    StoredFile.sha256,
    StoredFile.created_at,
)
_FILE_BY_ID = _FILE.where(StoredFile.id == bindparam("file_id"))
_FILES_OF = _FILE.where(
    StoredFile.organisation_id == bindparam("organisation_id"), StoredFile.owner_id == bindparam("owner_id")
).order_by(StoredFile.id)


def file_for(session: Session, actor: Actor, file_id: str) -> FileRow:
    """The file, if the actor may open it. NotFound otherwise: what is not yours does not show."""
    row = session.execute(_FILE_BY_ID, {"file_id": file_id}).first()
    if row is None or not policies.may_open(actor, row.organisation_id, row.owner_id):
        raise NotFound()
    return FileRow(*row)


def material(session: Session, organisation_id: str, ids: set[str]) -> dict[str, FileRow]:
    """The course material of an organisation that has these ids, by id."""
    rows = session.execute(
        _FILE.where(
            StoredFile.organisation_id == organisation_id, StoredFile.owner_id.is_(None), StoredFile.id.in_(ids)
        )
    )
    return {row.id: FileRow(*row) for row in rows}


def files_of(session: Session, organisation_id: str, owner_id: str) -> list[FileRow]:
    """What a person has handed in to an organisation, the oldest first."""
    rows = session.execute(_FILES_OF, {"organisation_id": organisation_id, "owner_id": owner_id})
    return [FileRow(*row) for row in rows]
