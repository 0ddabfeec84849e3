"""Enrolments by their pages and by the API."""

import re
from collections.abc import Callable

import pytest

from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

NEW = {
    "course": "petit-parcours",
    "learner_email": "karim@demo.example",
    "learner_name": "Karim Benali",
    "starts_on": "2026-11-30",
}


def test_an_adviser_enrols_somebody_and_sees_their_path(visit: Callable[..., Client]) -> None:
    browser = visit("adviser@demo.example")
    assert "Prochains lundis ouverts" in browser.page("/inscriptions/nouvelle")
    answer = browser.post("/inscriptions", NEW | {"project": "Vélos à domicile"}, follow=True)
    assert answer.status_code == 200
    assert "Karim Benali est inscrit" in answer.text
    assert "entrée prévue" in answer.text
    plan = re.search(r'href="(/suivi/[0-9a-f-]{36}/plan)"', answer.text)
    assert plan
    assert "Karim Benali" in browser.page(plan[1])


def test_a_wrong_entry_date_comes_back_with_the_words_kept(visit: Callable[..., Client]) -> None:
    answer = visit("adviser@demo.example").post(
        "/inscriptions", NEW | {"starts_on": "2026-02-30", "project": "Mon idée"}
    )
    assert answer.status_code == 422
    assert "n&#39;existe pas" in answer.text
    assert "Mon idée" in answer.text
    assert "Karim Benali" in answer.text
    past = visit("adviser@demo.example").post("/inscriptions", NEW | {"starts_on": "2026-02-02"})
    assert past.status_code == 422
    assert "déjà passée" in past.text


def test_the_same_enrolment_sent_twice_is_a_conflict_that_keeps_the_words(visit: Callable[..., Client]) -> None:
    browser = visit("adviser@demo.example")
    browser.post("/inscriptions", NEW)
    again = browser.post("/inscriptions", NEW)
    assert again.status_code == 409
    assert "suit déjà ce parcours" in again.text


def test_a_pause_and_its_reason_are_noted_on_the_page(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        enrolment_id = enrolled(session, house).id
    browser = visit("adviser@demo.example")
    path = f"/inscriptions/{enrolment_id}"
    assert "Mettre en pause" in browser.page(path)
    assert browser.get(f"{path}?acte=pause").status_code == 200
    refused = browser.post(f"{path}/sortie", {"on": "2026-11-23", "reason": "Part"})
    assert refused.status_code == 422
    assert "Dites la situation" in refused.text
    assert "Part" in refused.text
    done = browser.post(f"{path}/pause", {"on": "2026-11-23", "reason": "Déménage"}, follow=True)
    assert "en pause" in done.text
    assert "Déménage" in done.text
    assert "Reprendre le parcours" in done.text
    assert browser.get(f"{path}?acte=referent").status_code == 200
    assert browser.post(f"{path}/referent", {}).status_code == 422
    assert browser.post(f"{path}/danser", {"on": "2026-11-23"}).status_code == 404


@pytest.mark.parametrize(
    ("who", "new", "change"),
    [
        ("learner", 403, 403),
        ("adviser", 200, 200),
        ("admin", 200, 200),
        ("trainer", 403, 403),
        ("quality", 403, 403),
        ("expert", 403, 404),
        ("adviser-voisine", 200, 404),
    ],
)
def test_who_opens_the_pages(
    visit: Callable[..., Client], database: RolledBack, house: House, who: str, new: int, change: int
) -> None:
    with database.writing() as session:
        enrolment_id = enrolled(session, house).id
    browser = visit(f"{who}@demo.example")
    assert browser.get("/inscriptions/nouvelle").status_code == new
    assert browser.get(f"/inscriptions/{enrolment_id}").status_code == change


def test_a_machine_enrols_and_reads_back(api: Callable[..., Client]) -> None:
    machine = api("adviser@demo.example")
    body = NEW | {"adviser_email": "adviser@demo.example", "referrer": "Mission locale", "funder": "Agglo"}
    made = machine.request("POST", "/enrolments", json=body)
    assert made.status_code == 201, made.text
    read = machine.get(f"/enrolments/{made.json()['id']}").json()
    assert read == made.json()
    assert read["learner"]["email"] == "karim@demo.example"
    assert (read["status"], read["starts_on"], read["funder"]) == ("admitted", "2026-11-30", "Agglo")
    assert read["adviser"]["name"] == "Adviser Demo"
    listed = machine.get("/enrolments?status=admitted&course=petit-parcours&limit=1").json()
    assert [item["id"] for item in listed["items"]] == [read["id"]]
    assert machine.get("/enrolments?status=active").json() == {"items": [], "next": None}
    assert machine.get("/enrolments?status=nothing").status_code == 422


def test_a_machine_pages_through_the_list(api: Callable[..., Client], database: RolledBack, house: House) -> None:
    with database.writing() as session:
        made = [enrolled(session, house, email=f"p{n}@demo.example").id for n in range(5)]
    machine, found, after = api("quality@demo.example"), [], ""
    while True:
        listed = machine.get(f"/enrolments?limit=2&after={after}").json()
        found += [item["id"] for item in listed["items"]]
        if listed["next"] is None:
            break
        after = listed["next"]
    assert found == made
    assert machine.get("/enrolments?after=!!").status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_on": "2026-01-05"}, "starts_on"),
        ({"starts_on": "2027-02-29"}, "starts_on"),
        ({"adviser_email": "trainer@demo.example"}, "adviser_email"),
        ({"course": "inconnu"}, "course"),
        ({"learner_email": "karim"}, "learner_email"),
        ({"learner_name": "  "}, "learner_name"),
    ],
)
def test_a_machine_is_told_which_field_is_wrong(api: Callable[..., Client], change: dict[str, str], field: str) -> None:
    answer = api("admin@demo.example").request("POST", "/enrolments", json=NEW | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == field


def test_a_machine_changes_a_status(api: Callable[..., Client], database: RolledBack, house: House) -> None:
    with database.writing() as session:
        enrolment_id = enrolled(session, house).id
    machine, path = api("adviser@demo.example"), f"/enrolments/{enrolment_id}/status"
    paused = machine.request("POST", path, json={"status": "paused", "on": "2026-11-23", "reason": "x"})
    assert (paused.status_code, paused.json()["status"]) == (200, "paused")
    assert machine.request("POST", path, json={"status": "finished", "on": "2026-11-23"}).status_code == 409
    left = {"status": "left", "on": "2026-11-23", "exit_reason": "job_search"}
    assert machine.request("POST", path, json=left).json()["exit_reason"] == "job_search"
    assert api("learner@demo.example").request("POST", path, json=left).status_code == 403
    assert api("adviser-voisine@demo.example").request("POST", path, json=left).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_one_or_many(
    api: Callable[..., Client], database: RolledBack, house: House
) -> None:
    counts = []
    for n in (1, 15):
        with database.writing() as session:
            for i in range(n):
                enrolled(session, house, email=f"n{n}-{i}@demo.example")
        machine = api("admin@demo.example")
        database.statements.clear()
        assert machine.get("/enrolments?limit=200").status_code == 200
        counts.append(len(database.statements))
    assert counts[0] == counts[1] <= 4
