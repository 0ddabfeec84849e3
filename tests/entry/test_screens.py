"""A screen lets somebody in who types nothing on it, and who helps learns no secret."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.entry.shared.models import EntryPairing
from tests.entry.conftest import Newcomer
from tests.factories.client import Client

Visit = Callable[..., Client]


def waiting(visit: Visit) -> tuple[Client, str]:
    """A screen, and the code that it shows."""
    screen = visit()
    screen.get("/connexion/ecran")
    assert screen.post("/connexion/ecran").status_code == 303
    page = screen.page("/connexion/ecran")
    return screen, re.search(r"<code>([^<]+)</code>", page)[1]  # type: ignore[index]


def test_an_adviser_opens_the_screen_from_afar_and_the_person_is_told(
    visit: Visit, database: Database, newcomer: Newcomer
) -> None:
    screen, code = waiting(visit)
    assert screen.get("/connexion/ecran/etat").json() == {"state": "waiting"}
    adviser = visit("adviser@demo.example")
    where = f"/suivi/{newcomer.enrolment_id}/acces"
    assert adviser.post(f"{where}/ecran", {"code": code.lower(), "parle": "oui"}).headers["location"] == where
    assert screen.get("/connexion/ecran/etat").json() == {"state": "ready"}
    assert "Bonjour Karim" in screen.page("/connexion/ecran")
    assert screen.post("/connexion/ecran/entree").headers["location"] == "/accueil"
    assert screen.get("/mon-parcours").status_code == 200
    assert "ouvert sur un autre écran" in screen.page("/avis")
    with database.reading() as session:
        row = session.scalars(select(EntryPairing)).one()
    assert row.opened_at is not None
    assert code.replace(" ", "") not in str(vars(row))


def test_ones_own_telephone_opens_the_screen(visit: Visit) -> None:
    screen, code = waiting(visit)
    phone = visit("learner@demo.example")
    assert code.replace(" ", "") in phone.page(f"/ecran?code={code.replace(' ', '')}")
    assert phone.post("/ecran", {"code": code}).status_code == 303
    assert screen.post("/connexion/ecran/entree").headers["location"] == "/accueil"
    assert "Learner" in screen.page("/accueil")


def test_the_code_alone_opens_nothing(visit: Visit) -> None:
    screen, _code = waiting(visit)
    assert screen.post("/connexion/ecran/entree").headers["location"] == "/connexion/ecran"
    thief = visit()
    thief.get("/connexion/ecran")
    thief.http.cookies.set("bidaide_ecran", "x" * 43)
    assert thief.post("/connexion/ecran/entree").headers["location"] == "/connexion/ecran"


def test_a_screen_opens_once(visit: Visit, newcomer: Newcomer) -> None:
    screen, code = waiting(visit)
    cookie = screen.http.cookies["bidaide_ecran"]
    visit("adviser@demo.example").post(f"/suivi/{newcomer.enrolment_id}/acces/ecran", {"code": code, "parle": "oui"})
    assert screen.post("/connexion/ecran/entree").headers["location"] == "/accueil"
    other = visit()
    other.get("/connexion")
    other.http.cookies.set("bidaide_ecran", cookie)
    assert other.post("/connexion/ecran/entree").headers["location"] == "/connexion/ecran"


def test_a_screen_that_waits_for_one_does_not_open_for_another(visit: Visit, newcomer: Newcomer) -> None:
    _screen, code = waiting(visit)
    assert visit("learner@demo.example").post("/ecran", {"code": code}).status_code == 303
    adviser = visit("adviser@demo.example")
    where = f"/suivi/{newcomer.enrolment_id}/acces/ecran"
    assert adviser.post(where, {"code": code, "parle": "oui"}).status_code == 409


@pytest.mark.parametrize(
    ("who", "said", "status"),
    [
        ("adviser", {"parle": ""}, 422),
        ("adviser", {"code": "K7M 4QX D9PX"}, 422),
        ("trainer", {}, 403),
        ("adviser-voisine", {}, 404),
    ],
)
def test_who_may_not_or_does_not_talk_with_the_person_opens_nothing(
    visit: Visit, newcomer: Newcomer, who: str, said: dict[str, str], status: int
) -> None:
    screen, code = waiting(visit)
    where = f"/suivi/{newcomer.enrolment_id}/acces/ecran"
    given = {"code": code, "parle": "oui", **said}
    assert visit(f"{who}@demo.example").post(where, given).status_code == status
    assert screen.get("/connexion/ecran/etat").json() == {"state": "waiting"}


def test_who_sees_others_does_not_open_on_a_screen(visit: Visit) -> None:
    _screen, code = waiting(visit)
    assert visit("adviser@demo.example").post("/ecran", {"code": code}).status_code == 403


def test_a_screen_waits_ten_minutes(visit: Visit, newcomer: Newcomer) -> None:
    screen, code = waiting(visit)
    clock.freeze(clock.now() + timedelta(minutes=10, seconds=1))
    assert screen.get("/connexion/ecran/etat").json() == {"state": "old"}
    where = f"/suivi/{newcomer.enrolment_id}/acces/ecran"
    assert visit("adviser@demo.example").post(where, {"code": code, "parle": "oui"}).status_code == 404
    assert "Afficher un code" in screen.page("/connexion/ecran")


def test_the_page_of_who_cannot_enter_says_whom_to_call(visit: Visit) -> None:
    page = visit().page("/connexion/aide")
    assert "05\u00a055" in page
    kiosk = visit("adviser@demo.example")
    kiosk.page("/poste-partage")
    kiosk.post("/poste-partage", {"declare": "oui"})
    assert "Ce poste est partagé" in kiosk.page("/poste-partage")
    declared = visit()
    declared.http.cookies.set("bidaide_poste", kiosk.http.cookies["bidaide_poste"])
    assert "Demo-Voisine" not in declared.page("/connexion/aide")
    assert "Poste partagé" in declared.page("/connexion")
    forged = visit()
    forged.http.cookies.set("bidaide_poste", "demo.0000")
    assert "Poste partagé" not in forged.page("/connexion")
