"""Dates as people say them."""

from datetime import date

import pytest

from app.core.i18n import speaking
from app.web import formats


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ("2026-11-23", "2026-11-29", "23 au 29 novembre 2026", "23 to 29 November 2026"),
        ("2026-12-01", "2026-12-01", "1er au 1er décembre 2026", "1 to 1 December 2026"),
        ("2026-11-30", "2026-12-06", "30 novembre au 6 décembre 2026", "30 November to 6 December 2026"),
        ("2026-12-28", "2027-01-03", "28 décembre 2026 au 3 janvier 2027", "28 December 2026 to 3 January 2027"),
    ],
)
def test_a_stretch_of_days_says_each_month_and_year_once(first: str, last: str, french: str, english: str) -> None:
    for language, expected in (("fr", french), ("en", english)):
        with speaking(language):
            assert formats.span(date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_the_first_of_a_month_is_said_as_one_says_it() -> None:
    assert formats.short_day(date(2026, 12, 1)) == "1er déc."
    with speaking("en"):
        assert formats.short_day(date(2026, 12, 1)) == "1 Dec"
