"""What may be chosen, and who chose it."""

from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from app.assessment.choices.models import ChoiceOption, ChoicePick
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.periods import Period
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.enrolments.rules import OPEN
from app.identity.models import Account

_PICKED = (
    select(ChoicePick.option_id, ChoicePick.at, ChoiceOption.title)
    .join(ChoiceOption, ChoiceOption.id == ChoicePick.option_id)
    .where(ChoicePick.enrolment_id == bindparam("enrolment_id"), ChoiceOption.activity_id == bindparam("activity_id"))
    .order_by(ChoicePick.at, ChoicePick.option_id)
)
_TAKEN = (
    select(ChoicePick.option_id, func.count().label("people"))
    .join(ChoiceOption, ChoiceOption.id == ChoicePick.option_id)
    .join(Enrolment, Enrolment.id == ChoicePick.enrolment_id)
    .where(
        ChoiceOption.activity_id == bindparam("activity_id"),
        Enrolment.organisation_id == bindparam("organisation_id"),
        Enrolment.status.in_(OPEN),
    )
    .group_by(ChoicePick.option_id)
)
_TAKEN_BY_OTHERS = _TAKEN.where(ChoicePick.enrolment_id != bindparam("enrolment_id"))
NEW_PICKS = insert(cast(Table, ChoicePick.__table__))


def option_ids(session: Session, activity_id: str) -> dict[str, str]:
    """Title → id of every option that a choice has ever had, for publishing."""
    rows = session.execute(select(ChoiceOption.title, ChoiceOption.id).where(ChoiceOption.activity_id == activity_id))
    return {row.title: row.id for row in rows}


def picked(session: Session, enrolment_id: str, activity_id: str) -> list[AnyRow]:
    """(option_id, at, title) of what a person has chosen, withdrawn options too."""
    return list(session.execute(_PICKED, {"enrolment_id": enrolment_id, "activity_id": activity_id}))


def taken(session: Session, organisation_id: str, activity_id: str, *, but: str = "") -> dict[str, int]:
    """Option id → people whose path is open: a place comes free when a path ends. `but`: an enrolment left out."""
    values: dict[str, Any] = {"activity_id": activity_id, "organisation_id": organisation_id}
    rows = session.execute(_TAKEN_BY_OTHERS, values | {"enrolment_id": but}) if but else session.execute(_TAKEN, values)
    return {row.option_id: row.people for row in rows}


def forget_picks(session: Session, enrolment_id: str, option_ids: list[str]) -> None:
    session.execute(
        delete(ChoicePick).where(ChoicePick.enrolment_id == enrolment_id, ChoicePick.option_id.in_(option_ids))
    )


def who_chose(session: Session, actor: Actor, activity_id: str, period: Period) -> list[AnyRow]:
    """(option_id, title, at, enrolment_id, learner_name, status) of what was chosen in a period, by name."""
    return list(
        session.execute(
            select(
                ChoicePick.option_id,
                ChoiceOption.title,
                ChoicePick.at,
                ChoicePick.enrolment_id,
                Account.name.label("learner_name"),
                Enrolment.status,
            )
            .join(ChoiceOption, ChoiceOption.id == ChoicePick.option_id)
            .join(Enrolment, Enrolment.id == ChoicePick.enrolment_id)
            .join(Account, Account.id == Enrolment.learner_id)
            .where(
                visible_to(actor),
                ChoiceOption.activity_id == activity_id,
                ChoicePick.at >= period.since,
                ChoicePick.at < period.until,
            )
            .order_by(Account.name, ChoicePick.enrolment_id, ChoicePick.at)
        )
    )
