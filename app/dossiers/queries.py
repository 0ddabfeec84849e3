"""What dossiers hold, for whoever may read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.cursors import Position
from app.core.errors import NotFound
from app.dossiers.models import (
    Dossier,
    DossierCorrection,
    DossierGoal,
    DossierList,
    DossierNote,
    DossierNoteReader,
    DossierNoteVersion,
    DossierReading,
)
from app.dossiers.policies import TEAM
from app.enrolments.models import Enrolment
from app.files.models import StoredFile
from app.identity.models import Account, Membership

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]

_author = aliased(Account)

LISTED = 200


# Who sees what ------------------------------------------------------------------------------------------------------


def _own(actor: Actor) -> ColumnElement[bool]:
    return Enrolment.learner_id == actor.account_id if actor.has(Role.LEARNER) else false()


def _team(actor: Actor) -> ColumnElement[bool]:
    return Enrolment.learner_id != actor.account_id if actor.has(*TEAM) else false()


def visible_notes(actor: Actor) -> ColumnElement[bool]:
    """`policies.may_read_note` in the plural; the statement joins the enrolment."""
    named = exists().where(
        DossierNoteReader.note_id == DossierNote.id, DossierNoteReader.account_id == actor.account_id
    )
    mine = or_(DossierNote.visibility != "restricted", DossierNote.author_id == actor.account_id, named)
    return and_(
        DossierNote.organisation_id == actor.organisation_id,
        or_(and_(_own(actor), DossierNote.visibility == "shared"), and_(_team(actor), mine)),
    )


def visible_goals(actor: Actor) -> ColumnElement[bool]:
    """`policies.may_see_goal` in the plural; the statement joins the enrolment."""
    return and_(
        DossierGoal.organisation_id == actor.organisation_id,
        or_(_own(actor), and_(_team(actor), DossierGoal.hidden.is_(False))),
    )


# The page -----------------------------------------------------------------------------------------------------------


def dossier(session: Session, enrolment_id: str) -> Dossier | None:
    return session.get(Dossier, enrolment_id)


def dossier_to_change(session: Session, enrolment_id: str) -> Dossier | None:
    return session.get(Dossier, enrolment_id, with_for_update=True, populate_existing=True)


def chosen_lists(session: Session, organisation_id: str) -> dict[str, list[str]]:
    """The lists that the organisation has made its own, by name."""
    rows = session.execute(
        select(DossierList.name, DossierList.choices).where(DossierList.organisation_id == organisation_id)
    )
    return {row.name: list(row.choices) for row in rows}


def list_to_change(session: Session, organisation_id: str, name: str) -> DossierList | None:
    return session.get(DossierList, (organisation_id, name), with_for_update=True)


def team(session: Session, organisation_id: str) -> Rows:
    """(id, name) of those who may be named in a restricted note, by name."""
    return session.execute(
        select(Account.id, Account.name)
        .where(
            exists().where(
                Membership.account_id == Account.id,
                Membership.organisation_id == organisation_id,
                Membership.role.in_([role.value for role in TEAM]),
            )
        )
        .order_by(Account.name, Account.id)
    ).all()


# Notes --------------------------------------------------------------------------------------------------------------

_NOTE: Select[*tuple[Any, ...]] = (
    select(
        DossierNote.id,
        DossierNote.enrolment_id,
        DossierNote.author_id,
        _author.name.label("author_name"),
        DossierNote.kind,
        DossierNote.visibility,
        DossierNote.subject,
        DossierNote.body,
        DossierNote.others,
        DossierNote.written_at,
        DossierNote.changed_at,
        DossierNote.lifted_on,
        DossierNote.withdrawn_at,
        DossierNote.withdrawn_reason,
        DossierNote.file_id,
        StoredFile.name.label("file_name"),
        StoredFile.size.label("file_size"),
        StoredFile.media_type.label("file_type"),
        Enrolment.learner_id,
    )
    .join(Enrolment, Enrolment.id == DossierNote.enrolment_id)
    .join(_author, _author.id == DossierNote.author_id)
    .outerjoin(StoredFile, StoredFile.id == DossierNote.file_id)
)


def notes(session: Session, actor: Actor, enrolment_id: str, *, limit: int = LISTED) -> Rows:
    """The notes, obstacles and documents of one path that the actor may read, the latest first."""
    statement = _NOTE.where(visible_notes(actor), DossierNote.enrolment_id == enrolment_id)
    return session.execute(statement.order_by(DossierNote.written_at.desc(), DossierNote.id.desc()).limit(limit)).all()


def note_for(session: Session, actor: Actor, enrolment_id: str, note_id: str) -> AnyRow:
    """The note, if the actor may read it; NotFound otherwise."""
    row = session.execute(
        _NOTE.where(visible_notes(actor), DossierNote.enrolment_id == enrolment_id, DossierNote.id == note_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def may_open_file(session: Session, actor: Actor, file_id: str) -> bool | None:
    """Whether the actor reads the note of a document; None for a file that is no document of a dossier."""
    row = session.execute(
        select(DossierNote.withdrawn_at, visible_notes(actor).label("seen"))
        .join(Enrolment, Enrolment.id == DossierNote.enrolment_id)
        .where(DossierNote.file_id == file_id)
    ).first()
    return None if row is None else bool(row.seen) and row.withdrawn_at is None


def note_to_change(session: Session, actor: Actor, enrolment_id: str, note_id: str) -> DossierNote:
    note_for(session, actor, enrolment_id, note_id)
    return session.get_one(DossierNote, note_id, with_for_update=True, populate_existing=True)


def same_note(
    session: Session, author_id: str, enrolment_id: str, kind: str, visibility: str, body: str, since: datetime
) -> str | None:
    """A note that somebody has just written in the same words for the same readers."""
    lately = session.execute(
        select(DossierNote.id, DossierNote.body).where(
            DossierNote.enrolment_id == enrolment_id,
            DossierNote.author_id == author_id,
            DossierNote.kind == kind,
            DossierNote.visibility == visibility,
            DossierNote.withdrawn_at.is_(None),
            DossierNote.file_id.is_(None),
            DossierNote.written_at >= since,
        )
    )
    return next((row.id for row in lately if row.body == body), None)


def readers(session: Session, note_ids: Sequence[str]) -> dict[str, list[AnyRow]]:
    """Note id → (account_id, name) of those named in it."""
    found: dict[str, list[AnyRow]] = {}
    for row in session.execute(
        select(DossierNoteReader.note_id, DossierNoteReader.account_id, Account.name)
        .join(Account, Account.id == DossierNoteReader.account_id)
        .where(DossierNoteReader.note_id.in_(note_ids))
        .order_by(Account.name, Account.id)
    ):
        found.setdefault(row.note_id, []).append(row)
    return found


def reader_rows(session: Session, note_id: str) -> list[DossierNoteReader]:
    return list(session.scalars(select(DossierNoteReader).where(DossierNoteReader.note_id == note_id)))


def versions(session: Session, note_id: str) -> Rows:
    """(number, body, visibility, until, changer) of a note whose reader the caller has checked, the latest first."""
    return session.execute(
        select(
            DossierNoteVersion.number,
            DossierNoteVersion.body,
            DossierNoteVersion.visibility,
            DossierNoteVersion.until,
            Account.name.label("changer"),
        )
        .join(Account, Account.id == DossierNoteVersion.changed_by)
        .where(DossierNoteVersion.note_id == note_id)
        .order_by(DossierNoteVersion.number.desc())
    ).all()


def version_count(session: Session, note_id: str) -> int:
    found = session.scalar(select(func.count()).where(DossierNoteVersion.note_id == note_id))
    return found or 0


# Corrections asked for, readings ------------------------------------------------------------------------------------


def corrections(session: Session, enrolment_id: str) -> Rows:
    return session.execute(
        select(
            DossierCorrection.id,
            DossierCorrection.body,
            DossierCorrection.asked_at,
            DossierCorrection.answer,
            DossierCorrection.answered_at,
            Account.name.label("answerer"),
        )
        .outerjoin(Account, Account.id == DossierCorrection.answered_by)
        .where(DossierCorrection.enrolment_id == enrolment_id)
        .order_by(DossierCorrection.asked_at.desc(), DossierCorrection.id.desc())
    ).all()


def correction_to_answer(session: Session, enrolment_id: str, correction_id: str) -> DossierCorrection:
    found = session.get(DossierCorrection, correction_id, with_for_update=True, populate_existing=True)
    if found is None or found.enrolment_id != enrolment_id:
        raise NotFound()
    return found


def read_since(session: Session, enrolment_id: str, reader_id: str, part: str, since: datetime) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    DossierReading.enrolment_id == enrolment_id,
                    DossierReading.at >= since,
                    DossierReading.reader_id == reader_id,
                    DossierReading.part == part,
                )
            )
        )
    )


def read_lately(session: Session, enrolment_ids: Sequence[str], reader_id: str, part: str, since: datetime) -> set[str]:
    """Those of these dossiers that somebody has opened by this part since a moment."""
    return set(
        session.scalars(
            select(DossierReading.enrolment_id)
            .where(
                DossierReading.enrolment_id.in_(enrolment_ids),
                DossierReading.at >= since,
                DossierReading.reader_id == reader_id,
                DossierReading.part == part,
            )
            .distinct()
        )
    )


def readings(session: Session, enrolment_id: str, *, before: Position | None = None, limit: int = 50) -> Rows:
    """(id, name, part, at): who read a dossier, the latest first."""
    statement = (
        select(DossierReading.id, Account.name, DossierReading.part, DossierReading.at)
        .join(Account, Account.id == DossierReading.reader_id)
        .where(DossierReading.enrolment_id == enrolment_id)
    )
    if before:
        moment, row_id = before
        statement = statement.where(
            or_(DossierReading.at < moment, and_(DossierReading.at == moment, DossierReading.id < row_id))
        )
    return session.execute(statement.order_by(DossierReading.at.desc(), DossierReading.id.desc()).limit(limit)).all()
