"""Statements that are built once for everybody with the same roles: who asks is a value like any other.

To build a statement of a few joins costs several times what it costs to ask it. A room that is asked often builds its
statement for `somebody(roles)` in a cached function, and gives `who(actor)` when it asks.
"""

from functools import cache
from typing import cast

from sqlalchemy import bindparam

from app.core.access import Actor, Role


@cache
def somebody(roles: frozenset[Role]) -> Actor:
    """An actor of whom only the roles are known: the account and the organisation come with `who`."""
    account_id, organisation_id = (cast(str, bindparam(name)) for name in ("account_id", "organisation_id"))
    return Actor(account_id, organisation_id, "", "", "", "", roles)


def who(actor: Actor) -> dict[str, str]:
    return {"account_id": actor.account_id, "organisation_id": actor.organisation_id}
