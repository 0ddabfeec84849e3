"""What is told of badges: one received, one taken back and why."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.credentials import queries as credentials
from app.credentials.events import BadgeIssued, BadgeRevoked
from app.notifications import queries, services
from app.notifications.listeners import tell_later


@on(BadgeIssued)
def of_a_badge(session: Session, actor: Actor, event: BadgeIssued) -> None:
    tell_later(session, actor, "badge_issued", event.badge_id, {"badge_id": event.badge_id})


@on(BadgeRevoked)
def of_a_badge_taken_back(session: Session, actor: Actor, event: BadgeRevoked) -> None:
    tell_later(session, actor, "badge_revoked", event.badge_id, {"badge_id": event.badge_id})


@task("notifications.badge_issued")
def tell_of_a_badge(session: Session, payload: Payload) -> None:
    _tell(session, payload, "badge_issued")


@task("notifications.badge_revoked")
def tell_of_a_badge_taken_back(session: Session, payload: Payload) -> None:
    _tell(session, payload, "badge_revoked")


def _tell(session: Session, payload: Payload, event: str) -> None:
    badge = credentials.badge(session, payload["badge_id"])
    person = queries.person_of_path(session, badge.enrolment_id) if badge else None
    if badge is None or person is None or (event == "badge_issued" and badge.revoked_at is not None):
        return  # taken back before it was told: the other message says it all
    services.write_to(
        session, badge.organisation_id, person, event, f"{event}:{badge.id}",
        {"name": badge.document["name"], "why": badge.revoked_why}, link="/mon-livret",
    )  # fmt: skip
