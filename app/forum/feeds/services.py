"""The private address of a forum: made, shown again, changed, closed. The same way as the one of an agenda."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.settings import settings
from app.forum import policies
from app.forum.feeds import queries
from app.forum.feeds.models import ForumFeed


def address_of(session: Session, actor: Actor) -> str | None:
    """The actor's address as it stands; None when there is none, or when the secret of the house has changed since."""
    feed = queries.feed_of(session, actor)
    if feed is None:
        return None
    token = token_of(feed.nonce)
    if not hmac.compare_digest(print_of(token), feed.token_hash):
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
    feed.nonce = secrets.token_urlsafe(32)
    feed.token_hash = print_of(token_of(feed.nonce))
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


def token_of(nonce: str) -> str:
    """What stands in the address: 256 bits that neither the database nor the secret of the house gives alone."""
    made = hmac.new(settings().secret_key.encode(), b"forum feed:" + nonce.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def print_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
