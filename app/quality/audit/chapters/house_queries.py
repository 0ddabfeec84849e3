"""What other rooms hold for an auditor: badges, funding, publications, what was heard. Each statement names its columns: no more is read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.credentials.models import Badge, SigningKey
from app.feedback.complaints.models import Complaint
from app.feedback.improvements.models import Improvement
from app.feedback.improvements.rules import OPEN
from app.feedback.incidents.models import Incident
from app.funding.models import FunderProfile, FundingAgreement, ParticipantRecord
from app.identity.models import Account, Funder
from app.quality.results.models import ResultPublication
from app.quality.reviews.models import CourseReview, CourseReviewPoint

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
