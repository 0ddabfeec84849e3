"""A correction after a certificate: the document stays as it is, and the team reads that it is to be made again."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.attendance.events import AttendanceCorrected
from app.core.access import Actor
from app.core.clock import now, today
from app.core.errors import NotFound
from app.core.journal import on
from app.core.periods import Period
from app.core.tasks import later, task
from app.core.tasks.registry import Payload, every
from app.documents import kinds, queries, values
from app.documents.kinds import Span
from app.enrolments import queries as enrolments
from app.enrolments.events import EnrolmentFinished, EnrolmentLeft, EnrolmentResumed, ExitCorrected
from app.identity.services import actor_for
from app.learning.events import ActivityCompleted

HOURS, EXIT = "hours", "exit"


Moved = AttendanceCorrected | ActivityCompleted | EnrolmentFinished | EnrolmentLeft | ExitCorrected | EnrolmentResumed


@on(AttendanceCorrected)
@on(ActivityCompleted)
@on(EnrolmentFinished)
@on(EnrolmentLeft)
@on(ExitCorrected)
@on(EnrolmentResumed)
def of_what_moved(session: Session, actor: Actor, event: Moved) -> None:
    look_again(session, actor, event.enrolment_id)


def look_again(session: Session, actor: Actor, enrolment_id: str) -> None:
    """After an act that may change hours or an exit; costs one look where there is no such document."""
    if queries.has_hours(session, enrolment_id):
        payload = {"enrolment_id": enrolment_id, "organisation_id": actor.organisation_id, "by": actor.account_id}
        later(session, "documents.check", payload, organisation_id=actor.organisation_id)


@task("documents.check")
def check(session: Session, payload: Payload) -> None:
    actor = actor_for(session, payload["organisation_id"], payload["by"])
    if actor is not None:
        try:
            check_path(session, actor, payload["organisation_id"], payload["enrolment_id"])
        except NotFound:
            return


@every("documents.look_again", minutes=12 * 60)
def look_at_what_moved(session: Session) -> None:
    """Presences that were noted late, exits that were corrected: whatever the ledger has written of these paths lately."""
    for row in queries.touched(session, now() - timedelta(days=1)):
        payload = {"enrolment_id": row.enrolment_id, "organisation_id": row.organisation_id, "by": row.made_by}
        later(session, "documents.check", payload, organisation_id=row.organisation_id)


def check_path(session: Session, actor: Actor, organisation_id: str, enrolment_id: str) -> None:
    """Mark the valid documents of a path that no longer say what is so; take the mark off where they do again."""
    enrolment = enrolments.enrolment_of(session, organisation_id, enrolment_id)
    for one in queries.with_hours(session, enrolment_id):
        kind = kinds.kinds().get(one.kind)
        if kind is None or one.period_start is None or one.period_end is None:
            continue
        _planned, followed = values.figures(session, actor, enrolment, Period(one.period_start, one.period_end))
        whole = kind.span is Span.PATH and not one.data.get("span")
        ends = enrolment.closed_on or today()
        moved = whole and (
            enrolment.starts_on != one.period_start or (enrolment.closed_on is not None and ends != one.period_end)
        )
        one.outdated = EXIT if moved else HOURS if followed.of(kind.counts) != one.minutes else ""
