"""What is known of stored files and of their bytes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.files import policies
from app.files.models import Blob, StoredFile, Upload

_AT_ONCE = 500  # ids in one statement


class HasBytes(Protocol):
    """Whatever names a blob: a StoredFile, a FileRow, a FileInfo."""

    @property
    def blob_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a page says of a file. `width` and `height` are those of a picture; `widths`, of its smaller ones."""

    id: str
    name: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    widths: tuple[int, ...]
    blob_id: str


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
    blob_id: str
    width: int | None
    smaller: Mapping[str, int]  # width → octets


_FILE = select(
    StoredFile.id,
    StoredFile.organisation_id,
    StoredFile.owner_id,
    StoredFile.name,
    StoredFile.media_type,
    StoredFile.size,
    StoredFile.sha256,
    StoredFile.created_at,
    StoredFile.blob_id,
    Blob.width,
    Blob.smaller,
).join(Blob, Blob.id == StoredFile.blob_id)
_FILE_BY_ID = _FILE.where(StoredFile.id == bindparam("file_id"))
_INFO = select(
    StoredFile.id,
    StoredFile.name,
    StoredFile.size,
    StoredFile.media_type,
    Blob.width,
    Blob.height,
    Blob.smaller,
    StoredFile.blob_id,
).join(Blob, Blob.id == StoredFile.blob_id)


Keeper = Callable[[Session, Actor, str], bool | None]
_keepers: list[Keeper] = []


def plug_keeper(keeper: Keeper) -> None:
    """A room whose files are not for the whole team says who opens them: yes, no, or None for a file of others."""
    if keeper not in _keepers:
        _keepers.append(keeper)


Shows = Callable[[Session, Actor, str], bool]
_shows: list[Shows] = []


def plug_material(shows: Shows) -> None:
    """A room that shows course material to people who do not write it says whether it shows them this file."""
    if shows not in _shows:
        _shows.append(shows)


_own_doors: list[InstrumentedAttribute[Any]] = []


def plug_own_door(column: InstrumentedAttribute[Any]) -> None:
    """A room opens its files from its own pages only; `column` names them."""
    if column not in _own_doors:
        _own_doors.append(column)
        _for_anybody.cache_clear()


@cache
def _for_anybody() -> Select[*tuple[Any, ...]]:
    """A file by its id, unless it has a door of its own."""
    return _FILE_BY_ID.where(*(~exists().where(column == StoredFile.id) for column in _own_doors))


def file_for(session: Session, actor: Actor, file_id: str) -> FileRow:
    """The file, if the actor may open it. NotFound otherwise: what is not yours does not show."""
    row = session.execute(_for_anybody(), {"file_id": file_id}).first()
    if row is None or not (
        policies.may_open(actor, row.organisation_id, row.owner_id) or _is_shown(session, actor, row)
    ):
        raise NotFound()
    if any(keeper(session, actor, file_id) is False for keeper in _keepers):
        raise NotFound()
    return FileRow(*row)


def _is_shown(session: Session, actor: Actor, row: Row[Any]) -> bool:
    """Material of the actor's organisation that a page of theirs shows: what is in drafts only is shown by none."""
    if row.owner_id is not None or row.organisation_id != actor.organisation_id:
        return False
    return any(shows(session, actor, row.id) for shows in _shows)


def file_of(session: Session, organisation_id: str, file_id: str) -> FileRow:
    """A file of an organisation, for a room that has its own rule on who opens it and has checked it."""
    row = session.execute(_FILE_BY_ID, {"file_id": file_id}).first()
    if row is None or row.organisation_id != organisation_id:
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


def describe(session: Session, ids: Collection[str]) -> dict[str, FileInfo]:
    """File id → what a page says of it. The caller has found these ids in what may be read."""
    wanted = sorted(set(ids))
    found = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in session.execute(_INFO.where(StoredFile.id.in_(wanted[start : start + _AT_ONCE]))):
            found[row.id] = FileInfo(*row[:6], tuple(sorted(map(int, row.smaller))), row.blob_id)
    return found


def stored_file(session: Session, file_id: str) -> StoredFile | None:
    return session.get(StoredFile, file_id)


def blob(session: Session, blob_id: str) -> Blob:
    return session.get_one(Blob, blob_id)


_BLOB_WITH = (
    select(Blob)
    .where(
        Blob.organisation_id == bindparam("organisation_id"),
        or_(
            Blob.sha256.in_(bindparam("fingerprints", expanding=True)),
            Blob.sent_sha256.in_(bindparam("fingerprints", expanding=True)),
        ),
    )
    .order_by(Blob.id)
    .limit(1)
)
_WEIGHT_OF = select(func.coalesce(func.sum(Blob.weight), 0)).where(Blob.organisation_id == bindparam("organisation_id"))


def blob_with(session: Session, organisation_id: str, *fingerprints: str) -> Blob | None:
    """The bytes an organisation holds with one of these fingerprints, as they are or as they came."""
    wanted = {"organisation_id": organisation_id, "fingerprints": fingerprints}
    return session.scalars(_BLOB_WITH, wanted).first()


def blob_to_let_go(session: Session, blob_id: str) -> Blob | None:
    """The blob, if nothing names it any longer."""
    return session.scalars(
        select(Blob).where(
            Blob.id == blob_id,
            ~exists().where(StoredFile.blob_id == Blob.id),
            ~exists().where(Upload.blob_id == Blob.id),
        )
    ).first()


def weight_of(session: Session, organisation_id: str) -> int:
    """Octets that an organisation holds, each counted once."""
    return int(session.scalar(_WEIGHT_OF, {"organisation_id": organisation_id}) or 0)


def known_blobs(session: Session, ids: Collection[str]) -> set[str]:
    """Which of these blobs have their row."""
    wanted = sorted(set(ids))
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(session.scalars(select(Blob.id).where(Blob.id.in_(wanted[start : start + _AT_ONCE]))))
    return found
