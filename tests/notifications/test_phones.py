"""Phones that ring: a push that only its browser reads, an SMS through a gateway that settings describe."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core import settings as chosen
from app.core.sms import Gateway, asked, check
from app.core.tasks import drain
from app.notifications import services
from app.notifications.models import NoticeHabits, PushSubscription, Ring
from app.notifications.phones import rules
from app.notifications.writing import Person
from tests.conftest import MONDAY
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.push import Browser, Peer, checked_pass, peer


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """Who carries pushes to browsers."""
    with peer() as opened:
        monkeypatch.setattr(chosen.settings(), "push_hosts", opened.url)
        yield opened


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """Who carries SMS."""
    with peer() as opened:
        monkeypatch.setattr(chosen.settings(), "sms_url", opened.url + "/sms")
        monkeypatch.setattr(chosen.settings(), "sms_token", "secret")
        yield opened


def tell(database: RolledBack, house: House, key: str = "k") -> str:
    learner = house.demo.people["learner"]
    with database.writing() as session:
        told = services.write_to(
            session, house.demo.id, Person(learner.name, learner.email, learner.id), "nudge", key,
            {"words": "Où en êtes-vous ?", "author": "Inès", "modules": [("Premiers pas", 4)]},
        )  # fmt: skip
    assert told is not None
    return told


def rings(database: RolledBack) -> list[Ring]:
    with database.reading() as session:
        return list(session.scalars(select(Ring).order_by(Ring.id)))


def subscribe(learner: Client, maker: Peer, browser: Browser) -> int:
    form = {"endpoint": maker.url + "/box/1", "p256dh": browser.p256dh, "auth": browser.auth}
    return learner.post("/reglages/avis/appareils", form).status_code


def test_a_push_is_sealed_for_the_browser_and_signed_for_its_maker(
    database: RolledBack, house: House, maker: Peer, visit: Callable[..., Client]
) -> None:
    browser, learner = Browser(), visit("learner@demo.example")
    assert subscribe(learner, maker, browser) == 303
    notice_id = tell(database, house)
    drain()
    drain()
    (sent,) = maker.taken
    said = browser.read(sent)
    assert said["open"] == f"/avis/{notice_id}"
    assert "Où en êtes-vous" in said["body"]
    assert "parce que" in said["body"]
    assert b"vous" not in sent.body
    claims = checked_pass(sent, maker.url)
    assert clock.now().timestamp() < claims["exp"] <= (clock.now() + timedelta(days=1)).timestamp()
    assert sent.headers["content-encoding"] == "aes128gcm"
    assert int(sent.headers["ttl"]) > 0
    assert [ring.state for ring in rings(database)] == ["sent"]
    stopped = visit().post(said["stop"], {})
    assert "Les recevoir de nouveau" in stopped.text
    tell(database, house, "again")
    drain()
    assert len(maker.taken) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    database: RolledBack, house: House, maker: Peer, visit: Callable[..., Client], status: int
) -> None:
    subscribe(visit("learner@demo.example"), maker, Browser())
    maker.status = status
    tell(database, house)
    drain()
    with database.reading() as session:
        assert not list(session.scalars(select(PushSubscription)))
    assert [ring.state for ring in rings(database)] == ["undeliverable"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_maker_that_is_busy_is_asked_again(
    database: RolledBack, house: House, maker: Peer, visit: Callable[..., Client], status: int
) -> None:
    subscribe(visit("learner@demo.example"), maker, Browser())
    maker.status = status
    tell(database, house)
    drain()
    assert [(ring.state, ring.attempts) for ring in rings(database)] == [("waiting", 1)]
    maker.status = 201
    clock.freeze(MONDAY + timedelta(minutes=2))
    drain()
    assert [ring.state for ring in rings(database)] == ["sent"]


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:5432/", "https://evil.example/push", "https://googleapis.com.evil.example/", "file:///etc/passwd",
     "https://fcm.googleapis.com:22/x", "https://a@fcm.googleapis.com/x", "https://[::1", ""],
)  # fmt: skip
def test_we_write_to_no_address_that_a_browser_invents(visit: Callable[..., Client], endpoint: str) -> None:
    browser = Browser()
    form = {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": browser.auth}
    assert visit("learner@demo.example").post("/reglages/avis/appareils", form).status_code == 422


def test_at_night_nothing_rings(database: RolledBack, house: House, maker: Peer, visit: Callable[..., Client]) -> None:
    subscribe(visit("learner@demo.example"), maker, Browser())
    clock.freeze(datetime.fromisoformat("2026-11-23T23:30:00+01:00"))
    tell(database, house)
    drain()
    assert not maker.taken
    clock.freeze(datetime.fromisoformat("2026-11-24T07:00:00+01:00"))
    drain()
    assert len(maker.taken) == 1


def test_an_sms_goes_to_who_gave_a_number_and_said_yes(
    database: RolledBack, house: House, gateway: Peer, visit: Callable[..., Client]
) -> None:
    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"page_reminders": "1", "mail_reminders": "never", "sms_reminders": "1"})
    tell(database, house, "before")
    drain()
    assert not gateway.taken, "nobody agreed"
    learner.post("/reglages/avis/sms", {"number": "06 12 34 56 78"})
    assert not numbers(database), "a number without a yes"
    learner.post("/reglages/avis/sms", {"number": "06 12 34 56 78", "agreed": "oui"})
    tell(database, house, "after")
    drain()
    (sent,) = gateway.taken
    said = json.loads(sent.body)
    assert said["to"] == "+33612345678"
    assert "/reglages/avis" in said["text"]
    assert sent.headers["authorization"] == "Bearer secret"
    (ring,) = rings(database)
    assert (ring.state, ring.parts) == ("sent", rules.parts_of(said["text"]))
    assert (
        "comptés comme" in (page := visit("admin@demo.example").page("/admin/courrier/appareils")) or "compté" in page
    )
    learner.post("/reglages/avis/sms", {"number": "06 12 34 56 78"})
    tell(database, house, "no more")
    drain()
    assert len(gateway.taken) == 1


def numbers(database: RolledBack) -> list[str]:
    with database.reading() as session:
        return [number for number in session.scalars(select(NoticeHabits.sms_number)) if number]


def test_a_gateway_that_is_busy_is_asked_again_and_one_that_refuses_is_not(
    database: RolledBack, house: House, gateway: Peer, visit: Callable[..., Client]
) -> None:
    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"mail_reminders": "never", "sms_reminders": "1"})
    learner.post("/reglages/avis/sms", {"number": "0612345678", "agreed": "oui"})
    gateway.status = 503
    tell(database, house)
    drain()
    assert [ring.state for ring in rings(database)] == ["waiting"]
    gateway.status, gateway.answer = 400, "no such number"
    clock.freeze(MONDAY + timedelta(minutes=2))
    drain()
    clock.freeze(MONDAY + timedelta(days=2))
    drain()
    (ring,) = rings(database)
    assert ring.state == "undeliverable"
    assert "no such number" in ring.error
    assert len(gateway.taken) == 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("06 12 34 56 78", "+33612345678"), ("06.12.34.56.78", "+33612345678"), ("+33 6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"), ("+33 (0)6 12 34 56 78", "+33612345678"), ("+32 470 12 34 56", "+32470123456"),
        ("612345678", None), ("06 12 34", None), ("<script>", None), ("+33 0", None), ("", None), ("06123456789", None),
    ],
)  # fmt: skip
def test_numbers_are_kept_as_networks_write_them(said: str, kept: str | None) -> None:
    assert rules.number_of(said) == kept


def test_a_landline_takes_no_sms(visit: Callable[..., Client]) -> None:
    assert not rules.takes_sms("+33555001234")
    assert rules.takes_sms("+33712345678")


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3)])
def test_the_price_of_a_text_is_known(length: int, parts: int) -> None:
    assert rules.parts_of("a" * length) == parts


def test_a_long_text_is_cut_and_its_ending_is_not() -> None:
    said = rules.sms("Très long : " + "é€" * 400, "Arrêter : https://x.fr/a")
    assert said.endswith("Arreter : https://x.fr/a")
    assert rules.parts_of(said) <= rules.MOST_PARTS
    assert rules.in_gsm("« Noël » … 😀 d’œuvre") == '" Noel " ...  d\'oeuvre'


def test_any_gateway_can_be_described() -> None:
    words = 'dit "oui" & {to}'
    plain = asked(Gateway("https://g.example/x", token="t"), "+336", words, "1")
    assert plain.json == {"to": "+336", "from": "", "text": words, "id": "1"}
    assert plain.headers == {"Authorization": "Bearer t"}
    form = asked(
        Gateway("https://g.example/x", "t", "Moi", "to={digits}&text={text}", "api-key: {token}"), "+336", words, "1"
    )
    assert (form.data, form.headers) == ({"to": "336", "text": words}, {"api-key": "t"})
    address = asked(Gateway("https://g.example/?to={to}&m={text}", body="-"), "+336", "é &", "1")
    assert (address.method, address.url) == ("GET", "https://g.example/?to=%2B336&m=%C3%A9%20%26")
    with pytest.raises(ValueError, match="numéro"):
        check(Gateway("https://g.example/", body='{"text": "{text}"}'))


def test_a_process_killed_while_it_asked_the_gateway_does_not_ask_again(
    database: RolledBack, house: House, gateway: Peer, visit: Callable[..., Client]
) -> None:
    from app.notifications import handing  # noqa: PLC0415

    learner = visit("learner@demo.example")
    learner.post("/reglages/avis", {"mail_reminders": "never", "sms_reminders": "1"})
    learner.post("/reglages/avis/sms", {"number": "0612345678", "agreed": "oui"})
    tell(database, house)
    (ring,) = rings(database)
    handing.mark(ring.id, handing.Handed.MAYBE)
    drain()
    assert not gateway.taken
    assert [ring.state for ring in rings(database)] == ["doubtful"]
