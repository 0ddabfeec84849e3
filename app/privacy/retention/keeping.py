"""« Je garde mon compte »: the link of a warning, what it does, and remembering on which day somebody last did something.

The link is signed and bound to the last warning: another warning, or an act, ends it.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.clock import today
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.settings import settings
from app.identity import queries as identity
from app.privacy.retention import queries
from app.privacy.retention.models import AccountActivity
from app.privacy.retention.queries import Member

_PURPOSE = b"keep account\n"
_MAC = 32
ENTERS_FOR = timedelta(hours=1)  # a link lies in a mailbox for weeks: what it opens is short
ALONE = frozenset({Role.LEARNER})  # whoever has these roles only is let in by the link: it opens nothing about others


@dataclass(frozen=True, slots=True)
class Kept:
    """`enters`: the link lets them in; others sign in as they usually do."""

    account_id: str
    name: str
    enters: bool


def token_of(activity: AccountActivity) -> str:
    """The link of a warning that was just counted."""
    said = UUID(activity.account_id).bytes + bytes([min(activity.warnings, 255)])
    return urlsafe_b64encode(_mac(said, activity.warned_on) + said).decode().rstrip("=")


def path_of(token: str) -> str:
    return f"/compte/garder/{token}"


def asked(session: Session, token: str, *, to_change: bool = False) -> AccountActivity:
    """The account that a link may still keep. The same words for a link that is wrong, old, or was used."""
    over = NotFound(
        _("Ce lien a déjà servi, ou il n'est plus bon. Connectez-vous : cela suffit à garder votre compte.")
    )
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, said = raw[:_MAC], raw[_MAC:]
        account_id, number = str(UUID(bytes=said[:16])), said[16]
    except (ValueError, IndexError):
        raise over from None
    found = queries.activity_to_change if to_change else queries.activity
    activity = found(session, account_id)
    warned_on = activity.warned_on if activity else None
    known = hmac.compare_digest(mac, _mac(said, warned_on))
    if not known or activity is None or warned_on is None or activity.warnings != number or len(said) != 17:
        raise over
    return activity


def keep(session: Session, token: str) -> Kept:
    """An act like any other: two more years. The link is over."""
    activity = asked(session, token, to_change=True)
    account_id = activity.account_id
    activity.kept_on = activity.acted_on = today()
    activity.warned_on, activity.warnings = None, 0
    session.flush()
    roles = {Role(row.role) for row in identity.roles_everywhere(session, account_id)}
    return Kept(account_id, identity.names(session, {account_id})[account_id], bool(roles) and roles <= ALONE)


def remember(session: Session, person: Member) -> None:
    """Note the day of the last act, before the sign-ins that tell of it go; an act since a warning ends the warnings."""
    known = queries.activity_to_change(session, person.account_id)
    if known is None:
        session.add(AccountActivity(account_id=person.account_id, acted_on=person.acted_on, warnings=0))
    elif known.acted_on < person.acted_on:
        known.acted_on = person.acted_on
    if known is not None and known.warned_on is not None and known.acted_on >= known.warned_on:
        known.warned_on, known.warnings = None, 0
    session.flush()


def _mac(said: bytes, warned_on: date | None) -> bytes:
    day = warned_on.isoformat().encode() if warned_on else b"-"
    return hmac.new(settings().secret_key.encode(), _PURPOSE + day + said, hashlib.sha256).digest()[:_MAC]
