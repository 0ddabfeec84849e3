"""The private address where somebody's forum is read by a feed reader."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import Basis, Purpose, Retention, personal

_secret = personal(Purpose.ACCOUNT, Basis.CONTRACT, Retention.ACCOUNT)


class ForumFeed(Base):
    """One address per person and organisation. The address itself is not here: see `core.private_addresses`."""

    __tablename__ = "forum_feed"
    __table_args__ = (UniqueConstraint("organisation_id", "account_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), info=_secret)  # random; with the secret of the house, the address
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_secret)
    created_at: Mapped[datetime] = mapped_column(default=now)  # of this very address
