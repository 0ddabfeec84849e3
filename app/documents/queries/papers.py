"""The documents that were made."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.documents import policies
from app.documents.models import (
    VALID,
    IssuedDocument,
)
from app.documents.queries.columns import DOCUMENT, LISTED
from app.enrolments.models import Enrolment
from app.files.models import StoredFile
from app.identity.models import Account, Organisation
from app.ledger.models import LedgerEntry


def documents_of_enrolments(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Every document of these paths, in every state, by path and date: the columns of `DOCUMENT`, `file_id` being the
    bytes that were made and `signed_file_id` those with the trail. One statement."""
    if not enrolment_ids:
        return ()
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.in_(enrolment_ids)
        ).order_by(IssuedDocument.enrolment_id, IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def documents_in_period(session: Session, organisation_id: str, start: date, end: date) -> Sequence[AnyRow]:
    """Every document made between two days, both included. One statement."""
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id,
            IssuedDocument.made_at >= Period(start, end).since,
            IssuedDocument.made_at < Period(start, end).until,
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def house_documents(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The documents of no path (règlement intérieur, livret, programme sheets), in every state. One statement."""
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.is_(None)
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def counts_by_kind(session: Session, organisation_id: str, start: date, end: date) -> dict[str, int]:
    """How many valid documents of each kind were made in a period."""
    rows = session.execute(
        select(IssuedDocument.kind, func.count().label("n"))
        .where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.state == VALID,
            IssuedDocument.made_at >= Period(start, end).since, IssuedDocument.made_at < Period(start, end).until,
        )
        .group_by(IssuedDocument.kind)
        .order_by(IssuedDocument.kind)
    )  # fmt: skip
    return {row.kind: row.n for row in rows}


def next_serial(session: Session, organisation_id: str, kind: str, year: int) -> int:
    """The number that follows. The caller has taken the turn of the organisation: nobody else reads it meanwhile."""
    last = session.scalar(
        select(func.max(IssuedDocument.serial)).where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind == kind, IssuedDocument.year == year
        )
    )
    return (last or 0) + 1


def standing(
    session: Session, organisation_id: str, kind: str, enrolment_id: str | None, course_id: str | None
) -> Sequence[IssuedDocument]:
    """The valid documents of a kind for one subject, held until the end of the act, the latest first."""
    return session.scalars(
        select(IssuedDocument)
        .where(
            IssuedDocument.organisation_id == organisation_id,
            IssuedDocument.kind == kind,
            IssuedDocument.state == VALID,
            _same(IssuedDocument.enrolment_id, enrolment_id),
            _same(IssuedDocument.course_id, course_id),
        )
        .order_by(IssuedDocument.made_at.desc(), IssuedDocument.id.desc())
        .with_for_update(key_share=True)
    ).all()


def _same(column: Any, value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]


def document_for(session: Session, actor: Actor, document_id: str) -> AnyRow:
    """A document that the actor may open: the team, or whoever it was given to. NotFound otherwise."""
    row = session.execute(
        DOCUMENT.where(IssuedDocument.id == document_id, IssuedDocument.organisation_id == actor.organisation_id)
    ).first()
    if row is None or not policies.may_read(
        actor, row.learner_id, given=row.sent_at is not None, of_house=row.enrolment_id is None
    ):
        raise NotFound()
    return row


def document_to_change(session: Session, organisation_id: str, document_id: str) -> IssuedDocument:
    """The entity, held until the act ends."""
    found = session.get(IssuedDocument, document_id, with_for_update={"key_share": True})
    if found is None or found.organisation_id != organisation_id:
        raise NotFound()
    return found


def by_code(session: Session, code: str) -> AnyRow | None:
    """(kind, number, made_at, state, why, sha256, organisation_name, replaced_by, learner_name, signed) under a code."""
    newer = aliased(IssuedDocument)
    return session.execute(
        select(
            IssuedDocument.kind, IssuedDocument.number, IssuedDocument.made_at, IssuedDocument.state,
            IssuedDocument.sha256, IssuedDocument.signed_file_id, StoredFile.sha256.label("signed_sha256"),
            Organisation.name.label("organisation_name"), newer.number.label("replaced_by"),
            newer.made_at.label("replaced_at"), Account.name.label("learner_name"),
        )
        .join(Organisation, Organisation.id == IssuedDocument.organisation_id)
        .outerjoin(newer, newer.replaces_id == IssuedDocument.id)
        .outerjoin(StoredFile, StoredFile.id == IssuedDocument.signed_file_id)
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .where(IssuedDocument.code == code)
    ).first()  # fmt: skip


def replaced_by(session: Session, document_id: str) -> AnyRow | None:
    """(id, number, made_at) of the document that came in the place of another."""
    return session.execute(
        select(IssuedDocument.id, IssuedDocument.number, IssuedDocument.made_at).where(
            IssuedDocument.replaces_id == document_id
        )
    ).first()


def own_documents(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """What was given to a person, in every state, the latest first."""
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == actor.organisation_id,
            Enrolment.learner_id == actor.account_id,
            IssuedDocument.sent_at.is_not(None),
        ).order_by(IssuedDocument.made_at.desc(), IssuedDocument.id)
    ).all()


def outdated(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The valid documents that no longer say what is so, to be made again."""
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.state == VALID,
            IssuedDocument.outdated != "", LISTED,
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()  # fmt: skip


def with_hours(session: Session, enrolment_id: str) -> Sequence[IssuedDocument]:
    """The valid documents of a path that say hours or an exit: what a correction may make untrue."""
    return session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.enrolment_id == enrolment_id,
            IssuedDocument.state == VALID,
            IssuedDocument.period_end.is_not(None),
        )
    ).all()


_HAS_HOURS = (  # asked after each act of a learner: built once
    select(IssuedDocument.id)
    .where(
        IssuedDocument.enrolment_id == bindparam("enrolment_id"),
        IssuedDocument.state == VALID,
        IssuedDocument.period_end.is_not(None),
    )
    .limit(1)
)


def has_hours(session: Session, enrolment_id: str) -> bool:
    return session.execute(_HAS_HOURS, {"enrolment_id": enrolment_id}).first() is not None


def frozen(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[IssuedDocument]:
    """Documents with everything that they print, in the order of their numbers."""
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.organisation_id == organisation_id, IssuedDocument.id.in_(document_ids))
        .order_by(IssuedDocument.kind, IssuedDocument.year, IssuedDocument.serial)
    ).all()


def recent(
    session: Session, organisation_id: str, *, kind: str = "", state: str = "", limit: int = 51, skip: int = 0
) -> Sequence[AnyRow]:
    """The documents of an organisation, the latest first."""
    statement = DOCUMENT.where(IssuedDocument.organisation_id == organisation_id, LISTED)
    if kind:
        statement = statement.where(IssuedDocument.kind == kind)
    if state:
        statement = statement.where(IssuedDocument.state == state)
    return session.execute(
        statement.order_by(IssuedDocument.made_at.desc(), IssuedDocument.id.desc()).limit(limit).offset(skip)
    ).all()


def made(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[AnyRow]:
    """These documents, in every state."""
    return session.execute(
        DOCUMENT.where(IssuedDocument.organisation_id == organisation_id, IssuedDocument.id.in_(document_ids)).order_by(
            IssuedDocument.kind, IssuedDocument.year, IssuedDocument.serial
        )
    ).all()


def kept_files(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(name, blob_id) of the files of documents, the signed one where there is one, by number."""
    return session.execute(
        select(StoredFile.name, StoredFile.blob_id)
        .join(IssuedDocument, StoredFile.id == func.coalesce(IssuedDocument.signed_file_id, IssuedDocument.file_id))
        .where(IssuedDocument.organisation_id == organisation_id, IssuedDocument.id.in_(document_ids))
        .order_by(IssuedDocument.kind, IssuedDocument.year, IssuedDocument.serial)
    ).all()


def paths_of_papers(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[str | None]:
    """The enrolments that these documents are about; None: of the house."""
    return session.scalars(
        select(IssuedDocument.enrolment_id)
        .where(IssuedDocument.organisation_id == organisation_id, IssuedDocument.id.in_(document_ids))
        .order_by(IssuedDocument.kind, IssuedDocument.year, IssuedDocument.serial)
    ).all()


def touched(session: Session, since: datetime) -> Sequence[AnyRow]:
    """(organisation_id, enrolment_id, made_by) of the paths whose documents say hours, and whose ledger has moved."""
    return session.execute(
        select(
            IssuedDocument.organisation_id,
            IssuedDocument.enrolment_id,
            func.max(IssuedDocument.made_by).label("made_by"),
        )
        .join(LedgerEntry, LedgerEntry.enrolment_id == IssuedDocument.enrolment_id)
        .where(IssuedDocument.state == VALID, IssuedDocument.period_end.is_not(None), LedgerEntry.recorded_at >= since)
        .group_by(IssuedDocument.organisation_id, IssuedDocument.enrolment_id)
        .order_by(IssuedDocument.enrolment_id)
    ).all()
