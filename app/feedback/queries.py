"""What people have said of a period, for the rooms that measure and prove. Each function is a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.feedback.campaigns.models import Campaign, Invitation, Lot, LotAnswer, Reply, ReplyAnswer, Wording
from app.feedback.campaigns.rules import score
from app.feedback.complaints.models import Complaint
from app.feedback.data import rules
from app.feedback.improvements.models import Improvement
from app.feedback.incidents.models import Incident
from app.identity.models import Account
from app.notifications.models import UNDELIVERABLE, Mail


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What was asked and answered in a period, of one course at one moment. `course_id` None: of no single course.

    `respondents` are those whose answer to the question on satisfaction may be read: without a name, whole groups of
    five only, so they may be fewer than `received`. `mean` is out of 10; None when nobody can be read.
    """

    course_id: str | None
    course_title: str
    moment: str  # hot, cold, activity, stakeholder
    months: int | None  # after the exit
    audience: str  # learner, funder, referrer, team, company
    sent: int
    reached: int  # an address or an account was there to write to, and did not refuse
    refused: int
    received: int
    respondents: int
    satisfied: int
    mean: float | None

    @property
    def unreached(self) -> int:
        return self.sent - self.reached


_REFUSED = (
    select(Mail.id).where(Mail.id == Invitation.mail_id, Mail.state == UNDELIVERABLE).exists().correlate(Invitation)
)


def satisfaction(
    session: Session, organisation_id: str, period: Period, *, course_id: str | None = None, group_id: str | None = None
) -> list[Satisfaction]:
    """Per course and moment, in four statements. The rate of answers counts people asked in the period; satisfaction
    counts answers that came in it (a group of five is dated by its fifth answer)."""
    axes = (Invitation.course_id, Campaign.moment, Campaign.months, Invitation.audience)
    asked = (
        select(*axes, Invitation.reached, _REFUSED.label("refused"), Invitation.answered_on.is_not(None).label("back"),
               func.count().label("people"))
        .join(Campaign, Campaign.id == Invitation.campaign_id)
        .where(Invitation.organisation_id == organisation_id,
               Invitation.sent_on >= period.start, Invitation.sent_on <= period.end)
        .group_by(*axes, Invitation.reached, _REFUSED, Invitation.answered_on.is_not(None))
    )  # fmt: skip
    named_axes = (Reply.course_id, Campaign.moment, Campaign.months, Campaign.audience)
    named = (
        select(*named_axes, Wording.definition, ReplyAnswer.response, Reply.sent_on.label("day"))
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .join(ReplyAnswer, ReplyAnswer.reply_id == Reply.id)
        .join(Wording, and_(Wording.id == ReplyAnswer.wording_id, Wording.measures == "satisfaction"))
        .where(
            Reply.organisation_id == organisation_id, Reply.sent_on >= period.start, Reply.sent_on <= period.end
        )
    )  # fmt: skip
    lots = (
        select(Lot.course_id, Campaign.moment, Campaign.months, Campaign.audience, Wording.definition,
               LotAnswer.response, Lot.closed_on.label("day"))
        .join(Campaign, Campaign.id == Lot.campaign_id)
        .join(LotAnswer, LotAnswer.lot_id == Lot.id)
        .join(Wording, and_(Wording.id == LotAnswer.wording_id, Wording.measures == "satisfaction"))
        .where(Lot.organisation_id == organisation_id, Lot.closed_on >= period.start, Lot.closed_on <= period.end)
    )  # fmt: skip
    if course_id:
        asked, named, lots = (
            asked.where(Invitation.course_id == course_id),
            named.where(Reply.course_id == course_id),
            lots.where(Lot.course_id == course_id),
        )
    if group_id:
        asked, named, lots = (one.where(Campaign.group_id == group_id) for one in (asked, named, lots))
    counts: dict[tuple[Any, ...], dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("sent", "reached", "refused", "received"), 0)
    )
    for row in session.execute(asked):
        count = counts[row.course_id, row.moment, row.months, row.audience]
        count["sent"] += row.people
        count["refused"] += row.people if row.refused else 0
        count["reached"] += row.people if row.reached and not row.refused else 0
        count["received"] += row.people if row.back else 0
    scores: dict[tuple[Any, ...], list[tuple[float, bool]]] = defaultdict(list)
    for statement in (named, lots):
        for row in session.execute(statement):
            value = score(row.definition, row.response)
            if value is not None:
                happy = value >= rules().satisfied_from(row.day)
                scores[row.course_id, row.moment, row.months, row.audience].append((value, happy))
    titles = course_titles(session, organisation_id)
    return [
        Satisfaction(
            course_id=key[0],
            course_title=titles.get(key[0] or "", ""),
            moment=key[1],
            months=key[2],
            audience=key[3],
            **counts[key],
            respondents=len(scores[key]),
            satisfied=sum(happy for _value, happy in scores[key]),
            mean=sum(value for value, _happy in scores[key]) / len(scores[key]) if scores[key] else None,
        )
        for key in sorted(
            set(counts) | set(scores), key=lambda key: (titles.get(key[0] or "", ""), key[1], key[2] or 0, key[3])
        )
    ]


def course_titles(session: Session, organisation_id: str) -> dict[str, str]:
    """Course id → the title that learners see today; its slug before anything is published."""
    rows = session.execute(
        select(Course.id, Course.slug, Edition.title)
        .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id)
    )
    return {row.id: row.title or row.slug for row in rows}


def complaints(session: Session, organisation_id: str, period: Period) -> list[AnyRow]:
    """(id, number, subject, way, state, course_id, received_at, acknowledge_by, acknowledged_at, answer_by, answered_at,
    closed_at, outcome, satisfied, owner_name) received in a period; nobody's words, nor who complains."""
    return list(
        session.execute(
            select(
                Complaint.id, Complaint.number, Complaint.subject, Complaint.way, Complaint.state, Complaint.course_id,
                Complaint.received_at, Complaint.acknowledge_by, Complaint.acknowledged_at, Complaint.answer_by,
                Complaint.answered_at, Complaint.closed_at, Complaint.outcome, Complaint.satisfied,
                Account.name.label("owner_name"),
            )
            .outerjoin(Account, Account.id == Complaint.owner_id)
            .where(
                Complaint.organisation_id == organisation_id,
                Complaint.received_at >= period.since,
                Complaint.received_at < period.until,
            )
            .order_by(Complaint.number)
        )
    )  # fmt: skip


def incidents(session: Session, organisation_id: str, period: Period) -> list[AnyRow]:
    """(id, number, happened_on, subject, what, solution, course_id, session_id, activity_id, recorded_at, closed_at)
    that happened in a period."""
    return list(
        session.execute(
            select(
                Incident.id, Incident.number, Incident.happened_on, Incident.subject, Incident.what, Incident.solution,
                Incident.course_id, Incident.session_id, Incident.activity_id, Incident.recorded_at, Incident.closed_at,
            )
            .where(
                Incident.organisation_id == organisation_id,
                Incident.happened_on >= period.start,
                Incident.happened_on <= period.end,
            )
            .order_by(Incident.number)
        )
    )  # fmt: skip


def improvements(session: Session, organisation_id: str, period: Period) -> list[AnyRow]:
    """(id, number, origin, origin_id, origin_words, title, cause, course_id, activity_id, owner_id, owner_name,
    decided_on, due_on, state, done_on, measure, before, after, effect, measured_on, published, published_at): decided in
    a period, or still open or done during it."""
    return list(
        session.execute(
            select(
                Improvement.id, Improvement.number, Improvement.origin, Improvement.origin_id, Improvement.origin_words,
                Improvement.title, Improvement.cause, Improvement.course_id, Improvement.activity_id,
                Improvement.owner_id, Account.name.label("owner_name"), Improvement.decided_on, Improvement.due_on,
                Improvement.state, Improvement.done_on, Improvement.measure, Improvement.before, Improvement.after,
                Improvement.effect, Improvement.measured_on, Improvement.published, Improvement.published_at,
            )
            .outerjoin(Account, Account.id == Improvement.owner_id)
            .where(
                Improvement.organisation_id == organisation_id,
                Improvement.decided_on <= period.end,
                or_(
                    Improvement.decided_on >= period.start,
                    Improvement.state.in_(("planned", "doing")),
                    Improvement.done_on >= period.start,
                ),
            )
            .order_by(Improvement.number)
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overdue:
    """What waits beyond its time, now."""

    complaints: int  # not acknowledged, or not answered, in time
    incidents: int  # without a solution
    improvements: int  # whose date has passed


def overdue(session: Session, organisation_id: str) -> Overdue:
    """One statement. Each number opens its rows: /qualite/reclamations?voir=retard, /qualite/aleas?voir=ouverts,
    /qualite/ameliorations."""
    moment, day = now(), today()
    unacknowledged = and_(Complaint.acknowledged_at.is_(None), Complaint.acknowledge_by < moment)
    unanswered = and_(Complaint.answered_at.is_(None), Complaint.answer_by < moment)
    counted = (
        (Complaint, (Complaint.state != "closed", or_(unacknowledged, unanswered))),
        (Incident, (Incident.closed_at.is_(None),)),
        (Improvement, (Improvement.state.in_(("planned", "doing")), Improvement.due_on < day)),
    )
    row = session.execute(
        select(
            *(
                select(func.count()).where(model.organisation_id == organisation_id, *which).scalar_subquery()
                for model, which in counted
            )
        )
    ).one()
    return Overdue(*row)
