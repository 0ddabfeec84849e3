"""Signing in with a browser, and everything that must not pass for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.core.settings import settings
from app.identity import guessing, passwords, services, sign_ins
from app.identity.guessing import LIMITS, Attempt, Way
from app.identity.models import GuessCount, SignIn
from app.web import csrf
from tests.factories.client import PASSWORD, Client
from tests.factories.house import House

Visit = Callable[..., Client]
LEARNER = "learner@demo.example"


def newcomer(visit: Visit) -> Client:
    """A browser that has just opened the sign-in page."""
    client = visit()
    assert client.get("/connexion").status_code == 200
    return client


def sign_in(client: Client, email: str = LEARNER, password: str = PASSWORD, **more: str) -> int:
    return client.post("/connexion", {"email": email, "password": password, **more}).status_code


def test_the_right_password_leads_home_and_keeps_the_browser_signed_in(visit: Visit) -> None:
    client = newcomer(visit)
    answer = client.post("/connexion", {"email": " Learner@Demo.Example ", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/accueil")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # plain HTTP on this address
    assert client.get("/compte").status_code == 200


@pytest.mark.once
def test_a_password_costs_what_owasp_asks_to_whoever_guesses_it() -> None:
    """Outside the tests, which hash for next to nothing."""
    assert passwords.as_owasp_asks().hash("demo-bidaide").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_database_keeps_a_fingerprint_and_never_the_secret(visit: Visit, database: Database) -> None:
    client = newcomer(visit)
    sign_in(client)
    secret = client.http.cookies["bidaide"]
    with database.reading() as session:
        kept = set(session.scalars(select(SignIn.token_hash)))
    assert secret not in kept
    assert sign_ins._fingerprint(secret) in kept


def test_a_new_sign_in_gets_a_new_secret(visit: Visit) -> None:
    client = newcomer(visit)
    sign_in(client)
    first = client.http.cookies["bidaide"]
    client.secret = first
    sign_in(client)
    assert client.http.cookies["bidaide"] != first


@pytest.mark.parametrize(
    ("email", "password"),
    [(LEARNER, "demo-bidaid"), (LEARNER, ""), ("nobody@demo.example", PASSWORD), ("", ""), ("é", PASSWORD)],
)
def test_a_wrong_pair_is_refused_in_the_same_words(visit: Visit, email: str, password: str) -> None:
    client = newcomer(visit)
    answer = client.post("/connexion", {"email": email, "password": password})
    assert answer.status_code == 401
    assert "ne correspond pas" in answer.text
    assert "bidaide" not in client.http.cookies
    assert password == "" or password not in answer.text


def test_what_was_typed_is_kept_and_the_password_is_not(visit: Visit) -> None:
    answer = newcomer(visit).post("/connexion", {"email": LEARNER, "password": "secret-faux", "suite": "/agenda"})
    assert f'value="{LEARNER}"' in answer.text
    assert 'value="/agenda"' in answer.text
    assert "secret-faux" not in answer.text


def test_an_account_without_a_password_or_a_place_cannot_sign_in(visit: Visit, database: Database) -> None:
    with database.writing() as session:
        session.add(services.Account(email="lost@demo.example", name="Lost"))
    assert sign_in(newcomer(visit), "lost@demo.example", "") == 401


def test_the_ninth_try_on_an_account_waits_even_with_the_right_password(visit: Visit) -> None:
    client = newcomer(visit)
    for _n in range(LIMITS[Way.PASSWORD].account.free):
        assert sign_in(client, password="faux") == 401
    answer = client.post("/connexion", {"email": LEARNER, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Trop d" in answer.text
    assert sign_in(newcomer(visit), "adviser@demo.example") == 303  # others of the same room are not held back
    with clock.at(clock.now() + timedelta(seconds=int(answer.headers["retry-after"]))):
        assert sign_in(client) == 303


def test_one_address_that_guesses_at_many_accounts_waits(visit: Visit, database: Database) -> None:
    with database.writing() as session:
        for number in range(LIMITS[Way.PASSWORD].address.free):
            guessing.failed(session, Attempt(Way.PASSWORD, f"{number}@demo.example", "127.0.0.1"))
    assert sign_in(newcomer(visit)) == 429


def test_machines_are_slowed_down_like_browsers(api: Visit) -> None:
    machine = api()
    for _n in range(LIMITS[Way.PASSWORD].account.free):
        answer = machine.post("/auth/token", {"username": LEARNER, "password": "faux"})
        assert answer.status_code == 401
    answer = machine.post("/auth/token", {"username": LEARNER, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


def test_refused_tries_are_kept_as_fingerprints(visit: Visit, database: Database) -> None:
    sign_in(newcomer(visit), password="faux")
    with database.reading() as session:
        kept = "".join(f"{row.print} {row.way} {row.scope}" for row in session.scalars(select(GuessCount)))
    assert "account" in kept
    assert LEARNER not in kept
    assert "127.0.0.1" not in kept


def test_a_cookie_shown_again_after_sign_out_opens_nothing(visit: Visit) -> None:
    client = visit(LEARNER)
    assert client.get("/accueil").status_code == 200
    secret = client.secret
    assert client.post("/deconnexion").status_code == 303
    thief = visit()
    thief.http.cookies.set("bidaide", secret)
    answer = thief.get("/accueil")
    assert (answer.status_code, answer.headers["location"]) == (302, "/connexion?suite=/accueil")


def test_another_device_can_be_ended_and_is_out_at_once(visit: Visit, database: Database) -> None:
    here, phone = visit(LEARNER), visit(LEARNER)
    with database.reading() as session:
        other = session.scalars(select(SignIn.id).where(SignIn.token_hash == sign_ins._fingerprint(phone.secret))).one()
    assert other in here.page("/compte")
    assert here.post(f"/compte/connexions/{other}/fin").headers["location"] == "/compte"
    assert phone.get("/accueil").status_code == 302
    assert here.get("/accueil").status_code == 200
    assert other not in here.page("/compte")


def test_nobody_ends_the_sign_in_of_somebody_else(visit: Visit, database: Database) -> None:
    victim, other = visit(LEARNER), visit("admin@demo.example")
    with database.reading() as session:
        theirs = session.scalars(
            select(SignIn.id).where(SignIn.token_hash == sign_ins._fingerprint(victim.secret))
        ).one()
    assert other.post(f"/compte/connexions/{theirs}/fin").status_code == 404
    assert victim.get("/accueil").status_code == 200


def test_a_sign_in_ends_after_its_time(visit: Visit) -> None:
    client = visit(LEARNER)
    with clock.at(clock.now() + services.BROWSER_LIFETIME - timedelta(minutes=1)):
        assert client.get("/compte").status_code == 200
    with clock.at(clock.now() + services.BROWSER_LIFETIME):
        assert client.get("/compte").status_code == 302


def test_being_seen_is_written_every_five_minutes_at_most(visit: Visit, database: Database) -> None:
    client = visit(LEARNER)
    database.statements.clear()  # type: ignore[attr-defined]
    client.page("/compte")
    assert not [s for s in database.statements if s.startswith("UPDATE")]  # type: ignore[attr-defined]
    with clock.at(clock.now() + timedelta(minutes=6)):
        client.page("/compte")
        client.page("/compte")
    assert len([s for s in database.statements if s.startswith("UPDATE")]) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("suite", "led_to"),
    [
        ("/forum", "/forum"),
        ("/activites/1?parcours=2", "/activites/1?parcours=2"),
        ("https://ailleurs.example/", "/accueil"),
        ("//ailleurs.example", "/accueil"),
        ("/\\ailleurs.example", "/accueil"),
        ("/\t/ailleurs.example", "/accueil"),
        ("javascript:alert(1)", "/accueil"),
        ("/a\r\nSet-Cookie: x=1", "/accueil"),
        ("", "/accueil"),
    ],
)
def test_signing_in_leads_only_inside_the_house(visit: Visit, suite: str, led_to: str) -> None:
    client = newcomer(visit)
    answer = client.post("/connexion", {"email": LEARNER, "password": PASSWORD, "suite": suite})
    assert answer.headers["location"] == led_to
    assert visit(LEARNER).get("/connexion", params={"suite": suite}).headers["location"] == led_to


# --- Forms come from our own pages --------------------------------------------------------------------------


def test_a_form_without_its_token_changes_nothing(visit: Visit) -> None:
    client = visit(LEARNER)
    answer = client.request("POST", "/deconnexion", data={})
    assert answer.status_code == 403
    assert "Rien n" in answer.text
    assert client.get("/compte").status_code == 200


def test_a_forged_token_or_that_of_another_browser_is_refused(visit: Visit) -> None:
    client, other = visit(LEARNER), visit("trainer@demo.example")
    for token in ("x", "é", csrf.token_for(other.secret), csrf.token_for(""), "0" * 40):
        assert client.request("POST", "/deconnexion", data={"csrf": token}).status_code == 403
    assert client.get("/compte").status_code == 200


def test_a_form_sent_from_another_site_is_refused_even_with_its_token(visit: Visit) -> None:
    client = visit(LEARNER)
    answer = client.post("/deconnexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert client.post("/deconnexion", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_token_may_come_in_a_header_as_htmx_sends_it(visit: Visit) -> None:
    client = visit(LEARNER)
    answer = client.request("POST", "/deconnexion", headers={"X-CSRF-Token": csrf.token_for(client.secret)})
    assert answer.status_code == 303


def test_the_sign_in_form_itself_needs_its_token(visit: Visit) -> None:
    answer = newcomer(visit).request("POST", "/connexion", data={"email": LEARNER, "password": PASSWORD, "csrf": ""})
    assert answer.status_code == 403


def test_the_cookie_of_a_browser_opens_no_api(visit: Visit) -> None:
    assert visit(LEARNER).get("/api/v1/me").status_code == 401


# --- HTTPS ----------------------------------------------------------------------------------------------


def test_with_https_the_cookie_belongs_to_this_host_alone(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "base_url", "https://bidaide.example")
    client = visit()
    client.http.base_url = "https://bidaide.example"
    client.get("/connexion")
    answer = client.post("/connexion", {"email": LEARNER, "password": PASSWORD})
    (cookie,) = [value for name, value in answer.headers.multi_items() if "__Host-bidaide=" in value]
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert "Domain" not in cookie


# --- One organisation at a time -----------------------------------------------------------------------------


def test_a_person_of_two_organisations_acts_in_the_one_of_the_sign_in(
    visit: Visit, api: Visit, database: Database, house: House
) -> None:
    """An adviser here who is also an administrator next door administers nothing here."""
    with database.writing() as session:
        services.welcome(session, house.neighbour.id, "adviser@demo.example", "", services.Role.ADMIN)
    assert visit("adviser@demo.example").get("/admin").status_code == 403
    machine = api()
    for scope, status in (("demo", 403), ("demo-voisine", 200)):
        token = machine.post(
            "/auth/token", {"username": "adviser@demo.example", "password": PASSWORD, "scope": scope}
        ).json()
        answer = machine.get("/quality/indicators", headers={"Authorization": f"Bearer {token['access_token']}"})
        assert answer.status_code == status, scope
    other = machine.post("/auth/token", {"username": LEARNER, "password": PASSWORD, "scope": "demo-voisine"})
    assert other.status_code == 404
