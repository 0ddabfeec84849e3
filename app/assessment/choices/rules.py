"""Places, and what may be chosen. Pure functions."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

RESULTS = ("always", "after", "never")  # when a learner sees how many people chose what


def places_left(places: int | None, taken: int) -> int | None:
    """None: as many as one wants."""
    return None if places is None else max(0, places - taken)


def full(
    options: Iterable[Mapping[str, Any]], wanted: Collection[str], taken_by_others: Mapping[str, int]
) -> list[str]:
    """The ids of the wanted options where nobody can enter any more."""
    return [
        option["id"]
        for option in options
        if option["id"] in wanted and places_left(option["places"], taken_by_others.get(option["id"], 0)) == 0
    ]


def shows_results(results: str, has_chosen: bool) -> bool:
    return results == "always" or (results == "after" and has_chosen)
