"""The private address of an agenda: made, shown again, changed, closed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.calendars import queries
from app.calendars.models import CalendarFeed
from app.core import private_addresses
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.errors import NotFound
from app.core.settings import settings
from app.scheduling.policies import may_see_agenda

ADDRESS = "calendar feed"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody's agenda is read without signing in, and what it holds."""

    url: str
    with_activities: bool

    @property
    def webcal(self) -> str:
        """The same for a phone: opening it offers to subscribe."""
        return "webcal://" + self.url.partition("://")[2]


def address_of(session: Session, actor: Actor) -> Address | None:
    """The actor's address as it stands; None when there is none, or when the secret of the house has changed since."""
    feed = queries.feed_of(session, actor)
    if feed is None:
        return None
    token = private_addresses.standing_token(ADDRESS, feed.nonce, feed.token_hash)
    if token is None:
        return None
    return Address(f"{settings().base_url.rstrip('/')}/agenda/flux/{token}.ics", feed.with_activities)


def open_address(session: Session, actor: Actor) -> Address:
    """The actor's address, made if there was none."""
    require(may_see_agenda(actor))
    found = address_of(session, actor)
    if found is not None:
        return found
    return renew_address(session, actor)


def renew_address(session: Session, actor: Actor) -> Address:
    """Another address; the old one is dead at once. What it holds stays as it was chosen."""
    require(may_see_agenda(actor))
    one_at_a_time(session, f"calendar feed {actor.account_id}")
    feed = queries.feed_to_change(session, actor)
    if feed is None:
        feed = CalendarFeed(organisation_id=actor.organisation_id, account_id=actor.account_id)
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


def choose_content(session: Session, actor: Actor, *, with_activities: bool) -> None:
    """Sessions only, or the days of the activities too."""
    feed = queries.feed_to_change(session, actor)
    if feed is None:
        raise NotFound()
    feed.with_activities = with_activities
