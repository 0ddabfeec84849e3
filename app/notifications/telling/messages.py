"""What is told of messages: all that somebody has not read of a conversation, a few minutes after, and never in the night.

The page has each message at once. Whoever reads it there is told nothing more.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import elsewhere, now
from app.core.journal import on
from app.core.tasks import later, task
from app.core.tasks.registry import Payload
from app.identity.models import Account
from app.messaging import delivery
from app.messaging import queries as messaging
from app.messaging import services as talking
from app.messaging.events import MessageSent
from app.notifications import queries, services
from app.notifications.rules import is_usable
from app.notifications.telling.team_queries import team

PATIENCE = timedelta(minutes=3)  # several lines in a row are one piece of news
SAID_AT_MOST = 20  # messages in one e-mail; the page has the rest


@on(MessageSent)
def of_a_message(session: Session, actor: Actor, event: MessageSent) -> None:
    """One piece of work for each person and each stretch of what they have not been told: the key says since when."""
    if elsewhere():
        talking.told(session, event.conversation_id)
        return
    for row in messaging.to_tell(session, event.conversation_id, actor.account_id):
        due = services.quiet_until(session, actor.organisation_id, row.account_id, now() + PATIENCE)
        later(
            session, "notifications.message_received",
            {"conversation_id": event.conversation_id, "account_id": row.account_id},
            organisation_id=actor.organisation_id, due_at=due,
            key=f"message:{event.conversation_id}:{row.account_id}:{row.told_number}",
        )  # fmt: skip
    since = messaging.waits_for_anybody(session, event.conversation_id)
    if since is not None:
        due = services.quiet_until(session, actor.organisation_id, None, now() + PATIENCE)
        payload = {"conversation_id": event.conversation_id, "since": since}
        key = f"message_unclaimed:{event.conversation_id}:{since}"
        later(
            session,
            "notifications.message_unclaimed",
            payload,
            organisation_id=actor.organisation_id,
            due_at=due,
            key=key,
        )


@task("notifications.message_unclaimed")
def tell_the_team(session: Session, payload: Payload) -> None:
    """Nobody follows the person: every adviser is told, once until somebody has looked; without advisers, who administers."""
    conversation_id, since = payload["conversation_id"], payload["since"]
    if messaging.waits_for_anybody(session, conversation_id) != since:
        return
    kept = messaging.conversation_to_write(session, conversation_id)
    rows = messaging.messages(session, conversation_id, after=since - 1, limit=SAID_AT_MOST)[::-1]
    for person in team(session, kept.organisation_id):
        services.write_to(
            session, kept.organisation_id, person, "message_unclaimed",
            f"message_unclaimed:{conversation_id}:{since}:{person.account_id}",
            {"messages": rows, "author": rows[-1].author_name, "page": f"/messages/{conversation_id}"},
            link=f"/messages/{conversation_id}", answers=f"conversation:{conversation_id}",
        )  # fmt: skip


@task("notifications.message_received")
def tell_of_messages(session: Session, payload: Payload) -> None:
    """All the words, in one e-mail. The conversation is held meanwhile: what comes next will be told next."""
    conversation_id, account_id = payload["conversation_id"], payload["account_id"]
    kept = messaging.conversation_to_write(session, conversation_id)
    place = messaging.place_of(session, conversation_id, account_id)
    if place is None:
        return
    since = max(place.read_number, place.told_number)
    talking.told(session, conversation_id, account_id)
    found = messaging.messages(session, conversation_id, after=since, limit=SAID_AT_MOST)[::-1]
    unread = [row for row in found if row.author_id != account_id]
    person = (
        queries.person_of_path(session, kept.enrolment_id)
        if account_id == kept.learner_id
        else queries.person_of_account(session, account_id)
    )
    if not unread or person is None:
        return
    services.write_to(
        session, kept.organisation_id, person, "message_received",
        f"message:{conversation_id}:{account_id}:{kept.last_number}",
        {
            "messages": unread, "conversation": kept, "files": messaging.files_of(session, [row.id for row in unread]),
            "page": f"/messages/{conversation_id}", "author": unread[-1].author_name,
        },
        link=f"/messages/{conversation_id}", answers=f"conversation:{conversation_id}",
    )  # fmt: skip


@delivery.plug_delivery
def not_reached(session: Session, account_ids: list[str]) -> list[delivery.Unreached]:
    """Whom e-mail does not reach, and why."""
    refused = {row.account_id: row for row in queries.last_refused(session, account_ids)}
    found = []
    for account in queries.accounts(session, account_ids):
        if account.id in refused:
            row = refused[account.id]
            if row.address == account.email:  # another one has been given since
                found.append(_unreached(account, row.created_at))
        elif not is_usable(account.email):
            found.append(_unreached(account, None))
    return found


def _unreached(account: Account, refused_at: datetime | None) -> delivery.Unreached:
    return delivery.Unreached(account.id, account.name, account.email, account.phone, refused_at)
