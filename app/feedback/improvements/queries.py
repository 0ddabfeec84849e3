"""Improvement actions: the register, one of them, those to remind, what is published; trials with volunteers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.access import STAFF, Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.courses.models import Activity, Course, Edition, EditionActivity, EditionSequence
from app.enrolments.models import Enrolment, GroupMember, LearnerGroup
from app.feedback.complaints.models import Complaint
from app.feedback.improvements.models import ElementChoice, Improvement
from app.feedback.improvements.rules import OPEN
from app.feedback.incidents.models import Incident
from app.identity.models import Account, Membership, Organisation
from app.learning.models import ActivityRemark, ActivityState
from app.learning.rules import DONE

_owner, _author = aliased(Account), aliased(Account)
_owner_is_here = (
    select(Membership.id)
    .where(
        Membership.account_id == Improvement.owner_id,
        Membership.organisation_id == Improvement.organisation_id,
        Membership.role.in_([str(role) for role in STAFF]),
    )
    .exists()
)
_ROW = (
    select(
        *Improvement.__table__.columns,
        _owner.name.label("owner_name"), _author.name.label("author_name"), _owner_is_here.label("owner_here"),
        Edition.title.label("course_title"), EditionActivity.title.label("activity_title"),
        Complaint.number.label("complaint_number"), Incident.number.label("incident_number"),
        Complaint.subject.label("complaint_subject"), Incident.subject.label("incident_subject"),
    )
    .join(_author, _author.id == Improvement.created_by)
    .outerjoin(_owner, _owner.id == Improvement.owner_id)
    .outerjoin(Course, Course.id == Improvement.course_id)
    .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
    .outerjoin(
        EditionActivity,
        and_(EditionActivity.edition_id == Edition.id, EditionActivity.activity_id == Improvement.activity_id),
    )
    .outerjoin(Complaint, and_(Improvement.origin == "complaint", Complaint.id == Improvement.origin_id))
    .outerjoin(Incident, and_(Improvement.origin == "incident", Incident.id == Improvement.origin_id))
)  # fmt: skip
SORTS = {
    "numero": (Improvement.number.desc(),),
    "date": (Improvement.due_on, Improvement.number),
    "responsable": (_owner.name, Improvement.due_on),
    "origine": (Improvement.origin, Improvement.number),
    "etat": (
        case({"doing": 0, "planned": 1, "done": 2, "dropped": 3}, value=Improvement.state, else_=4),
        Improvement.due_on,
    ),
}


def register(session: Session, actor: Actor, period: Period, *, sort: str = "etat", state: str = "") -> list[AnyRow]:
    """Decided in a period, still open, or ended during it."""
    statement = _ROW.where(
        Improvement.organisation_id == actor.organisation_id,
        Improvement.decided_on <= period.end,
        or_(
            Improvement.decided_on >= period.start,
            Improvement.state.in_(OPEN),
            Improvement.done_on >= period.start,
        ),
    )
    if state:
        statement = statement.where(Improvement.state == state)
    return list(session.execute(statement.order_by(*SORTS.get(sort, SORTS["etat"]), Improvement.id).limit(1_000)))


def improvement(session: Session, actor: Actor, improvement_id: str) -> AnyRow:
    row = session.execute(
        _ROW.where(Improvement.organisation_id == actor.organisation_id, Improvement.id == improvement_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def improvement_to_change(session: Session, actor: Actor, improvement_id: str) -> Improvement:
    found = session.scalar(
        select(Improvement)
        .where(Improvement.organisation_id == actor.organisation_id, Improvement.id == improvement_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def of_origin(session: Session, organisation_id: str, origin: str, origin_ids: Sequence[str]) -> list[AnyRow]:
    """(id, number, title, state, origin_id) of the actions born from these rows."""
    return list(
        session.execute(
            select(Improvement.id, Improvement.number, Improvement.title, Improvement.state, Improvement.origin_id)
            .where(
                Improvement.organisation_id == organisation_id,
                Improvement.origin == origin,
                Improvement.origin_id.in_(origin_ids),
            )
            .order_by(Improvement.number)
        )
    )


def next_number(session: Session, organisation_id: str) -> int:
    """The caller has the turn of the organisation."""
    last = session.scalar(select(func.max(Improvement.number)).where(Improvement.organisation_id == organisation_id))
    return (last or 0) + 1


def open_ones(session: Session, until: date) -> list[Improvement]:
    """Everywhere, what is not ended and whose date comes before a day."""
    return list(
        session.scalars(
            select(Improvement)
            .where(Improvement.state.in_(OPEN), Improvement.due_on <= until)
            .order_by(Improvement.organisation_id, Improvement.id)
            .limit(2_000)
        )
    )


def published(session: Session, organisation_id: str) -> list[AnyRow]:
    """(id, published, published_at, course_title, measure, before, after) of what people may read, the latest first."""
    return list(
        session.execute(
            select(
                Improvement.id,
                Improvement.published,
                Improvement.published_at,
                Edition.title.label("course_title"),
                Improvement.measure,
                Improvement.before,
                Improvement.after,
            )
            .outerjoin(Course, Course.id == Improvement.course_id)
            .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
            .where(Improvement.organisation_id == organisation_id, Improvement.published_at.is_not(None))
            .order_by(Improvement.published_at.desc(), Improvement.id)
            .limit(100)
        )
    )


def organisations(session: Session) -> list[AnyRow]:
    """(id, slug, name, phone), by name."""
    return list(
        session.execute(
            select(Organisation.id, Organisation.slug, Organisation.name, Organisation.phone).order_by(
                Organisation.name, Organisation.id
            )
        )
    )


# --- Trials ------------------------------------------------------------------------------------------------------


def group(session: Session, actor: Actor, group_id: str) -> AnyRow:
    """(id, name, course_id, members)."""
    members = (
        select(func.count())
        .where(GroupMember.group_id == LearnerGroup.id, GroupMember.until.is_(None))
        .correlate(LearnerGroup)
        .scalar_subquery()
    )
    row = session.execute(
        select(LearnerGroup.id, LearnerGroup.name, LearnerGroup.course_id, members.label("members")).where(
            LearnerGroup.id == group_id, LearnerGroup.organisation_id == actor.organisation_id
        )
    ).first()
    if row is None:
        raise NotFound()
    return row


def groups_with_course(session: Session, organisation_id: str) -> list[AnyRow]:
    """(id, name, course_id, course_title, members, choices): groups that are now in use, by name."""
    members = (
        select(func.count())
        .where(GroupMember.group_id == LearnerGroup.id, GroupMember.until.is_(None))
        .correlate(LearnerGroup)
        .scalar_subquery()
    )
    choices = (
        select(func.count()).where(ElementChoice.group_id == LearnerGroup.id).correlate(LearnerGroup).scalar_subquery()
    )
    return list(
        session.execute(
            select(
                LearnerGroup.id, LearnerGroup.name, LearnerGroup.course_id, Edition.title.label("course_title"),
                members.label("members"), choices.label("choices"),
            )
            .outerjoin(Course, Course.id == LearnerGroup.course_id)
            .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
            .where(LearnerGroup.organisation_id == organisation_id, LearnerGroup.archived_at.is_(None))
            .order_by(LearnerGroup.name, LearnerGroup.id)
        )
    )  # fmt: skip


def course_of_group(session: Session, group_id: str) -> str | None:
    """The course that most people of a group follow, for a group of no single course."""
    return session.scalar(
        select(Enrolment.course_id)
        .join(GroupMember, GroupMember.enrolment_id == Enrolment.id)
        .where(GroupMember.group_id == group_id, GroupMember.until.is_(None))
        .group_by(Enrolment.course_id)
        .order_by(func.count().desc(), Enrolment.course_id)
        .limit(1)
    )


def elements(session: Session, course_id: str) -> list[AnyRow]:
    """(activity_id, title, kind, minutes, sequence_title) of a course as it is today, in order."""
    return list(
        session.execute(
            select(
                EditionActivity.activity_id, EditionActivity.title, EditionActivity.kind, EditionActivity.minutes,
                EditionSequence.title.label("sequence_title"),
            )
            .join(Edition, Edition.id == EditionActivity.edition_id)
            .join(Course, and_(Course.id == Edition.course_id, Edition.number == Course.edition_number))
            .join(
                EditionSequence,
                and_(
                    EditionSequence.edition_id == EditionActivity.edition_id,
                    EditionSequence.sequence_id == EditionActivity.sequence_id,
                ),
            )
            .where(Course.id == course_id)
            .order_by(EditionSequence.position, EditionActivity.position)
        )
    )  # fmt: skip


def _members(group_id: str) -> Any:
    return select(GroupMember.enrolment_id).where(GroupMember.group_id == group_id)


def done_counts(session: Session, group_id: str) -> dict[str, int]:
    """Activity id → how many of the group have done it, whoever left the group since included."""
    rows = session.execute(
        select(ActivityState.activity_id, func.count().label("people"))
        .where(ActivityState.enrolment_id.in_(_members(group_id)), ActivityState.state == DONE)
        .group_by(ActivityState.activity_id)
    )
    return {row.activity_id: row.people for row in rows}


def remarks(session: Session, group_id: str) -> list[AnyRow]:
    """(activity_id, helped, felt, body, name) of what the group said of each activity."""
    return list(
        session.execute(
            select(
                ActivityRemark.activity_id, ActivityRemark.helped, ActivityRemark.felt, ActivityRemark.body,
                Account.name, Enrolment.id.label("enrolment_id"),
            )
            .join(Enrolment, Enrolment.id == ActivityRemark.enrolment_id)
            .join(Account, Account.id == Enrolment.learner_id)
            .where(ActivityRemark.enrolment_id.in_(_members(group_id)))
            .order_by(ActivityRemark.written_at.desc(), ActivityRemark.id)
            .limit(2_000)
        )
    )  # fmt: skip


def choices(session: Session, group_id: str) -> dict[str, AnyRow]:
    """Activity id → (choice, reason, decided_on, decided_by, improvement_id, number)."""
    rows = session.execute(
        select(
            ElementChoice.activity_id, ElementChoice.choice, ElementChoice.reason, ElementChoice.decided_on,
            Account.name.label("by_name"), ElementChoice.improvement_id, Improvement.number,
        )
        .join(Account, Account.id == ElementChoice.decided_by)
        .outerjoin(Improvement, Improvement.id == ElementChoice.improvement_id)
        .where(ElementChoice.group_id == group_id)
    )  # fmt: skip
    return {row.activity_id: row for row in rows}


def choice_to_change(session: Session, group_id: str, activity_id: str) -> ElementChoice | None:
    return session.scalar(
        select(ElementChoice).where(ElementChoice.group_id == group_id, ElementChoice.activity_id == activity_id)
    )


def activity_of(session: Session, organisation_id: str, activity_id: str) -> AnyRow | None:
    """(id, course_id) of an activity of the organisation."""
    return session.execute(
        select(Activity.id, Activity.course_id).where(
            Activity.id == activity_id, Activity.organisation_id == organisation_id
        )
    ).first()
