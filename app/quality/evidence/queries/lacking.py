"""The lacks: rows of people, sessions or works that should have left a trace and did not."""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.assessment.models import Submission
from app.courses.models import Edition
from app.enrolments.models import Enrolment
from app.quality.evidence.queries.base import (
    REVIEWED_WITHIN,
    Scope,
    enrolment_rows,
    entered_in,
    evidence_rows,
    has_level,
    lack,
    made_in,
    session_rows,
    sheet_rows,
)
from app.scheduling.models import Attendance, Booking, TrainingSession


@lack
def without_project(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "lack").where(made_in(scope), Enrolment.project == "")


@lack
def without_adviser(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "lack").where(entered_in(scope), Enrolment.adviser_id.is_(None))


@lack
def without_entry_levels(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "lack").where(entered_in(scope), ~has_level("entry"))


@lack
def finished_without_exit_levels(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "lack").where(
        Enrolment.status == "finished",
        Enrolment.closed_on.between(scope.start, scope.end),
        ~has_level("exit"),
    )


@lack
def departures_without_reason(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "lack").where(
        Enrolment.status == "left",
        Enrolment.closed_on.between(scope.start, scope.end),
        func.coalesce(Enrolment.exit_reason, "unknown").in_(("", "unknown")),
    )


@lack
def works_waiting(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(
            Submission.id,
            Submission.sent_at,
            "lack",
            person_id=Enrolment.learner_id,
            enrolment_id=Submission.enrolment_id,
            activity_id=Submission.activity_id,
        )
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .where(
            Submission.organisation_id == scope.organisation_id,
            Submission.state == "waiting",
            Submission.sent_at >= scope.since,
            Submission.sent_at < scope.until,
        )
    )


@lack
def sessions_without_attendance(scope: Scope) -> Select[Any]:
    booked = select(Booking.id).where(Booking.session_id == TrainingSession.id, Booking.state == "booked")
    said = select(Attendance.session_id).where(Attendance.session_id == TrainingSession.id)  # by the index alone, first
    return session_rows(scope, "lack").where(TrainingSession.ends_at < scope.now, ~said.exists(), booked.exists())


@lack
def sessions_without_place(scope: Scope) -> Select[Any]:
    return session_rows(scope, "lack").where(
        or_(
            and_(TrainingSession.place.in_(("on_site", "hybrid")), TrainingSession.site_id.is_(None)),
            and_(TrainingSession.place == "remote", TrainingSession.link == ""),
        )
    )


@lack
def sessions_without_trainer(scope: Scope) -> Select[Any]:
    return session_rows(scope, "lack").where(TrainingSession.trainer_id.is_(None))


@lack
def sheets_not_reviewed(scope: Scope) -> Select[Any]:
    return sheet_rows(scope, "lack").where(
        or_(Edition.reviewed_on.is_(None), Edition.reviewed_on < scope.end - REVIEWED_WITHIN)
    )
