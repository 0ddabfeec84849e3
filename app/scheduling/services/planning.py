"""Planning sessions: one, or a series that is kept whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import add_at_once
from app.core.errors import invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses import queries as courses
from app.courses.outline import Activity, outline
from app.identity import queries as identity
from app.ledger import services as ledger
from app.scheduling import events, policies, rules
from app.scheduling.models import TrainingSession
from app.scheduling.rules import Days, People, Recurrence, Span
from app.scheduling.services import soundness
from app.scheduling.services.soundness import Clash, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody says of a session, or of the sessions of a series, beside their dates. No course: of no single one."""

    course: str | None
    title: str
    place: str
    capacity: int = rules.USUAL
    activity_id: str | None = None
    trainer_id: str | None = None
    site_id: str | None = None
    room_id: str | None = None
    room: str = ""
    classroom: str = ""
    link: str = ""
    people: str = People.COLLECTIVE
    running_order: str = ""
    equivalent_activity_id: str | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series before it is written, with what stands in its way."""

    day: date
    span: Span
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What a series would be."""

    occurrences: tuple[Occurrence, ...]
    days: Days


def plan_session(
    session: Session,
    actor: Actor,
    course_slug: str | None,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int = rules.USUAL,
    activity_id: str | None = None,
    *,
    trainer_id: str | None = None,
    site_id: str | None = None,
    room_id: str | None = None,
    room: str = "",
    classroom: str = "",
    link: str = "",
    people: str = People.COLLECTIVE,
    running_order: str = "",
    equivalent_activity_id: str | None = None,
    is_public: bool = False,
) -> TrainingSession:
    """Announce a session. On site without a site, the organisation's only one is meant.

    Without `trainer_id` the actor runs it, if they train. A session already held may be entered afterwards.
    Conflict when the room or the person is taken.
    """
    wish = Wish(
        course=course_slug,
        title=title,
        place=place,
        capacity=capacity,
        activity_id=activity_id,
        trainer_id=trainer_id,
        site_id=site_id,
        room_id=room_id,
        room=room,
        classroom=classroom,
        link=link,
        people=people,
        running_order=running_order,
        equivalent_activity_id=equivalent_activity_id,
        is_public=is_public,
    )
    return plan_wish(session, actor, wish, starts_at, ends_at)


def plan_wish(session: Session, actor: Actor, wish: Wish, starts_at: datetime, ends_at: datetime) -> TrainingSession:
    """Announce one session as it was wished: see `plan_session`."""
    require(policies.may_run_sessions(actor))
    return _plan(session, actor, wish, [soundness.span_of(starts_at, ends_at)], None)[0]


def preview_series(
    session: Session,
    actor: Actor,
    wish: Wish,
    first: date,
    start: time,
    end: time,
    how: Recurrence,
    *,
    overnight: bool = False,
) -> Series:
    """The dates of a series with what clashes there, and those passed over. Nothing is written."""
    require(policies.may_run_sessions(actor))
    days = _days(session, actor, first, how)
    spans = [soundness.span_of(*rules.span_on(day, start, end, overnight=overnight)) for day in days.kept]
    sound = _sound(session, actor, wish)
    met = soundness.clashes(
        session, actor.organisation_id, spans, trainer_id=sound.trainer_id, room_id=sound.where.room_id
    )
    found = zip(days.kept, spans, met, strict=True)
    return Series(tuple(Occurrence(day, span, tuple(clashes)) for day, span, clashes in found), days)


def plan_series(
    session: Session, actor: Actor, wish: Wish, days: Sequence[date], start: time, end: time, *, overnight: bool = False
) -> list[TrainingSession]:
    """Announce the sessions of these days at these hours of the clocks on the wall: all of them, or none."""
    require(policies.may_run_sessions(actor))
    chosen = sorted(set(days))
    if not chosen:
        raise invalid("days", _("Gardez au moins une date."))
    if len(chosen) > rules.SERIES_AT_MOST:
        raise invalid("days", _("Une série a %(most)s séances au plus.") % {"most": rules.SERIES_AT_MOST})
    _near(chosen[0])
    _near(chosen[-1])
    spans = [soundness.span_of(*rules.span_on(day, start, end, overnight=overnight)) for day in chosen]
    return _plan(session, actor, wish, spans, new_id())


def _days(session: Session, actor: Actor, first: date, how: Recurrence) -> Days:
    _near(first)
    if how.times is not None and not 1 <= how.times <= rules.SERIES_AT_MOST:
        raise invalid("times", _("Une série a de 1 à %(most)s séances.") % {"most": rules.SERIES_AT_MOST})
    if how.times is None and how.until is None:
        raise invalid("until", _("Dites jusqu'à quelle date, ou combien de fois."))
    if how.until is not None and how.until < first:
        raise invalid("until", _("La série doit finir après sa première date."))
    found = rules.days_of(first, how, identity.closed_days(session, actor.organisation_id))
    if found.cut:
        words = _("Cela ferait plus de %(most)s séances. Choisissez une date de fin plus proche.")
        raise invalid("until", words % {"most": rules.SERIES_AT_MOST})
    if not found.kept:
        raise invalid("until", _("Aucune date ne convient : toutes tombent un jour férié ou de fermeture."))
    return found


def _near(day: date) -> None:
    if abs(day - today()) > rules.FURTHEST:
        raise invalid("day", _("Cette date est à plus de deux ans d'aujourd'hui. Vérifiez l'année."))


@dataclass(frozen=True, slots=True)
class _Sound:
    """A wish whose every word was found good."""

    course_id: str | None
    title: str
    place: str
    capacity: int
    trainer_id: str | None
    where: Where


def _sound(session: Session, actor: Actor, wish: Wish) -> _Sound:
    course_id = None
    if wish.course is not None:
        course = courses.course_by_slug(session, actor.organisation_id, wish.course)
        if course is None:
            raise invalid("course", _("Ce parcours n'existe pas, ou il n'est pas encore publié."))
        course_id = course.id
        known = outline(session, course.edition_id).activities
        if wish.activity_id and wish.activity_id not in known:
            raise invalid("activity_id", _("Cette activité n'est pas dans ce parcours."))
        if wish.equivalent_activity_id:
            equivalent_in(known, wish.equivalent_activity_id, wish.activity_id)
    elif wish.activity_id or wish.equivalent_activity_id:
        raise invalid("activity_id", _("Une séance qui fait avancer une activité a un parcours."))
    title, place = soundness.title_of(wish.title), soundness.place_of(wish.place)
    where = soundness.where_of(session, actor, place, wish.site_id, wish.room_id, wish.room, None)
    return _Sound(
        course_id,
        title,
        place,
        soundness.capacity_of(wish.capacity, place, where),
        soundness.trainer_of(session, actor, wish.trainer_id),
        where,
    )


def equivalent_in(known: Mapping[str, Activity], chosen: str, activity_id: str | None) -> str:
    """An activity that somebody can do alone, in place of the session."""
    activity = known.get(chosen)
    if activity is None or chosen == activity_id or activity.kind == "session":
        raise invalid("equivalent", _("Choisissez une activité à distance de ce parcours."))
    return chosen


def _plan(
    session: Session, actor: Actor, wish: Wish, spans: list[Span], series_id: str | None
) -> list[TrainingSession]:
    sound = _sound(session, actor, wish)
    link = soundness.link_of(wish.link)
    classroom = soundness.classroom_of(sound.place, wish.classroom, link)
    people = soundness.people_of(wish.people)
    ledger.take_turn(session, actor.organisation_id)  # nobody takes the room between the question and the answer
    soundness.refuse_clashes(
        soundness.clashes(
            session, actor.organisation_id, spans, trainer_id=sound.trainer_id, room_id=sound.where.room_id
        )
    )
    made = []
    for span in spans:
        meeting = TrainingSession(
            id=new_id(),
            organisation_id=actor.organisation_id,
            course_id=sound.course_id,
            activity_id=wish.activity_id or None,
            trainer_id=sound.trainer_id,
            title=sound.title,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            place=sound.place,
            site_id=sound.where.site_id,
            room_id=sound.where.room_id,
            room=sound.where.room,
            classroom=classroom,
            link=link,
            people=people,
            capacity=sound.capacity,
            series_id=series_id,
            running_order=wish.running_order.strip()[: rules.LONGEST_ORDER],
            equivalent_activity_id=wish.equivalent_activity_id or None,
            is_public=wish.is_public,
            created_at=now(),
            revision=0,
            cancel_reason="",
        )
        add_at_once(session, meeting)
        record(session, actor, events.SessionPlanned(meeting.id))
        made.append(meeting)
    return made
