"""A period, a grid by date, a cell of a spreadsheet: no database."""

from datetime import date

import pytest

from app.core.access import Actor, Role
from app.core.errors import Invalid, NotFound
from app.core.periods import Period, read_period, twelve_months_to
from app.quality import policies
from app.quality.evidence.catalogue import catalogue
from app.quality.evidence.queries import LACKS, SOURCES
from app.quality.grid import grid_on, grids
from app.quality.measures.catalogue import measures
from app.web.spreadsheets import safe_cell

TODAY = date(2026, 11, 23)


def _actor(*roles: Role) -> Actor:
    return Actor("a", "o", "demo", "Demo", "A", "a@demo.example", frozenset(roles))


def test_the_grid_has_32_indicators_until_the_end_of_october_2026_and_33_afterwards() -> None:
    assert len(grid_on(date(2026, 10, 31)).indicators) == 32
    assert len(grid_on(date(2026, 11, 1)).indicators) == 33
    assert 33 not in {i.number for i in grid_on(date(2026, 10, 31)).indicators}


def test_before_the_first_grid_there_is_none() -> None:
    with pytest.raises(Invalid):
        grid_on(date(2019, 6, 7))
    assert len(grid_on(date(2019, 6, 8)).indicators) == 32


def test_every_grid_has_seven_criteria_and_each_indicator_once() -> None:
    for grid in grids():
        numbers = [i.number for i in grid.indicators]
        assert [c.number for c in grid.criteria] == [1, 2, 3, 4, 5, 6, 7]
        assert sorted(numbers) == sorted(set(numbers))


def test_an_indicator_worded_otherwise_before_says_so() -> None:
    assert grid_on(date(2026, 10, 31)).indicator(12).older_wording
    assert not grid_on(date(2026, 11, 1)).indicator(12).older_wording
    with pytest.raises(NotFound):
        grid_on(date(2026, 11, 1)).indicator(34)


def test_an_association_that_trains_founders_is_concerned_by_22_indicators() -> None:
    statuses = [i.status for i in grid_on(TODAY).indicators]
    assert statuses.count("applicable") == 22
    assert grid_on(TODAY).indicator(27).status == "conditional"
    assert grid_on(TODAY).indicator(33).status == "not_applicable"


def test_every_indicator_says_what_it_holds_or_what_it_would_take() -> None:
    for indicator in grid_on(TODAY).indicators:
        mapping = catalogue().of(indicator.number)
        assert mapping.sources or mapping.beyond, indicator.number


def test_the_mapping_names_functions_and_figures_that_exist() -> None:
    named = {s.code for m in catalogue().indicators.values() for s in m.sources}
    lacking = {s.code for m in catalogue().indicators.values() for s in m.lacks}
    assert named <= set(SOURCES)
    assert lacking <= set(LACKS)
    numbers = {i.number for i in grid_on(TODAY).indicators}
    assert set(catalogue().indicators) == numbers
    assert {number for measure in measures().measures.values() for number in measure.indicators} <= numbers


def test_the_default_period_is_the_twelve_months_that_end_today() -> None:
    assert read_period("", "", today=TODAY) == Period(date(2025, 11, 24), TODAY)
    assert twelve_months_to(date(2028, 2, 29)) == Period(date(2027, 3, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("du", "au", "field"),
    [
        ("2026-02-30", "", "du"),
        ("", "demain", "au"),
        ("2026-11-23", "2026-11-22", "au"),
        ("0001-01-01", "", "du"),
        ("", "9999-12-31", "au"),
    ],
)
def test_an_impossible_period_names_the_field_to_mend(du: str, au: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_period(du, au, today=TODAY)
    assert [error.field for error in refused.value.fields] == [field]


def test_a_day_in_paris_begins_and_ends_at_its_own_midnight() -> None:
    period = Period(date(2026, 3, 29), date(2026, 3, 29))  # the day when clocks change
    assert (period.until - period.since).total_seconds() == 23 * 3600


@pytest.mark.parametrize("text", ["=1+1", "+33 5", "-x", "@cmd", "\t=1", " =1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_a_plain_cell_is_left_alone() -> None:
    assert safe_cell("Nadia") == "Nadia"
    assert safe_cell(-3) == -3


@pytest.mark.parametrize("role", Role)
def test_quality_admin_and_audit_read_the_board_and_nobody_else(role: Role) -> None:
    assert bool(policies.may_read_quality(_actor(role))) is (role in (Role.QUALITY, Role.ADMIN, Role.AUDITOR))


def test_an_auditor_sees_no_name() -> None:
    assert not policies.may_see_names(_actor(Role.AUDITOR))
    assert policies.may_see_names(_actor(Role.AUDITOR, Role.QUALITY))
