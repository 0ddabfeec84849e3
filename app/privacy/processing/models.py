"""What people add to the registers that the code writes, the reviews of these, and breaches of personal data."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedJSON, SealedText

_told = personal(Purpose.BREACH, Basis.LEGAL, Retention.PROOF)
_words = personal(Purpose.BREACH, Basis.LEGAL, Retention.PROOF, Sensitivity.RESTRICTED)


class ProcessingStatement(Base):
    """One thing that only the organisation knows of what it does with data, as it was said from a moment on.

    `kind` and `key` name it (see statements.KINDS). Never changed: what is said again is another row, the last one stands.
    """

    __tablename__ = "processing_statement"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "key", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)
    key: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    version: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # about organisations and services
    over: Mapped[bool] = mapped_column(default=False)  # it is no longer so: the row says since when
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class ProcessingReview(Base):
    """Somebody read the whole register and says that it is true. `declared` is what the code declared that day."""

    __tablename__ = "processing_review"
    __table_args__ = (Index("ix_processing_review_last", "organisation_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    declared: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # names of fields of the code, by purpose
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class DataBreach(Base):
    """A breach, numbered in its organisation: its line stays whatever is decided. What followed is in its acts.

    `known_at` starts the 72 hours; it is said once, and corrected only by an act that keeps what was said before.
    """

    __tablename__ = "data_breach"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_data_breach_list", "organisation_id", "known_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(SealedText("data_breach.words"), info=_words)
    sort: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see words.SORTS: what somebody saw
    since: Mapped[datetime | None]  # when it began, as far as known
    known_at: Mapped[datetime]
    declared_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    declared_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(10), default="open", info=IMPERSONAL)  # open, decided, closed
    decision: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # notify, keep; empty: not yet
    notified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own way


class DataBreachAct(Base):
    """One thing done about a breach, dated and signed. Never changed."""

    __tablename__ = "data_breach_act"
    __table_args__ = (Index("ix_data_breach_act_list", "breach_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    breach_id: Mapped[str] = mapped_column(ForeignKey("data_breach.id"))
    what: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see words.ACTS
    said: Mapped[dict[str, Any]] = mapped_column(SealedJSON("data_breach_act.said"), default=dict, info=_words)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class DataBreachPerson(Base):
    """Somebody whose data a breach touched, how it is known, and when they were told."""

    __tablename__ = "data_breach_person"
    __table_args__ = (UniqueConstraint("breach_id", "account_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    breach_id: Mapped[str] = mapped_column(ForeignKey("data_breach.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    found_by: Mapped[str] = mapped_column(String(12), info=_told)  # see affected.WAYS
    at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    told_by: Mapped[str] = mapped_column(String(8), default="", info=_told)  # message; otherwise: by voice, by post
