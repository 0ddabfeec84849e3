"""The ledger: append-only, typed, dated rows, chained by hash inside each organisation."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL

_HOURS = text("minutes <> 0")  # the entries that carry hours: those that a period is asked about


class LedgerEntry(Base):
    """One proof (*trace*). Ids and measures only: a name never enters the chain, so people can be erased from around it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_ledger_entry_progress", "enrolment_id", "activity_id", "place", "minutes"),
        Index("ix_ledger_entry_kind", "organisation_id", "kind", "occurred_at", "place"),
        Index("ix_ledger_entry_time", "enrolment_id", "occurred_at"),
        Index(
            "ix_ledger_entry_hours", "organisation_id", "occurred_at", "place", "minutes",
            sqlite_where=_HOURS, postgresql_where=_HOURS,
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]  # 1, 2, 3… without a gap inside the organisation
    kind: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    occurred_at: Mapped[datetime]  # when it happened
    recorded_at: Mapped[datetime]  # when it was written
    actor_id: Mapped[str] = mapped_column(String(36))  # who did the act
    person_id: Mapped[str | None] = mapped_column(String(36), index=True)  # whom it is about
    enrolment_id: Mapped[str | None] = mapped_column(String(36))
    activity_id: Mapped[str | None] = mapped_column(String(36))
    block_id: Mapped[str | None] = mapped_column(String(36))
    session_id: Mapped[str | None] = mapped_column(String(36))
    funder_id: Mapped[str | None] = mapped_column(String(36))
    minutes: Mapped[int] = mapped_column(Integer, default=0)  # a correction may be negative
    place: Mapped[str | None] = mapped_column(String(10), info=IMPERSONAL)  # on_site, remote
    timing: Mapped[str | None] = mapped_column(String(14), info=IMPERSONAL)
    people: Mapped[str | None] = mapped_column(String(12), info=IMPERSONAL)
    guidance: Mapped[str | None] = mapped_column(String(12), info=IMPERSONAL)
    nature: Mapped[str] = mapped_column(String(14), default="training", info=IMPERSONAL)  # training, accompaniment
    proof_kind: Mapped[str | None] = mapped_column(
        String(30), info=IMPERSONAL
    )  # attempt, submission, attendance, post…
    proof_id: Mapped[str | None] = mapped_column(String(36))
    corrects_id: Mapped[str | None] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)
    previous_hash: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    hash: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)


class LedgerHead(Base):
    """Where an organisation's chain ends: its row is locked to append, and shows a chain that was cut short."""

    __tablename__ = "ledger_head"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
