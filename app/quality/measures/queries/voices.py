"""What people said: who was asked, who answered, and the marks that may be read.

A mark is read by the rules of its question, so these cases are gathered in Python. Without a name, answers are read by
whole groups of five: one case for each group, that says nothing of anybody.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.enrolments.models import Enrolment
from app.feedback.campaigns.models import Campaign, Invitation, Lot, LotAnswer, Reply, ReplyAnswer, Wording
from app.feedback.campaigns.rules import SATISFACTION, score
from app.quality.measures.queries.base import COURSE, Asked, Case, Settings, gathered


def _invitations(session: Session, asked: Asked, moment: str) -> list[Any]:
    """(id, enrolment_id, sent_on, answered_on) of the learners asked in the period, those whose name is gone included."""
    key = f"invitations {moment}"
    if key not in asked.shared:
        statement = (
            select(Invitation.id, Invitation.enrolment_id, Invitation.sent_on, Invitation.answered_on)
            .join(Campaign, Campaign.id == Invitation.campaign_id)
            .outerjoin(Enrolment, Enrolment.id == Invitation.enrolment_id)
            .where(
                Invitation.organisation_id == asked.organisation_id,
                Invitation.audience == "learner",
                Campaign.moment == moment,
                Invitation.sent_on.between(asked.period.start, asked.period.end),
            )
            .order_by(Invitation.sent_on, Invitation.id)
        )
        asked.shared[key] = session.execute(_scoped(asked, statement, Invitation.course_id)).all()
    found: list[Any] = asked.shared[key]
    return found


def _scoped(asked: Asked, statement: Any, course: Any) -> Any:
    """What was asked or said keeps its `course` when its name is taken off, and not its funder nor its place."""
    if asked.whole:
        return statement
    return statement.where(course == asked.id if asked.kind == COURSE else asked.within())


def _marks(session: Session, asked: Asked, moment: str) -> list[tuple[str, str | None, date, list[float]]]:
    """(key, enrolment_id, day, marks out of 10): one for each named answer, one for each closed group of five."""
    key = f"marks {moment}"
    if key not in asked.shared:
        asked.shared[key] = [*_named(session, asked, moment), *_lots(session, asked, moment)]
    found: list[tuple[str, str | None, date, list[float]]] = asked.shared[key]
    return found


def _named(session: Session, asked: Asked, moment: str) -> Iterator[tuple[str, str | None, date, list[float]]]:
    """The name of an answer is taken off once its time is over: it still counts, for the whole and for its course."""
    statement = (
        select(Reply.id, Invitation.enrolment_id, Reply.sent_on, Wording.definition, ReplyAnswer.response)
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .join(ReplyAnswer, ReplyAnswer.reply_id == Reply.id)
        .join(Wording, and_(Wording.id == ReplyAnswer.wording_id, Wording.measures == SATISFACTION))
        .outerjoin(Invitation, Invitation.id == Reply.invitation_id)
        .outerjoin(Enrolment, Enrolment.id == Invitation.enrolment_id)
        .where(
            Reply.organisation_id == asked.organisation_id,
            Campaign.audience == "learner",
            Campaign.moment == moment,
            Reply.sent_on.between(asked.period.start, asked.period.end),
        )
        .order_by(Reply.sent_on, Reply.id)
    )
    for row in session.execute(_scoped(asked, statement, Reply.course_id)):
        mark = score(row.definition, row.response)
        if mark is not None:
            yield row.id, row.enrolment_id, row.sent_on, [mark]


def _lots(session: Session, asked: Asked, moment: str) -> Iterator[tuple[str, str | None, date, list[float]]]:
    statement = (
        select(Lot.id, Lot.closed_on, Wording.definition, LotAnswer.response)
        .join(Campaign, Campaign.id == Lot.campaign_id)
        .join(LotAnswer, LotAnswer.lot_id == Lot.id)
        .join(Wording, and_(Wording.id == LotAnswer.wording_id, Wording.measures == SATISFACTION))
        .where(
            Lot.organisation_id == asked.organisation_id,
            Campaign.audience == "learner",
            Campaign.moment == moment,
            Lot.closed_on.between(asked.period.start, asked.period.end),
        )
        .order_by(Lot.closed_on, Lot.id, LotAnswer.id)
    )
    if asked.kind == COURSE:
        statement = statement.where(Lot.course_id == asked.id)
    marks: dict[tuple[str, date], list[float]] = {}
    for row in session.execute(statement):
        mark = score(row.definition, row.response)
        if mark is not None:
            marks.setdefault((row.id, row.closed_on), []).append(mark)
    for (lot_id, day), some in marks.items():
        yield lot_id, None, day, some


def _heard(session: Session, asked: Asked, settings: Settings, worth: Any) -> list[Case]:
    """Those who answered give the marks; those who did not are left out. An answer says nothing by being there alone."""
    attributable = asked.whole or asked.kind == COURSE
    found = []
    for key, enrolment_id, day, marks in _marks(session, asked, settings["moment"]):
        counts = attributable or enrolment_id is not None
        part, whole = (sum(map(worth, marks)), len(marks)) if counts else (0.0, 0)
        found.append(Case(key, enrolment_id, part, whole, "" if counts else "not_attributable", day))
    for row in _invitations(session, asked, settings["moment"]):
        back = row.answered_on is not None
        why = "" if back else "no_answer"
        found.append(Case(f"{row.id}?", row.enrolment_id, 0, 0, why, row.sent_on, asked=True, answered=back))
    return found


@gathered
def satisfied(session: Session, asked: Asked, settings: Settings) -> list[Case]:
    return _heard(session, asked, settings, lambda mark: float(mark >= settings["mark"]))


@gathered
def marks(session: Session, asked: Asked, settings: Settings) -> list[Case]:
    return _heard(session, asked, settings, float)


@gathered
def answered(session: Session, asked: Asked, settings: Settings) -> list[Case]:
    """Every questionnaire that was sent counts, answered or not: the row says which."""
    return [
        Case(row.id, row.enrolment_id, float(row.answered_on is not None), 1, "", row.sent_on)
        for row in _invitations(session, asked, settings["moment"])
    ]
