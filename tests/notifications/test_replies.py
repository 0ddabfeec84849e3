"""Answers by e-mail: they land once, without what they quote, from whom they were expected, or it is said why not."""

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest

from app.core import clock
from app.core.settings import settings
from app.core.tasks import drain
from app.forum import queries as forum_queries
from app.forum import services as forum
from app.forum.writing.files import of_posts as files_of_posts
from app.messaging import queries as messaging
from app.notifications import queries, services
from app.notifications.models import Mail
from app.notifications.replies import addresses, reading
from app.notifications.replies import services as replies
from app.notifications.replies.fetching import forget
from app.notifications.replies.quotes import words_of
from app.notifications.replies.services import Outcome
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.letters import answer, formats, report
from tests.factories.paths import enrolled
from tests.factories.smtp import Post

SAID = "Oui, mardi à 10 h, avec mes prix : 4,50 € la part."
LEARNER = "learner@demo.example"


@dataclass
class Told:
    """A message of ours that waits for an answer."""

    mail_id: str
    to: str
    enrolment_id: str


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setattr(settings(), "reply_address", "reponse@exemple.fr")


@pytest.fixture
def told(database: RolledBack, house: House) -> Told:
    with database.writing() as session:
        path = enrolled(session, house)
        person = queries.person_of_path(session, path.id)
        assert person is not None
        mail_id = services.write_to(
            session, house.demo.id, person, "nudge", "told", {"author": "Inès", "words": "Où en êtes-vous ?", "modules": []},
            link=f"/messages/{path.id}", answers=f"conversation:{path.id}",
        )  # fmt: skip
        assert mail_id is not None
        return Told(mail_id, addresses.reply_address(mail_id), path.id)


def _conversation(database: RolledBack, told: Told) -> list[str]:
    with database.reading() as session:
        return [row.body for row in messaging.messages(session, told.enrolment_id, limit=50)]


def _mails(database: RolledBack, event: str = "reply_refused") -> list[Mail]:
    with database.reading() as session:
        return [mail for mail in session.query(Mail).order_by(Mail.id) if mail.event == event]


FORMATS = tuple(formats("x@exemple.fr", SAID))


@pytest.mark.parametrize("program", FORMATS)
def test_an_answer_lands_without_what_it_quotes(database: RolledBack, told: Told, program: str) -> None:
    assert replies.receive(formats(told.to, SAID)[program].as_bytes()) == Outcome("landed")
    assert _conversation(database, told) == [SAID]


def test_a_message_that_comes_again_lands_once(database: RolledBack, told: Told) -> None:
    raw = answer(told.to, SAID).as_bytes()
    assert [replies.receive(raw).again for _time in range(3)] == [False, True, True]
    again = answer(told.to, SAID)  # another message with the same words
    replies.receive(again.as_bytes())
    assert _conversation(database, told) == [SAID]  # within the minute: one act


def test_words_after_a_greeting_are_kept() -> None:
    said = "Bonne journée à vous aussi.\n\nCordialement,\nNadia\n\nPS : j'apporte le devis."
    assert words_of(said) == said


def test_answers_between_the_lines_are_all_kept() -> None:
    text = "Le 03/12/2026 à 10:12, Inès a écrit :\n> Quand ?\nMardi.\n> Où ?\nÀ Tulle.\n"
    assert words_of(text) == "Mardi.\nÀ Tulle."


def test_a_sentence_that_looks_like_a_quote_is_none() -> None:
    said = "Le devis que Paul a écrit : je l'ai.\nDe : quoi parle-t-on ?"
    assert words_of(said) == said


def test_somebody_else_is_turned_away_once_and_told_where_to_write_from(database: RolledBack, told: Told) -> None:
    for number in range(2):
        outcome = replies.receive(
            answer(told.to, f"Je suis Nadia {number}", sender="autre@courriel.example").as_bytes()
        )
        assert outcome == Outcome("refused", "stranger")
    assert _conversation(database, told) == []
    [mail] = _mails(database)
    assert mail.address == "autre@courriel.example"
    assert "une autre adresse" in mail.text
    assert "Je suis Nadia" not in mail.text
    assert LEARNER not in mail.text


def test_a_token_is_guessed_by_nobody(database: RolledBack, told: Told) -> None:
    local, host = told.to.split("@")
    wrong = local[:-8] + ("a" if local[-8] != "a" else "b") + local[-7:]  # the last letter holds bits that say nothing
    assert addresses.mail_answered(told.to.upper()) == told.mail_id  # some programs write capitals
    assert replies.receive(answer(f"{wrong}@{host}", SAID).as_bytes()) == Outcome("ignored", "unknown")
    assert replies.receive(answer("reponse@exemple.fr", SAID).as_bytes()) == Outcome("ignored", "unknown")
    assert not _mails(database)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<liste.exemple.fr>"},
        {"Return_Path": "<>"},
    ],
)
def test_programs_do_not_land_and_are_not_answered(database: RolledBack, told: Told, headers: dict[str, str]) -> None:
    assert replies.receive(answer(told.to, "Je suis absente.", **headers).as_bytes()) == Outcome("ignored", "automatic")
    assert _conversation(database, told) == []
    assert not _mails(database)


@pytest.mark.parametrize("subject", ["Réponse automatique : Inès", "Automatic reply: x", "Absence du bureau"])
def test_an_absence_is_known_by_its_subject(told: Told, subject: str) -> None:
    message = answer(told.to, "Je suis en congé.")
    message.replace_header("Subject", subject)
    assert replies.receive(message.as_bytes()) == Outcome("ignored", "automatic")


@pytest.mark.parametrize("sender", ["no-reply@exemple.fr", "MAILER-DAEMON@exemple.fr"])
def test_nobody_is_answered_who_says_not_to(told: Told, sender: str) -> None:
    assert replies.receive(answer(told.to, "x", sender=sender).as_bytes()).why == "automatic"


def test_two_houses_do_not_talk_for_ever(database: RolledBack, told: Told) -> None:
    assert replies.receive(answer(told.to, SAID, sender=told.to).as_bytes()) == Outcome("ignored", "loop")
    outcomes = [
        replies.receive(answer(told.to, f"encore {n}", sender="boucle@courriel.example").as_bytes()).why
        for n in range(45)
    ]
    assert outcomes.count("flood") == 5
    assert len(_mails(database)) == 1


def test_files_come_with_the_words(database: RolledBack, told: Told) -> None:
    message = answer(told.to, SAID)
    message.add_attachment(b"%PDF-1.4 un devis", maintype="application", subtype="pdf", filename="devis.pdf")
    assert replies.receive(message.as_bytes()) == Outcome("landed")
    with database.reading() as session:
        [row] = messaging.messages(session, told.enrolment_id, limit=5)
        assert [file.name for file in messaging.files_of(session, [row.id])[row.id]] == ["devis.pdf"]


def test_the_words_land_when_the_files_are_too_many(database: RolledBack, told: Told) -> None:
    message = answer(told.to, SAID)
    for number in range(40):
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"bombe-{number}.bin")
    assert replies.receive(message.as_bytes()) == Outcome("landed", "files")
    assert _conversation(database, told) == [SAID]
    assert "Votre texte est arrivé" in _mails(database)[0].text


def test_a_file_that_swells_is_kept_folded(database: RolledBack, told: Told) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    message = answer(told.to, SAID)
    message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="bombe.zip")
    assert replies.receive(message.as_bytes()).state == "landed"
    assert _conversation(database, told) == [SAID]


def test_a_file_too_heavy_is_said_and_the_words_land(
    database: RolledBack, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    message = answer(told.to, SAID)
    message.add_attachment(b"x" * 1_100_000, maintype="application", subtype="octet-stream", filename="lourd.bin")
    assert replies.receive(message.as_bytes()) == Outcome("landed", "files")
    assert "lourd.bin" in _mails(database)[0].text


def test_words_too_long_come_back_to_whoever_wrote_them(database: RolledBack, told: Told) -> None:
    assert replies.receive(answer(told.to, "mot " * 1_300_000).as_bytes()) == Outcome("refused", "unsound")
    [mail] = _mails(database)
    assert mail.address == LEARNER
    assert "10 000 caractères" in mail.text
    assert "mot mot mot" in mail.text


def test_nothing_written_is_said(database: RolledBack, told: Told) -> None:
    quoted = answer(told.to, "\n\nLe 3 déc. 2026 à 10:12, Inès a écrit :\n> Bonjour\n")
    assert replies.receive(quoted.as_bytes()) == Outcome("refused", "empty")
    assert "au-dessus du message cité" in _mails(database)[0].text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe\x00" * 100,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3000,
        b"From: x\r\n" * 5000,
        b"\r\n\r\nrien",
    ],
)
def test_what_is_no_message_has_an_outcome_once(raw: bytes) -> None:
    first = replies.receive(raw)
    assert first.state in ("refused", "ignored")
    assert replies.receive(raw).again


def test_letters_of_an_unknown_alphabet_are_read_as_they_can(database: RolledBack, told: Told) -> None:
    raw = answer(told.to, "Déjà prêt.").as_bytes()
    head, _blank, _body = raw.partition(b"\n\n")
    head = b"\n".join(line for line in head.split(b"\n") if b"Content-" not in line)
    wrong = (
        head
        + b"\nContent-Type: text/plain; charset=klingon-8\nContent-Transfer-Encoding: 8bit\n\nD\xe9j\xe0 pr\xeat.\n"
    )
    assert replies.receive(wrong).state == "landed"
    assert _conversation(database, told) == ["Déjà prêt."]


def test_a_script_in_a_page_is_not_part_of_the_words(database: RolledBack, told: Told) -> None:
    message = answer(told.to, "")
    message.set_content("<p>Oui.</p><script>alert(1)</script><img src=http://pixel.example/x.gif>", subtype="html")
    replies.receive(message.as_bytes())
    assert _conversation(database, told) == ["Oui."]


def test_an_answer_to_a_closed_path_comes_back_with_its_words(database: RolledBack, told: Told, house: House) -> None:
    with database.writing() as session:
        session.get_one(Mail, told.mail_id).answers = "conversation:01a21843-bfc0-70ce-afa9-914df3b5447c"
    assert replies.receive(answer(told.to, SAID).as_bytes()) == Outcome("refused", "gone")
    assert SAID in _mails(database)[0].text


def test_an_answer_to_the_forum_is_a_post(database: RolledBack, told: Told, house: House) -> None:
    with database.writing() as session:
        thread = forum.open_thread(session, house.actor("trainer"), "Vos prix", "Comment faites-vous ?")
        session.get_one(Mail, told.mail_id).answers = f"thread:{thread.id}"
    message = answer(told.to, SAID)
    message.add_attachment(b"Pain : 2,40", maintype="text", subtype="plain", filename="prix.txt")
    assert replies.receive(message.as_bytes()) == Outcome("landed")
    assert replies.receive(message.as_bytes()).again
    with database.reading() as session:
        (post,) = [row for row in forum_queries.latest_posts(session, thread.id, limit=5) if row.body == SAID]
        assert [one.info.name for one in files_of_posts(session, [post.id])[post.id]] == ["prix.txt"]


@pytest.mark.parametrize(
    ("status", "action", "state", "mail_state"),
    [
        ("5.1.1", "failed", "bounced", "undeliverable"),
        ("4.4.1", "delayed", "ignored", "waiting"),
    ],
)
def test_a_delivery_report_marks_the_message(
    database: RolledBack, told: Told, status: str, action: str, state: str, mail_state: str
) -> None:
    assert replies.receive(report(told.mail_id, LEARNER, status, action)).state == state
    with database.reading() as session:
        assert session.get_one(Mail, told.mail_id).state == mail_state


def test_a_report_about_somebody_else_marks_nothing(database: RolledBack, told: Told) -> None:
    assert replies.receive(report(told.mail_id, "autre@courriel.example")) == Outcome("ignored", "unknown")


def test_the_administrator_sees_what_came_and_nobody_else(visit: Callable[..., Client], told: Told) -> None:
    replies.receive(answer(told.to, SAID).as_bytes())
    replies.receive(answer(told.to, "Un secret", sender="autre@courriel.example").as_bytes())
    page = unescape(visit("admin@demo.example").page("/admin/courrier/recus"))
    assert "arrivé" in page
    assert "une autre adresse" in page
    assert "Un secret" in page
    assert SAID not in page  # what landed is read where it landed
    assert "Un secret" not in visit("admin-voisine@demo.example").page("/admin/courrier/recus")


def test_words_that_could_not_land_are_forgotten_after_a_week(
    visit: Callable[..., Client], database: RolledBack, told: Told
) -> None:
    replies.receive(answer(told.to, "Un secret", sender="autre@courriel.example").as_bytes())
    with clock.at(clock.now() + timedelta(days=8)), database.writing() as session:
        forget(session)
    assert "Un secret" not in visit("admin@demo.example").page("/admin/courrier/recus")


def test_our_messages_say_that_they_can_be_answered(
    database: RolledBack, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.reading() as session:
        assert "répondre à ce courriel" in session.get_one(Mail, told.mail_id).text
    assert len(told.to.split("@")[0]) <= 64


def test_reading_five_megabytes_is_quick() -> None:
    for text in ("Le \n" * 1_000_000, "> x\n" * 1_000_000):
        started = time.perf_counter()
        reading.read(answer("x@exemple.fr", text).as_bytes())
        assert time.perf_counter() - started < 5


def test_a_message_leaves_with_an_address_of_its_own(database: RolledBack, house: House, post: Post) -> None:
    with database.writing() as session:
        path = enrolled(session, house)
        person = queries.person_of_path(session, path.id)
        assert person is not None
        told = {"author": "Inès", "words": "Où en êtes-vous ?", "modules": []}
        for key, answers in (("answered", f"conversation:{path.id}"), ("not", "")):
            services.write_to(session, house.demo.id, person, "nudge", key, told, answers=answers)
    drain()
    first, second = post.letters
    assert addresses.mail_answered(str(first["Reply-To"]))
    assert not addresses.mail_answered(str(second["Reply-To"]))
    assert addresses.mail_answered(post.envelopes[1][0])  # what comes back of it names it
    assert "répondre à ce courriel" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "répondre à ce courriel" not in second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
