"""The private address of a forum: made, shown again, changed, closed. The same way as the one of an agenda."""

from sqlalchemy.orm import Session

from app.core import private_addresses
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.settings import settings
from app.forum import policies
from app.forum.feeds import queries
from app.forum.feeds.models import ForumFeed

ADDRESS = "forum feed"


def address_of(session: Session, actor: Actor) -> str | None:
    """The actor's address as it stands; None when there is none, or when the secret of the house has changed since."""
    feed = queries.feed_of(session, actor)
    if feed is None:
        return None
    token = private_addresses.standing_token(ADDRESS, feed.nonce, feed.token_hash)
    if token is None:
        return None
    return f"{settings().base_url.rstrip('/')}/flux/forum/{token}"


def open_address(session: Session, actor: Actor) -> str:
    """The actor's address, made if there was none."""
    require(policies.may_visit(actor))
    return address_of(session, actor) or renew_address(session, actor)


def renew_address(session: Session, actor: Actor) -> str:
    """Another address; the old one is dead at once."""
    require(policies.may_visit(actor))
    one_at_a_time(session, f"forum feed {actor.account_id}")
    feed = queries.feed_to_change(session, actor)
    if feed is None:
        feed = ForumFeed(organisation_id=actor.organisation_id, account_id=actor.account_id)
        session.add(feed)
    feed.nonce = private_addresses.new_nonce()
    feed.token_hash = private_addresses.print_of(private_addresses.token_of(ADDRESS, feed.nonce))
    feed.created_at = now()
    session.flush()
    found = address_of(session, actor)
    assert found is not None
    return found


def close_address(session: Session, actor: Actor) -> None:
    """No address any more. Closing it again changes nothing."""
    feed = queries.feed_to_change(session, actor)
    if feed is not None:
        session.delete(feed)
