"""Tokens of machines: ours pass, all that only look like them do not."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt

from app.core import clock
from app.core.db import Database
from app.core.settings import settings
from app.identity import services, tokens
from tests.factories.client import Client
from tests.factories.house import House

Api = Callable[..., Client]


def claims(**changed: Any) -> dict[str, Any]:
    moment = int(clock.now().timestamp())
    known = {"sub": "a", "jti": "b", "iat": moment, "exp": moment + 60, "aud": "bidaide-api", "iss": "bidaide"}
    return {name: value for name, value in {**known, **changed}.items() if value is not None}


def signed(algorithm: str = "HS256", key: Any = None, **changed: Any) -> str:
    return str(jwt.encode(claims(**changed), key or tokens._key(), algorithm=algorithm))


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_of_ours_says_who_and_by_which_sign_in() -> None:
    assert tokens.read(tokens.issue("a", "b")) == tokens.AccessToken("a", "b")
    assert tokens.read(signed()) == tokens.AccessToken("a", "b")


@pytest.mark.parametrize(
    "changed",
    [{claim: None} for claim in ("sub", "jti", "iat", "exp", "aud", "iss")]
    + [
        {"aud": "autre"}, {"aud": ["autre"]}, {"iss": "autre"}, {"iss": ["bidaide", "autre"]}, {"exp": "2099"},
        {"exp": "bientôt"}, {"exp": 1e12}, {"exp": True}, {"sub": 7}, {"nbf": 4_000_000_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_with_a_claim_missing_or_wrong_is_not_ours(changed: dict[str, Any]) -> None:
    assert tokens.read(signed(**changed)) is None


def test_a_token_ends_by_our_clock() -> None:
    token = tokens.issue("a", "b")
    with clock.at(clock.now() + tokens.LIFETIME - timedelta(seconds=1)):
        assert tokens.read(token)
    with clock.at(clock.now() + tokens.LIFETIME):
        assert tokens.read(token) is None


def test_a_token_that_nobody_signed_is_not_ours() -> None:
    for algorithm in ("none", "None", "NONE", "", "HS257"):
        for signature in ("", "AAAA"):
            token = f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims())}.{signature}"
            assert tokens.read(token) is None, algorithm


def test_a_token_signed_with_another_key_or_algorithm_is_not_ours() -> None:
    assert tokens.read(signed(key="another-secret-of-thirty-two-characters")) is None
    assert tokens.read(signed(key=settings().secret_key)) is None  # each use has a key of its own
    assert tokens.read(signed("HS384")) is None
    assert tokens.read(signed("HS512")) is None


def test_asymmetric_keys_are_never_taken_for_our_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """RS256 in the header, or a public key (PEM or DER) used as the secret of an HMAC: none of these pass."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert tokens.read(signed("RS256", pem.decode())) is None
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert tokens.read(signed(key=der)) is None
    assert tokens.read(signed(key=base64.b64encode(der).decode())) is None


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é", "a" * 10_000, "a.b.c.d.e"])
def test_what_is_not_a_token_is_nobody(text: str) -> None:
    assert tokens.read(text) is None


def test_a_changed_token_is_not_ours() -> None:
    head, _body, signature = tokens.issue("a", "b").split(".")
    assert tokens.read(f"{head}.{part(claims(sub='admin'))}.{signature}") is None


# --- At the door --------------------------------------------------------------------------------------------


def test_a_machine_gets_a_token_and_is_known_by_it(api: Api) -> None:
    machine = api()
    answer = machine.post("/auth/token", {"username": "quality@demo.example", "password": "demo-bidaide"}).json()
    assert answer.keys() == {"access_token", "token_type", "expires_in"}
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 1800)
    me = machine.get("/me", headers={"Authorization": f"Bearer {answer['access_token']}"}).json()
    assert me["email"] == "quality@demo.example"
    assert me["roles"] == [{"organisation": "demo", "role": "quality"}]


def test_the_token_of_a_revoked_sign_in_is_refused_at_once(api: Api, database: Database, house: House) -> None:
    account = house.demo.people["learner"]
    with database.writing() as session:
        sign_in, _secret = services.open_sign_in(session, account, "tests")
        token = tokens.issue(account.id, sign_in.id)
    machine, header = api(), {"Authorization": f"Bearer {token}"}
    assert machine.get("/me", headers=header).status_code == 200
    with database.writing() as session:
        services.revoke(session, house.actor("learner"), sign_in.id)
    answer = machine.get("/me", headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_names_the_sign_in_of_another_is_refused(api: Api, database: Database, house: House) -> None:
    with database.writing() as session:
        sign_in, _secret = services.open_sign_in(session, house.demo.people["learner"], "tests")
    token = tokens.issue(house.demo.people["admin"].id, sign_in.id)
    assert api().get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_changed_password_ends_every_sign_in(api: Api, visit: Api, database: Database, house: House) -> None:
    machine, browser = api("trainer@demo.example"), visit("trainer@demo.example")
    with database.writing() as session:
        account = session.merge(house.demo.people["trainer"], load=False)
        services.set_password(session, account, "une phrase assez longue")
    assert machine.get("/me").status_code == 401
    assert browser.get("/compte").status_code == 302


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YTpi", "bearer x", "Bearer a b", "é"])
def test_a_strange_authorization_is_nobody(api: Api, header: str) -> None:
    assert api().get("/me", headers={"Authorization": header.encode("latin-1")}).status_code == 401  # type: ignore[dict-item]


# --- Virtual classrooms ---------------------------------------------------------------------------------------

SHARED = "a-secret-shared-with-a-classroom-server"


def report(algorithm: str = "HS512", key: str = SHARED, **changed: Any) -> str:
    moment = int(clock.now().timestamp())
    known = {"exp": moment + 60, **changed}
    return str(
        jwt.encode({name: value for name, value in known.items() if value is not None}, key, algorithm=algorithm)
    )


def test_a_report_is_believed_for_its_secret_its_algorithm_and_its_date_together() -> None:
    assert tokens.is_report_signed(report(), SHARED)
    assert not tokens.is_report_signed(report(key=SHARED + "x"), SHARED)
    assert not tokens.is_report_signed(report("HS256"), SHARED)
    assert not tokens.is_report_signed(report(exp=None), SHARED)
    assert not tokens.is_report_signed(report(exp="tomorrow"), SHARED)
    assert not tokens.is_report_signed(report(exp=int(clock.now().timestamp()) - 60), SHARED)
    none = f"{part({'alg': 'none'})}.{part({'exp': 9999999999})}."
    assert not tokens.is_report_signed(none, SHARED)


def test_a_pass_of_a_classroom_opens_nothing_here() -> None:
    moment = clock.now()
    given = tokens.classroom_pass(
        settings().secret_key, "bidaide", "meet.example", "salle", {"id": "a"}, moment, moment + timedelta(minutes=5)
    )
    assert tokens.read(given) is None
