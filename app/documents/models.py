"""Templates that an organisation writes, the documents made from them, and who signed or acknowledged which.

A document is frozen: its number, the data it was made from and its bytes never change. What was true and is no more
gives another document, with another number, that replaces it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_lock = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.PASSING)

VALID, REPLACED, CANCELLED = "valid", "replaced", "cancelled"  # of a document
WAITING, SIGNED, REFUSED, CLOSED = "waiting", "signed", "refused", "closed"  # of a signer; closed: nothing to sign now


class DocumentTemplate(Base):
    """One version of the text of a kind of document, as an organisation wrote it. Version 0 is the one shipped."""

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a key of kinds.KINDS
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # Markdown, with fields
    saved_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    saved_at: Mapped[datetime] = mapped_column(default=now)


class DocumentSettings(Base):
    """What the documents of an organisation look like, and which are made by themselves."""

    __tablename__ = "document_settings"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    logo_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    signature_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))  # of the legal representative
    convocation_days: Mapped[int] = mapped_column(default=0)  # before an entry; 0: nobody is summoned by itself
    monthly: Mapped[bool] = mapped_column(default=False)  # an attestation d'assiduité for each month that is over
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)  # in whose name they are made
    changed_at: Mapped[datetime] = mapped_column(default=now)


class DocumentTerms(Base):
    """What was agreed for one path, and with whom: what a convention or a contract says beside the programme."""

    __tablename__ = "document_terms"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    buyer: Mapped[str] = mapped_column(String(200), default="", info=_proof)  # employer, funder, public body
    buyer_address: Mapped[str] = mapped_column(String(500), default="", info=_proof)
    buyer_siret: Mapped[str] = mapped_column(String(14), default="", info=IMPERSONAL)
    signer: Mapped[str] = mapped_column(String(200), default="", info=_proof)  # who signs for the buyer
    signer_capacity: Mapped[str] = mapped_column(String(120), default="", info=_proof)
    signer_email: Mapped[str] = mapped_column(String(254), default="", info=_proof)
    employer: Mapped[str] = mapped_column(String(200), default="", info=_proof)  # of an employee
    price: Mapped[str] = mapped_column(String(200), default="", info=_proof)
    payment: Mapped[str] = mapped_column(Text, default="", info=_proof)
    stopping: Mapped[str] = mapped_column(Text, default="", info=_proof)  # financial terms of an early end
    headcount: Mapped[str] = mapped_column(String(120), default="", info=_proof)
    knowledge: Mapped[str] = mapped_column(Text, default="", info=_proof)  # level asked before the entry
    trainers: Mapped[str] = mapped_column(Text, default="", info=_proof)  # with their titles
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class IssuedDocument(Base):
    """A document that was made: its number has no hole, its bytes are kept, its code opens the verification page."""

    __tablename__ = "issued_document"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "year", "serial"),
        Index("ix_issued_document_path", "enrolment_id", "kind"),
        Index("ix_issued_document_when", "organisation_id", "made_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # « CR-2026-0042 »
    code: Mapped[str] = mapped_column(String(24), unique=True, info=IMPERSONAL)  # by chance alone
    enrolment_id: Mapped[str | None] = mapped_column(
        ForeignKey("enrolment.id")
    )  # none: of the organisation, of a course
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(300), info=IMPERSONAL)
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    minutes: Mapped[int | None] = mapped_column(info=_proof)  # of training followed, as the document says them
    template_version: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, info=_proof)  # everything that was printed
    sha256: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), index=True)
    signed_file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)  # with its trail
    state: Mapped[str] = mapped_column(String(10), default=VALID, info=IMPERSONAL)
    why: Mapped[str] = mapped_column(String(300), default="", info=_proof)  # it was cancelled or made again
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("issued_document.id"), index=True)
    outdated: Mapped[str] = mapped_column(String(20), default="", info=IMPERSONAL)  # hours, exit: to be made again
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


class DocumentSigner(Base):
    """Somebody who is asked to sign a document, in their turn, and how they did."""

    __tablename__ = "document_signer"
    __table_args__ = (
        UniqueConstraint("document_id", "rank"),
        Index("ix_document_signer_state", "organisation_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[str] = mapped_column(ForeignKey("issued_document.id"))
    rank: Mapped[int]
    role: Mapped[str] = mapped_column(String(15), info=IMPERSONAL)  # learner, buyer, representative
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: by a link
    name: Mapped[str] = mapped_column(String(200), info=_proof)
    capacity: Mapped[str] = mapped_column(String(120), default="", info=_proof)
    email: Mapped[str] = mapped_column(String(254), default="", info=_proof)
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=_lock)
    nonce: Mapped[str] = mapped_column(String(64), default="", info=_lock)
    code_hash: Mapped[str] = mapped_column(String(64), default="", info=_lock)
    code_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default=WAITING, info=_proof)
    method: Mapped[str] = mapped_column(String(10), default="", info=_proof)  # act, code, finger
    sha256: Mapped[str] = mapped_column(String(64), default="", info=IMPERSONAL)  # of what was signed
    drawing: Mapped[str] = mapped_column(Text, default="", info=_proof)  # an SVG path made by us from whole numbers
    address: Mapped[str] = mapped_column(String(64), default="", info=_proof)  # of the network, as proof asks for
    reason: Mapped[str] = mapped_column(String(500), default="", info=_proof)  # why they refused
    asked_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class DocumentAcknowledgement(Base):
    """Somebody has read a document of the organisation, in that version."""

    __tablename__ = "document_acknowledgement"
    __table_args__ = (UniqueConstraint("document_id", "account_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[str] = mapped_column(ForeignKey("issued_document.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
