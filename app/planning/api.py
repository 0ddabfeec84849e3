"""Plans for machines."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.planning import queries, showing
from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked, moves
from app.planning.days import Means
from app.planning.paths import means_of
from app.planning.rules import Seat, Step
from app.planning.schemas import (
    AvailabilityOut,
    ChangeIn,
    ChangeOut,
    MoveOut,
    PauseOut,
    PlanOut,
    PreviewOut,
    SeatOut,
    StepOut,
    TimeIn,
)
from app.web.doors import ApiActor, Reading, Writing, api

router = api("planning")


@router.get("/enrolments/{enrolment_id}/plan")
def plan(session: Reading, actor: ApiActor, enrolment_id: str) -> PlanOut:
    """Somebody's dated plan, the time they have, and what has changed in it."""
    return _plan(session, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/plan/changes")
def change(session: Writing, actor: ApiActor, enrolment_id: str, asked: ChangeIn) -> PreviewOut:
    """Change a plan; with `dry_run`, say what the change would do and write nothing."""
    return _change(session, actor, enrolment_id, asked.asked(), asked.reason, asked.fingerprint, asked.dry_run)


@router.delete("/enrolments/{enrolment_id}/plan/changes/{change_id}")
def undo(session: Writing, actor: ApiActor, enrolment_id: str, change_id: str) -> PlanOut:
    """Take the latest change back, whole. Asking again changes nothing."""
    changing.undo_change(session, actor, enrolment_id, change_id)
    session.flush()
    return _plan(session, actor, enrolment_id)


@router.put("/enrolments/{enrolment_id}/availability")
def say_time(session: Writing, actor: ApiActor, enrolment_id: str, asked: TimeIn) -> PreviewOut:
    """The time somebody has; their plan follows."""
    given = asked.given()
    means = Means(given.weekly_minutes, given.weekdays_off, given.days_off)
    return _change(session, actor, enrolment_id, Asked(Act.PACE, means=means), asked.reason, None, False)


def _change(
    session: Session, actor: Actor, enrolment_id: str, asked: Asked, reason: str, print_: str | None, dry_run: bool
) -> PreviewOut:
    seen = changing.preview(session, actor, enrolment_id, asked)
    made = None if dry_run else changing.change_plan(session, actor, enrolment_id, asked, reason, print_)
    return PreviewOut(
        applied=made is not None,
        change_id=made.id if made else None,
        fingerprint=seen.print,
        told=showing.told(seen),
        activities=seen.activities,
        sessions=seen.sessions,
        ends_on_before=seen.path.row.ends_on,
        ends_on_after=seen.proposal.ends_on,
        moves=[
            MoveOut(activity_id=one.activity_id, before=_days(one.before), after=_days(one.after))
            for one in moves(seen.path, seen.proposal)
        ],
        freed=[_seat(seat) for seat in seen.proposal.freed],
        taken=[_seat(seat) for seat in seen.proposal.taken],
    )


def _days(step: Step | None) -> tuple[date, date] | None:
    return (step.starts_on, step.due_on) if step else None


def _seat(seat: Seat) -> SeatOut:
    return SeatOut(session_id=seat.id, activity_id=seat.activity_id, waiting=seat.waiting)


def _plan(session: Session, actor: Actor, enrolment_id: str) -> PlanOut:
    row = enrolments.enrolment_for(session, actor, enrolment_id)
    shown = showing.plan_of(session, row, outline_of(session, row.edition_id))
    means = means_of(queries.availability(session, enrolment_id))
    return PlanOut(
        enrolment_id=row.id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        availability=AvailabilityOut(
            weekly_minutes=means.weekly_minutes,
            weekdays_off=sorted(means.weekdays_off),
            days_off=list(means.days_off),
            until=means.until,
        ),
        pauses=[PauseOut(since=since, until=until) for since, until in shown.pauses],
        left_out=[sequence.id for sequence in shown.omitted],
        steps=[
            StepOut(
                activity_id=line.activity_id,
                title=line.title,
                starts_on=line.starts_on,
                due_on=line.due_on,
                minutes=line.minutes,
                done=line.done,
                session_id=line.seat.id if line.seat else None,
                seat=line.seat.state if line.seat else None,
                dated=not line.undated,
            )
            for line in shown.lines
        ],
        changes=[
            ChangeOut(
                id=row_.id,
                act=row_.act,
                reason=row_.reason,
                activities=row_.activities,
                sessions=row_.sessions,
                at=row_.at,
                by=row_.actor_name,
                undone_at=row_.undone_at,
                ends_on_before=row_.before["ends_on"],
                ends_on_after=row_.after["ends_on"],
            )
            for row_ in queries.changes(session, enrolment_id)
        ],
    )
