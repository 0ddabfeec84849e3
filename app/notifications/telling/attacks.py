"""Somebody tries to get into an account that is not theirs: its owner is told, once a day, and what to do."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import _, speaking
from app.core.journal import on
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.identity.events import AccountAttacked
from app.identity.limits import Way
from app.identity.words import WAYS_TRIED
from app.notifications import queries, services
from app.notifications.listeners import tell_later


@on(AccountAttacked)
def of_an_attack(session: Session, actor: Actor, event: AccountAttacked) -> None:
    key = f"{event.account_id}:{event.way}:{now().isoformat()}"
    payload = {
        "account_id": event.account_id, "way": event.way, "at": now().isoformat(),
        "organisation_id": actor.organisation_id, "told": f"account_attacked:{key}",
    }  # fmt: skip
    tell_later(session, actor, "account_attacked", key, payload)


@task("notifications.account_attacked")
def tell_of_an_attack(session: Session, payload: Payload) -> None:
    person = queries.person_of_account(session, payload["account_id"])
    if person is None:
        return
    with speaking(person.locale):
        way = _(WAYS_TRIED[Way(payload["way"])])
    services.write_to(
        session, payload["organisation_id"], person, "account_attacked", payload["told"],
        {"way": way, "page": "/compte"}, link="/compte",
    )  # fmt: skip
