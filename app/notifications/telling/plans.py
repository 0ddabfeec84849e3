"""What is told when a plan changes: what moved, why, and the next dates as they are when the message is written."""

from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.notifications import queries, services
from app.scheduling import queries as scheduling

DATES_SAID = 5


@task("notifications.plan_changed")
def tell_of_a_change(session: Session, payload: Payload) -> None:
    _tell(session, payload, "plan_changed")


@task("notifications.plan_undone")
def tell_of_an_undoing(session: Session, payload: Payload) -> None:
    _tell(session, payload, "plan_undone")


def _tell(session: Session, payload: Payload, event: str) -> None:
    change = queries.plan_change(session, payload["change_id"])
    person = queries.person_of_path(session, payload["enrolment_id"])
    if change is None or person is None or payload["by"] == person.account_id:
        return
    if event == "plan_changed" and change.undone_at is not None:
        return  # undone before it was told: nothing has changed for the person
    enrolment = enrolments.enrolment_of(session, change.organisation_id, payload["enrolment_id"])
    titles = {one.id: one.title for one in outline(session, enrolment.edition_id).sequences}
    dates = [
        (titles[row.sequence_id], row.starts_on, row.due_on)
        for row in enrolments.plan(session, enrolment.id)
        if row.due_on >= today() and row.sequence_id in titles
    ]
    meetings = scheduling.sessions_of_enrolment(session, enrolment.id, since=now())
    services.write_to(
        session, change.organisation_id, person, event, f"{event}:{change.id}",
        {
            "change": change, "enrolment": enrolment, "dates": dates[:DATES_SAID],
            "meetings": [row for row in meetings if row.state == "booked"][:DATES_SAID],
        },
    )  # fmt: skip
