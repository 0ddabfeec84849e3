"""What people are told of the ways into their account."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.journal import on
from app.entry import events, queries
from app.notifications.queries import person_of_account
from app.notifications.services import write_to


@on(events.CardBlocked)
def tell_of_a_blocked_card(session: Session, actor: Actor, event: events.CardBlocked) -> None:
    """The person, and whoever accompanies them: the way out is to see one another."""
    person = person_of_account(session, event.account_id)
    if person is None:
        return
    key = f"{event.card_id}:{now().isoformat()}"
    write_to(session, event.organisation_id, person, "sign_in_card_blocked", f"card_blocked:{key}", {}, link="/aide")
    for path in queries.accompanied(session, event.organisation_id, event.account_id):
        adviser = person_of_account(session, path.adviser_id)
        if adviser is not None:
            page = f"/suivi/{path.id}/acces"
            write_to(
                session, event.organisation_id, adviser, "sign_in_card_to_see", f"card_to_see:{key}:{path.adviser_id}",
                {"name": person.name, "page": page}, link=page,
            )  # fmt: skip


@on(events.HelpedIn)
def tell_who_was_helped(session: Session, actor: Actor, event: events.HelpedIn) -> None:
    """Nobody's account is opened by somebody else without their knowing."""
    person = person_of_account(session, event.account_id)
    if person is not None and event.helper_id != event.account_id:
        write_to(
            session, actor.organisation_id, person, "sign_in_helped", f"helped:{event.pairing_id}",
            {"name": actor.name, "at": now()}, link="/compte",
        )  # fmt: skip
