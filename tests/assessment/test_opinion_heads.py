"""Surveys, choices and checklists as files: each mistake at its own line, and an export that reads back the same."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Problem, Refused, read_folder
from tests.courses.folders import replace
from tests.factories.house import House
from tests.factories.opinions import opinions_course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return opinions_course(tmp_path / "cours", "avis")


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read_folder(folder)
    return refused.value.problems


RHYTHM = '{ask: "Le rythme vous convient-il ?", kind: scale, low: pas du tout, high: tout à fait}'
KEEP = '{ask: "Que garderiez-vous ?", kind: several, options: [Les ateliers, Les lectures, Les quiz]}'
HOURS = '{ask: "Combien d\'heures par semaine ?", kind: number, low: 0, high: 60, required: false}'
THEMES = (
    "[{title: Photographier ses produits, places: 1}, {title: Tenir sa caisse, places: 2}, {title: Écrire un tract}]"
)

MISTAKES = [
    ("avis", "kind: scale, low: pas du tout", "kind: étoiles, low: pas du tout", "scale, ou one, ou several"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\"}", "comment on y répond"),
    ("avis", RHYTHM, "{ask: '', kind: scale}", "Il manque des mots"),
    ("avis", RHYTHM, "{kind: scale}", "Il manque des mots"),
    ("avis", RHYTHM, "Le rythme ?", "n'est pas écrite comme attendu"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\", kind: scale, minimum: 1}", "Rubriques possibles : ask, kind"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\", kind: scale, options: [Non, Oui], low: non}", "nomme déjà chacune"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\", kind: scale, options: [Oui]}", "de 2 à 10"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\", kind: scale, low: 1}", "entre guillemets si c'est un nombre"),
    ("avis", RHYTHM, "{ask: \"Le rythme ?\", kind: scale, required: oui}", "« required »"),
    ("avis", RHYTHM, "{ask: \"Que garderiez-vous ?\", kind: text}", "déjà posée : c'est la question 1"),
    ("avis", KEEP, "{ask: \"Que garder ?\", kind: several}", "de 2 à 30"),
    ("avis", KEEP, "{ask: \"Que garder ?\", kind: one, options: [Oui, Oui]}", "deux fois"),
    ("avis", KEEP, "{ask: \"Que garder ?\", kind: one, options: [1, 2]}", "entre guillemets"),
    ("avis", KEEP, "{ask: \"Que garder ?\", kind: text, options: [Oui, Non]}", "n'a pas de réponses à choisir"),
    ("avis", KEEP, "{ask: \"Que garder ?\", kind: text, low: 1}", "vont avec une échelle ou un nombre"),
    ("avis", HOURS, "{ask: \"Combien ?\", kind: number, low: peu}", "Un nombre est attendu"),
    ("avis", HOURS, "{ask: \"Combien ?\", kind: number, low: 9, high: 1}", "plus petit"),
    ("avis-libre", "anonymous: true", "anonymous: peut-être", "sans le nom"),
    ("creneau", THEMES, "[{title: Seul}]", "de 2 à 40 options"),
    ("creneau", THEMES, "Le matin", "de 2 à 40 options"),
    ("creneau", THEMES, "[Le matin, Le soir]", "comme attendu"),
    ("creneau", THEMES, "[{title: A, place: 2}, {title: B}]", "comme attendu"),
    ("creneau", "places: 2", "places: 0", "entier à partir de 1"),
    ("creneau", "places: 2", "places: beaucoup", "entier à partir de 1"),
    ("creneau", "Tenir sa caisse", "Écrire un tract", "deux fois"),
    ("creneau", "results: after", "results: plus tard", "always (toujours)"),
    ("creneau", "results: after", "many: 2", "« many »"),
    ("liste", "  - Mon assurance est signée", "  - Mon compte est ouvert", "deux fois"),
    ("liste", "  - Mon assurance est signée", "  - {a: b}", "n'est pas un texte"),
    ("liste", "  - Mon assurance est signée", f"  - {'x' * 501}", "500 au plus"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "old", "new", "words"), MISTAKES)
def test_a_mistake_is_told_at_the_line_where_it_is(folder: Path, key: str, old: str, new: str, words: str) -> None:
    line = replace(folder, f"activities/{key}.md", old, new)
    told = [problem for problem in problems(folder) if words in str(problem)]
    assert told, f"« {words} » is not in:\n" + "\n".join(map(str, problems(folder)))
    assert told[0].file == f"activities/{key}.md"
    assert line <= told[0].line <= line + 2
    assert told[0].remedy


@pytest.mark.parametrize(
    ("key", "field", "words"),
    [
        ("avis", "questions", "aucune question"),
        ("creneau", "options", "options à choisir"),
        ("liste", "items", "points à cocher"),
    ],
)
def test_what_is_missing_altogether_is_told(folder: Path, key: str, field: str, words: str) -> None:
    path = folder / "activities" / f"{key}.md"
    head, _mark, _rest = path.read_text().partition(f"{field}:")
    path.write_text(head + "---\nTexte.\n")
    assert any(words in str(problem) and problem.remedy for problem in problems(folder))
    path.write_text(head + f"{field}: []\n---\nTexte.\n")
    assert any(words in str(problem) for problem in problems(folder))


def test_an_export_reads_back_the_same(session: Session, house: House, folder: Path, tmp_path: Path) -> None:
    import_course(session, house.actor("trainer"), folder)
    export_course(session, house.actor("trainer"), "avis", tmp_path / "sorti")
    assert read_folder(tmp_path / "sorti").fingerprint() == read_folder(folder).fingerprint()
    again = import_course(session, house.actor("trainer"), tmp_path / "sorti")
    assert not again.changed
    there = import_course(session, house.neighbour.actor("trainer"), tmp_path / "sorti")
    assert there.number == 1
