"""Who comes to a public session without an account: a person, or a group counted by heads."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_visitor = personal(Purpose.WELCOME, Basis.CONSENT, Retention.VISIT)
_security = personal(Purpose.WELCOME, Basis.INTEREST, Retention.VISIT)


class Visit(Base):
    """A registration with consent. Once its retention is over, what names the person is emptied and the figures stay."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_session", "session_id", "state", "created_at"),
        Index("ix_visit_address", "address_print", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    kind: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # person, group
    name: Mapped[str] = mapped_column(String(200), default="", info=_visitor)  # for a group, who brings it
    email: Mapped[str] = mapped_column(String(254), default="", info=_visitor)
    phone: Mapped[str] = mapped_column(String(40), default="", info=_visitor)
    contact_print: Mapped[str] = mapped_column(String(64), default="", info=_visitor)  # the same person, met again
    school: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)
    level: Mapped[str] = mapped_column(String(120), default="", info=IMPERSONAL)
    people: Mapped[int] = mapped_column(default=1)  # seats taken
    state: Mapped[str] = mapped_column(String(10), info=_visitor)  # booked, waiting, cancelled
    came: Mapped[int | None]  # how many of them; none: not said yet
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_security)  # of the private link
    address_print: Mapped[str] = mapped_column(String(64), default="", info=_security)  # slows down whoever floods
    consented_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)
    cancelled_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
