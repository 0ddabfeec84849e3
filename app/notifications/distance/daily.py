"""Each open day, the house reminds people of what waits for too long."""

from sqlalchemy.orm import Session

from app.core import tasks
from app.core.clock import today
from app.core.tasks import Next, every, task
from app.core.tasks.registry import Payload
from app.notifications.distance import queries, services

AT_ONCE = 200  # people looked at in one transaction


@every("notifications.late_modules", minutes=60)
def look_for_late_modules(session: Session) -> None:
    """Once a day for each organisation, when it works."""
    for organisation_id in queries.organisations_on_their_way(session):
        if services.is_working_time(session, organisation_id):
            tasks.later(
                session, "notifications.remind_modules", {"after": "", "organisation_id": organisation_id},
                organisation_id=organisation_id, key=f"late_modules:{organisation_id}:{today().isoformat()}",
            )  # fmt: skip


@task("notifications.remind_modules")
def remind_of_modules(session: Session, payload: Payload) -> Next | None:
    organisation_id = payload["organisation_id"]
    people = queries.on_their_way(session, organisation_id, payload["after"], AT_ONCE)
    services.remind_of_late_modules(session, organisation_id, people)
    if len(people) < AT_ONCE:
        return None
    seen = payload.get("seen", 0) + len(people)
    return Next({**payload, "after": people[-1].id, "seen": seen}, seen, seen + AT_ONCE)
