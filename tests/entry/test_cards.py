"""A card of paper opens its person's account, and nothing else does."""

import re
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.core.tasks import drain
from app.entry.cards.models import EntryCard, EntryCardAct
from app.entry.cards.rules import in_groups
from app.entry.telling import tell_by_sms_of_an_attack
from app.identity.events import AccountAttacked
from app.identity.limits import Way
from app.identity.models import Membership, SignIn
from tests.entry.conftest import Newcomer, enrol
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
PIN = "8317"


def shown(client: Client, card: str = "", code: str = "", **more: str) -> str:
    """The page that asks for the PIN; the pass that it carries."""
    client.get("/carte")
    answer = client.post("/carte", {"carte": card, "code": code, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r'name="montree" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def choose(client: Client, newcomer: Newcomer, pin: str = PIN) -> None:
    passed = shown(client, newcomer.card.secret)
    answer = client.post("/carte/entree", {"montree": passed, "pin": pin, "encore": pin})
    assert (answer.status_code, answer.headers["location"]) == (303, "/accueil")


def type_pin(client: Client, passed: str, pin: str) -> int:
    return client.post("/carte/entree", {"montree": passed, "pin": pin}).status_code


def card(database: Database, newcomer: Newcomer) -> EntryCard:
    with database.reading() as session:
        return session.get_one(EntryCard, newcomer.card.card_id)


def test_from_the_square_to_the_path_with_a_pin_chosen_the_first_time(visit: Visit, newcomer: Newcomer) -> None:
    client = visit()
    choose(client, newcomer)
    assert "Bonjour Karim" in client.page("/accueil")
    assert client.get("/mon-parcours").status_code == 200
    again = visit()
    passed = shown(again, newcomer.card.secret)
    assert type_pin(again, passed, PIN) == 303
    assert again.get("/mon-parcours").status_code == 200


def test_the_code_typed_by_hand_leads_to_the_same_place(visit: Visit, newcomer: Newcomer) -> None:
    client = visit()
    passed = shown(client, code=in_groups(newcomer.card.code).lower(), suite="/agenda")
    answer = client.post("/carte/entree", {"montree": passed, "pin": "73920", "encore": "73920", "suite": "/agenda"})
    assert answer.headers["location"] == "/agenda"


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("1234", "1234", "trop facile"),
        ("83", "83", "4 à 6 chiffres"),
        (PIN, "8318", "pas les mêmes"),
        ("٨٣١٧", "٨٣١٧", "4 à 6"),
    ],
)
def test_a_pin_that_anybody_would_guess_is_not_taken(
    visit: Visit, database: Database, newcomer: Newcomer, pin: str, again: str, said: str
) -> None:
    client = visit()
    passed = shown(client, newcomer.card.secret)
    answer = client.post("/carte/entree", {"montree": passed, "pin": pin, "encore": again})
    assert answer.status_code == 422
    assert said in answer.text
    assert card(database, newcomer).pin_hash == ""


def test_nothing_that_is_kept_opens_the_card(database: Database, visit: Visit, newcomer: Newcomer) -> None:
    choose(visit(), newcomer)
    kept = card(database, newcomer)
    secrets = {newcomer.card.secret, newcomer.card.code, PIN}
    assert not secrets & {str(value) for value in vars(kept).values()}
    client = visit()
    client.get("/carte")
    for print_ in (kept.secret_print, kept.code_print):
        assert client.post("/carte", {"carte": print_}).status_code == 401


def test_a_slip_of_the_finger_is_told_and_is_no_guess(visit: Visit, newcomer: Newcomer) -> None:
    client = visit()
    client.get("/carte")
    wrong = newcomer.card.code[:-1] + ("2" if newcomer.card.code[-1] != "2" else "3")
    for _each in range(12):
        answer = client.post("/carte", {"code": wrong})
        assert answer.status_code == 422
        assert "une lettre" in answer.text
    shown(client, code=newcomer.card.code)


def test_whoever_guesses_codes_waits(visit: Visit) -> None:
    from app.entry.cards.rules import new_code  # noqa: PLC0415

    client = visit()
    client.get("/carte")
    answers = [client.post("/carte", {"code": new_code()}) for _each in range(14)]
    assert {answer.status_code for answer in answers} == {401, 429}
    assert int(answers[-1].headers["retry-after"]) > 0


def test_five_wrong_pins_block_the_card_and_its_person_and_adviser_are_told(
    visit: Visit, database: Database, house: House, newcomer: Newcomer
) -> None:
    choose(visit(), newcomer)
    thief = visit()
    passed = shown(thief, newcomer.card.secret)
    assert [type_pin(thief, passed, f"900{n}") for n in range(5)] == [401] * 5
    assert card(database, newcomer).blocked_at is not None
    last = thief.post("/carte/entree", {"montree": passed, "pin": PIN})
    assert last.status_code == 401
    assert "bloquée" in last.text
    assert "05" in last.text  # whom to call
    adviser = visit("adviser@demo.example")
    assert "carte" in adviser.page("/avis").lower()
    page = adviser.page(f"/suivi/{newcomer.enrolment_id}/acces")
    assert "bloquée" in page
    # the way out: in person, another PIN
    assert adviser.post(f"/suivi/{newcomer.enrolment_id}/acces/code-secret").status_code == 303
    client = visit()
    choose(client, newcomer, "4062")
    assert "Trop d'essais" in client.page("/avis") or "bloquée" in client.page("/avis")


def test_whoever_has_a_telephone_and_no_address_hears_of_it_by_sms(
    visit: Visit, database: Database, newcomer: Newcomer, sent: list[tuple[str, str]]
) -> None:
    choose(visit(), newcomer)
    thief = visit()
    passed = shown(thief, newcomer.card.secret)
    for n in range(6):
        type_pin(thief, passed, f"900{n}")
    drain()
    assert [(number, "bloquée" in text) for number, text in sent] == [("+33612345678", True)]
    assert "Karim" not in sent[0][1]
    with database.writing() as session:
        place = session.get_one(EntryCard, newcomer.card.card_id).organisation_id
        nobody = Actor("", place, "", "", "", "", frozenset())
        tell_by_sms_of_an_attack(session, nobody, AccountAttacked(newcomer.account_id, Way.SMS_CODE))
        tell_by_sms_of_an_attack(session, nobody, AccountAttacked(newcomer.account_id, Way.PIN))  # its card says it
    drain()
    assert len(sent) == 2


def test_a_reset_pin_is_chosen_the_same_day_or_not_at_all(visit: Visit, database: Database, newcomer: Newcomer) -> None:
    choose(visit(), newcomer)
    adviser = visit("adviser@demo.example")
    adviser.post(f"/suivi/{newcomer.enrolment_id}/acces/code-secret")
    client = visit()
    client.get("/carte")
    clock.freeze(clock.now() + timedelta(days=1, minutes=1))
    assert client.post("/carte", {"carte": newcomer.card.secret}).status_code == 401


def test_a_card_that_waited_a_month_opens_nothing(visit: Visit, newcomer: Newcomer) -> None:
    client = visit()
    client.get("/carte")
    clock.freeze(clock.now() + timedelta(days=30, minutes=1))
    answer = client.post("/carte", {"code": newcomer.card.code})
    assert answer.status_code == 401
    assert "trop longtemps" in answer.text


def test_a_revoked_card_opens_nothing_and_a_new_one_does(visit: Visit, database: Database, newcomer: Newcomer) -> None:
    client = visit()
    passed = shown(client, newcomer.card.secret)
    adviser = visit("adviser@demo.example")
    assert adviser.post(f"/suivi/{newcomer.enrolment_id}/acces/retrait").status_code == 303
    # neither the page that was open, nor the square, nor the code
    assert client.post("/carte/entree", {"montree": passed, "pin": PIN, "encore": PIN}).status_code == 401
    assert client.post("/carte", {"carte": newcomer.card.secret}).status_code == 401
    assert client.post("/carte", {"code": newcomer.card.code}).status_code == 401
    made = adviser.post(f"/suivi/{newcomer.enrolment_id}/acces/carte")
    assert made.headers["cache-control"] == "no-store"
    paper = re.search(r'href="data:application/pdf;base64,([^"]+)" download', made.text)
    assert paper is not None
    assert b64decode(paper[1]).startswith(b"%PDF")
    assert re.search(r"<code>\w{3} \w{3} \w{4}</code>", made.text)  # to dictate, where nothing prints
    with database.reading() as session:
        acts = list(session.scalars(select(EntryCardAct.what).order_by(EntryCardAct.at, EntryCardAct.id)))
    assert acts == ["made", "revoked", "made"]
    page = adviser.page(f"/suivi/{newcomer.enrolment_id}/acces")
    assert "Carte retirée" in page
    assert "Adviser Demo" in page


def test_the_first_of_two_tabs_chooses_the_pin(visit: Visit, newcomer: Newcomer) -> None:
    one, other = visit(), visit()
    passes = [shown(each, newcomer.card.secret) for each in (one, other)]
    assert one.post("/carte/entree", {"montree": passes[0], "pin": PIN, "encore": PIN}).status_code == 303
    late = other.post("/carte/entree", {"montree": passes[1], "pin": "4062", "encore": "4062"})
    assert late.status_code == 401  # it is a PIN to know by now, and this is not it
    assert "Il reste 4 essais" in late.text


@pytest.mark.parametrize("forged", ["", "x", "..", "a.b.c", "card.99999999999.0", "é.1.é"])
def test_a_pass_that_is_not_ours_asks_for_the_card(visit: Visit, newcomer: Newcomer, forged: str) -> None:
    client = visit()
    client.get("/carte")
    assert client.post("/carte/entree", {"montree": forged, "pin": PIN, "encore": PIN}).status_code == 401


def test_a_page_left_open_asks_for_the_card_again(visit: Visit, newcomer: Newcomer) -> None:
    client = visit()
    passed = shown(client, newcomer.card.secret)
    clock.freeze(clock.now() + timedelta(minutes=16))
    answer = client.post("/carte/entree", {"montree": passed, "pin": PIN, "encore": PIN})
    assert answer.status_code == 401
    assert "trop longtemps" in answer.text


def test_only_learners_have_cards_and_only_those_who_accompany_make_them(
    visit: Visit, database: Database, house: House, newcomer: Newcomer
) -> None:
    where = f"/suivi/{newcomer.enrolment_id}/acces"
    for who, status in (("trainer", 403), ("quality", 403), ("adviser-voisine", 404), ("admin", 200)):
        assert visit(f"{who}@demo.example").post(f"{where}/carte").status_code == status, who
    staff, _account = enrol(database, house, "Trainer Demo", email="trainer@demo.example")
    assert visit("adviser@demo.example").post(f"/suivi/{staff}/acces/carte").status_code == 403


def test_who_is_signed_in_takes_no_secret_along(visit: Visit) -> None:
    answer = visit("learner@demo.example").get("/carte")
    assert answer.headers["location"] == "/accueil#main"


def test_a_sign_in_by_card_is_in_the_organisation_of_the_card(
    visit: Visit, database: Database, house: House, newcomer: Newcomer
) -> None:
    choose(visit(), newcomer)
    with database.reading() as session:
        opened = session.scalars(select(SignIn).where(SignIn.account_id == newcomer.account_id)).one()
    assert opened.organisation_id == house.demo.id


def test_a_card_opens_nothing_once_its_person_works_here(
    visit: Visit, database: Database, house: House, newcomer: Newcomer
) -> None:
    client = visit()
    choose(client, newcomer)
    passed = shown(visit(), newcomer.card.secret)
    with database.writing() as session:
        session.add(Membership(organisation_id=house.demo.id, account_id=newcomer.account_id, role=Role.ADVISER))
    later = visit()
    later.get("/carte")
    refused = later.post("/carte", {"carte": newcomer.card.secret})
    assert (refused.status_code, "mot de passe ou une clé" in refused.text) == (401, True)
    assert type_pin(later, passed, PIN) == 401
