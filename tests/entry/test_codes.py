"""A code by SMS, a link by e-mail: each opens once, and says nothing of who has an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.core.tasks import drain
from app.core.tasks.models import Task
from app.entry.codes.models import EntryCode
from app.notifications.models import Mail
from tests.entry.conftest import enrol
from tests.entry.test_factors import with_codes
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
PHONE = "06 12 34 56 78"


def digits(sent: list[tuple[str, str]]) -> str:
    return re.sub(r"\D", "", re.search(r"(\d{3} \d{3})", sent[-1][1])[1])  # type: ignore[index]


def hidden(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]  # type: ignore[index]


def ask(client: Client, phone: str = PHONE) -> httpx.Response:
    assert client.get("/connexion/sms").status_code == 200
    answer = client.post("/connexion/sms", {"telephone": phone})
    drain()
    return answer


def type_code(client: Client, asked: httpx.Response, code: str, phone: str = PHONE, **more: str) -> httpx.Response:
    said = {"demande": hidden(asked.text, "demande"), "telephone": phone, "code": code, **more}
    return client.post("/connexion/sms/code", said)


# --- SMS ----------------------------------------------------------------------------------------------------------


def test_without_a_gateway_the_way_is_not_there(visit: Visit) -> None:
    client = visit()
    assert "SMS" not in client.page("/connexion")
    assert client.get("/connexion/sms").status_code == 404
    assert client.post("/connexion/sms", {"telephone": PHONE}).status_code == 404


def test_a_code_opens_once(visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]) -> None:
    enrol(database, house, phone="+33 6 12 34 56 78")
    client = visit()
    assert "SMS" in client.page("/connexion")
    asked = ask(client)
    assert sent[-1][0] == "+33612345678"
    code = digits(sent)
    entered = type_code(client, asked, f" {code[:3]} {code[3:]}", suite="/agenda")
    assert (entered.status_code, entered.headers["location"]) == (303, "/agenda")
    assert client.get("/mon-parcours").status_code == 200
    other = visit()
    other.get("/connexion/sms")
    assert type_code(other, asked, code).status_code == 401


def test_the_code_is_nowhere_in_the_database(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    enrol(database, house, phone=PHONE)
    ask(visit())
    code = digits(sent)
    with database.reading() as session:
        rows = [vars(row) for row in session.scalars(select(EntryCode))] + [
            vars(row) for row in session.scalars(select(Task))
        ]
    assert rows
    assert not any(code in str(row) or f"{code[:3]} {code[3:]}" in str(row) or "12345678" in str(row) for row in rows)


def test_whoevers_number_it_is_the_words_are_the_same(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    enrol(database, house, phone=PHONE)
    known, unknown = ask(visit()), ask(visit(), "06 99 99 99 99")
    plain = [re.sub(r'value="[^"]*"|06[ \d]+', "", page.text) for page in (known, unknown)]
    assert plain[0] == plain[1]
    assert [number for number, _text in sent] == ["+33612345678"]


def test_a_code_lives_ten_minutes(visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]) -> None:
    enrol(database, house, phone=PHONE)
    client = visit()
    asked = ask(client)
    clock.freeze(clock.now() + timedelta(minutes=10, seconds=1))
    assert type_code(client, asked, digits(sent)).status_code == 401


def test_five_wrong_codes_use_it_up(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    enrol(database, house, phone=PHONE)
    client = visit()
    asked = ask(client)
    right = digits(sent)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    assert {type_code(client, asked, wrong).status_code for _each in range(5)} == {401}
    assert type_code(client, asked, right).status_code in (401, 429)


def test_two_people_with_one_telephone_say_their_first_name(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    enrol(database, house, "Zoé Martin", phone=PHONE)
    enrol(database, house, "Élie Martin", phone=PHONE)
    client = visit()
    asked = ask(client)
    who = type_code(client, asked, digits(sent))
    assert who.status_code == 200
    assert "Zoé" not in who.text
    said = {"prouve": hidden(who.text, "prouve"), "telephone": PHONE}
    assert client.post("/connexion/sms/prenom", {**said, "prenom": "Karim"}).status_code == 401
    assert (
        client.post("/connexion/sms/prenom", {**said, "telephone": "0699999999", "prenom": "elie"}).status_code == 401
    )
    assert client.post("/connexion/sms/prenom", {**said, "prenom": "elie"}).status_code == 303
    assert "Élie" in client.page("/accueil")
    assert visit().post("/connexion/sms/prenom", {**said, "prenom": "zoe"}).status_code in (401, 403)


def test_sending_is_held_back_for_one_number(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    enrol(database, house, phone=PHONE)
    answers = [ask(visit(), phone).status_code for phone in (PHONE, "0612345678", "+33612345678", PHONE, PHONE)]
    assert answers[-1] == 429
    assert len(sent) <= 4


@pytest.mark.parametrize("phone", ["", "0123", "05 55 00 00 00", "abc", "0" * 300])
def test_only_a_mobile_number_is_asked(visit: Visit, sent: list[tuple[str, str]], phone: str) -> None:
    assert ask(visit(), phone).status_code == 422


def test_who_sees_others_does_not_enter_by_a_code_alone(
    visit: Visit, database: Database, house: House, sent: list[tuple[str, str]]
) -> None:
    with database.writing() as session:
        from app.identity.models import Account  # noqa: PLC0415

        session.get_one(Account, house.demo.people["adviser"].id).phone = PHONE
    ask(visit())
    assert sent == []


# --- Links --------------------------------------------------------------------------------------------------------


def link(database: Database) -> str:
    """The path of the latest link."""
    with database.reading() as session:
        text = session.scalars(select(Mail.text).where(Mail.event == "sign_in_link").order_by(Mail.id.desc())).first()
    assert text
    return re.search(r"(/entrer/\S+)", text)[1]  # type: ignore[index]


def ask_link(client: Client, email: str = "learner@demo.example", suite: str = "/agenda") -> httpx.Response:
    client.get("/connexion/courriel")
    answer = client.post("/connexion/courriel", {"email": email, "suite": suite})
    drain()
    return answer


def test_a_link_leads_where_one_was_going_and_opening_it_uses_nothing_up(visit: Visit, database: Database) -> None:
    ask_link(visit())
    path = link(database)
    scanner, client = visit(), visit()
    for _each in range(3):
        assert "Votre lien est bon" in scanner.page(path)
    assert scanner.request("HEAD", path).status_code in (200, 405)
    assert "Votre lien est bon" in client.page(path)
    entered = client.post(path)
    assert (entered.status_code, entered.headers["location"]) == (303, "/agenda")
    again = visit()
    assert "Ce lien a vieilli" in again.page(path)
    assert again.post(path).status_code == 401


def test_an_old_link_renews_itself_in_one_tap(visit: Visit, database: Database) -> None:
    ask_link(visit())
    old = link(database)
    clock.freeze(clock.now() + timedelta(minutes=16))
    client = visit()
    page = client.page(old)
    assert "Recevoir un nouveau lien" in page
    assert client.post(old).status_code == 401
    assert client.post(f"{old}/nouveau").status_code == 200
    fresh = link(database)
    assert fresh != old
    assert client.post(fresh).headers["location"] == "/agenda"


def test_whoevers_address_it_is_the_words_are_the_same(visit: Visit, database: Database) -> None:
    known, unknown = ask_link(visit()), ask_link(visit(), "nobody@demo.example")
    assert known.text.replace("learner", "nobody").split("csrf")[0] == unknown.text.split("csrf")[0]
    with database.reading() as session:
        assert len(session.scalars(select(Mail).where(Mail.event == "sign_in_link")).all()) == 1


def test_an_unknown_link_is_an_old_one(visit: Visit, database: Database) -> None:
    client = visit()
    assert "Ce lien a vieilli" in client.page("/entrer/abc")
    assert client.post("/entrer/abc").status_code == 401
    assert client.post("/entrer/abc/nouveau").status_code == 200
    with database.reading() as session:
        assert not session.scalars(select(Mail).where(Mail.event == "sign_in_link")).all()


def test_who_sees_others_is_told_that_a_link_is_not_enough(visit: Visit, database: Database) -> None:
    ask_link(visit(), "adviser@demo.example")
    with database.reading() as session:
        text = session.scalars(select(Mail.text).where(Mail.event == "sign_in_link")).one()
    assert "/entrer/" not in text
    assert "pas avec un simple lien" in text


def test_the_link_of_an_address_given_up_opens_nothing(visit: Visit, database: Database, house: House) -> None:
    ask_link(visit())
    path = link(database)
    with database.writing() as session:
        from app.identity import services  # noqa: PLC0415

        services.change_email(session, house.demo.people["learner"].id, "learner2@demo.example")
    client = visit()
    client.get(path)
    assert client.post(path).status_code == 401


def test_the_way_to_a_page_is_kept_through_every_way_in(visit: Visit) -> None:
    client = visit()
    asked = client.get("/agenda")
    assert parse_qs(asked.headers["location"].partition("?")[2])["suite"] == ["/agenda"]
    page = client.page(asked.headers["location"])
    assert "/connexion/courriel?suite=/agenda" in page
    assert "/carte?suite=/agenda" in page
    assert 'name="suite" value="/accueil"' in client.page("/connexion/courriel?suite=//ailleurs.example")


def test_whoever_chose_to_be_asked_a_code_is_asked_for_it_after_a_link_too(
    visit: Visit, database: Database, house: House
) -> None:
    with_codes(database, house, "learner")
    ask_link(visit())
    client = visit()
    path = link(database)
    client.page(path)
    assert client.post(path).headers["location"].startswith("/connexion/deuxieme-preuve")
    assert "bidaide" not in client.http.cookies
