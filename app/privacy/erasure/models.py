"""What remains of an erasure: its certificate, and sealed bundles until the law lets them go."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id, timeless_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal
from app.core.sealed import sealed_as

_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)


class Certificate(Base):
    """One erasure, without the name of anybody: a pseudonym, counts by table, dates. It stays for ever."""

    __tablename__ = "erasure_certificate"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_erasure_certificate_subject_id", "subject_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(36), unique=True, default=timeless_id, info=IMPERSONAL)  # its public page
    subject_id: Mapped[str] = mapped_column(String(36))  # the account, which has no name any longer
    pseudonym: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)
    enrolment_id: Mapped[str | None] = mapped_column(String(36))  # None: the whole account
    retentions: Mapped[list[str]] = mapped_column(JSON, info=IMPERSONAL)  # which ones were over; empty: all
    cause: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    reference: Mapped[str] = mapped_column(String(60), default="", info=IMPERSONAL)  # the number of the request
    actor_id: Mapped[str | None] = mapped_column(String(36))  # None: the house itself
    at: Mapped[datetime] = mapped_column(default=now)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # table → what was done → rows
    archived: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=IMPERSONAL)  # ground, end, rows, files
    files: Mapped[int] = mapped_column(default=0)  # whose bytes went


class Bundle(Base):
    """What must be kept of somebody on one ground: sealed, so that whoever reads the database reads nothing."""

    __tablename__ = "archive_bundle"
    __table_args__ = (Index("ix_archive_bundle_until", "until"), Index("ix_archive_bundle_finding", "subject_print"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    certificate_id: Mapped[str] = mapped_column(ForeignKey("erasure_certificate.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(36))
    subject_print: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)  # keyed: found again from the address
    enrolment_id: Mapped[str | None] = mapped_column(String(36))
    ground: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    funder_id: Mapped[str | None] = mapped_column(ForeignKey("funder.id"), index=True)
    until: Mapped[date]  # the last day
    rows: Mapped[int]
    files: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bytes | None] = mapped_column(  # None: gone, its end had come
        LargeBinary, deferred=True, info=sealed_as("archive {id}")
    )
    made_at: Mapped[datetime] = mapped_column(default=now)
    purged_at: Mapped[datetime | None]


class BundleFile(Base):
    """A piece of a sealed file of a bundle; the name of the file is inside the bundle."""

    __tablename__ = "archive_file"
    __table_args__ = (UniqueConstraint("bundle_id", "position", "part"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=timeless_id)
    bundle_id: Mapped[str] = mapped_column(ForeignKey("archive_bundle.id"))
    position: Mapped[int]  # which file…
    part: Mapped[int]  # …and which piece of it
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, info=sealed_as("archive {bundle_id} {position} {part}")
    )


class Opening(Base):
    """Who opened a bundle, when and why: the words are sealed, they may name whom it is about."""

    __tablename__ = "archive_opening"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    bundle_id: Mapped[str] = mapped_column(ForeignKey("archive_bundle.id"), index=True)
    opened_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, info=_proof | sealed_as("opening {id}"))
    at: Mapped[datetime] = mapped_column(default=now)
