"""What opens something is read by whoever receives it, and by nobody beside them: administrators, logs, neighbours."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.settings import settings
from app.documents.models import DocumentSettings
from app.enrolments import services as enrolments
from app.entry.codes import services as codes
from app.files import services as files
from app.messaging import services as messaging
from app.messaging.models import MessageFile
from app.notifications.models import Mail
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy.requests.models import DataCopy
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


def test_what_was_sent_copied_or_signed_opens_by_its_own_page_and_not_to_the_whole_team(
    visit: Visit, house: House, database: RolledBack
) -> None:
    """A file of a conversation, the copy of somebody's data, the signature of the house."""
    learner, moment = house.actor("learner"), clock.now()
    with database.writing() as session:
        path = enrolments.enrol(
            session, house.actor("adviser"), house.course_slug, learner.email, learner.name, clock.today()
        )
        kept = {
            what: files.store(session, learner, house.demo.id, f"{what}.txt", io.BytesIO(what.encode()), owner).id
            for what, owner in (("sent", learner.account_id), ("copy", learner.account_id), ("signature", None))
        }
        said = messaging.send(session, learner, path.id, "Bonjour")
        session.add_all(
            [
                MessageFile(message_id=said.id, file_id=kept["sent"], organisation_id=house.demo.id, position=1),
                DocumentSettings(
                    organisation_id=house.demo.id, signature_id=kept["signature"], changed_by=learner.account_id
                ),
                DataCopy(
                    organisation_id=house.demo.id, account_id=learner.account_id, asked_by=learner.account_id,
                    file_id=kept["copy"], asked_at=moment, made_at=moment, expires_at=moment,
                ),
            ]
        )  # fmt: skip
    for email in ("trainer@demo.example", "quality@demo.example", "learner@demo.example"):
        for what, file_id in kept.items():
            assert visit(email).get(f"/fichiers/{file_id}/x").status_code == 404, (email, what)
    own = f"/messages/{path.id}/fichiers/{kept['sent']}/x"
    assert [visit(f"{who}@demo.example").get(own).status_code for who in ("learner", "adviser")] == [200, 200]
    assert visit("trainer@demo.example").get(own).status_code in (403, 404)
