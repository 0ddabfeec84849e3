"""Conversations: a matter, those who take part in it, and what they write to each other."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_words = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)
_UNREAD = text("read_at IS NULL")


class Conversation(Base):
    """One matter, about the path of a learner. The main one of a path (« Échanges ») has the id of the path."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_latest", "organisation_id", "last_at", "id"),
        Index("ix_conversation_path", "enrolment_id", "last_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120), info=_words)  # empty: the main one, named in each language
    for_adviser: Mapped[bool]  # whoever follows the path takes part, without being named
    last_number: Mapped[int] = mapped_column(default=0)  # of its last message
    last_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ConversationMember(Base):
    """Somebody in a conversation, and how far they have read."""

    __tablename__ = "conversation_member"
    __table_args__ = (Index("ix_conversation_member_account", "account_id", "takes_part"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    takes_part: Mapped[bool]  # named; false: somebody of the team, for as long as they follow the path
    read_number: Mapped[int] = mapped_column(default=0)  # of the last message they have seen
    read_at: Mapped[datetime | None] = mapped_column(info=_words)  # when they saw it
    kept_unread: Mapped[bool] = mapped_column(default=False)  # they put it back among what they have to read
    told_number: Mapped[int] = mapped_column(default=0)  # of the last message they were told of outside of the page
    joined_at: Mapped[datetime] = mapped_column(default=now)


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        Index("ix_message_path", "enrolment_id", "created_at"),
        Index("ix_message_author", "author_id", "created_at"),
        Index("ix_message_unread", "enrolment_id", "author_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    number: Mapped[int]  # in its conversation, in the order in which they were kept
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(Text, info=_words)  # Markdown
    html: Mapped[str] = mapped_column(Text, info=_words)  # the same, rendered and cleaned
    group_id: Mapped[str | None] = mapped_column(
        ForeignKey("group_message.id"), index=True
    )  # a copy of a group message
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]  # by the other side: the learner, or the first of those it was written to


class MessageFile(Base):
    """A file that came with a message. The copies of a group message share theirs."""

    __tablename__ = "message_file"

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]


class MessageTemplate(Base):
    """Words ready to be sent, with fields between braces; without owner, those of the organisation."""

    __tablename__ = "message_template"
    __table_args__ = (Index("ix_message_template_owner", "organisation_id", "owner_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(80), info=IMPERSONAL)
    subject: Mapped[str] = mapped_column(String(120), info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class GroupMessage(Base):
    """The same words to several people, each in a conversation of their own."""

    __tablename__ = "group_message"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        Index("ix_group_message_list", "organisation_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    form_key: Mapped[str] = mapped_column(
        String(36), info=IMPERSONAL
    )  # of the form: sent twice, it is the same message
    subject: Mapped[str] = mapped_column(String(120), info=_words)
    body: Mapped[str] = mapped_column(Text, info=_words)  # Markdown, with its fields
    file_ids: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)  # separated by spaces
    total: Mapped[int]  # people it goes to
    created_at: Mapped[datetime] = mapped_column(default=now)


class GroupRecipient(Base):
    """Somebody a group message goes to: once, whatever happens on the way."""

    __tablename__ = "group_recipient"

    group_id: Mapped[str] = mapped_column(ForeignKey("group_message.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))  # none: not sent yet
    refusal: Mapped[str] = mapped_column(String(200), default="", info=IMPERSONAL)  # why it could not be sent after all
