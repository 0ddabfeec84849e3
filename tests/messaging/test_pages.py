from collections.abc import Callable
from typing import Any

from app.core.db import database as current
from app.messaging import services
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of

Visit = Callable[..., Any]


def test_a_learner_writes_and_sees_when_it_was_read(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolment_id = enrolled(session, house).id
    learner = visit("learner@demo.example")
    assert "Pas encore de message" in learner.page("/messages")
    assert "Adviser Demo" in learner.page("/messages/nouveau")
    assert learner.post(f"/messages/{enrolment_id}", {"body": "Bonjour !"}).status_code == 303
    adviser = visit("adviser@demo.example")
    listing = adviser.page("/messages")
    assert "Bonjour !" in listing
    assert "1 non lu" in listing
    assert "Bonjour !" in adviser.page(f"/messages/{enrolment_id}")
    assert "non lu" not in adviser.page("/messages")
    assert "Lu par Adviser Demo" in learner.page(f"/messages/{enrolment_id}")


def test_a_learner_without_adviser_is_told_who_reads(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolment_id = enrolled(session, house, adviser=False).id
    assert "Personne n'est encore désigné" in visit("learner@demo.example").page(f"/messages/{enrolment_id}")


def test_a_learner_without_path_is_told_when_the_conversation_opens(house: House, visit: Visit) -> None:
    assert "Pas encore de conversation" in visit("learner@demo.example").page("/messages")


def test_a_refused_message_keeps_its_words(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolment_id = enrolled(session, house).id
    long = "mot " * 3000
    answer = visit("learner@demo.example").post(f"/messages/{enrolment_id}", {"body": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text


def test_the_walls_hold(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolment_id = enrolled(session, house).id
    for role in ("trainer", "quality", "expert", "referrer", "auditor"):
        person = visit(f"{role}@demo.example")
        assert person.get("/messages").status_code == (200 if role == "trainer" else 403)
        assert person.get(f"/messages/{enrolment_id}").status_code == 403
    for role in ("learner", "adviser", "admin"):
        neighbour = visit(f"{role}-voisine@demo.example")
        assert neighbour.get(f"/messages/{enrolment_id}").status_code == 404
        assert neighbour.post(f"/messages/{enrolment_id}", {"body": "Bonjour"}).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_many(house: House, visit: Visit, database: Any) -> None:
    adviser = visit("adviser@demo.example")

    def write(n: int) -> None:
        with current().writing() as session:
            enrolment = enrolled(session, house, email=f"p{n}@demo.example", name=f"Personne {n}")
            services.send(session, learner_of(session, house.demo, enrolment), enrolment.id, "Bonjour")

    def count() -> int:
        adviser.page("/messages")
        database.statements.clear()
        adviser.page("/messages")
        return len(database.statements)

    write(0)
    before = count()
    for n in range(1, 12):
        write(n)
    assert count() == before <= 12


def test_machines_read_and_write_a_conversation(house: House, api: Visit) -> None:
    with current().writing() as session:
        enrolment_id = enrolled(session, house).id
    adviser = api("adviser@demo.example")
    sent = adviser.post(f"/enrolments/{enrolment_id}/messages", json={"body": "Bonjour"})
    assert sent.status_code == 201, sent.text
    read = api("learner@demo.example").get(f"/enrolments/{enrolment_id}/messages").json()
    assert [(item["body"], item["from_learner"]) for item in read["items"]] == [("Bonjour", False)]
    assert api("trainer@demo.example").get(f"/enrolments/{enrolment_id}/messages").status_code == 403
