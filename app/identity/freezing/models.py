"""A person whose data may be kept and no longer used."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_asked = personal(Purpose.RIGHTS, Basis.LEGAL, Retention.REQUEST)
_STANDS = text("lifted_at IS NULL")


class DataFreeze(Base):
    """From a moment on, until it is lifted. The day of the lifting is told to the person before."""

    __tablename__ = "data_freeze"
    __table_args__ = (
        Index(
            "ix_data_freeze_now", "organisation_id", "account_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        Index("ix_data_freeze_account_id", "account_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    ground: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # accuracy, unlawful, claims, objection
    reason: Mapped[str] = mapped_column(Text, default="", info=_asked)
    frozen_at: Mapped[datetime] = mapped_column(default=now)
    frozen_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    lift_told_at: Mapped[datetime | None]  # the person was told that it would be lifted
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
