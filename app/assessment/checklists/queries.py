"""The points of a list, and who ticked which."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from app.assessment.checklists.models import ChecklistItem, ChecklistTick
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.periods import Period
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.identity.models import Account

_TICKED = (
    select(ChecklistTick.item_id, ChecklistTick.at)
    .join(ChecklistItem, ChecklistItem.id == ChecklistTick.item_id)
    .where(
        ChecklistTick.enrolment_id == bindparam("enrolment_id"), ChecklistItem.activity_id == bindparam("activity_id")
    )
)
NEW_TICK = insert(cast(Table, ChecklistTick.__table__))


def item_ids(session: Session, activity_id: str) -> dict[str, str]:
    """Fingerprint → id of every point that a list has ever had, for publishing."""
    rows = session.execute(
        select(ChecklistItem.fingerprint, ChecklistItem.id).where(ChecklistItem.activity_id == activity_id)
    )
    return {row.fingerprint: row.id for row in rows}


def ticked(session: Session, enrolment_id: str, activity_id: str) -> dict[str, datetime]:
    """Item id → when the person ticked it, points that have left the list too."""
    rows = session.execute(_TICKED, {"enrolment_id": enrolment_id, "activity_id": activity_id})
    return {row.item_id: row.at for row in rows}


def forget_tick(session: Session, enrolment_id: str, item_id: str) -> None:
    session.execute(
        delete(ChecklistTick).where(ChecklistTick.enrolment_id == enrolment_id, ChecklistTick.item_id == item_id)
    )


def who_ticked(session: Session, actor: Actor, activity_id: str, period: Period) -> list[AnyRow]:
    """(item_id, text, at, enrolment_id, learner_name) of what was ticked in a period, by name."""
    return list(
        session.execute(
            select(
                ChecklistTick.item_id,
                ChecklistItem.text,
                ChecklistTick.at,
                ChecklistTick.enrolment_id,
                Account.name.label("learner_name"),
            )
            .join(ChecklistItem, ChecklistItem.id == ChecklistTick.item_id)
            .join(Enrolment, Enrolment.id == ChecklistTick.enrolment_id)
            .join(Account, Account.id == Enrolment.learner_id)
            .where(
                visible_to(actor),
                ChecklistItem.activity_id == activity_id,
                ChecklistTick.at >= period.since,
                ChecklistTick.at < period.until,
            )
            .order_by(Account.name, ChecklistTick.enrolment_id, ChecklistTick.at)
        )
    )
