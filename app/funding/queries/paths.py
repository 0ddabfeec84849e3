"""Paths with what was said of their funding."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment
from app.funding.models import CourseFunding, Deliverer, FunderProfile, FundingAgreement, FundingFile
from app.identity.models import Account, Funder, Site

STANDING = FundingAgreement.ended_at.is_(None)

_PATHS: Select[*tuple[Any, ...]] = (
    select(
        Enrolment.id,
        Enrolment.learner_id,
        Account.name.label("learner"),
        Enrolment.adviser_id,
        Enrolment.course_id,
        func.coalesce(Edition.title, Course.slug).label("course"),
        Enrolment.site_id,
        Site.name.label("site"),
        Enrolment.status.label("state"),
        Enrolment.starts_on,
        Enrolment.ends_on,
        Enrolment.closed_on,
        Enrolment.exit_reason,
        Enrolment.funder_id,
        FundingFile.status,
        FundingFile.entrusted_to,
        FundingFile.entrusted_by,
        CourseFunding.objective,
        CourseFunding.level,
        CourseFunding.nsf,
        in_use(Use.FUNDING).label("in_use"),
    )
    .join(Account, Account.id == Enrolment.learner_id)
    .join(Course, Course.id == Enrolment.course_id)
    .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(Site, Site.id == Enrolment.site_id)
    .outerjoin(FundingFile, FundingFile.enrolment_id == Enrolment.id)
    .outerjoin(CourseFunding, CourseFunding.course_id == Course.id)
    .where(Enrolment.organisation_id == bindparam("organisation_id"), in_use(Use.FUNDER))
    .order_by(Account.name, Enrolment.id)
)


def paths(session: Session, organisation_id: str, until: Period) -> Sequence[AnyRow]:
    """Every path of an organisation that began before the end of a period, by name: what figures are made of."""
    return session.execute(_PATHS.where(Enrolment.starts_on <= until.end), {"organisation_id": organisation_id}).all()


def present_in(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """The paths that were open on a day of a period, or ended on one."""
    return session.execute(
        _PATHS.where(
            Enrolment.starts_on <= period.end, or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= period.start)
        ),
        {"organisation_id": organisation_id},
    ).all()


def agreements(session: Session, organisation_id: str, enrolment_id: str = "") -> Sequence[AnyRow]:
    """(id, enrolment_id, funder_id, funder, kind, esf, reference, minutes_bought, share) that stand, the largest share first."""
    statement = (
        select(
            FundingAgreement.id,
            FundingAgreement.enrolment_id,
            FundingAgreement.funder_id,
            Funder.name.label("funder"),
            FunderProfile.kind,
            FunderProfile.esf,
            FundingAgreement.reference,
            FundingAgreement.minutes_bought,
            FundingAgreement.share,
        )
        .join(Funder, Funder.id == FundingAgreement.funder_id)
        .outerjoin(FunderProfile, FunderProfile.funder_id == Funder.id)
        .where(FundingAgreement.organisation_id == organisation_id, STANDING)
        .order_by(FundingAgreement.enrolment_id, FundingAgreement.share.desc(), FundingAgreement.id)
    )
    if enrolment_id:
        statement = statement.where(FundingAgreement.enrolment_id == enrolment_id)
    return session.execute(statement).all()


def agreements_to_change(session: Session, enrolment_id: str) -> Sequence[FundingAgreement]:
    return session.scalars(
        select(FundingAgreement)
        .where(FundingAgreement.enrolment_id == enrolment_id, STANDING)
        .order_by(FundingAgreement.id)
        .with_for_update(key_share=True)
    ).all()


def file_to_change(session: Session, enrolment_id: str) -> FundingFile | None:
    return session.get(FundingFile, enrolment_id, with_for_update={"key_share": True})


def file_of(session: Session, enrolment_id: str) -> FundingFile | None:
    return session.get(FundingFile, enrolment_id)


def funders(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name, kind, esf, report, retention_years, paths) of the funders of an organisation, by name."""
    named = (
        select(FundingAgreement.funder_id, FundingAgreement.enrolment_id)
        .where(FundingAgreement.organisation_id == organisation_id, STANDING)
        .union(
            select(Enrolment.funder_id, Enrolment.id).where(
                Enrolment.organisation_id == organisation_id, Enrolment.funder_id.is_not(None)
            )
        )
        .subquery()
    )
    count = select(func.count()).where(named.c.funder_id == Funder.id).scalar_subquery()
    return session.execute(
        select(
            Funder.id, Funder.name, FunderProfile.kind, FunderProfile.esf, FunderProfile.report,
            FunderProfile.retention_years, count.label("paths"),
        )
        .outerjoin(FunderProfile, FunderProfile.funder_id == Funder.id)
        .where(Funder.organisation_id == organisation_id)
        .order_by(Funder.name, Funder.id)
    ).all()  # fmt: skip


def profile(session: Session, funder_id: str) -> FunderProfile | None:
    return session.get(FunderProfile, funder_id)


def profile_to_change(session: Session, funder_id: str) -> FunderProfile | None:
    return session.get(FunderProfile, funder_id, with_for_update={"key_share": True})


def courses(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, title, objective, level, nsf) of the courses that somebody follows or may follow, by title."""
    return session.execute(
        select(
            Course.id, func.coalesce(Edition.title, Course.slug).label("title"), CourseFunding.objective,
            CourseFunding.level, CourseFunding.nsf,
        )
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(CourseFunding, CourseFunding.course_id == Course.id)
        .where(Course.organisation_id == organisation_id)
        .order_by("title", Course.id)
    ).all()  # fmt: skip


def course_to_change(session: Session, course_id: str) -> CourseFunding | None:
    return session.get(CourseFunding, course_id, with_for_update={"key_share": True})


def deliverers(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(account_id, external) of those of whom it was said."""
    return session.execute(
        select(Deliverer.account_id, Deliverer.external)
        .where(Deliverer.organisation_id == organisation_id)
        .order_by(Deliverer.account_id)
    ).all()


def deliverer_to_change(session: Session, organisation_id: str, account_id: str) -> Deliverer | None:
    return session.get(Deliverer, (organisation_id, account_id), with_for_update={"key_share": True})
