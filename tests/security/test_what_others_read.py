"""What opens something is read by whoever receives it, and by nobody beside them: administrators, logs, neighbours."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.settings import settings
from app.entry.codes import services as codes
from app.notifications.models import Mail
from app.notifications.services import write_to
from app.notifications.writing import Person
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
LEARNER = "learner@demo.example"
TOKEN = "Zk3vQ9_xR-7tLmN0pW2sYb5cD8eF1gH4jK6aUoIiTq"


def test_an_administrator_enters_as_nobody_by_reading_their_mail(
    visit: Visit, house: House, database: RolledBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        person = house.demo.people["learner"]
        codes._send(session, person.id, "/accueil")
        values = {"token": TOKEN, "until": "demain", "first": "hier", "last": "hier", "by": "Nadia"}
        write_to(session, house.demo.id, Person(person.name, person.email, person.id), "account_audit", "essai", values)
    with database.reading() as session:
        letters = {row.id: row for row in session.scalars(select(Mail).where(Mail.account_id == person.id))}
    assert len(letters) == 2
    secrets = [word.rpartition("/")[2] for row in letters.values() for word in row.text.split() if "/entrer/" in word]
    assert secrets
    admin = visit("admin@demo.example")
    monkeypatch.setattr(settings(), "smtp_url", "smtp://mail.example")
    for mail_id in letters:
        for path in (f"/admin/courrier/{mail_id}", f"/admin/courrier/{mail_id}/page"):
            text = admin.get(path).text
            for secret in (*secrets, TOKEN):
                assert secret not in text, path
