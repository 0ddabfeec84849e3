"""The mail of an organisation, and whom news is for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.core.access import Actor
from app.core.clock import now
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.tasks.models import DONE, RUNNING, Task
from app.core.tasks.models import FAILED as GIVEN_UP
from app.core.tasks.models import WAITING as TO_DO
from app.enrolments.models import Enrolment
from app.identity.models import Account, Organisation, Site
from app.notifications.models import UNDELIVERABLE, WAITING, Mail, Notice
from app.notifications.writing import Person
from app.planning.models import PlanChange
from app.scheduling.models import Booking, TrainingSession
from app.visits.models import Visit

_mails = cast(Table, Mail.__table__)
_notices = cast(Table, Notice.__table__)


def _once(table: Table) -> dict[str, Any]:
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id),
    }


_MAIL_ONCE, _NOTICE_ONCE = _once(_mails), _once(_notices)
_KNOWN = union_all(
    select(Notice.id).where(Notice.key == bindparam("key")), select(Mail.id).where(Mail.key == bindparam("key"))
).limit(1)


def is_known(session: Session, key: str) -> bool:
    """Whether this news has been told already."""
    session.flush()
    return session.connection().execute(_KNOWN, {"key": key}).first() is not None


def keep_once(session: Session, values: dict[str, Any]) -> bool:
    """A new message, unless its key is there already; whether it is new."""
    return _keep(session, _MAIL_ONCE, values)


def keep_notice_once(session: Session, values: dict[str, Any]) -> bool:
    """A new notice, unless its key is there already; whether it is new."""
    return _keep(session, _NOTICE_ONCE, values)


def is_mail(session: Session, news_id: str) -> bool:
    """Whether a piece of news has an e-mail of its own."""
    session.flush()
    return session.execute(select(Mail.id).where(Mail.id == news_id)).first() is not None


def _keep(session: Session, statements: dict[str, Any], values: dict[str, Any]) -> bool:
    session.flush()
    connection = session.connection()
    return connection.execute(statements[connection.dialect.name], values).first() is not None


# --- Sending -------------------------------------------------------------------------------------------------------


def to_send(session: Session, mail_id: str) -> AnyRow | None:
    """A message that waits, with its organisation."""
    return session.execute(
        select(
            Mail.id,
            Mail.organisation_id,
            Mail.account_id,
            Mail.event,
            Mail.address,
            Mail.name,
            Mail.subject,
            Mail.text,
            Mail.html,
            Mail.calendar,
            Mail.method,
            Mail.answers,
            Mail.due_at,
            Mail.attempts,
            Mail.sendings,
            Organisation.name.label("organisation_name"),
            Organisation.email.label("organisation_email"),
        )
        .join(Organisation, Organisation.id == Mail.organisation_id)
        .where(Mail.id == mail_id, Mail.state == WAITING)
    ).first()


def mark(session: Session, mail_id: str, **values: Any) -> None:
    session.connection().execute(update(_mails).where(_mails.c.id == mail_id).values(**values))


def left_waiting(session: Session, since: datetime, until: datetime) -> Sequence[AnyRow]:
    """(id, organisation_id, sendings, due_at) of what waits and is due, of the last days."""
    return session.execute(
        select(Mail.id, Mail.organisation_id, Mail.sendings, Mail.due_at)
        .where(Mail.state == WAITING, Mail.due_at <= until, Mail.created_at >= since)
        .order_by(Mail.due_at, Mail.id)
        .limit(1000)
    ).all()


def drop_visitors_mail(session: Session, before: datetime) -> None:
    gone = delete(_mails).where(_mails.c.account_id.is_(None), _mails.c.created_at < before)
    session.connection().execute(gone)


# --- Reading -------------------------------------------------------------------------------------------------------

_LINE = (
    Mail.id, Mail.account_id, Mail.enrolment_id, Mail.name, Mail.address, Mail.event, Mail.subject, Mail.state,
    Mail.created_at, Mail.due_at, Mail.sent_at, Mail.error, Mail.attempts,
)  # fmt: skip


def mails(
    session: Session, actor: Actor, *, state: str = "", words: str = "", before: Position | None = None, limit: int
) -> Sequence[AnyRow]:
    """The messages of an organisation, the latest first; `words` are looked for in the subject, the name, the address."""
    statement = select(*_LINE).where(Mail.organisation_id == actor.organisation_id)
    if state:
        statement = statement.where(Mail.state == state)
    for word in words.lower().split()[:6]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        statement = statement.where(
            or_(func.lower(Mail.subject).like(like), func.lower(Mail.name).like(like), Mail.address.like(like))
        )
    if before:
        at, row_id = before
        statement = statement.where(or_(Mail.created_at < at, and_(Mail.created_at == at, Mail.id < row_id)))
    return session.execute(statement.order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit)).all()


def how_many(session: Session, actor: Actor) -> dict[str, int]:
    """State → how many messages."""
    rows = session.execute(
        select(Mail.state, func.count().label("n"))
        .where(Mail.organisation_id == actor.organisation_id)
        .group_by(Mail.state)
    )
    return {row.state: row.n for row in rows}


def mail_for(session: Session, actor: Actor, mail_id: str) -> Mail:
    """One message of the organisation; NotFound otherwise."""
    found = session.get(Mail, mail_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def mail_to_mark(session: Session, mail_id: str) -> Mail | None:
    return session.get(Mail, mail_id, with_for_update={"key_share": True})


def refused_mail(session: Session, account_id: str, since: datetime) -> Sequence[Mail]:
    """What somebody's address has refused lately."""
    return session.scalars(
        select(Mail)
        .where(Mail.account_id == account_id, Mail.state == UNDELIVERABLE, Mail.created_at >= since)
        .order_by(Mail.id)
        .with_for_update(key_share=True)
    ).all()


def undelivered(session: Session, enrolment_id: str) -> AnyRow | None:
    """(address, error, created_at) of the last message that somebody's address refused, if nothing arrived since."""
    last = (
        select(Mail.address, Mail.error, Mail.created_at, Mail.state)
        .where(Mail.enrolment_id == enrolment_id, Mail.state != WAITING)
        .order_by(Mail.created_at.desc(), Mail.id.desc())
        .limit(1)
    )
    row = session.execute(last).first()
    return row if row is not None and row.state == UNDELIVERABLE else None


def last_refused(session: Session, account_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(account_id, address, error, created_at) of the last message to each of these people, where it was refused."""
    last = (
        select(func.max(Mail.id))
        .where(Mail.account_id.in_(account_ids), Mail.state != WAITING)
        .group_by(Mail.account_id)
        .scalar_subquery()
    )
    return session.execute(
        select(Mail.account_id, Mail.address, Mail.error, Mail.created_at).where(
            Mail.id.in_(last), Mail.state == UNDELIVERABLE
        )
    ).all()


def accounts(session: Session, account_ids: Sequence[str]) -> Sequence[Account]:
    return session.scalars(select(Account).where(Account.id.in_(account_ids)).order_by(Account.name)).all()


# --- Whom news is for ------------------------------------------------------------------------------------------------


def person_of_path(session: Session, enrolment_id: str) -> Person | None:
    """The learner of an enrolment."""
    row = session.execute(
        select(Account.id, Account.name, Account.email, Account.locale)
        .join(Enrolment, Enrolment.learner_id == Account.id)
        .where(Enrolment.id == enrolment_id)
    ).first()
    return Person(row.name, row.email, row.id, enrolment_id, row.locale) if row else None


def person_of_account(session: Session, account_id: str) -> Person | None:
    row = session.execute(
        select(Account.id, Account.name, Account.email, Account.locale).where(Account.id == account_id)
    ).first()
    return Person(row.name, row.email, row.id, None, row.locale) if row else None


def meeting(session: Session, session_id: str) -> AnyRow | None:
    """A session as a message tells of it."""
    return session.execute(
        select(
            *TrainingSession.__table__.columns,
            Site.name.label("site_name"),
            Site.address.label("site_address"),
            Account.name.label("trainer_name"),
            Account.email.label("trainer_email"),
        )
        .outerjoin(Site, Site.id == TrainingSession.site_id)
        .outerjoin(Account, Account.id == TrainingSession.trainer_id)
        .where(TrainingSession.id == session_id)
    ).first()


def revision_of(session: Session, session_id: str) -> int:
    return session.scalar(select(TrainingSession.revision).where(TrainingSession.id == session_id)) or 0


def seats_of(session: Session, session_id: str) -> list[tuple[Person, str, str]]:
    """Who has or awaits a seat, whether they have it, and where they will be."""
    rows = session.execute(
        select(
            Account.id,
            Account.name,
            Account.email,
            Account.locale,
            Enrolment.id.label("path"),
            Booking.state,
            Booking.place,
        )
        .join(Enrolment, Enrolment.id == Booking.enrolment_id)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(Booking.session_id == session_id)
        .order_by(Booking.created_at, Booking.id)
    )
    return [(Person(row.name, row.email, row.id, row.path, row.locale), row.state, row.place) for row in rows]


def seat_of(session: Session, session_id: str, enrolment_id: str) -> AnyRow | None:
    """(state, place) of somebody's seat now."""
    return session.execute(
        select(Booking.state, Booking.place).where(
            Booking.session_id == session_id, Booking.enrolment_id == enrolment_id
        )
    ).first()


def sessions_that_begin(session: Session, since: datetime, until: datetime) -> Sequence[AnyRow]:
    """(id, organisation_id, revision) of the sessions that begin between two moments and are held."""
    return session.execute(
        select(TrainingSession.id, TrainingSession.organisation_id, TrainingSession.revision)
        .where(
            TrainingSession.starts_at >= since,
            TrainingSession.starts_at < until,
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


# --- Work behind the pages -------------------------------------------------------------------------------------------

_WORK = (
    Task.id, Task.name, Task.state, Task.due_at, Task.attempts, Task.done, Task.total, Task.error, Task.created_at,
    Task.finished_at, Task.asked_by, Task.organisation_id, Task.payload,
)  # fmt: skip


def work(session: Session, actor: Actor, states: Sequence[str], limit: int) -> Sequence[AnyRow]:
    """The work of an organisation in some states, what is due first coming first."""
    return session.execute(
        select(*_WORK, Account.name.label("asker"))
        .outerjoin(Account, Account.id == Task.asked_by)
        .where(Task.organisation_id == actor.organisation_id, Task.state.in_(states))
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    ).all()


def work_counts(session: Session, actor: Actor) -> dict[str, int]:
    rows = session.execute(
        select(Task.state, func.count().label("n"))
        .where(Task.organisation_id == actor.organisation_id, Task.state.in_((TO_DO, RUNNING, GIVEN_UP)))
        .group_by(Task.state)
    )
    return {row.state: row.n for row in rows}


def work_asked(session: Session, actor: Actor, task_id: str) -> AnyRow:
    """What somebody has asked for; NotFound for whoever has not, unless they administer the organisation."""
    row = session.execute(select(*_WORK).where(Task.id == task_id)).first()
    if row is None or row.organisation_id != actor.organisation_id or row.asked_by != actor.account_id:
        raise NotFound()
    return row


def work_to_restart(session: Session, actor: Actor, task_id: str) -> Task:
    found = session.get(Task, task_id, with_for_update=True)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def take_waiting_work(session: Session, begins: str, name: str) -> list[dict[str, Any]]:
    """The payloads of the work that waits under keys that begin so: whoever takes them does it, they are done."""
    rows = session.execute(
        select(Task.id, Task.payload)
        .where(Task.name == name, Task.state == TO_DO, Task.key.like(begins + "%"))
        .order_by(Task.id)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        gone = update(Task).where(Task.id.in_([row.id for row in rows])).values(state=DONE, finished_at=now())
        session.connection().execute(gone)
    return [row.payload for row in rows]


def is_plan_to_be_told(session: Session, enrolment_id: str | None) -> bool:
    """Whether a message about somebody's whole plan is on its way."""
    keys = (f"plan_changed:{enrolment_id}:%", f"plan_undone:{enrolment_id}:%")
    waits = select(Task.id).where(Task.state == TO_DO, or_(*(Task.key.like(key) for key in keys)))
    return session.execute(waits).first() is not None


def plan_change(session: Session, change_id: str) -> AnyRow | None:
    """What was done to a plan, by whom, and why."""
    return session.execute(
        select(
            PlanChange.id,
            PlanChange.organisation_id,
            PlanChange.act,
            PlanChange.reason,
            PlanChange.activities,
            PlanChange.sessions,
            PlanChange.undone_at,
            Account.name.label("actor_name"),
        )
        .join(Account, Account.id == PlanChange.actor_id)
        .where(PlanChange.id == change_id)
    ).first()


def is_appointment(session: Session, session_id: str) -> bool:
    """Whether a session carries an appointment, which tells its own news."""
    return session.execute(select(Appointment.id).where(Appointment.session_id == session_id)).first() is not None


def path_of_appointment(session: Session, appointment_id: str) -> str | None:
    return session.scalar(select(Appointment.enrolment_id).where(Appointment.id == appointment_id))


_VISIT = (Visit.id, Visit.session_id, Visit.name, Visit.email, Visit.state, Visit.people)


def visit(session: Session, visit_id: str) -> AnyRow | None:
    """Who comes without an account, and whether they have a seat."""
    return session.execute(select(*_VISIT).where(Visit.id == visit_id, Visit.emptied_at.is_(None))).first()


def visits_of(session: Session, session_id: str) -> Sequence[AnyRow]:
    """The registrations of a public session that hold, the first come first."""
    return session.execute(
        select(*_VISIT)
        .where(Visit.session_id == session_id, Visit.state != "cancelled", Visit.emptied_at.is_(None))
        .order_by(Visit.created_at, Visit.id)
    ).all()
