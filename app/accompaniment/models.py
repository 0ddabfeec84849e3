"""What the team did for somebody, what it asked to be told later, and how an organisation looks at its people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedText

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_words = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH, Sensitivity.RESTRICTED)
_ASLEEP = text("woken_at IS NULL")


class FollowUp(Base):
    """Somebody of the team got in touch with a person, or tried to. Never changed; the ledger says the same without words."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_path", "enrolment_id", "at"),
        Index("ix_follow_up_when", "organisation_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    channel: Mapped[str] = mapped_column(String(12), info=_proof)  # a value of contacts.rules.Channel
    outcome: Mapped[str] = mapped_column(String(12), info=_proof)  # a value of contacts.rules.Outcome
    words: Mapped[str] = mapped_column(SealedText("follow_up.words"), default="", info=_words)
    visibility: Mapped[str] = mapped_column(String(8), default="team", info=_path)  # team, shared (with the learner)
    minutes: Mapped[int | None]  # time given, counted once, by the ledger
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list, info=_path)  # those that called for it
    quiet_until: Mapped[date]  # the day on which what called for it may call again
    again_on: Mapped[date | None]  # the day agreed for another try
    at: Mapped[datetime] = mapped_column(default=now)
    entry_id: Mapped[str] = mapped_column(String(36))  # its ledger entry


class ReasonRest(Base):
    """A reason that somebody asked not to hear of until a day, for one person. Woken: it was called back by hand."""

    __tablename__ = "reason_rest"
    __table_args__ = (
        Index("ix_reason_rest_now", "organisation_id", "until", sqlite_where=_ASLEEP, postgresql_where=_ASLEEP),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), info=_path)  # of accompaniment.reasons; empty: all of them
    until: Mapped[date]  # the first day on which it may be said again
    word: Mapped[str] = mapped_column(SealedText("reason_rest.word"), default="", info=_words)
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    woken_at: Mapped[datetime | None]
    woken_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class MorningRules(Base):
    """How an organisation wants its morning list made; without a row, as accompaniment.reasons says."""

    __tablename__ = "morning_rules"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, info=IMPERSONAL)  # kind → on, amount, position
    rest_days: Mapped[int]  # after somebody was reached, or written to
    retry_days: Mapped[int]  # after a try without an answer
    changed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
