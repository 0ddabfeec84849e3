import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from app.assessment import services as assessment
from app.attendance import services as attendance
from app.core import clock
from app.core.clock import paris
from app.core.db import database as current
from app.enrolments import services as enrolling
from app.forum import services as forum
from app.learning import services as learning
from app.messaging import services as messaging
from app.scheduling import services as scheduling
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of, small_course

Visit = Callable[..., Any]
TABS = ("", "?onglet=parcours", "?onglet=competences", "?onglet=presence", "?onglet=echanges", "?onglet=travaux")


def path_of(house: House, n: int = 0, **given: Any) -> str:
    with current().writing() as session:
        email = f"personne{n}@demo.example" if n else ""
        enrolment = enrolled(session, house, email=email, name=f"Personne {n:03}", **given)
        return enrolment.id


def busy_path(house: House) -> str:
    """One of everything in a path."""
    with current().writing() as session:
        enrolment = enrolled(session, house)
        learner, trainer = learner_of(session, house.demo, enrolment), house.actor("trainer")
        outline = small_course(session, house.demo)
        learning.complete_activity(session, learner, enrolment.id, activity(outline, "accueil").id)
        assessment.submit_work(session, learner, enrolment.id, activity(outline, "travail").id, "Mon **travail**", None)
        forum.answer_activity(session, learner, activity(outline, "fil").id, "Je me présente")
        messaging.send(session, learner, enrolment.id, "Une question")
        competence = outline.blocks[0].competences[0]
        assessment.rate_levels(
            session, house.actor("adviser"), enrolment.id, None, "entry", "adviser", {competence.id: 2}
        )
        now = clock.now()
        meeting = scheduling.plan_session(
            session, trainer, house.course_slug, "Atelier", now + timedelta(hours=1), now + timedelta(hours=2), "on_site", 8,
            site_id=house.demo.site_id,
        )  # fmt: skip
        scheduling.book(session, trainer, meeting.id, enrolment.id)
        with clock.at(now + timedelta(hours=3)):
            attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", False, "grippe")
        return enrolment.id


def test_the_morning_page_says_who_needs_somebody_and_why(house: House, visit: Visit) -> None:
    path_of(house)
    adviser = visit("adviser@demo.example")
    assert "Ce matin, personne" in adviser.page("/suivi")
    with clock.at(clock.now() + timedelta(days=9)):
        page = visit("adviser@demo.example").page("/suivi")
    assert "Ce matin : 1 personne a besoin de vous" in page
    assert "Jamais connecté depuis l&#39;entrée, il y a 9 jours" in page
    assert 'href="/messages/' in page


def test_a_paused_person_is_apart_and_gives_no_signal(house: House, visit: Visit) -> None:
    enrolment_id = path_of(house)
    with current().writing() as session:
        enrolling.pause(session, house.actor("adviser"), enrolment_id, clock.today())
    with clock.at(clock.now() + timedelta(days=9)):
        page = visit("adviser@demo.example").page("/suivi")
    assert "1 personne en pause" in page
    assert "Ce matin, personne" in page


def test_an_adviser_sees_the_people_they_follow_and_others_of_the_team_see_all(house: House, visit: Visit) -> None:
    path_of(house)
    path_of(house, 1, adviser=False)
    assert "Personne 001" not in visit("adviser@demo.example").page("/suivi")
    for role in ("trainer", "quality", "admin"):
        page = visit(f"{role}@demo.example").page("/suivi")
        assert "Personne 001" in page
        assert "Toute l'organisation : 2 personnes" in page


def test_trainers_and_quality_look_without_writing(house: House, visit: Visit) -> None:
    enrolment_id = path_of(house)
    for role in ("trainer", "quality"):
        person = visit(f"{role}@demo.example")
        assert f'href="/messages/{enrolment_id}"' not in person.page("/suivi") + person.page(f"/suivi/{enrolment_id}")


@pytest.mark.parametrize("role", ["learner", "expert", "referrer", "auditor"])
def test_the_list_is_closed_to_those_who_do_not_accompany(house: House, visit: Visit, role: str) -> None:
    person = visit(f"{role}@demo.example")
    assert person.get("/suivi").status_code == 403
    assert person.get("/suivi.csv").status_code == 403


def test_a_learner_cannot_open_their_own_dossier(house: House, visit: Visit) -> None:
    enrolment_id = path_of(house)
    assert visit("learner@demo.example").get(f"/suivi/{enrolment_id}").status_code == 403
    for role in ("expert", "referrer", "auditor"):
        assert visit(f"{role}@demo.example").get(f"/suivi/{enrolment_id}").status_code == 404
    for role in ("learner", "adviser", "trainer", "quality", "admin"):
        assert visit(f"{role}-voisine@demo.example").get(f"/suivi/{enrolment_id}").status_code == 404


def test_filters_and_order_work_by_their_address(house: House, visit: Visit) -> None:
    first = path_of(house, 1)
    path_of(house, 2)
    with current().writing() as session:
        enrolment = session.get_one(enrolling.Enrolment, first)
        learner = learner_of(session, house.demo, enrolment)
        learning.complete_activity(session, learner, first, activity(small_course(session, house.demo), "accueil").id)
    adviser = visit("adviser@demo.example")
    page = adviser.page("/suivi?tri=progression&sens=desc")
    table = page.split("<tbody>")[1]
    assert table.index("Personne 001") < table.index("Personne 002")
    assert 'aria-sort="descending"' in page
    rising = adviser.page("/suivi?tri=progression").split("<tbody>")[1]
    assert rising.index("Personne 002") < rising.index("Personne 001")
    assert "Personne ne correspond" in adviser.page("/suivi?statut=finished")
    assert "Personne ne correspond" in adviser.page("/suivi?entree=2020-01")
    assert "Personne 001" in adviser.page(f"/suivi?entree=2026-11&lieu={house.demo.site_id}")
    assert "Personne 001" in adviser.page("/suivi?tri=inconnu&statut=inconnu&sens=x")


def test_the_heat_map_says_each_figure_in_text(house: House, visit: Visit) -> None:
    busy_path(house)
    page = visit("adviser@demo.example").page("/suivi")
    assert "niveau 2,0</title>" in page
    assert "Bloc 2 : " in page
    assert "§" not in page


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_dossier_opens_for_the_team(house: House, visit: Visit, tab: str) -> None:
    empty, full = path_of(house, 1), busy_path(house)
    for role in ("adviser", "trainer", "quality", "admin"):
        person = visit(f"{role}@demo.example")
        person.page(f"/suivi/{empty}{tab}")
        person.page(f"/suivi/{full}{tab}")


def test_a_dossier_tells_the_whole_path(house: House, visit: Visit) -> None:
    enrolment_id = busy_path(house)
    adviser = visit("adviser@demo.example")
    page = adviser.page(f"/suivi/{enrolment_id}")
    for words in ("Entrée dans le parcours", "Activité faite : ", "Travail rendu : ", "Absence notée : Atelier"):
        assert words in page
    assert "grippe" in adviser.page(f"/suivi/{enrolment_id}?onglet=presence")
    exchanges = adviser.page(f"/suivi/{enrolment_id}?onglet=echanges")
    assert "Une question" in exchanges
    assert "Je me présente" in exchanges
    assert "Une question" not in visit("trainer@demo.example").page(f"/suivi/{enrolment_id}?onglet=echanges")
    assert "à relire" in adviser.page(f"/suivi/{enrolment_id}?onglet=travaux")
    assert "Conseil 2" in adviser.page(f"/suivi/{enrolment_id}?onglet=competences")
    assert "Premiers pas" in adviser.page(f"/suivi/{enrolment_id}?onglet=parcours")


def test_the_timeline_goes_on_from_where_it_stopped(house: House, visit: Visit) -> None:
    enrolment_id = path_of(house)
    with current().writing() as session:
        for n in range(60):
            messaging.send(session, house.actor("adviser"), enrolment_id, f"Message {n}")
    adviser = visit("adviser@demo.example")
    page = adviser.page(f"/suivi/{enrolment_id}")
    assert "Admission dans le parcours" not in page
    following = page.split('rel="next" href="')[1].split('"')[0]
    assert "Admission dans le parcours" in adviser.page(following)


def test_the_list_and_the_dossier_ask_the_same_for_one_and_for_many(house: House, visit: Visit, database: Any) -> None:
    enrolment_id = path_of(house)
    adviser = visit("adviser@demo.example")

    def count(path: str) -> int:
        adviser.page(path)
        database.statements.clear()
        adviser.page(path)
        return len(database.statements)

    def first_count(path: str) -> int:
        database.statements.clear()
        adviser.page(path)
        return len(database.statements)

    paths = ["/suivi", *(f"/suivi/{enrolment_id}{tab}" for tab in TABS)]
    before = [count(path) for path in paths]
    path_of(house, 100)
    cold = first_count("/suivi")
    for n in range(1, 25):
        path_of(house, n)
    assert first_count("/suivi") == cold <= 17
    assert [count(path) for path in paths] == before
    assert max(before) <= 15


def test_the_list_is_exported_for_a_spreadsheet(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolled(session, house, email="ruse@demo.example", name="=1+1")
    answer = visit("adviser@demo.example").get("/suivi.csv")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Nom"
    assert rows[1][0] == "'=1+1"
    assert len(rows[0]) == len(rows[1])


def test_machines_read_the_follow_up_page_by_page(house: House, api: Visit) -> None:
    ids = {path_of(house, n) for n in range(1, 4)}
    with clock.at(clock.now() + timedelta(days=8)):
        adviser = api("adviser@demo.example")
        seen, after = [], ""
        while True:
            page = adviser.get(f"/follow-up?limit=2&after={after}").json()
            seen += page["items"]
            if page["next"] is None:
                break
            after = page["next"]
    assert {item["enrolment_id"] for item in seen} == ids
    assert seen[0]["signals"][0]["kind"] == "never"
    assert [block["percent"] for block in seen[0]["blocks"]] == [0, 0]
    assert api("learner@demo.example").get("/follow-up").status_code == 403
    assert api("adviser-voisine@demo.example").get("/follow-up").json()["items"] == []


def test_a_session_to_come_is_shown_in_the_list(house: House, visit: Visit) -> None:
    enrolment_id = path_of(house)
    day = clock.today() + timedelta(days=3)
    with current().writing() as session:
        meeting = scheduling.plan_session(
            session, house.actor("trainer"), house.course_slug, "Atelier", paris(day, 14), paris(day, 17), "on_site", 8,
            site_id=house.demo.site_id,
        )  # fmt: skip
        scheduling.book(session, house.actor("trainer"), meeting.id, enrolment_id)
    assert "26 nov., 14 h" in visit("adviser@demo.example").page("/suivi")


def test_writing_from_the_list_begins_with_words_that_one_may_change(house: House, visit: Visit) -> None:
    path = path_of(house)
    adviser = visit("adviser@demo.example")
    with clock.at(clock.now() + timedelta(days=9)):
        listed = unescape(adviser.page("/suivi"))
        (address,) = re.findall(rf'href="(/messages/{path}\?texte=[^"#]+)#fin"', listed)
        page = adviser.page(address)
    assert "je prends de vos nouvelles" in unescape(page)
    assert "Rien n'est encore envoyé" in unescape(page)
    assert "<script>" not in adviser.page(f"/messages/{path}?texte=<script>alert(1)</script>").split("<main")[1]
    assert adviser.page(f"/messages/{path}?texte=" + "a" * 5_000).count("a" * 1_001) == 0
