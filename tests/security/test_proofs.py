"""What a provider of sign-in signs: only the right thing, of now, for us, passes; and every key of ours is for one use."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk, jwt

from app.core import clock
from app.core.derived import key_for
from app.identity import tokens

ISSUER, CLIENT, NONCE = "https://sso.example", "bidaide", "n-0S6_WzA2Mj"
_PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def pair(key: Any, kid: str, algorithm: str) -> tuple[str, dict[str, Any]]:
    private = key.private_bytes(*_PEM).decode()
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, {**jwk.construct(public.decode(), algorithm).to_dict(), "kid": kid, "use": "sig"}


RSA, RSA_JWK = pair(rsa.generate_private_key(public_exponent=65537, key_size=2048), "r", "RS256")
OTHER, OTHER_JWK = pair(rsa.generate_private_key(public_exponent=65537, key_size=2048), "o", "RS256")
CURVE, CURVE_JWK = pair(ec.generate_private_key(ec.SECP256R1()), "e", "ES256")
KEYS = [RSA_JWK, OTHER_JWK, CURVE_JWK]


def claims(**changed: Any) -> dict[str, Any]:
    moment = int(clock.now().timestamp())
    known = {"iss": ISSUER, "aud": CLIENT, "sub": "marie", "nonce": NONCE, "iat": moment, "exp": moment + 300}
    return {name: value for name, value in {**known, **changed}.items() if value is not None}


def signed(key: str = RSA, algorithm: str = "RS256", kid: str | None = "r", **changed: Any) -> str:
    return str(jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": kid} if kid else None))


def proof(token: str, keys: list[dict[str, Any]] = KEYS, **asked: str) -> dict[str, Any]:
    wanted = {"issuer": ISSUER, "client_id": CLIENT, "nonce": NONCE, "access_token": "a", **asked}
    return tokens.proof_of(token, keys, **wanted)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_what_the_provider_signed_for_us_just_now_is_a_proof() -> None:
    assert proof(signed())["sub"] == "marie"
    assert proof(signed(CURVE, "ES256", "e"))["sub"] == "marie"
    assert proof(signed(aud=[CLIENT]))["sub"] == "marie"
    assert proof(signed(aud=[CLIENT, "autre"], azp=CLIENT))["sub"] == "marie"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://autre.example"}, {"iss": ISSUER + "/"}, {"iss": None}, {"aud": "autre"}, {"aud": None},
        {"aud": ["autre"]}, {"aud": [CLIENT, "autre"]}, {"aud": [CLIENT, "autre"], "azp": "autre"}, {"azp": "autre"},
        {"nonce": "autre"}, {"nonce": None}, {"nonce": 7}, {"sub": None}, {"sub": ""}, {"sub": "x" * 256},
        {"exp": None}, {"exp": "2099"}, {"exp": 1}, {"exp": True}, {"iat": None}, {"iat": 1}, {"iat": 4_000_000_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_claim_missing_or_wrong_proves_nothing(changed: dict[str, Any]) -> None:
    with pytest.raises(tokens.NotProved):
        proof(signed(**changed))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS257", "RS1"])
def test_what_nobody_signed_proves_nothing(algorithm: str) -> None:
    for signature in ("", "AAAA"):
        with pytest.raises(tokens.NotProved):
            proof(f"{part({'alg': algorithm, 'kid': 'r', 'typ': 'JWT'})}.{part(claims())}.{signature}")


def test_a_public_key_is_never_a_shared_secret() -> None:
    """Whoever signs with what everybody can read (PEM, DER, the modulus, the JWK itself) proves nothing."""
    public = serialization.load_pem_private_key(RSA.encode(), None).public_key()
    written = serialization.PublicFormat.SubjectPublicKeyInfo
    secrets = [
        public.public_bytes(serialization.Encoding.PEM, written), public.public_bytes(serialization.Encoding.DER, written),
        json.dumps(RSA_JWK).encode(), RSA_JWK["n"].encode(), b"",
    ]  # fmt: skip
    for name in ("HS256", "HS384", "HS512"):
        for secret in secrets:
            body = f"{part({'alg': name, 'kid': 'r', 'typ': 'JWT'})}.{part(claims())}"
            made = hmac.digest(secret, body.encode(), getattr(hashlib, "sha" + name[2:]))
            with pytest.raises(tokens.NotProved):
                proof(f"{body}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}")


def test_a_key_of_another_kind_name_use_or_owner_proves_nothing() -> None:
    for token, keys in (
        (signed(OTHER, kid="r"), KEYS),  # signed by another, in the name of the first
        (signed(kid="inconnu"), KEYS),
        (signed(kid=None), [RSA_JWK, OTHER_JWK]),  # which one is not said
        (signed(), [{**RSA_JWK, "use": "enc"}]),
        (signed(), [{**RSA_JWK, "alg": "RS512"}]),
        (signed(), [{"kty": "oct", "k": "c2VjcmV0", "kid": "r"}]),
        (signed(), [{"kty": "RSA", "kid": "r"}]),
        (signed(), [{**RSA_JWK, "d": "AQAB"}]),
        (signed(), []),
        (signed(CURVE, "ES256", "e"), [{**RSA_JWK, "kid": "e"}]),
    ):
        with pytest.raises(tokens.NotProved):
            proof(token, keys)


def test_a_key_that_the_token_brings_with_itself_is_not_looked_at() -> None:
    headers = {"kid": "x", "jwk": OTHER_JWK, "jku": "https://mechant.example/jwks", "x5u": "https://mechant.example"}
    with pytest.raises(tokens.NotProved):
        proof(str(jwt.encode(claims(), OTHER, algorithm="RS256", headers=headers)), [RSA_JWK])


def test_a_short_key_is_refused() -> None:
    weak, weak_jwk = pair(rsa.generate_private_key(public_exponent=65537, key_size=1024), "w", "RS256")
    with pytest.raises(tokens.NotProved):
        proof(signed(weak, kid="w"), [weak_jwk])


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "é", "a" * 10_000, "a.b.c.d.e"])
def test_what_is_no_token_proves_nothing(text: str) -> None:
    with pytest.raises(tokens.NotProved):
        proof(text)
    with pytest.raises(tokens.NotProved):
        tokens.key_of(text)


def test_a_changed_word_breaks_the_proof_and_time_ends_it() -> None:
    token = signed()
    head, _body, signature = token.split(".")
    with pytest.raises(tokens.NotProved):
        proof(f"{head}.{part(claims(sub='admin'))}.{signature}")
    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(tokens.NotProved):
        proof(token)


def test_a_proof_is_no_access_token_and_an_access_token_is_no_proof() -> None:
    assert tokens.read(signed()) is None
    with pytest.raises(tokens.NotProved):
        proof(tokens.issue("a", "b"))


def test_each_use_has_a_key_of_its_own() -> None:
    assert len({key_for("access tokens"), key_for("something else")}) == 2
    assert len(bytes.fromhex(key_for("access tokens"))) == 32
