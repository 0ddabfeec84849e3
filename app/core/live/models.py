"""What has just happened, for the other processes of a SQLite house: kept for some minutes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.privacy import IMPERSONAL


class LiveEvent(Base):
    """A subject that has something new; the numbers only grow, so that a process asks for those it has not seen."""

    __tablename__ = "live_event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)  # "conversation:<id>"
    origin: Mapped[str] = mapped_column(String(36), info=IMPERSONAL)  # the process that has told its own people already
    at: Mapped[datetime] = mapped_column(default=now)
