"""A day and an hour as people type them."""

from datetime import date, time

import pytest

from app.core.days import maybe_day, read_day, read_hour
from app.core.errors import Invalid

pytestmark = pytest.mark.once


def test_a_day_and_an_hour_are_read_with_the_spaces_around_them() -> None:
    assert read_day(" 2026-12-03 ", "day") == date(2026, 12, 3)
    assert read_hour(" 09:30:59 ", "start") == time(9, 30)
    assert maybe_day("  ", "until") is None


@pytest.mark.parametrize("text", ["", "3 décembre", "2026-02-30", "03/12/2026", "²026-12-03"])
def test_what_is_no_day_is_told_beside_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_day(text, "until")
    assert [(each.field, each.message) for each in refused.value.fields] == [("until", refused.value.detail)]


@pytest.mark.parametrize("text", ["", "9 h", "25:00", "midi"])
def test_what_is_no_hour_is_told_beside_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_hour(text, "start")
    assert [each.field for each in refused.value.fields] == ["start"]
