"""One push: what is said, sealed so that only the browser reads it (RFC 8291), and taken to its maker (RFC 8030)."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.db import AnyRow
from app.core.i18n import _, speaking
from app.core.settings import settings
from app.identity.tokens import push_pass
from app.notifications import stopping
from app.notifications.kinds import Channel, by_code
from app.notifications.phones import vapid

KEPT = 24 * 3600  # seconds that a push service keeps it for a phone that is off
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Push:
    endpoint: str
    body: bytes
    headers: dict[str, str]


def sealed(row: AnyRow, locale: str) -> Push:
    """A notice for one browser: words, why, the page to open, and the link that stops its kind."""
    body = http_ece.encrypt(
        _words(row, locale), private_key=ec.generate_private_key(ec.SECP256R1()), dh=_octets(row.p256dh),
        auth_secret=_octets(row.auth), version="aes128gcm",
    )  # fmt: skip
    place = urlsplit(row.endpoint)
    token = push_pass(vapid.private_pem(), f"{place.scheme}://{place.netloc}", _contact())
    return Push(
        row.endpoint, body,
        {
            "Authorization": f"vapid t={token}, k={vapid.public_key()}", "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream", "TTL": str(KEPT), "Urgency": "normal",
            "Topic": row.notice_id.replace("-", ""),  # the same news again takes the place of the first
        },
    )  # fmt: skip


def _words(row: AnyRow, locale: str) -> bytes:
    kind = by_code(row.kind)
    with speaking(locale):
        why = _(kind.why) if kind else ""
        stop_words = _("Ne plus recevoir")
    told = " ".join(row.told.split())
    told = told[: LONGEST_WORDS - 1].rstrip() + "…" if len(told) > LONGEST_WORDS else told
    said = {"id": row.notice_id, "title": row.title[:120], "body": f"{told}\n{why}".strip(), "lang": locale, "open": f"/avis/{row.notice_id}"}  # fmt: skip
    if kind and kind.can_stop:
        token = stopping.token_of(row.account_id, row.organisation_id, kind.code, Channel.PUSH)
        said |= {"stop": stopping.path_of(token), "stopWords": stop_words}
    return json.dumps(said, ensure_ascii=False).encode()


def _octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _contact() -> str:
    """Whom a push service writes to when something is wrong: an address or a page."""
    return f"mailto:{settings().mail_from}" if settings().mail_from else settings().base_url
