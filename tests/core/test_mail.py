"""A letter over a real SMTP conversation: what travels, and what the answers mean."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from app.core.mail import Letter, Refused, Server, Undeliverable, compose, deliver, server_of
from tests.factories.smtp import Post, post_office

LETTER = Letter(
    id="0193", to="nadia@demo.example", to_name="Nadia Belkacem", sender="accueil@asso.example",
    sender_name="Les Chemins d'Argent", reply_to="accueil@asso.example", subject="Votre séance a changé",
    text="La séance est déplacée.\n.\nÀ bientôt.", html="<p>La séance est déplacée.</p>",
    at=datetime.fromisoformat("2026-11-23T09:00:00+01:00"),
)  # fmt: skip


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as opened:
        yield opened


def send(post: Post, letter: Letter = LETTER) -> None:
    deliver(server_of(post.url), compose(letter), letter.sender, letter.to)


def test_a_letter_arrives_as_text_and_as_a_page(post: Post) -> None:
    send(post)
    (letter,) = post.letters
    assert post.envelopes == [("accueil@asso.example", "nadia@demo.example")]
    assert letter["From"] == "Les Chemins d'Argent <accueil@asso.example>"
    assert letter["Subject"] == "Votre séance a changé"
    assert letter["Date"] == "Mon, 23 Nov 2026 09:00:00 +0100"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text + "\n"
    assert page is not None
    assert "déplacée" in page.get_content()


def test_an_invitation_is_a_part_that_mail_programs_offer_to_accept(post: Post) -> None:
    send(post, replace(LETTER, calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", method="REQUEST"))
    parts = {part.get_content_type(): part for part in post.letters[0].iter_parts()}
    assert list(parts) == ["text/plain", "text/html", "text/calendar"]
    assert parts["text/calendar"]["Content-Type"].params["method"] == "REQUEST"


def test_a_letter_sent_again_is_known_by_its_number(post: Post) -> None:
    send(post)
    send(post)
    assert {letter["Message-ID"] for letter in post.letters} == {"<0193@asso.example>"}


@pytest.mark.parametrize("line", ["\r\nBcc: autre@demo.example", "\nBcc: x@demo.example", "\u2028Bcc: x", "\x0bBcc: x"])
def test_no_words_become_another_header(post: Post, line: str) -> None:
    send(post, replace(LETTER, subject="Bonjour" + line, to_name="Nadia" + line, sender_name="Asso" + line))
    (letter,) = post.letters
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Bonjour Bcc:")
    assert len(post.envelopes) == 1


@pytest.mark.parametrize(
    "address", ["", "nadia", "a b@demo.example", "nadia@demo.example\r\nBcc: x@y.fr", "@demo.example"]
)
def test_what_is_no_address_is_not_tried(address: str) -> None:
    with pytest.raises(Undeliverable):
        compose(replace(LETTER, to=address))


def test_an_address_that_is_refused_is_refused_for_good(post: Post) -> None:
    post.mood = "no_such_box"
    with pytest.raises(Undeliverable, match="550 no such box"):
        send(post)


def test_a_letter_that_is_refused_says_so(post: Post) -> None:
    post.mood = "spam"
    with pytest.raises(Refused, match="554"):
        send(post)


@pytest.mark.parametrize("mood", ["later", "no_sender", "drops"])
def test_what_may_pass_is_no_verdict(post: Post, mood: str) -> None:
    post.mood = mood
    with pytest.raises((smtplib.SMTPException, OSError)):
        send(post)
    assert post.letters == []


def test_a_server_that_is_down_is_no_verdict(post: Post) -> None:
    with pytest.raises(OSError, match="refused"):
        deliver(Server("127.0.0.1", _closed_port()), compose(LETTER), LETTER.sender, LETTER.to)


def _closed_port() -> int:
    with post_office() as gone:
        return gone.port


def test_a_password_never_travels_in_clear(post: Post) -> None:
    post.signs_in = "moi secret"
    with pytest.raises(ConnectionError, match="protégée"):
        deliver(server_of(f"smtp://moi:secret@127.0.0.1:{post.port}"), compose(LETTER), LETTER.sender, LETTER.to)
    deliver(server_of(f"smtp://moi:secret@127.0.0.1:{post.port}?tls=none"), compose(LETTER), LETTER.sender, LETTER.to)
    assert len(post.letters) == 1


def test_an_address_of_a_server_is_read_whole() -> None:
    assert server_of("smtps://moi%40asso.fr:a%2Fb@mail.asso.fr") == Server(
        "mail.asso.fr", 465, "moi@asso.fr", "a/b", "implicit"
    )
    assert server_of("smtp://localhost:1025") == Server("localhost", 1025)


@pytest.mark.parametrize("url", ["mail.asso.fr", "http://mail", "smtp://", "smtp://m?tls=perhaps", "smtp://m:port"])
def test_what_is_no_server_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - urllib has its own words
        server_of(url)
