from types import SimpleNamespace

import pytest

from app.accompaniment.words import in_words
from app.ledger.kinds import Kind

TITLES = {"a": "Le quiz", "s": "Atelier du jeudi"}


def entry(kind: str, **given: object) -> SimpleNamespace:
    plain = {"activity_id": None, "session_id": None, "facts": {}, "minutes": 0, "corrects_id": None}
    return SimpleNamespace(kind=kind, **(plain | given))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_the_ledger_has_its_words(kind: Kind) -> None:
    text = in_words(entry(kind.value, activity_id="a"), TITLES)
    assert text
    assert "%" not in text
    assert text != "Autre trace"


def test_an_activity_says_its_title_and_its_time() -> None:
    done = entry("activity_completed", activity_id="a", minutes=25)
    assert in_words(done, TITLES) == "Activité faite : Le quiz, 25 min"
    unknown = entry("activity_completed", activity_id="z", minutes=25)
    assert in_words(unknown, TITLES) == "Activité faite : une activité, 25 min"


def test_a_presence_an_absence_and_a_correction_are_told_apart() -> None:
    there = entry("attendance_recorded", session_id="s", minutes=180, facts={"present": True})
    away = entry("attendance_recorded", session_id="s", facts={"present": False})
    fixed = entry("attendance_recorded", session_id="s", minutes=-180, facts={"present": False}, corrects_id="x")
    assert in_words(there, TITLES) == "Présence notée : Atelier du jeudi, 3 h"
    assert in_words(away, TITLES) == "Absence notée : Atelier du jeudi"
    assert in_words(fixed, TITLES) == "Présence corrigée : Atelier du jeudi, -3 h"


def test_a_review_says_what_was_decided() -> None:
    assert in_words(entry("work_reviewed", activity_id="a", facts={"decision": "accepted"}), TITLES) == (
        "Travail accepté : Le quiz"
    )


def test_levels_say_when_and_by_whom() -> None:
    given = entry("level_assessed", facts={"stage": "entry", "voice": "learner"})
    assert in_words(given, TITLES) == "Niveaux de compétence donnés à l'entrée par la personne"
