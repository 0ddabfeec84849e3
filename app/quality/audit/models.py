"""Audit files that were asked for, whom they are about, who was invited to read one, and what they looked at."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_watch = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class AuditFile(Base):
    """What was asked, then what was made of it. It has a file once it is whole, and no longer than the day it is kept to."""

    __tablename__ = "audit_file"
    __table_args__ = (Index("ix_audit_file_list", "organisation_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)  # of the draw; empty: chosen by hand
    drawn_by: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # what the draw was balanced on
    grid_id: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    gaps: Mapped[int] = mapped_column(default=0)
    task_id: Mapped[str | None] = mapped_column(String(36))  # the work that makes it: rows of work go before this one
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="", info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None]
    kept_until: Mapped[date]
    removed_at: Mapped[datetime | None]


class AuditFilePerson(Base):
    """Somebody whom an audit file is about, and the folder that is theirs in it."""

    __tablename__ = "audit_file_person"

    audit_file_id: Mapped[str] = mapped_column(ForeignKey("audit_file.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]


class AuditAccess(Base):
    """Somebody invited to read one audit file, until a day."""

    __tablename__ = "audit_access"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    audit_file_id: Mapped[str] = mapped_column(ForeignKey("audit_file.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    until: Mapped[date]  # the last day
    token_hash: Mapped[str] = mapped_column(String(64), default="", index=True, info=_security)  # of the invitation
    invited_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class AuditLook(Base):
    """An invited person opened a page or a document of an audit file."""

    __tablename__ = "audit_look"
    __table_args__ = (Index("ix_audit_look_when", "audit_file_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    audit_file_id: Mapped[str] = mapped_column(ForeignKey("audit_file.id"))
    access_id: Mapped[str] = mapped_column(ForeignKey("audit_access.id"))
    reader_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    path: Mapped[str] = mapped_column(String(300), info=_watch)
    at: Mapped[datetime] = mapped_column(default=now)
