"""What somebody complains of, what was said since, and when each thing was due."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, Sensitivity, personal
from app.core.sealed import SealedText

_said = personal(Purpose.QUALITY, Basis.LEGAL, Retention.COMPLAINT)
_words = personal(Purpose.QUALITY, Basis.LEGAL, Retention.COMPLAINT, Sensitivity.RESTRICTED)
_security = personal(Purpose.QUALITY, Basis.INTEREST, Retention.COMPLAINT)


class Complaint(Base):
    """Numbered in its organisation. Once its retention is over, what names people is emptied and the figures stay."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_complaint_list", "organisation_id", "state", "answer_by"),
        Index("ix_complaint_period", "organisation_id", "received_at"),
        Index("ix_complaint_address", "address_print", "created_at"),
        Index("ix_complaint_kept", "emptied_at", "closed_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    way: Mapped[str] = mapped_column(String(8), info=IMPERSONAL)  # form, account, staff
    subject: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # a code of content/feedback/rules.yaml
    name: Mapped[str] = mapped_column(String(200), default="", info=_said)
    email: Mapped[str] = mapped_column(String(254), default="", info=_said)
    phone: Mapped[str] = mapped_column(String(40), default="", info=_said)
    words: Mapped[str] = mapped_column(SealedText("complaint.words"), info=_words)
    wish: Mapped[str] = mapped_column(SealedText("complaint.wish"), default="", info=_words)  # what would put it right
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # whoever complains
    about_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # never reads it
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), info=IMPERSONAL)  # received, handled, answered, closed
    received_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # founded, partly, unfounded, dropped
    satisfied: Mapped[str] = mapped_column(String(8), default="", info=_said)  # with the answer: yes, partly, no
    address_print: Mapped[str] = mapped_column(String(64), default="", info=_security)  # slows down whoever floods
    words_print: Mapped[str] = mapped_column(String(64), default="", info=_security)  # sent twice: the same complaint
    nonce: Mapped[str] = mapped_column(String(64), info=_security)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=_security)
    created_at: Mapped[datetime] = mapped_column(default=now)
    emptied_at: Mapped[datetime | None]


class ComplaintAct(Base):
    """One thing said or done, dated and signed. Never changed; its words are emptied with the complaint."""

    __tablename__ = "complaint_act"
    __table_args__ = (Index("ix_complaint_act_list", "complaint_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaint.id"))
    what: Mapped[str] = mapped_column(String(12), info=IMPERSONAL)  # see rules.ACTS
    by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: the person themselves
    words: Mapped[str] = mapped_column(SealedText("complaint_act.words"), default="", info=_words)
    at: Mapped[datetime]
