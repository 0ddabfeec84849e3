"""Who stands in for whom, from when to when, and for which people."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_path = personal(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)


class Cover(Base):
    """During these days a colleague sees an adviser's people as their own; nobody changes adviser."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_when", "organisation_id", "until"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    adviser_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    colleague_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[date]
    until: Mapped[date]  # the last day, included; brought forward when it is ended early
    everyone: Mapped[bool]  # all the adviser's people, those who arrive meanwhile too; or those of CoverPath
    reason: Mapped[str] = mapped_column(Text, default="", info=_path)
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]  # ended by hand, before its last day


class CoverPath(Base):
    """One of the people chosen, when not all of them are covered."""

    __tablename__ = "cover_path"

    cover_id: Mapped[str] = mapped_column(ForeignKey("cover.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
