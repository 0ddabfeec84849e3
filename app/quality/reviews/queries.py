"""The reviews of courses, and what a year of a course is counted from beside the measures."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.clock import now
from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.identity.models import Account
from app.quality.reviews.models import CourseReview, CourseReviewPoint
from app.quality.reviews.rules import Seats
from app.scheduling.models import Booking, TrainingSession

_opener, _closer = aliased(Account), aliased(Account)


def course_named(session: Session, organisation_id: str, slug: str) -> AnyRow | None:
    """(id, slug, title, edition_id) of a published course, archived ones too."""
    return session.execute(
        select(Course.id, Course.slug, Edition.title, Edition.id.label("edition_id"))
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id, Course.slug == slug)
    ).first()


def courses(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, slug, title) by title."""
    return session.execute(
        select(Course.id, Course.slug, Edition.title)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id)
        .order_by(Edition.title, Course.id)
    ).all()


def reviews(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(course_id, year, closed_at) of an organisation, the latest year first."""
    return session.execute(
        select(CourseReview.course_id, CourseReview.year, CourseReview.closed_at)
        .where(CourseReview.organisation_id == organisation_id)
        .order_by(CourseReview.year.desc(), CourseReview.id)
    ).all()


def review(session: Session, course_id: str, year: int) -> AnyRow | None:
    """(id, year, summary, figures, opened_at, opened_by, closed_at, closed_by, version), with names."""
    return session.execute(
        select(
            CourseReview.id, CourseReview.year, CourseReview.summary, CourseReview.figures, CourseReview.opened_at,
            _opener.name.label("opened_by"), CourseReview.closed_at, _closer.name.label("closed_by"), CourseReview.version,
        )
        .join(_opener, _opener.id == CourseReview.opened_by)
        .outerjoin(_closer, _closer.id == CourseReview.closed_by)
        .where(CourseReview.course_id == course_id, CourseReview.year == year)
    ).first()  # fmt: skip


def review_to_change(session: Session, course_id: str, year: int) -> CourseReview | None:
    return session.scalar(
        select(CourseReview)
        .where(CourseReview.course_id == course_id, CourseReview.year == year)
        .with_for_update(key_share=True)
    )


def points(session: Session, review_id: str) -> Sequence[AnyRow]:
    """(id, element, title, decision, words, owner_id, owner, due_on, action_id, by, at) in the order they were decided."""
    owner, author = aliased(Account), aliased(Account)
    return session.execute(
        select(
            CourseReviewPoint.id, CourseReviewPoint.element, CourseReviewPoint.title, CourseReviewPoint.decision,
            CourseReviewPoint.words, CourseReviewPoint.owner_id, owner.name.label("owner"), CourseReviewPoint.due_on,
            CourseReviewPoint.action_id, author.name.label("by"), CourseReviewPoint.at,
        )
        .join(author, author.id == CourseReviewPoint.by_id)
        .outerjoin(owner, owner.id == CourseReviewPoint.owner_id)
        .where(CourseReviewPoint.review_id == review_id)
        .order_by(CourseReviewPoint.at, CourseReviewPoint.id)
    ).all()  # fmt: skip


def point_to_change(session: Session, review_id: str, element: str) -> CourseReviewPoint | None:
    return session.scalar(
        select(CourseReviewPoint).where(
            CourseReviewPoint.review_id == review_id, CourseReviewPoint.element == element
        )
    )  # fmt: skip


def points_to_change(session: Session, review_id: str) -> Sequence[CourseReviewPoint]:
    return session.scalars(
        select(CourseReviewPoint)
        .where(CourseReviewPoint.review_id == review_id)
        .order_by(CourseReviewPoint.at, CourseReviewPoint.id)
    ).all()


def seats(session: Session, course_id: str, period: Period) -> Seats:
    """Places offered and taken in the sessions of a course that were not cancelled: one statement.

    Those that have begun: the places of a session to come are not empty yet.
    """
    taken = (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == "booked")
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    held = (
        select(TrainingSession.capacity, taken.label("taken"))
        .where(
            TrainingSession.course_id == course_id,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.people == "collective",
            TrainingSession.starts_at >= period.since,
            TrainingSession.starts_at < min(period.until, now()),
        )
        .subquery()
    )
    row = session.execute(
        select(
            func.count(), func.coalesce(func.sum(held.c.capacity), 0), func.coalesce(func.sum(held.c.taken), 0)
        ).select_from(held)
    ).one()
    return Seats(int(row[0]), int(row[1]), int(row[2]))
