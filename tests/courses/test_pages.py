"""The public catalogue and sheets, and the workshop."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from app.courses import queries
from app.courses.outline import current_outline
from app.courses.services.importing import import_course
from tests.courses.folders import replace, write_folder
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]


def test_anybody_reads_the_catalogue(visit: Visit) -> None:
    page = visit().page("/parcours")
    assert "Petit parcours" in page
    assert page.count("?organisation=demo") == 4, (
        "two organisations use the same slug: title and button name the right one"
    )


def test_anybody_reads_a_programme_sheet(visit: Visit) -> None:
    page = visit().page("/parcours/petit-parcours")
    for words in (
        "Ce que vous saurez faire",
        "Prérequis",
        "Handicap",
        "Prix",
        "Semaine",
        "Premiers pas",
        "CC-BY-SA-4.0",
    ):
        assert words in page
    assert "Demo-Voisine" in visit().page("/parcours/petit-parcours?organisation=demo-voisine")


def test_a_member_reads_the_sheet_of_their_own_organisation(visit: Visit) -> None:
    page = visit("learner-voisine@demo.example").page("/parcours/petit-parcours")
    assert "Fiche programme</p>" not in page
    assert "Fiche programme · Demo-Voisine" in page


def test_a_sheet_that_does_not_exist_is_a_page_that_says_so(visit: Visit) -> None:
    assert visit().get("/parcours/rien").status_code == 404
    assert visit().get("/parcours/petit-parcours?organisation=autre").status_code == 404


def test_the_hours_of_the_sheet_are_those_of_the_activities(visit: Visit, session: Session, house: House) -> None:
    course = queries.course_by_slug(session, house.demo.id, house.course_slug)
    assert course is not None
    plan = current_outline(session, course.id)
    on_site = sum(a.minutes for a in plan.activities.values() if a.place == "on_site")
    hours, minutes = divmod(on_site, 60)
    page = visit().page("/parcours/petit-parcours")
    assert f"Sur place {hours} h {minutes:02}" in page if minutes else f"Sur place {hours} h" in page


def test_a_trainer_sees_the_workshop(visit: Visit, house: House) -> None:
    trainer = visit("trainer@demo.example")
    assert "Petit parcours" in trainer.page("/atelier")
    for address in ("/atelier/petit-parcours", "/atelier/petit-parcours/edition"):
        page = trainer.page(address)
        for words in ("Par bloc", "Par semaine", "Premiers pas", "Essais", "Part sur place"):
            assert words in page, address


def test_a_trainer_previews_each_activity(visit: Visit, session: Session, house: House) -> None:
    course = queries.course_by_slug(session, house.demo.id, house.course_slug)
    assert course is not None
    trainer = visit("trainer@demo.example")
    for activity in current_outline(session, course.id).activities.values():
        page = trainer.page(f"/atelier/petit-parcours/activites/{activity.id}")
        assert "Compté quand" in page
    assert trainer.get("/atelier/petit-parcours/activites/inconnue").status_code == 404


def test_the_workshop_is_closed_to_others(visit: Visit) -> None:
    for role in ("learner", "adviser", "quality", "expert", "referrer", "auditor"):
        visitor = visit(f"{role}@demo.example")
        for path in ("/atelier", "/atelier/petit-parcours", "/atelier/petit-parcours/dossier.zip"):
            assert visitor.get(path).status_code == 403, (role, path)
    assert visit().get("/atelier").status_code == 302


def test_the_workshop_of_a_neighbour_does_not_show(
    visit: Visit, session: Session, house: House, tmp_path: Path
) -> None:
    import_course(session, house.actor("trainer"), write_folder(tmp_path / "au-marche"))
    course = queries.course_by_slug(session, house.demo.id, "au-marche")
    assert course is not None
    activity_id = next(iter(current_outline(session, course.id).activities))
    neighbour = visit("trainer-voisine@demo.example")
    for path in ("", "/dossier.zip", f"/activites/{activity_id}"):
        assert neighbour.get(f"/atelier/au-marche{path}").status_code == 404
    assert "Au marché" not in neighbour.page("/atelier")


def test_a_trainer_takes_the_folder_away(visit: Visit) -> None:
    response = visit("trainer@demo.example").get("/atelier/petit-parcours/dossier.zip")
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert "petit-parcours/course.yaml" in names
    assert "petit-parcours/quizzes/questions.gift" in names


def test_pages_ask_as_much_of_the_database_for_one_course_or_many(
    visit: Visit, session: Session, house: House, tmp_path: Path, database: RolledBack
) -> None:
    paths = ("/parcours", "/parcours/petit-parcours", "/atelier", "/atelier/petit-parcours")
    trainer = visit("trainer@demo.example")

    def counts() -> list[int]:
        found = []
        for path in paths:
            trainer.page(path)  # the outline is known from here on
            database.statements.clear()
            trainer.page(path)
            found.append(len(database.statements))
        return found

    before = counts()
    for number in range(5):
        folder = write_folder(tmp_path / str(number))
        replace(folder, "course.yaml", "slug: au-marche", f"slug: au-marche-{number}")
        import_course(session, house.actor("trainer"), folder)
    assert counts() == before
    assert max(before) <= 5
