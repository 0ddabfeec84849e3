"""Clocks over dates: what an exit starts, what the longest bound is, what a file may not say."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.core.privacy import Retention
from app.privacy.retention import rulebook, spans
from app.privacy.retention.reckoning import default_of
from app.privacy.retention.rulebook import Imposed, version_on
from app.privacy.retention.rules import PathFacts, Pays, State, clock

DAYS = st.dates(date(2016, 2, 28), date(2060, 12, 31))
PATH = PathFacts("e", "o", "a", "Nadia", "Parcours", "finished", date(2026, 3, 2), date(2026, 1, 5))
RULES = version_on(date(2026, 11, 23))
KEPT = default_of(RULES).kept
ESF = Pays("f", "FSE+", 10, esf=True)
REGION = Pays("r", "Région", 6)


def reckoned(path: PathFacts, day: date = date(2026, 11, 23)):
    return clock(path, RULES, KEPT, day)


@given(DAYS)
def test_what_is_useful_goes_a_year_after_the_exit_and_proofs_six_years_after(closed_on: date) -> None:
    found = reckoned(replace(PATH, closed_on=closed_on))
    times = {time.retention: time for time in found.times}
    assert times[Retention.PATH].archive is None
    assert times[Retention.PATH].active_until == spans.add_months(closed_on, 12)
    proofs = times[Retention.PROOF].archive
    assert proofs is not None
    assert (proofs.until.year, proofs.until.month) == (closed_on.year + 6, closed_on.month)
    assert proofs.until.day == (
        28 if (closed_on.month, closed_on.day) == (2, 29) and proofs.until.day == 28 else closed_on.day
    )
    assert found.gone_on == proofs.until


@given(DAYS, st.integers(-2000, 2000))
def test_nothing_is_over_on_its_last_day_and_everything_the_day_after(closed_on: date, away: int) -> None:
    found = reckoned(replace(PATH, closed_on=closed_on))
    last = spans.add_months(closed_on, 12)
    day = last + timedelta(days=away)
    assert bool(found.due(day)) == (day > last)
    assert not replace(found, holds=("gel",)).due(day)


@given(DAYS, DAYS)
def test_a_later_exit_never_makes_anything_go_sooner(one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert reckoned(replace(PATH, closed_on=first)).gone_on <= reckoned(replace(PATH, closed_on=second)).gone_on


@given(DAYS, DAYS)
def test_the_day_that_a_european_fund_notifies_counts_from_the_end_of_its_year(closed_on: date, paid_on: date) -> None:
    found = reckoned(replace(PATH, closed_on=closed_on, funders=(replace(ESF, paid_on=paid_on),)))
    asked = next(bound for bound in found.bounds if bound.why == Imposed.ESF)
    assert asked.until == date(paid_on.year + 5, 12, 31)
    assert found.archive is not None
    assert (
        found.archive.until == max(asked.until, spans.add_months(closed_on, 72)) or found.archive.until == asked.until
    )


def test_until_it_is_notified_the_years_of_the_fund_stand_in_and_say_so() -> None:
    bound = reckoned(replace(PATH, funders=(ESF,))).archive
    assert bound is not None
    assert (bound.until, bound.why, bound.provisional) == (date(2036, 3, 2), Imposed.OWN, True)


def test_several_funders_make_ten_years_and_the_longest_is_named() -> None:
    bound = reckoned(replace(PATH, funders=(REGION, Pays("o", "OPCO", 6)))).archive
    assert bound is not None
    assert (bound.until, bound.why, bound.funder) == (date(2036, 3, 2), Imposed.COFUNDED, "OPCO, Région")


def test_an_exit_on_29_february_ends_on_28_february_of_an_ordinary_year() -> None:
    found = reckoned(replace(PATH, closed_on=date(2024, 2, 29)))
    assert found.leaves_on == date(2025, 2, 28)
    assert found.gone_on == date(2030, 2, 28)


@pytest.mark.parametrize(
    ("status", "closed_on", "state"),
    [
        ("active", None, State.OPEN),
        ("paused", None, State.PAUSED),
        ("admitted", None, State.NEVER_ENTERED),
        ("left", date(2026, 3, 2), State.CLOSED),
    ],
)
def test_a_clock_waits_for_an_exit_and_a_pause_is_none(status: str, closed_on: date | None, state: State) -> None:
    found = reckoned(replace(PATH, status=status, closed_on=closed_on))
    assert found.state == state
    assert (found.started_on is None) == (state in (State.OPEN, State.PAUSED))


def test_somebody_admitted_who_never_enters_goes_six_months_after_the_last_sign() -> None:
    assert reckoned(replace(PATH, status="admitted", closed_on=None)).gone_on == date(2026, 7, 5)
    assert reckoned(replace(PATH, entered=False)).gone_on == date(2026, 9, 2)
    assert reckoned(replace(PATH, status="admitted", closed_on=None, waited_on=date(2027, 1, 4))).state == State.COMING


def test_what_funders_alone_ask_for_goes_with_the_rest_when_there_is_no_funder() -> None:
    assert {time.retention: time.archive for time in reckoned(PATH).times}[Retention.FUNDED] is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw["versions"][0].update(surprise=1),
        lambda raw: raw["versions"][0]["rules"].pop(),
        lambda raw: raw["versions"][0]["rules"].append(raw["versions"][0]["rules"][0]),
        lambda raw: raw["versions"][0]["rules"][0].update(clock="moon"),
        lambda raw: raw["versions"][0]["rules"][0].update(active="12 weeks"),
        lambda raw: raw["versions"][0]["rules"][0].update(active="30 months"),
        lambda raw: raw["versions"][0]["funders"].pop(),
        lambda raw: raw["versions"][0]["inactivity"].update(warned_before=["5 days", "1 months"]),
        lambda raw: raw["versions"][0]["inactivity"].update(warned_before=["24 months"]),
        lambda raw: raw["versions"][0]["waves"].update(day=31),
        lambda raw: raw["versions"][0].update({"from": "2016"}),
        lambda raw: raw["versions"].append(raw["versions"][0]),
    ],
)
def test_a_file_that_says_what_nobody_understands_is_refused(spoil, tmp_path: Path) -> None:
    raw = yaml.safe_load(rulebook.FILE.read_text(encoding="utf-8"))
    spoil(raw)
    path = tmp_path / "retention.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises((ValueError, KeyError)):
        rulebook.versions(path)


def test_spans_are_said_as_people_say_them() -> None:
    assert [str(spans.read(text)) for text in ("72 months", "18 months", "12 months", "7 days", "none")] == [
        "6 ans", "18 mois", "1 an", "7 jours", "aucun temps",
    ]  # fmt: skip
