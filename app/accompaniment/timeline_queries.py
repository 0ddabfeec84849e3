"""Everything that happened to somebody: the ledger with the words of the dossier, and what its named readers alone see."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.cursors import Position
from app.dossiers.models import DossierAction, DossierAid, DossierGoal, DossierNote, DossierReferral
from app.dossiers.queries import visible_goals, visible_notes
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.ledger.models import LedgerEntry
from app.scheduling.models import TrainingSession

AnyRow = Row[*tuple[Any, ...]]

_author = aliased(Account)

# What an entry is about is found by the id that proves it: ids are never used twice, whatever the table.
_ENTRIES: Select[*tuple[Any, ...]] = (
    select(
        LedgerEntry.id,
        LedgerEntry.kind,
        LedgerEntry.occurred_at,
        LedgerEntry.actor_id,
        LedgerEntry.person_id,
        LedgerEntry.activity_id,
        LedgerEntry.session_id,
        LedgerEntry.minutes,
        LedgerEntry.place,
        LedgerEntry.corrects_id,
        LedgerEntry.facts,
        Account.name.label("actor_name"),
        TrainingSession.title.label("session_title"),
        DossierNote.body.label(
            "note"
        ),  # each is closed for its own column: which one speaks is seen once they are open
        DossierGoal.title.label("goal"),
        DossierAction.body.label("action"),
        DossierReferral.partner.label("referral"),
        DossierAid.name.label("aid"),
    )
    .join(Enrolment, Enrolment.id == LedgerEntry.enrolment_id)
    .outerjoin(Account, Account.id == LedgerEntry.actor_id)
    .outerjoin(TrainingSession, TrainingSession.id == LedgerEntry.session_id)
    .outerjoin(DossierNote, DossierNote.id == LedgerEntry.proof_id)
    .outerjoin(DossierGoal, DossierGoal.id == LedgerEntry.proof_id)
    .outerjoin(DossierAction, DossierAction.id == LedgerEntry.proof_id)
    .outerjoin(DossierReferral, DossierReferral.id == LedgerEntry.proof_id)
    .outerjoin(DossierAid, DossierAid.id == LedgerEntry.proof_id)
    .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
)


def entries(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    *,
    kinds: Collection[str],
    other_than: bool,
    before: Position | None,
    limit: int,
) -> Sequence[AnyRow]:
    """The ledger of one path, newest first, of these kinds or of all others; without notes and goals not for the actor."""
    listed = LedgerEntry.kind.in_(kinds)
    statement = _ENTRIES.where(
        LedgerEntry.enrolment_id == enrolment_id,
        ~listed if other_than else listed,
        or_(DossierNote.id.is_(None), visible_notes(actor)),
        or_(DossierGoal.id.is_(None), visible_goals(actor)),
    )
    if before:
        statement = statement.where(_earlier(LedgerEntry.occurred_at, LedgerEntry.id, before))
    return session.execute(statement.limit(limit)).all()


def restricted_notes(
    session: Session, actor: Actor, enrolment_id: str, *, before: Position | None, limit: int
) -> Sequence[AnyRow]:
    """(id, occurred_at, words, actor_name, kind) of the restricted notes that the actor reads: no ledger knows them."""
    statement = (
        select(
            DossierNote.id,
            DossierNote.written_at.label("occurred_at"),
            DossierNote.body.label("words"),
            DossierNote.kind,
            _author.name.label("actor_name"),
        )
        .join(Enrolment, Enrolment.id == DossierNote.enrolment_id)
        .join(_author, _author.id == DossierNote.author_id)
        .where(visible_notes(actor), DossierNote.enrolment_id == enrolment_id, DossierNote.visibility == "restricted")
        .order_by(DossierNote.written_at.desc(), DossierNote.id.desc())
    )
    if before:
        statement = statement.where(_earlier(DossierNote.written_at, DossierNote.id, before))
    return session.execute(statement.limit(limit)).all()


def _earlier(moment: Any, row_id: Any, before: Position) -> ColumnElement[bool]:
    at, key = before
    return or_(moment < at, and_(moment == at, row_id < key))
