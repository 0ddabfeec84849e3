"""What following work at a distance asks of the rooms below, for one person or for many in one statement each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment, PlanItem
from app.enrolments.queries import listed_for
from app.enrolments.rules import OPEN
from app.identity.models import Account
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.messaging.models import Message
from app.notifications.models import ModuleReminder, ReminderHold
from app.planning.models import PlanOmission

_learner, _adviser = aliased(Account), aliased(Account)

_PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        Enrolment.id,
        Enrolment.organisation_id,
        Enrolment.course_id,
        Enrolment.learner_id,
        _learner.name,
        _learner.email,
        _learner.locale,
        _adviser.name.label("adviser_name"),
        Enrolment.status,
        Enrolment.starts_on,
        Enrolment.closed_on,
        Enrolment.funder_id,
        Edition.id.label("edition_id"),
    )
    .join(_learner, _learner.id == Enrolment.learner_id)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)

# What proves work in one activity, or accompanies it.
PROVING = (
    Kind.ACTIVITY_COMPLETED, Kind.WORK_SENT, Kind.WORK_REVIEWED, Kind.QUIZ_SENT, Kind.QUESTION_MARKED,
    Kind.LEVEL_ASSESSED, Kind.SURVEY_ANSWERED, Kind.CHOICE_MADE, Kind.POINT_CHECKED, Kind.FORUM_POSTED, Kind.TIME_DECLARED,
)  # fmt: skip


def followed(session: Session, actor: Actor, course_id: str, *, skip: int, limit: int) -> Sequence[AnyRow]:
    """The people of a course, under way, that an actor's lists show, by name."""
    return session.execute(
        _PEOPLE.where(listed_for(actor), Enrolment.course_id == course_id, Enrolment.status.in_(OPEN))
        .order_by(_learner.name, Enrolment.id)
        .limit(limit)
        .offset(skip)
    ).all()


def courses_followed(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(id, slug, title, n) of the courses with people under way that an actor's lists show, the fullest first."""
    return session.execute(
        select(Course.id, Course.slug, Edition.title, func.count(Enrolment.id).label("n"))
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(listed_for(actor), Enrolment.status.in_(OPEN))
        .group_by(Course.id, Course.slug, Edition.title)
        .order_by(func.count(Enrolment.id).desc(), Course.slug)
    ).all()


def on_their_way(session: Session, organisation_id: str, after: str, limit: int) -> Sequence[AnyRow]:
    """The people of an organisation whose path is active, in the order in which they were enrolled."""
    return session.execute(
        _PEOPLE.where(Enrolment.organisation_id == organisation_id, Enrolment.status == "active", Enrolment.id > after)
        .order_by(Enrolment.id)
        .limit(limit)
    ).all()


def organisations_on_their_way(session: Session) -> Sequence[str]:
    return session.scalars(
        select(Enrolment.organisation_id)
        .where(Enrolment.status == "active")
        .distinct()
        .order_by(Enrolment.organisation_id)
    ).all()


def one_person(session: Session, enrolment_id: str) -> AnyRow:
    """The same columns for one path. The caller has seen it."""
    return session.execute(_PEOPLE.where(Enrolment.id == enrolment_id)).one()


def plans(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, sequence_id, starts_on, due_on)"""
    return session.execute(
        select(PlanItem.enrolment_id, PlanItem.sequence_id, PlanItem.starts_on, PlanItem.due_on).where(
            PlanItem.enrolment_id.in_(_IDS)
        ),
        {"ids": ids},
    ).all()


def omissions(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, sequence_id) of what is not in somebody's plan."""
    return session.execute(
        select(PlanOmission.enrolment_id, PlanOmission.sequence_id).where(PlanOmission.enrolment_id.in_(_IDS)),
        {"ids": ids},
    ).all()


def reminders(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, sequence_id, at, late_days, by, by_name, words, mail_id), the first sent first."""
    return session.execute(
        select(
            ModuleReminder.enrolment_id,
            ModuleReminder.sequence_id,
            ModuleReminder.at,
            ModuleReminder.late_days,
            ModuleReminder.by,
            Account.name.label("by_name"),
            ModuleReminder.words,
        )
        .outerjoin(Account, Account.id == ModuleReminder.by)
        .where(ModuleReminder.enrolment_id.in_(_IDS))
        .order_by(ModuleReminder.at, ModuleReminder.id),
        {"ids": ids},
    ).all()


def holds(session: Session, ids: Sequence[str]) -> dict[str, AnyRow]:
    """Enrolment id → (until, reason, by_name) of the reminders that somebody has suspended."""
    rows = session.execute(
        select(ReminderHold.enrolment_id, ReminderHold.until, ReminderHold.reason, Account.name.label("by_name"))
        .join(Account, Account.id == ReminderHold.by)
        .where(ReminderHold.enrolment_id.in_(_IDS)),
        {"ids": ids},
    )
    return {row.enrolment_id: row for row in rows}


def hold_to_change(session: Session, enrolment_id: str) -> ReminderHold | None:
    return session.get(ReminderHold, enrolment_id, with_for_update=True)


def proofs(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """What the ledger holds of the activities of one path, the first first."""
    return session.execute(
        select(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.occurred_at,
            LedgerEntry.activity_id,
            LedgerEntry.actor_id,
            LedgerEntry.minutes,
            LedgerEntry.proof_kind,
            LedgerEntry.proof_id,
            LedgerEntry.facts,
            Account.name.label("actor_name"),
        )
        .outerjoin(Account, Account.id == LedgerEntry.actor_id)
        .where(
            LedgerEntry.enrolment_id == enrolment_id,
            LedgerEntry.kind.in_([kind.value for kind in PROVING]),
            LedgerEntry.activity_id.is_not(None),
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    ).all()


def exchanges(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(created_at, author_id, author_name) of the conversation of a path, in its order: never its words."""
    return session.execute(
        select(Message.created_at, Message.author_id, Account.name.label("author_name"))
        .join(Account, Account.id == Message.author_id)
        .where(Message.enrolment_id == enrolment_id)
        .order_by(Message.created_at, Message.id)
    ).all()
