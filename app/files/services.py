"""Keeping files: their bytes in storage, what is known of them in a row."""

from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.core import storage
from app.core.access import Actor
from app.core.errors import Forbidden, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import settings
from app.files import rules
from app.files.models import StoredFile


def store(
    session: Session,
    actor: Actor | None,
    organisation_id: str,
    name: str,
    stream: BinaryIO,
    owner_id: str | None,
) -> StoredFile:
    """Keep a file as it came, without believing its name. `owner_id` None: material of a course.

    Raises Invalid for an empty file, TooLarge above the limit of the settings, Unavailable when the disk is
    full. The bytes go away again if the transaction fails.
    """
    if actor is not None and actor.organisation_id != organisation_id:
        raise Forbidden("")
    file_id = new_id()
    written = storage.write(session, file_id, stream, settings().upload_limit_mb * 1_000_000)
    if not written.size:
        raise Invalid(
            _(
                "Ce fichier est vide. Rien n'a été enregistré. Vérifiez qu'il s'ouvre chez vous, puis envoyez-le de nouveau."
            )
        )
    clean = rules.clean_name(name)
    file = StoredFile(
        id=file_id,
        organisation_id=organisation_id,
        owner_id=owner_id,
        name=clean,
        media_type=rules.media_type(written.head, clean),
        size=written.size,
        sha256=written.sha256,
    )
    session.add(file)
    session.flush()
    return file


def path_of(file_id: str) -> Path:
    """Where the bytes are; whoever calls has checked that they may be read."""
    return storage.path_of(file_id)
