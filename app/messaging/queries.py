"""Conversations, their messages, and what somebody has still to read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments import queries as enrolments
from app.enrolments.models import Enrolment
from app.files.models import Blob, StoredFile
from app.identity.models import Account
from app.messaging.models import Conversation, ConversationMember, Message, MessageFile
from app.scheduling.models import Booking, TrainingSession

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
    begun: bool = True

    @property
    def is_main(self) -> bool:
        return self.id == self.enrolment_id


_CONVERSATION = (
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
        "conversation_id": conversation_id, "organisation_id": actor.organisation_id, "account_id": actor.account_id
    }  # fmt: skip
    row = session.execute(_CONVERSATION, wanted).first()
    if row is not None:
        return ConversationRow(*row)
    path = enrolments.enrolment_for(session, actor, conversation_id)
    return ConversationRow(
        path.id, path.organisation_id, path.id, path.learner_id, path.learner_name, path.adviser_id, path.adviser_name,
        path.funder_id, path.status, "", True, 0, False, None, False, begun=False,
    )  # fmt: skip


def conversation_to_write(session: Session, conversation_id: str) -> Conversation:
    """The entity, its own until the act ends: numbers are given in the order in which messages are kept."""
    return session.get_one(Conversation, conversation_id, with_for_update={"key_share": True}, populate_existing=True)


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


def member_ids(session: Session, conversation_id: str) -> dict[str, bool]:
    """Account id → whether they take part in their own name."""
    rows = session.execute(
        select(ConversationMember.account_id, ConversationMember.takes_part).where(
            ConversationMember.conversation_id == conversation_id
        )
    )
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
    session.connection().execute(
        update(_members)
        .where(
            _members.c.conversation_id == conversation_id,
            _members.c.account_id == account_id,
            _members.c.read_number == number - 1,
        )
        .values(read_number=number)
    )


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
    return session.execute(
        _PLACES.where(
            ConversationMember.conversation_id == conversation_id, ConversationMember.account_id == account_id
        )
    ).first()


def to_tell(session: Session, conversation_id: str, but: str) -> Sequence[AnyRow]:
    """(account_id, told_number, read_number) of those whom a message of somebody (`but`) is for."""
    return session.execute(
        _PLACES.where(ConversationMember.conversation_id == conversation_id, ConversationMember.account_id != but)
    ).all()


_PLACES = (
    select(ConversationMember.account_id, ConversationMember.told_number, ConversationMember.read_number)
    .join(Conversation, Conversation.id == ConversationMember.conversation_id)
    .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
    .where(
        or_(
            ConversationMember.takes_part,
            and_(Conversation.for_adviser, Enrolment.adviser_id == ConversationMember.account_id),
        )
    )
)


def set_told(session: Session, conversation_id: str, account_id: str = "") -> None:
    """Somebody, or everybody, knows of all that is written there."""
    last = select(_conversations.c.last_number).where(_conversations.c.id == conversation_id).scalar_subquery()
    statement = update(_members).where(_members.c.conversation_id == conversation_id).values(told_number=last)
    if account_id:
        statement = statement.where(_members.c.account_id == account_id)
    session.connection().execute(statement)


# --- Lists of conversations ------------------------------------------------------------------------------------------

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


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    """What is written to somebody: as its learner, in their name, or as the one who follows the path."""
    parts: list[ColumnElement[bool]] = [_me.takes_part, Conversation.learner_id == actor.account_id]
    if actor.has(Role.ADVISER, Role.ADMIN):
        followed = or_(Enrolment.adviser_id == actor.account_id, Enrolment.adviser_id.is_(None))
        parts.append(and_(Conversation.for_adviser, followed))
    return or_(*parts)


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
    if unread:
        statement = statement.where(or_(func.coalesce(_me.kept_unread, False), _UNREAD > 0))
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
    like = f"%{word.replace('%', '').replace('_', '')}%"
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
        .join(Enrolment, Enrolment.id == Conversation.enrolment_id)
        .outerjoin(_me, and_(_me.conversation_id == Conversation.id, _me.account_id == bindparam("account_id")))
        .where(
            Conversation.organisation_id == actor.organisation_id,
            _takes_part(actor),
            or_(_me.account_id.is_(None), _me.kept_unread, Conversation.last_number > _me.read_number),
        )
    )
    return int(session.execute(statement, {"account_id": actor.account_id}).scalar() or 0)


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


# --- Messages ----------------------------------------------------------------------------------------------------------

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


def message_by_id(session: Session, message_id: str) -> Message | None:
    return session.get(Message, message_id)


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


def written_since(session: Session, author_id: str, since: datetime) -> tuple[int, datetime | None]:
    """How many messages somebody has written one by one since a moment, and when the first of them was."""
    row = session.execute(
        select(func.count(), func.min(Message.created_at)).where(
            Message.author_id == author_id, Message.created_at >= since, Message.group_id.is_(None)
        )
    ).one()
    return int(row[0]), row[1]


# --- Who may be written to ---------------------------------------------------------------------------------------------


def trains(session: Session, account_id: str, enrolment_id: str) -> bool:
    """Whether somebody leads, or has led, a session that the person has a seat in."""
    return (
        session.execute(
            select(Booking.id)
            .join(TrainingSession, TrainingSession.id == Booking.session_id)
            .where(
                Booking.enrolment_id == enrolment_id,
                Booking.state == "booked",
                TrainingSession.trainer_id == account_id,
            )
            .limit(1)
        ).first()
        is not None
    )


def trainers_of(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(id, name) of those who lead the sessions that a person has a seat in."""
    return session.execute(
        select(Account.id, Account.name)
        .distinct()
        .join(TrainingSession, TrainingSession.trainer_id == Account.id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.enrolment_id == enrolment_id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(Account.name, Account.id)
    ).all()


def people_to_write_to(session: Session, actor: Actor, words: str, limit: int) -> Sequence[AnyRow]:
    """(id, name, adviser_name, status) of the paths that the actor may open a conversation about, by name."""
    statement = (
        select(Enrolment.id, _learner.name, _adviser.name.label("adviser_name"), Enrolment.status)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
        .where(Enrolment.organisation_id == actor.organisation_id)
    )
    if not actor.has(Role.ADVISER, Role.ADMIN):
        statement = statement.where(trained_by(actor.account_id))
    elif not words:
        statement = statement.where(Enrolment.adviser_id == actor.account_id)
    for word in words.lower().split()[:6]:
        statement = statement.where(func.lower(_learner.name).like(f"%{word.replace('%', '').replace('_', '')}%"))
    return session.execute(statement.order_by(_learner.name, Enrolment.id).limit(limit)).all()


def trained_by(account_id: str) -> ColumnElement[bool]:
    """The paths of those who have a seat in a session that somebody leads."""
    return exists().where(
        Booking.enrolment_id == Enrolment.id,
        Booking.state == "booked",
        Booking.session_id == TrainingSession.id,
        TrainingSession.trainer_id == account_id,
    )


def path_of(session: Session, organisation_id: str, enrolment_id: str) -> enrolments.EnrolmentRow:
    """A path of the organisation; NotFound otherwise."""
    if not enrolment_id:
        raise NotFound()
    return enrolments.enrolment_of(session, organisation_id, enrolment_id)
