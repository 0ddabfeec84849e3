"""Whoever guesses waits, by any way in, and nobody else does.

    attempt = Attempt(Way.PIN, account=account_id, address=address_of(request), organisation=…, device=…)

    with database().writing() as session:      # a secret of few digits: the try is counted before it is looked at,
        guessing.take(session, attempt)        # so that a hundred sent at once are not a hundred tries
    …look at the secret, in another transaction…
    guessing.succeeded(session, attempt)       # or failed(session, attempt, taken=True), in a transaction that is kept

A secret of 256 bits is no use to guess: `ask` in the reading of the page, then `failed` alone, in a small writing of its own.

Four counts are kept for each way. A *device* where the person has signed in before has its own, and nothing else holds
it back: neither a botnet on their account nor a guesser behind the address of their school. From anywhere else, the
count of the *account* slows down, however many addresses the tries come from. An *address*, or an *organisation*, that
fails much only makes each account tighter; past its own limit an address waits too, a minute at most, except for the
people who are at home there (they have signed in from it within a month). Nothing is ever locked for long: whoever is
attacked is told, and gets in by a known device or another way.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor
from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import TooMany
from app.core.i18n import ngettext
from app.core.settings import settings
from app.core.tasks import every
from app.identity import guess_queries as queries
from app.identity.events import AccountAttacked
from app.identity.limits import LIMITS, Limits, Slow, Way

__all__ = ["LIMITS", "Attempt", "Limits", "Slow", "Way", "ask", "failed", "prints_of", "succeeded", "take"]

AT_HOME = timedelta(days=30)
KEPT = timedelta(days=35)
TOLD_EVERY = timedelta(days=1)


class Scope(StrEnum):
    ACCOUNT = "account"
    DEVICE = "device"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    HOME = "home"  # an account at an address: no failures there, only when it last succeeded


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who is tried, by which way, from where; what is not known stays empty.

    `account` is an id, or what was typed when it names nobody: both are counted alike. `device` is what tells a device
    where this person has signed in before (any device of the house, when the try names nobody).
    """

    way: Way
    account: str = ""
    address: str = ""
    organisation: str = ""
    device: str = ""


def ask(session: Session, attempt: Attempt) -> None:
    """Raise TooMany when this try must wait. Only looks."""
    wait = _wait(session, attempt)
    if wait > timedelta(0):
        raise _too_many(wait)


def take(session: Session, attempt: Attempt) -> None:
    """`ask`, and count the try as failed until it succeeds. In a transaction of its own, kept before the secret is read."""
    ask(session, attempt)
    if not _count(session, attempt):
        raise _too_many(LIMITS[attempt.way].account.first)  # others were counted between the look and the count


def failed(session: Session, attempt: Attempt, *, account_id: str = "", taken: bool = False) -> None:
    """Count a try in vain (unless `take` did), and have the person told when somebody goes on. Its transaction is kept.

    `account_id`: whom to tell, when the account tried is somebody's and it is not its id that was tried.
    """
    if not taken:
        _count(session, attempt)
    person = account_id or attempt.account
    if not person or not attempt.organisation:
        return
    key = _own(attempt)
    found = queries.counts(session, [key]).get(key)
    moment = now()
    if (
        found is not None
        and found.failures >= LIMITS[attempt.way].account.free
        and queries.told_once(session, key, moment, moment - TOLD_EVERY)
    ):
        nobody = Actor("", attempt.organisation, "", "", "", "", frozenset())
        journal.record(session, nobody, AccountAttacked(person, attempt.way))


def succeeded(session: Session, attempt: Attempt) -> None:
    """Forget what this account and this device failed; the person is at home at this address from now on.

    The counts of the address stay: one right card between two guesses must not set a guesser free.
    """
    keys = [_print(attempt.way, Scope.ACCOUNT, attempt.account)] if attempt.account else []
    if attempt.device:
        keys.append(_own(attempt))
    if keys:
        queries.clear(session, keys, now())
    if attempt.account and attempt.address:
        queries.be_at_home(session, _home(attempt), attempt.way, Scope.HOME, now())


def prints_of(account_id: str) -> list[str]:
    """Under which prints the tries on an account are kept."""
    return [_print(way, Scope.ACCOUNT, account_id) for way in Way]


@every("identity.forget_guesses", minutes=6 * 60)
def forget_old(session: Session) -> None:
    queries.forget(session, now() - KEPT)


def _wait(session: Session, attempt: Attempt) -> timedelta:
    moment, limits, own = now(), LIMITS[attempt.way], _own(attempt)
    if attempt.device:
        return _left(queries.counts(session, [own]).get(own), moment)
    address = _print(attempt.way, Scope.ADDRESS, _network(attempt.address))
    place = _print(attempt.way, Scope.ORGANISATION, attempt.organisation)
    known = queries.counts(session, [own, address, place, _home(attempt)])
    mine = known.get(own) if attempt.account else None
    wait = _left(mine, moment)
    home = known.get(_home(attempt)) if attempt.account else None
    if home is not None and moment - home.last_at < AT_HOME:
        return wait
    wait = max(wait, _left(known.get(address), moment))
    pressed = (
        _recent(known.get(address), moment, limits.address) >= limits.pressed_address
        or _recent(known.get(place), moment, limits.address) >= limits.pressed_organisation
    )
    if pressed and mine is not None:
        slow = Slow(limits.tight, limits.account.first, limits.account.longest, limits.account.forget)
        failures = _recent(mine, moment, slow)
        wait = max(wait, mine.last_at + slow.wait(failures) - moment)
    return wait


def _count(session: Session, attempt: Attempt) -> bool:
    """Whether it was counted: not when somebody else's count holds it back meanwhile. Always in the same order."""
    limits, moment = LIMITS[attempt.way], now()
    lines: list[tuple[Scope, str, Slow | None]] = []
    if attempt.device:
        lines.append((Scope.DEVICE, _own(attempt), limits.device))
    else:
        if attempt.account:
            lines.append((Scope.ACCOUNT, _own(attempt), limits.account))
        if attempt.address:
            lines.append((Scope.ADDRESS, _print(attempt.way, Scope.ADDRESS, _network(attempt.address)), limits.address))
        if attempt.organisation:
            lines.append((Scope.ORGANISATION, _print(attempt.way, Scope.ORGANISATION, attempt.organisation), None))
    for place, (scope, key, slow) in enumerate(lines):
        forget = (slow or limits.address).forget
        failures = queries.count_one(session, key, attempt.way, scope, moment, moment - forget)
        if failures is None and place == 0:
            return False
        if failures is not None and slow is not None and (wait := slow.wait(failures)):
            queries.hold_back(session, key, moment + wait)
    return True


def _left(row: AnyRow | None, moment: datetime) -> timedelta:
    return row.free_at - moment if row is not None else timedelta(0)


def _recent(row: AnyRow | None, moment: datetime, slow: Slow) -> int:
    return 0 if row is None or moment - row.last_at > slow.forget else int(row.failures)


def _own(attempt: Attempt) -> str:
    """The count that judges first: that of the device for this account when it is known, of the account otherwise."""
    if attempt.device:
        return _print(attempt.way, Scope.DEVICE, f"{attempt.device} {attempt.account}")
    return _print(attempt.way, Scope.ACCOUNT, attempt.account)


def _home(attempt: Attempt) -> str:
    return _print(attempt.way, Scope.HOME, f"{attempt.account} {_network(attempt.address)}")


def _network(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the 64 bits of an IPv6 network."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def _print(way: Way, scope: Scope, value: str) -> str:
    said = f"guess {way} {scope} {value.strip().lower()}"
    return hmac.digest(settings().secret_key.encode(), said.encode(), hashlib.sha256).hex()


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, -int(-wait.total_seconds() // 1))
    if seconds < 60:
        words = ngettext(
            "Trop d'essais. Attendez %(num)s seconde, ou demandez de l'aide à votre organisme.",
            "Trop d'essais. Attendez %(num)s secondes, ou demandez de l'aide à votre organisme.",
            seconds,
        ) % {"num": seconds}
    else:
        minutes = -(-seconds // 60)
        words = ngettext(
            "Trop d'essais. Attendez %(num)s minute, ou demandez de l'aide à votre organisme.",
            "Trop d'essais. Attendez %(num)s minutes, ou demandez de l'aide à votre organisme.",
            minutes,
        ) % {"num": minutes}
    return TooMany(words, retry_after=seconds)
