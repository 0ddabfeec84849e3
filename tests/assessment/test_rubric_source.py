"""A rubric as it is written in the head of an assignment: read, refused line by line, exported the same."""

import copy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assessment.works.rubrics import rubric_of
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.courses.source import Problem, Refused, read_folder
from tests.factories.house import House
from tests.factories.rubrics import RUBRIC, write_rubric

CREER = Path(__file__).resolve().parents[2] / "content" / "creer-son-activite"


def read(folder: Path, rubric: Any = None, **more: Any) -> Any:
    written = read_folder(write_rubric(folder, rubric, **more))
    return next(one for one in written.activities if one.key == "travail")


def problems(folder: Path, rubric: Any, **more: Any) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read(folder, rubric, **more)
    assert all(problem.file == "activities/travail.md" for problem in refused.value.problems)
    return refused.value.problems


def line_of(folder: Path, words: str) -> int:
    lines = (folder / "activities" / "travail.md").read_text().split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


def changed(**changes: Any) -> dict[str, Any]:
    """The rubric with other fields in its first criterion."""
    rubric = copy.deepcopy(RUBRIC)
    rubric["criteria"][0] |= changes
    return rubric


def test_a_rubric_is_read_with_its_levels_and_competences(tmp_path: Path) -> None:
    rubric = rubric_of(read(tmp_path).content)
    assert rubric.levels == ("Pas encore", "En bonne voie", "Acquis")
    assert [one.competence for one in rubric.criteria] == ["P2.1", "P1.1", ""]
    assert rubric.criteria[0].describes == ("On devine.", "On suit avec effort.", "On comprend tout.")
    assert rubric.criteria[2].description == "Les dates sont là."


@pytest.mark.parametrize(
    ("rubric", "words", "where"),
    [
        ("une grille", "deux rubriques : levels et criteria", "rubric:"),
        ({**RUBRIC, "niveaux": 3}, "deux rubriques : levels et criteria", "rubric:"),
        ({**RUBRIC, "levels": ["Seul"]}, "Les niveaux de la grille", "levels:"),
        ({**RUBRIC, "levels": list("abcdefg")}, "Les niveaux de la grille", "levels:"),
        ({**RUBRIC, "levels": ["Oui", "Oui"]}, "Les niveaux de la grille", "levels:"),
        ({**RUBRIC, "levels": [1, 2]}, "Les niveaux de la grille", "levels:"),
        ({**RUBRIC, "criteria": []}, "de 1 à 20 critères", "criteria:"),
        ({**RUBRIC, "criteria": [{"title": f"C{n}"} for n in range(21)]}, "de 1 à 20 critères", "criteria:"),
        ({**RUBRIC, "criteria": [{"title": "Un"}, {"title": "Un"}]}, "s'appellent « Un »", "criteria:"),
        ({**RUBRIC, "criteria": ["Clair"]}, "Ce critère de la grille", "- Clair"),
        (changed(title=""), "n'a pas de titre", "- title: ''"),
        (changed(title="x" * 201), "200 caractères", "- title: x"),
        (changed(points=3), "Ce critère de la grille", "- title: On comprend"),
        (changed(competence="Z9"), "« Z9 » n'est pas dans le référentiel", "competence: Z9"),
        (changed(describes=["Un seul"]), "il faut 3 textes", "describes:"),
        (changed(describes=["Un", ["deux"], "trois"]), "Un texte de 1000 caractères", "  - - deux"),
    ],
)
def test_a_mistake_is_told_at_its_own_line(tmp_path: Path, rubric: Any, words: str, where: str) -> None:
    found = [problem for problem in problems(tmp_path, rubric) if words in problem.message]
    assert found, words
    assert found[0].line == line_of(tmp_path, where)
    assert found[0].remedy


def test_a_rubric_and_a_list_of_criteria_do_not_go_together(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, None, criteria=[{"title": "Clair"}])
    assert "Gardez l'une des deux" in problem.remedy


def test_importing_an_exported_rubric_changes_nothing(session: Session, house: House, tmp_path: Path) -> None:
    trainer = house.actor("trainer")
    rubric = changed(describes=["", "On suit : « presque ».", "Oui"], description="Sans jargon.")
    first = import_course(session, trainer, write_rubric(tmp_path / "un", rubric))
    assert first.changed
    export_course(session, trainer, first.slug, tmp_path / "deux")
    assert not import_course(session, trainer, tmp_path / "deux").changed


def test_the_course_that_ships_shows_rubrics_tied_to_its_competences() -> None:
    rubrics = [rubric_of(one.content) for one in read_folder(CREER).activities if "rubric" in one.content]
    assert len(rubrics) >= 5
    assert all(one.competence and len(one.describes) == rubric.top for rubric in rubrics for one in rubric.criteria)
