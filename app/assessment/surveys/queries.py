"""What was asked, who answered, and what was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from app.assessment.surveys.models import AnonymousAnswer, AnonymousLot, SurveyAnswer, SurveyQuestion, SurveyReply
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import EditionActivity
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.identity.models import Account

_REPLY = select(SurveyReply.id, SurveyReply.sent_at, SurveyReply.changed_at).where(
    SurveyReply.enrolment_id == bindparam("enrolment_id"), SurveyReply.activity_id == bindparam("activity_id")
)
_ANSWERS = select(SurveyAnswer.question_id, SurveyAnswer.response).where(SurveyAnswer.reply_id == bindparam("reply_id"))
NEW_ANSWERS = insert(cast(Table, SurveyAnswer.__table__))
NEW_ANONYMOUS_ANSWERS = insert(cast(Table, AnonymousAnswer.__table__))


def wording_ids(session: Session, activity_id: str) -> dict[str, str]:
    """Fingerprint → id of every question that a survey has ever asked, for publishing."""
    rows = session.execute(
        select(SurveyQuestion.fingerprint, SurveyQuestion.id).where(SurveyQuestion.activity_id == activity_id)
    )
    return {row.fingerprint: row.id for row in rows}


def wordings(session: Session, activity_id: str) -> list[AnyRow]:
    """(id, definition, created_at) of the same, the latest first."""
    return list(
        session.execute(
            select(SurveyQuestion.id, SurveyQuestion.definition, SurveyQuestion.created_at)
            .where(SurveyQuestion.activity_id == activity_id)
            .order_by(SurveyQuestion.created_at.desc(), SurveyQuestion.id)
        )
    )


def asked_lists(session: Session, activity_id: str) -> list[list[dict[str, Any]]]:
    """The questions that each edition of a survey asked."""
    rows = session.scalars(select(EditionActivity.content).where(EditionActivity.activity_id == activity_id))
    return [list(content.get("asked", [])) for content in rows]


def reply(session: Session, enrolment_id: str, activity_id: str) -> AnyRow | None:
    """(id, sent_at, changed_at) of the answers that a person gave under their name."""
    return session.execute(_REPLY, {"enrolment_id": enrolment_id, "activity_id": activity_id}).first()


def answers(session: Session, reply_id: str) -> dict[str, Any]:
    """Question id → answer, older wordings too."""
    return {row.question_id: row.response for row in session.execute(_ANSWERS, {"reply_id": reply_id})}


def reply_to_change(session: Session, enrolment_id: str, activity_id: str) -> SurveyReply | None:
    """The caller holds the enrolment."""
    return session.scalar(
        select(SurveyReply).where(SurveyReply.enrolment_id == enrolment_id, SurveyReply.activity_id == activity_id)
    )


def forget_answers(session: Session, reply_id: str, question_ids: Iterable[str]) -> None:
    session.execute(
        delete(SurveyAnswer).where(SurveyAnswer.reply_id == reply_id, SurveyAnswer.question_id.in_(list(question_ids)))
    )


# --- Without a name ----------------------------------------------------------------------------------------------


def open_lot(session: Session, activity_id: str) -> AnonymousLot | None:
    """The lot that the next reply joins. The caller holds the activity."""
    return session.scalar(
        select(AnonymousLot).where(AnonymousLot.activity_id == activity_id, AnonymousLot.closed_on.is_(None))
    )


def count_lots(session: Session, activity_id: str) -> int:
    return (
        session.scalar(select(func.count()).select_from(AnonymousLot).where(AnonymousLot.activity_id == activity_id))
        or 0
    )


def take_lot_apart(session: Session, lot_id: str) -> list[tuple[str, Any]]:
    """(question id, answer) of everything in a lot, which is left empty: it is about to be laid again in another order."""
    rows = session.execute(
        select(AnonymousAnswer.question_id, AnonymousAnswer.response).where(AnonymousAnswer.lot_id == lot_id)
    ).all()
    session.execute(delete(AnonymousAnswer).where(AnonymousAnswer.lot_id == lot_id))
    return [(row.question_id, row.response) for row in rows]


def lots(session: Session, organisation_id: str, activity_id: str) -> list[AnyRow]:
    """(id, replies, closed_on) in the order in which they were filled."""
    return list(
        session.execute(
            select(AnonymousLot.id, AnonymousLot.replies, AnonymousLot.closed_on)
            .where(AnonymousLot.organisation_id == organisation_id, AnonymousLot.activity_id == activity_id)
            .order_by(AnonymousLot.number)
        )
    )


def anonymous_answers(session: Session, lot_ids: Sequence[str]) -> list[AnyRow]:
    """(question_id, response) of these lots, in an order that says nothing."""
    if not lot_ids:
        return []
    return list(
        session.execute(
            select(AnonymousAnswer.question_id, AnonymousAnswer.response)
            .where(AnonymousAnswer.lot_id.in_(lot_ids))
            .order_by(AnonymousAnswer.id)
        )
    )


# --- What was said ------------------------------------------------------------------------------------------------


def named_answers(session: Session, actor: Actor, activity_id: str, period: Period) -> list[AnyRow]:
    """(question_id, response, enrolment_id, learner_name, sent_at) of the answers sent in a period, the latest first."""
    return list(
        session.execute(
            select(
                SurveyAnswer.question_id,
                SurveyAnswer.response,
                SurveyReply.enrolment_id,
                Account.name.label("learner_name"),
                SurveyReply.sent_at,
            )
            .join(SurveyReply, SurveyReply.id == SurveyAnswer.reply_id)
            .join(Enrolment, Enrolment.id == SurveyReply.enrolment_id)
            .join(Account, Account.id == Enrolment.learner_id)
            .where(
                visible_to(actor),
                SurveyReply.activity_id == activity_id,
                SurveyReply.sent_at >= period.since,
                SurveyReply.sent_at < period.until,
            )
            .order_by(SurveyReply.sent_at.desc(), SurveyReply.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one wording, without the person."""

    activity_id: str
    question_id: str
    definition: dict[str, Any]
    response: Any


def answers_between(session: Session, organisation_id: str, period: Period) -> list[Answered]:
    """Every answer of an organisation that may be read, sent in a period: those under a name, and whole lots without.

    What they add up to, wording by wording: `rules.tally`. Who answered, and when, is in the ledger (SURVEY_ANSWERED).
    """
    columns = (SurveyQuestion.activity_id, SurveyQuestion.id, SurveyQuestion.definition)
    named = (
        select(*columns, SurveyAnswer.response)
        .join(SurveyQuestion, SurveyQuestion.id == SurveyAnswer.question_id)
        .join(SurveyReply, SurveyReply.id == SurveyAnswer.reply_id)
        .where(
            SurveyReply.organisation_id == organisation_id,
            SurveyReply.sent_at >= period.since,
            SurveyReply.sent_at < period.until,
        )
        .order_by(SurveyQuestion.activity_id, SurveyQuestion.id, SurveyReply.sent_at, SurveyReply.id)
    )
    unnamed = (
        select(*columns, AnonymousAnswer.response)
        .join(SurveyQuestion, SurveyQuestion.id == AnonymousAnswer.question_id)
        .join(AnonymousLot, AnonymousLot.id == AnonymousAnswer.lot_id)
        .where(
            AnonymousLot.organisation_id == organisation_id,
            AnonymousLot.closed_on >= period.start,
            AnonymousLot.closed_on <= period.end,
        )
        .order_by(SurveyQuestion.activity_id, SurveyQuestion.id, AnonymousAnswer.id)
    )
    return [Answered(*row) for statement in (named, unnamed) for row in session.execute(statement)]
