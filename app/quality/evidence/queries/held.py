"""The sources: what the platform holds, one small function each."""

from typing import Any

from sqlalchemy import Select, select

from app.assessment.models import LevelAssessment
from app.courses.models import Course, Edition, EditionActivity, EditionSequence
from app.enrolments.models import Enrolment, PlanItem
from app.identity.models import Membership
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.quality.evidence.queries.base import (
    QUESTIONING,
    STAFF_ROLES,
    Scope,
    enrolment_rows,
    evidence_rows,
    in_force,
    ledger_rows,
    made_in,
    session_rows,
    sheet_rows,
    source,
)
from app.scheduling.models import TrainingSession

# --- Entering, pausing, leaving ---


@source
def admissions(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ENROLMENT_ADMITTED)


@source
def entries(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ENROLMENT_STARTED)


@source
def finished(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ENROLMENT_FINISHED)


@source
def departures(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ENROLMENT_LEFT)


@source
def pauses(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ENROLMENT_PAUSED, Kind.ENROLMENT_RESUMED)


@source
def plan_changes(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.PLAN_CHANGED)


@source
def projects(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "project", Enrolment.project).where(made_in(scope), Enrolment.project != "")


@source
def personal_plans(scope: Scope) -> Select[Any]:
    planned = select(PlanItem.enrolment_id).where(PlanItem.enrolment_id == Enrolment.id).exists()
    return enrolment_rows(scope, "plan").where(made_in(scope), planned)


@source
def advisers(scope: Scope) -> Select[Any]:
    return enrolment_rows(scope, "adviser").where(made_in(scope), Enrolment.adviser_id.is_not(None))


# --- Learning ---


@source
def remote_work(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ACTIVITY_COMPLETED).where(LedgerEntry.place == "remote")


@source
def quizzes(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.QUIZ_SENT)


@source
def works(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.WORK_SENT)


@source
def reviews(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.WORK_REVIEWED, Kind.QUESTION_MARKED)


@source
def forum(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.FORUM_POSTED)


@source
def reminders(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.REMINDER_SENT)


@source
def contacts(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.CONTACT_LOGGED)


@source
def declared_times(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.TIME_DECLARED)


@source
def team_messages(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.MESSAGE_SENT).where(LedgerEntry.actor_id != LedgerEntry.person_id)


def level_rows(scope: Scope, stage: str) -> Select[Any]:
    whose = (  # looked up for the rows that are shown; a count has no need of it
        select(Enrolment.learner_id).where(Enrolment.id == LevelAssessment.enrolment_id).scalar_subquery()
    )
    return evidence_rows(
        LevelAssessment.id,
        LevelAssessment.at,
        f"level_{stage}",
        person_id=whose,
        enrolment_id=LevelAssessment.enrolment_id,
        actor_id=LevelAssessment.given_by,
    ).where(
        LevelAssessment.organisation_id == scope.organisation_id,
        LevelAssessment.stage == stage,
        LevelAssessment.at >= scope.since,
        LevelAssessment.at < scope.until,
    )


@source
def entry_levels(scope: Scope) -> Select[Any]:
    return level_rows(scope, "entry")


@source
def middle_levels(scope: Scope) -> Select[Any]:
    return level_rows(scope, "middle")


@source
def exit_levels(scope: Scope) -> Select[Any]:
    return level_rows(scope, "exit")


# --- Sessions and people ---


@source
def sessions(scope: Scope) -> Select[Any]:
    return session_rows(scope, "session")


@source
def trainers(scope: Scope) -> Select[Any]:
    return session_rows(scope, "session").where(TrainingSession.trainer_id.is_not(None))


@source
def roles(scope: Scope) -> Select[Any]:
    return evidence_rows(
        Membership.id, Membership.created_at, "role", person_id=Membership.account_id, label=Membership.role
    ).where(
        Membership.organisation_id == scope.organisation_id,
        Membership.role.in_(STAFF_ROLES),
        Membership.created_at < scope.until,
    )


@source
def bookings(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.SESSION_BOOKED)


@source
def attendance(scope: Scope) -> Select[Any]:
    return ledger_rows(scope, Kind.ATTENDANCE_RECORDED)


# --- What is published ---


@source
def sheets(scope: Scope) -> Select[Any]:
    return sheet_rows(scope, "sheet")


@source
def publications(scope: Scope) -> Select[Any]:
    return evidence_rows(Edition.id, Edition.published_at, "publication", label=Edition.title).where(
        Edition.organisation_id == scope.organisation_id,
        Edition.published_at >= scope.since,
        Edition.published_at < scope.until,
    )


@source
def objectives(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(EditionSequence.sequence_id, Edition.published_at, "objective", label=EditionSequence.objective)
        .join(Edition, Edition.id == EditionSequence.edition_id)
        .join(Course, Course.id == Edition.course_id)
        .where(in_force(scope), EditionSequence.objective != "")
    )


def activity_rows(scope: Scope, kind: str) -> Select[Any]:
    return (
        evidence_rows(
            EditionActivity.activity_id,
            Edition.published_at,
            kind,
            activity_id=EditionActivity.activity_id,
            label=EditionActivity.title,
        )
        .join(Edition, Edition.id == EditionActivity.edition_id)
        .join(Course, Course.id == Edition.course_id)
        .where(in_force(scope))
    )


@source
def resources(scope: Scope) -> Select[Any]:
    return activity_rows(scope, "resource")


@source
def assessments(scope: Scope) -> Select[Any]:
    return activity_rows(scope, "resource").where(EditionActivity.kind.in_(QUESTIONING))
