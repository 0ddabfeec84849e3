"""What people are told, by which ways, what they choose of it, and the reminders of a module that waits."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_told = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)
_chosen = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.ACCOUNT)
_agreed = personal(Purpose.EXCHANGE, Basis.CONSENT, Retention.ACCOUNT)

WAITING, SENT, FAILED, UNDELIVERABLE = "waiting", "sent", "failed", "undeliverable"
DOUBTFUL = "doubtful"  # handed over, and interrupted before the answer: somebody looks before it is sent again


class Notice(Base):
    """One piece of news for somebody who has an account. The same key is the same news, whatever the ways it goes by.

    A message that carries it by e-mail at once has the same id.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_list", "account_id", "organisation_id", "created_at"),
        Index("ix_notice_unread", "account_id", "organisation_id", "read_at"),
        Index("ix_notice_gathered", "gathered", "account_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(30), info=IMPERSONAL)
    event: Mapped[str] = mapped_column(String(40), info=IMPERSONAL)
    key: Mapped[str] = mapped_column(String(200), unique=True, info=IMPERSONAL)
    title: Mapped[str] = mapped_column(String(300), info=_told)
    text: Mapped[str] = mapped_column(Text, info=_told)
    link: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)  # the page it is about, from its "/"
    on_page: Mapped[bool] = mapped_column(default=True)
    gathered: Mapped[str] = mapped_column(String(4), default="", info=_told)  # waits for an e-mail by: day, week
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class NoticeChoice(Base):
    """What somebody chose for one kind of news, in one organisation. No row: as the kind itself says."""

    __tablename__ = "notice_choice"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True, info=_chosen)
    page: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(5), info=_chosen)  # now, day, week, never
    push: Mapped[bool]
    sms: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)


class NoticeHabits(Base):
    """When somebody does not want to be disturbed, when their digest comes, and the number they gave for SMS."""

    __tablename__ = "notice_habits"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    quiet_from: Mapped[int | None] = mapped_column(info=_chosen)  # minutes after midnight; none: as the organisation
    quiet_until: Mapped[int | None] = mapped_column(info=_chosen)
    digest_hour: Mapped[int | None] = mapped_column(info=_chosen)
    digest_weekday: Mapped[int | None] = mapped_column(info=_chosen)  # 0: Monday
    sms_number: Mapped[str] = mapped_column(String(20), default="", info=_agreed)  # as +33612345678
    sms_agreed_at: Mapped[datetime | None] = mapped_column(info=_agreed)


class NoticeHouse(Base):
    """What an organisation decides for all: its quiet hours, and when digests leave."""

    __tablename__ = "notice_house"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    quiet_from: Mapped[int]  # minutes after midnight
    quiet_until: Mapped[int]
    digest_hour: Mapped[int]
    digest_weekday: Mapped[int]


class PushSubscription(Base):
    """A browser that somebody lets us ring: the address its maker gives, and the keys that only it can read with."""

    __tablename__ = "push_subscription"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    endpoint: Mapped[str] = mapped_column(Text, info=_agreed)
    endpoint_print: Mapped[str] = mapped_column(String(64), unique=True, info=_agreed)
    p256dh: Mapped[str] = mapped_column(String(100), info=_agreed)
    auth: Mapped[str] = mapped_column(String(40), info=_agreed)
    device: Mapped[str] = mapped_column(String(200), default="", info=_agreed)
    created_at: Mapped[datetime] = mapped_column(default=now)
    rung_at: Mapped[datetime | None]


class Ring(Base):
    """A piece of news on its way to a phone: by push to one browser, or by SMS to one number."""

    __tablename__ = "ring"
    __table_args__ = (Index("ix_ring_list", "organisation_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), index=True)
    channel: Mapped[str] = mapped_column(String(4), info=IMPERSONAL)  # push, sms
    address: Mapped[str] = mapped_column(String(36), info=_told)  # a number, or the id of a subscription
    text: Mapped[str] = mapped_column(Text, default="", info=_told)  # what an SMS says
    parts: Mapped[int] = mapped_column(default=0)  # how many SMS it is counted as
    state: Mapped[str] = mapped_column(String(13), default=WAITING, info=_told)
    due_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="", info=_told)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


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
    # waiting, sent, failed, undeliverable, doubtful
    state: Mapped[str] = mapped_column(String(13), default=WAITING, info=_told)
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
    mail_id: Mapped[str | None] = mapped_column(ForeignKey("mail.id"))  # none: told on the page, as the person chose
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
