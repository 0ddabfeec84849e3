"""What is open to one person, and why the rest is not yet. Pure functions of the outline and facts.

`unmet` is the one place that decides; pages, the API and every act ask it through `openings`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.i18n import _
from app.courses import conditions as said
from app.courses.conditions import AFTER, FROM_DAY, GROUP, LEVEL, UNTIL_DAY, Condition, Names, folded
from app.courses.outline import Activity, Outline
from app.enrolments.rules import Calendar
from app.learning.rules import ALL_OPEN, DONE, SENT_BACK, SKIPPED, WAITING, Openings, Reason, State
from app.web.formats import day as in_full

KEPT = frozenset({DONE, WAITING, SENT_BACK})  # what was done, or is in a reader's hands, stays open whatever happens
BEHIND = frozenset({DONE, SKIPPED})  # what is over for the person: done, or passed over because they had it already


@dataclass(frozen=True)
class Facts:
    """What is known of one person on a day. Only what the conditions at hand ask about needs to be there."""

    outline: Outline
    states: Mapping[str, State]
    today: date
    calendar: Calendar
    levels: Mapping[str, int] = field(default_factory=dict)  # competence code → the latest level given, by any voice
    groups: frozenset[str] = frozenset()  # folded names
    adviser: str = ""  # their name
    omitted: frozenset[str] = frozenset()  # sequences that were taken out of their plan

    @property
    def names(self) -> Names:
        return self.outline.names


def unmet(activity: Activity, facts: Facts) -> tuple[Reason, ...]:
    """Why an activity is not open to the person: one reason for each condition that does not hold; none, it is open."""
    if not activity.conditions or _state(activity, facts) in KEPT:
        return ()
    return tuple(explain(one, facts) for one in activity.conditions if not holds(one, facts))


def holds(condition: Condition, facts: Facts) -> bool:
    if condition.kind == AFTER:
        return not _missing(condition, facts)
    if condition.kind == FROM_DAY:
        return facts.today >= facts.calendar.day(condition.day)
    if condition.kind == UNTIL_DAY:
        return facts.today <= facts.calendar.day(condition.day)
    if condition.kind == LEVEL:
        known = known_level(condition, facts)
        return known is not None and known >= condition.level
    return not facts.groups.isdisjoint(map(folded, condition.groups))


def is_reserved(activity: Activity, facts: Facts) -> bool:
    """Whether the activity is kept for a group that the person is not in: for them it is not in the path at all."""
    return _state(activity, facts) not in KEPT and any(
        one.kind == GROUP and not holds(one, facts) for one in activity.conditions
    )


def known_level(condition: Condition, facts: Facts) -> float | None:
    """The latest level given by any voice; for a block, the mean of those of its competences that have one."""
    if condition.competence:
        return facts.levels.get(condition.competence)
    codes = next((block.competences for block in facts.outline.blocks if block.code == condition.block), ())
    found = [facts.levels[one.code] for one in codes if one.code in facts.levels]
    return sum(found) / len(found) if found else None


def _state(activity: Activity, facts: Facts) -> str:
    known = facts.states.get(activity.id)
    return known.state if known else ""


def _missing(condition: Condition, facts: Facts) -> list[Activity]:
    """What is still to be done of what must come before; what is kept for other groups is asked of nobody else."""
    return [
        one
        for one in facts.outline.behind.get(condition.after, ())
        if _state(one, facts) not in BEHIND and not is_reserved(one, facts) and one.sequence_id not in facts.omitted
    ]


# --- In words -------------------------------------------------------------------------------------------------


def explain(condition: Condition, facts: Facts) -> Reason:
    """Why a condition that does not hold keeps an activity closed, said to the person."""
    if condition.kind == AFTER:
        title, whole = facts.names.step(condition.after)
        ahead = _missing(condition, facts)
        return Reason(condition.kind, said.opens_after(title, whole), title, ahead[0].id if ahead else "")
    if condition.kind == FROM_DAY:
        day = facts.calendar.day(condition.day)
        return Reason(condition.kind, _("S'ouvre le %(day)s.") % {"day": in_full(day)}, opens_on=day)
    if condition.kind == UNTIL_DAY:
        return Reason(condition.kind, _closed_since(facts.calendar.day(condition.day), facts.adviser))
    if condition.kind == LEVEL:
        return Reason(condition.kind, _level(condition, facts))
    return Reason(condition.kind, said.kept_for(condition.groups))


def _closed_since(last: date, adviser: str) -> str:
    values = {"day": in_full(last + timedelta(days=1)), "name": adviser}
    if adviser:
        return _("Fermé depuis le %(day)s. Parlez-en à %(name)s.") % values
    return _("Fermé depuis le %(day)s. Parlez-en à votre organisme.") % values


def _level(condition: Condition, facts: Facts) -> str:
    names = facts.names
    text = said.opens_at_level(names.level(condition.level), names.skill(condition.competence, condition.block))
    known = known_level(condition, facts)
    if known is None:
        return text + " " + _("Votre niveau n'est pas encore noté.")
    return text + " " + _("Votre niveau aujourd'hui : « %(level)s ».") % {"level": names.level(int(known))}


def closes_on(activity: Activity, facts: Facts) -> date | None:
    """The last day on which the activity is open to the person, when there is one."""
    days = [facts.calendar.day(one.day) for one in activity.conditions if one.kind == UNTIL_DAY]
    return min(days, default=None)


# --- The whole path -------------------------------------------------------------------------------------------


def openings_of(facts: Facts, among: Iterable[Activity]) -> Openings:
    """What of these activities is closed to the person, with the reasons, and what is not in their path at all."""
    closed, closes, hidden = {}, {}, set()
    for activity in among:
        if why := unmet(activity, facts):
            closed[activity.id] = why
            if any(reason.kind == GROUP for reason in why):
                hidden.add(activity.id)
        elif (last := closes_on(activity, facts)) is not None:
            closes[activity.id] = last
    return Openings(frozenset(hidden), closed, closes) if closed or closes else ALL_OPEN


def passed_over(outline: Outline, states: Mapping[str, State], start: str, target: str) -> list[Activity]:
    """From an activity to the one where a branch goes, that one left out: what is neither done nor in a reader's hands."""
    order = list(outline.activities)
    between = order[order.index(start) : order.index(target)]
    found = (outline.activities[key] for key in between)
    return [one for one in found if not ((known := states.get(one.id)) and known.state in (*KEPT, SKIPPED))]
