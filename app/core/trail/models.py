"""What the application's own database holds of the trail: what waits to be carried there, and ends that were noted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_on_its_way = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.PASSING)


class TrailWaiting(Base):
    """A line of the trail, written in the transaction of the act; it goes once the trail has it. Ids and keys only."""

    __tablename__ = "trail_waiting"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    line: Mapped[dict[str, Any]] = mapped_column(JSON, info=_on_its_way)


class TrailMark(Base):
    """Where the trail of an organisation ended at a moment: nobody can cut it, or write it anew, without this too."""

    __tablename__ = "trail_mark"
    __table_args__ = (UniqueConstraint("organisation_id", "month", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[str] = mapped_column(String(7), info=IMPERSONAL)
    number: Mapped[int]
    print: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    at: Mapped[datetime] = mapped_column(default=now)
