"""A passkey in software: what a telephone keeps and signs."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

ORIGIN, SITE = "http://localhost:8000", "localhost"


@dataclass
class Authenticator:
    origin: str = ORIGIN
    site: str = SITE
    verified: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    def make(self, options: dict[str, Any]) -> str:
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(0x40) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client("webauthn.create", options["challenge"])
        return self._told(
            {"clientDataJSON": bytes_to_base64url(said), "attestationObject": bytes_to_base64url(attestation)}
        )

    def sign(self, options: dict[str, Any], *, count: int | None = None) -> str:
        self.count = self.count + 1 if count is None else count
        said, data = self._client("webauthn.get", options["challenge"]), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._told(
            {
                "clientDataJSON": bytes_to_base64url(said), "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature), "userHandle": self.user,
            }
        )  # fmt: skip

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        flags |= 0x01 | (0x04 if self.verified else 0)
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _told(self, response: dict[str, Any]) -> str:
        id_ = bytes_to_base64url(self.id)
        return json.dumps(
            {"id": id_, "rawId": id_, "type": "public-key", "clientExtensionResults": {}, "response": response}
        )
