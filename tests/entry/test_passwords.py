"""A password that is forgotten: whoever has another proof changes it alone, the others are given one."""

import re
from collections.abc import Callable

from sqlalchemy import select

from app.core.access import Role
from app.core.db import Database
from app.entry.factors import resets, services
from app.identity import services as people
from app.identity import sign_ins
from app.identity.models import Account
from app.notifications.models import Notice
from tests.entry.test_factors import ADMIN, ADVISER, by_password, code, with_codes
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
SENTENCE = "trois canards traversent la rue"


def give(admin: Client, house: House, role: str = "adviser") -> object:
    return admin.post(f"/admin/securite/personnes/{house.demo.people[role].id}/mot-de-passe")


def test_an_administrator_gives_another_and_the_person_is_told(visit: Visit, database: Database, house: House) -> None:
    secret, phone = with_codes(database, house), visit(ADVISER)
    admin = visit(ADMIN)
    assert f"/personnes/{house.demo.people['adviser'].id}/mot-de-passe" in admin.page("/admin/securite")
    given = give(admin, house)
    assert given.headers["cache-control"] == "no-store"  # type: ignore[attr-defined]
    password = re.search(r"Mot de passe</dt>\s*<dd>([\w-]{16})<", given.text)[1]  # type: ignore[attr-defined, index]
    assert phone.get("/accueil").status_code == 302
    with database.reading() as session:
        told = session.scalars(select(Notice.text).where(Notice.event == "sign_in_secured")).one()
    assert "Une personne qui administre" in told
    assert password not in told
    back = visit()
    back.get("/connexion")
    assert back.post("/connexion", {"email": ADVISER, "password": PASSWORD}).status_code == 401
    answer = back.post("/connexion", {"email": ADVISER, "password": password})
    assert answer.headers["location"].startswith("/connexion/deuxieme-preuve")  # it opens nothing alone
    assert "/connexion/aide/tout-perdu" in back.page("/connexion/deuxieme-preuve")
    assert back.post("/connexion/deuxieme-preuve", {"code": code(secret)}).status_code == 303


def test_nobody_gives_one_to_themselves_nor_to_whom_another_organisation_knows(
    visit: Visit, database: Database, house: House
) -> None:
    admin = visit(ADMIN)
    assert give(admin, house, "admin").status_code == 403  # type: ignore[attr-defined]
    assert give(visit(ADVISER), house, "trainer").status_code == 403  # type: ignore[attr-defined]
    with database.writing() as session:
        people.welcome(session, house.neighbour.id, ADVISER, "", Role.TRAINER)
    refused = give(admin, house)
    assert refused.status_code == 403  # type: ignore[attr-defined]
    assert "autre organisme" in refused.text  # type: ignore[attr-defined]


def test_whoever_has_just_shown_another_proof_needs_not_know_the_old_one(
    visit: Visit, database: Database, house: House
) -> None:
    alone = by_password(visit)
    assert alone.post("/compte/mot-de-passe", {"after": SENTENCE}).status_code == 422
    secret = with_codes(database, house, "trainer")
    client = by_password(visit, "trainer@demo.example")
    client.post("/connexion/deuxieme-preuve", {"code": code(secret)})
    client.secret = client.http.cookies["bidaide"]
    assert "laissez vide" in client.page("/compte")
    assert client.post("/compte/mot-de-passe", {"before": "non", "after": SENTENCE}).status_code == 422
    assert client.post("/compte/mot-de-passe", {"after": SENTENCE}).status_code == 303


def test_a_screen_opened_by_somebody_else_or_an_old_entry_is_no_other_proof(database: Database, house: House) -> None:
    def actor(**how: object) -> object:
        with database.writing() as session:
            account = house.demo.people["learner"]
            _row, secret = sign_ins.open_sign_in(session, account, "x", **how)  # type: ignore[arg-type]
        with database.reading() as session:
            found = sign_ins.identify(session, sign_ins.Credentials(cookie=secret))
            assert found is not None
            return services.has_proved_otherwise(found.actor)

    assert [actor(way=way) for way in ("mail", "sms", "card", "password", "screen")] == [True, True, True, False, False]
    assert not actor(way="card", shared=True)


def test_whoever_holds_the_machine_gives_one_to_the_only_administrator(
    visit: Visit, database: Database, house: House
) -> None:
    with database.writing() as session:
        account = session.get_one(Account, house.demo.people["admin"].id)
        password = resets.renew(session, house.actor("admin"), account)
    admin = visit()
    admin.get("/connexion")
    assert admin.post("/connexion", {"email": ADMIN, "password": password}).status_code == 303
    for page in ("/connexion/aide", "/connexion/aide/tout-perdu"):
        assert "05" in visit().page(page)  # whom to call
