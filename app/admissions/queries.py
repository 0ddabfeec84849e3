"""Who is on the way in, how long they have waited, and what was done. What is of another organisation is not there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.admissions.models import AdmissionStep, Application, ApplicationAct, ApplicationStep
from app.admissions.rules import State
from app.core.access import Actor
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.enrolments.models import Enrolment
from app.identity.models import Account, Organisation
from app.scheduling.models import TrainingSession
from app.visits.models import Visit

MOST = 300  # people on one board

_adviser, _referrer, _by = aliased(Account), aliased(Account), aliased(Account)


# --- The steps of an organisation --------------------------------------------------------------------------------


def steps(session: Session, organisation_id: str, *, archived: bool = False) -> Sequence[AnyRow]:
    """In their order; the archived ones too when asked for, after the others."""
    statement = select(
        AdmissionStep.id, AdmissionStep.position, AdmissionStep.kind, AdmissionStep.name, AdmissionStep.days,
        AdmissionStep.required, AdmissionStep.asks, AdmissionStep.archived_at,
    ).where(AdmissionStep.organisation_id == organisation_id)  # fmt: skip
    if not archived:
        statement = statement.where(AdmissionStep.archived_at.is_(None))
    gone = AdmissionStep.archived_at.is_not(None)
    return session.execute(statement.order_by(gone, AdmissionStep.position, AdmissionStep.id)).all()


def steps_to_change(session: Session, organisation_id: str) -> Sequence[AdmissionStep]:
    return session.scalars(
        select(AdmissionStep)
        .where(AdmissionStep.organisation_id == organisation_id)
        .order_by(AdmissionStep.position, AdmissionStep.id)
        .with_for_update(key_share=True)
    ).all()


# --- One application ---------------------------------------------------------------------------------------------

_ONE = (
    select(
        *(column for column in Application.__table__.columns if column.name not in ("token_hash", "address_print")),
        Organisation.name.label("organisation_name"),
        Organisation.slug.label("organisation_slug"),
        Organisation.phone.label("organisation_phone"),
        Organisation.email.label("organisation_email"),
        _adviser.name.label("adviser_name"),
        _adviser.email.label("adviser_email"),
        _referrer.name.label("referrer_name"),
        _by.name.label("decided_by_name"),
    )
    .join(Organisation, Organisation.id == Application.organisation_id)
    .outerjoin(_adviser, _adviser.id == Application.adviser_id)
    .outerjoin(_referrer, _referrer.id == Application.referrer_id)
    .outerjoin(_by, _by.id == Application.decided_by)
)


def application_for(session: Session, actor: Actor, application_id: str) -> AnyRow:
    row = session.execute(
        _ONE.where(Application.id == application_id, Application.organisation_id == actor.organisation_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def application(session: Session, application_id: str) -> AnyRow | None:
    """By its id, wherever it is. For listeners: the caller has checked who may know of it."""
    return session.execute(_ONE.where(Application.id == application_id)).first()


def application_by_print(session: Session, token_hash: str) -> AnyRow | None:
    """The application behind a private page."""
    return session.execute(_ONE.where(Application.token_hash == token_hash)).first()


def application_to_change(session: Session, organisation_id: str, application_id: str) -> Application:
    """Locked until the act ends; NotFound for one of elsewhere."""
    found = session.scalar(
        select(Application)
        .where(Application.id == application_id, Application.organisation_id == organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def open_to_change(session: Session, organisation_id: str) -> Sequence[Application]:
    return session.scalars(
        select(Application)
        .where(Application.organisation_id == organisation_id, Application.state == State.OPEN.value)
        .order_by(Application.id)
        .with_for_update(key_share=True)
    ).all()


def steps_of_open(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(application_id, step_id, state, planned_at, settled_at) of everybody who waits for something."""
    return session.execute(
        select(
            ApplicationStep.application_id, ApplicationStep.step_id, ApplicationStep.state,
            ApplicationStep.planned_at, ApplicationStep.settled_at,
        )
        .join(Application, Application.id == ApplicationStep.application_id)
        .where(Application.organisation_id == organisation_id, Application.state == State.OPEN.value)
    ).all()  # fmt: skip


def steps_of(session: Session, application_id: str) -> Sequence[AnyRow]:
    """What has become of each step that somebody has begun, with the session it takes place in."""
    return session.execute(
        select(
            ApplicationStep.step_id, ApplicationStep.state, ApplicationStep.planned_at, ApplicationStep.place,
            ApplicationStep.session_id, ApplicationStep.done_on, ApplicationStep.settled_at,
            AdmissionStep.name, AdmissionStep.position, AdmissionStep.asks, AdmissionStep.required,
            Account.name.label("settled_by_name"), TrainingSession.title.label("session_title"),
            TrainingSession.starts_at.label("session_starts_at"), TrainingSession.cancelled_at.label("session_off_at"),
        )
        .join(AdmissionStep, AdmissionStep.id == ApplicationStep.step_id)
        .outerjoin(Account, Account.id == ApplicationStep.settled_by)
        .outerjoin(TrainingSession, TrainingSession.id == ApplicationStep.session_id)
        .where(ApplicationStep.application_id == application_id)
        .order_by(AdmissionStep.position, AdmissionStep.id)
    ).all()  # fmt: skip


def step_to_change(session: Session, application_id: str, step_id: str) -> ApplicationStep | None:
    return session.get(ApplicationStep, (application_id, step_id))


def planned_in(session: Session, session_id: str) -> Sequence[tuple[ApplicationStep, datetime]]:
    """The steps that are to take place in a meeting, with its hour as it now is."""
    rows = session.execute(
        select(ApplicationStep, TrainingSession.starts_at)
        .join(TrainingSession, TrainingSession.id == ApplicationStep.session_id)
        .join(Application, Application.id == ApplicationStep.application_id)
        .where(
            ApplicationStep.session_id == session_id,
            ApplicationStep.state == "planned",
            Application.state == State.OPEN.value,
        )
        .order_by(ApplicationStep.application_id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def acts_of(session: Session, application_id: str) -> Sequence[AnyRow]:
    """Everything that was done, the latest first."""
    return session.execute(
        select(
            ApplicationAct.id, ApplicationAct.what, ApplicationAct.words, ApplicationAct.at,
            AdmissionStep.name.label("step_name"), Account.name.label("by_name"),
        )
        .outerjoin(AdmissionStep, AdmissionStep.id == ApplicationAct.step_id)
        .outerjoin(Account, Account.id == ApplicationAct.by_id)
        .where(ApplicationAct.application_id == application_id)
        .order_by(ApplicationAct.at.desc(), ApplicationAct.id.desc())
    ).all()  # fmt: skip


def tries(session: Session, application_id: str) -> int:
    """How often somebody has tried to reach them."""
    statement = select(func.count()).where(
        ApplicationAct.application_id == application_id, ApplicationAct.what == "tried"
    )
    return session.scalar(statement) or 0


# --- Who is known already ----------------------------------------------------------------------------------------


def _same(email_print: str, phone_print: str) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    if email_print:
        ways.append(Application.email_print == email_print)
    if phone_print:
        ways.append(Application.phone_print == phone_print)
    return or_(*ways)


def known(
    session: Session, organisation_id: str, email_print: str, phone_print: str, but: str = ""
) -> Sequence[AnyRow]:
    """The applications of somebody who can be reached in the same way, the latest first."""
    if not email_print and not phone_print:
        return ()
    return session.execute(
        select(
            Application.id, Application.name, Application.email, Application.phone, Application.state,
            Application.contacted_at, Application.way, Application.enrolment_id,
        )
        .where(
            Application.organisation_id == organisation_id,
            _same(email_print, phone_print),
            Application.id != but,
            Application.state != State.DOUBLE.value,
            Application.emptied_at.is_(None),
        )
        .order_by(Application.contacted_at.desc(), Application.id)
        .limit(10)
    ).all()  # fmt: skip


def paths_of_address(session: Session, organisation_id: str, email: str) -> Sequence[AnyRow]:
    """(id, learner_name, status) of the paths here of whoever has this address."""
    if not email:
        return ()
    return session.execute(
        select(Enrolment.id, Account.name.label("learner_name"), Enrolment.status)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(Enrolment.organisation_id == organisation_id, Account.email == email)
        .order_by(Enrolment.starts_on.desc(), Enrolment.id)
        .limit(5)
    ).all()


def sent_again(
    session: Session, organisation_id: str, name: str, email_print: str, phone_print: str, since: datetime,
    address_print: str,
) -> str | None:  # fmt: skip
    """The application that the same place has just sent for the same person; two of a household may share a phone."""
    return session.scalar(
        select(Application.id)
        .where(
            Application.organisation_id == organisation_id,
            Application.name == name,
            _same(email_print, phone_print),
            Application.address_print == address_print,
            Application.created_at > since,
            Application.state == State.OPEN.value,
        )
        .order_by(Application.created_at.desc())
        .limit(1)
    )


def sent_from(session: Session, address_print: str, since: datetime) -> int:
    statement = select(func.count()).where(Application.address_print == address_print, Application.created_at > since)
    return session.scalar(statement) or 0


def application_of_visit(session: Session, visit_id: str) -> str | None:
    return session.scalar(select(Application.id).where(Application.visit_id == visit_id))


def visit_of_team(session: Session, actor: Actor, visit_id: str) -> AnyRow:
    """A registration to a public session of the organisation; NotFound for others and once it is emptied."""
    row = session.execute(
        select(
            Visit.id, Visit.session_id, Visit.kind, Visit.name, Visit.email, Visit.phone, Visit.came, Visit.state,
            Visit.consented_at, TrainingSession.title, TrainingSession.starts_at,
        )
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(Visit.id == visit_id, Visit.organisation_id == actor.organisation_id, Visit.emptied_at.is_(None))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound()
    return row


# --- Lists -------------------------------------------------------------------------------------------------------

_LINE = (
    select(
        Application.id, Application.name, Application.email, Application.phone, Application.way, Application.source,
        Application.state, Application.step_id, Application.due_on, Application.to_call, Application.contacted_at,
        Application.answered_at, Application.decided_at, Application.adviser_id, Application.stage, Application.town,
        Application.enrolment_id, Application.again_on, Application.last_act_at, Application.enters_on,
        Account.name.label("adviser_name"),
        ApplicationStep.state.label("step_state"), ApplicationStep.planned_at, AdmissionStep.name.label("step_name"),
    )
    .outerjoin(Account, Account.id == Application.adviser_id)
    .outerjoin(AdmissionStep, AdmissionStep.id == Application.step_id)
    .outerjoin(
        ApplicationStep,
        (ApplicationStep.application_id == Application.id) & (ApplicationStep.step_id == Application.step_id),
    )
)  # fmt: skip


def open_applications(
    session: Session, actor: Actor, *, mine: bool = False, way: str = "", words: str = ""
) -> Sequence[AnyRow]:
    """Who waits for something, what is due first at the top."""
    statement = _narrowed(actor, mine, way, words).where(Application.state == State.OPEN.value)
    order = (Application.due_on, Application.contacted_at, Application.id)
    return session.execute(statement.order_by(*order).limit(MOST + 1)).all()


def counting_unanswered(actor: Actor) -> Select[int]:
    """How many people wait for a first answer; the morning page counts it with others."""
    return select(func.count(Application.id)).where(
        Application.organisation_id == actor.organisation_id,
        Application.state == State.OPEN.value,
        Application.answered_at.is_(None),
        Application.emptied_at.is_(None),
    )


def closed_applications(
    session: Session, actor: Actor, *, state: str = "", mine: bool = False, way: str = "", words: str = "",
    limit: int = 50, after: str = "",
) -> Sequence[AnyRow]:  # fmt: skip
    """Those that are decided, the latest contact first. `after` is an id: they are in the order of time."""
    statement = _narrowed(actor, mine, way, words).where(Application.state.not_in([State.OPEN, State.DOUBLE]))
    if state:
        statement = statement.where(Application.state == state)
    if after:
        statement = statement.where(Application.id < after)
    return session.execute(statement.order_by(Application.id.desc()).limit(limit)).all()


def _narrowed(actor: Actor, mine: bool, way: str, words: str) -> Any:
    statement = _LINE.where(Application.organisation_id == actor.organisation_id, Application.emptied_at.is_(None))
    if mine:
        statement = statement.where(Application.adviser_id == actor.account_id)
    if way:
        statement = statement.where(Application.way == way)
    for word in words.lower().split()[:6]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        statement = statement.where(or_(func.lower(Application.name).like(like), Application.email.like(like)))
    return statement


def applications(
    session: Session, actor: Actor, *, state: str = "", limit: int = 50, after: str = ""
) -> Sequence[AnyRow]:
    """For machines: of every state but the doubles, the latest first."""
    statement = _narrowed(actor, False, "", "").where(Application.state != State.DOUBLE.value)
    if state:
        statement = statement.where(Application.state == state)
    if after:
        statement = statement.where(Application.id < after)
    return session.execute(statement.order_by(Application.id.desc()).limit(limit)).all()


def referred(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """Those whom a referrer has sent, the latest first; what became of them only when they agree."""
    return session.execute(
        select(
            Application.id, Application.name, Application.contacted_at, Application.tells_referrer, Application.state,
            Application.answered_at, Application.enters_on,
            select(func.count())
            .where(ApplicationStep.application_id == Application.id, ApplicationStep.state == "done")
            .correlate(Application).scalar_subquery().label("came"),
        )
        .where(
            Application.organisation_id == actor.organisation_id,
            Application.referrer_id == actor.account_id,
            Application.state != State.DOUBLE.value,
            Application.emptied_at.is_(None),
        )
        .order_by(Application.contacted_at.desc(), Application.id)
        .limit(200)
    ).all()  # fmt: skip


# --- Keeping no longer than said ---------------------------------------------------------------------------------


def applications_to_empty(session: Session, before: datetime, limit: int) -> Sequence[Application]:
    """Those in which nothing has been done since a moment, and that still name somebody."""
    return session.scalars(
        select(Application)
        .where(Application.last_act_at < before, Application.emptied_at.is_(None))
        .order_by(Application.id)
        .limit(limit)
        .with_for_update()
    ).all()


def acts_to_empty(session: Session, application_ids: list[str]) -> Sequence[ApplicationAct]:
    return session.scalars(
        select(ApplicationAct).where(ApplicationAct.application_id.in_(application_ids), ApplicationAct.words != "")
    ).all()


def planned_to_empty(session: Session, application_ids: list[str]) -> Sequence[ApplicationStep]:
    return session.scalars(select(ApplicationStep).where(ApplicationStep.application_id.in_(application_ids))).all()


def organisations(session: Session) -> Sequence[AnyRow]:
    """(id, slug, name, phone, email) of those where one may apply, by name."""
    return session.execute(
        select(Organisation.id, Organisation.slug, Organisation.name, Organisation.phone, Organisation.email).order_by(
            Organisation.name, Organisation.id
        )
    ).all()
