"""Who follows which course, where they stand, and their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    event,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role, require
from app.core.db import forget, memory
from app.core.errors import Forbidden, NotFound
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.courses.models import Sequence as CourseSequence
from app.enrolments import policies
from app.enrolments.freezes import IN_USE, Use
from app.enrolments.models import Enrolment, EnrolmentChange, PlanItem
from app.enrolments.rules import OPEN, RESUMES, STOPS
from app.identity.freezing.models import DataFreeze
from app.identity.freezing.rules import stopped
from app.identity.freezing.services import may_use, why_not
from app.identity.models import Account, Funder, Site
from app.ledger.models import LedgerEntry

_learner = aliased(Account)
_adviser = aliased(Account)


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A person's path as pages show it."""

    id: str
    organisation_id: str
    course_id: str
    learner_id: str
    learner_name: str
    learner_email: str
    adviser_id: str | None
    adviser_name: str | None
    funder_id: str | None
    funder_name: str | None
    site_id: str | None
    site_name: str | None
    status: str
    starts_on: date
    ends_on: date
    closed_on: date | None
    exit_reason: str | None
    referrer: str
    project: str
    course_slug: str
    version: int
    edition_id: str | None  # what learners of the course see today
    weekly_hours_due: int | None
    weekly_hours_from: date | None
    frozen: bool = False  # kept and no longer used: the team lists it nowhere, and does not open it


_ENROLMENT: Select[*tuple[Any, ...]] = (
    select(
        Enrolment.id,
        Enrolment.organisation_id,
        Enrolment.course_id,
        Enrolment.learner_id,
        _learner.name.label("learner_name"),
        _learner.email.label("learner_email"),
        Enrolment.adviser_id,
        _adviser.name.label("adviser_name"),
        Enrolment.funder_id,
        Funder.name.label("funder_name"),
        Enrolment.site_id,
        Site.name.label("site_name"),
        Enrolment.status,
        Enrolment.starts_on,
        Enrolment.ends_on,
        Enrolment.closed_on,
        Enrolment.exit_reason,
        Enrolment.referrer,
        Enrolment.project,
        Course.slug.label("course_slug"),
        Enrolment.version,
        Edition.id.label("edition_id"),
        Enrolment.weekly_hours_due,
        Enrolment.weekly_hours_from,
        (~IN_USE).label("frozen"),
    )
    .join(Course, Course.id == Enrolment.course_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
    .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
    .outerjoin(Funder, Funder.id == Enrolment.funder_id)
    .outerjoin(Site, Site.id == Enrolment.site_id)
)

_BY_ID = _ENROLMENT.where(
    Enrolment.id == bindparam("enrolment_id"), Enrolment.organisation_id == bindparam("organisation_id")
)
_LATEST_FIRST = (case((Enrolment.status.in_(OPEN), 0), else_=1), Enrolment.created_at.desc(), Enrolment.id.desc())
_OWN = _ENROLMENT.where(
    Enrolment.learner_id == bindparam("account_id"), Enrolment.organisation_id == bindparam("organisation_id")
).order_by(*_LATEST_FIRST)
_CURRENT = _OWN.limit(1)
_OWN_WITH = (
    _OWN.join(Activity, Activity.course_id == Enrolment.course_id)
    .where(Activity.id == bindparam("activity_id"))
    .limit(1)
)
_PLAN = (
    select(PlanItem.sequence_id, PlanItem.starts_on, PlanItem.due_on)
    .where(PlanItem.enrolment_id == bindparam("enrolment_id"))
    .order_by(PlanItem.starts_on, PlanItem.due_on, PlanItem.sequence_id)
)
NEW_PLAN = insert(cast(Table, PlanItem.__table__))
_OPEN_IN = select(Enrolment.id).where(
    Enrolment.learner_id == bindparam("learner_id"),
    Enrolment.course_id == bindparam("course_id"),
    Enrolment.status.in_(OPEN),
)
_LAST_CHANGE = (
    select(EnrolmentChange)
    .where(EnrolmentChange.enrolment_id == bindparam("enrolment_id"))
    .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
    .limit(1)
)
_LAST_CHANGE_OF = _LAST_CHANGE.where(EnrolmentChange.what.in_(bindparam("what", expanding=True)))
_STOP_CHANGES = (
    select(EnrolmentChange.enrolment_id, EnrolmentChange.what, EnrolmentChange.effective_on)
    .where(EnrolmentChange.what.in_((*STOPS, RESUMES)))
    .order_by(EnrolmentChange.at, EnrolmentChange.id)
)
_STOPS_OF = _STOP_CHANGES.where(EnrolmentChange.enrolment_id == bindparam("enrolment_id"))
_CHANGES = (
    select(
        EnrolmentChange.id,
        EnrolmentChange.what,
        EnrolmentChange.reason,
        EnrolmentChange.at,
        EnrolmentChange.effective_on,
        Account.name.label("actor_name"),
    )
    .join(Account, Account.id == EnrolmentChange.actor_id)
    .where(EnrolmentChange.enrolment_id == bindparam("enrolment_id"))
    .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The enrolments an actor may open, as a condition; `policies.may_see_enrolment` in the plural."""
    here = Enrolment.organisation_id == actor.organisation_id
    own = Enrolment.learner_id == actor.account_id
    return and_(here, or_(own, IN_USE)) if actor.is_staff else and_(here, own)


def visible_enrolments(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The enrolments an actor may open, with the columns of EnrolmentRow. Refine with `.where`, read with
    `rows(session, statement)`."""
    return _ENROLMENT.where(visible_to(actor))


def listed_for(actor: Actor) -> ColumnElement[bool]:
    """What a list shows somebody: their own as a learner, those they follow as an adviser, all for the rest."""
    here = Enrolment.organisation_id == actor.organisation_id
    if actor.has(Role.QUALITY, Role.ADMIN, Role.TRAINER):
        return and_(here, IN_USE)
    parts: list[ColumnElement[bool]] = []
    if actor.has(Role.ADVISER):
        parts.append(and_(Enrolment.adviser_id == actor.account_id, IN_USE))
    if actor.has(Role.LEARNER):
        parts.append(Enrolment.learner_id == actor.account_id)
    return and_(here, or_(*parts)) if parts else false()


def rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[EnrolmentRow]:
    """What a statement made from `visible_enrolments` finds."""
    return [EnrolmentRow(*row) for row in session.execute(statement)]


def list_enrolments(
    session: Session, actor: Actor, *, status: str = "", course: str = "", limit: int = 0, after: str = ""
) -> list[EnrolmentRow]:
    """The list of an actor in the order in which enrolments were made; `limit` 0 gives them all."""
    statement = _ENROLMENT.where(listed_for(actor), Enrolment.id > after).order_by(Enrolment.id)
    if status:
        statement = statement.where(Enrolment.status == status)
    if course:
        statement = statement.where(Course.slug == course)
    return rows(session, statement.limit(limit) if limit else statement)


def enrolment_for(session: Session, actor: Actor, enrolment_id: str, use: Use = Use.LISTS) -> EnrolmentRow:
    """The enrolment, if the actor may see it; NotFound otherwise, Forbidden when a freeze stops what it is wanted for."""
    row = enrolment_of(session, actor.organisation_id, enrolment_id)
    if not policies.may_see_enrolment(actor, row.learner_id, row.adviser_id):
        raise NotFound()
    if row.frozen and stopped(use) and actor.account_id != row.learner_id:
        raise Forbidden(why_not())
    return row


def enrolment_of(session: Session, organisation_id: str, enrolment_id: str) -> EnrolmentRow:
    """An enrolment met on the way of an act on something else of the same organisation, whoever acts."""
    known: dict[str, EnrolmentRow] = memory(session, "enrolments")
    found = known.get(enrolment_id)
    if found is None:
        row = session.execute(_BY_ID, {"enrolment_id": enrolment_id, "organisation_id": organisation_id}).first()
        if row is None:
            raise NotFound()
        found = known[enrolment_id] = EnrolmentRow(*row)
    if found.organisation_id != organisation_id:
        raise NotFound()
    return found


def _read_again(mapper: Any, connection: Connection, changed: object) -> None:
    """Somebody's path, or what is shown with it, has changed: what the transaction has read of it is out of date."""
    forget(connection, "enrolments")


for _shown in (Enrolment, Account, Course, Funder, Site, DataFreeze):
    event.listen(_shown, "after_update", _read_again)
for _made in (Enrolment, DataFreeze):
    event.listen(_made, "after_insert", _read_again)


def enrolment_to_change(session: Session, actor: Actor, enrolment_id: str) -> Enrolment:
    """The entity, locked until the act ends, if the actor may see it; NotFound otherwise."""
    enrolment = session.get(Enrolment, enrolment_id, with_for_update={"key_share": True})  # its seats are not changed
    if (
        enrolment is None
        or enrolment.organisation_id != actor.organisation_id
        or not policies.may_see_enrolment(actor, enrolment.learner_id, enrolment.adviser_id)
    ):
        raise NotFound()
    require(may_use(session, actor, enrolment.learner_id))
    return enrolment


def current_enrolment(session: Session, actor: Actor) -> EnrolmentRow | None:
    """The actor's own path: the latest that is still open, else the latest that was."""
    row = session.execute(_CURRENT, {"account_id": actor.account_id, "organisation_id": actor.organisation_id}).first()
    return EnrolmentRow(*row) if row else None


def own_site(session: Session, actor: Actor) -> str | None:
    """The site of the actor's own path, the latest first."""
    return session.scalar(
        select(Enrolment.site_id)
        .where(
            Enrolment.learner_id == actor.account_id,
            Enrolment.organisation_id == actor.organisation_id,
            Enrolment.site_id.is_not(None),
        )
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
        .limit(1)
    )


def own_enrolments(session: Session, actor: Actor) -> list[EnrolmentRow]:
    """All the actor's own paths, the current one first."""
    found = session.execute(_OWN, {"account_id": actor.account_id, "organisation_id": actor.organisation_id})
    return [EnrolmentRow(*row) for row in found]


def own_enrolment_with(session: Session, actor: Actor, activity_id: str) -> EnrolmentRow | None:
    """The actor's own path in the course that has this activity: the latest open one, else the latest."""
    known: dict[tuple[str, ...], EnrolmentRow] = memory(session, "enrolments")
    key = (actor.organisation_id, actor.account_id, activity_id)
    if key not in known:
        wanted = zip(("organisation_id", "account_id", "activity_id"), key, strict=True)
        row = session.execute(_OWN_WITH, dict(wanted)).first()
        if row is None:
            return None
        known[key] = EnrolmentRow(*row)
    return known[key]


def open_enrolment_in(session: Session, learner_id: str, course_id: str) -> str | None:
    """The id of the path that a person already has under way in a course."""
    return session.execute(_OPEN_IN, {"learner_id": learner_id, "course_id": course_id}).scalar()


def plan(session: Session, enrolment_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(sequence_id, starts_on, due_on), in the order of the dates. The caller has seen the enrolment."""
    return session.execute(_PLAN, {"enrolment_id": enrolment_id}).all()


def changes(session: Session, enrolment_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, what, reason, at, effective_on, actor_name), the latest first. The caller has seen the enrolment."""
    return session.execute(_CHANGES, {"enrolment_id": enrolment_id}).all()


def last_change(session: Session, enrolment_id: str, *what: str) -> EnrolmentChange | None:
    """The latest change, of these kinds when some are named."""
    wanted = {"enrolment_id": enrolment_id}
    return session.scalar(_LAST_CHANGE_OF if what else _LAST_CHANGE, wanted | ({"what": what} if what else {}))


def stop_changes(session: Session, enrolment_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(enrolment_id, what, effective_on) of the stops of a path and of its resumptions, as they were noted."""
    return session.execute(_STOPS_OF, {"enrolment_id": enrolment_id}).all()


def last_effective_day(session: Session, enrolment_id: str) -> date | None:
    found = last_change(session, enrolment_id, "admitted", "started", "paused", "resumed", "finished", "left")
    return found.effective_on if found else None


# --- When a course changes under people on their way: all of them at once -----------------------------------------

_ON_THEIR_WAY = (Enrolment.course_id == bindparam("course_id")) & Enrolment.status.in_(OPEN)
_plan, _enrolments = cast(Table, PlanItem.__table__), cast(Table, Enrolment.__table__)
NEW_CHANGES = insert(cast(Table, EnrolmentChange.__table__))
DROP_PLAN = delete(_plan).where(
    _plan.c.enrolment_id == bindparam("of_enrolment"), _plan.c.sequence_id == bindparam("of_sequence")
)
_LAST_DUE = select(func.max(_plan.c.due_on)).where(_plan.c.enrolment_id == _enrolments.c.id).scalar_subquery()
_MOVE_ENDS = (
    update(_enrolments)
    .where(_enrolments.c.course_id == bindparam("of_course"), _enrolments.c.status.in_(OPEN))
    .values(ends_on=func.coalesce(_LAST_DUE, _enrolments.c.ends_on))
)


def on_their_way(session: Session, course_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, organisation_id, starts_on) of the open paths of a course."""
    return session.execute(
        select(Enrolment.id, Enrolment.organisation_id, Enrolment.starts_on)
        .where(_ON_THEIR_WAY)
        .order_by(Enrolment.id),
        {"course_id": course_id},
    ).all()


def stop_changes_on_their_way(session: Session, course_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(enrolment_id, what, effective_on) of the stops of these paths and of their resumptions."""
    statement = _STOP_CHANGES.join(Enrolment, Enrolment.id == EnrolmentChange.enrolment_id).where(_ON_THEIR_WAY)
    return session.execute(statement, {"course_id": course_id}).all()


def missing_in_plans(session: Session, course_id: str, sequence_ids: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """(enrolment_id, sequence_id) of the sequences that these paths have no dates for."""
    planned = exists().where(PlanItem.enrolment_id == Enrolment.id, PlanItem.sequence_id == CourseSequence.id)
    return session.execute(
        select(Enrolment.id.label("enrolment_id"), CourseSequence.id.label("sequence_id"))
        .join(CourseSequence, CourseSequence.course_id == Enrolment.course_id)
        .where(_ON_THEIR_WAY, CourseSequence.id.in_(sequence_ids), ~planned)
        .order_by(Enrolment.id, CourseSequence.id),
        {"course_id": course_id},
    ).all()


def left_over_in_plans(
    session: Session, course_id: str, sequence_ids: Sequence[str], after: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """(enrolment_id, sequence_id) of what these paths still plan after a day though the course has it no more, and
    where nothing was ever proven."""
    proven = exists().where(
        LedgerEntry.enrolment_id == PlanItem.enrolment_id,
        LedgerEntry.activity_id == EditionActivity.activity_id,
        EditionActivity.sequence_id == PlanItem.sequence_id,
    )
    return session.execute(
        select(PlanItem.enrolment_id, PlanItem.sequence_id)
        .join(Enrolment, Enrolment.id == PlanItem.enrolment_id)
        .where(_ON_THEIR_WAY, PlanItem.sequence_id.not_in(sequence_ids), PlanItem.starts_on > after, ~proven)
        .order_by(PlanItem.enrolment_id, PlanItem.sequence_id),
        {"course_id": course_id},
    ).all()


def move_ends(session: Session, course_id: str) -> None:
    """The last planned day of the open paths of a course, as their plans say now."""
    session.connection().execute(_MOVE_ENDS, {"of_course": course_id})
    forget(session.connection(), "enrolments")
