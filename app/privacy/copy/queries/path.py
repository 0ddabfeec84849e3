"""A person's paths, their plan, their groups, and what changed of them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.courses.models import Course, Edition, EditionSequence
from app.enrolments.models import Enrolment, EnrolmentChange, GroupMember, LearnerGroup, PlanItem
from app.identity.models import Account, Funder, Organisation, Site
from app.privacy.copy.queries.own import own_paths


def enrolments(session: Session, account_id: str) -> Sequence[AnyRow]:
    adviser = aliased(Account)
    return session.execute(
        select(
            Enrolment.id,
            Enrolment.status,
            Enrolment.starts_on,
            Enrolment.ends_on,
            Enrolment.closed_on,
            Enrolment.exit_reason,
            Enrolment.referrer,
            Enrolment.project,
            Enrolment.weekly_hours_due,
            Enrolment.weekly_hours_from,
            Enrolment.created_at,
            Organisation.name.label("organisation"),
            adviser.name.label("adviser"),
            Funder.name.label("funder"),
            Site.name.label("site"),
            func.coalesce(Edition.title, Course.slug).label("course"),
        )
        .join(Organisation, Organisation.id == Enrolment.organisation_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(adviser, adviser.id == Enrolment.adviser_id)
        .outerjoin(Funder, Funder.id == Enrolment.funder_id)
        .outerjoin(Site, Site.id == Enrolment.site_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(Enrolment.created_at, Enrolment.id)
    ).all()


def changes(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            EnrolmentChange.what,
            EnrolmentChange.reason,
            EnrolmentChange.effective_on,
            Account.name.label("by"),
        )
        .join(Account, Account.id == EnrolmentChange.actor_id)
        .where(EnrolmentChange.enrolment_id.in_(own_paths(account_id)))
        .order_by(EnrolmentChange.at, EnrolmentChange.id)
    ).all()


def plan(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, starts_on, due_on) of each planned sequence, as the current edition calls it."""
    return session.execute(
        select(
            func.coalesce(EditionSequence.title, PlanItem.sequence_id).label("title"),
            PlanItem.starts_on,
            PlanItem.due_on,
        )
        .join(Enrolment, Enrolment.id == PlanItem.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(
            EditionSequence,
            (EditionSequence.edition_id == Edition.id) & (EditionSequence.sequence_id == PlanItem.sequence_id),
        )
        .where(Enrolment.learner_id == account_id)
        .order_by(PlanItem.starts_on, PlanItem.due_on, PlanItem.sequence_id)
    ).all()


def groups(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(name, since, until) of each time in a group."""
    return session.execute(
        select(LearnerGroup.name, GroupMember.since, GroupMember.until)
        .join(LearnerGroup, LearnerGroup.id == GroupMember.group_id)
        .where(GroupMember.enrolment_id.in_(own_paths(account_id)))
        .order_by(GroupMember.since, GroupMember.id)
    ).all()
