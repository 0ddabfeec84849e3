"""What other rooms hold for an auditor: badges, funding, courses, publications, what was heard. Each statement names its columns: no more is read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.credentials.models import Badge, SigningKey
from app.feedback.campaigns.models import Campaign, Invitation
from app.feedback.complaints.models import Complaint
from app.feedback.improvements.models import Improvement
from app.feedback.improvements.rules import OPEN
from app.feedback.incidents.models import Incident
from app.funding.models import FunderProfile, FundingAgreement, ParticipantRecord
from app.identity.models import Account, Funder, Site
from app.quality.results.models import ResultPublication
from app.quality.reviews.models import CourseReview, CourseReviewPoint
from app.scheduling.models import MeetingRoom, TrainingSession

Rows = Sequence[AnyRow]

_by, _owner = aliased(Account), aliased(Account)
_current = and_(Edition.course_id == Course.id, Edition.number == Course.edition_number)
_course = func.coalesce(Edition.title, Course.slug, "").label("course")


def badges(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """(id, name, issued_at, by, shown_at, revoked_at, number, stolen) of one path."""
    return session.execute(
        select(
            Badge.id, Badge.document["name"].as_string().label("name"), Badge.issued_at, _by.name.label("by"), Badge.shown_at,
            Badge.revoked_at, SigningKey.number, SigningKey.stolen,
        )
        .join(SigningKey, SigningKey.id == Badge.key_id)
        .join(_by, _by.id == Badge.issued_by)
        .where(Badge.enrolment_id == enrolment_id, Badge.issued_at < until)
        .order_by(Badge.issued_at, Badge.id)
    ).all()  # fmt: skip


def agreements(session: Session, enrolment_id: str) -> Rows:
    """Those noted after the period too: they may speak of it. Those that ended are named."""
    return session.execute(
        select(
            Funder.name.label("funder"), FunderProfile.kind, FundingAgreement.reference, FundingAgreement.minutes_bought,
            FundingAgreement.share, FundingAgreement.created_at, FundingAgreement.ended_at,
        )
        .join(Funder, Funder.id == FundingAgreement.funder_id)
        .outerjoin(FunderProfile, FunderProfile.funder_id == Funder.id)
        .where(FundingAgreement.enrolment_id == enrolment_id)
        .order_by(FundingAgreement.created_at, FundingAgreement.id)
    ).all()  # fmt: skip


def participant_records(session: Session, enrolment_id: str, until: datetime) -> Rows:
    """(moment, number, filled_at, with_adviser): that it was asked, never what was answered."""
    return session.execute(
        select(
            ParticipantRecord.moment,
            ParticipantRecord.number,
            ParticipantRecord.filled_at,
            ParticipantRecord.with_adviser,
        )
        .where(ParticipantRecord.enrolment_id == enrolment_id, ParticipantRecord.filled_at < until)
        .order_by(ParticipantRecord.filled_at, ParticipantRecord.id)
    ).all()


def publications(session: Session, organisation_id: str, until: datetime) -> Rows:
    """Everything that was public on a day before, those that were withdrawn too."""
    return session.execute(
        select(
            ResultPublication.title, ResultPublication.number, ResultPublication.published_at, ResultPublication.starts_on,
            ResultPublication.ends_on, ResultPublication.figures, ResultPublication.fingerprint,
            ResultPublication.withdrawn_at, ResultPublication.withdrawn_because, Course.slug,
        )
        .join(Course, Course.id == ResultPublication.course_id)
        .where(ResultPublication.organisation_id == organisation_id, ResultPublication.published_at < until)
        .order_by(Course.slug, ResultPublication.number)
    ).all()  # fmt: skip


def complaints(session: Session, organisation_id: str, period: Period) -> Rows:
    """Received in the period, by number: dates and codes, nobody and no word."""
    return session.execute(
        select(
            Complaint.number, Complaint.way, Complaint.subject, Complaint.received_at, Complaint.acknowledge_by,
            Complaint.acknowledged_at, Complaint.answer_by, Complaint.answered_at, Complaint.closed_at, Complaint.outcome,
            _course,
        )
        .outerjoin(Course, Course.id == Complaint.course_id)
        .outerjoin(Edition, _current)
        .where(
            Complaint.organisation_id == organisation_id, Complaint.received_at >= period.since,
            Complaint.received_at < period.until,
        )
        .order_by(Complaint.number)
    ).all()  # fmt: skip


def incidents(session: Session, organisation_id: str, period: Period) -> Rows:
    return session.execute(
        select(
            Incident.number, Incident.happened_on, Incident.subject, (Incident.solution != "").label("solved"),
            Incident.closed_at, _course,
        )
        .outerjoin(Course, Course.id == Incident.course_id)
        .outerjoin(Edition, _current)
        .where(
            Incident.organisation_id == organisation_id, Incident.happened_on.between(period.start, period.end)
        )
        .order_by(Incident.number)
    ).all()  # fmt: skip


def improvements(session: Session, organisation_id: str, period: Period) -> Rows:
    """Decided in the period, still open at its end, or done in it."""
    return session.execute(
        select(
            Improvement.number, Improvement.decided_on, Improvement.title, Improvement.origin, Improvement.due_on,
            Improvement.state, Improvement.done_on, Improvement.before, Improvement.after, Improvement.measured_on,
            Improvement.effect, _owner.name.label("owner"), Complaint.number.label("complaint"), _course,
        )
        .outerjoin(_owner, _owner.id == Improvement.owner_id)
        .outerjoin(Course, Course.id == Improvement.course_id)
        .outerjoin(Edition, _current)
        .outerjoin(Complaint, and_(Improvement.origin == "complaint", Complaint.id == Improvement.origin_id))
        .where(
            Improvement.organisation_id == organisation_id,
            Improvement.decided_on <= period.end,
            or_(Improvement.decided_on >= period.start, Improvement.state.in_(OPEN), Improvement.done_on >= period.start),
        )
        .order_by(Improvement.number)
    ).all()  # fmt: skip


def reviews(session: Session, organisation_id: str, period: Period) -> Rows:
    """Annual reviews closed in the period, a row for each part that was decided on."""
    return session.execute(
        select(
            _course, CourseReview.year, CourseReview.closed_at, CourseReviewPoint.title, CourseReviewPoint.decision,
            CourseReviewPoint.words, _owner.name.label("owner"), CourseReviewPoint.due_on,
        )
        .join(Course, Course.id == CourseReview.course_id)
        .outerjoin(Edition, _current)
        .outerjoin(CourseReviewPoint, CourseReviewPoint.review_id == CourseReview.id)
        .outerjoin(_owner, _owner.id == CourseReviewPoint.owner_id)
        .where(
            CourseReview.organisation_id == organisation_id, CourseReview.closed_at >= period.since,
            CourseReview.closed_at < period.until,
        )
        .order_by(Course.slug, CourseReview.year, CourseReviewPoint.element)
    ).all()  # fmt: skip


# --- What is proposed, and what people were asked about it ------------------------------------------------------------


def editions(session: Session, organisation_id: str, until: datetime) -> Rows:
    """(id, number, published_at, reviewed_on, title, summary, sheet) of the last edition of each course before a moment."""
    later = aliased(Edition)
    replaced = exists().where(
        later.course_id == Edition.course_id, later.number > Edition.number, later.published_at < until
    )
    return session.execute(
        select(
            Edition.id, Edition.number, Edition.published_at, Edition.reviewed_on, Edition.title, Edition.summary,
            Edition.sheet,
        )
        .join(Course, Course.id == Edition.course_id)
        .where(
            Edition.organisation_id == organisation_id, Edition.published_at < until, ~replaced,
            or_(Course.archived_at.is_(None), Course.archived_at >= until),
        )
        .order_by(Course.slug)
    ).all()  # fmt: skip


def leaders(session: Session, organisation_id: str, period: Period) -> Rows:
    """(name, on_site, remote, first, last) of those who lead sessions of a period, by name."""
    remote = func.sum(case((TrainingSession.place == "remote", 1), else_=0))
    return session.execute(
        select(
            Account.name, (func.count() - remote).label("on_site"), remote.label("remote"),
            func.min(TrainingSession.starts_at).label("first"), func.max(TrainingSession.starts_at).label("last"),
        )
        .join(Account, Account.id == TrainingSession.trainer_id)
        .where(
            TrainingSession.organisation_id == organisation_id, TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= period.since, TrainingSession.starts_at < period.until,
        )
        .group_by(Account.id, Account.name)
        .order_by(Account.name, Account.id)
    ).all()  # fmt: skip


def rooms(session: Session, organisation_id: str, until: datetime) -> Rows:
    """(site, address, room, capacity): every site, with the rooms that sessions could be given then."""
    open_then = and_(
        MeetingRoom.site_id == Site.id, MeetingRoom.created_at < until,
        or_(MeetingRoom.archived_at.is_(None), MeetingRoom.archived_at >= until),
    )  # fmt: skip
    return session.execute(
        select(Site.name.label("site"), Site.address, MeetingRoom.name.label("room"), MeetingRoom.capacity)
        .outerjoin(MeetingRoom, open_then)
        .where(Site.organisation_id == organisation_id)
        .order_by(Site.name, Site.id, MeetingRoom.name, MeetingRoom.id)
    ).all()


def campaigns(session: Session, organisation_id: str, period: Period) -> Rows:
    """(title, moment, audience, anonymous, opens_on, closed_on, asked, answered) of the surveys that asked somebody in a period."""
    return session.execute(
        select(
            Campaign.title, Campaign.moment, Campaign.audience, Campaign.anonymous, Campaign.opens_on, Campaign.closed_on,
            func.count(Invitation.id).label("asked"), func.count(Invitation.answered_on).label("answered"),
        )
        .join(Invitation, Invitation.campaign_id == Campaign.id)
        .where(
            Campaign.organisation_id == organisation_id, Invitation.sent_on.between(period.start, period.end)
        )
        .group_by(Campaign.id)
        .order_by(Campaign.opens_on, Campaign.id)
    ).all()  # fmt: skip
