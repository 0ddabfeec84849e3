"""Progress and completion for machines."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.outline import Activity
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.learning import branching, levels, queries, rules, services
from app.learning.openings import openings
from app.learning.remarks import queries as remarks
from app.learning.remarks import services as remarking
from app.learning.schemas import (
    ActivityOut,
    BlockOut,
    BranchIn,
    BranchOut,
    BranchTaken,
    ClosedOut,
    CompletionIn,
    LevelsOut,
    MinutesOut,
    NextOut,
    PassedOut,
    ProgressOut,
    RemarkIn,
    RemarkOut,
    ReplyOut,
    StateOut,
    WaitingOut,
    WhereIn,
)
from app.web.doors import ApiActor, Reading, Writing, api

router = api("learning")


def _next(activity: Activity | None) -> NextOut | None:
    return NextOut(activity_id=activity.id, title=activity.title) if activity else None


@router.get("/enrolments/{enrolment_id}/progress")
def progress(session: Reading, actor: ApiActor, enrolment_id: str) -> ProgressOut:
    """Minutes come from the ledger; percent is done over planned, rounded down.

    What the person has passed over and what is kept for other groups are in neither.
    """
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    outline = outline_of(session, enrolment.edition_id)
    states = queries.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    now_at = rules.progress(outline, states, queries.minutes_done(session, enrolment.id), opened)
    stages = levels.of_blocks(session, enrolment.id, outline)
    return ProgressOut(
        percent=now_at.percent,
        minutes=MinutesOut(planned=now_at.planned, done=now_at.done, on_site=now_at.on_site, remote=now_at.remote),
        blocks=[
            BlockOut(
                id=block.id,
                code=block.code,
                title=block.title,
                percent=block.percent,
                minutes=MinutesOut(planned=block.planned, done=block.done, on_site=block.on_site, remote=block.remote),
                level=LevelsOut.model_validate(dict(stages.get(block.id, {}))),
            )
            for block in now_at.blocks
        ],
        next=_next(now_at.next),
        not_yet_counted=[
            WaitingOut(
                activity_id=activity.id,
                title=activity.title,
                state=states[activity.id].state,
                reason=reason,
                **_opening(opened.why(activity.id)),
            )
            for activity, reason in rules.reasons(outline, states, opened)
        ],
        closed=[
            ClosedOut(activity_id=activity.id, title=activity.title, **_opening(why))
            for activity, why in rules.ahead(outline, opened)
        ],
        passed_over=[
            PassedOut(activity_id=activity.id, title=activity.title, reason=why)
            for activity, why in rules.passed(outline, states)
        ],
    )


def _opening(why: tuple[rules.Reason, ...]) -> dict[str, Any]:
    return {"open": not why, "reasons": [reason.text for reason in why]}


def state_out(session: Session, actor: Actor, enrolment_id: str, activity_id: str) -> StateOut:
    """Where an activity and its path stand now."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    outline = outline_of(session, enrolment.edition_id)
    activity = outline.activities.get(activity_id)
    if activity is None:
        raise NotFound()
    session.flush()
    states = queries.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    now_at = rules.progress(outline, states, queries.minutes_done(session, enrolment.id), opened)
    state = queries.state_of(session, enrolment.id, activity_id)
    done_at: datetime | None = state.done_at if state else None
    return StateOut(
        activity_id=activity_id,
        state=state.state if state else "new",
        done_at=done_at.isoformat() if done_at else None,
        reason=rules.why_not_counted(activity, state),
        percent=now_at.percent,
        next=_next(now_at.next),
    )


@router.put("/enrolments/{enrolment_id}/activities/{activity_id}/completion")
def complete(
    session: Writing, actor: ApiActor, enrolment_id: str, activity_id: str, completion: CompletionIn
) -> StateOut:
    """Say that a lesson is read or a file opened. Repeating it changes nothing."""
    if not completion.done:
        raise Invalid(
            _("Ce qui est fait reste fait. Rien n'a été changé."),
            [FieldError("done", _("Seule la valeur true est acceptée."))],
        )
    services.complete_activity(session, actor, enrolment_id, activity_id)
    return state_out(session, actor, enrolment_id, activity_id)


@router.put("/enrolments/{enrolment_id}/activities/{activity_id}/remark")
def remark(session: Writing, actor: ApiActor, enrolment_id: str, activity_id: str, given: RemarkIn) -> RemarkOut:
    """Say how an activity went: how long it felt, the minutes, a word. Sent again, it replaces; empty, it takes back."""
    minutes = "" if given.minutes is None else str(given.minutes)
    remarking.leave_remark(
        session, actor, enrolment_id, activity_id, given.felt or "", minutes, given.body, given.helped or ""
    )
    session.flush()
    row = remarks.remark_of(session, enrolment_id, activity_id)
    if row is None:
        return RemarkOut(activity_id=activity_id)
    return RemarkOut(
        activity_id=activity_id,
        felt=row.felt or None,
        minutes=row.minutes,
        helped=row.helped or None,
        body=row.body,
        written_at=row.written_at,
        seen=row.seen_at is not None,
        reply=ReplyOut(text=row.reply, author=row.replier, at=row.replied_at) if row.reply else None,
    )


@router.get("/activities/{activity_id}")
def activity(session: Reading, actor: ApiActor, activity_id: str, enrolment_id: str | None = None) -> ActivityOut:
    """An activity as a learner meets it: their own, or through an enrolment that the caller may see.

    While it is closed to the person, its text and content are left out.
    """
    enrolment, outline, found = services.activity_for(session, actor, activity_id, enrolment_id)
    content = courses.activity_content(session, outline.edition_id, found.id)
    if content is None:
        raise NotFound()
    states = queries.states(session, enrolment.id) if found.conditions or found.branches else {}
    why = openings(session, enrolment, outline, states, (found,)).why(found.id)
    state = queries.state_of(session, enrolment.id, found.id)
    private = ("questions", "gift", "path", "draws", "written")  # the answers of a quiz are nobody's reading
    return ActivityOut(
        id=found.id,
        kind=found.kind,
        title=found.title,
        minutes=found.minutes,
        place=found.place,
        timing=found.timing,
        people=found.people,
        guidance=found.guidance,
        why=found.why,
        completion=found.completion,
        html="" if why else content.html,
        source="" if why else content.source,
        content={} if why else {key: value for key, value in content.content.items() if key not in private},
        state=state.state if state else "new",
        reason=rules.why_not_counted(found, state),
        branches=[
            BranchOut(words=one.words, go_to=one.target.id, title=one.target.title, **_opening(one.why_not))
            for one in branching.offers(session, enrolment, outline, found, states)
        ],
        **_opening(why),
    )


@router.post("/activities/{activity_id}/branch")
def branch(session: Writing, actor: ApiActor, activity_id: str, asked: BranchIn) -> BranchTaken:
    """Pass over, from this activity on, what the caller already has. Choosing again changes nothing."""
    passed = branching.take_branch(session, actor, asked.enrolment_id, activity_id, asked.go_to, asked.why)
    enrolment, _outline, _activity = services.activity_for(session, actor, activity_id, asked.enrolment_id)
    return BranchTaken(
        target=NextOut(activity_id=passed.target.id, title=passed.target.title),
        passed_over=[one.id for one in passed.skipped],
        percent=state_out(session, actor, enrolment.id, activity_id).percent,
    )


@router.post("/activities/{activity_id}/restoration")
def restore(session: Writing, actor: ApiActor, activity_id: str, asked: WhereIn) -> StateOut:
    """Take up again something that was passed over."""
    branching.restore(session, actor, asked.enrolment_id, activity_id)
    enrolment, _outline, _activity = services.activity_for(session, actor, activity_id, asked.enrolment_id)
    return state_out(session, actor, enrolment.id, activity_id)
