"""The walk of a learner on a phone, what the adviser concludes, the page read in ten seconds, the map and its tables."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest

from app.assessment import services as assessment
from app.attendance import services as attendance
from app.competences.levels import services as levels
from app.competences.levels.session_pages import worked_on
from app.core import clock
from app.core.db import database as current
from app.courses.outline import Outline
from app.scheduling import services as scheduling
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Any]


@pytest.fixture
def path(house: House) -> tuple[str, Outline]:
    with current().writing() as session:
        return enrolled(session, house).id, small_course(session, house.demo)


def every(outline: Outline, block: int, value: str) -> dict[str, str]:
    return {f"level-{one.id}": value for one in outline.blocks[block].competences}


def test_a_learner_walks_block_by_block_then_says_needs_and_sends(path: tuple[str, Outline], visit: Visit) -> None:
    enrolment_id, outline = path
    learner, way = visit("learner@demo.example"), f"/positionnement/{path[0]}/entree"
    assert "Faire le point" in learner.page("/progression")
    assert f"{way}/1" in learner.page("/positionnement")
    first = unescape(learner.page(f"{way}/1"))
    assert "Je sais où j'en suis." in first  # plain words, an example, and « je ne sais pas »
    assert "Le plan est lu." in first
    assert "Je ne sais pas" in first
    kept = visit("learner@demo.example", checks=False).post(
        f"{way}/1", {f"level-{outline.blocks[0].competences[0].id}": "2"}, headers={"hx-request": "true"}
    )
    assert "Gardé : 1 sur 3." in kept.text
    assert learner.post(f"{way}/1", every(outline, 0, "2")).headers["location"] == f"{way}/2"
    assert learner.post(f"{way}/2", every(outline, 1, "?")).headers["location"] == f"{way}/besoins"
    needs = {"expectations": "Vendre mes savons.", "availability": ["Le matin", "Le soir"]}
    assert learner.post(f"{way}/besoins", needs).headers["location"] == way
    summary = unescape(learner.page(way))
    assert "Envoyer mes réponses" in summary
    assert "Le matin, Le soir" in summary
    assert learner.post(f"{way}/envoi", {}).status_code == 303
    assert "envoyé" in learner.page(way)
    assert learner.post(f"{way}/1", every(outline, 0, "1")).status_code == 409
    adviser = visit("adviser@demo.example")
    assert "Entretiens à tenir : 1" in adviser.page("/suivi/positionnements")
    assert adviser.post(f"{way}/entretien", {"held_on": "hier", "agreed": "Oui"}).status_code == 422
    adviser.post(f"{way}/entretien", {"held_on": "2026-11-23", "agreed": "On garde tout le parcours."})
    assert "On garde tout le parcours." in learner.page(way)
    assert "Entretiens à tenir" not in adviser.page("/suivi/positionnements")
    assert enrolment_id in adviser.page(f"/suivi/{enrolment_id}?onglet=competences")


def test_what_was_said_in_an_activity_is_not_asked_again(path: tuple[str, Outline], house: House, visit: Visit) -> None:
    enrolment_id, outline = path
    with current().writing() as session:
        me = house.actor("learner")
        every_one = {one.id: 2 for block in outline.blocks for one in block.competences}
        assessment.rate_levels(session, me, None, activity(outline, "niveaux").id, "", "learner", every_one)
    page = unescape(visit("learner@demo.example").page(f"/positionnement/{enrolment_id}/entree"))
    assert "Tout est rempli." in page


def test_the_progression_begins_with_one_sentence_and_each_figure_opens_the_voices(
    path: tuple[str, Outline], house: House, visit: Visit
) -> None:
    enrolment_id, outline = path
    learner = visit("learner@demo.example")
    first, second = (block.competences[0].id for block in outline.blocks)
    with current().writing() as session:
        for stage, level in (("entry", 1), ("exit", 3)):
            levels.rate(session, house.actor("learner"), enrolment_id, stage, {first: level, second: 2})
        levels.rate(session, house.actor("trainer"), enrolment_id, "exit", {first: 2})
    page = unescape(learner.page("/progression"))
    assert "Vous avez progressé dans 1 bloc sur 2." in page
    assert f"/competences/{enrolment_id}?moment=fin#bloc-1" in page
    assert "Les avis diffèrent" in page
    adviser, here = visit("adviser@demo.example"), f"/competences/{enrolment_id}/{first}"
    shown = unescape(adviser.page(f"{here}?moment=fin"))
    assert "Les avis diffèrent de 1 niveau." in shown
    assert "pas encore conclu" in shown
    heard = shown.split('name="heard" value="')[1].split('"')[0]
    given = {"stage": "exit", "level": "3", "why": "Vu au marché.", "heard": heard}
    assert adviser.post(f"{here}/conclusion", {**given, "why": ""}).status_code == 422
    assert adviser.post(f"{here}/conclusion", given).status_code == 303
    late = adviser.post(f"{here}/conclusion", {**given, "level": "1", "why": "Non."})
    assert late.status_code == 409
    assert "Vu au marché." in unescape(late.text)
    read = unescape(learner.page(f"{here}?moment=fin"))
    assert "Conclu : 3" in read
    assert "Vu au marché." in read
    assert "1 compétence sur 3 est conclue." in unescape(learner.page("/progression"))
    sheet = adviser.get("/suivi/competences.csv")
    rows = list(csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff")), delimiter=";"))
    ends = [row for row in rows if row["Moment"] == "Fin"]
    assert [(row["Compétence"], row["Niveau qui compte"], row["Conclu"]) for row in ends] == [
        ("P1.1", "3", "oui"), ("P2.1", "2", "non"),
    ]  # fmt: skip
    book = ZipFile(io.BytesIO(adviser.get("/suivi/competences.xlsx").content))
    assert "COUNTIFS" in book.read("xl/worksheets/sheet1.xml").decode()
    assert "3,0" in adviser.page("/suivi/competences")
    progress = visit("learner@demo.example", api=True).get(f"/api/v1/enrolments/{enrolment_id}/progress").json()
    assert progress["blocks"][0]["level"] == {"entry": 1.0, "middle": None, "exit": 3.0}


def test_a_document_is_a_proof_that_the_person_and_the_team_open(path: tuple[str, Outline], visit: Visit) -> None:
    enrolment_id, outline = path
    here = f"/competences/{enrolment_id}/{outline.blocks[0].competences[0].id}"
    learner = visit("learner@demo.example")
    files = {"file": ("stage.txt", b"Un mois en boulangerie", "text/plain")}
    assert learner.post(f"{here}/preuves", {"stage": "entry", "words": "Mon stage"}, files=files).status_code == 422
    given = {"stage": "entry", "title": "Attestation de stage", "words": "Un mois au fournil"}
    assert learner.post(f"{here}/preuves", given, files=files).status_code == 303
    page = visit("trainer@demo.example").page(f"{here}?moment=entree")
    assert "Attestation de stage" in page
    proof = "/preuves/" + page.split("/preuves/")[1].split('"')[0]
    opened = visit("trainer@demo.example").get(proof, follow=True)
    assert opened.text == "Un mois en boulangerie"
    assert visit("expert@demo.example").get(proof).status_code == 404
    assert visit("adviser-voisine@demo.example").get(proof).status_code == 404


def test_after_a_session_its_trainer_rates_those_who_were_there_with_the_session_as_proof(
    path: tuple[str, Outline], house: House, visit: Visit
) -> None:
    enrolment_id, outline = path
    with current().writing() as session:
        admin = house.actor("admin")
        meeting = scheduling.plan_session(
            session, admin, house.course_slug, "Atelier", clock.paris(clock.today(), 9), clock.paris(clock.today(), 12),
            "on_site", 8, activity_id=activity(outline, "seance").id, site_id=house.demo.site_id,
        )  # fmt: skip
        scheduling.book(session, admin, meeting.id, enrolment_id)
        attendance.record_attendance(session, house.actor("trainer"), meeting.id, enrolment_id, "morning", True)
    trainer, here = visit("trainer@demo.example"), f"/seances/{meeting.id}/competences"
    competence = worked_on(outline, activity(outline, "seance").id)[0].id
    assert trainer.post(here, {"stage": "middle"}).status_code == 422
    field = f"level-{enrolment_id}:{competence}"
    assert field in trainer.page(here)
    assert trainer.post(here, {"stage": "middle", field: "9"}).status_code == 422
    assert trainer.post(here, {"stage": "middle", field: "2"}).status_code == 303
    shown = trainer.page(f"/competences/{enrolment_id}/{competence}?moment=milieu")
    assert "Séance suivie" in shown
    assert "2 · Je fais avec" in unescape(shown)


def test_an_organisation_writes_its_own_questions(visit: Visit, path: tuple[str, Outline]) -> None:
    adviser, here = visit("adviser@demo.example"), "/suivi/positionnements/questionnaire"
    assert "Qu'attendez-vous de ce parcours ?" in unescape(adviser.page(here))
    own = {
        "key[]": ["a", "b"], "label-a": "Quel permis ?", "kind-a": "choice", "options-a": "Aucun\nB", "stages-a": "entry",
        "label-b": "", "held": "3", "weak": "1",
    }  # fmt: skip
    assert adviser.post(here, own | {"options-a": "Aucun"}).status_code == 422
    assert adviser.post(here, own | {"weak": "4"}).status_code == 422
    assert adviser.post(here, own).status_code == 303
    page = unescape(visit("learner@demo.example").page(f"/positionnement/{path[0]}/entree/besoins"))
    assert "Quel permis ?" in page
    assert "Qu'attendez-vous" not in page
