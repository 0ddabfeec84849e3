"""Somebody known to two organisations: how they enter each is its own business, and neither opens the other."""

from collections.abc import Callable

import pytest

from app.core.access import Role
from app.core.db import Database
from app.identity.models import Membership
from tests.entry.conftest import Newcomer, enrol
from tests.entry.test_cards import choose
from tests.entry.test_codes import ask_link, link
from tests.entry.test_passwords import SENTENCE
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
MAILED = "awa@demo.example"
TRAINER = {"name": "Awa", "email": MAILED, "role": "trainer"}


def by_link(visit: Visit, database: Database) -> Client:
    ask_link(visit(), MAILED)
    client, path = visit(), link(database)
    client.get(path)
    assert client.post(path).status_code == 303
    client.secret = client.http.cookies["bidaide"]
    return client


@pytest.fixture
def known_to_both(visit: Visit, database: Database, house: House) -> None:
    """A learner who enters by a link, to whom the other organisation gives a role of its team."""
    enrol(database, house, "Awa Test", email=MAILED)
    assert visit("admin-voisine@demo.example").post("/admin/personnes", TRAINER).status_code == 303


@pytest.mark.usefixtures("known_to_both")
def test_a_role_given_elsewhere_shuts_nobody_out_at_home(visit: Visit, database: Database) -> None:
    client = by_link(visit, database)
    assert client.get("/mon-parcours").status_code == 200
    assert client.get("/suivi").status_code == 403, "at home they follow nobody"


@pytest.mark.usefixtures("known_to_both")
def test_what_opens_home_gives_no_way_into_the_other(visit: Visit, database: Database) -> None:
    client = by_link(visit, database)
    for door in ("/compte/codes", "/compte/cles-d-acces/defi"):
        refused = client.post(door)
        assert refused.status_code == 403, door
        assert "autre organisme" in refused.text
    first = client.post("/compte/mot-de-passe", {"after": SENTENCE})
    assert first.headers["location"] == "/compte", "an account that had nothing is given its first by its own mail"
    again = by_link(visit, database)
    assert again.post("/compte/mot-de-passe", {"after": SENTENCE + " bleue"}).status_code == 403
    assert again.post("/compte/mot-de-passe", {"before": SENTENCE, "after": SENTENCE + " bleue"}).status_code == 303


def test_a_card_gives_no_password_to_an_account_that_sees_others_elsewhere(
    visit: Visit, database: Database, house: House, newcomer: Newcomer
) -> None:
    """Whoever makes the card, and could choose its PIN, would enter the other organisation with it."""

    client = visit()
    choose(client, newcomer)
    client.secret = client.http.cookies["bidaide"]
    with database.writing() as session:
        session.add(Membership(organisation_id=house.neighbour.id, account_id=newcomer.account_id, role=Role.TRAINER))
    assert client.get("/mon-parcours").status_code == 200
    assert client.post("/compte/mot-de-passe", {"after": SENTENCE}).status_code == 403
