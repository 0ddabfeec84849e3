"""What the registers hold: lines of a time (a meeting, a check) and lines in force at its end (a profile, a risk)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, literal, or_, select
from sqlalchemy.orm import aliased

from app.core.clock import paris
from app.directory.models import Partner
from app.quality.evidence.queries.base import (
    REVIEWED_WITHIN,
    Scope,
    evidence_rows,
    lack,
    source,
)
from app.registers.models import (
    RegisterEntry,
    RegisterIndicator,
    RegisterReferent,
)

USED_WITHIN = timedelta(days=30)  # what was read a month ago has had the time to be made use of
ANSWERED_WITHIN = timedelta(days=15)  # a request for an adjustment

_seen_at = case(
    (RegisterEntry.reviewed_at.is_not(None), RegisterEntry.reviewed_at), else_=RegisterEntry.at
)  # when a line was last found true


def lines(scope: Scope, kind: str, *facets: str, since: Any = None) -> Select[Any]:
    """Lines of a register dated in the time, or from `since` on."""
    statement = _lines(kind, facets, RegisterEntry.at).where(
        RegisterEntry.organisation_id == scope.organisation_id,
        RegisterEntry.at >= (since or scope.since),
        RegisterEntry.at < scope.until,
        RegisterEntry.archived_at.is_(None),
    )
    return statement


def in_force(scope: Scope, kind: str, *facets: str) -> Select[Any]:
    """Lines of a register that stood at the end of the time."""
    return _lines(kind, facets, _seen_at).where(*stands(scope))


def _lines(kind: str, facets: tuple[str, ...], at: Any) -> Select[Any]:
    statement = evidence_rows(
        RegisterEntry.id,
        at,
        f"register_{kind}",
        person_id=RegisterEntry.person_id,
        label=RegisterEntry.title,
        proof_kind=literal("register_entry"),
        proof_id=RegisterEntry.id,
    ).where(RegisterEntry.kind == kind)
    return statement.where(RegisterEntry.facet.in_(facets)) if facets else statement


def stands(scope: Scope) -> tuple[Any, ...]:
    return (
        RegisterEntry.organisation_id == scope.organisation_id,
        RegisterEntry.at < scope.until,
        or_(RegisterEntry.archived_at.is_(None), RegisterEntry.archived_at >= scope.until),
    )


def overdue(scope: Scope, *kinds: str) -> Select[Any]:
    """Lines in force whose day to be read again is past at the end of the time."""
    return (
        evidence_rows(
            RegisterEntry.id,
            RegisterEntry.at,
            "lack",
            label=RegisterEntry.title,
            proof_kind=literal("register_entry"),
            proof_id=RegisterEntry.id,
        )
        .where(RegisterEntry.kind.in_(kinds), *stands(scope))
        .where(RegisterEntry.review_on < scope.end)
    )


def lack_of(kind: str) -> Select[Any]:
    return evidence_rows(
        RegisterEntry.id,
        RegisterEntry.at,
        "lack",
        label=RegisterEntry.title,
        proof_kind=literal("register_entry"),
        proof_id=RegisterEntry.id,
    ).where(RegisterEntry.kind == kind)


# Documents ----------------------------------------------------------------------------------------------------------


def papers(scope: Scope) -> Select[Any]:
    """The documents in force that serve the indicator of the scope."""
    serves = select(RegisterIndicator.entry_id).where(
        RegisterIndicator.entry_id == RegisterEntry.id, RegisterIndicator.number == scope.number
    )
    return in_force(scope, "document").where(serves.exists())


def papers_by_indicator(scope: Scope) -> Select[Any]:
    """(number, id, facet, title, at, late) of every document in force, once for each indicator that it serves."""
    late = case((and_(RegisterEntry.review_on.is_not(None), RegisterEntry.review_on < scope.end), 1), else_=0)
    return (
        select(
            RegisterIndicator.number,
            RegisterEntry.id,
            RegisterEntry.facet,
            RegisterEntry.title,
            _seen_at.label("at"),
            late.label("late"),
        )
        .join(RegisterEntry, RegisterEntry.id == RegisterIndicator.entry_id)
        .where(RegisterEntry.kind == "document", *stands(scope))
        .order_by(RegisterIndicator.number, RegisterEntry.facet, RegisterEntry.id)
    )


# Watch --------------------------------------------------------------------------------------------------------------


@source
def watch_legal(scope: Scope) -> Select[Any]:
    return lines(scope, "watch_item", "legal")


@source
def watch_jobs(scope: Scope) -> Select[Any]:
    return lines(scope, "watch_item", "jobs")


@source
def watch_methods(scope: Scope) -> Select[Any]:
    return lines(scope, "watch_item", "pedagogy", "technology")


def _unused(scope: Scope, *facets: str) -> Select[Any]:
    until = paris(scope.end - USED_WITHIN, 0)
    return lack_of("watch_item").where(
        RegisterEntry.organisation_id == scope.organisation_id,
        RegisterEntry.facet.in_(facets),
        RegisterEntry.at >= scope.since,
        RegisterEntry.at < until,
        RegisterEntry.archived_at.is_(None),
        RegisterEntry.settled_at.is_(None),
    )


@lack
def watch_legal_unused(scope: Scope) -> Select[Any]:
    return _unused(scope, "legal")


@lack
def watch_jobs_unused(scope: Scope) -> Select[Any]:
    return _unused(scope, "jobs")


@lack
def watch_methods_unused(scope: Scope) -> Select[Any]:
    return _unused(scope, "pedagogy", "technology")


# Partners, subcontractors, handicap ---------------------------------------------------------------------------------


def _partners(scope: Scope, kind: str) -> Select[Any]:
    return evidence_rows(Partner.id, Partner.created_at, kind, label=Partner.name).where(
        Partner.organisation_id == scope.organisation_id,
        Partner.created_at < scope.until,
        or_(Partner.archived_at.is_(None), Partner.archived_at >= scope.until),
    )


@source
def partners(scope: Scope) -> Select[Any]:
    return _partners(scope, "partner")


@lack
def partners_late(scope: Scope) -> Select[Any]:
    return _partners(scope, "lack").where(Partner.reviewed_on < scope.end - REVIEWED_WITHIN)


@source
def subcontracts(scope: Scope) -> Select[Any]:
    return in_force(scope, "subcontract")


@source
def subcontract_checks(scope: Scope) -> Select[Any]:
    return lines(scope, "subcontract_check")


@lack
def contracts_unchecked(scope: Scope) -> Select[Any]:
    check = aliased(RegisterEntry)
    done = select(check.id).where(
        check.parent_id == RegisterEntry.id,
        check.archived_at.is_(None),
        check.at >= paris(scope.end - REVIEWED_WITHIN, 0),
        check.at < scope.until,
    )
    return lack_of("subcontract").where(*stands(scope), ~done.exists())


@lack
def contracts_without_trace(scope: Scope) -> Select[Any]:
    """The grid of 2026 asks that contracts say how their conformity is traced."""
    said = cast(RegisterEntry.marks, String)
    return lack_of("subcontract").where(*stands(scope), said.not_like('%"trace"%'))


@lack
def contracts_late(scope: Scope) -> Select[Any]:
    return overdue(scope, "subcontract", "subcontract_check")


@source
def handicap_referents(scope: Scope) -> Select[Any]:
    return _referents(scope, "handicap")


@source
def protection_referents(scope: Scope) -> Select[Any]:
    return _referents(scope, "protection")


def _referents(scope: Scope, duty: str) -> Select[Any]:
    return evidence_rows(
        RegisterReferent.id, RegisterReferent.named_at, f"referent_{duty}", person_id=RegisterReferent.account_id
    ).where(
        RegisterReferent.organisation_id == scope.organisation_id,
        RegisterReferent.duty == duty,
        RegisterReferent.named_at < scope.until,
        or_(RegisterReferent.ended_at.is_(None), RegisterReferent.ended_at >= scope.until),
    )


@source
def handicap_actions(scope: Scope) -> Select[Any]:
    return lines(scope, "handicap_action")


def _counted_adjustments(scope: Scope, kind: str) -> Select[Any]:
    """Requests for an adjustment: how many, and nothing of whom nor what."""
    return evidence_rows(RegisterEntry.id, RegisterEntry.at, kind).where(
        RegisterEntry.organisation_id == scope.organisation_id,
        RegisterEntry.kind == "adjustment",
        RegisterEntry.at >= scope.since,
        RegisterEntry.at < scope.until,
        RegisterEntry.archived_at.is_(None),
    )


@source
def adjustments(scope: Scope) -> Select[Any]:
    return _counted_adjustments(scope, "adjustment")


@lack
def adjustments_waiting(scope: Scope) -> Select[Any]:
    return _counted_adjustments(scope, "lack").where(
        RegisterEntry.facet == "asked", RegisterEntry.at < paris(scope.end - ANSWERED_WITHIN, 0)
    )


# Running quality ----------------------------------------------------------------------------------------------------


@source
def meetings(scope: Scope) -> Select[Any]:
    return lines(scope, "meeting")


@source
def risks(scope: Scope) -> Select[Any]:
    return in_force(scope, "risk")


@lack
def risks_late(scope: Scope) -> Select[Any]:
    return overdue(scope, "risk")


@source
def quality_reviews(scope: Scope) -> Select[Any]:
    return lines(scope, "review")


@source
def publication_log(scope: Scope) -> Select[Any]:
    return in_force(scope, "publication")


@source
def financer_meetings(scope: Scope) -> Select[Any]:
    return lines(scope, "meeting", "partners")
