"""What is known of stored files, of the bytes they share, and of what is on its way.

A file has a name, an owner and an address. Its bytes are a blob: kept once for an organisation, whoever sends them
again, in storage under the blob's id. An upload becomes a file once, when somebody claims it.
"""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_work = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PROOF)
_passing = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PASSING)


class Blob(Base):
    """Bytes. Never changed: a fingerprint, a type and a size stay true as long as they are there."""

    __tablename__ = "blob"
    __table_args__ = (
        Index("ix_blob_kept", "organisation_id", "sha256"),
        Index("ix_blob_sent", "organisation_id", "sent_sha256"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    media_type: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)  # found from the content, never believed
    size: Mapped[int] = mapped_column(BigInteger)
    weight: Mapped[int] = mapped_column(BigInteger)  # what the quota counts: the smaller pictures too
    sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    sent_sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)  # before a picture was made again
    width: Mapped[int | None]  # of a picture, in pixels
    height: Mapped[int | None]
    smaller: Mapped[dict[str, int]] = mapped_column(
        JSON, default=dict, info=IMPERSONAL
    )  # pictures made: width → octets
    created_at: Mapped[datetime] = mapped_column(default=now)


class StoredFile(Base):
    """What the blob says of type, size and fingerprint is written here too: it cannot change, and lists read it."""

    __tablename__ = "stored_file"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # None: course material
    blob_id: Mapped[str] = mapped_column(ForeignKey("blob.id"), index=True)
    name: Mapped[str] = mapped_column(String(255), info=_work)
    media_type: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    sent_sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)  # of what came under this name
    created_at: Mapped[datetime] = mapped_column(default=now)


class Upload(Base):
    """A file on its way, perhaps over days: how much has come is the length of its part on disk.

    `blob_id` once everything has come and was found good; `file_id` once somebody has made a file of it.
    """

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(255), info=_passing)
    size: Mapped[int] = mapped_column(BigInteger)  # as announced
    blob_id: Mapped[str | None] = mapped_column(ForeignKey("blob.id"), index=True)
    sent_sha256: Mapped[str] = mapped_column(String(64), default="", info=IMPERSONAL)  # once everything has come
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
