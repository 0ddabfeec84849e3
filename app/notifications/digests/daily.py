"""Writing the digests: each at the hour of its reader, each piece of news in one of them."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.tasks import every, later, task
from app.core.tasks.registry import Payload
from app.notifications import services
from app.notifications.choices.queries import digest_hour, digest_weekday
from app.notifications.digests import queries
from app.notifications.digests.rules import leaves_at
from app.notifications.kinds import DIGEST, Pace


@every("notifications.digests", minutes=5)
def look_for_digests(session: Session) -> None:
    """Leave the work of writing to each person whose news have waited until their hour."""
    moment = now()
    for row in queries.waiting(session):
        due = leaves_at(row.first, Pace(row.gathered), digest_hour(row), digest_weekday(row))
        if due <= moment:
            asked = {"account_id": row.account_id, "pace": row.gathered, "due": due.isoformat()}
            later(
                session, "notifications.digest", {**asked, "organisation_id": row.organisation_id},
                organisation_id=row.organisation_id,
                key=f"digest:{row.account_id}:{row.organisation_id}:{row.gathered}:{due.isoformat()}",
            )  # fmt: skip


@task("notifications.digest")
def write_digest(session: Session, payload: Payload) -> None:
    """One message with what is still unread; none when all was read meanwhile."""
    organisation_id, account_id, pace = payload["organisation_id"], payload["account_id"], payload["pace"]
    items = queries.take(session, organisation_id, account_id, pace)
    person = queries.reader(session, account_id)
    if not items or person is None:
        return
    services.write_to(
        session, organisation_id, person, DIGEST, f"digest:{account_id}:{items[-1].id}",
        {"items": items, "weekly": pace == Pace.WEEK}, link="/avis",
    )  # fmt: skip
