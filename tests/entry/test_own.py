"""What somebody does with their own ways in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.entry.cards.models import EntryCard
from app.identity.lifetimes import FRESH
from app.identity.models import Account
from app.notifications.models import Notice
from tests.entry.conftest import Newcomer
from tests.entry.test_cards import PIN, choose
from tests.factories.client import PASSWORD, Client

Visit = Callable[..., Client]


@pytest.fixture
def own(visit: Visit, newcomer: Newcomer) -> Client:
    client = visit()
    choose(client, newcomer)
    client.secret = client.http.cookies["bidaide"]
    return client


def told(database: Database, account_id: str) -> int:
    with database.reading() as session:
        return len(
            session.scalars(
                select(Notice).where(Notice.account_id == account_id, Notice.event == "sign_in_changed")
            ).all()
        )


def test_another_pin_asks_for_the_old_one(own: Client, visit: Visit, database: Database, newcomer: Newcomer) -> None:
    assert "Faite le" in own.page("/compte/entrer")
    where = "/compte/entrer/code-secret"
    assert own.post(where, {"ancien": "9001", "pin": "4062", "encore": "4062"}).status_code == 422
    assert own.post(where, {"ancien": PIN, "pin": "1111", "encore": "1111"}).status_code == 422
    assert told(database, newcomer.account_id) == 0
    assert own.post(where, {"ancien": PIN, "pin": "4062", "encore": "4062"}).status_code == 303
    assert told(database, newcomer.account_id) == 1


def test_a_lost_card_is_taken_away_by_its_owner(own: Client, visit: Visit, newcomer: Newcomer) -> None:
    assert own.post("/compte/entrer/carte-perdue").status_code == 303
    assert own.post("/compte/entrer/carte-perdue").status_code == 303
    finder = visit()
    finder.get("/carte")
    assert finder.post("/carte", {"carte": newcomer.card.secret}).status_code == 401


def test_another_number_is_kept_and_told(own: Client, database: Database, newcomer: Newcomer) -> None:
    assert own.post("/compte/entrer/telephone", {"telephone": "abc"}).status_code == 422
    assert own.post("/compte/entrer/telephone", {"telephone": "+33 7 00 00 00 01"}).status_code == 303
    with database.reading() as session:
        account = session.get_one(Account, newcomer.account_id)
        assert (account.phone, account.phone_key) == ("+33 7 00 00 00 01", "0700000001")
    assert told(database, newcomer.account_id) == 1


def test_nobody_shuts_themselves_out(own: Client) -> None:
    own.post("/compte/entrer/carte-perdue")
    assert own.post("/compte/entrer/telephone", {"telephone": ""}).status_code == 409


def test_a_number_is_not_changed_on_a_screen_of_everybodys(visit: Visit) -> None:
    client = visit()
    client.get("/connexion")
    client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD, "partage": "oui"})
    client.secret = client.http.cookies["bidaide"]
    assert client.post("/compte/entrer/telephone", {"telephone": "0612345678"}).status_code == 403


def test_the_pin_of_the_card_confirms_an_act_of_weight(own: Client, database: Database, newcomer: Newcomer) -> None:
    """Whoever has a card and no password: asked after a quarter of an hour, guessed no better than at the door."""
    where, later = "/compte/confirmer", clock.now() + FRESH + timedelta(minutes=1)
    with clock.at(later):
        assert own.post("/compte/codes").headers["location"].startswith(where), "not fresh any more"
        assert 'name="pin"' in own.page(where)
        assert own.post(where, {"pin": "9001"}).status_code == 401
        assert own.post("/compte/codes").headers["location"].startswith(where), "a wrong one opens nothing"
        answer = own.post(where, {"pin": PIN, "suite": "/compte"})
        assert answer.headers["location"] == "/compte"
        own.secret = own.http.cookies.get("bidaide") or ""
        assert own.post("/compte/codes").headers["location"] == "/compte/codes"
        for _again in range(5):
            own.post(where, {"pin": "9001"})
        assert 'name="pin"' not in own.page(where)
    with database.reading() as session:
        card = session.scalars(select(EntryCard).where(EntryCard.account_id == newcomer.account_id)).one()
        assert card.blocked_at is not None
