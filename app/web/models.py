"""Answers already given to a machine, so that a request sent twice is carried out once."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.privacy import IMPERSONAL


class GivenAnswer(Base):
    __tablename__ = "given_answer"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True, info=IMPERSONAL)  # the Idempotency-Key header
    request: Mapped[str] = mapped_column(String(64), info=IMPERSONAL)  # fingerprint of method, path and body
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now)
