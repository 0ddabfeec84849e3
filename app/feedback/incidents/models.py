"""What did not go as planned."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_words = personal(Purpose.QUALITY, Basis.LEGAL, Retention.COMPLAINT)


class Incident(Base):
    """Numbered in its organisation; open until its solution is written."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_incident_period", "organisation_id", "happened_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    happened_on: Mapped[date]
    subject: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # a code of content/feedback/rules.yaml
    what: Mapped[str] = mapped_column(Text, info=_words)
    solution: Mapped[str] = mapped_column(Text, default="", info=_words)
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("training_session.id"), index=True)
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    recorded_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    emptied_at: Mapped[datetime | None]
