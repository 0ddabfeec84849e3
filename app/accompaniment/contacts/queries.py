"""What was done for people, what rests, and what else the list looks at, each in one statement for everybody."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, Select, String, and_, cast, exists, func, literal, null, or_, select, union_all
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
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
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


def circumstances(
    session: Session, organisation_id: str, now: datetime, ways: Ways, only: str = ""
) -> Sequence[AnyRow]:
    """(enrolment_id, what, at, on) of all that may call for somebody in an organisation, in one statement; of one
    path when it is named.

    Each part is about what is coming or recent, never about the whole past: its cost does not grow with the years.
    """
    amounts = {kind: wanted.amount for kind, wanted in ways.wanted.items()}

    def since(kind: str) -> datetime:
        return now - timedelta(days=amounts[kind] + 1)

    live = and_(Appointment.organisation_id == organisation_id, Appointment.cancelled_at.is_(None))
    meetings = select(Appointment.enrolment_id).join(TrainingSession, TrainingSession.id == Appointment.session_id)
    follower, newer, later = aliased(Appointment), aliased(Mail), aliased(FollowUp)
    met = TrainingSession.starts_at
    seats = (
        select(Booking.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.organisation_id == organisation_id,
            Booking.state == "booked",
            ~exists().where(Appointment.session_id == TrainingSession.id),
        )
    )
    asks: list[Select[*tuple[Any, ...]]] = [
        _part(meetings, "meeting_next", func.min(met)).where(live, met > now),
        _part(meetings, "meeting_last", func.max(met)).where(
            live, met <= now, met > since(reasons.MEETING), Appointment.outcome != "absent"
        ),
        _part(meetings, "meeting_missed", func.max(met)).where(
            live,
            met > since(reasons.MISSED),
            Appointment.outcome == "absent",
            ~exists().where(follower.follows_id == Appointment.id, follower.cancelled_at.is_(None)),
        ),
        _part(
            meetings.join(Enrolment, Enrolment.id == Appointment.enrolment_id),
            "meeting_made",
            func.max(Appointment.created_at),
        ).where(
            live,
            Appointment.created_at > now - timedelta(days=ways.rest_days + 1),
            Appointment.booked_by != Enrolment.learner_id,
        ),
        _part(seats, "seat_lost", func.max(TrainingSession.cancelled_at)).where(
            TrainingSession.cancelled_at > since(reasons.SEAT)
        ),
        _part(seats, "session_last", func.max(met)).where(
            TrainingSession.cancelled_at.is_(None), met <= now, met > since(reasons.SESSION)
        ),
        _part(select(Mail.enrolment_id), "undelivered", func.max(Mail.created_at)).where(
            Mail.organisation_id == organisation_id,
            Mail.state == UNDELIVERABLE,
            Mail.enrolment_id.is_not(None),
            ~exists().where(
                newer.enrolment_id == Mail.enrolment_id,
                newer.state.not_in((WAITING, UNDELIVERABLE)),
                newer.created_at > Mail.created_at,
            ),
        ),
    ]
    paused = select(
        PlanPause.enrolment_id, literal("returns", String), cast(null(), DateTime(timezone=True)), PlanPause.until
    ).where(PlanPause.organisation_id == organisation_id, PlanPause.over_at.is_(None), PlanPause.until.is_not(None))
    rest = select(
        ReasonRest.enrolment_id, literal("rest:", String) + ReasonRest.kind, cast(null(), DateTime(timezone=True)),
        func.max(ReasonRest.until),
    ).where(
        ReasonRest.organisation_id == organisation_id, ReasonRest.woken_at.is_(None),
        ReasonRest.until > local(now).date(),
    ).group_by(ReasonRest.enrolment_id, ReasonRest.kind)  # fmt: skip
    latest = (
        select(later.id)
        .where(later.enrolment_id == Enrolment.id)
        .order_by(later.at.desc(), later.id.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    last = (
        select(FollowUp.enrolment_id, FollowUp.at, FollowUp.quiet_until, FollowUp.again_on)
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .where(Enrolment.organisation_id == organisation_id, Enrolment.status.in_(OPEN), FollowUp.id == latest)
        .subquery()
    )
    touched = select(last.c.enrolment_id, literal("touched", String), last.c.at, last.c.quiet_until)
    again = select(last.c.enrolment_id, literal("again", String), last.c.at, last.c.again_on).where(
        last.c.again_on.is_not(None)
    )
    reached = _part(select(FollowUp.enrolment_id), "reached", func.max(FollowUp.at)).where(
        FollowUp.organisation_id == organisation_id,
        FollowUp.outcome == "reached",
        FollowUp.at > since(reasons.SILENCE),
    )
    asks += [paused, rest, touched, again, reached]
    if only:
        asks = [ask.where(ask.selected_columns[0] == only) for ask in asks]
    found = union_all(*asks).subquery()
    enrolment_id, what, at, on = found.c
    return session.execute(
        select(enrolment_id.label("enrolment_id"), what.label("what"), at.label("at"), on.label("on"))
    ).all()


def _part(start: Select[*tuple[Any, ...]], what: str, moment: Any) -> Select[*tuple[Any, ...]]:
    """One line for each path: what, and the moment of it."""
    path = start.selected_columns[0]
    return start.add_columns(literal(what, String), moment, cast(null(), Date)).group_by(path)


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


# --- What rests ------------------------------------------------------------------------------------------------------


def resting(session: Session, actor: Actor, day: date, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(id, enrolment_id, kind, until, word, by_name) of what was asked to wait for these people, what wakes first
    coming first."""
    return session.execute(
        select(
            ReasonRest.id, ReasonRest.enrolment_id, ReasonRest.kind, ReasonRest.until, ReasonRest.word,
            Account.name.label("by_name"),
        )
        .join(Account, Account.id == ReasonRest.by)
        .where(
            ReasonRest.organisation_id == actor.organisation_id, ReasonRest.woken_at.is_(None),
            ReasonRest.until > day, ReasonRest.enrolment_id.in_(enrolment_ids),
        )
        .order_by(ReasonRest.until, ReasonRest.id)
    ).all()  # fmt: skip


def rest_to_wake(session: Session, actor: Actor, rest_id: str) -> ReasonRest:
    found = session.get(ReasonRest, rest_id, with_for_update={"key_share": True})
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def same_contact(
    session: Session, enrolment_id: str, by: str, channel: str, outcome: str, words: str, since: datetime
) -> FollowUp | None:
    """The same contact noted a moment ago by the same person: a form sent twice."""
    return session.scalars(
        select(FollowUp).where(
            FollowUp.enrolment_id == enrolment_id, FollowUp.by == by, FollowUp.channel == channel,
            FollowUp.outcome == outcome, FollowUp.words == words, FollowUp.at >= since,
        )
    ).first()  # fmt: skip
