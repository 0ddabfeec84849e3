"""A screen of everybody's: a short session that is seen to end, and that leaves nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.identity.models import SignIn
from tests.factories.client import PASSWORD, Client

Visit = Callable[..., Client]


@pytest.fixture
def shared(visit: Visit) -> Client:
    client = visit()
    client.get("/connexion")
    answer = client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD, "partage": "oui"})
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("bidaide="))
    assert "Max-Age" not in cookie  # gone when the browser is closed
    client.secret = client.http.cookies["bidaide"]
    return client


def test_its_end_is_written_and_nothing_of_it_is_kept_by_the_browser(shared: Client) -> None:
    page = shared.get("/accueil")
    assert page.headers["cache-control"] == "no-store"
    assert "votre session se ferme à 9 h 30" in page.text
    assert 'http-equiv="refresh" content="1805;url=/poste-partage/fin"' in page.text
    assert "data-shared" in page.text
    for path in ("/mes-donnees/copie", "/agenda", "/api/docs"):
        answer = shared.get(path)
        if "set-cookie" not in answer.headers and path != "/api/docs":
            assert answer.headers["cache-control"] == "no-store", path
    own = re.search(r"no-store", shared.get("/static/favicon.svg").headers.get("cache-control", ""))
    assert own is None


def test_half_an_hour_without_an_act_and_it_is_over(shared: Client) -> None:
    for _each in range(3):
        clock.freeze(clock.now() + timedelta(minutes=25))
        assert shared.get("/accueil").status_code == 200
    clock.freeze(clock.now() + timedelta(minutes=30, seconds=1))
    assert shared.get("/accueil").headers["location"].startswith("/connexion")
    over = shared.get("/poste-partage/fin")
    assert over.headers["clear-site-data"] == '"cache", "storage"'
    assert "Rien" in over.text or "rien ne reste" in over.text


def test_it_never_lasts_longer_than_three_hours(shared: Client) -> None:
    for _each in range(8):
        clock.freeze(clock.now() + timedelta(minutes=22))
        assert shared.get("/accueil").status_code == 200
    assert "9 h" not in re.findall(r"se ferme à ([\d h]+)", shared.page("/accueil"))
    clock.freeze(clock.now() + timedelta(minutes=5))
    assert shared.get("/accueil").status_code == 302


def test_to_stay_is_one_tap(shared: Client) -> None:
    clock.freeze(clock.now() + timedelta(minutes=20))
    answer = shared.post("/poste-partage/prolonger", headers={"Accept": "application/json"})
    assert answer.json() == {"seconds": 1800}
    clock.freeze(clock.now() + timedelta(minutes=25))
    stayed = shared.post("/poste-partage/prolonger", {"suite": "/agenda"})
    assert stayed.headers["location"] == "/agenda"


@pytest.mark.parametrize("way_out", ["/deconnexion", "/poste-partage/fin"])
def test_leaving_leaves_nothing(shared: Client, database: Database, way_out: str) -> None:
    shared.get("/accueil")
    left = shared.post(way_out)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert left.headers["cache-control"] == "no-store"
    assert left.headers["location"] == "/connexion"
    gone = {line.split("=")[0] for line in left.headers.get_list("set-cookie") if "Max-Age=0" in line}
    assert {"bidaide", "bidaide-appareil"} <= gone
    with database.reading() as session:
        assert session.scalars(select(SignIn.revoked_at).where(SignIn.shared)).one() is not None
    assert shared.get("/accueil").status_code == 302


def test_a_screen_of_everybodys_rings_for_nobody(shared: Client) -> None:
    given = {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "x", "auth": "y"}
    assert shared.post("/reglages/avis/appareils", given).status_code in (404, 422)


def test_ones_own_telephone_stays_open_for_weeks(visit: Visit) -> None:
    client = visit()
    client.get("/connexion")
    answer = client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD})
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("bidaide="))
    assert int(re.search(r"Max-Age=(\d+)", cookie)[1]) > 80 * 86400  # type: ignore[index]
    clock.freeze(clock.now() + timedelta(days=20))
    page = client.get("/accueil")
    assert page.status_code == 200
    assert "shared-bar" not in page.text
    assert "clear-site-data" not in client.post("/deconnexion").headers


def test_a_card_on_a_declared_machine_opens_a_short_session(visit: Visit, database: Database) -> None:
    adviser = visit("adviser@demo.example")
    adviser.page("/poste-partage")
    adviser.post("/poste-partage", {"declare": "oui"})
    client = visit()
    client.http.cookies.set("bidaide_poste", adviser.http.cookies["bidaide_poste"])
    for door in (
        "/connexion",
        "/connexion/courriel",
    ):  # and the browser is asked to fill in nobody's secrets, nor keep them
        assert set(re.findall(r'autocomplete="([^"]+)"', client.page(door))) == {"off"}, door
    assert client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD}).status_code == 303
    client.secret = client.http.cookies["bidaide"]
    assert "Poste partagé" in client.page("/accueil")
    assert "current-password" not in client.page("/compte") + client.page("/compte/confirmer")
