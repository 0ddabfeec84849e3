"""Conversations and their messages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.cursors import Position
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.messaging.models import Message

AnyRow = Row[*tuple[Any, ...]]

_adviser = aliased(Account)

_MESSAGES: Select[*tuple[Any, ...]] = (
    select(
        Message.id,
        Message.author_id,
        Message.body,
        Message.html,
        Message.created_at,
        Message.read_at,
        Account.name.label("author_name"),
    )
    .join(Account, Account.id == Message.author_id)
    .where(Message.enrolment_id == bindparam("enrolment_id"))
    .order_by(Message.created_at.desc(), Message.id.desc())
    .limit(bindparam("limit"))
)

_SAME = (
    select(Message.id)
    .where(
        Message.enrolment_id == bindparam("enrolment_id"),
        Message.author_id == bindparam("author_id"),
        Message.created_at >= bindparam("since"),
        Message.body == bindparam("body"),
    )
    .order_by(Message.created_at.desc())
    .limit(1)
)
_UNREAD_IDS = select(Message.id).where(Message.enrolment_id == bindparam("enrolment_id"), Message.read_at.is_(None))
_messages = cast(Table, Message.__table__)
MARK_READ = update(_messages).where(_messages.c.id == bindparam("message_id")).values(read_at=bindparam("moment"))
_UNREAD_OF_LEARNER = _UNREAD_IDS.where(Message.author_id == bindparam("learner_id"))
_UNREAD_OF_TEAM = _UNREAD_IDS.where(Message.author_id != bindparam("learner_id"))

_LAST = (
    select(Message.id)
    .where(Message.enrolment_id == Enrolment.id)
    .order_by(Message.created_at.desc(), Message.id.desc())
    .limit(1)
    .correlate(Enrolment)
    .scalar_subquery()
)
_UNREAD = (
    select(func.count())
    .where(
        Message.enrolment_id == Enrolment.id,
        Message.author_id == Enrolment.learner_id,
        Message.read_at.is_(None),
    )
    .correlate(Enrolment)
    .scalar_subquery()
)


def visible_conversations(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The conversations that have begun in the actor's organisation, for those who accompany."""
    return (
        select(
            Enrolment.id,
            Enrolment.status,
            Account.name.label("learner_name"),
            _adviser.name.label("adviser_name"),
            Message.body,
            Message.created_at,
            (Message.author_id == Enrolment.learner_id).label("from_learner"),
            _UNREAD.label("unread"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
        .join(Message, Message.id == _LAST)
        .where(Enrolment.organisation_id == actor.organisation_id)
    )


def conversations(session: Session, actor: Actor, *, mine: bool, limit: int = 50, offset: int = 0) -> Sequence[AnyRow]:
    """Unread first, then the latest. `mine`: of the people that the actor follows, else of everyone."""
    statement = visible_conversations(actor)
    if mine:
        statement = statement.where(Enrolment.adviser_id == actor.account_id)
    return session.execute(
        statement.order_by((_UNREAD > 0).desc(), Message.created_at.desc(), Enrolment.id).limit(limit).offset(offset)
    ).all()


def messages(
    session: Session, enrolment_id: str, *, before: Position | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """The end of a conversation (or what comes before a message), newest first. Seen by the caller."""
    statement = _MESSAGES
    if before:
        moment, row_id = before
        statement = statement.where(
            (Message.created_at < moment) | ((Message.created_at == moment) & (Message.id < row_id))
        )
    return session.execute(statement, {"enrolment_id": enrolment_id, "limit": limit}).all()


def same_message(session: Session, enrolment_id: str, author_id: str, body: str, since: datetime) -> Message | None:
    """The message that says the same, by the same person, since a moment."""
    wanted = {"enrolment_id": enrolment_id, "author_id": author_id, "since": since, "body": body}
    known = session.execute(_SAME, wanted).scalar()
    return session.get(Message, known) if known else None


def unread_for(session: Session, enrolment_id: str, learner_id: str, actor: Actor) -> list[str]:
    """The ids of the messages of the other side that nobody has opened yet."""
    statement = _UNREAD_OF_TEAM if actor.account_id == learner_id else _UNREAD_OF_LEARNER
    return list(session.scalars(statement, {"enrolment_id": enrolment_id, "learner_id": learner_id}))


def unread_count(session: Session, actor: Actor) -> int:
    """How many messages wait for the actor: the team's for a learner, those of the people they follow else."""
    sides: list[ColumnElement[bool]] = []
    if actor.has(Role.LEARNER):
        sides.append(and_(Enrolment.learner_id == actor.account_id, Message.author_id != Enrolment.learner_id))
    if actor.has(Role.ADVISER, Role.ADMIN):
        followed = or_(Enrolment.adviser_id == actor.account_id, Enrolment.adviser_id.is_(None))
        sides.append(and_(followed, Message.author_id == Enrolment.learner_id))
    if not sides:
        return 0
    statement = (
        select(func.count())
        .select_from(Message)
        .join(Enrolment, Enrolment.id == Message.enrolment_id)
        .where(Enrolment.organisation_id == actor.organisation_id, Message.read_at.is_(None), or_(*sides))
    )
    return session.scalar(statement) or 0


def unread_by_enrolment(session: Session, enrolment_ids: Iterable[str]) -> dict[str, datetime]:
    """Enrolment id → when the oldest unread message of the learner was written."""
    rows = session.execute(
        select(Message.enrolment_id, func.min(Message.created_at).label("since"))
        .join(Enrolment, Enrolment.id == Message.enrolment_id)
        .where(
            Message.enrolment_id.in_(list(enrolment_ids)),
            Message.read_at.is_(None),
            Message.author_id == Enrolment.learner_id,
        )
        .group_by(Message.enrolment_id)
    )
    return {row.enrolment_id: row.since for row in rows}
