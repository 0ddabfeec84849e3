"""Who asks, and how a refusal is said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.clock import now
from app.core.errors import Forbidden, FreshNeeded, NotFound
from app.core.i18n import _


class Role(StrEnum):
    LEARNER = "learner"
    ADVISER = "adviser"
    TRAINER = "trainer"
    QUALITY = "quality"
    ADMIN = "admin"
    EXPERT = "expert"
    REFERRER = "referrer"
    AUDITOR = "auditor"
    GUEST = "guest"  # somebody from outside, for one audit file and nothing else


STAFF = frozenset({Role.ADVISER, Role.TRAINER, Role.QUALITY, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, in one organisation. `session_id` and `unread` are set for sign-ins only."""

    account_id: str
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    name: str
    email: str
    roles: frozenset[Role]
    locale: str = "fr"
    session_id: str | None = None
    unread: int = 0  # what is new for them, said on every page
    way: str = ""  # by which way they came in; empty for work done in their name
    factors: int = 0  # how many proofs of different kinds they gave
    shared: bool = False  # on a screen of everybody's
    until: datetime | None = None  # when this sign-in ends unless they act
    fresh_until: datetime | None = None
    must_prove: bool = False  # two proofs are asked of their role, and they have given one

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        return not self.roles.isdisjoint(STAFF)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no with its reason; false wherever a yes is expected."""

    reason: str

    def __bool__(self) -> bool:
        return False


Answer = bool | Refusal  # what a policy gives: True, or a Refusal


def require(answer: Answer) -> None:
    """Turn a refusal into a 403 that says why."""
    if not answer:
        raise Forbidden(answer.reason if isinstance(answer, Refusal) else "")


def let_see(answer: Answer) -> None:
    """Before something that has an address of its own: what one may not know of is not there, whether it is or not."""
    if not answer:
        raise NotFound()


def require_fresh(actor: Actor) -> None:
    """Before an act of weight: whoever is at the keyboard has just proved who they are, with what they have best.

    Work done in somebody's name (a job, the command line) has no keyboard; a key of a machine never suffices.
    """
    if actor.way and (actor.fresh_until is None or actor.fresh_until <= now()):
        raise FreshNeeded(_("Cet acte compte : confirmez d'abord que c'est bien vous. Rien n'a été changé."))
