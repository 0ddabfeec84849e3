"""Somebody else's sessions, closed by whoever administers."""

from collections.abc import Callable

from sqlalchemy import select

from app.core.access import Role
from app.core.db import Database
from app.entry.factors import machines
from app.identity import services as people
from app.identity.models import MachineToken, SignIn
from app.notifications.models import Notice
from tests.entry.test_factors import ADMIN, ADVISER, LEARNER
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]


def page_of(house: House, role: str) -> str:
    return f"/admin/securite/personnes/{house.demo.people[role].id}"


def test_an_administrator_closes_all_that_somebody_has_open_and_they_are_told(
    visit: Visit, api: Visit, database: Database, house: House
) -> None:
    phone, desk, machine, admin = visit(ADVISER), visit(ADVISER), api(ADVISER), visit(ADMIN)
    person = house.demo.people["adviser"]
    with database.writing() as session:
        key, _secret = machines.make(session, house.actor("adviser"), "Tableur", 30, writes=False)
        key_id = key.id
    assert page_of(house, "adviser") in admin.page("/admin")
    assert "Fermer ses sessions" in admin.page(page_of(house, "adviser"))
    answer = admin.post(f"{page_of(house, 'adviser')}/sessions/fin")
    assert answer.headers["location"] == page_of(house, "adviser")
    assert [phone.get("/suivi").status_code, desk.get("/suivi").status_code] == [302, 302]
    assert "Votre session est fermée" in phone.page("/connexion")
    assert machine.get("/api/v1/me").status_code == 401
    assert "ouvert nulle part" in admin.page(page_of(house, "adviser"))
    assert visit(ADVISER).get("/suivi").status_code == 200, "no way in is taken away"
    with database.reading() as session:
        assert session.get_one(MachineToken, key_id).revoked_at is not None
        ended = session.scalars(
            select(SignIn.ended_why).where(SignIn.account_id == person.id, SignIn.revoked_at.is_not(None))
        )
        assert set(ended) == {"admin"}
        told = session.scalars(
            select(Notice.text).where(Notice.account_id == person.id, Notice.event == "sign_in_secured")
        ).all()
    assert sum("a fermé vos sessions" in one for one in told) == 1


def test_what_is_open_in_another_organisation_stays_open(visit: Visit, database: Database, house: House) -> None:
    """Both know this person: each closes what is open at home, and neither what is open at the other's."""
    with database.writing() as session:
        people.welcome(session, house.neighbour.id, ADVISER, "", Role.ADVISER)
    here, admin, there = visit(ADVISER), visit(ADMIN), visit("admin-voisine@demo.example")
    assert "nulle part" in there.page(page_of(house, "adviser"))
    there.post(f"{page_of(house, 'adviser')}/sessions/fin")
    assert here.get("/suivi").status_code == 200
    admin.post(f"{page_of(house, 'adviser')}/sessions/fin")
    assert here.get("/suivi").status_code == 302


def test_a_program_closes_them_once_and_nobody_closes_their_own_this_way(
    visit: Visit, api: Visit, house: House
) -> None:
    learner, admin = visit(LEARNER), api(ADMIN)
    door = f"/api/v1/accounts/{house.demo.people['learner'].id}/sign-ins"
    assert [admin.request("DELETE", door).json() for _again in range(2)] == [{"ended": 1}, {"ended": 0}]
    assert learner.get("/mon-parcours").status_code == 302
    assert admin.request("DELETE", f"/api/v1/accounts/{house.demo.people['admin'].id}/sign-ins").status_code == 403
