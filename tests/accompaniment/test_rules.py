from datetime import date, timedelta

import pytest

from app.accompaniment import rules
from app.accompaniment.rules import Facts

TODAY = date(2026, 11, 23)


def facts(**given: object) -> Facts:
    plain: dict[str, object] = {
        "starts_on": TODAY - timedelta(days=30),
        "last_act": TODAY - timedelta(days=1),
        "missed": (),
        "waiting_since": None,
        "due": 0,
        "done": 0,
        "unread_since": None,
    }
    return Facts(**(plain | given))  # type: ignore[arg-type]


def said(found: Facts) -> list[tuple[str, str]]:
    return [(signal.kind, signal.text) for signal in rules.signals(found, TODAY)]


def test_somebody_who_is_well_on_the_way_gives_no_signal() -> None:
    assert said(facts()) == []


@pytest.mark.parametrize(("days", "called"), [(6, False), (7, True), (9, True)])
def test_seven_days_without_an_act_are_a_silence(days: int, called: bool) -> None:
    found = said(facts(last_act=TODAY - timedelta(days=days)))
    assert found == ([("silence", f"Pas de nouvelle depuis {days} jours")] if called else [])


def test_silence_counts_from_the_entry_when_there_is_no_act() -> None:
    assert said(facts(last_act=None, starts_on=TODAY - timedelta(days=8)))[0][1] == "Pas de nouvelle depuis 8 jours"
    assert said(facts(last_act=None, starts_on=TODAY - timedelta(days=3))) == []


def test_an_act_before_the_entry_does_not_make_the_silence_longer() -> None:
    before = TODAY - timedelta(days=20)
    assert said(facts(last_act=before, starts_on=TODAY - timedelta(days=2))) == []


def test_missed_sessions_are_recalled_for_two_weeks_with_their_days() -> None:
    missed = (TODAY - timedelta(days=20), date(2026, 11, 17), date(2026, 11, 17), date(2026, 11, 19))
    assert said(facts(missed=missed)) == [("absence", "Absence : mardi 17 novembre et jeudi 19 novembre")]


@pytest.mark.parametrize(("days", "called"), [(3, False), (4, True)])
def test_a_work_may_wait_three_days(days: int, called: bool) -> None:
    assert bool(said(facts(waiting_since=TODAY - timedelta(days=days)))) is called


@pytest.mark.parametrize(
    ("due", "done", "called"),
    [(600, 480, True), (600, 481, False), (700, 580, False), (100, 0, False), (2000, 1599, True)],
)
def test_late_means_two_hours_and_a_fifth_of_what_is_due(due: int, done: int, called: bool) -> None:
    assert bool(said(facts(due=due, done=done))) is called


def test_lateness_is_said_in_hours() -> None:
    assert said(facts(due=600, done=330)) == [("late", "En retard de 4 h 30 sur son plan")]


def test_an_unread_message_says_its_age() -> None:
    assert said(facts(unread_since=TODAY))[0][1] == "Message d'aujourd'hui, pas encore lu"
    assert said(facts(unread_since=TODAY - timedelta(days=1)))[0][1] == "Message d'hier, pas encore lu"
    assert said(facts(unread_since=TODAY - timedelta(days=3)))[0][1] == "Message non lu depuis 3 jours"


def test_at_the_same_reason_several_come_before_one_and_the_oldest_before_the_newest() -> None:
    one = rules.signals(facts(last_act=TODAY - timedelta(days=9)), TODAY)
    older = rules.signals(facts(last_act=TODAY - timedelta(days=12)), TODAY)
    two = rules.signals(facts(last_act=TODAY - timedelta(days=9), due=600), TODAY)
    absent = rules.signals(facts(missed=(TODAY,)), TODAY)
    assert sorted((one, older, two, absent), key=rules.pressing) == [absent, two, older, one]


def test_a_path_that_has_not_begun_gives_no_signal() -> None:
    assert said(facts(starts_on=TODAY + timedelta(days=1), due=600, last_act=None)) == []


def test_names_sort_without_accents_and_shorten_to_initials() -> None:
    assert sorted(["Zoé", "Émile", "Eva"], key=rules.sort_key) == ["Émile", "Eva", "Zoé"]
    assert rules.initials("Nadia Ben Ali") == "NA"
    assert rules.initials("Nadia") == "N"
    assert rules.initials("  ") == "?"


def test_the_latest_stage_that_has_a_level_is_shown() -> None:
    assert rules.shown_level({"entry": 1.0, "middle": 2.0, "exit": None}) == 2.0
    assert rules.shown_level({}) is None
