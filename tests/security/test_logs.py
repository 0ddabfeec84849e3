"""Nothing that opens anything stands in a log: neither by its name, nor by its look, nor by the address it opens."""

import io
import json
import logging
import secrets
from collections.abc import Callable, Iterator

import pytest
import structlog

from app.core import logs
from app.core.masking import masked
from app.core.settings import settings
from tests.factories.client import Client
from tests.factories.house import House

Visit = Callable[..., Client]
LONG = "Zk3vQ9_xR-7tLmN0pW2sYb5cD8eF1gH4jK6aUoIiTq"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Whatever is logged, as production writes it."""
    said, before = io.StringIO(), structlog.get_config()
    monkeypatch.setattr(settings(), "environment", "production")
    logs.configure(settings())
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(said), cache_logger_on_first_use=False)
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)
    structlog.configure(**before)


@pytest.mark.parametrize(
    "text",
    [
        f"/agenda/flux/{LONG}.ics", f"/nouvelles/{LONG}", f"https://h/x?token={LONG}&a=b", "/x?code=123456", "/x?pin=1234&b=c",
        "password='une phrase à garder'", f"Authorization: Bearer {LONG}", "Basic dXNlcjpwYXNz", "/carte/K7PQ-M3RT-9XWD",
        "smtp://moi:motdepasse@mail.example:587", "eyJhbGciOiJIUzI1NiJ9abcD1.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
    ],
)  # fmt: skip
def test_what_opens_something_is_masked_wherever_it_stands(text: str) -> None:
    for secret in (LONG, "123456", "1234", "dXNlcjpwYXNz", "K7PQ-M3RT-9XWD", "motdepasse@", "eyJzdWIiOiJhIn0"):
        if secret in text:
            assert secret not in masked(text), text


@pytest.mark.parametrize(
    "text", ["/suivi/0199a0c2-1111-7222-8333-444455556666", "planning.weave", "no such table: account", "/connexion"]
)
def test_what_opens_nothing_stays_readable(text: str) -> None:
    assert masked(text) == text


def test_values_are_masked_by_their_name_and_failures_by_their_text(log: io.StringIO) -> None:
    logger = structlog.get_logger()
    try:
        raise ValueError(f"refused: /flux/{LONG} password=abracadabra")
    except ValueError:
        logger.exception(
            "failed", password="abracadabra", deep={"client_secret": "abracadabra", "n": [f"?code={LONG}"]}
        )
    line = json.loads(log.getvalue())
    assert LONG not in log.getvalue()
    assert "abracadabra" not in log.getvalue()
    assert line["password"] == "[masqué]"
    assert "ValueError" in line["exception"]


def test_every_way_in_and_every_private_address_is_tried_and_no_secret_is_written(
    log: io.StringIO, visit: Visit, api: Visit, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is driven with a secret of its own; then once more while the house falls over."""
    marks: list[str] = []

    def mark() -> str:
        marks.append("Zk3" + secrets.token_urlsafe(30) + "9aB")
        return marks[-1]

    nobody, machine = visit(checks=False), api()
    nobody.get("/connexion")
    for _fallen in (False, True):
        for path in (
            "/agenda/flux/{}.ics", "/nouvelles/{}", "/enquete/{}", "/signer/{}", "/audit/invitation/{}", "/verifier/{}",
            "/rencontres/inscription/{}", "/rejoindre/suite/{}", "/reclamation/{}", "/forum/flux/{}", "/flux/{}",
            "/carte/{}", "/entrer/{}", "/carte?carte={}", "/connexion?suite=/x?token={}",
            "/connexion-professionnelle/retour?code={}&state={}",
        ):  # fmt: skip
            nobody.get(path.replace("{}", mark()))
        nobody.post("/connexion", {"email": "learner@demo.example", "password": mark()})
        nobody.post("/carte", {"code": mark()})
        nobody.post("/connexion/sms", {"phone": "0612345678", "code": mark()})
        machine.post("/auth/token", {"username": "learner@demo.example", "password": mark()})
        machine.get("/me", headers={"Authorization": f"Bearer {mark()}"})
        machine.get("/me", headers={"Cookie": f"bidaide={mark()}"})

        def fall(*_given: object, **_more: object) -> object:
            raise RuntimeError(f"it fell on {marks[-1]}")

        monkeypatch.setattr("app.web.credentials._identify", fall)
        monkeypatch.setattr("app.core.db.Database.reading", fall)
    written = log.getvalue()
    assert marks
    assert "RuntimeError" in written  # the house did fall, and said so
    assert not [one for one in marks if one in written]
