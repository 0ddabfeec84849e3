"""The mailbox, read from a real IMAP server; and the pipe."""

from collections.abc import Iterator

import pytest
import typer
from typer.testing import CliRunner

from app.core.settings import settings
from app.core.tasks import drain, later
from app.messaging import queries as messaging
from app.notifications.replies import commands, queries
from app.notifications.replies import services as replies
from tests.factories.database import RolledBack
from tests.factories.imap import Box, imap_server
from tests.factories.letters import answer, formats
from tests.notifications.test_replies import SAID, Told, _address, told

__all__ = ["_address", "told"]


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with imap_server() as opened:
        yield opened


def _look(database: RolledBack, key: str) -> None:
    with database.writing() as session:
        later(session, "notifications.fetch", {}, key=key)
    drain()


def test_the_mailbox_is_read_once_whoever_reads_it(
    database: RolledBack, told: Told, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "inbox_url", box.url)
    _look(database, "empty")  # the letters that the server came with answer nothing of ours
    assert box.unseen() == 0
    gmail = formats(told.to, SAID)["gmail fr"].as_bytes()
    box.put(
        gmail,
        gmail,
        answer(told.to, "Une autre.").as_bytes(),
        answer(told.to, "Absente.", Precedence="bulk").as_bytes(),
    )
    _look(database, "four")
    assert box.unseen() == 0
    _look(database, "again")
    with database.reading() as session:
        found = [row.body for row in messaging.messages(session, told.enrolment_id, limit=10)]
        look = queries.last_look(session)
    assert sorted(found) == sorted([SAID, "Une autre."])
    assert look is not None
    assert look.error == ""


def test_a_process_that_dies_before_marking_is_given_the_message_again(
    database: RolledBack, told: Told, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "inbox_url", box.url)
    letter = answer(told.to, "Gardée une fois.").as_bytes()
    replies.receive(letter)  # it landed, and the process was stopped before the server knew
    box.put(letter)
    _look(database, "after a stop")
    assert box.unseen() == 0
    with database.reading() as session:
        assert [row.body for row in messaging.messages(session, told.enrolment_id, limit=10)] == ["Gardée une fois."]


@pytest.mark.parametrize(
    "url", ["imap://reponse:faux@127.0.0.1:{port}/INBOX?tls=none", "imap://a:b@127.0.0.1:1/INBOX?tls=none"]
)
def test_a_mailbox_that_does_not_open_is_said_and_tried_again(
    database: RolledBack, box: Box, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(settings(), "inbox_url", url.format(port=box.port))
    _look(database, url)
    with database.reading() as session:
        look = queries.last_look(session)
    assert look is not None
    assert look.error
    assert "faux" not in look.error


def test_a_message_comes_by_the_pipe(database: RolledBack, told: Told) -> None:
    cli = typer.Typer()
    commands.plug(cli)
    letter = answer(told.to, SAID).as_bytes()
    for said in ("landed", "ignored"):
        done = CliRunner().invoke(cli, ["mail", "receive"], input=letter)
        assert (done.exit_code, done.stdout.split()[0]) == (0, said)
