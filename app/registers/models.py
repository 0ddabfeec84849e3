"""What a quality organisation writes down beside its courses: one entry, its pieces, and each word it had before.

Every register is made of entries; what the entries of a kind say is in `data`, read and checked by `kinds`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedJSON

_kept = personal(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF)
_restricted = personal(Purpose.QUALITY, Basis.LEGAL, Retention.PROOF, Sensitivity.RESTRICTED)


class RegisterEntry(Base):
    """One line of a register: a profile, a training, a watch item, a contract, a risk, a document…"""

    __tablename__ = "register_entry"
    __table_args__ = (
        Index("ix_register_entry_list", "organisation_id", "kind", "at"),
        Index("ix_register_entry_review", "review_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # see content/quality/registers.yaml
    facet: Mapped[str] = mapped_column(
        String(20), default="", info=IMPERSONAL
    )  # what sorts a register: axis, category…
    title: Mapped[str] = mapped_column(String(200), info=_kept)
    at: Mapped[datetime]  # noon of the day it is about
    data: Mapped[dict[str, Any]] = mapped_column(SealedJSON("register_entry.data"), default=dict, info=_restricted)
    marks: Mapped[list[str]] = mapped_column(JSON, default=list, info=IMPERSONAL)  # rules.marks: what figures may read
    person_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # whom it is about
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("register_entry.id"), index=True
    )  # the contract of a check
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # who keeps it true
    review_on: Mapped[date | None]  # when to look at it again
    reviewed_at: Mapped[datetime | None]  # when somebody last found it still true
    settled_at: Mapped[datetime | None]  # what it asked for is done: a watch item made use of, a request answered
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class RegisterIndicator(Base):
    """An indicator that a document serves: its category says which, whoever keeps it may choose others."""

    __tablename__ = "register_indicator"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class RegisterFile(Base):
    """A piece joined to an entry: a diploma, a contract, a report. Some are only good until a day."""

    __tablename__ = "register_file"
    __table_args__ = (Index("ix_register_file_entry", "entry_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    piece: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # cv, diploma, contract…
    expires_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]  # replaced, or put by mistake: no longer shown as a proof


class RegisterChange(Base):
    """What somebody did to an entry, and what it said before."""

    __tablename__ = "register_change"
    __table_args__ = (Index("ix_register_change_entry", "entry_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    act: Mapped[str] = mapped_column(
        String(20), info=IMPERSONAL
    )  # made, changed, reviewed, joined, withdrawn, archived…
    before: Mapped[dict[str, Any]] = mapped_column(SealedJSON("register_change.before"), default=dict, info=_restricted)


class RegisterReferent(Base):
    """Somebody named for a duty: handicap (reads the accommodations), protection (reads the sealed register)."""

    __tablename__ = "register_referent"
    __table_args__ = (Index("ix_register_referent_duty", "organisation_id", "duty"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    duty: Mapped[str] = mapped_column(String(20), info=_kept)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    named_at: Mapped[datetime] = mapped_column(default=now)
    named_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class ProcedureReading(Base):
    """Somebody said that they have read the procedure against violence, in this version."""

    __tablename__ = "procedure_reading"
    __table_args__ = (UniqueConstraint("entry_id", "account_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
