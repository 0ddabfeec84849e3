"""The files that a person handed in, and what they have begun to send."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.dossiers.models import DossierNote
from app.files.models import StoredFile, Upload
from app.funding.models import FunderReport


def files(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(StoredFile.id, StoredFile.name, StoredFile.size, StoredFile.created_at)
        .where(
            StoredFile.owner_id == account_id,
            ~exists().where(DossierNote.file_id == StoredFile.id, DossierNote.others),  # given by hand
            ~exists().where(FunderReport.file_id == StoredFile.id),  # names those whom a funder pays for
        )
        .order_by(StoredFile.created_at, StoredFile.id)
    ).all()


def uploads(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What the person has begun to send and made nothing of yet."""
    return session.execute(
        select(Upload.name, Upload.size, Upload.created_at, Upload.expires_at)
        .where(Upload.account_id == account_id, Upload.file_id.is_(None))
        .order_by(Upload.created_at, Upload.id)
    ).all()
