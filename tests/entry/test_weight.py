"""Acts of weight: one list, asked of everybody who sees others, at every door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.errors import FreshNeeded
from app.core.trail import Did
from app.entry.weight import ACTS, LIGHT, weigh
from app.trail.routes import Watched, act_of, rule_of
from tests.access import matrix
from tests.entry.conftest import enrol
from tests.entry.test_factors import by_password, holds
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
LATER = timedelta(minutes=16)


def _actor(*roles: Role, way: str = "password", fresh: bool = False) -> Actor:
    until = clock.now() + timedelta(minutes=1) if fresh else clock.now()
    return Actor("a", "o", "", "", "", "", frozenset(roles), way=way, fresh_until=until)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_of_the_list_asks_for_a_proof_that_is_young(act: str) -> None:
    method, path = act.split(" ")
    stale = _actor(Role.ADVISER)
    for actor in (stale, replace(stale, fresh_until=None), replace(stale, way="machine", fresh_until=None)):
        with pytest.raises(FreshNeeded):
            weigh(actor, method, path)
    weigh(_actor(Role.ADVISER, fresh=True), method, path)
    weigh(_actor(Role.LEARNER), method, path)  # sees nobody else
    weigh(replace(stale, way=""), method, path)  # work done in somebody's name


def test_the_list_names_doors_and_every_file_about_people_is_weighed() -> None:
    doors = {f"{method} {path}": (method, path) for method, path in matrix.read()}
    assert not {*ACTS, *LIGHT} - doors.keys()
    files = {
        door
        for door, (method, path) in doors.items()
        if isinstance(rule := rule_of(method, path), Watched) and act_of(method, path, rule) is Did.EXPORTED
    }
    assert not files - {*ACTS, *LIGHT}, "in app/entry/weight.py: weighs, or why not"
    assert not ACTS.keys() & LIGHT.keys()


def test_a_file_asks_then_leads_back_to_the_page_whose_link_was_pressed(visit: Visit) -> None:
    adviser = by_password(visit)
    assert adviser.get("/suivi.csv").status_code == 200
    clock.freeze(clock.now() + LATER)
    asked = adviser.get("/suivi.csv", headers={"Referer": "http://house.test/suivi?groupe=1"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/compte/confirmer?suite=/suivi%3Fgroupe%3D1")
    assert adviser.get("/suivi.csv").headers["location"] == "/compte/confirmer?suite=/suivi.csv"
    assert "data-refused" in adviser.page("/compte/confirmer?suite=/suivi")  # a text being written stays on the device
    proved = adviser.post("/compte/confirmer", {"password": PASSWORD, "suite": "/suivi?groupe=1"})
    assert proved.headers["location"].startswith("/suivi?groupe=1")
    holds(proved, adviser)
    assert adviser.get("/suivi.csv").status_code == 200  # the password of the demonstration is enough


def test_a_card_a_role_and_a_key_wait_for_the_proof_and_nothing_is_done(
    visit: Visit, api: Visit, house: House, database: Database
) -> None:
    adviser, admin = visit("adviser@demo.example"), visit("admin@demo.example")
    program = api("adviser@demo.example")
    path, _account = enrol(database, house)
    clock.freeze(clock.now() + LATER)
    for client, address, form in (
        (adviser, f"/suivi/{path}/acces/carte", {}),
        (adviser, "/agenda/ailleurs", {}),
        (admin, "/admin/personnes", {"email": "neuve@exemple.fr", "name": "Neuve", "role": "adviser"}),
    ):
        assert client.post(address, form).headers["location"].startswith("/compte/confirmer"), address
    assert "Carte faite" not in adviser.page(f"/suivi/{path}/acces")
    assert "Neuve" not in admin.page("/admin")
    refused = program.post(f"/enrolments/{path}/card")
    assert (refused.status_code, refused.json()["type"]) == (403, "/aide/erreurs#fresh-needed")
    assert adviser.post(f"/suivi/{path}/acces/retrait").headers["location"].startswith("/suivi/")  # at once
