"""Lists of conversations, and what somebody has still to read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.clock import today
from app.core.cursors import Position
from app.core.db import AnyRow
from app.enrolments.covers import queries as covers
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.messaging.models import Conversation, ConversationMember, Message

_learner, _adviser, _author = aliased(Account), aliased(Account), aliased(Account)
_me = aliased(ConversationMember)

_UNREAD_HERE = and_(
    Message.conversation_id == Conversation.id,
    case(
        (
            _me.account_id.is_not(None),
            and_(Message.number > _me.read_number, Message.author_id != bindparam("account_id")),
        ),
        else_=and_(Message.read_at.is_(None), Message.author_id == Conversation.learner_id),
    ),
)
_UNREAD = select(func.count()).where(_UNREAD_HERE).correlate(Conversation, _me).scalar_subquery()


# Whoever has read as far as the last message has nothing to count.
_PERHAPS_UNREAD = or_(_me.account_id.is_(None), _me.kept_unread.is_(True), Conversation.last_number > _me.read_number)


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    """What is written to somebody: in their name (a learner always is), as the one who follows the path, or who stands in."""
    named = Conversation.id.in_(
        select(ConversationMember.conversation_id).where(
            ConversationMember.account_id == actor.account_id, ConversationMember.takes_part.is_(True)
        )
    )
    if not actor.has(Role.ADVISER, Role.ADMIN):
        return named
    followed = select(Enrolment.id).where(
        Enrolment.organisation_id == actor.organisation_id,
        or_(
            Enrolment.adviser_id == actor.account_id,
            Enrolment.adviser_id.is_(None),
            covers.covered_by(actor.account_id, today()),
        ),
    )
    return or_(named, and_(Conversation.for_adviser.is_(True), Conversation.enrolment_id.in_(followed)))


def visible_conversations(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The conversations that an actor may open; `policies.may_read` in the plural."""
    statement = (
        select(
            Conversation.id,
            Conversation.enrolment_id,
            Conversation.subject,
            Conversation.last_at,
            Conversation.learner_id,
            Enrolment.status,
            _learner.name.label("learner_name"),
            _adviser.name.label("adviser_name"),
            Message.body,
            Message.author_id,
            _author.name.label("author_name"),
            (Message.author_id == Conversation.learner_id).label("from_learner"),
            func.coalesce(_me.kept_unread, False).label("kept_unread"),
            _UNREAD.label("unread"),
        )
        .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
        .join(_learner, _learner.id == Conversation.learner_id)
        .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
        .join(Message, and_(Message.conversation_id == Conversation.id, Message.number == Conversation.last_number))
        .join(_author, _author.id == Message.author_id)
        .outerjoin(_me, and_(_me.conversation_id == Conversation.id, _me.account_id == bindparam("account_id")))
        .where(Conversation.organisation_id == actor.organisation_id)
        .params(account_id=actor.account_id)
    )
    return statement if actor.has(Role.ADVISER, Role.ADMIN) else statement.where(_takes_part(actor))


def conversations(
    session: Session,
    actor: Actor,
    *,
    mine: bool,
    unread: bool = False,
    enrolment_id: str = "",
    words: str = "",
    before: Position | None = None,
    limit: int = 50,
) -> Sequence[AnyRow]:
    """The latest first. `mine`: those that the actor takes part in; `words` are looked for in what was written."""
    statement = visible_conversations(actor)
    if mine:
        statement = statement.where(_takes_part(actor))
        if not words:  # a copy of a group message is among those sent to several until somebody answers it
            statement = statement.where(or_(Message.group_id.is_(None), Message.author_id != actor.account_id))
    if unread:
        statement = statement.where(_PERHAPS_UNREAD, or_(func.coalesce(_me.kept_unread, False), _UNREAD > 0))
    if enrolment_id:
        statement = statement.where(Conversation.enrolment_id == enrolment_id)
    for word in words.lower().split()[:6]:
        statement = statement.where(_says(word))
    if before:
        moment, row_id = before
        statement = statement.where(
            or_(Conversation.last_at < moment, and_(Conversation.last_at == moment, Conversation.id < row_id))
        )
    return session.execute(
        statement.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(limit),
        {"account_id": actor.account_id},
    ).all()


def _says(word: str) -> ColumnElement[bool]:
    """A word in the subject, in the name of the person, or in any message of a conversation."""
    # a letter with an accent stands for any: SQLite knows no capitals beyond ASCII
    like = "%" + "".join(one if one.isascii() else "_" for one in word if one not in "%_\\") + "%"
    said = exists().where(Message.conversation_id == Conversation.id, func.lower(Message.body).like(like))
    return or_(
        func.lower(Conversation.subject).like(like), func.lower(_learner.name).like(like), said.correlate(Conversation)
    )


def unread_count(session: Session, actor: Actor) -> int:
    """How many messages wait for the actor, in the conversations that they take part in."""
    kept = case((and_(func.coalesce(_me.kept_unread, False), _UNREAD == 0), 1), else_=0)
    statement = (
        select(func.coalesce(func.sum(_UNREAD + kept), 0))
        .select_from(Conversation)
        .outerjoin(_me, and_(_me.conversation_id == Conversation.id, _me.account_id == bindparam("account_id")))
        .where(
            Conversation.organisation_id == actor.organisation_id,
            _takes_part(actor),
            _PERHAPS_UNREAD,
        )
    )
    return int(session.execute(statement, {"account_id": actor.account_id}).scalar() or 0)
