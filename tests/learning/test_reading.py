"""A lesson is read whole or simply, with its words explained, as the person chose last."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.courses.services.importing import import_course
from app.enrolments import services as enrolling
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, SMALL_COURSE, House
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Client]
GLOSSARY = """\
glossary:
  - {term: Étape, says: Un morceau du parcours., also: [pas, étapes]}
  - {term: Zone, says: L'endroit où l'on vend.}
  - {term: Apport, says: L'argent que l'on met soi-même.}
blocks:
"""


@pytest.fixture
def learner(session: Session, house: House, visit: Visit, tmp_path: Path) -> Client:
    """Enrolled in a course whose welcome page has a simple version, and whose quiz has one too."""
    folder = tmp_path / "petit-parcours"
    shutil.copytree(SMALL_COURSE, folder)
    outline = folder / "course.yaml"
    outline.write_text(outline.read_text().replace("\nblocks:\n", "\n" + GLOSSARY))
    with (folder / "activities" / "accueil.md").open("a") as file:
        file.write("\n\nChaque [[étape]] compte.\n")
    (folder / "activities" / "accueil.simple.md").write_text("C'est simple.\n")
    (folder / "activities" / "questions.simple.md").write_text("Répondez.\n")
    import_course(session, house.actor("trainer"), folder)
    enrolment = enrolled(session, house)
    enrolling.start(session, house.actor("admin"), enrolment.id, ENTRY)
    return visit("learner@demo.example")


def address(session: Session, house: House, key: str) -> str:
    return f"/activites/{activity(small_course(session, house.demo), key).id}"


def test_a_lesson_opens_whole_and_offers_its_simple_version(session: Session, house: House, learner: Client) -> None:
    here = address(session, house, "accueil")
    page = learner.page(here)
    assert "C'est simple." not in page
    assert f'href="{here}?lecture=simple"' in page
    assert "Lire la version simple" in page
    simple = learner.page(f"{here}?lecture=simple")
    assert "<p>C'est simple.</p>" in simple
    assert "Les mots de cette page" not in simple
    assert f'href="{here}?lecture=complete"' in simple
    assert "J'ai terminé" in simple, "the act is the same"


def test_the_choice_is_kept_for_the_next_lessons(session: Session, house: House, learner: Client) -> None:
    learner.page(address(session, house, "accueil") + "?lecture=simple")
    assert "Répondez." in learner.page(address(session, house, "questions"))
    other = learner.page(address(session, house, "travail"))
    assert "version simple" not in other
    assert "version complète" not in other
    learner.page(address(session, house, "accueil") + "?lecture=complete")
    assert "Répondez." not in learner.page(address(session, house, "questions"))


def test_a_word_that_means_nothing_changes_nothing(session: Session, house: House, learner: Client) -> None:
    answer = learner.get(address(session, house, "accueil") + "?lecture=autre")
    assert "bidaide_lecture" not in answer.headers.get("set-cookie", "")
    assert "Lire la version simple" in answer.text


def test_words_are_explained_at_the_end_of_the_page(session: Session, house: House, learner: Client) -> None:
    page = learner.page(address(session, house, "accueil"))
    assert page.index("Les mots de cette page") < page.index("Un morceau du parcours.") < page.index("J'ai terminé")
    assert "Un morceau du parcours." in page


def test_the_glossary_gives_every_word_in_the_order_of_the_alphabet(learner: Client) -> None:
    assert 'href="/mon-parcours/glossaire"' in learner.page("/mon-parcours")
    page = learner.page("/mon-parcours/glossaire")
    places = [page.index(f"<dt>{word}</dt>") for word in ("Apport", "Étape", "Zone")]
    assert places == sorted(places)
    assert "On dit aussi : pas." in page.replace("\u00a0", " "), "and nobody needs to be told the plural"


def test_a_course_without_words_has_no_link_to_them(session: Session, house: House, visit: Visit) -> None:
    enrolled(session, house)
    client = visit("learner@demo.example")
    assert "/mon-parcours/glossaire" not in client.page("/mon-parcours")
    assert "n'a pas de glossaire" in client.page("/mon-parcours/glossaire")


def test_the_glossary_costs_no_statement_of_its_own(learner: Client, database: RolledBack) -> None:
    learner.page("/mon-parcours/glossaire")
    database.statements.clear()
    learner.page("/mon-parcours/glossaire")
    assert len(database.statements) <= 2


def test_machines_get_both_versions(session: Session, house: House, learner: Client, visit: Visit) -> None:
    machine = visit("learner@demo.example", api=True)
    found = machine.get(address(session, house, "accueil").replace("/activites", "/activities")).json()
    assert found["content"]["simple"] == {"source": "C'est simple.", "html": "<p>C'est simple.</p>\n"}
    assert "Chaque" in found["html"]


def test_machines_of_learners_are_never_given_the_answers_of_a_quiz(
    session: Session, house: House, learner: Client, visit: Visit
) -> None:
    machine = visit("learner@demo.example", api=True)
    answer = machine.get(address(session, house, "questions").replace("/activites", "/activities"))
    assert answer.status_code == 200
    assert "::" not in answer.text
    assert "written" not in answer.json()["content"]
