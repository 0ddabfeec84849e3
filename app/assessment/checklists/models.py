"""The points of a list, and who ticked which, when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class ChecklistItem(Base):
    """A point is its words: worded otherwise, it is another one, still to tick."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("activity_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    fingerprint: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # Markdown on one line
    created_at: Mapped[datetime] = mapped_column(default=now)


class ChecklistTick(Base):
    """The person of the path has ticked this point."""

    __tablename__ = "checklist_tick"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("checklist_item.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(default=now)
