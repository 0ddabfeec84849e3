"""One conversation, and those who have a place in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.clock import today
from app.core.db import AnyRow
from app.enrolments import queries as enrolments
from app.enrolments.covers import queries as covers
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.messaging.models import Conversation, ConversationMember, Message

_learner, _adviser, _author = aliased(Account), aliased(Account), aliased(Account)
_me = aliased(ConversationMember)
_messages = cast(Table, Message.__table__)
_members = cast(Table, ConversationMember.__table__)
_conversations = cast(Table, Conversation.__table__)


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as whoever asks finds it. `begun`: it has its row; the main one of a path may have none yet."""

    id: str
    organisation_id: str
    enrolment_id: str
    learner_id: str
    learner_name: str
    adviser_id: str | None
    adviser_name: str | None
    funder_id: str | None
    status: str
    subject: str
    for_adviser: bool
    last_number: int
    takes_part: bool
    read_number: int | None  # none: the person is not among those it was written to
    kept_unread: bool
    stands_in: bool = False  # for the adviser, today
    begun: bool = True

    @property
    def is_main(self) -> bool:
        return self.id == self.enrolment_id


_CONVERSATION: Select[*tuple[Any, ...]] = (
    select(
        Conversation.id,
        Conversation.organisation_id,
        Conversation.enrolment_id,
        Conversation.learner_id,
        _learner.name.label("learner_name"),
        Enrolment.adviser_id,
        _adviser.name.label("adviser_name"),
        Enrolment.funder_id,
        Enrolment.status,
        Conversation.subject,
        Conversation.for_adviser,
        Conversation.last_number,
        func.coalesce(_me.takes_part, False),
        _me.read_number,
        func.coalesce(_me.kept_unread, False),
        covers.covered_by(bindparam("account_id"), bindparam("day")),
    )
    .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
    .join(_learner, _learner.id == Conversation.learner_id)
    .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
    .outerjoin(_me, and_(_me.conversation_id == Conversation.id, _me.account_id == bindparam("account_id")))
    .where(
        Conversation.id == bindparam("conversation_id"), Conversation.organisation_id == bindparam("organisation_id")
    )
)


def conversation_of(session: Session, actor: Actor, conversation_id: str) -> ConversationRow:
    """A conversation of the organisation, or the main one of a path that nobody has written in yet; NotFound otherwise.

    The caller asks the policy.
    """
    wanted = {
        "conversation_id": conversation_id, "organisation_id": actor.organisation_id, "account_id": actor.account_id,
        "day": today(),
    }  # fmt: skip
    row = session.execute(_CONVERSATION, wanted).first()
    if row is not None:
        return ConversationRow(*row)
    path = enrolments.enrolment_for(session, actor, conversation_id)
    return ConversationRow(
        path.id, path.organisation_id, path.id, path.learner_id, path.learner_name, path.adviser_id, path.adviser_name,
        path.funder_id, path.status, "", True, 0, False, None, False, begun=False,
    )  # fmt: skip


_TO_WRITE = (
    select(Conversation)
    .where(Conversation.id == bindparam("conversation_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def conversation_to_write(session: Session, conversation_id: str) -> Conversation:
    """The entity, its own until the act ends: numbers are given in the order in which messages are kept."""
    return session.scalars(_TO_WRITE, {"conversation_id": conversation_id}).one()


def _once(table: Table, keys: list[str]) -> dict[str, Any]:
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=keys),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=keys),
    }


_NEW_CONVERSATION = _once(_conversations, ["id"])
_NEW_MEMBER = _once(_members, ["conversation_id", "account_id"])


def keep_conversation(session: Session, values: dict[str, Any]) -> None:
    """A new conversation, unless it is there: two people may write the first word of a path at once."""
    session.flush()
    connection = session.connection()
    connection.execute(_NEW_CONVERSATION[connection.dialect.name], values)


def keep_member(session: Session, values: dict[str, Any]) -> None:
    """Somebody in a conversation, unless they are there."""
    session.flush()
    connection = session.connection()
    connection.execute(_NEW_MEMBER[connection.dialect.name], values)


_HERE = _members.c.conversation_id == bindparam("of_conversation")
_THEIRS = _HERE & (_members.c.account_id == bindparam("of_account"))
_MEMBERS = select(ConversationMember.account_id, ConversationMember.takes_part).where(
    ConversationMember.conversation_id == bindparam("conversation_id")
)
_KEEP_UP = (
    update(_members)
    .where(_THEIRS, _members.c.read_number + 1 == bindparam("number"))
    .values(read_number=bindparam("number"))
)
_LAST = select(_conversations.c.last_number).where(_conversations.c.id == bindparam("of_conversation"))
_ALL_TOLD = update(_members).where(_HERE).values(told_number=_LAST.scalar_subquery())
_TOLD = _ALL_TOLD.where(_members.c.account_id == bindparam("of_account"))


def member_ids(session: Session, conversation_id: str) -> dict[str, bool]:
    """Account id → whether they take part in their own name."""
    rows = session.execute(_MEMBERS, {"conversation_id": conversation_id})
    return {row.account_id: row.takes_part for row in rows}


def first_unread(session: Session, conversation_id: str, learner_id: str) -> int | None:
    """The number of the oldest message of the learner that nobody it was written to has seen."""
    return session.scalar(
        select(func.min(Message.number)).where(
            Message.conversation_id == conversation_id, Message.author_id == learner_id, Message.read_at.is_(None)
        )
    )


def update_member(session: Session, conversation_id: str, account_id: str, **values: Any) -> None:
    session.connection().execute(
        update(_members)
        .where(_members.c.conversation_id == conversation_id, _members.c.account_id == account_id)
        .values(**values)
    )


def keep_up(session: Session, conversation_id: str, account_id: str, number: int) -> None:
    """Whoever had read everything and writes has still read everything."""
    wanted = {"of_conversation": conversation_id, "of_account": account_id, "number": number}
    session.connection().execute(_KEEP_UP, wanted)


def mark_read(
    session: Session, conversation_id: str, number: int, moment: datetime, *, of_learner: str, own: bool
) -> None:
    """The other side has seen these words. `own`: it is the learner who reads, and the team who wrote."""
    side = _messages.c.author_id != of_learner if own else _messages.c.author_id == of_learner
    session.connection().execute(
        update(_messages)
        .where(
            _messages.c.conversation_id == conversation_id, _messages.c.number <= number, _messages.c.read_at.is_(None), side
        )
        .values(read_at=moment)
    )  # fmt: skip


def place_of(session: Session, conversation_id: str, account_id: str) -> AnyRow | None:
    """(read_number, told_number) of somebody who still has a place in a conversation."""
    wanted = {"conversation_id": conversation_id, "account_id": account_id, "day": today()}
    return session.execute(_PLACE_OF, wanted).first()


def to_tell(session: Session, conversation_id: str, but: str) -> Sequence[AnyRow]:
    """(account_id, told_number, read_number) of those whom a message of somebody (`but`) is for."""
    return session.execute(_TO_TELL, {"conversation_id": conversation_id, "but": but, "day": today()}).all()


_PLACES = (
    select(ConversationMember.account_id, ConversationMember.told_number, ConversationMember.read_number)
    .join(Conversation, Conversation.id == ConversationMember.conversation_id)
    .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
    .where(
        or_(
            ConversationMember.takes_part,
            and_(
                Conversation.for_adviser,
                or_(
                    Enrolment.adviser_id == ConversationMember.account_id,
                    covers.covered_by(ConversationMember.account_id, bindparam("day")),
                ),
            ),
        ),
        ConversationMember.conversation_id == bindparam("conversation_id"),
    )
)
_PLACE_OF = _PLACES.where(ConversationMember.account_id == bindparam("account_id"))
_TO_TELL = _PLACES.where(ConversationMember.account_id != bindparam("but"))
_ANSWERS = exists().where(
    ConversationMember.conversation_id == Conversation.id,
    ConversationMember.account_id != Conversation.learner_id,
    ConversationMember.takes_part,
)
_WAITS_FOR_ANYBODY = (
    select(func.min(Message.number))
    .join(Conversation, Conversation.id == Message.conversation_id)
    .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
    .where(
        Conversation.id == bindparam("conversation_id"),
        Conversation.for_adviser,
        Enrolment.adviser_id.is_(None),
        Message.author_id == Conversation.learner_id,
        Message.read_at.is_(None),
        ~_ANSWERS,
    )
)


def waits_for_anybody(session: Session, conversation_id: str) -> int | None:
    """The number of the oldest message that nobody has seen, of a person whom nobody follows or answers yet."""
    return session.scalar(_WAITS_FOR_ANYBODY, {"conversation_id": conversation_id})


def set_told(session: Session, conversation_id: str, account_id: str = "") -> None:
    """Somebody, or everybody, knows of all that is written there."""
    if account_id:
        session.connection().execute(_TOLD, {"of_conversation": conversation_id, "of_account": account_id})
    else:
        session.connection().execute(_ALL_TOLD, {"of_conversation": conversation_id})
