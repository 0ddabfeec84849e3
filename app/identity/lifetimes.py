"""How long a browser stays open: for so long at most, and for so long without an act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from app.core.access import Role

FRESH = timedelta(minutes=15)  # acts of weight are open so long after a proof
# Who sees nothing of others: they may be asked for one proof, and their own telephone stays open.
ALONE = frozenset({Role.LEARNER, Role.EXPERT, Role.REFERRER, Role.GUEST})
# Ways by which somebody proves something that acts of weight can lean on.
PROVING = frozenset({"password", "passkey"})


@dataclass(frozen=True, slots=True)
class Lifetime:
    whole: timedelta
    idle: timedelta


OWN = Lifetime(timedelta(days=90), timedelta(days=21))
STAFF = Lifetime(timedelta(days=7), timedelta(hours=12))
SHARED = Lifetime(timedelta(hours=3), timedelta(minutes=30))


def lifetime_of(roles: Collection[str], *, shared: bool = False) -> Lifetime:
    if shared:
        return SHARED
    return STAFF if sees_others(roles) else OWN


def sees_others(roles: Collection[str]) -> bool:
    """Whether two proofs can be asked: one role that sees others' data is enough."""
    return not set(roles) <= ALONE
