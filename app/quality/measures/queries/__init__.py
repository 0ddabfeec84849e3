"""Where figures are found: one small function per measure, each giving the cases that a figure counts.

The codes are those of `query` in content/quality/measures.yaml. Figures are sums of these cases, made by the database in
one statement for all; what was answered to surveys is read by Python, in a few more, the same for 1 or 2,000 people.
"""

from app.quality.measures.queries import gains, outcomes, people, time, voices
from app.quality.measures.queries.base import CASES, GATHERED, KINDS, ORGANISATION, Asked, Case
from app.quality.measures.queries.reading import (
    DENOMINATOR,
    LEFT_OUT,
    NUMERATOR,
    SIDES,
    Wanted,
    cases_behind,
    every_case,
    people_of,
    reserved,
    totals,
)
from app.quality.measures.queries.scopes import choices, named

__all__ = [
    "CASES", "DENOMINATOR", "GATHERED", "KINDS", "LEFT_OUT", "NUMERATOR", "ORGANISATION", "SIDES", "Asked", "Case",
    "Wanted", "cases_behind", "choices", "every_case", "gains", "named", "outcomes", "people", "people_of", "reserved",
    "time", "totals", "voices",
]  # fmt: skip
