"""How the secrets of the ways in are kept: as prints that the database alone does not open.

What is short enough to be tried by a machine (the code of a card, a PIN, six digits) is bound to the secret of the house
first: whoever steals the database cannot try them all at home.
"""

import hashlib
import hmac
from datetime import datetime

from app.core.clock import now
from app.core.settings import settings
from app.identity import passwords


def print_of(what: str, secret: str) -> str:
    """`what` keeps a secret of one kind from opening another."""
    return hmac.digest(settings().secret_key.encode(), f"{what}:{secret}".encode(), hashlib.sha256).hex()


def hash_of(what: str, few_digits: str) -> str:
    return passwords.hash_password(print_of(what, few_digits))


def matches(kept: str, what: str, few_digits: str) -> bool:
    """Takes as long when there is nothing to compare with."""
    return passwords.matches(kept, print_of(what, few_digits))


def pass_of(what: str, id_: str, until: datetime) -> str:
    """A pass from one page to the next: what was proved, until when. It opens nothing by itself."""
    said = f"{id_}.{int(until.timestamp())}"
    return f"{said}.{print_of('pass ' + what, said)}"


def read_pass(what: str, given: str) -> str | None:
    """The id in a pass of ours that is still good; None otherwise."""
    said, _dot, proof = given.rpartition(".")
    id_, _dot, until = said.rpartition(".")
    if not hmac.compare_digest(proof.encode(), print_of("pass " + what, said).encode()):
        return None
    return id_ if int(until) > now().timestamp() else None
