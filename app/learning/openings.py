"""What is open to one person today: the facts that conditions ask about are read, and no others.

A course without conditions costs nothing here; neither does a path where all that had some is done.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import today
from app.core.errors import Conflict
from app.core.i18n import _
from app.courses.conditions import AFTER, FROM_DAY, GROUP, LEVEL, UNTIL_DAY, plug_reasons
from app.courses.outline import Activity, Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.groups import queries as groups
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED, Calendar, stops
from app.identity import queries as identity
from app.learning import conditions, levels, queries
from app.learning.conditions import KEPT, Facts
from app.learning.rules import ALL_OPEN, DONE, SKIPPED, WAITING, Openings, Reason, State
from app.planning.standing import plug_behind
from app.scheduling.gates import plug_gate

States = Mapping[str, State]


def openings(
    session: Session,
    enrolment: EnrolmentRow,
    course: Outline,
    states: States | None = None,
    among: Iterable[Activity] | None = None,
) -> Openings:
    """What is closed to somebody in their path, or among some activities of it, and why."""
    asked = [one for one in (course.conditioned if among is None else among) if one.conditions]
    if not asked:
        return ALL_OPEN
    if states is None:
        states = queries.states(session, enrolment.id)
    asked = [one for one in asked if not ((known := states.get(one.id)) and known.state in KEPT)]
    if not asked:
        return ALL_OPEN
    return conditions.openings_of(facts_for(session, enrolment, course, states, asked), asked)


def facts_for(
    session: Session, enrolment: EnrolmentRow, course: Outline, states: States, asked: Iterable[Activity]
) -> Facts:
    """What the conditions of these activities ask about one person, in as few statements as they need."""
    kinds = {condition.kind for activity in asked for condition in activity.conditions}
    if AFTER in kinds and any(_reserves(course, activity) for activity in asked):
        kinds.add(GROUP)  # what comes before may be kept for a group
    day = min(today(), enrolment.closed_on) if enrolment.status in CLOSED and enrolment.closed_on else today()
    dated = not kinds.isdisjoint((FROM_DAY, UNTIL_DAY))
    return Facts(
        outline=course,
        states=states,
        today=day,
        calendar=_calendar(session, enrolment, day) if dated else Calendar(enrolment.starts_on),
        levels=levels.latest(session, enrolment.id, course) if LEVEL in kinds else {},
        groups=groups.names_of_many(session, [enrolment.id]).get(enrolment.id, frozenset())
        if GROUP in kinds
        else frozenset(),
        adviser=enrolment.adviser_name or "",
    )


def _reserves(course: Outline, activity: Activity) -> bool:
    """Whether something that an activity comes after is kept for a group."""
    return any(
        condition.kind == GROUP
        for asked in activity.conditions
        if asked.kind == AFTER
        for before in course.behind.get(asked.after, ())
        for condition in before.conditions
    )


def _calendar(session: Session, enrolment: EnrolmentRow, day: date) -> Calendar:
    closed = identity.closed_days(session, enrolment.organisation_id)
    return Calendar(enrolment.starts_on, stops(enrolments.stop_changes(session, enrolment.id), day), closed)


def hidden_of_many(session: Session, paths: Mapping[str, Outline]) -> dict[str, frozenset[str]]:
    """Enrolment id → what is kept for groups that the person is not in: two statements for any number of people, none
    when no course keeps anything."""
    kept_for = {key: found for key, course in paths.items() if (found := _kept_for_groups(course))}
    if not kept_for:
        return {}
    ids = list(kept_for)
    memberships = groups.names_of_many(session, ids)
    states: dict[str, dict[str, State]] = defaultdict(dict)
    wanted = {activity.id for found in kept_for.values() for activity in found}
    for row in queries.states_among(session, ids, wanted):
        states[row.enrolment_id][row.activity_id] = State(row.state, {})
    day, nowhere = today(), Calendar(today())
    hidden = {}
    for key, found in kept_for.items():
        facts = Facts(paths[key], states[key], day, nowhere, groups=memberships.get(key, frozenset()))
        hidden[key] = frozenset(activity.id for activity in found if conditions.is_reserved(activity, facts))
    return hidden


def _kept_for_groups(course: Outline) -> list[Activity]:
    return [one for one in course.conditioned if any(each.kind == GROUP for each in one.conditions)]


def must_be_open(session: Session, enrolment: EnrolmentRow, course: Outline, activity: Activity) -> None:
    """Refuse an act on what is closed to the person, with the very sentence of the page."""
    if activity.conditions and (why := openings(session, enrolment, course, among=(activity,)).why(activity.id)):
        raise NotOpen(why)


class NotOpen(Conflict):
    """Closed to this person today; the reasons say when or how it opens."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        texts = [reason.text for reason in reasons]
        super().__init__(" ".join((*texts, _("Rien n'a été enregistré."))), reasons=texts)


# --- Plugged below: taking a seat in a session ----------------------------------------------------------------


class Seats:
    """Why somebody may not take a seat in a session; empty when they may.

    A seat is taken ahead: days are judged on the day of the session, the rest as it is today.
    """

    def __init__(self, session: Session, enrolment: EnrolmentRow) -> None:
        self.session, self.enrolment = session, enrolment
        self.course = outline(session, enrolment.edition_id) if enrolment.edition_id else None
        conditioned = self.course.conditioned if self.course else ()
        self.asked = {one.id: one for one in conditioned if one.kind == "session"}

    @cached_property
    def facts(self) -> Facts:
        assert self.course is not None
        states = queries.states(self.session, self.enrolment.id)
        return facts_for(self.session, self.enrolment, self.course, states, self.asked.values())

    def __call__(self, activity_id: str | None, day: date) -> str:
        activity = self.asked.get(activity_id or "")
        if activity is None:
            return ""
        on_the_day = replace(self.facts, today=max(day, self.facts.today))
        return " ".join(reason.text for reason in conditions.unmet(activity, on_the_day))


plug_gate(Seats)


# --- Plugged below: a course as the caller meets it -----------------------------------------------------------


def reasons_of_caller(session: Session, actor: Actor, course: Outline) -> dict[str, list[str]]:
    """Activity id → why it is closed to the caller, in their own path in the course."""
    if not actor.has(Role.LEARNER):
        return {}
    mine = (one for one in enrolments.own_enrolments(session, actor) if one.course_id == course.course_id)
    enrolment = next(mine, None)
    if enrolment is None:
        return {}
    closed = openings(session, enrolment, course).closed
    return {key: [reason.text for reason in why] for key, why in closed.items()}


plug_reasons(reasons_of_caller)


# --- Plugged below: what a plan moves no more -----------------------------------------------------------------


def behind(session: Session, enrolment_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """What each has done, has put in a reader's hands, or has passed over."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in queries.states_being(session, enrolment_ids, (DONE, WAITING, SKIPPED)):
        found[row.enrolment_id].add(row.activity_id)
    return {key: frozenset(ids) for key, ids in found.items()}


plug_behind(behind)
