"""Signatures, the seals that lock half-days, and the short codes of paper cards.

What is known of a presence is in `scheduling.models.Attendance`, and its hours are in the ledger. A signature says how
somebody proved it; a seal says what a half-day held when it was closed, or what was corrected since, and is chained to
the seal before it.
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


class AttendanceSheet(Base):
    """The number under which a session's sheet can be verified by anyone."""

    __tablename__ = "attendance_sheet"

    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(20), unique=True, info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Signature(Base):
    """Somebody signed for a half-day: a learner for their presence, or whoever runs the session for all of it."""

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("session_id", "enrolment_id", "day", "half_day"),
        Index("ix_signature_session_id", "session_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)  # of a learner
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # of the team
    day: Mapped[date]
    half_day: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)
    role: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # learner, trainer
    method: Mapped[str] = mapped_column(String(10), info=_proof)  # code, finger, name, pin, paper, certify
    at: Mapped[datetime] = mapped_column(default=now)
    drawing: Mapped[str] = mapped_column(Text, default="", info=_proof)  # an SVG path made by us from whole numbers
    written: Mapped[str] = mapped_column(String(120), default="", info=_proof)  # the name, typed instead of drawn
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)  # the sheet, photographed


class Seal(Base):
    """What a half-day held when it was locked, or one correction; `rank` orders the seals of a session."""

    __tablename__ = "attendance_seal"
    __table_args__ = (UniqueConstraint("session_id", "rank"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    rank: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # locked, corrected
    day: Mapped[date]
    half_day: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)
    signature_id: Mapped[str | None] = mapped_column(ForeignKey("signature.id"))  # that locks
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)  # that is corrected
    was: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=_proof)  # before the correction; none: nothing said
    becomes: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=_proof)
    reason: Mapped[str] = mapped_column(Text, default="", info=_proof)  # why it is corrected
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    hash: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)


class SigningPin(Base):
    """The short code of a paper card; made again, the one before is worth nothing."""

    __tablename__ = "signing_pin"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    pin_hash: Mapped[str] = mapped_column(String(200), info=personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.PATH))
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class SigningFailure(Base):
    """A wrong code, kept a few days so that nobody can try them all."""

    __tablename__ = "signing_failure"
    __table_args__ = (Index("ix_signing_failure_when", "enrolment_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    method: Mapped[str] = mapped_column(String(10), info=_lock)  # code, pin
    at: Mapped[datetime] = mapped_column(default=now)
