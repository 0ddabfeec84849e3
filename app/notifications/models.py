"""What people are told by e-mail, and the reminders of a module that waits."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_told = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)

WAITING, SENT, FAILED, UNDELIVERABLE = "waiting", "sent", "failed", "undeliverable"


class Mail(Base):
    """One e-mail to one person. The same key is the same news: it is written, and sent, once."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_list", "organisation_id", "created_at"),
        Index("ix_mail_state", "state", "due_at"),
        Index("ix_mail_path", "enrolment_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: somebody without one
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolment.id"))  # the path it is about
    address: Mapped[str] = mapped_column(String(254), info=_told)
    name: Mapped[str] = mapped_column(String(200), info=_told)
    event: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)  # a folder of templates/emails
    key: Mapped[str] = mapped_column(String(200), unique=True, info=IMPERSONAL)
    subject: Mapped[str] = mapped_column(String(300), info=_told)
    text: Mapped[str] = mapped_column(Text, info=_told)
    html: Mapped[str] = mapped_column(Text, info=_told)
    calendar: Mapped[str] = mapped_column(Text, default="", info=_told)  # an invitation, as iCalendar
    method: Mapped[str] = mapped_column(String(10), default="", info=IMPERSONAL)  # REQUEST, CANCEL
    link: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)  # the page it is about, from its "/"
    answers: Mapped[str] = mapped_column(String(80), default="", info=IMPERSONAL)  # what a reply goes to: "thread:<id>"
    state: Mapped[str] = mapped_column(String(13), default=WAITING, info=_told)  # waiting, sent, failed, undeliverable
    due_at: Mapped[datetime] = mapped_column(default=now)  # not before
    attempts: Mapped[int] = mapped_column(default=0)
    sendings: Mapped[int] = mapped_column(default=1)  # grows when somebody sends it again
    error: Mapped[str] = mapped_column(Text, default="", info=_told)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


class ModuleReminder(Base):
    """Somebody was reminded of a module that is late: by the house, or by a person with a word."""

    __tablename__ = "module_reminder"
    __table_args__ = (Index("ix_module_reminder_path", "enrolment_id", "sequence_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    sequence_id: Mapped[str] = mapped_column(ForeignKey("sequence.id"))
    late_days: Mapped[int]  # open days past the last planned one
    by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # none: the house
    words: Mapped[str] = mapped_column(Text, default="", info=_told)
    mail_id: Mapped[str] = mapped_column(ForeignKey("mail.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class ReminderHold(Base):
    """The house does not remind this person until a day, because somebody of the team said so."""

    __tablename__ = "reminder_hold"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    until: Mapped[date]  # the first day on which reminders go again
    reason: Mapped[str] = mapped_column(String(200), default="", info=_told)
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
