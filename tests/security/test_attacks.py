"""The list of attacks, tried at the doors: guessing, replay, somebody else's, changed, forged, too heavy, led away."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.calendars import services as calendars
from app.core import clock
from app.entry.cards.rules import new_code
from app.files import services as files
from app.identity import guessing, passwords, sign_ins, tokens
from app.identity.guessing import LIMITS, Attempt, Way
from app.identity.models import Account, Membership
from tests.factories.client import PASSWORD, Client
from tests.factories.database import RolledBack
from tests.factories.house import House

Visit = Callable[..., Client]
LEARNER = "learner@demo.example"


# --- Guessing -------------------------------------------------------------------------------------------------


def test_a_password_is_guessed_a_few_times_then_even_the_right_one_waits_and_nobody_else_does(visit: Visit) -> None:
    guesser = visit()
    guesser.get("/connexion")
    answers = [
        guesser.post("/connexion", {"email": LEARNER, "password": f"essai-{n}"}).status_code
        for n in range(LIMITS[Way.PASSWORD].account.free + 2)
    ]
    assert answers == [401] * LIMITS[Way.PASSWORD].account.free + [429, 429]
    other = visit()
    other.get("/connexion")
    assert other.post("/connexion", {"email": "adviser@demo.example", "password": PASSWORD}).status_code == 303


def test_the_person_gets_in_from_their_own_device_while_their_account_is_attacked(visit: Visit) -> None:
    own = visit()
    own.get("/connexion")
    assert own.post("/connexion", {"email": LEARNER, "password": PASSWORD}).status_code == 303
    own.secret = own.http.cookies["bidaide"]
    own.post("/deconnexion")
    own.secret = ""
    guesser = visit()
    guesser.get("/connexion")
    for n in range(LIMITS[Way.PASSWORD].account.free + 1):
        guesser.post("/connexion", {"email": LEARNER, "password": f"essai-{n}"})
    own.get("/connexion")
    assert own.post("/connexion", {"email": LEARNER, "password": PASSWORD}).status_code == 303


def test_cards_that_do_not_exist_are_tried_a_few_times_then_wait(visit: Visit) -> None:
    guesser = visit()
    guesser.get("/carte")
    answers = [
        guesser.post("/carte", {"code": new_code()}).status_code for _n in range(LIMITS[Way.CARD].address.free + 2)
    ]
    assert 429 in answers
    assert 303 not in answers


@pytest.mark.parametrize(
    "path", ["/nouvelles/{}", "/enquete/{}", "/reclamation/{}", "/signer/{}", "/agenda/flux/{}.ics"]
)
def test_a_private_link_that_is_not_there_says_nothing_more_than_that(visit: Visit, path: str) -> None:
    for word in ("a", "A" * 43, "../../etc/passwd", "é" * 20, "%00", "x" * 5000):
        assert visit(checks=False).get(path.format(word)).status_code in (400, 404, 410, 414, 422, 429)


# --- Nobody is told who exists --------------------------------------------------------------------------------


def test_who_exists_is_told_neither_by_words_nor_by_status_nor_by_work(
    visit: Visit, api: Visit, monkeypatch: pytest.MonkeyPatch, database: RolledBack
) -> None:
    """The work is counted, not the time: the same number of slow hashes for an account that is there and one that is not."""
    with database.writing() as session:
        session.add(Account(email="sans-mot-de-passe@demo.example", name="Sans"))
    hashed: list[str] = []
    real = passwords._hasher

    class Counting:
        def verify(self, known: str, given: str) -> bool:
            hashed.append("one")
            return real.verify(known, given)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    seen = set()
    for email in (LEARNER, "personne@demo.example", "sans-mot-de-passe@demo.example", "", "é@é"):
        for client, path, name in ((visit(), "/connexion", "email"), (api(), "/auth/token", "username")):
            if not client.is_api:
                client.get("/connexion")
            hashed.clear()
            answer = client.post(path, {name: email or "x", "password": "faux"})
            words = "ne correspond pas" in answer.text
            seen.add((path, answer.status_code, words, len(hashed)))
    assert seen == {("/connexion", 401, True, 1), ("/auth/token", 401, True, 1)}


# --- Somebody else's ------------------------------------------------------------------------------------------


def test_a_stolen_session_opens_nothing_elsewhere_and_ends(visit: Visit) -> None:
    owner = visit()
    owner.get("/connexion")
    owner.post("/connexion", {"email": LEARNER, "password": PASSWORD})
    assert owner.get("/compte").status_code == 200
    thief = visit()
    thief.http.cookies.set("bidaide", owner.http.cookies["bidaide"])
    assert thief.get("/compte").status_code in (302, 401, 403)
    assert owner.get("/compte").status_code in (302, 401, 403)  # whoever it was taken from signs in again


def test_a_session_of_yesterday_is_replayed_in_vain(visit: Visit) -> None:
    client = visit(LEARNER)
    secret = client.secret
    client.post("/deconnexion")
    again = visit()
    again.http.cookies.set("bidaide", secret)
    assert again.get("/compte").status_code == 302


@pytest.mark.parametrize(
    "changed", [lambda s: s[:-1] + ("A" if s[-1] != "A" else "B"), lambda s: s + "x", lambda s: s.swapcase(), lambda s: s * 200,
                lambda _s: "' OR 1=1 --", lambda _s: "0", lambda _s: "null"],
)  # fmt: skip
def test_a_changed_cookie_is_nobody(visit: Visit, changed: Callable[[str], str]) -> None:
    client = visit(LEARNER)
    client.http.cookies.set("bidaide", changed(client.secret), domain="house.test")
    other = visit()
    other.http.cookies.set("bidaide", changed(client.secret))
    assert other.get("/compte").status_code == 302


def test_the_token_of_one_organisation_opens_nothing_of_another(api: Visit, house: House, database: RolledBack) -> None:
    for email in ("admin@demo.example", "quality@demo.example"):
        machine = api(email)
        assert machine.get("/me").status_code == 200
        for headers in ({"X-Organisation": house.neighbour.slug}, {"X-Organisation": house.neighbour.id}):
            said = machine.get("/enrolments", headers=headers)
            assert house.neighbour.id not in said.text
    with database.writing() as session:  # a sign-in named by the token of somebody of the other organisation
        sign_in, _secret = sign_ins.open_sign_in(session, house.neighbour.people["admin"], "tests")
    forged = tokens.issue(house.demo.people["admin"].id, sign_in.id)
    assert api().get("/me", headers={"Authorization": f"Bearer {forged}"}).status_code == 401


def test_a_request_on_behalf_of_somebody_else_needs_their_own_page(visit: Visit) -> None:
    victim, attacker = visit(LEARNER), visit("adviser@demo.example")
    tries: list[dict[str, Any]] = [
        {"data": {}},
        {"data": {"csrf": ""}},
        {"data": {"csrf": attacker.token}},
        {"data": {"csrf": victim.token}, "headers": {"Sec-Fetch-Site": "cross-site"}},
        {"headers": {"X-CSRF-Token": "é".encode("latin-1")}},
        {"content": b'{"csrf": "x"}', "headers": {"Content-Type": "text/plain"}},
    ]
    for given in tries:
        assert victim.request("POST", "/langue", **given).status_code == 403, given
    assert victim.get("/compte").status_code == 200


def test_fields_that_nobody_asked_for_change_nothing(
    visit: Visit, api: Visit, house: House, database: RolledBack
) -> None:
    extra = {"role": "admin", "roles": "admin", "is_admin": "1", "account_id": house.demo.people["admin"].id,
             "organisation_id": house.neighbour.id, "id": house.demo.people["admin"].id, "password_hash": "x"}  # fmt: skip
    with database.reading() as session:
        before = [
            (m.account_id, m.role, m.organisation_id)
            for m in session.scalars(select(Membership).order_by(Membership.id))
        ]
    visit(LEARNER).post("/langue", {"langue": "fr", **extra})
    visit(LEARNER).post("/avis/choix", extra)
    api(LEARNER).post("/forum/threads", json={"title": "Bonjour", "body": "Une question", **extra})
    with database.reading() as session:
        after = [
            (m.account_id, m.role, m.organisation_id)
            for m in session.scalars(select(Membership).order_by(Membership.id))
        ]
        account = session.get_one(Account, house.demo.people["learner"].id)
        assert account.password_hash != "x"
    assert after == before


# --- Led away, smuggled in, too heavy -------------------------------------------------------------------------

AWAY = [
    "https://mechant.example", "//mechant.example", "/\\mechant.example", "\\\\mechant.example", "javascript:alert(1)",
    "/%0d%0aLocation: https://mechant.example", "/\r\nSet-Cookie: a=b", "http:mechant.example", "///mechant.example", "/\t/mechant.example",
    "data:text/html,x", " //mechant.example",
]  # fmt: skip


@pytest.mark.parametrize("where", AWAY)
def test_nobody_is_led_away_after_signing_in_or_choosing_a_language(visit: Visit, where: str) -> None:
    client = visit(checks=False)
    client.get("/connexion")
    for path, data in (("/connexion", {"email": LEARNER, "password": PASSWORD}), ("/langue", {"langue": "fr"})):
        answer = client.post(path, {**data, "suite": where})
        going = answer.headers.get("location", "/")
        assert going.startswith("/"), going
        assert not going.startswith(("//", "/\\")), going
        assert "\n" not in going
        assert "a" not in client.http.cookies
        client = visit(checks=False)
        client.get("/connexion")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../app/main.py", "/static/..%2f..%2fapp/main.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static/....//x",
        "/.git/config", "/.env", "/var/bidaide.db", "/fichiers/../../etc/passwd/x", "/fichiers/%2e%2e%2f/x", "/static/%00", "//etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(visit: Visit, path: str) -> None:
    answer = visit(LEARNER, checks=False).get(path)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "[project]" not in answer.text


@pytest.mark.parametrize(
    "name", ["a\r\nX-Evil: 1.txt", 'a"; filename="b.html', "../../etc/passwd", "é\u202egnp.exe", "a;b,c.txt"]
)
def test_the_name_of_a_file_writes_no_header_and_leads_nowhere(
    visit: Visit, house: House, database: RolledBack, name: str
) -> None:
    learner = house.actor("learner")
    with database.writing() as session:
        kept = files.store(session, learner, learner.organisation_id, name, io.BytesIO(b"bonjour"), learner.account_id)
    answer = visit(LEARNER).get(f"/fichiers/{kept.id}/x")
    assert answer.status_code == 200
    assert "x-evil" not in answer.headers
    said = answer.headers["content-disposition"]
    assert said.startswith("attachment; filename*=utf-8''")
    assert not set(said) & set('\r\n"/')


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), ("page.html", b"<script>alert(1)</script>"),
        ("photo.png", b"<html><script>alert(1)</script>"), ("x.xml", b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"/>'),
        ("x.js", b"alert(1)"), ("x.pdf", b"%PDF-1.7\n/JS (app.alert(1))"), ("x.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"),
    ],
)  # fmt: skip
def test_a_file_handed_in_never_runs_as_one_of_our_pages(
    visit: Visit, house: House, database: RolledBack, name: str, body: bytes
) -> None:
    learner = house.actor("learner")
    with database.writing() as session:
        kept = files.store(session, learner, learner.organisation_id, name, io.BytesIO(body), learner.account_id)
    answer = visit(LEARNER).get(f"/fichiers/{kept.id}/{name}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    for other in ("classmate", "neighbour"):
        email = {"classmate": "expert@demo.example", "neighbour": "learner-voisine@demo.example"}[other]
        assert visit(email).get(f"/fichiers/{kept.id}/{name}").status_code in (403, 404)
    assert visit().get(f"/fichiers/{kept.id}/{name}").status_code == 302


def test_a_body_that_is_too_heavy_is_refused_whatever_it_says_of_itself(api: Visit) -> None:
    heavy = b"x" * 2_100_000
    for headers in ({"Content-Type": "application/json"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
        assert api(LEARNER).request("POST", "/forum/threads", content=heavy, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "deep", ['{"a":' * 5000 + "1" + "}" * 5000, "[" * 20_000, '{"title": 1e999}', '{"title": "\\ud800"}']
)
def test_what_is_only_meant_to_break_a_reader_is_refused(api: Visit, deep: str) -> None:
    answer = api(LEARNER).request(
        "POST", "/forum/threads", content=deep.encode(), headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500


def test_a_token_of_yesterday_is_over(api: Visit) -> None:
    machine = api(LEARNER)
    assert machine.get("/me").status_code == 200
    with clock.at(clock.now() + tokens.LIFETIME):
        assert machine.get("/me").status_code == 401


def test_thirty_people_enter_for_the_first_time_while_one_guesses_behind_their_address(
    visit: Visit, database: RolledBack
) -> None:
    """A hundred wrong passwords and cards from a school: those who know theirs get in, by password and by a square."""
    with database.writing() as session:
        for n in range(100):
            guessing.failed(session, Attempt(Way.PASSWORD, f"essai-{n}", "127.0.0.1"))
            guessing.failed(session, Attempt(Way.CARD, "", "127.0.0.1"))
    for email in (LEARNER, "expert@demo.example", "referrer@demo.example"):
        client = visit()
        client.get("/connexion")
        assert client.post("/connexion", {"email": email, "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/nouvelles/{}", Way.PRIVATE_LINK), ("/enquete/{}", Way.SURVEY_LINK), ("/reclamation/{}", Way.PRIVATE_LINK),
        ("/signer/{}", Way.PRIVATE_LINK), ("/signer/{}/fichier", Way.PRIVATE_LINK), ("/agenda/flux/{}.ics", Way.CALENDAR),
        ("/flux/forum/{}", Way.CALENDAR), ("/ma-candidature/{}", Way.PRIVATE_LINK), ("/audit/invitation/{}", Way.GUEST_LINK),
        ("/rencontres/inscription/{}", Way.PRIVATE_LINK), ("/verifier/{}", Way.DOCUMENT_CODE),
        ("/verification/{}", Way.DOCUMENT_CODE), ("/effacement/{}", Way.DOCUMENT_CODE), ("/avis/arreter/{}", Way.PRIVATE_LINK),
        ("/compte/garder/{}", Way.PRIVATE_LINK),
    ],
)  # fmt: skip
def test_whoever_tries_private_addresses_one_after_the_other_waits(
    visit: Visit, database: RolledBack, path: str, way: Way
) -> None:
    guesser = visit(checks=False)
    assert guesser.get(path.format("A" * 43)).status_code in (404, 410)
    with database.writing() as session:
        for _n in range(LIMITS[way].address.free - 1):
            guessing.failed(session, Attempt(way, address="127.0.0.1"))
    stopped = guesser.get(path.format("B" * 43))
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) <= 60


def test_whoever_holds_the_right_private_address_never_waits_for_who_guesses_beside_them(
    visit: Visit, house: House, database: RolledBack
) -> None:
    with database.writing() as session:
        path = calendars.open_address(session, house.actor("learner")).url.partition("/agenda")[2]
        for _n in range(100):
            guessing.failed(session, Attempt(Way.CALENDAR, address="127.0.0.1"))
    assert visit(checks=False).get(f"/agenda/flux/{'A' * 43}.ics").status_code == 429
    assert visit(checks=False).get(f"/agenda{path}").status_code == 200
