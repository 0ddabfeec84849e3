"""The pages and the API: a duration is decided after its effect, a hold is set and lifted, a wave is read and agreed to."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.identity.limits import Way
from app.identity.models import GuessCount
from app.privacy.retention import command, keeping, waves
from app.privacy.retention.models import AccountActivity, RetentionChoice, RetentionHold, RetentionWave
from tests.factories.client import Client
from tests.factories.exits import left
from tests.factories.house import House

LATER = date(2027, 12, 1)
Visit = Callable[..., Client]


@pytest.fixture
def gone(session: Session, house: House) -> dict[str, str]:
    """Anna and Boris left long before today, which is 1 December 2027."""
    found = {}
    for name, on in (("anna", date(2026, 2, 28)), ("boris", date(2026, 4, 30))):
        path = left(session, house, f"{name}@demo.example", on, starts_on=date(2026, 1, 5), name=name.title())
        found[name], found[f"path of {name}"] = path.learner_id, path.id
    clock.freeze(clock.paris(LATER))
    return found


def test_a_duration_is_saved_once_its_effect_was_read(visit: Visit, session: Session, gone: dict[str, str]) -> None:
    admin = visit("admin@demo.example")
    assert "Parcours et accompagnement" in admin.page("/donnees/durees")
    admin.page("/donnees/durees/proof")
    tried = admin.post("/donnees/durees/path", {"active": "24", "why": "Suivi plus long"})
    assert "2 parcours partent plus tard" in tried.text or "Rien n'est encore enregistré" in tried.text
    assert session.scalars(select(RetentionChoice)).all() == []
    refused = admin.post("/donnees/durees/path", {"active": "60", "why": "Trop", "agreed": "yes"})
    assert refused.status_code == 422
    assert "De 3 à 24" in refused.text
    saved = admin.post("/donnees/durees/path", {"active": "24", "why": "Suivi plus long", "agreed": "yes"}, follow=True)
    assert "Suivi plus long" in saved.text
    assert admin.get("/donnees/durees/visit").status_code == 404
    assert admin.get("/donnees/durees/nothing").status_code == 404
    admin.page("/donnees/durees/threshold")


def test_a_payment_is_noted_with_its_proof(visit: Visit, house: House, gone: dict[str, str]) -> None:
    admin = visit("admin@demo.example")
    typed = {"funder_id": house.demo.funder_id, "paid_on": "2027-05-03", "proof": ""}
    assert admin.post("/donnees/durees/paiements", typed).status_code == 422
    assert (
        "Lettre du 10 mai"
        in admin.post("/donnees/durees/paiements", typed | {"proof": "Lettre du 10 mai"}, follow=True).text
    )
    other = typed | {"proof": "Lettre", "funder_id": house.neighbour.funder_id}
    assert admin.post("/donnees/durees/paiements", other).status_code == 404


def test_a_hold_is_set_shown_where_it_acts_and_lifted(visit: Visit, session: Session, gone: dict[str, str]) -> None:
    admin = visit("admin@demo.example")
    assert "Anna" in admin.page("/donnees/purge")
    refused = admin.post("/donnees/gels", {"why": "Contrôle"})
    assert refused.status_code == 422
    admin.post("/donnees/gels", {"why": "Contrôle de la Région", "year": "2026"}, follow=True)
    hold = session.scalars(select(RetentionHold)).one()
    for page in ("/donnees/gels", f"/donnees/delais/{gone['anna']}", "/donnees/purge"):
        assert "Contrôle de la Région" in admin.page(page)
    assert admin.post(f"/donnees/gels/{hold.id}/levee", {"why": ""}).status_code == 422
    assert "Contrôle fini" in admin.post(f"/donnees/gels/{hold.id}/levee", {"why": "Contrôle fini"}, follow=True).text
    neighbour = visit("admin-voisine@demo.example")
    assert neighbour.post(f"/donnees/gels/{hold.id}/levee", {"why": "Moi"}).status_code == 404
    assert neighbour.get(f"/donnees/delais/{gone['anna']}").status_code == 404


def test_the_list_says_who_what_how_much_and_why_and_is_taken_away(visit: Visit, gone: dict[str, str]) -> None:
    admin = visit("admin@demo.example")
    page = admin.page("/donnees/purge")
    assert "28 février 2027" in page
    assert "28 février 2032" in page
    csv = admin.get("/donnees/purge/liste.csv").text
    assert "Anna" in csv
    assert "Preuves du parcours" in csv
    assert admin.get("/donnees/purge/liste.xlsx").content[:2] == b"PK"
    assert "Anna" not in admin.page("/donnees/purge?le=2027-02-28")
    assert admin.get("/donnees/purge?le=demain").status_code == 422
    person = admin.page(f"/donnees/delais/{gone['anna']}")
    assert "puis archive jusqu'au 28 février 2032" in person


def test_a_wave_waits_for_an_agreement(visit: Visit, session: Session, house: House, gone: dict[str, str]) -> None:
    wave = waves.open_wave(session, house.demo.id, LATER)
    assert wave is not None
    admin = visit("admin@demo.example")
    assert "Donner mon accord" in admin.page(f"/donnees/vagues/{wave.id}")
    assert "Anna" in admin.get(f"/donnees/vagues/{wave.id}/rapport.csv").text
    assert visit("admin-voisine@demo.example").post(f"/donnees/vagues/{wave.id}/accord").status_code == 404
    assert visit("quality@demo.example").post(f"/donnees/vagues/{wave.id}/accord").status_code == 404
    admin.post(f"/donnees/vagues/{wave.id}/accord", follow=True)
    session.expire_all()
    assert session.get_one(RetentionWave, wave.id).agreed_by == house.actor(Role.ADMIN).account_id
    assert admin.post(f"/donnees/vagues/{wave.id}/ecarter").status_code == 409


def test_one_tap_keeps_an_account_and_lets_a_learner_in(visit: Visit, session: Session, gone: dict[str, str]) -> None:
    activity = AccountActivity(
        account_id=gone["anna"], acted_on=date(2025, 1, 5), warned_on=date(2027, 11, 25), warnings=1
    )
    session.add(activity)
    session.flush()
    path = keeping.path_of(keeping.token_of(activity))
    nobody = visit()
    assert "Je garde mon compte" in nobody.page(path)
    session.expire_all()
    assert session.get_one(AccountActivity, gone["anna"]).warned_on is not None  # reading keeps nothing
    assert nobody.post(path).headers["location"] == "/accueil"
    assert nobody.get("/mes-donnees").status_code == 200
    assert nobody.get(path).status_code == 404
    assert visit().get("/compte/garder/AAAA").status_code == 404
    counts = session.scalars(select(GuessCount.failures).where(GuessCount.way == Way.PRIVATE_LINK)).all()
    assert max(counts) == 2  # the link that was used, and the one that was made up


def test_somebody_of_the_team_keeps_their_account_but_signs_in_as_usual(
    visit: Visit, session: Session, house: House, gone: dict[str, str]
) -> None:
    trainer = house.actor(Role.TRAINER).account_id
    activity = AccountActivity(account_id=trainer, acted_on=date(2025, 1, 5), warned_on=date(2027, 11, 25), warnings=1)
    session.add(activity)
    session.flush()
    nobody = visit()
    path = keeping.path_of(keeping.token_of(activity))
    nobody.page(path)
    assert nobody.post(path).headers["location"] == "/connexion"
    assert nobody.get("/mes-donnees").status_code == 302 or nobody.get("/mes-donnees").status_code == 303


def test_machines_do_the_same(api: Visit, house: House, gone: dict[str, str]) -> None:
    admin = api("admin@demo.example")
    found = admin.get("/privacy/retention").json()
    assert (found["on"], found["people"]) == ("2027-12-01", 2)
    assert {one["step"] for one in found["items"]} == {"path", "exchanges"}
    hold = admin.post("/privacy/holds", json={"why": "Contrôle", "enrolment_id": gone["path of anna"]})
    assert hold.status_code == 201
    assert admin.get("/privacy/retention").json()["people"] == 1
    assert admin.post("/privacy/holds", json={"why": "Contrôle"}).status_code == 422
    assert admin.post("/privacy/holds", json={"why": "Contrôle", "yeer": 1}).status_code == 422
    hold_id = hold.json()["id"]
    assert admin.post(f"/privacy/holds/{hold_id}/lift", json={"why": "Fini"}).json()["lifted"] is True
    assert [one["id"] for one in admin.get("/privacy/holds").json()] == [hold_id]
    assert admin.get("/privacy/waves").json() == []
    assert api("quality@demo.example").get("/privacy/retention").status_code == 403


def test_the_command_lists_the_same(session: Session, house: House, gone: dict[str, str]) -> None:
    said = "\n".join(command.said(session, "demo"))
    assert re.search(r"Anna \| .* \| 2027-02-28 \| 2032-02-28 \| \d+", said)
