from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.directory import rules
from app.directory.rules import Opening, Point

PARIS = ZoneInfo("Europe/Paris")
WEEK = {str(day): [["09:00", "12:00"], ["14:00", "17:30"]] for day in range(5)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "until", "again"),
    [
        ("2026-11-23T09:00", time(12), None),
        ("2026-11-23T11:59", time(12), None),
        ("2026-11-23T12:00", None, at("2026-11-23T14:00")),
        ("2026-11-23T08:00", None, at("2026-11-23T09:00")),
        ("2026-11-27T17:30", None, at("2026-11-30T09:00")),  # over the weekend
        ("2026-12-24T18:00", None, at("2026-12-28T09:00")),  # over Christmas
        ("2026-11-10T18:00", None, at("2026-11-13T09:00")),  # 11 November, and a day that the house closes
    ],
)
def test_the_clock_says_open_or_when(moment: str, until: time | None, again: datetime | None) -> None:
    assert rules.opening(WEEK, {date(2026, 11, 12)}, at(moment)) == Opening(until, again)


def test_a_place_without_hours_says_nothing() -> None:
    assert rules.opening({}, (), at("2026-11-23T09:00")) == Opening()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9h-12h, 14h-17h30", [["09:00", "12:00"], ["14:00", "17:30"]]),
        ("de 9 h à 12 h et 14:00-17:30", [["09:00", "12:00"], ["14:00", "17:30"]]),
        ("fermé", []),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[list[str]]) -> None:
    assert rules.read_spans(text) == spans
    assert rules.read_spans(rules.written_spans(spans)) == spans


@pytest.mark.parametrize("text", ["le matin", "12h-9h", "9h-12h, 11h-14h", "25h-26h", "9h-9h"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rules.read_spans(text)


def test_distances_are_those_of_the_map() -> None:
    tulle, bayonne = Point(45.2655, 1.7714), Point(43.4930, -1.4750)
    assert 315 < rules.distance_km(tulle, bayonne) < 335
    assert rules.distance_km(tulle, tulle) == 0


@pytest.mark.parametrize("text", ["45,2655 ; 1,7714", "45.2655, 1.7714", " 45.2655 1.7714 "])
def test_coordinates_are_read_as_maps_give_them(text: str) -> None:
    assert rules.read_point(text) == Point(45.2655, 1.7714)


@pytest.mark.parametrize("text", ["Tulle", "95, 0", "45", "45, 200"])
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not "):
        rules.read_point(text)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("economie", True), ("ÉCONO pole", True), ("cœur", True), ("conomie", False), ("", True), ("l'eco", False)],
)
def test_words_are_found_without_accents_from_their_beginning(asked: str, found: bool) -> None:
    assert rules.holds_words(asked, "Pôle Économie", "au coeur du pays") is found
