"""What every answer says to the browser, and the one name to which the house answers."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from anyio.from_thread import BlockingPortal

from app.core.settings import settings
from app.main import create_app
from app.web import cookies
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
EVERYWHERE = ("/", "/connexion", "/api/v1/me", "/nulle-part", "/healthz", "/accueil", "/fichiers/x/y", "/static/x.css")


def test_every_answer_carries_every_header(visit: Visit) -> None:
    browser = visit("admin@demo.example")
    for path in EVERYWHERE:
        said = browser.get(path).headers
        policy = said["content-security-policy"]
        for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, path
        assert "unsafe" not in policy
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "same-origin"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert said["cross-origin-embedder-policy"] == "require-corp"
        assert said["cross-origin-resource-policy"] == "same-origin"
        for feature in ("camera=()", "geolocation=()", "usb=()", "publickey-credentials-get=(self)"):
            assert feature in said["permissions-policy"]
        assert "server" not in said


def test_what_a_person_reads_stays_in_no_cache(visit: Visit) -> None:
    assert visit("learner@demo.example").get("/compte").headers["cache-control"] == "private, no-store"
    assert "no-store" not in visit().get("/").headers["cache-control"]


def test_what_a_program_is_told_stays_in_no_cache(api: Visit) -> None:
    for path in ("/me", "/enrolments", "/nulle-part"):
        assert api("learner@demo.example").get(path).headers["cache-control"] == "no-store", path


def test_signing_out_clears_what_was_read(visit: Visit) -> None:
    assert "cache" in visit("learner@demo.example").post("/deconnexion").headers["clear-site-data"]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_a_method_that_nothing_answers_to_is_refused(visit: Visit, method: str) -> None:
    assert visit().request(method, "/connexion").status_code in (400, 404, 405)


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch, portal: BlockingPortal, house: House) -> Client:
    monkeypatch.setattr(settings(), "environment", "production")
    monkeypatch.setattr(settings(), "base_url", "https://bidaide.example")
    client = Client(create_app(), portal)
    client.http.base_url = "https://bidaide.example"
    return client


def test_in_production_https_is_asked_for_a_year_and_cookies_bear_their_host(in_production: Client) -> None:
    client = in_production
    answer = client.get("/connexion")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    answer = client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD})
    assert answer.status_code == 303
    client.secret = client.http.cookies["__Host-bidaide"]
    given = [
        *answer.headers.get_list("set-cookie"),
        *client.post("/langue", {"langue": "en"}).headers.get_list("set-cookie"),
    ]
    assert len(given) >= 3
    for line in given:
        (name, morsel), *_rest = SimpleCookie(line).items()
        assert name.startswith("__Host-"), name
        assert (morsel["path"], bool(morsel["secure"]), bool(morsel["httponly"]), morsel["domain"]) == (
            "/",
            True,
            True,
            "",
        )
        assert morsel["samesite"].lower() == "lax"


def test_in_production_a_cookie_that_a_neighbour_may_have_planted_is_not_read(in_production: Client) -> None:
    client = in_production
    client.get("/connexion")
    client.post("/connexion", {"email": "learner@demo.example", "password": PASSWORD})
    secret = client.http.cookies["__Host-bidaide"]
    device = client.http.cookies.get("__Host-bidaide_appareil", "")
    client.http.cookies.clear()
    client.http.cookies.set("bidaide", secret)
    if device:
        client.http.cookies.set("__Host-bidaide_appareil", device)
    assert client.get("/compte").status_code == 302


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("bidaide.example", 200), ("BIDAIDE.example:443", 200), ("127.0.0.1:8000", 200), ("mechant.example", 421),
        ("bidaide.example.mechant.example", 421), ("", 421), ("bidaide.example@mechant.example", 421),
    ],
)  # fmt: skip
def test_in_production_the_house_answers_to_its_own_name(in_production: Client, host: str, status: int) -> None:
    assert in_production.get("/healthz", headers={"Host": host}).status_code == status


def test_cookies_have_plain_names_without_https() -> None:
    assert cookies.named("bidaide_visite") == "bidaide_visite"


def test_whoever_finds_a_hole_knows_whom_to_tell(visit: Visit, monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    assert visit().get("/.well-known/security.txt").status_code == 404  # nobody has said anything yet
    monkeypatch.setattr(settings(), "security_contact", "mailto:securite@exemple.fr")
    said = visit().get("/.well-known/security.txt")
    assert said.headers["content-type"] == "text/plain; charset=utf-8"
    lines = said.text.splitlines()
    assert lines[0] == "Contact: mailto:securite@exemple.fr"
    assert lines[1].startswith("Expires: 2027-05-")
