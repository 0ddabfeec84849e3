"""Appointments by machine."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.clock import paris
from tests.factories.appointments import THURSDAY, opened, taken
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of

Api = Callable[..., Client]


@pytest.fixture
def learner(session: Session, house: House) -> Actor:
    return learner_of(session, house.demo, enrolled(session, house))


def test_a_machine_finds_takes_moves_and_cancels(session: Session, house: House, learner: Actor, api: Api) -> None:
    first, second, *_more = opened(session, house)
    phone = api("learner@demo.example")
    slots = phone.get("/appointments/slots?from=2026-11-26&to=2026-11-26").json()
    assert [one["id"] for one in slots][:2] == [first.id, second.id]
    assert slots[0]["starts_at"] == "2026-11-26T09:00:00+01:00"
    assert "link" not in slots[0]
    made = phone.post("/appointments", json={"slot_id": first.id, "means": "video", "about": "Mes prix"})
    assert made.status_code == 201
    assert (made.json()["link"], made.json()["outcome"]) == ("https://visio.example/ines", None)
    where = f"/appointments/{made.json()['id']}"
    moved = phone.request("PATCH", where, json={"slot_id": second.id})
    assert (moved.json()["slot_id"], moved.json()["revision"]) == (second.id, 1)
    assert phone.request("PATCH", where, json={}).status_code == 422
    assert phone.request("PATCH", where, json={"starts_at": "2026-11-27T09:00:00+01:00"}).status_code == 403
    assert [one["id"] for one in phone.get("/appointments").json()["items"]] == [made.json()["id"]]
    assert phone.request("DELETE", where).status_code == 204
    assert phone.request("DELETE", where).status_code == 204
    assert phone.get(where).json()["cancelled_at"] is not None


def test_a_taken_slot_answers_409_with_its_code(session: Session, house: House, learner: Actor, api: Api) -> None:
    slot = opened(session, house)[0]
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    taken(session, other, slot)
    answer = api("learner@demo.example").post(
        "/appointments", json={"slot_id": slot.id, "means": "place", "about": "x"}
    )
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("slot-taken")


def test_an_outcome_is_put_and_put_again(session: Session, house: House, learner: Actor, api: Api) -> None:
    made = taken(session, learner, opened(session, house)[0])
    where = f"/appointments/{made.id}/outcome"
    assert api("adviser@demo.example").put(where, json={"outcome": "held"}).status_code == 409
    with clock.at(paris(THURSDAY, 12)):
        adviser = api("adviser@demo.example")
        for _time in range(2):
            answer = adviser.put(where, json={"outcome": "held", "minutes": 40})
            assert (answer.status_code, answer.json()["held_minutes"]) == (200, 40)
        assert adviser.put(where, json={"outcome": "absent", "absence": "flu"}).status_code == 422
        assert api("learner@demo.example").put(where, json={"outcome": "held"}).status_code == 403
        assert api("adviser-voisine@demo.example").put(where, json={"outcome": "held"}).status_code == 404


def test_an_adviser_moves_to_any_time(session: Session, house: House, learner: Actor, api: Api) -> None:
    made = taken(session, learner, opened(session, house)[0])
    answer = api("adviser@demo.example").request(
        "PATCH", f"/appointments/{made.id}", json={"starts_at": "2026-11-27T16:00:00+01:00"}
    )
    assert answer.json()["ends_at"] == "2026-11-27T16:30:00+01:00"
    assert api("adviser@demo.example").get("/appointments/slots").status_code == 200
    assert api("trainer@demo.example").get("/appointments/slots").status_code == 403
