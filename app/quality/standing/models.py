"""What the organisation says of itself: who it is, what does not concern it and why, who answers for what.

Rows are added and never changed: the board of a past day shows what was said on that day.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class QualityChoice(Base):
    """From a day on: the profile, an answer to a condition, or an indicator said (not) to apply, with the reason."""

    __tablename__ = "quality_choice"
    __table_args__ = (Index("ix_quality_choice_said", "organisation_id", "from_on"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # profile, condition, indicator
    key: Mapped[str] = mapped_column(String(40), default="", info=IMPERSONAL)  # of the condition, or the number
    value: Mapped[str] = mapped_column(String(60), info=IMPERSONAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    from_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class QualityCharge(Base):
    """Who answers for an indicator, since when: the last row says it."""

    __tablename__ = "quality_charge"
    __table_args__ = (Index("ix_quality_charge_number", "organisation_id", "number", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
