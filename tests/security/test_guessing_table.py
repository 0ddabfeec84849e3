"""Each short secret, guessed: a few tries, then even the right one waits, then it opens; the person's own device goes on."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.core.tasks import Task
from app.entry.factors.models import RecoveryCode
from app.entry.prints import print_of
from app.identity.limits import LIMITS, Way
from tests.entry.test_factors import ADVISER, by_password, code, with_codes
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
PAPER = "ABCD2345EFGH6789"


@dataclass(frozen=True)
class Guessed:
    """A secret of the adviser, and the form that asks for it."""

    way: Way
    path: str
    field: str
    wrong: str
    after_password: bool


TABLE = (
    Guessed(Way.PASSWORD, "/connexion", "password", "une autre phrase", False),
    Guessed(Way.TOTP, "/connexion/deuxieme-preuve", "code", "000000", True),
    Guessed(Way.RECOVERY, "/connexion/deuxieme-preuve", "secours", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", True),
)


def right(row: Guessed, secret: str) -> str:
    if row.way is Way.TOTP:
        return code(secret)
    return PASSWORD if row.way is Way.PASSWORD else PAPER


def at_the_form(visit: Visit, row: Guessed) -> Client:
    client = by_password(visit) if row.after_password else visit()
    client.get("/connexion")
    return client


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row.way))
def test_a_secret_is_guessed_a_few_times_then_waits_and_its_owner_goes_on_from_their_device(
    visit: Visit, database: Database, house: House, row: Guessed
) -> None:
    secret = with_codes(database, house) if row.after_password else ""
    person = house.demo.people["adviser"]
    with database.writing() as session:
        session.add(RecoveryCode(account_id=person.id, code_print=print_of("recovery " + person.id, PAPER)))
    asked = {"email": ADVISER} if row.way is Way.PASSWORD else {}
    own = at_the_form(visit, row)  # a device where they have entered before
    assert own.post(row.path, {**asked, row.field: right(row, secret)}).status_code == 303
    own.http.cookies.delete("bidaide")
    own.secret = ""

    slow = LIMITS[row.way].account
    guesser = at_the_form(visit, row)
    answers = [guesser.post(row.path, {**asked, row.field: row.wrong}).status_code for _n in range(slow.free + 1)]
    assert answers == [401] * slow.free + [429]
    held = guesser.post(row.path, {**asked, row.field: right(row, secret)})
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) == slow.first.total_seconds()
    with database.reading() as session:
        told = session.scalars(select(Task).where(Task.name == "notifications.account_attacked")).all()
        assert [person.id in str(one.payload) for one in told] == [True]

    own.get("/connexion")
    if row.after_password:
        assert own.post("/connexion", {"email": ADVISER, "password": PASSWORD}).status_code == 303
    assert own.post(row.path, {**asked, row.field: row.wrong}).status_code == 401, "their own count"
    with clock.at(clock.now() + slow.first):
        late = at_the_form(visit, row)
        if row.way is not Way.RECOVERY:  # that one has served
            assert late.post(row.path, {**asked, row.field: right(row, secret)}).status_code == 303


FORMS = (
    ("/connexion", "email", {"password": "faux"}, "learner@demo.example", "personne@demo.example"),
    ("/connexion/courriel", "email", {}, "learner@demo.example", "personne@demo.example"),
    ("/connexion/courriel", "email", {}, "admin@demo.example", "personne@demo.example"),
    ("/auth/token", "username", {"password": "faux"}, "learner@demo.example", "personne@demo.example"),
)


@pytest.mark.parametrize(("path", "field", "more", "known", "unknown"), FORMS, ids=lambda value: str(value)[:30])
def test_a_form_says_does_and_refuses_the_same_whether_somebody_exists_or_not(
    visit: Visit, api: Visit, path: str, field: str, more: dict[str, str], known: str, unknown: str
) -> None:
    """The words, the status, the wait, try after try, until both wait."""
    said = []
    for value in (known, unknown):
        client = api() if path.startswith("/auth") else visit()
        if not client.is_api:
            client.get(path)
        answers = []
        for _n in range(LIMITS[Way.PASSWORD].account.free + 2):
            answer = client.post(path, {field: value, **more})
            words = answer.text.replace(value, "…").replace(client.token, "")
            answers.append((answer.status_code, answer.headers.get("retry-after"), words))
        said.append(answers)
    for one, other in zip(*said, strict=True):
        assert one == other
    assert said[0][-1][0] == 429


def test_the_present_password_is_not_guessed_from_a_screen_left_open(visit: Visit, house: House) -> None:
    thief = by_password(visit)
    free = LIMITS[Way.PASSWORD].account.free
    new = "girafe tracteur nuage bicyclette"
    short = thief.post("/compte/mot-de-passe", {"before": PASSWORD, "after": "court"})
    assert short.status_code == 422
    answers = [
        thief.post("/compte/mot-de-passe", {"before": f"essai-{n}", "after": new}).status_code for n in range(free + 1)
    ]
    assert answers == [422] * free + [429]
    assert thief.post("/compte/mot-de-passe", {"before": PASSWORD, "after": new}).status_code == 429
