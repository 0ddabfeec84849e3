"""Passkeys (WebAuthn): the browser signs what we draw, with a key that never leaves the device.

What is drawn is kept here, good once and for a few minutes. The site they are for is that of BASE_URL, whatever a
request says of its host.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.core.access import Actor, require_fresh
from app.core.clock import now
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.core.settings import settings
from app.core.tasks import every
from app.entry.factors import queries, services
from app.entry.factors.models import Passkey, PasskeyChallenge

TO_SIGN = timedelta(minutes=5)
MOST = 20  # keys of one person
NAME = "Bidaide"


class PasskeyRefused(HouseError):
    """The same words whatever was wrong."""

    status = 401
    code = "passkey-refused"

    def __init__(self) -> None:
        super().__init__(_("Cette clé n'a pas ouvert votre compte. Essayez de nouveau, ou entrez d'une autre façon."))


@dataclass(frozen=True, slots=True)
class SiteOfKeys:
    """What keys are for. A number is no name: on the machine of a developer, it is `localhost`."""

    id: str
    origin: str


def site_of_keys() -> SiteOfKeys:
    parts = urlsplit(settings().base_url)
    host = parts.hostname or "localhost"
    try:
        ip_address(host)
        host = "localhost"
    except ValueError:
        pass
    port = f":{parts.port}" if parts.port and parts.port != {"https": 443, "http": 80}.get(parts.scheme) else ""
    return SiteOfKeys(host, f"{parts.scheme}://{host}{port}")


# --- Adding one ------------------------------------------------------------------------------------------------------


def options_to_add(session: Session, actor: Actor) -> str:
    """What the browser is asked, as JSON."""
    services.may_change(session, actor)
    known = queries.passkeys(session, actor.account_id)
    if len(known) >= MOST:
        raise Conflict(_("Vous avez déjà vingt clés d'accès. Retirez-en une d'abord."))
    options = generate_registration_options(
        rp_id=site_of_keys().id,
        rp_name=NAME,
        challenge=_draw(),
        user_id=actor.account_id.encode(),
        user_name=actor.email or actor.name,
        user_display_name=actor.name,
        exclude_credentials=[_descriptor(key) for key in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,  # so that nobody has to type who they are
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    _keep(session, options.challenge, "add", actor.account_id)
    return options_to_json(options)


def add(session: Session, actor: Actor, answer: str, name: str) -> Passkey:
    """The key that the device has made. Raises PasskeyRefused."""
    services.may_change(session, actor)
    challenge = _challenge_of(answer)
    drawn = queries.take_challenge(session, challenge, "add", now())
    if drawn is None or drawn.account_id != actor.account_id:
        raise PasskeyRefused()
    site = site_of_keys()
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        transports = json.loads(answer).get("response", {}).get("transports") or []
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused() from error
    credential_id = bytes_to_base64url(made.credential_id)
    if len(credential_id) > 1400 or queries.passkey_to_use(session, credential_id) is not None:
        raise PasskeyRefused()
    known = [one for one in transports if isinstance(one, str) and one in _TRANSPORTS]
    key = Passkey(
        account_id=actor.account_id,
        name=" ".join(name.split())[:80] or _("Ma clé"),
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        transports=",".join(known),
        copied=made.credential_backed_up,
    )
    session.add(key)
    session.flush()
    services.changed(session, actor, "passkey_added")
    return key


def rename(session: Session, actor: Actor, passkey_id: str, name: str) -> None:
    said = " ".join(name.split())
    if not said:
        raise Invalid(_("Donnez un nom à cette clé, pour la reconnaître."))
    queries.passkey_of(session, actor.account_id, passkey_id).name = said[:80]


def remove(session: Session, actor: Actor, passkey_id: str) -> None:
    key = queries.passkey_of(session, actor.account_id, passkey_id)
    require_fresh(actor)
    services.not_the_last_passkey(session, actor)
    session.delete(key)
    session.flush()
    services.changed(session, actor, "passkey_removed")


# --- Entering with one -----------------------------------------------------------------------------------------------


def options_to_enter(session: Session, use: str = "enter", account_id: str | None = None) -> str:
    """What the browser is asked. Without an account the device shows whose keys it has: nothing says who exists."""
    allowed = [_descriptor(key) for key in queries.passkeys(session, account_id)] if account_id else []
    options = generate_authentication_options(
        rp_id=site_of_keys().id,
        challenge=_draw(),
        allow_credentials=allowed,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep(session, options.challenge, use, account_id)
    return options_to_json(options)


def check(session: Session, answer: str, use: str = "enter", account_id: str | None = None) -> Passkey:
    """The key that has signed what we drew; with an account, one of theirs. Raises PasskeyRefused.

    What was drawn is used up even when the rest is wrong: the caller keeps its transaction and says the refusal afterwards.
    """
    challenge = _challenge_of(answer)
    drawn = queries.take_challenge(session, challenge, use, now())
    if drawn is None or drawn.account_id != account_id:
        raise PasskeyRefused()
    try:
        given = json.loads(answer)
        key = queries.passkey_to_use(session, str(given["id"]))
        if key is None or (account_id is not None and key.account_id != account_id):
            raise PasskeyRefused()
        handle = given["response"].get("userHandle")
        if handle and base64url_to_bytes(handle).decode() != key.account_id:
            raise PasskeyRefused()
        site = site_of_keys()
        signed = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused() from error
    key.sign_count, key.copied, key.last_used_at = signed.new_sign_count, signed.credential_backed_up, now()
    session.flush()
    return key


@every("entry.forget_challenges", minutes=60)
def forget(session: Session) -> None:
    queries.forget_challenges(session, now())


def _draw() -> bytes:
    return secrets.token_bytes(32)


def _keep(session: Session, challenge: bytes, use: str, account_id: str | None) -> None:
    text = bytes_to_base64url(challenge)
    session.add(PasskeyChallenge(challenge=text, use=use, account_id=account_id, expires_at=now() + TO_SIGN))
    session.flush()


def _challenge_of(answer: str) -> str:
    """What was signed, as the answer says it: only one that we drew, and have not seen yet, goes further."""
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return str(client["challenge"])[:64]
    except (ValueError, TypeError, KeyError, UnicodeDecodeError) as error:
        raise PasskeyRefused() from error


_TRANSPORTS = frozenset(one.value for one in AuthenticatorTransport)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    known = [AuthenticatorTransport(one) for one in key.transports.split(",") if one in _TRANSPORTS]
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id), transports=known or None)
