"""What is written in a conversation, and what came with it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.files.models import Blob, StoredFile
from app.identity.models import Account
from app.messaging.models import Conversation, ConversationMember, Message, MessageFile

_MESSAGE: Select[*tuple[Any, ...]] = select(
    Message.id,
    Message.number,
    Message.conversation_id,
    Message.author_id,
    Message.body,
    Message.html,
    Message.created_at,
    Message.read_at,
    Account.name.label("author_name"),
).join(Account, Account.id == Message.author_id)
_IN_ORDER = (
    _MESSAGE.where(Message.conversation_id == bindparam("conversation_id"))
    .order_by(Message.number.desc())
    .limit(bindparam("limit"))
)
_OF_PATH = (
    _MESSAGE.where(Message.enrolment_id == bindparam("enrolment_id"))
    .order_by(Message.created_at.desc(), Message.id.desc())
    .limit(bindparam("limit"))
)


def messages(
    session: Session, conversation_id: str, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """The end of a conversation, what comes before a number, or what has come after one; newest first."""
    statement = _IN_ORDER
    if before is not None:
        statement = statement.where(Message.number < before)
    if after is not None:
        statement = statement.where(Message.number > after)
    return session.execute(statement, {"conversation_id": conversation_id, "limit": limit}).all()


def messages_of_path(session: Session, enrolment_id: str, *, limit: int) -> Sequence[AnyRow]:
    """The latest messages about a path, in any of its conversations, newest first. Seen by the caller."""
    return session.execute(_OF_PATH, {"enrolment_id": enrolment_id, "limit": limit}).all()


def marks(session: Session, conversation_id: str) -> Sequence[AnyRow]:
    """(account_id, name, takes_part, read_number, read_at) of those who have a place in a conversation."""
    return session.execute(
        select(
            ConversationMember.account_id,
            Account.name,
            ConversationMember.takes_part,
            ConversationMember.read_number,
            ConversationMember.read_at,
        )
        .join(Account, Account.id == ConversationMember.account_id)
        .where(ConversationMember.conversation_id == conversation_id)
        .order_by(ConversationMember.joined_at, ConversationMember.account_id)
    ).all()


def files_of(session: Session, message_ids: Collection[str]) -> dict[str, list[AnyRow]]:
    """Message id → its files (id, name, size, media_type, width, height), in their order."""
    found: dict[str, list[AnyRow]] = {}
    rows = session.execute(
        select(
            MessageFile.message_id,
            StoredFile.id,
            StoredFile.name,
            StoredFile.size,
            StoredFile.media_type,
            Blob.width,
            Blob.height,
        )
        .join(StoredFile, StoredFile.id == MessageFile.file_id)
        .join(Blob, Blob.id == StoredFile.blob_id)
        .where(MessageFile.message_id.in_(sorted(message_ids)))
        .order_by(MessageFile.message_id, MessageFile.position)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


def has_file(session: Session, conversation_id: str, file_id: str) -> bool:
    """Whether a file came with a message of this conversation."""
    return (
        session.execute(
            select(MessageFile.file_id)
            .join(Message, Message.id == MessageFile.message_id)
            .where(MessageFile.file_id == file_id, Message.conversation_id == conversation_id)
            .limit(1)
        ).first()
        is not None
    )


_SAME = (
    select(Message.id)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.author_id == bindparam("author_id"),
        Message.created_at >= bindparam("since"),
        Message.body == bindparam("body"),
    )
    .order_by(Message.number.desc())
    .limit(1)
)


def same_message(
    session: Session, conversation_id: str, author_id: str, body: str, since: datetime, names: list[str]
) -> Message | None:
    """The message that says the same, with files of the same names, by the same person, since a moment."""
    wanted = {"conversation_id": conversation_id, "author_id": author_id, "since": since, "body": body}
    known = session.execute(_SAME, wanted).scalar()
    if known is None or [one.name for one in files_of(session, [known]).get(known, [])] != names:
        return None
    return session.get(Message, known)


def same_matter(session: Session, enrolment_id: str, author_id: str, subject: str, since: datetime) -> str | None:
    """The id of the conversation that somebody has just opened about the same thing."""
    return session.scalar(
        select(Conversation.id)
        .join(Message, and_(Message.conversation_id == Conversation.id, Message.number == 1))
        .where(
            Conversation.enrolment_id == enrolment_id,
            Conversation.subject == subject,
            Conversation.created_at >= since,
            Message.author_id == author_id,
        )
        .limit(1)
    )


_WRITTEN_SINCE = select(func.count(), func.min(Message.created_at)).where(
    Message.author_id == bindparam("author_id"),
    Message.created_at >= bindparam("since"),
    Message.group_id.is_(None),
)


def written_since(session: Session, author_id: str, since: datetime) -> tuple[int, datetime | None]:
    """How many messages somebody has written one by one since a moment, and when the first of them was."""
    row = session.execute(_WRITTEN_SINCE, {"author_id": author_id, "since": since}).one()
    return int(row[0]), row[1]
