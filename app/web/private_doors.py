"""Routes whose address holds a secret: one that opens nothing is counted, once everything else is over.

Whoever holds the right one never waits, whoever guesses beside them: it is too long to be guessed.
"""

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from app.core.errors import Gone, NotFound

_ALONE = re.compile(r"\{token\}|^/(?:verifier|verification|effacement)/\{")
_ONE_WORD = ("/audit/invitation/",)  # what never was and what is over are told there in the same words

# Told of the route; raises TooMany when too many of its addresses opened nothing.
_missed: Callable[[str], None] | None = None


def plug_misses(missed: Callable[[str], None]) -> None:
    """Told once by `wiring`: what slows down whoever tries one private address after the other."""
    global _missed
    _missed = missed


def opened_by_its_address(path: str, endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint, its misses counted when its path holds a secret."""
    if not _ALONE.search(path) or inspect.iscoroutinefunction(endpoint) or hasattr(endpoint, "counts_misses"):
        return endpoint

    @wraps(endpoint)
    def tried(**arguments: Any) -> Any:
        try:
            return endpoint(**arguments)
        except (NotFound, Gone) as refused:
            if _missed and (isinstance(refused, NotFound) or path.startswith(_ONE_WORD)):
                _missed(path)
            raise

    tried.counts_misses = True  # type: ignore[attr-defined]
    return tried
