"""Formulas as dated data: a new version never rewrites what was measured under the one before."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.errors import NotFound
from app.core.periods import Period
from app.quality.measures import catalogue, services
from app.quality.measures.catalogue import measures, read
from app.quality.measures.rules import Sums, figure
from app.quality.measures.scopes import Scope
from tests.factories.house import House
from tests.quality.story import tell

TEXT = catalogue.PATH.read_text(encoding="utf-8")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
CHANGED = """
      - from: 2000-01-01
        until: 2026-08-20
        query: abandon
        formula: Ancienne formule.
        numerator: abandons constatés
        denominator: sorties de la période
      - from: 2026-08-21
        query: interruption
        formula: Nouvelle formule.
        numerator: sorties avant le terme
        denominator: sorties de la période
"""


def _with_a_change() -> catalogue.Catalogue:
    start = TEXT.index("  abandon_rate:")
    versions = TEXT.index("    versions:", start)
    end = TEXT.index("\n\n", versions)
    return read(f"{TEXT[:versions]}    versions:{CHANGED}{TEXT[end:]}")


def test_a_period_across_two_formulas_gives_both_with_their_days(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = tell(session, house)
    monkeypatch.setattr(services, "measures", _with_a_change)
    both = services.figures_of(session, Scope(story.place.id), YEAR, ["abandon_rate"])
    assert [(f.start, f.end, f.formula, f.numerator, f.denominator) for f in both] == [
        (YEAR.start, date(2026, 8, 20), "Ancienne formule.", 1, 1),  # Bea, on 14 August
        (date(2026, 8, 21), YEAR.end, "Nouvelle formule.", 1, 2),  # Ada finished, Carl left for a job
    ]
    assert all(f.straddles for f in both)
    before = Period(YEAR.start, date(2026, 8, 20))
    (alone,) = services.figures_of(session, Scope(story.place.id), before, ["abandon_rate"])
    assert (alone.numerator, alone.denominator, alone.straddles) == (1, 1, False)
    quality = story.actor(Role.QUALITY)
    for since, count in (("2000-01-01", 1), ("2026-08-21", 2)):
        behind = services.read_behind(
            session, quality, "abandon_rate", YEAR, Scope(story.place.id), "denominator", since
        )  # fmt: skip
        assert len(behind.rows) == count
    with pytest.raises(NotFound):
        services.read_behind(session, quality, "abandon_rate", YEAR, Scope(story.place.id), "denominator", "2011-01-01")


@pytest.mark.once
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("query: completion", "query: complétion"),
        ("unit: percent", "unit: pourcent"),
        ("until: ", "jusqu'à: "),
        ("small_group: 5\n", "small_group: 5\nseuil: 5\n"),
        ("sous %(days)s jours", "sous %(jours)s jours"),
    ],
)
def test_a_file_that_says_what_nobody_knows_is_refused_whole(before: str, after: str) -> None:
    text = TEXT.replace(before, after, 1)
    if text == TEXT:  # no version has an end yet
        text = TEXT.replace("query: completion", "query: completion\n        jusqu'à: 2026-01-01", 1)
    with pytest.raises((ValueError, KeyError)):
        read(text)


@pytest.mark.once
def test_versions_leave_no_day_without_a_formula() -> None:
    start = TEXT.index("  abandon_rate:")
    versions = TEXT.index("    versions:", start)
    end = TEXT.index("\n\n", versions)
    with pytest.raises(ValueError, match="day by day"):
        read(f"{TEXT[:versions]}    versions:{CHANGED.replace('2026-08-21', '2026-08-23')}{TEXT[end:]}")


@pytest.mark.once
def test_too_few_people_are_said_to_be_and_nobody_is_no_zero() -> None:
    measure = measures().measures["completion_rate"]

    def made(sums: Sums) -> tuple[float | None, str]:
        found = figure(measure, measure.versions[0], YEAR, sums, (), "les sorties", YEAR)
        return found.value, found.note

    assert made(Sums(1, 4, 4, 4)) == (25, "effectif trop faible")
    assert made(Sums(4, 5, 5, 5)) == (80, "")
    assert made(Sums()) == (None, "pas de sortie dans la période")
    assert made(Sums(30, 40, 40, 2)) == (75, "effectif trop faible")  # many rows of two people
    hours = measures().measures["hours_total"]
    assert figure(hours, hours.versions[0], YEAR, Sums(90, 0, 2), (), "les faits", YEAR).note == ""
