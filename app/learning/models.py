"""Where each person stands in each activity."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.privacy import Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)


class ActivityState(Base):
    """No row: never opened. Hours are in the ledger; this says what is left to do and why."""

    __tablename__ = "activity_state"
    __table_args__ = (Index("ix_activity_state_activity", "activity_id", "state"),)

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10), info=_path)  # opened, waiting, sent_back, done
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=_path)  # {"percent": 50, "needed": 60}…
