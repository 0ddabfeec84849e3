"""Rows of what came by e-mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.cursors import Position
from app.core.db import AnyRow
from app.identity.models import Account
from app.notifications.models import Mail
from app.notifications.replies.models import InboxLook, ReceivedMail

_received = cast(Table, ReceivedMail.__table__)
_looks = cast(Table, InboxLook.__table__)
_ONCE = {
    "sqlite": sqlite.insert(_received).on_conflict_do_nothing(index_elements=["key"]).returning(_received.c.id),
    "postgresql": postgresql.insert(_received).on_conflict_do_nothing(index_elements=["key"]).returning(_received.c.id),
}


def keep_once(session: Session, values: dict[str, Any]) -> bool:
    """A new row, unless this message has come before; whether it is new."""
    session.flush()
    connection = session.connection()
    return connection.execute(_ONCE[connection.dialect.name], values).first() is not None


def is_known(session: Session, key: str) -> bool:
    return session.execute(select(ReceivedMail.id).where(ReceivedMail.key == key)).first() is not None


def say(session: Session, received_id: str, **values: Any) -> None:
    session.connection().execute(update(_received).where(_received.c.id == received_id).values(**values))


def mail_answered(session: Session, mail_id: str) -> AnyRow | None:
    """(id, organisation_id, account_id, address, answers, email) of a message of ours; email: of the account now."""
    return session.execute(
        select(
            Mail.id,
            Mail.organisation_id,
            Mail.account_id,
            Mail.address,
            Mail.name,
            Mail.answers,
            Mail.link,
            Account.email,
        )
        .outerjoin(Account, Account.id == Mail.account_id)
        .where(Mail.id == mail_id)
    ).first()


def came_from(session: Session, sender: str, since: datetime) -> int:
    """How many messages have come from an address."""
    return (
        session.scalar(select(func.count()).where(ReceivedMail.sender == sender, ReceivedMail.received_at > since)) or 0
    )


def received(
    session: Session, actor: Actor, *, state: str = "", before: Position | None = None, limit: int
) -> Sequence[AnyRow]:
    """What came for an organisation, the latest first."""
    found = (
        select(
            ReceivedMail.id, ReceivedMail.sender, ReceivedMail.subject, ReceivedMail.words, ReceivedMail.state,
            ReceivedMail.why, ReceivedMail.detail, ReceivedMail.landed_in, ReceivedMail.received_at,
            ReceivedMail.emptied_at, ReceivedMail.mail_id, Account.name,
        )
        .outerjoin(Account, Account.id == ReceivedMail.account_id)
        .where(ReceivedMail.organisation_id == actor.organisation_id)
        .order_by(ReceivedMail.received_at.desc(), ReceivedMail.id.desc())
        .limit(limit)
    )  # fmt: skip
    if state:
        found = found.where(ReceivedMail.state == state)
    if before is not None:
        moment, row_id = before
        found = found.where(
            or_(
                ReceivedMail.received_at < moment,
                (ReceivedMail.received_at == moment) & (ReceivedMail.id < row_id),
            )
        )
    return session.execute(found).all()


def empty(session: Session, before: datetime, at: datetime) -> None:
    """What names somebody, or holds their words, goes; that a message came, and what became of it, stays."""
    session.connection().execute(
        update(_received)
        .where(_received.c.received_at < before, _received.c.emptied_at.is_(None))
        .values(sender="", subject="", words="", detail="", mail_id=None, emptied_at=at)
    )


def note_look(session: Session, at: datetime, error: str) -> None:
    done = session.connection().execute(update(_looks).where(_looks.c.id == "inbox").values(looked_at=at, error=error))
    if not done.rowcount:
        session.add(InboxLook(id="inbox", looked_at=at, error=error))


def last_look(session: Session) -> AnyRow | None:
    return session.execute(select(InboxLook.looked_at, InboxLook.error)).first()
