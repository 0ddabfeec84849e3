"""What may be chosen, and who chose it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL


class ChoiceOption(Base):
    """An option is its title: worded otherwise, it is another one. How many places it has, the edition says."""

    __tablename__ = "choice_option"
    __table_args__ = (UniqueConstraint("activity_id", "title"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activity.id"))
    title: Mapped[str] = mapped_column(String(200), info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ChoicePick(Base):
    """Somebody's choice as it stands; each change of mind is in the ledger."""

    __tablename__ = "choice_pick"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    option_id: Mapped[str] = mapped_column(ForeignKey("choice_option.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(default=now)
