"""An address that opens one file for ten minutes, as the person it was given to, and nothing else."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete

from app.core import clock
from app.files import links, services
from app.identity.models import Membership
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]


@pytest.fixture
def file_id(house: House, database: RolledBack) -> str:
    learner = house.actor("learner")
    with database.writing() as session:
        return str(
            services.store(
                session, learner, house.demo.id, "mon étude.txt", io.BytesIO(b"bonjour"), learner.account_id
            ).id
        )


def test_an_answer_of_the_api_gives_an_address_that_opens_without_a_token(
    file_id: str, api: Visit, visit: Visit
) -> None:
    said = api("learner@demo.example").get(f"/files/{file_id}").json()
    assert (said["name"], said["size"]) == ("mon étude.txt", 7)
    answer = visit().get(said["address"])
    assert (answer.status_code, answer.text) == (200, "bonjour")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert api("expert@demo.example").get(f"/files/{file_id}").status_code == 404
    assert api("learner-voisine@demo.example").get(f"/files/{file_id}").status_code == 404


def test_it_closes_after_ten_minutes_and_when_its_person_loses_the_right(
    file_id: str, house: House, api: Visit, visit: Visit, database: RolledBack
) -> None:
    mine = api("learner@demo.example").get(f"/files/{file_id}").json()["address"]
    team = api("trainer@demo.example").get(f"/files/{file_id}").json()["address"]
    with clock.at(clock.now() + links.LIFETIME - timedelta(seconds=1)):
        assert visit().get(team).status_code == 200
    with clock.at(clock.now() + links.LIFETIME):
        assert visit().get(mine).status_code == 410
    with database.writing() as session:
        session.execute(delete(Membership).where(Membership.account_id == house.demo.people["trainer"].id))
    assert visit(checks=False).get(team).status_code == 404
    assert visit().get(mine).status_code == 200


def test_a_changed_address_opens_nothing(file_id: str, api: Visit, visit: Visit) -> None:
    address = api("learner@demo.example").get(f"/files/{file_id}").json()["address"]
    _empty, folder, word, token, name = address.split("/")
    for at in (0, 30, 60, len(token) - 30):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert visit(checks=False).get(f"/{folder}/{word}/{other}/{name}").status_code == 404, at
    for other in (token[:-4], token + "AAAA", "é", "A" * 112, "x"):
        assert visit(checks=False).get(f"/{folder}/{word}/{other}/{name}").status_code == 404, other
