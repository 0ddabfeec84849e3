"""What the registers hold: lines, pieces, history, who is named for what, what is due."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.clock import paris
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.sealed import opens
from app.files.models import StoredFile
from app.identity.models import Account
from app.registers.models import (
    ProcedureReading,
    RegisterChange,
    RegisterEntry,
    RegisterFile,
    RegisterIndicator,
)

Rows = Sequence[AnyRow]
_person, _owner, _parent = aliased(Account), aliased(Account), aliased(RegisterEntry)

_ENTRY: Select[*tuple[Any, ...]] = (
    select(
        RegisterEntry.id,
        RegisterEntry.kind,
        RegisterEntry.facet,
        RegisterEntry.title,
        RegisterEntry.at,
        RegisterEntry.data,
        RegisterEntry.person_id,
        _person.name.label("person"),
        RegisterEntry.parent_id,
        _parent.title.label("parent"),
        RegisterEntry.owner_id,
        _owner.name.label("owner"),
        RegisterEntry.review_on,
        RegisterEntry.reviewed_at,
        RegisterEntry.settled_at,
        RegisterEntry.archived_at,
        RegisterEntry.created_at,
        RegisterEntry.version,
    )
    .outerjoin(_person, _person.id == RegisterEntry.person_id)
    .outerjoin(_owner, _owner.id == RegisterEntry.owner_id)
    .outerjoin(_parent, _parent.id == RegisterEntry.parent_id)
)


def entries(
    session: Session,
    organisation_id: str,
    kind: str,
    *,
    facet: str = "",
    archived: bool = False,
    person_id: str = "",
    limit: int = 0,
    before: tuple[Any, str] | None = None,
) -> Rows:
    """The lines of a register, newest first; those put away when `archived`."""
    statement = _ENTRY.where(
        RegisterEntry.organisation_id == organisation_id,
        RegisterEntry.kind == kind,
        RegisterEntry.archived_at.is_not(None) if archived else RegisterEntry.archived_at.is_(None),
    )
    if facet:
        statement = statement.where(RegisterEntry.facet == facet)
    if person_id:
        statement = statement.where(RegisterEntry.person_id == person_id)
    if before:
        at, last = before
        statement = statement.where(or_(RegisterEntry.at < at, and_(RegisterEntry.at == at, RegisterEntry.id < last)))
    statement = statement.order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc())
    return session.execute(statement.limit(limit) if limit else statement).all()


def entries_on(session: Session, organisation_id: str, kind: str, day: date) -> Rows:
    """The lines of a register that were in force on a day, newest first."""
    return session.execute(
        _ENTRY.where(
            RegisterEntry.organisation_id == organisation_id, RegisterEntry.kind == kind, *in_force_on(day)
        ).order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc())
    ).all()


def entries_by_id(session: Session, organisation_id: str, ids: Collection[str]) -> dict[str, AnyRow]:
    """Some lines, whatever their register: what an evidence row (`proof_kind` "register_entry") names."""
    if not ids:
        return {}
    rows = session.execute(
        _ENTRY.where(RegisterEntry.organisation_id == organisation_id, RegisterEntry.id.in_(ids))
    ).all()
    return {row.id: row for row in rows}


def entry(session: Session, organisation_id: str, kind: str, entry_id: str) -> AnyRow:
    """One line to be read. NotFound when this register of the organisation has none of that name."""
    row = session.execute(
        _ENTRY.where(
            RegisterEntry.organisation_id == organisation_id, RegisterEntry.kind == kind, RegisterEntry.id == entry_id
        )
    ).first()
    if row is None:
        raise NotFound()
    return row


def entry_for(session: Session, actor: Actor, kind: str, entry_id: str) -> RegisterEntry:
    """One line to be changed, kept from others meanwhile."""
    found = session.scalars(
        select(RegisterEntry)
        .where(
            RegisterEntry.organisation_id == actor.organisation_id,
            RegisterEntry.kind == kind,
            RegisterEntry.id == entry_id,
        )
        .with_for_update(key_share=True)
    ).first()
    if found is None:
        raise NotFound()
    return found


def of_person(session: Session, organisation_id: str, person_id: str, kinds: Collection[str]) -> Rows:
    """What these registers say of somebody, newest first."""
    return session.execute(
        _ENTRY.where(
            RegisterEntry.organisation_id == organisation_id,
            RegisterEntry.person_id == person_id,
            RegisterEntry.kind.in_(kinds),
            RegisterEntry.archived_at.is_(None),
        ).order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc())
    ).all()


def measures_decided(session: Session, organisation_id: str, person_id: str) -> list[tuple[datetime, str]]:
    """What was decided to help somebody, newest first: never what they asked, nor why."""
    rows = session.execute(
        select(RegisterEntry.at, RegisterEntry.data).where(
            RegisterEntry.organisation_id == organisation_id,
            RegisterEntry.person_id == person_id,
            RegisterEntry.kind == "adjustment",
            RegisterEntry.facet.in_(("decided", "applied")),
            RegisterEntry.archived_at.is_(None),
        ).order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc())
    )  # fmt: skip
    return [
        (row.at, row.data["measures"] if opens(row.data) else str(row.data))
        for row in rows
        if not opens(row.data) or row.data.get("measures")
    ]


def hanging(session: Session, organisation_id: str, parent_id: str) -> Rows:
    """What depends on a line: the checks of a contract, newest first."""
    return session.execute(
        _ENTRY.where(
            RegisterEntry.organisation_id == organisation_id,
            RegisterEntry.parent_id == parent_id,
            RegisterEntry.archived_at.is_(None),
        ).order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc())
    ).all()


def current(session: Session, organisation_id: str, kind: str, person_id: str | None = None) -> RegisterEntry | None:
    """The line in force of a register that has one: a procedure, the profile of a person."""
    statement = select(RegisterEntry).where(
        RegisterEntry.organisation_id == organisation_id,
        RegisterEntry.kind == kind,
        RegisterEntry.archived_at.is_(None),
    )
    if person_id is not None:
        statement = statement.where(RegisterEntry.person_id == person_id)
    return session.scalars(statement.order_by(RegisterEntry.at.desc(), RegisterEntry.id.desc()).limit(1)).first()


def counts(session: Session, organisation_id: str, day: date) -> dict[str, AnyRow]:
    """(kind, n, newest, overdue) of each register that holds something."""
    overdue = and_(RegisterEntry.review_on.is_not(None), RegisterEntry.review_on < day)
    rows = session.execute(
        select(
            RegisterEntry.kind,
            func.count().label("n"),
            func.max(RegisterEntry.at).label("newest"),
            func.sum(case((overdue, 1), else_=0)).label("overdue"),
        )
        .where(RegisterEntry.organisation_id == organisation_id, RegisterEntry.archived_at.is_(None))
        .group_by(RegisterEntry.kind)
    ).all()
    return {row.kind: row for row in rows}


def overdue(session: Session, organisation_id: str, day: date, kinds: Collection[str], limit: int = 50) -> Rows:
    """The lines of these registers whose day to be read again is past, the oldest first."""
    return session.execute(
        _ENTRY.where(
            RegisterEntry.organisation_id == organisation_id,
            RegisterEntry.kind.in_(kinds),
            RegisterEntry.archived_at.is_(None),
            RegisterEntry.review_on < day,
        )
        .order_by(RegisterEntry.review_on, RegisterEntry.id)
        .limit(limit)
    ).all()


# Pieces -------------------------------------------------------------------------------------------------------------


def files_of(session: Session, organisation_id: str, entry_ids: Collection[str]) -> dict[str, list[AnyRow]]:
    """(id, entry_id, file_id, piece, expires_on, added_at, name, size, media_type, sha256, blob_id) by line, as joined.

    What a proof is made of, for pages and for the audit file; whoever calls has checked that it may be read.
    """
    found: dict[str, list[AnyRow]] = defaultdict(list)
    if not entry_ids:
        return found
    rows = session.execute(
        select(
            RegisterFile.id,
            RegisterFile.entry_id,
            RegisterFile.file_id,
            RegisterFile.piece,
            RegisterFile.expires_on,
            RegisterFile.added_at,
            StoredFile.name,
            StoredFile.size,
            StoredFile.media_type,
            StoredFile.sha256,
            StoredFile.blob_id,
        )
        .join(StoredFile, StoredFile.id == RegisterFile.file_id)
        .where(
            RegisterFile.organisation_id == organisation_id,
            RegisterFile.entry_id.in_(entry_ids),
            RegisterFile.withdrawn_at.is_(None),
        )
        .order_by(RegisterFile.added_at, RegisterFile.id)
    ).all()
    for row in rows:
        found[row.entry_id].append(row)
    return found


def file_for(session: Session, actor: Actor, entry_id: str, file_id: str) -> RegisterFile:
    found = session.scalars(
        select(RegisterFile).where(
            RegisterFile.organisation_id == actor.organisation_id,
            RegisterFile.entry_id == entry_id,
            RegisterFile.file_id == file_id,
        )
    ).first()
    if found is None:
        raise NotFound()
    return found


def documents(session: Session, organisation_id: str, number: int | None = None, on: date | None = None) -> Rows:
    """(entry columns, indicators by `indicators_of`) of the documents in force, those that serve an indicator when named.

    `on`: as they were on a day — dated by then, and not put away before it.
    """
    statement = _ENTRY.where(RegisterEntry.organisation_id == organisation_id, RegisterEntry.kind == "document")
    if number is not None:
        serves = exists().where(RegisterIndicator.entry_id == RegisterEntry.id, RegisterIndicator.number == number)
        statement = statement.where(serves)
    if on is None:
        statement = statement.where(RegisterEntry.archived_at.is_(None))
    else:
        statement = statement.where(*in_force_on(on))
    return session.execute(statement.order_by(RegisterEntry.facet, RegisterEntry.at, RegisterEntry.id)).all()


def in_force_on(day: date) -> tuple[Any, ...]:
    """The condition of a line that was there on a day."""
    end = paris(day, 23, 59)
    return (
        RegisterEntry.at <= end,
        or_(RegisterEntry.archived_at.is_(None), RegisterEntry.archived_at > end),
    )


def indicators_of(session: Session, entry_ids: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    if entry_ids:
        for row in session.execute(
            select(RegisterIndicator.entry_id, RegisterIndicator.number)
            .where(RegisterIndicator.entry_id.in_(entry_ids))
            .order_by(RegisterIndicator.entry_id, RegisterIndicator.number)
        ):
            found[row.entry_id].append(row.number)
    return found


def history(session: Session, entry_id: str) -> Rows:
    """(at, act, by, before) of a line, newest first."""
    return session.execute(
        select(RegisterChange.at, RegisterChange.act, Account.name.label("by"), RegisterChange.before)
        .outerjoin(Account, Account.id == RegisterChange.by_id)
        .where(RegisterChange.entry_id == entry_id)
        .order_by(RegisterChange.at.desc(), RegisterChange.id.desc())
    ).all()


def has_read(session: Session, entry_id: str, account_id: str) -> bool:
    return bool(
        session.scalar(
            select(exists().where(ProcedureReading.entry_id == entry_id, ProcedureReading.account_id == account_id))
        )
    )


# What comes due -----------------------------------------------------------------------------------------------------


def reviews_due(session: Session, day: date) -> Rows:
    """(id, organisation_id, kind, title, review_on, owner_id, name, email, locale) of lines to be read again by a day."""
    return session.execute(
        select(
            RegisterEntry.id,
            RegisterEntry.organisation_id,
            RegisterEntry.kind,
            RegisterEntry.title,
            RegisterEntry.review_on.label("due_on"),
            Account.id.label("owner_id"),
            Account.name,
            Account.email,
            Account.locale,
        )
        .join(Account, Account.id == RegisterEntry.owner_id)
        .where(RegisterEntry.archived_at.is_(None), RegisterEntry.review_on <= day)
        .order_by(RegisterEntry.organisation_id, Account.id, RegisterEntry.review_on, RegisterEntry.id)
    ).all()


def pieces_due(session: Session, day: date) -> Rows:
    """The same for pieces that are no longer good by a day; `title` is that of the line."""
    return session.execute(
        select(
            RegisterEntry.id,
            RegisterEntry.organisation_id,
            RegisterEntry.kind,
            RegisterEntry.title,
            RegisterFile.id.label("piece_id"),
            RegisterFile.expires_on.label("due_on"),
            Account.id.label("owner_id"),
            Account.name,
            Account.email,
            Account.locale,
        )
        .join(RegisterEntry, RegisterEntry.id == RegisterFile.entry_id)
        .join(Account, Account.id == RegisterEntry.owner_id)
        .where(RegisterEntry.archived_at.is_(None), RegisterFile.withdrawn_at.is_(None), RegisterFile.expires_on <= day)
        .order_by(RegisterEntry.organisation_id, Account.id, RegisterFile.expires_on, RegisterFile.id)
    ).all()
