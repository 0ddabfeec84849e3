"""Each open day, news is asked of those whose day has come."""

from sqlalchemy.orm import Session

from app.core import tasks
from app.core.clock import today
from app.core.tasks import Next, every, task
from app.core.tasks.registry import Payload
from app.notifications.distance.services import is_working_time
from app.outcomes import queries
from app.outcomes.services import asking, planning

AT_ONCE = 100  # people asked in one transaction


@every("outcomes.look", minutes=60)
def look_for_news_to_take(session: Session) -> None:
    """Once a day for each organisation, when it works."""
    for organisation_id in queries.organisations_with_news(session, today()):
        if is_working_time(session, organisation_id):
            tasks.later(
                session, "outcomes.ask", {"organisation_id": organisation_id, "after": "", "seen": 0},
                organisation_id=organisation_id, key=f"outcomes:{organisation_id}:{today().isoformat()}",
            )  # fmt: skip


@task("outcomes.ask")
def ask(session: Session, payload: Payload) -> Next | None:
    organisation_id = payload["organisation_id"]
    if not payload["after"]:
        for left in queries.exits_without_news(session, organisation_id, today()):
            planning.plan(session, left, not_before_today=True)
    count, last = asking.ask_due(session, organisation_id, payload["after"], AT_ONCE)
    if count < AT_ONCE:
        return None
    seen = payload["seen"] + count
    return Next({**payload, "after": last, "seen": seen}, seen, seen + AT_ONCE)
