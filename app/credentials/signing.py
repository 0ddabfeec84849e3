"""Sealing and checking a credential: W3C Data Integrity, cryptosuite eddsa-rdfc-2022, nothing else.

A document is turned to RDF, put in its canonical form and hashed, and so is the description of the proof; the Ed25519
signature is over both hashes. Contexts are the published files that the set-up brings: no address is ever fetched.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.core.settings import CHECKOUT

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-extensions.jsonld",
}
SUITE = "eddsa-rdfc-2022"
_FOLDER = CHECKOUT / "build" / "vendor" / "contexts"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base58btc
_ED25519 = b"\xed\x01"  # how a multikey says which kind of key follows

Document = dict[str, Any]


class Unreadable(ValueError):
    """The document is no credential that we know how to read; the message is for programs."""


def seal(document: Document, key: Ed25519PrivateKey, method: str, at: datetime) -> Document:
    """The same document with its proof. `method` is the address of the public key."""
    about = {
        "type": "DataIntegrityProof",
        "created": utc_text(at),
        "verificationMethod": method,
        "cryptosuite": SUITE,
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(_hashes(document, about))
    return {**document, "proof": {**about, "proofValue": "z" + base58(signature)}}


def holds(document: Document, key: Ed25519PublicKey) -> bool:
    """Whether nothing changed since this key sealed it. Raises Unreadable."""
    about, signature = proof_of(document)
    bare = {name: value for name, value in document.items() if name != "proof"}
    try:
        key.verify(signature, _hashes(bare, about))
    except InvalidSignature:
        return False
    return True


def proof_of(document: Mapping[str, Any]) -> tuple[Document, bytes]:
    """What the proof says of itself, and its signature. Raises Unreadable."""
    proof = document.get("proof")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        raise Unreadable("no proof of the suite " + SUITE)
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise Unreadable("the value of the proof is not in base58")
    return {name: each for name, each in proof.items() if name != "proofValue"}, unbase58(value[1:])


def multikey(key: Ed25519PublicKey) -> str:
    """The public key as credentials write it: z6Mk…"""
    return "z" + base58(_ED25519 + key.public_bytes_raw())


def read_multikey(text: str) -> Ed25519PublicKey:
    """Raises Unreadable for any other kind of key."""
    raw = unbase58(text[1:]) if text.startswith("z") else b""
    if len(raw) != 34 or raw[:2] != _ED25519:
        raise Unreadable("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def _hashes(document: Document, about: Document) -> bytes:
    described = {"@context": document.get("@context"), **about}
    return hashlib.sha256(_canonical(described)).digest() + hashlib.sha256(_canonical(document)).digest()


def _canonical(document: Document) -> bytes:
    """RDFC-1.0."""
    from pyld import jsonld  # noqa: PLC0415 - lxml comes with it: 9 MB until the first badge

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    try:
        return str(jsonld.normalize(document, options)).encode()
    except (jsonld.JsonLdError, RecursionError, TypeError, AttributeError) as error:
        raise Unreadable(f"not JSON-LD that we can read: {str(error)[:200]}") from error


def _load(address: str, options: object) -> Document:
    """The contexts that came with the set-up, and no other."""
    if address not in CONTEXTS:
        raise Unreadable(f"a context that is not known here: {address[:200]}")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


@cache
def _context(address: str) -> Document:
    found: Document = json.loads((_FOLDER / CONTEXTS[address]).read_text("utf-8"))
    return found


def utc_text(moment: datetime) -> str:
    """2026-11-26T17:05:00Z"""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def base58(raw: bytes) -> str:
    """The alphabet of Bitcoin, without 0, O, I and l."""
    number, written = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        written = _ALPHABET[digit] + written
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + written


def unbase58(text: str) -> bytes:
    """Raises Unreadable."""
    number = 0
    for letter in text[:200]:
        digit = _ALPHABET.find(letter)
        if digit < 0:
            raise Unreadable("not base58")
        number = number * 58 + digit
    return b"\0" * (len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8)
