"""The nomenclature as data, what counts as an abandonment, and the arithmetic of dates."""

from datetime import date
from pathlib import Path

import pytest

from app.enrolments.exits import nomenclature
from app.enrolments.exits.rules import is_abandonment
from app.outcomes import rules
from app.outcomes.rules import Standing

pytestmark = pytest.mark.once
LATEST = nomenclature.versions()[-1].outcomes
NEVER = (
    "business_created", "business_taken_over", "incubation_contract", "permanent_job", "fixed_term_over_6m",
    "fixed_term_under_6m", "subsidised_job", "certifying_training", "other_training",
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(LATEST))
def test_a_creation_a_job_or_a_training_before_the_end_is_never_an_abandonment(code: str) -> None:
    outcome = LATEST[code]
    assert is_abandonment("left", outcome) is (code not in NEVER)
    assert is_abandonment("finished", outcome) is False
    assert outcome.exempt is (code in NEVER)


def test_leaving_before_the_end_without_a_word_is_an_abandonment() -> None:
    assert is_abandonment("left", None)
    assert not is_abandonment("finished", None)


def test_every_situation_recommended_is_there_with_what_it_counts_as() -> None:
    assert {*NEVER, "job_search", "inactive", "moved_or_health", "unknown"} <= set(LATEST)
    assert LATEST["business_created"].dynamic == LATEST["permanent_job"].dynamic == "a"
    assert LATEST["fixed_term_under_6m"].dynamic == LATEST["subsidised_job"].dynamic == "b"
    assert LATEST["other_training"].dynamic == "c"
    assert LATEST["job_search"].esf == ("EECR01",)
    assert LATEST["unknown"].positive is None
    assert LATEST["job_search"].positive is False


_FILE = """
versions:
  - id: one
    applies_from: 2020-01-01
    source: essai
    outcomes:
      - {{ code: unknown, label: x, asked: "", family: none, positive: unknown, iae: none, esf: [], business: "no", exempt: "no", abandonment: "yes" }}
      - {{ code: job, label: y, asked: y, family: {family}, positive: "{positive}", iae: {iae}, esf: [{esf}], business: "no", exempt: "{exempt}", abandonment: "{abandonment}"{more} }}
"""
_SOUND = {
    "family": "work", "positive": "yes", "iae": "a", "esf": "EECR04", "exempt": "yes", "abandonment": "no", "more": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"family": "travail"}, {"positive": "peut-être"}, {"iae": "d"}, {"esf": "EECR09"},
        {"abandonment": "yes"},  # what is exempt cannot be one
        {"more": ", couleur: bleu"},
    ],
)  # fmt: skip
def test_a_file_that_says_what_nobody_understands_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    sound = tmp_path / "sound.yaml"
    sound.write_text(_FILE.format(**_SOUND))
    assert nomenclature.versions(sound)[0].outcomes["job"].positive is True
    broken = tmp_path / "broken.yaml"
    broken.write_text(_FILE.format(**_SOUND | wrong))
    with pytest.raises(ValueError, match="value|couleur"):
        nomenclature.versions(broken)


def test_a_row_is_read_in_the_version_that_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    old = nomenclature.versions()[-1]
    job = old.outcomes["job_search"]
    changed = nomenclature.Outcome("job_search", "autre mot", "", job.family, True, "c", (), False, False, False)
    new = nomenclature.Nomenclature("neuve", date(2026, 12, 1), "", {**old.outcomes, "job_search": changed})
    monkeypatch.setattr(nomenclature, "versions", lambda: (old, new))
    assert nomenclature.outcome_of("job_search", old.id) is job
    assert nomenclature.outcome_of("job_search", "neuve") is changed
    assert nomenclature.outcome_of("job_search") is changed
    assert nomenclature.version_on(date(2026, 11, 30)) is old
    assert nomenclature.version_on(date(2026, 12, 1)) is new
    assert nomenclature.outcome_of("disparu", old.id) is None


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_months_after_a_day(day: date, months: int, found: date) -> None:
    assert rules.months_after(day, months) == found


def test_news_stands_somewhere_on_every_day() -> None:
    day, due = date(2026, 11, 23), date(2026, 11, 24)
    assert rules.standing_of("planned", due, day) is Standing.NOT_DUE
    assert rules.standing_of("planned", day, day) is Standing.PENDING
    assert rules.standing_of("asked", day, day) is Standing.PENDING
    assert rules.standing_of("refused", day, day) is Standing.REFUSED
    assert rules.standing_of(None, due, day) is Standing.NOT_DUE
    assert rules.standing_of(None, day, day) is Standing.NOT_ASKED


@pytest.mark.parametrize(
    ("said", "sound"),
    [("73282932000074", True), ("73282932000075", False), ("7328293200007", False), ("7328293200007a", False),
     ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False), ("", False)],
)  # fmt: skip
def test_a_siret_checks_itself(said: str, sound: bool) -> None:
    assert rules.is_siret(said) is sound
