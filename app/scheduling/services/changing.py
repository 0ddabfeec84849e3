"""Moving, changing and cancelling sessions: shown before it is done, then done whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.errors import Conflict, invalid
from app.core.i18n import _, ngettext
from app.core.journal import record
from app.courses.outline import current_outline
from app.enrolments import queries as enrolments
from app.enrolments.rules import french_holidays
from app.identity import queries as identity
from app.scheduling import events, policies, queries, rules
from app.scheduling.models import TrainingSession
from app.scheduling.rules import Classroom, Place, Span, State
from app.scheduling.services import soundness
from app.scheduling.services.planning import equivalent_in
from app.scheduling.services.seats import give_free_seats, prove_seat
from app.scheduling.services.soundness import Clash, Where, seated_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be otherwise; None stays as it is, "" takes away. Times move the following sessions as many days."""

    title: str | None = None
    trainer_id: str | None = None
    capacity: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    site_id: str | None = None
    room_id: str | None = None
    room: str | None = None
    classroom: str | None = None
    link: str | None = None
    running_order: str | None = None
    equivalent_activity_id: str | None = None
    is_public: bool | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody whom a move makes clash with another of their seats."""

    name: str
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one session."""

    meeting: TrainingSession
    was: Span
    now: Span
    where: Where
    place: str
    moves: bool  # people are told
    booked: int
    waiting: int
    clashes: tuple[Clash, ...] = ()
    missed: tuple[Missed, ...] = ()
    closed: bool = False  # the new day is a holiday, or one on which the organisation closes


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do, before it is applied."""

    effects: tuple[Effect, ...]

    @property
    def moves(self) -> bool:
        return any(effect.moves for effect in self.effects)

    @property
    def booked(self) -> int:
        return sum(effect.booked for effect in self.effects)

    @property
    def waiting(self) -> int:
        return sum(effect.waiting for effect in self.effects)

    @property
    def clashes(self) -> list[Clash]:
        return [clash for effect in self.effects for clash in effect.clashes]

    @property
    def missed(self) -> list[Missed]:
        return [missed for effect in self.effects for missed in effect.missed]


def preview_change(
    session: Session, actor: Actor, session_id: str, change: Change, *, following: bool = False
) -> Preview:
    """What the change would do to this session, and to the following ones of its series. Nothing is written.

    Raises Invalid for what is not sound, Conflict for a session that can no longer be changed.
    """
    meeting = queries.session_entity(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    if meeting.cancelled_at is not None:
        raise Conflict(_("Cette séance est annulée : elle ne se modifie plus. Prévoyez-en une autre."))
    targets = queries.following(session, meeting) if following else [meeting]
    first = Span(meeting.starts_at, meeting.ends_at)
    now_first = soundness.span_of(change.starts_at or first.starts_at, change.ends_at or first.ends_at)
    spans = [
        soundness.span_of(*rules.moved_like(Span(each.starts_at, each.ends_at), first, now_first))
        if each is not meeting and now_first != first
        else (now_first if each is meeting else Span(each.starts_at, each.ends_at))
        for each in targets
    ]
    counts = queries.seat_counts(session, [each.id for each in targets])
    effects = [
        _effect(session, actor, each, span, change, *counts[each.id]) for each, span in zip(targets, spans, strict=True)
    ]
    if any(effect.moves for effect in effects) and queries.any_attendance(session, [each.id for each in targets]):
        raise Conflict(_("La présence est déjà notée : cette séance a eu lieu, elle ne se déplace plus."))
    return Preview(tuple(_met(session, actor, effects, change)))


def _effect(
    session: Session, actor: Actor, meeting: TrainingSession, span: Span, change: Change, booked: int, waiting: int
) -> Effect:
    was = Span(meeting.starts_at, meeting.ends_at)
    place = soundness.place_of(change.place if change.place is not None else meeting.place)
    site_id = meeting.site_id if change.site_id is None else change.site_id or None
    room_id = meeting.room_id if change.room_id is None else change.room_id or None
    room = meeting.room if change.room is None else change.room
    if change.room_id == "" and change.room is None:
        room = ""  # the name of the room that is taken away
    where = soundness.where_of(session, actor, place, site_id, room_id, room, meeting.room_id)
    capacity = soundness.capacity_of(change.capacity or meeting.capacity, place, where)
    taken = booked + meeting.visitor_seats
    if change.capacity is not None and capacity < min(taken, meeting.capacity):
        words = ngettext(
            "%(num)s personne a une place : il en faut au moins autant.",
            "%(num)s personnes ont une place : il en faut au moins autant.",
            taken,
        )
        raise invalid("capacity", words % {"num": taken})
    other_room = place == Place.HYBRID and where.seats is not None and where.room_id != meeting.room_id
    if other_room and queries.seats_taken(session, meeting.id, on_site=True) > (where.seats or 0):
        raise invalid("room_id", _("Plus de personnes viennent sur place que cette salle n'a de places."))
    link = meeting.link if change.link is None else soundness.link_of(change.link)
    classroom = _classroom(meeting, change, place, link)
    moves = (was, meeting.place, meeting.site_id, meeting.room, meeting.link, meeting.classroom) != (
        span, place, where.site_id, where.room, link, classroom,
    )  # fmt: skip
    return Effect(meeting, was, span, where, place, moves, booked, waiting)


def _classroom(meeting: TrainingSession, change: Change, place: str, link: str) -> str:
    if (change.classroom, change.link, place) == (None, None, meeting.place):
        return meeting.classroom
    asked = meeting.classroom if change.classroom is None else change.classroom
    if asked == Classroom.LINK and change.classroom is None and not link:
        asked = ""  # the link was taken away
    return soundness.classroom_of(place, asked, link)


def _met(session: Session, actor: Actor, effects: list[Effect], change: Change) -> list[Effect]:
    """The effects, with what they run into: rooms and trainers that are taken, seats elsewhere, closed days."""
    ids = [effect.meeting.id for effect in effects]
    closed = identity.closed_days(session, actor.organisation_id)
    since, before = min(effect.now.starts_at for effect in effects), max(effect.now.ends_at for effect in effects)
    moved = [effect.meeting.id for effect in effects if effect.now != effect.was]
    seats = queries.other_seats(session, actor.organisation_id, moved, since, before) if moved else []
    found = []
    for effect in effects:
        meeting, span = effect.meeting, effect.now
        trainer_id = _trainer(session, actor, meeting, change)
        held = (effect.was, meeting.trainer_id, meeting.room_id) != (span, trainer_id, effect.where.room_id)
        clashes: Sequence[Clash] = ()
        if held:  # what was so before, by an older rule perhaps, does not stop a new title
            clashes = soundness.clashes(
                session, actor.organisation_id, [span], trainer_id=trainer_id, room_id=effect.where.room_id, but=ids
            )[0]
        missed = tuple(
            Missed(row.learner_name, row.title, row.starts_at)
            for row in seats
            if row.of_session == meeting.id and rules.overlap(span, row)
        )
        day = local(span.starts_at).date()
        shut = effect.moves and (day in closed or day in french_holidays(day.year))
        found.append(replace(effect, clashes=tuple(clashes), missed=missed, closed=shut))
    return found


def _trainer(session: Session, actor: Actor, meeting: TrainingSession, change: Change) -> str | None:
    if change.trainer_id is None:
        return meeting.trainer_id
    return soundness.trainer_of(session, actor, change.trainer_id) if change.trainer_id else None


def change_session(
    session: Session,
    actor: Actor,
    session_id: str,
    change: Change,
    *,
    following: bool = False,
    revision: int | None = None,
) -> Preview:
    """Apply a change, as `preview_change` says it: to all the sessions meant, or to none.

    `revision` is the one that was seen: Conflict when the session has moved since. More places go to those who wait.
    """
    require(policies.may_run_sessions(actor))
    queries.lock_sessions(session, actor, session_id, following=following)
    seen = queries.session_entity(session, actor, session_id)
    if revision is not None and seen.revision != revision:
        raise Conflict(_("Cette séance a été déplacée entre-temps. Rien n'a été changé. Rechargez la page."))
    preview = preview_change(session, actor, session_id, change, following=following)
    soundness.refuse_clashes([effect.clashes for effect in preview.effects])
    for effect in preview.effects:
        _apply(session, actor, effect, change)
    session.flush()
    for effect in preview.effects:
        if effect.moves:
            _follow(session, actor, effect)
            record(session, actor, events.SessionMoved(effect.meeting.id, effect.was.starts_at, effect.was.ends_at))
        if effect.waiting and effect.now.ends_at > now():
            give_free_seats(session, actor, seated_facts(effect.meeting))
    return preview


def _apply(session: Session, actor: Actor, effect: Effect, change: Change) -> None:
    meeting = effect.meeting
    if change.title is not None:
        meeting.title = soundness.title_of(change.title)
    if change.trainer_id is not None:
        meeting.trainer_id = _trainer(session, actor, meeting, change)
    if change.capacity is not None:
        meeting.capacity = change.capacity
    if change.running_order is not None:
        meeting.running_order = change.running_order.strip()[: rules.LONGEST_ORDER]
    if change.equivalent_activity_id is not None:
        meeting.equivalent_activity_id = _equivalent(session, meeting, change.equivalent_activity_id)
    if change.is_public is not None:
        meeting.is_public = change.is_public
    if not effect.moves:
        meeting.room_id = effect.where.room_id
        return
    meeting.starts_at, meeting.ends_at = effect.now
    meeting.site_id, meeting.room_id, meeting.room = effect.where.site_id, effect.where.room_id, effect.where.room
    if change.link is not None:
        meeting.link = soundness.link_of(change.link)
    meeting.classroom = _classroom(meeting, change, effect.place, meeting.link)
    meeting.revision += 1
    meeting.changed_at = now()


def _equivalent(session: Session, meeting: TrainingSession, chosen: str) -> str | None:
    if not chosen:
        return None
    if meeting.course_id is None:
        raise invalid("equivalent", _("Choisissez une activité à distance de ce parcours."))
    return equivalent_in(current_outline(session, meeting.course_id).activities, chosen, meeting.activity_id)


def _follow(session: Session, actor: Actor, effect: Effect) -> None:
    """When a session is held elsewhere, those who have a seat are there too, and the ledger knows it."""
    meeting, place = effect.meeting, effect.place
    if meeting.place == place:
        return
    meeting.place = place
    session.flush()
    if place == Place.HYBRID:
        return  # everybody stays where they were, and may choose
    for person in queries.people_of(session, meeting.id):
        if person.place == place:
            continue
        session.connection().execute(queries.CHOOSE_PLACE, {"booking_id": person.id, "where": place})
        if person.state == State.BOOKED:
            enrolment = enrolments.enrolment_of(session, meeting.organisation_id, person.enrolment_id)
            prove_seat(session, actor, seated_facts(meeting), enrolment, person.id, person.state, place)


# --- Cancelling -----------------------------------------------------------------------------------------------


def preview_cancellation(session: Session, actor: Actor, session_id: str, *, following: bool = False) -> Preview:
    """Who would be told that this session does not take place, nor the following ones of its series."""
    meeting = queries.session_entity(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    targets = queries.following(session, meeting) if following else [meeting]
    counts = queries.seat_counts(session, [each.id for each in targets])
    effects = []
    for each in targets:
        span = Span(each.starts_at, each.ends_at)
        where = Where(each.site_id, each.room_id, each.room)
        effects.append(Effect(each, span, span, where, each.place, True, *counts[each.id]))
    return Preview(tuple(effects))


def cancel_session(session: Session, actor: Actor, session_id: str, reason: str, *, following: bool = False) -> Preview:
    """The session does not take place. Its bookings stay, so that people are told; they hold no seat any more.

    Cancelling again changes nothing. Conflict when somebody's presence was noted: it did take place.
    """
    require(policies.may_run_sessions(actor))
    queries.lock_sessions(session, actor, session_id, following=following)
    preview = preview_cancellation(session, actor, session_id, following=following)
    reason = " ".join(reason.split())
    if not reason or len(reason) > 500:
        raise invalid("reason", _("Dites pourquoi, en quelques mots : les personnes le liront."))
    chosen = [effect.meeting for effect in preview.effects if effect.meeting.cancelled_at is None]
    if queries.any_attendance(session, [meeting.id for meeting in chosen]):
        raise Conflict(_("La présence est déjà notée : cette séance a eu lieu, elle ne s'annule plus."))
    for meeting in chosen:
        meeting.cancelled_at = meeting.changed_at = now()
        meeting.cancel_reason = reason
        meeting.revision += 1
    session.flush()
    for meeting in chosen:
        facts = seated_facts(meeting)
        for person in queries.people_of(session, meeting.id):
            if person.state == State.BOOKED:
                enrolment = enrolments.enrolment_of(session, meeting.organisation_id, person.enrolment_id)
                prove_seat(session, actor, facts, enrolment, person.id, "freed", person.place)
        record(session, actor, events.SessionCancelled(meeting.id))
    return preview
