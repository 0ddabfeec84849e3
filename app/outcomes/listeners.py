"""What an exit starts, moves and stops."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.enrolments.events import EnrolmentFinished, EnrolmentLeft, EnrolmentResumed, ExitCorrected
from app.enrolments.exits import queries as exits
from app.notifications import queries as news_of
from app.notifications import services as news
from app.outcomes.events import ClosingHeld
from app.outcomes.services import planning


@on(EnrolmentFinished)
@on(EnrolmentLeft)
def plan_news(session: Session, actor: Actor, event: EnrolmentFinished | EnrolmentLeft) -> None:
    left = exits.exit_to_change(session, event.enrolment_id)
    if left is not None:
        planning.plan(session, left)


@on(ExitCorrected)
def move_news(session: Session, actor: Actor, event: ExitCorrected) -> None:
    left = exits.exit_to_change(session, event.enrolment_id)
    if left is not None:
        planning.move(session, left)


@on(EnrolmentResumed)
def drop_news(session: Session, actor: Actor, event: EnrolmentResumed) -> None:
    planning.drop(session, event.enrolment_id)


@on(ClosingHeld)
def hand_it_over(session: Session, actor: Actor, event: ClosingHeld) -> None:
    """The person is told that their closing interview can be read and printed."""
    learner = news_of.person_of_path(session, event.enrolment_id)
    if learner is not None:
        page = f"/bilans/{event.enrolment_id}"
        news.write_to(
            session, actor.organisation_id, learner, "closing_ready", f"closing_ready:{event.interview_id}",
            {"by": actor.name, "page": page}, link=page,
        )  # fmt: skip
