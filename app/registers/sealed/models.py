"""The sealed register: what happened is written in words that the database cannot read.

The columns in clear are what may be counted: a number, days, a category. Everything that tells of somebody is in
`sealed_note.words`, encrypted with a key that the database does not hold (`sealed.safe`).
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal

_sealed = personal(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF, Sensitivity.RESTRICTED)


class SealedCase(Base):
    """A report of violence, harassment or discrimination: only what is counted."""

    __tablename__ = "sealed_case"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    category: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)
    received_on: Mapped[date]
    taken_at: Mapped[datetime | None]  # first measure taken
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SealedNote(Base):
    """The story, or what was done next, encrypted."""

    __tablename__ = "sealed_note"
    __table_args__ = (Index("ix_sealed_note_case", "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("sealed_case.id"))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    act: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # story, measure, closing, reopening
    key_print: Mapped[str] = mapped_column(String(16), info=IMPERSONAL)  # which key closes it
    words: Mapped[str] = mapped_column(Text, info=_sealed)


class SealedReading(Base):
    """Who opened which report, and when."""

    __tablename__ = "sealed_reading"
    __table_args__ = (Index("ix_sealed_reading_case", "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("sealed_case.id"))
    reader_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
