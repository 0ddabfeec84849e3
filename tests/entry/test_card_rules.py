"""What can be typed from a card, and the PINs that everybody tries first."""

import pytest

from app.entry.cards import rules

pytestmark = pytest.mark.once


def test_a_code_is_read_however_it_is_typed() -> None:
    code = rules.new_code()
    assert len(code) == 10
    for typed in (rules.in_groups(code), code.lower(), f" {code[:5]}-{code[5:]}. "):
        assert rules.is_well_typed(rules.bare(typed))


def test_one_wrong_sign_or_two_swapped_are_told_for_what_they_are() -> None:
    for code in (rules.new_code() for _each in range(20)):
        for place, sign in enumerate(code):
            others = (other for other in rules.ALPHABET if other != sign)
            assert not any(rules.is_well_typed(code[:place] + other + code[place + 1 :]) for other in others)
        for place in range(9):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or not rules.is_well_typed(swapped)


def test_no_sign_is_taken_for_another() -> None:
    assert not set("0OQ1IL5UV") & set(rules.ALPHABET) - set("5Q")


@pytest.mark.parametrize(
    "pin", ["0000", "1234", "4321", "7890", "1990", "2031", "1212", "123123", "454545", "2580", "1221", "999999"]
)
def test_a_pin_that_everybody_tries_is_refused(pin: str) -> None:
    assert rules.is_weak(pin)


@pytest.mark.parametrize("pin", ["8317", "4062", "73920", "739201", "2094"])
def test_any_other_pin_is_taken(pin: str) -> None:
    assert not rules.is_weak(pin)
