"""Why somebody searched the trail by reader: nobody's work is looked at without a written reason."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_security = personal(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY)


class TrailSearch(Base):
    """One reason, good for the searches of the same person about the same reader on the same day."""

    __tablename__ = "trail_search"
    __table_args__ = (Index("ix_trail_search_asked", "organisation_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    reader_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500), info=_security)
    at: Mapped[datetime] = mapped_column(default=now)
