"""Messages on their way: sent once, kept while the mail server is away, shown when an address refuses them."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from app.core import clock
from app.core import mail as letters
from app.core import settings as chosen
from app.core.tasks import Task, drain
from app.core.tasks.queries import DELAYS
from app.notifications import handing, queries, services
from app.notifications.models import Mail
from app.notifications.writing import Person
from tests.conftest import MONDAY
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.smtp import Post


def write(database: RolledBack, house: House, key: str = "k", person: Person | None = None) -> str | None:
    learner = house.demo.people["learner"]
    with database.writing() as session:
        return services.write_to(
            session, house.demo.id, person or Person(learner.name, learner.email, learner.id), "nudge", key,
            {"words": "Où en êtes-vous ?", "author": "Inès", "modules": [("Premiers pas", 4)]},
        )  # fmt: skip


def mails(database: RolledBack) -> list[Mail]:
    with database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_message_is_written_and_sent_once(database: RolledBack, house: House, post: Post) -> None:
    assert write(database, house)
    assert write(database, house) is None
    drain()
    drain()
    assert [(mail.state, mail.sent_at) for mail in mails(database)] == [("sent", MONDAY)]
    assert post.envelopes == [("ne-pas-repondre@127.0.0.1", "learner@demo.example")]


def test_without_a_mail_server_messages_stay_in_the_outbox(database: RolledBack, house: House) -> None:
    write(database, house)
    assert drain() == 0
    assert [mail.state for mail in mails(database)] == ["waiting"]


def test_what_waited_for_a_mail_server_goes_when_there_is_one(
    database: RolledBack, house: House, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    from app.notifications.sending import look_into_the_outbox  # noqa: PLC0415

    clock.freeze(MONDAY - timedelta(days=3))
    write(database, house, "old")
    clock.freeze(MONDAY)
    write(database, house, "new")
    post: Post = request.getfixturevalue("post")
    with database.writing() as session:
        look_into_the_outbox(session)
    drain()
    assert [mail.state for mail in mails(database)] == ["waiting", "sent"]
    assert len(post.letters) == 1


def test_a_mail_server_that_is_down_for_a_day_loses_nothing(database: RolledBack, house: House, post: Post) -> None:
    write(database, house)
    post.mood = "later"
    for hour in range(25):
        clock.freeze(MONDAY + timedelta(hours=hour))
        drain()
    (mail,) = mails(database)
    assert mail.state == "waiting"
    assert mail.attempts >= 8
    post.mood = "well"
    clock.freeze(MONDAY + timedelta(hours=37))
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]
    assert len(post.letters) == 1


def test_after_two_days_of_tries_the_administrator_sees_it(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    write(database, house)
    post.mood = "later"
    moment = MONDAY
    for delay in (timedelta(), *DELAYS):
        moment += delay
        clock.freeze(moment)
        drain()
    assert [mail.state for mail in mails(database)] == ["failed"]
    admin = visit("admin@demo.example")
    page = admin.page("/admin/travaux")
    assert "Envoyer un courriel" in page
    assert "12 essais manqués" in page
    post.mood = "well"
    with database.reading() as session:
        (task,) = session.scalars(select(Task).where(Task.name == "notifications.send"))
    assert "learner@demo.example" not in task.error
    assert admin.post(f"/admin/travaux/{task.id}/relance").status_code == 303
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]


def test_an_address_that_is_refused_is_not_tried_again(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    write(database, house)
    post.mood = "no_such_box"
    assert drain() == 1
    assert drain() == 0
    (mail,) = mails(database)
    assert (mail.state, mail.error) == ("undeliverable", "550 no such box")
    admin = visit("admin@demo.example")
    assert "adresse refusée" in admin.page("/admin/courrier?etat=undeliverable")
    assert "550 no such box" in admin.page(f"/admin/courrier/{mail.id}")
    post.mood = "well"
    assert "Le message part" in admin.post(f"/admin/courrier/{mail.id}/envoi", follow=True).text
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]
    assert post.letters[0]["Message-ID"] == f"<{mail.id}.2@127.0.0.1>"  # not taken for the one that was refused


def test_a_letter_that_is_cut_in_the_middle_is_sent_again_as_the_same(
    database: RolledBack, house: House, post: Post
) -> None:
    mail_id = write(database, house)
    post.mood = "drops"
    drain()
    post.mood = "well"
    clock.freeze(MONDAY + timedelta(minutes=2))
    drain()
    assert [letter["Message-ID"] for letter in post.letters] == [f"<{mail_id}@127.0.0.1>"]


def test_somebody_without_an_address_is_not_written_to(database: RolledBack, house: House) -> None:
    assert write(database, house, person=Person("Sans adresse", "carte-12@compte.invalid")) is None
    assert write(database, house, person=Person("Sans adresse", "")) is None
    assert mails(database) == []


def test_a_message_speaks_the_language_of_the_person(database: RolledBack, house: House) -> None:
    write(database, house, person=Person("Ann", "ann@demo.example", locale="en"))
    assert '<html lang="en">' in mails(database)[0].html


def test_what_people_write_stays_words(database: RolledBack, house: House) -> None:
    write(database, house, person=Person("<b>Nadia</b>\r\nBcc: x@y.fr", "n@demo.example"))
    (mail,) = mails(database)
    assert "<b>Nadia</b>" not in mail.html
    assert "<b>Nadia</b>" in mail.text


def test_the_administrator_reads_the_outbox(database: RolledBack, house: House, visit: Callable[..., Client]) -> None:
    mail_id = write(database, house)
    admin = visit("admin@demo.example")
    page = admin.page("/admin/courrier")
    assert "Aucun serveur de courrier" in page
    assert "learner@demo.example" in page
    assert "learner@demo.example" not in admin.page("/admin/courrier?recherche=personne-de-ce-nom")
    assert "Où en êtes-vous" in admin.page(f"/admin/courrier/{mail_id}")
    alone = admin.get(f"/admin/courrier/{mail_id}/page")
    assert "sandbox" in alone.headers["content-security-policy"]
    assert "Où en êtes-vous" in alone.text
    neighbour = visit("admin-voisine@demo.example")
    assert "learner@demo.example" not in neighbour.page("/admin/courrier")
    assert neighbour.get(f"/admin/courrier/{mail_id}").status_code == 404


def test_the_outbox_costs_the_same_whatever_it_holds(
    database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    admin = visit("admin@demo.example")

    def cost() -> int:
        database.statements.clear()
        admin.page("/admin/courrier")
        return len(database.statements)

    write(database, house, "one")
    first = cost()
    for number in range(60):
        write(database, house, f"more {number}")
    assert cost() == first
    assert "Messages plus anciens" in admin.page("/admin/courrier")


def test_an_undelivered_message_is_known_of_a_path_until_one_arrives(
    database: RolledBack, house: House, post: Post
) -> None:
    from tests.factories.paths import enrolled  # noqa: PLC0415

    with database.writing() as session:
        path = enrolled(session, house).id
    learner = house.demo.people["learner"]
    person = Person(learner.name, learner.email, learner.id, path)
    write(database, house, "a", person)
    post.mood = "no_such_box"
    drain()
    with database.reading() as session:
        assert queries.undelivered(session, path) is not None
    post.mood = "well"
    clock.freeze(MONDAY + timedelta(minutes=1))
    write(database, house, "b", person)
    drain()
    with database.reading() as session:
        assert queries.undelivered(session, path) is None


def test_a_server_that_says_no_for_now_after_the_letter_is_asked_again(
    database: RolledBack, house: House, post: Post
) -> None:
    write(database, house)
    post.mood = "full"
    drain()
    assert [(mail.state, mail.attempts) for mail in mails(database)] == [("waiting", 1)]
    post.mood = "well"
    clock.freeze(MONDAY + timedelta(minutes=2))
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]


def test_a_server_that_takes_a_letter_and_says_nothing_leaves_it_to_somebody(
    database: RolledBack, house: House, post: Post, monkeypatch: pytest.MonkeyPatch, visit: Callable[..., Client]
) -> None:
    monkeypatch.setattr(letters, "LAST_PATIENCE", 0.2)
    mail_id = write(database, house)
    post.mood = "silent"
    drain()
    assert [mail.state for mail in mails(database)] == ["doubtful"]
    post.mood = "well"
    clock.freeze(MONDAY + timedelta(days=1))
    drain()
    assert not post.letters, "nobody has decided yet"
    admin = visit("admin@demo.example")
    assert "à vérifier" in admin.page("/admin/courrier?etat=doubtful")
    assert "peut-être pris" in admin.page(f"/admin/courrier/{mail_id}")
    admin.post(f"/admin/courrier/{mail_id}/envoi")
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]


@pytest.mark.parametrize(("left", "state", "letters_sent"), [("", "sent", 1), ("?", "doubtful", 0), ("!", "sent", 0)])
def test_what_a_killed_process_left_says_what_is_to_be_done(
    database: RolledBack, house: House, post: Post, left: str, state: str, letters_sent: int
) -> None:
    mail_id = write(database, house)
    if left:
        handing.mark(f"{mail_id}.1", handing.Handed(left))
    drain()
    assert [mail.state for mail in mails(database)] == [state]
    assert len(post.letters) == letters_sent


def test_a_letter_goes_under_tls_when_the_server_offers_it(
    database: RolledBack, house: House, post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served, trusted = certified(tmp_path)
    post.tls = served
    monkeypatch.setattr(letters, "_trust", lambda: trusted)
    monkeypatch.setattr(chosen.settings(), "smtp_url", post.url.replace("tls=none", "tls=required"))
    write(database, house)
    drain()
    assert [mail.state for mail in mails(database)] == ["sent"]
    assert post.protected == 1


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for 127.0.0.1: what shows it, and what believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    real_now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(real_now - timedelta(days=1))
        .not_valid_after(real_now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(pem)
    return served, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode())


def test_what_opens_by_itself_is_not_kept_once_it_has_left(
    database: RolledBack, house: House, post: Post, visit: Callable[..., Client]
) -> None:
    learner = house.demo.people["learner"]
    with database.writing() as session:
        mail_id = services.write_to(
            session, house.demo.id, Person(learner.name, learner.email, learner.id), "sign_in_link", "lien",
            {"page": "/entrer/Zk3vQ9_xR-7tLmN0pW2sYb5cD8eF1gH4jK6aUoIiTq"},
        )  # fmt: skip
    drain()
    (kept,) = mails(database)
    assert (kept.state, kept.text, kept.html) == ("sent", "", "")
    assert len(post.envelopes) == 1
    admin = visit("admin@demo.example")
    assert "Envoyer de nouveau" not in admin.page(f"/admin/courrier/{mail_id}")
    assert admin.post(f"/admin/courrier/{mail_id}/envoi").status_code == 409
