"""Whom a group message may go to, and what became of those that were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses.models import Course, Edition
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment, GroupMember, LearnerGroup
from app.enrolments.rules import Status
from app.files.models import StoredFile
from app.identity.models import Account, Site
from app.messaging.models import GroupMessage, GroupRecipient, Message
from app.messaging.queries import trained_by
from app.scheduling.models import Booking, TrainingSession

IN_PROGRESS = (Status.ADMITTED.value, Status.ACTIVE.value, Status.PAUSED.value)

_learner = aliased(Account)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody wants to write to: the filters of /suivi, or those who have a seat in a session."""

    course: str = ""
    entry: str = ""  # 2026-11
    status: str = ""
    site: str = ""
    group: str = ""
    session: str = ""

    def query(self) -> str:
        asked = {
            "parcours": self.course, "entree": self.entry, "statut": self.status, "lieu": self.site,
            "groupe": self.group, "seance": self.session,
        }  # fmt: skip
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def statuses(self) -> tuple[str, ...]:
        if self.status == "tous" or (self.session and not self.status):
            return tuple(status.value for status in Status)
        return (self.status,) if self.status in {status.value for status in Status} else IN_PROGRESS


def _within_reach(actor: Actor, wish: Wish) -> ColumnElement[bool]:
    """The paths of the people whom somebody writes to as a group: theirs; those of a session, for the whole team."""
    here = Enrolment.organisation_id == actor.organisation_id
    if actor.has(Role.ADMIN):
        return here
    if actor.has(Role.ADVISER):
        return here if wish.session else and_(here, Enrolment.adviser_id == actor.account_id)
    return and_(here, trained_by(actor.account_id))


def audience(session: Session, actor: Actor, wish: Wish) -> Sequence[AnyRow]:
    """(id, learner_id, name, status, created_at) of the paths that a wish names, by name, the latest path first."""
    statement = (
        select(Enrolment.id, Enrolment.learner_id, _learner.name, Enrolment.status, Enrolment.created_at)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .where(_within_reach(actor, wish), Enrolment.status.in_(wish.statuses), IN_USE)
        .order_by(_learner.name, Enrolment.learner_id, Enrolment.created_at.desc(), Enrolment.id)
    )
    if wish.course:
        statement = statement.where(Enrolment.course_id == wish.course)
    if wish.site:
        statement = statement.where(Enrolment.site_id == wish.site)
    if since := _month(wish.entry):
        until = date(since.year + since.month // 12, since.month % 12 + 1, 1)
        statement = statement.where(Enrolment.starts_on >= since, Enrolment.starts_on < until)
    if wish.group:
        member = exists().where(
            GroupMember.enrolment_id == Enrolment.id, GroupMember.group_id == wish.group, GroupMember.until.is_(None)
        )
        statement = statement.where(member)
    if wish.session:
        seat = exists().where(
            Booking.enrolment_id == Enrolment.id, Booking.session_id == wish.session, Booking.state == "booked"
        )
        statement = statement.where(seat)
    return session.execute(statement).all()


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None


def session_named(session: Session, actor: Actor, session_id: str) -> AnyRow:
    """(id, title, starts_at, trainer_id) of a session of the organisation; NotFound otherwise."""
    row = session.execute(
        select(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at, TrainingSession.trainer_id).where(
            TrainingSession.id == session_id, TrainingSession.organisation_id == actor.organisation_id
        )
    ).first()
    if row is None:
        raise NotFound()
    return row


def courses(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(id, title) of the published courses, for a filter."""
    rows = session.execute(
        select(Course.id, Edition.title)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == actor.organisation_id)
        .order_by(Edition.title, Course.id)
    )
    return [(row.id, row.title) for row in rows]


def sites(session: Session, actor: Actor) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Site.id, Site.name).where(Site.organisation_id == actor.organisation_id).order_by(Site.name, Site.id)
    )
    return [(row.id, row.name) for row in rows]


def groups(session: Session, actor: Actor) -> list[tuple[str, str]]:
    rows = session.execute(
        select(LearnerGroup.id, LearnerGroup.name)
        .where(LearnerGroup.organisation_id == actor.organisation_id, LearnerGroup.archived_at.is_(None))
        .order_by(LearnerGroup.name, LearnerGroup.id)
        .limit(200)
    )
    return [(row.id, row.name) for row in rows]


# --- What was sent -----------------------------------------------------------------------------------------------------


def known_form(session: Session, actor: Actor, form_key: str) -> GroupMessage | None:
    return session.scalars(
        select(GroupMessage).where(GroupMessage.author_id == actor.account_id, GroupMessage.form_key == form_key)
    ).first()


def group_message(session: Session, group_id: str) -> GroupMessage | None:
    return session.get(GroupMessage, group_id)


def to_send(session: Session, group_id: str, limit: int) -> Sequence[str]:
    """Ids of the paths that have no copy yet."""
    return session.scalars(
        select(GroupRecipient.enrolment_id)
        .where(
            GroupRecipient.group_id == group_id, GroupRecipient.conversation_id.is_(None), GroupRecipient.refusal == ""
        )
        .order_by(GroupRecipient.enrolment_id)
        .limit(limit)
        .with_for_update()
    ).all()


def mark(session: Session, group_id: str, enrolment_id: str, *, conversation_id: str | None, refusal: str) -> None:
    session.connection().execute(
        update(GroupRecipient)
        .where(GroupRecipient.group_id == group_id, GroupRecipient.enrolment_id == enrolment_id)
        .values(conversation_id=conversation_id, refusal=refusal[:200])
    )


def counted(session: Session, group_id: str) -> int:
    """How many have been seen to, sent or refused."""
    return (
        session.scalar(
            select(func.count()).where(
                GroupRecipient.group_id == group_id,
                GroupRecipient.conversation_id.is_not(None) | (GroupRecipient.refusal != ""),
            )
        )
        or 0
    )


def stored(session: Session, file_ids: Sequence[str]) -> list[StoredFile]:
    found = {file.id: file for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids)))}
    return [found[one] for one in file_ids if one in found]


_SENT = (
    select(func.count())
    .where(GroupRecipient.group_id == GroupMessage.id, GroupRecipient.conversation_id.is_not(None))
    .correlate(GroupMessage)
    .scalar_subquery()
)
_READ = (
    select(func.count())
    .where(Message.group_id == GroupMessage.id, Message.read_at.is_not(None))
    .correlate(GroupMessage)
    .scalar_subquery()
)


def sent_messages(session: Session, actor: Actor, *, before: Position | None, limit: int) -> Sequence[AnyRow]:
    """(id, subject, body, total, created_at, author_name, sent, read), the latest first: one's own; all, for administrators."""
    statement = (
        select(
            GroupMessage.id,
            GroupMessage.subject,
            GroupMessage.body,
            GroupMessage.total,
            GroupMessage.created_at,
            Account.name.label("author_name"),
            GroupMessage.author_id,
            _SENT.label("sent"),
            _READ.label("read"),
        )
        .join(Account, Account.id == GroupMessage.author_id)
        .where(visible_sendings(actor))
    )
    if before:
        at, row_id = before
        statement = statement.where(
            (GroupMessage.created_at < at) | ((GroupMessage.created_at == at) & (GroupMessage.id < row_id))
        )
    return session.execute(
        statement.order_by(GroupMessage.created_at.desc(), GroupMessage.id.desc()).limit(limit)
    ).all()


def visible_sendings(actor: Actor) -> ColumnElement[bool]:
    here = GroupMessage.organisation_id == actor.organisation_id
    return here if actor.has(Role.ADMIN) else here & (GroupMessage.author_id == actor.account_id)


def sending_for(session: Session, actor: Actor, group_id: str) -> AnyRow:
    """One of them, with the same columns; NotFound otherwise."""
    row = session.execute(
        select(
            GroupMessage.id,
            GroupMessage.subject,
            GroupMessage.body,
            GroupMessage.total,
            GroupMessage.created_at,
            GroupMessage.file_ids,
            _SENT.label("sent"),
            _READ.label("read"),
        ).where(visible_sendings(actor), GroupMessage.id == group_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def recipients(session: Session, group_id: str) -> Sequence[AnyRow]:
    """(enrolment_id, name, conversation_id, refusal, read_at) by name, those who have not read first."""
    return session.execute(
        select(
            GroupRecipient.enrolment_id,
            _learner.name,
            GroupRecipient.conversation_id,
            GroupRecipient.refusal,
            Message.read_at,
        )
        .join(Enrolment, Enrolment.id == GroupRecipient.enrolment_id)
        .join(_learner, _learner.id == Enrolment.learner_id)
        .outerjoin(
            Message,
            and_(
                Message.conversation_id == GroupRecipient.conversation_id, Message.group_id == GroupRecipient.group_id
            ),
        )
        .where(GroupRecipient.group_id == group_id)
        .order_by(Message.read_at.is_not(None), _learner.name, GroupRecipient.enrolment_id)
    ).all()
