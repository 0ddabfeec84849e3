"""Where each person stands in each activity, and what they say of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
_proof = personal(Purpose.EVIDENCE, Basis.LEGAL, Retention.PROOF)
_said = personal(Purpose.QUALITY, Basis.CONSENT, Retention.PATH)
_SKIPPED = text("state = 'skipped'")


class ActivityState(Base):
    """No row: never opened. Hours are in the ledger; this says what is left to do and why."""

    __tablename__ = "activity_state"
    __table_args__ = (
        Index("ix_activity_state_activity", "activity_id", "state"),
        Index("ix_activity_state_skipped", "enrolment_id", sqlite_where=_SKIPPED, postgresql_where=_SKIPPED),
    )

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10), info=_path)  # opened, waiting, sent_back, done
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=_path)  # {"percent": 50, "needed": 60}…


class DeclaredTime(Base):
    """The time that somebody says they really spent on an activity done at a distance. Hours stay in the ledger.

    `planned` is the estimate that was shown beside it.
    """

    __tablename__ = "declared_time"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    minutes: Mapped[int] = mapped_column(info=_proof)
    planned: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(default=now)


class ActivityRemark(Base):
    """What one person says of one activity, as they last said it: how long it felt, and a word. Never a proof.

    `planned` is the estimate that was shown: a felt time says nothing of another estimate.
    """

    __tablename__ = "activity_remark"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id"),
        Index("ix_activity_remark_activity", "activity_id", "written_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))  # the one that was in front of the person
    planned: Mapped[int]
    felt: Mapped[str] = mapped_column(String(4), default="", info=_said)  # less, same, more; empty: not said
    minutes: Mapped[int | None] = mapped_column(info=_said)
    helped: Mapped[str] = mapped_column(String(6), default="", server_default="", info=_said)  # yes, partly, no
    body: Mapped[str] = mapped_column(Text, default="", info=_said)
    written_at: Mapped[datetime] = mapped_column(default=now)
    seen_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="", info=_said)
    replied_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    replied_at: Mapped[datetime | None]
