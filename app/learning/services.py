"""What learners do, and what upper rooms tell about it."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.courses.outline import Activity, Outline, outline
from app.courses.rules import when_done
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.queries import EnrolmentRow
from app.learning import policies, queries, rules
from app.learning.events import ActivityCompleted
from app.learning.openings import must_be_open
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def activity_for(
    session: Session, actor: Actor, activity_id: str, enrolment_id: str | None = None
) -> tuple[EnrolmentRow, Outline, Activity]:
    """The activity as the actor meets it: in the given enrolment, or in the actor's own. NotFound otherwise."""
    if enrolment_id:
        enrolment: EnrolmentRow | None = enrolments.enrolment_for(session, actor, enrolment_id)
    else:
        enrolment = enrolments.own_enrolment_with(session, actor, activity_id)
    if enrolment is None:
        raise NotFound()
    course = outline(session, enrolment.edition_id)
    activity = course.activities.get(activity_id)
    if activity is None:
        raise NotFound()
    return enrolment, course, activity


def working_enrolment(
    session: Session, actor: Actor, enrolment: EnrolmentRow, course: Outline, activity: Activity
) -> EnrolmentRow:
    """The enrolment, started if its day has come, for an act on an activity of it.

    Every act of a learner begins here: Forbidden when the actor may not work in the path, Conflict when the activity is
    not open to them.
    """
    status = (
        enrolling.start_if_due(session, actor, enrolment.id) if enrolment.status == "admitted" else enrolment.status
    )
    require(policies.may_work_on(actor, enrolment.learner_id, status))
    must_be_open(session, enrolment, course, activity)
    return enrolment


def complete_activity(session: Session, actor: Actor, enrolment_id: str | None, activity_id: str) -> rules.State:
    """The learner says it is done, or opened the file. Saying it again changes nothing."""
    enrolment, course, activity = activity_for(session, actor, activity_id, enrolment_id)
    working_enrolment(session, actor, enrolment, course, activity)
    if activity.completion.get("rule") not in rules.SELF_DECLARED:
        known = queries.state_of(session, enrolment.id, activity.id)
        if known is not None and known.state == rules.DONE:
            return known
        raise Conflict(
            _("Cette activité ne se coche pas à la main. %(rule)s") % {"rule": when_done(activity.completion)}
        )
    return record_result(session, actor, enrolment, activity, state=rules.DONE)


def record_result(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity,
    *,
    state: str,
    facts: dict[str, Any] | None = None,
    proof_kind: str | None = None,
    proof_id: str | None = None,
) -> rules.State:
    """Where the activity stands now. The first time it is done, its minutes enter the ledger; done stays done.

    What had been passed over and is done all the same is back in the path.
    """
    kept = queries.state_to_change(session, enrolment.id, activity.id)
    if kept is not None and kept.state == rules.DONE and activity.kind != "session":
        return kept
    moment = now()
    first_time = state == rules.DONE and (kept is None or kept.state != rules.DONE)
    done_at = ((kept.done_at if kept else None) or moment) if state == rules.DONE else None
    result = rules.State(state, facts or {}, done_at)
    if kept is None:
        queries.keep_new_state(session, enrolment.organisation_id, enrolment.id, activity.id, result, moment)
    else:
        queries.change_state(session, enrolment.id, activity.id, result, moment)
        if kept.state == rules.SKIPPED:
            prove_step(session, actor, enrolment, activity, Kind.ACTIVITY_RESTORED)
    if first_time:
        if activity.kind != "session":  # a session's hours, and its proof, are its attendance
            ledger.append(
                session, actor, Kind.ACTIVITY_COMPLETED,
                person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity.id,
                block_id=activity.block_id, funder_id=enrolment.funder_id, minutes=activity.minutes,
                place=activity.place, timing=activity.timing, people=activity.people, guidance=activity.guidance,
                proof_kind=proof_kind, proof_id=proof_id,
            )  # fmt: skip
        record(session, actor, ActivityCompleted(enrolment.id, activity.id))
    return result


def prove_step(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity,
    kind: Kind,
    facts: dict[str, Any] | None = None,
) -> None:
    """An entry about an activity that brings no hours."""
    ledger.append(
        session, actor, kind,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity.id, block_id=activity.block_id,
        funder_id=enrolment.funder_id, place=activity.place, timing=activity.timing, people=activity.people,
        guidance=activity.guidance, facts=facts,
    )  # fmt: skip
