"""« Si vous avez déjà … » : passing over what somebody already has, and taking it up again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, today
from app.core.errors import Conflict
from app.core.i18n import _, ngettext
from app.courses.conditions import Branch
from app.courses.outline import Activity, Outline
from app.enrolments import history
from app.enrolments.queries import EnrolmentRow, enrolment_to_change
from app.learning import conditions, queries
from app.learning.openings import NotOpen, facts_for
from app.learning.rules import SKIPPED, Reason, State
from app.learning.services import activity_for, prove_step, working_enrolment
from app.ledger.kinds import Kind
from app.scheduling import queries as scheduling
from app.web.text import typeset

States = Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way further on, as somebody meets it: the target may still be closed to them, once the rest is passed."""

    words: str
    target: Activity
    why_not: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        return typeset(_("Passer directement à « %(title)s »") % {"title": self.target.title})


@dataclass(frozen=True, slots=True)
class Passed:
    """What choosing a way has done: nothing when it was chosen before."""

    target: Activity
    skipped: tuple[Activity, ...]
    kept: tuple[str, ...]  # the titles of the sessions between, where the person has a seat


def offers(
    session: Session, enrolment: EnrolmentRow, course: Outline, activity: Activity, states: States
) -> list[Offer]:
    """The ways further on from an activity; those to something kept for another group are not shown."""
    found = [_offer(session, enrolment, course, activity, branch, states) for branch in activity.branches]
    return [one for one in found if one and not any(reason.kind == "group" for reason in one.why_not)]


def _offer(
    session: Session,
    enrolment: EnrolmentRow,
    course: Outline,
    activity: Activity,
    branch: Branch,
    states: States,
) -> Offer | None:
    target = next(iter(course.behind.get(branch.go_to, ())), None)
    if target is None:
        return None
    skipped = conditions.passed_over(course, states, activity.id, target.id)
    why = _closed_after(session, enrolment, course, target, states, skipped)
    return Offer(branch.words, target, why)


def _closed_after(
    session: Session,
    enrolment: EnrolmentRow,
    course: Outline,
    target: Activity,
    states: States,
    skipped: list[Activity],
) -> tuple[Reason, ...]:
    """Why the target would be closed once what lies between is passed over."""
    if not target.conditions:
        return ()
    facts = facts_for(session, enrolment, course, states, (target,))
    then = dict(states) | {one.id: State(SKIPPED, {}) for one in skipped}
    return conditions.unmet(target, replace(facts, states=then))


def take_branch(
    session: Session, actor: Actor, enrolment_id: str | None, activity_id: str, go_to: str, words: str = ""
) -> Passed:
    """The person already has what the branch says: everything up to its target is passed over, and can be done later.

    `go_to` is the key or the id of the target; `words` tell two branches to the same target apart. A session where the
    person has a seat stays in their path. Choosing again changes nothing.
    """
    enrolment, course, activity = activity_for(session, actor, activity_id, enrolment_id)
    working_enrolment(session, actor, enrolment, course, activity)
    branch, target = _chosen(course, activity, go_to, words)
    enrolment_to_change(session, actor, enrolment.id)  # two windows take turns
    states = queries.states(session, enrolment.id)
    between = conditions.passed_over(course, states, activity.id, target.id)
    if why := _closed_after(session, enrolment, course, target, states, between):
        raise NotOpen(why)
    if not between:
        return Passed(target, (), ())
    seats = {row.activity_id for row in scheduling.sessions_of_enrolment(session, enrolment.id, since=now())}
    skipped = [one for one in between if one.id not in seats]
    moment = now()
    for one in skipped:
        known = states.get(one.id)
        facts: dict[str, Any] = {
            "why": branch.words,
            "from": activity.id,
            "by": actor.account_id,
            "at": moment.isoformat(),
        }
        if known is not None:
            facts["before"] = {"state": known.state, "facts": dict(known.facts)}
            queries.change_state(session, enrolment.id, one.id, State(SKIPPED, facts), moment)
        else:
            state = State(SKIPPED, facts)
            queries.keep_new_state(session, enrolment.organisation_id, enrolment.id, one.id, state, moment)
        prove_step(session, actor, enrolment, one, Kind.ACTIVITY_SKIPPED, {"from": activity.id, "to": target.id})
    if skipped:
        history.note_change(session, actor, enrolment, "skipped", today(), _told(branch.words, skipped, target))
    return Passed(target, tuple(skipped), tuple(one.title for one in between if one.id in seats))


def _chosen(course: Outline, activity: Activity, go_to: str, words: str) -> tuple[Branch, Activity]:
    for branch in activity.branches:
        target = next(iter(course.behind.get(branch.go_to, ())), None)
        if target and go_to in (target.id, target.key) and words in ("", branch.words):
            return branch, target
    raise Conflict(_("Ce passage n'existe plus : le parcours a changé. Rien n'a été enregistré. Rechargez la page."))


def _told(words: str, skipped: list[Activity], target: Activity) -> str:
    values = {"why": words, "num": len(skipped), "first": skipped[0].title, "target": target.title}
    return (
        ngettext(
            "%(num)s étape passée (%(first)s), pour aller à « %(target)s » : %(why)s.",
            "%(num)s étapes passées à partir de « %(first)s », pour aller à « %(target)s » : %(why)s.",
            len(skipped),
        )
        % values
    )


def restore(session: Session, actor: Actor, enrolment_id: str | None, activity_id: str) -> State | None:
    """« La faire quand même » : an activity passed over is back in the path, as it was. Asking again changes nothing."""
    enrolment, course, activity = activity_for(session, actor, activity_id, enrolment_id)
    working_enrolment(session, actor, enrolment, course, activity)
    kept = queries.state_to_change(session, enrolment.id, activity.id)
    if kept is None or kept.state != SKIPPED:
        return kept
    before = kept.facts.get("before")
    result = State(before["state"], before["facts"]) if before else None
    if result is None:
        queries.forget_state(session, enrolment.id, activity.id)
    else:
        queries.change_state(session, enrolment.id, activity.id, result, now())
    prove_step(session, actor, enrolment, activity, Kind.ACTIVITY_RESTORED)
    history.note_change(session, actor, enrolment, "restored", today(), f"« {activity.title} »")
    return result
