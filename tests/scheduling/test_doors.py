"""Sessions by their pages and by the API."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.clock import paris
from app.scheduling import services
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

THURSDAY = date(2026, 11, 26)

BODY = {
    "course": "petit-parcours",
    "title": "Premier jour",
    "starts_at": "2026-11-26T09:00:00+01:00",
    "ends_at": "2026-11-26T17:00:00+01:00",
    "place": "on_site",
    "capacity": 1,
}
FORM = {
    "what": "petit-parcours|",
    "title": "Atelier prix",
    "day": "2026-11-26",
    "start": "09:00",
    "end": "12:00",
    "place": "on_site",
    "people": "collective",
    "capacity": "8",
}


def a_session(
    database: RolledBack, house: House, *, day: date = THURSDAY, title: str = "Premier jour", capacity: int = 2
) -> str:
    with database.writing() as session:
        trainer = house.actor("trainer")
        meeting = services.plan_session(
            session, trainer, house.course_slug, title, paris(day, 9), paris(day, 17), "on_site", capacity
        )
        return meeting.id


def a_path(database: RolledBack, house: House, email: str = "") -> str:
    with database.writing() as session:
        return enrolled(session, house, email=email).id


def test_a_learner_books_from_the_agenda_and_gives_the_seat_back(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    a_path(database, house)
    meeting_id = a_session(database, house)
    browser = visit("learner@demo.example")
    page = browser.page("/agenda")
    assert "Séances ouvertes" in page
    assert "Tulle" in page
    booked = browser.post(f"/seances/{meeting_id}/reservations", follow=True)
    assert "réservé" in booked.text
    assert "Séances ouvertes" not in booked.text
    assert "Rendre ma place" in booked.text
    given_back = browser.post(f"/seances/{meeting_id}/annulation", follow=True)
    assert "La place est rendue" in given_back.text
    with clock.at(paris(THURSDAY, 18)):
        assert "Séances ouvertes" not in browser.page("/agenda")


def test_an_agenda_without_a_path_says_what_will_come(visit: Callable[..., Client]) -> None:
    assert "Pas encore de parcours" in visit("learner@demo.example").page("/agenda")


def test_the_team_reads_the_week(visit: Callable[..., Client], database: RolledBack, house: House) -> None:
    a_session(database, house)
    a_session(database, house, day=THURSDAY + timedelta(days=7), title="Semaine suivante")
    browser = visit("adviser@demo.example")
    page = browser.page("/agenda")
    assert "Premier jour" in page
    assert "Semaine suivante" not in page
    assert "Semaine suivante" in browser.page("/agenda?semaine=2026-12-03")
    assert browser.get("/agenda?semaine=n-importe").status_code == 200
    assert browser.get("/agenda?semaine=9999-12-31").status_code == 200


def test_a_trainer_plans_a_session(visit: Callable[..., Client]) -> None:
    browser = visit("trainer@demo.example")
    assert "Petit parcours · Premier jour" in browser.page("/seances/nouvelle")
    nowhere = browser.post("/seances", FORM)
    assert nowhere.status_code == 422
    assert "Dites où" in nowhere.text
    assert "Atelier prix" in nowhere.text
    done = browser.post("/seances", FORM | {"room": "Salle bleue"}, follow=True)
    assert "est annoncée" in done.text
    assert "Salle bleue" in done.text
    assert "Atelier prix" in browser.page("/seances")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"end": "08:00"}, "doit finir"),
        ({"day": "2027-02-29"}, "existe pas"),
        ({"start": "9 heures"}, "heure"),
        ({"capacity": "beaucoup"}, "au moins une place"),
        ({"what": "inconnu|"}, "parcours"),
    ],
)
def test_a_wrong_session_comes_back_with_its_words(
    visit: Callable[..., Client], change: dict[str, str], says: str
) -> None:
    answer = visit("trainer@demo.example").post("/seances", FORM | {"room": "Salle bleue"} | change)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Salle bleue" in answer.text


@pytest.mark.parametrize(
    ("who", "agenda", "listed", "new", "one"),
    [
        ("learner", 200, 403, 403, 403),
        ("adviser", 200, 200, 200, 200),
        ("trainer", 200, 200, 200, 200),
        ("quality", 200, 200, 403, 200),
        ("admin", 200, 200, 200, 200),
        ("expert", 403, 403, 403, 404),
        ("trainer-voisine", 200, 200, 200, 404),
        ("learner-voisine", 200, 403, 403, 404),
    ],
)
def test_who_opens_the_pages(
    visit: Callable[..., Client],
    database: RolledBack,
    house: House,
    who: str,
    agenda: int,
    listed: int,
    new: int,
    one: int,
) -> None:
    a_path(database, house)
    meeting_id = a_session(database, house)
    browser = visit(f"{who}@demo.example")
    assert browser.get("/agenda").status_code == agenda
    assert browser.get("/seances").status_code == listed
    assert browser.get("/seances/nouvelle").status_code == new
    assert browser.get(f"/seances/{meeting_id}").status_code == one


def test_a_machine_plans_books_and_signs(api: Callable[..., Client], database: RolledBack, house: House) -> None:
    first, second = a_path(database, house), a_path(database, house, "karim@demo.example")
    machine = api("trainer@demo.example")
    made = machine.request("POST", "/sessions", json=BODY)
    assert made.status_code == 201, made.text
    path = f"/sessions/{made.json()['id']}"
    assert made.json()["starts_at"] == "2026-11-26T09:00:00+01:00"
    booked = machine.request("POST", f"{path}/bookings", json={"enrolment_id": first})
    assert booked.json() == {"state": "booked", "position": None}
    waits = machine.request("POST", f"{path}/bookings", json={"enrolment_id": second})
    assert waits.json() == {"state": "waiting", "position": 1}
    presence = {"half_day": "morning", "present": True}
    assert machine.put(f"{path}/attendance/{first}", json=presence).status_code == 409
    with clock.at(paris(THURSDAY, 18)):
        machine = api("trainer@demo.example")
        for _again in range(2):
            said = machine.put(f"{path}/attendance/{first}", json=presence)
            assert said.status_code == 200
            assert (said.json()["present"], said.json()["minutes"]) == (True, 240)
        assert machine.put(f"{path}/attendance/{first}", json={"half_day": "night", "present": True}).status_code == 422
    assert machine.get(path).json()["booked"] == 1


def test_a_machine_lists_a_period_page_by_page(api: Callable[..., Client], database: RolledBack, house: House) -> None:
    for n in range(5):
        a_session(database, house, day=THURSDAY + timedelta(days=n // 2), title=f"S{n}")
    a_session(database, house, day=THURSDAY + timedelta(days=90), title="loin")
    machine, found, after = api("admin@demo.example"), [], ""
    while True:
        listed = machine.get("/sessions", params={"limit": 2, "after": after}).json()
        found += [item["title"] for item in listed["items"]]
        if listed["next"] is None:
            break
        after = listed["next"]
    assert found == ["S0", "S1", "S2", "S3", "S4"]

    def titles(**period: str) -> list[str]:
        return [item["title"] for item in machine.get("/sessions", params=period).json()["items"]]

    assert titles(**{"from": "2026-11-27", "to": "2026-11-27"}) == ["S2", "S3"]
    assert titles(**{"from": "2026-11-28T00:00:00+01:00", "to": "2026-11-29T00:00:00 01:00"}) == ["S4"]
    for wrong in (
        {"from": "hier"},
        {"from": "2026-02-30"},
        {"from": "9999-12-31"},
        {"from": "2026-12-01", "to": "2026-11-01"},
    ):
        assert machine.get("/sessions", params=wrong).status_code == 422
    assert machine.get("/sessions", params={"after": "YWJj"}).status_code == 422


def test_a_learner_sees_the_sessions_of_their_course_only(
    api: Callable[..., Client], database: RolledBack, house: House
) -> None:
    meeting_id = a_session(database, house)
    assert api("learner@demo.example").get("/sessions").json()["items"] == []
    own = a_path(database, house)
    machine = api("learner@demo.example")
    assert [item["id"] for item in machine.get("/sessions").json()["items"]] == [meeting_id]
    assert machine.request("POST", "/sessions", json=BODY).status_code == 403
    assert machine.request("POST", f"/sessions/{meeting_id}/bookings", json={"enrolment_id": own}).status_code == 200
    other = a_path(database, house, "karim@demo.example")
    assert machine.request("POST", f"/sessions/{meeting_id}/bookings", json={"enrolment_id": other}).status_code == 404
    assert api("admin-voisine@demo.example").get(f"/sessions/{meeting_id}").status_code == 404
    assert api("expert@demo.example").get("/sessions").json()["items"] == []


def test_pages_ask_the_same_of_the_database_for_one_or_many(
    visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    a_path(database, house)
    one = a_session(database, house, capacity=50)
    team, learner = visit("trainer@demo.example"), visit("learner@demo.example")
    asked = [(team, "/seances"), (team, "/agenda"), (team, f"/seances/{one}"), (learner, "/agenda")]

    def counts() -> list[int]:
        found = []
        for browser, path in asked:
            browser.page(path)
            database.statements.clear()
            browser.page(path)
            found.append(len(database.statements))
        return found

    before = counts()
    for n in range(12):
        a_session(database, house, title=f"S{n}")
        enrolment_id = a_path(database, house, f"n{n}@demo.example")
        team.post(f"/seances/{one}/reservations", {"enrolment_id": enrolment_id})
    assert counts() == before
    assert max(before) <= 8
