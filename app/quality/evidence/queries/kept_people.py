"""What the registers hold of people: who teaches and how they are kept able to, and how everybody is protected."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.core.clock import paris
from app.enrolments.models import Enrolment
from app.identity.models import Account, Membership
from app.quality.evidence.queries.base import Scope, enrolment_rows, evidence_rows, lack, source
from app.quality.evidence.queries.kept import in_force, lack_of, lines, overdue, stands
from app.registers.models import ProcedureReading, RegisterEntry, RegisterFile
from app.registers.sealed.models import SealedCase
from app.scheduling.models import TrainingSession

TRAINED_WITHIN = timedelta(days=730)  # the actions of twenty-four months are looked at

# The team -----------------------------------------------------------------------------------------------------------


@source
def staff_profiles(scope: Scope) -> Select[Any]:
    return in_force(scope, "staff_profile")


@source
def staff_training(scope: Scope) -> Select[Any]:
    return lines(scope, "staff_training", since=paris(scope.end - TRAINED_WITHIN, 0))


@source
def staff_reviews(scope: Scope) -> Select[Any]:
    return lines(scope, "staff_review", since=paris(scope.end - TRAINED_WITHIN, 0))


def _teaching(scope: Scope) -> Any:
    """Who has taught in the time: the trainers of its sessions."""
    return (
        select(TrainingSession.trainer_id)
        .where(
            TrainingSession.organisation_id == scope.organisation_id,
            TrainingSession.starts_at >= scope.since,
            TrainingSession.starts_at < scope.until,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.trainer_id.is_not(None),
        )
        .distinct()
    )


def _teachers(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(Account.id, func.max(Membership.created_at), "lack", person_id=Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == scope.organisation_id, Account.id.in_(_teaching(scope)))
        .group_by(Account.id)
    )


def _has(scope: Scope, kind: str, since: Any = None) -> Any:
    found = select(RegisterEntry.id).where(
        RegisterEntry.organisation_id == scope.organisation_id,
        RegisterEntry.kind == kind,
        RegisterEntry.person_id == Account.id,
        RegisterEntry.archived_at.is_(None),
        RegisterEntry.at < scope.until,
    )
    return (found.where(RegisterEntry.at >= since) if since else found).exists()


@lack
def teachers_without_profile(scope: Scope) -> Select[Any]:
    return _teachers(scope).where(~_has(scope, "staff_profile"))


@lack
def teachers_without_review(scope: Scope) -> Select[Any]:
    return _teachers(scope).where(~_has(scope, "staff_review", paris(scope.end - TRAINED_WITHIN, 0)))


@lack
def teachers_without_training(scope: Scope) -> Select[Any]:
    return _teachers(scope).where(~_has(scope, "staff_training", paris(scope.end - TRAINED_WITHIN, 0)))


@lack
def profiles_without_cv(scope: Scope) -> Select[Any]:
    joined = select(RegisterFile.id).where(
        RegisterFile.entry_id == RegisterEntry.id, RegisterFile.piece == "cv", RegisterFile.withdrawn_at.is_(None)
    )
    return lack_of("staff_profile").where(*stands(scope), ~joined.exists())


@lack
def pieces_expired(scope: Scope) -> Select[Any]:
    expired = select(RegisterFile.id).where(
        RegisterFile.entry_id == RegisterEntry.id,
        RegisterFile.withdrawn_at.is_(None),
        RegisterFile.expires_on < scope.end,
    )
    return lack_of("staff_profile").where(*stands(scope), expired.exists())


@lack
def profiles_late(scope: Scope) -> Select[Any]:
    return overdue(scope, "staff_profile")


# Protecting people --------------------------------------------------------------------------------------------------


@source
def procedure(scope: Scope) -> Select[Any]:
    return in_force(scope, "procedure")


@lack
def procedure_late(scope: Scope) -> Select[Any]:
    return overdue(scope, "procedure")


@source
def procedure_readings(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(ProcedureReading.id, ProcedureReading.at, "procedure_read", person_id=ProcedureReading.account_id)
        .join(RegisterEntry, RegisterEntry.id == ProcedureReading.entry_id)
        .where(
            RegisterEntry.organisation_id == scope.organisation_id,
            ProcedureReading.at >= scope.since,
            ProcedureReading.at < scope.until,
        )
    )


@lack
def procedure_unread(scope: Scope) -> Select[Any]:
    """People on their path at the end of the time who have read no version of the procedure."""
    readers = (
        select(ProcedureReading.account_id)
        .join(RegisterEntry, RegisterEntry.id == ProcedureReading.entry_id)
        .where(RegisterEntry.organisation_id == scope.organisation_id, ProcedureReading.at < scope.until)
    )
    return enrolment_rows(scope, "lack").where(
        Enrolment.status.in_(("active", "paused")),
        Enrolment.starts_on <= scope.end,
        Enrolment.learner_id.not_in(readers),
    )


def _sealed(scope: Scope, kind: str) -> Select[Any]:
    """Reports of the sealed register: how many, and nothing that they tell."""
    return evidence_rows(SealedCase.id, SealedCase.created_at, kind).where(
        SealedCase.organisation_id == scope.organisation_id,
        SealedCase.received_on.between(scope.start, scope.end),
    )


@source
def protection_reports(scope: Scope) -> Select[Any]:
    return _sealed(scope, "sealed_report")


@lack
def reports_waiting(scope: Scope) -> Select[Any]:
    return _sealed(scope, "lack").where(SealedCase.taken_at.is_(None))
