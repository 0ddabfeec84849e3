"""What somebody wrote to others and was written, and the words they keep ready."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.messaging.models import Conversation, GroupMessage, Message, MessageTemplate
from app.privacy.copy.queries.own import own_paths


def messages(session: Session, account_id: str) -> Sequence[AnyRow]:
    """Own conversations, both sides; and what the person wrote elsewhere."""
    return session.execute(
        select(
            Message.created_at,
            Conversation.subject,
            Message.body,
            Account.name.label("author"),
            (Message.author_id == account_id).label("own"),
        )
        .join(Account, Account.id == Message.author_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            or_(
                Message.author_id == account_id,
                Message.enrolment_id.in_(own_paths(account_id)),
            )
        )
        .order_by(Message.created_at, Message.id)
    ).all()


def templates(session: Session, account_id: str) -> Sequence[AnyRow]:
    """Words that the person keeps ready."""
    return session.execute(
        select(MessageTemplate.updated_at, MessageTemplate.title, MessageTemplate.subject, MessageTemplate.body)
        .where(MessageTemplate.owner_id == account_id)
        .order_by(MessageTemplate.title, MessageTemplate.id)
    ).all()


def group_messages(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What the person wrote to several at once."""
    return session.execute(
        select(GroupMessage.created_at, GroupMessage.subject, GroupMessage.body, GroupMessage.total)
        .where(GroupMessage.author_id == account_id)
        .order_by(GroupMessage.created_at, GroupMessage.id)
    ).all()
