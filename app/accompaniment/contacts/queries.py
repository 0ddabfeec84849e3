"""What was done for people, what rests, and what else the list looks at, each in one statement for everybody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app.accompaniment import reasons
from app.accompaniment.models import FollowUp, MorningRules, ReasonRest
from app.accompaniment.reasons import THE_HOUSES, Ways, ways_from
from app.appointments.models import Appointment
from app.core.access import Actor
from app.core.clock import local, paris
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.dossiers.models import DossierReferral
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.messaging.models import Message
from app.notifications.models import UNDELIVERABLE, WAITING, Mail
from app.planning.models import PlanPause
from app.scheduling.models import Booking, TrainingSession

_LEARNER = aliased(Account)


def ways_of(session: Session, organisation_id: str) -> Ways:
    """How an organisation wants its list made."""
    row = session.execute(
        select(MorningRules.rules, MorningRules.rest_days, MorningRules.retry_days).where(
            MorningRules.organisation_id == organisation_id
        )
    ).first()
    return ways_from(row.rules, row.rest_days, row.retry_days) if row else THE_HOUSES


def rules_to_change(session: Session, organisation_id: str) -> MorningRules | None:
    return session.get(MorningRules, organisation_id, with_for_update=True)


# --- What the list looks at, beside standings ------------------------------------------------------------------------


_ORGANISATION = bindparam("organisation_id", type_=Enrolment.id.type)
_PATHS = bindparam("paths", type_=Enrolment.id.type, expanding=True)
_NOW = bindparam("now", type_=TrainingSession.starts_at.type)
_TODAY = bindparam("day", type_=ReasonRest.until.type)
_NO_MOMENT, _NO_DAY = cast(null(), DateTime(timezone=True)), cast(null(), Date).label("on")
_NOT_AGAIN = cast(null(), Date).label("again_on")
_WATCHED = {  # a moment from which each of these is looked at
    kind: bindparam(f"since_{kind}", type_=TrainingSession.starts_at.type)
    for kind in (reasons.MEETING, reasons.MISSED, reasons.SEAT, reasons.SESSION, reasons.SILENCE, "rest")
}


def _part(start: Select[*tuple[Any, ...]], what: str, moment: Any) -> Select[*tuple[Any, ...]]:
    """One line for each path: what, and the moment of it."""
    path = start.selected_columns[0]
    return start.add_columns(literal(what, String), moment, _NO_DAY, _NOT_AGAIN).group_by(path)


def _meetings() -> list[Select[*tuple[Any, ...]]]:
    """Appointments: the next, the last, the one that was missed, and when the team last made one."""
    live = and_(Appointment.organisation_id == _ORGANISATION, Appointment.cancelled_at.is_(None))
    start = select(Appointment.enrolment_id).join(TrainingSession, TrainingSession.id == Appointment.session_id)
    with_path = start.join(Enrolment, Enrolment.id == Appointment.enrolment_id)
    met, follower = TrainingSession.starts_at, aliased(Appointment)
    followed = exists().where(follower.follows_id == Appointment.id, follower.cancelled_at.is_(None))
    return [
        _part(start, "meeting_next", func.min(met)).where(live, met > _NOW),
        _part(start, "meeting_last", func.max(met)).where(
            live, met <= _NOW, met > _WATCHED[reasons.MEETING], Appointment.outcome != "absent"
        ),
        _part(start, "meeting_missed", func.max(met)).where(
            live, met > _WATCHED[reasons.MISSED], Appointment.outcome == "absent", ~followed
        ),
        _part(with_path, "meeting_made", func.max(Appointment.created_at)).where(
            live, Appointment.created_at > _WATCHED["rest"], Appointment.booked_by != Enrolment.learner_id
        ),
    ]


def _seats() -> list[Select[*tuple[Any, ...]]]:
    """Sessions: a seat in one that was cancelled, and the last that was held."""
    start = (
        select(Booking.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.organisation_id == _ORGANISATION,
            Booking.state == "booked",
            ~exists().where(Appointment.session_id == TrainingSession.id),
        )
    )
    met, cancelled = TrainingSession.starts_at, TrainingSession.cancelled_at
    return [
        _part(start, "seat_lost", func.max(cancelled)).where(cancelled > _WATCHED[reasons.SEAT]),
        _part(start, "session_last", func.max(met)).where(
            cancelled.is_(None), met <= _NOW, met > _WATCHED[reasons.SESSION]
        ),
    ]


def _contacts() -> list[Select[*tuple[Any, ...]]]:
    """The last contact that was noted, while it keeps something quiet or calls again; the last time somebody was reached."""
    later = aliased(FollowUp)
    since = exists().where(
        later.enrolment_id == FollowUp.enrolment_id,
        or_(later.at > FollowUp.at, and_(later.at == FollowUp.at, later.id > FollowUp.id)),
    )
    return [
        select(
            FollowUp.enrolment_id, literal("touched", String), FollowUp.at, FollowUp.quiet_until, FollowUp.again_on
        ).where(
            FollowUp.organisation_id == _ORGANISATION,
            or_(FollowUp.at > _WATCHED["rest"], FollowUp.quiet_until > _TODAY, FollowUp.again_on.is_not(None)),
            ~since,
        ),
        _part(select(FollowUp.enrolment_id), "reached", func.max(FollowUp.at)).where(
            FollowUp.organisation_id == _ORGANISATION,
            FollowUp.outcome == "reached",
            FollowUp.at > _WATCHED[reasons.SILENCE],
        ),
    ]


def _said_ahead() -> list[Select[*tuple[Any, ...]]]:
    """An address that refuses mail, a pause with its end, a partner of whom nothing is heard, a reason that rests."""
    newer = aliased(Mail)
    since = exists().where(
        newer.enrolment_id == Mail.enrolment_id,
        newer.state.not_in((WAITING, UNDELIVERABLE)),
        newer.created_at > Mail.created_at,
    )
    return [
        _part(select(Mail.enrolment_id), "undelivered", func.max(Mail.created_at)).where(
            Mail.organisation_id == _ORGANISATION, Mail.state == UNDELIVERABLE, Mail.enrolment_id.is_not(None), ~since
        ),
        select(PlanPause.enrolment_id, literal("returns", String), _NO_MOMENT, PlanPause.until, _NOT_AGAIN).where(
            PlanPause.organisation_id == _ORGANISATION, PlanPause.over_at.is_(None), PlanPause.until.is_not(None)
        ),
        select(
            DossierReferral.enrolment_id, literal("referred", String), _NO_MOMENT, func.min(DossierReferral.remind_on), _NOT_AGAIN
        )
        .where(
            DossierReferral.organisation_id == _ORGANISATION, DossierReferral.closed_on.is_(None),
            DossierReferral.remind_on <= _TODAY,
        )
        .group_by(DossierReferral.enrolment_id),
        select(
            ReasonRest.enrolment_id, literal("rest:", String) + ReasonRest.kind, _NO_MOMENT, func.max(ReasonRest.until),
            _NOT_AGAIN,
        )
        .where(
            ReasonRest.organisation_id == _ORGANISATION, ReasonRest.woken_at.is_(None),
            ReasonRest.until > _TODAY,
        )
        .group_by(ReasonRest.enrolment_id, ReasonRest.kind),
    ]  # fmt: skip


def _together(*, some: bool) -> Select[*tuple[Any, ...]]:
    parts = [*_meetings(), *_seats(), *_said_ahead(), *_contacts()]
    if some:
        parts = [part.where(part.selected_columns[0].in_(_PATHS)) for part in parts]
    path, what, at, on, again = union_all(*parts).subquery().c
    return select(
        path.label("enrolment_id"), what.label("what"), at.label("at"), on.label("on"), again.label("again_on")
    )


_OF_ALL, _OF_SOME = _together(some=False), _together(some=True)  # made once: they are long to prepare
NAMED_AT_MOST = 200  # paths: beyond, reading those of the whole organisation is cheaper


def circumstances(
    session: Session, organisation_id: str, now: datetime, ways: Ways, paths: Collection[str]
) -> Sequence[AnyRow]:
    """(enrolment_id, what, at, on, again_on) of all that may call for somebody, in one statement: of these paths; of the
    whole organisation when they are many.

    Each part is about what is coming or recent, never about the whole past: its cost does not grow with the years.
    """
    wanted: dict[str, Any] = {"organisation_id": organisation_id, "now": now, "day": local(now).date()}
    for kind in _WATCHED:
        days = ways.rest_days if kind == "rest" else ways.wanted[kind].amount
        wanted[f"since_{kind}"] = now - timedelta(days=days + 1)
    if len(paths) > NAMED_AT_MOST:
        return session.execute(_OF_ALL, wanted).all()
    return session.execute(_OF_SOME, wanted | {"paths": list(paths)}).all()


# --- The log: what was done, wherever it was done --------------------------------------------------------------------


def log(
    session: Session,
    actor: Actor,
    *,
    enrolment_id: str = "",
    since: date | None = None,
    until: date | None = None,
    before: Position | None = None,
    limit: int = 0,
) -> Sequence[AnyRow]:
    """(id, enrolment_id, learner, at, channel, outcome, minutes, by_name, words, visibility, reasons, again_on), the
    latest first: contacts noted here; beside them, for the whole log, messages of the team and appointments held,
    which are noted where they are made and are never written twice."""
    noted = select(
        FollowUp.id, FollowUp.enrolment_id, FollowUp.at, FollowUp.channel, FollowUp.outcome, FollowUp.minutes,
        FollowUp.by, FollowUp.words, FollowUp.visibility, FollowUp.again_on,
    ).where(FollowUp.organisation_id == actor.organisation_id)  # fmt: skip
    empty, no_day = literal("", String), cast(null(), Date)
    written = (
        select(
            Message.id, Message.enrolment_id, Message.created_at, literal("message", String), empty,
            cast(null(), FollowUp.minutes.type), Message.author_id, empty, literal("shared", String), no_day,
        )
        .join(Enrolment, Enrolment.id == Message.enrolment_id)
        .where(Message.organisation_id == actor.organisation_id, Message.author_id != Enrolment.learner_id)
    )  # fmt: skip
    met = (
        select(
            Appointment.id, Appointment.enrolment_id, TrainingSession.starts_at, literal("appointment", String),
            Appointment.outcome, Appointment.held_minutes, Appointment.adviser_id, empty, literal("shared", String),
            no_day,
        )
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .where(Appointment.organisation_id == actor.organisation_id, Appointment.outcome != "")
    )  # fmt: skip
    if enrolment_id:
        noted = noted.where(FollowUp.enrolment_id == enrolment_id)
        found = noted.subquery()
    else:
        found = union_all(noted, written, met).subquery()
    row_id, path, at, channel, outcome, minutes, by, words, visibility, again_on = found.c
    statement = (
        select(
            row_id.label("id"), path.label("enrolment_id"), _LEARNER.name.label("learner"), at.label("at"),
            channel.label("channel"), outcome.label("outcome"), minutes.label("minutes"), Account.name.label("by_name"),
            words.label("words"), visibility.label("visibility"), again_on.label("again_on"),
        )
        .join(Enrolment, Enrolment.id == path)
        .join(_LEARNER, _LEARNER.id == Enrolment.learner_id)
        .join(Account, Account.id == by)
        .order_by(at.desc(), row_id.desc())
    )  # fmt: skip
    if since is not None:
        statement = statement.where(at >= paris(since, 0))
    if until is not None:
        statement = statement.where(at < paris(until + timedelta(days=1), 0))
    if before:
        moment, last_id = before
        statement = statement.where(or_(at < moment, and_(at == moment, row_id < last_id)))
    return session.execute(statement.limit(limit) if limit else statement).all()


def shared_with(session: Session, enrolment_id: str, limit: int) -> Sequence[AnyRow]:
    """(at, channel, words, by_name) of what was noted for the person to read too, the latest first."""
    return session.execute(
        select(FollowUp.at, FollowUp.channel, FollowUp.words, Account.name.label("by_name"))
        .join(Account, Account.id == FollowUp.by)
        .where(FollowUp.enrolment_id == enrolment_id, FollowUp.visibility == "shared", FollowUp.words != "")
        .order_by(FollowUp.at.desc(), FollowUp.id.desc())
        .limit(limit)
    ).all()


# --- What rests ------------------------------------------------------------------------------------------------------


_RESTING = (
    select(
        ReasonRest.id, ReasonRest.enrolment_id, ReasonRest.kind, ReasonRest.until, ReasonRest.word,
        Account.name.label("by_name"),
    )
    .join(Account, Account.id == ReasonRest.by)
    .where(
        ReasonRest.organisation_id == bindparam("organisation_id"), ReasonRest.woken_at.is_(None),
        ReasonRest.until > bindparam("day"), ReasonRest.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
    )
    .order_by(ReasonRest.until, ReasonRest.id)
)  # fmt: skip


def resting(session: Session, actor: Actor, day: date, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(id, enrolment_id, kind, until, word, by_name) of what was asked to wait for these people, what wakes first
    coming first."""
    wanted = {"organisation_id": actor.organisation_id, "day": day, "enrolment_ids": list(enrolment_ids)}
    return session.execute(_RESTING, wanted).all()


def rest_to_wake(session: Session, actor: Actor, rest_id: str) -> ReasonRest:
    found = session.get(ReasonRest, rest_id, with_for_update={"key_share": True})
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def same_contact(
    session: Session, enrolment_id: str, by: str, channel: str, outcome: str, words: str, since: datetime
) -> FollowUp | None:
    """The same contact noted a moment ago by the same person: a form sent twice."""
    lately = session.scalars(
        select(FollowUp).where(
            FollowUp.enrolment_id == enrolment_id, FollowUp.by == by, FollowUp.channel == channel,
            FollowUp.outcome == outcome, FollowUp.at >= since,
        )
    )  # fmt: skip
    return next((one for one in lately if one.words == words), None)
