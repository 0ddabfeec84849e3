"""Somebody without e-mail, and the card that their adviser made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.core import settings as chosen
from app.core.clock import today
from app.core.db import Database
from app.core.fetching import Fetched
from app.enrolments import services as enrolments
from app.entry.cards import services
from app.entry.cards.services import NewCard
from app.entry.codes import sending
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A learner who has neither e-mail nor password."""

    enrolment_id: str
    account_id: str
    card: NewCard


def enrol(
    database: Database, house: House, name: str = "Karim Benali", phone: str = "", email: str = ""
) -> tuple[str, str]:
    """(enrolment, account) of somebody the adviser enrols today."""
    with database.writing() as session:
        made = enrolments.enrol(
            session, house.actor("adviser"), house.course_slug, email, name, today(), learner_phone=phone
        )
        return made.id, made.learner_id


@pytest.fixture
def newcomer(database: Database, house: House) -> Newcomer:
    enrolment_id, account_id = enrol(database, house, phone="06 12 34 56 78")
    with database.writing() as session:
        card = services.make(session, house.actor("adviser"), enrolment_id)
    return Newcomer(enrolment_id, account_id, card)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """(number, text) of what reaches the gateway."""
    monkeypatch.setenv("BIDAIDE_SMS_URL", "https://sms.example/send")
    monkeypatch.setenv("BIDAIDE_SMS_BODY", "to={to}&text={text}")
    chosen.settings.cache_clear()
    arrived: list[tuple[str, str]] = []

    def take(method: str, url: str, **options: object) -> Fetched:
        data = options["data"]
        assert isinstance(data, dict)
        arrived.append((data["to"], data["text"]))
        return Fetched(200, {}, b"ok")

    monkeypatch.setattr(sending, "fetch", take)
    yield arrived
    monkeypatch.undo()
    chosen.settings.cache_clear()
