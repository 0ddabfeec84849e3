"""How an expert is introduced."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.privacy import Basis, Purpose, Retention, personal

_told = personal(Purpose.EXCHANGE, Basis.CONSENT, Retention.ACCOUNT)


class ExpertProfile(Base):
    """What a business owner says of their trade to those who may ask them."""

    __tablename__ = "expert_profile"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    trade: Mapped[str] = mapped_column(String(80), info=_told)
    company: Mapped[str] = mapped_column(String(120), default="", info=_told)
    place: Mapped[str] = mapped_column(String(80), default="", info=_told)
    asks: Mapped[str] = mapped_column(String(500), default="", info=_told)  # what they can be asked about
    changed_at: Mapped[datetime] = mapped_column(default=now)
