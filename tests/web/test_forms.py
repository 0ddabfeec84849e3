"""Fields of a form whose names depend on what it edits."""

import pytest

from app.web.forms import number, only


def test_a_field_is_its_first_value_without_spaces_around() -> None:
    form = {"title": [" Mon étal ", "Autre"], "nothing": []}
    assert only(form, "title") == "Mon étal"
    assert only(form, "nothing") == only(form, "elsewhere") == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12", 12), (" 012 ", 12), ("", None), ("-1", None), ("1.5", None), ("٣", None), ("1234567", None)],
)
def test_a_whole_number_is_read_and_nothing_else(typed: str, read: int | None) -> None:
    assert number({"n": [typed]}, "n") == read
