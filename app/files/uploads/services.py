"""Sending a file in pieces, and making a file of what has come.

What takes time (looking for what is dangerous, making a picture again, carrying to a bucket) is done once everything
has come and before anybody claims it: no transaction is held meanwhile.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO, TypeVar

from sqlalchemy.orm import Session

from app.core import storage
from app.core.access import Actor
from app.core.aftermath import if_kept
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Conflict, Gone, Invalid, NotFound, TooLarge, Unavailable
from app.core.i18n import _
from app.files import keeping, policies, queries, rules
from app.files.keeping import Arrived
from app.files.models import Blob, StoredFile, Upload
from app.files.uploads import parts
from app.files.uploads import queries as waiting
from app.web.credentials import still_here

EXPIRY = timedelta(days=7)
PATIENCE = timedelta(days=1)  # what is younger may still be under way
T = TypeVar("T")
_AT_ONCE = 4  # times the heaviest file: what one person may have waiting; the oldest leaves for the next


def begin(session: Session, actor: Actor, name: str, size: int) -> Upload:
    """Announce a file. Raises Invalid, TooLarge or NoRoomLeft before a single octet has left."""
    limit = keeping.limit_for(policies.brings_material(actor))
    if size <= 0:
        raise keeping.empty()
    if size > limit:
        raise keeping.too_heavy(limit)
    sweep(session, now(), 20)
    keeping.refuse_beyond_quota(session, actor.organisation_id, size)
    total = size
    for older in waiting.waiting_of(session, actor):
        total += older.size
        if total > _AT_ONCE * limit:
            _drop(session, older)
    return _announced(session, actor, name, size)


def upload_for(session: Session, actor: Actor, upload_id: str, *, to_change: bool = False) -> Upload:
    """One's own upload. Raises NotFound, or Gone when it has waited too long."""
    upload = waiting.upload_of(session, actor, upload_id, to_change=to_change)
    if upload is None:
        raise NotFound(_("Cet envoi n'existe pas, ou n'existe plus. Choisissez le fichier de nouveau."))
    if upload.expires_at <= now() and upload.file_id is None:
        raise Gone(_("Cet envoi a attendu plus de sept jours : il n'est plus gardé. Choisissez le fichier de nouveau."))
    return upload


def give_up(session: Session, actor: Actor, upload_id: str) -> None:
    """Forget what has come of a file that nobody claimed."""
    upload = upload_for(session, actor, upload_id)
    if upload.file_id:
        raise Conflict(_("Ce fichier est déjà enregistré. Rien n'a été changé."))
    _drop(session, upload)


def finish(database: Database, actor: Actor, upload_id: str) -> None:
    """Once everything has come: look at it, make it fit, put it in storage. Asking again changes nothing.

    What is refused is forgotten at once; what could not be looked at just now (Unavailable) waits.
    """
    with parts.held(upload_id) as path:
        with database.reading() as session:
            upload = waiting.upload_of(session, actor, upload_id)
        if upload is None:
            parts.forget(upload_id)
            raise NotFound()
        if upload.blob_id or path.stat().st_size != upload.size:
            return
        arrived = keeping.measured(path)

        def note(session: Session, blob: Blob) -> None:
            if found := waiting.upload_of(session, actor, upload_id, to_change=True):
                found.blob_id, found.sent_sha256 = blob.id, arrived.sha256
            else:  # given up meanwhile, or its owner was erased: these bytes are nobody's
                keeping.let_go(session, blob.id)
            if_kept(session, partial(parts.forget, upload_id))

        try:
            _keep_aside(database, upload.organisation_id, arrived, note)
        except Unavailable:
            with database.reading() as session:
                if waiting.upload_of(session, actor, upload_id) is None:
                    raise NotFound() from None  # erased while it was being looked at: its bytes are gone
            raise
        except (Invalid, TooLarge):
            with database.writing() as session:
                if refused := waiting.upload_of(session, actor, upload_id, to_change=True):
                    _drop(session, refused)
            raise


def receive(database: Database, actor: Actor, name: str, stream: BinaryIO) -> str:
    """A file that came whole, in a form: an upload that is already finished."""
    with keeping.poured(stream, keeping.limit_for(policies.brings_material(actor))) as arrived:

        def note(session: Session, blob: Blob) -> str:
            still_here(session, actor)
            upload = _announced(session, actor, name, arrived.size)
            upload.blob_id, upload.sent_sha256 = blob.id, arrived.sha256
            return upload.id

        return _keep_aside(database, actor.organisation_id, arrived, note)


def left_alone(session: Session, actor: Actor, upload_id: str) -> bool:
    """Octets came for an upload that is no more: what they have made on the disk goes; whether it was so."""
    if waiting.upload_of(session, actor, upload_id) is not None:
        return False
    parts.forget(upload_id)
    return True


def claim(session: Session, actor: Actor, upload_id: str, owner_id: str | None) -> StoredFile:
    """A finished upload becomes a file, once: asked twice, it gives the same file. `owner_id` None: course material.

    Raises NotFound for what is not one's own, Gone after its time, Conflict while it has not all come, TooLarge when it
    weighs more than what this may weigh.
    """
    upload = upload_for(session, actor, upload_id, to_change=True)
    if upload.file_id and (file := queries.stored_file(session, upload.file_id)):
        if file.owner_id != owner_id:
            raise Conflict(_("Ce fichier sert déjà ailleurs. Rien n'a été changé. Choisissez-le de nouveau."))
        return file
    limit = keeping.limit_for(material=owner_id is None)
    if upload.size > limit:
        raise keeping.too_heavy(limit)
    blob = queries.blob(session, upload.blob_id) if upload.blob_id else _finish_inside(session, upload)
    file = keeping.named(blob, upload.name, owner_id, upload.sent_sha256)
    session.add(file)
    session.flush()
    upload.file_id = file.id
    return file


def forget(session: Session, file_id: str) -> None:
    """The file that these uploads became is going."""
    for upload in waiting.of_file(session, file_id):
        session.delete(upload)
    session.flush()


def erase(session: Session, upload_ids: Sequence[str]) -> None:
    """Whoever sent these is being erased: what came of them goes, and what was made of it unless a file names it."""
    for upload in waiting.some(session, upload_ids):
        _drop(session, upload)
    session.flush()


def sweep(session: Session, at: datetime, limit: int = 1000) -> int:
    """Forget what has waited too long, and what processes that died have left on this machine; how many there were."""
    over = waiting.expired(session, at, limit)
    for upload in over:
        _drop(session, upload)
    return len(over) + parts.sweep(at - EXPIRY - PATIENCE) + keeping.sweep(session, at - PATIENCE)


def _announced(session: Session, actor: Actor, name: str, size: int) -> Upload:
    upload = Upload(
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        name=rules.clean_name(name),
        size=size,
        expires_at=now() + EXPIRY,
    )
    session.add(upload)
    session.flush()
    return upload


def _keep_aside(database: Database, organisation_id: str, arrived: Arrived, note: Callable[[Session, Blob], T]) -> T:
    """The blob of a file, made outside of any transaction, and `note` in the one that writes it down."""
    keeping.examine(arrived)
    with database.writing() as session:
        keeping.lock(session, organisation_id)
        if known := queries.blob_with(session, organisation_id, arrived.sha256):
            return note(session, known)
    with (
        keeping.made_fit(arrived) as fit,
        storage.putting(fit.blob_id, fit.pieces) as put,
        database.writing() as session,
    ):
        return note(session, keeping.adopt(session, organisation_id, fit, put))


def _finish_inside(session: Session, upload: Upload) -> Blob:
    """Somebody claims what has come and was never looked at: the server was stopped between the two."""
    come = parts.length(upload.id)
    if come < upload.size:
        raise Conflict(
            _(
                "Votre fichier n'est pas encore entièrement arrivé (%(percent)s %%). Rien n'est perdu. Attendez la fin, "
                "puis envoyez de nouveau."
            )
            % {"percent": 100 * come // upload.size}
        )
    with parts.held(upload.id) as path:
        arrived = keeping.measured(path)
        blob = keeping.keep(session, upload.organisation_id, arrived)
    upload.blob_id, upload.sent_sha256 = blob.id, arrived.sha256
    if_kept(session, partial(parts.forget, upload.id))
    return blob


def _drop(session: Session, upload: Upload) -> None:
    """The row, then its part once this is kept, and the bytes if nothing else names them."""
    blob_id = upload.blob_id
    session.delete(upload)
    session.flush()
    if_kept(session, partial(parts.forget, upload.id))
    if blob_id:
        keeping.lock(session, upload.organisation_id)
        keeping.let_go(session, blob_id)
