"""Six digits to a telephone, a link to an address: each opens once, for a short while.

Whoever asks is told the same, and it takes as long, whether the number or the address is somebody's or not.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import AnyRow
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.sealed import Lost, seal_text, unseal_text
from app.core.tasks import every, later, task
from app.core.tasks.registry import Payload
from app.entry import policies, queries
from app.entry.cards.queries import places_of
from app.entry.codes import queries as codes
from app.entry.codes.models import EntryCode
from app.entry.codes.sending import leave_sms
from app.entry.prints import hash_of, matches, print_of
from app.entry.trying import organisation_of
from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.rules import phone_key
from app.notifications.phones import rules as phones
from app.notifications.queries import person_of_account
from app.notifications.services import write_to

SMS, MAIL = "sms", "mail"
CODE_LIFETIME = timedelta(minutes=10)
LINK_LIFETIME = timedelta(minutes=15)
KEPT = timedelta(days=30)  # so that an old link knows whom to send a new one
MOST_TRIES = 5
SMS_A_DAY = 300  # of one organisation: what a gateway costs when somebody plays with it
_CODE, _PHONE, _LINK, _ADDRESS = "sms code", "sms number", "mail link", "mail address"


class CodeRefused(HouseError):
    """A code or a link that opens nothing, with what to do."""

    status = 401
    code = "code-refused"


# --- By SMS -------------------------------------------------------------------------------------------------------


def number_of(said: str) -> str:
    """The number that can take an SMS; Invalid otherwise, before anything is looked for."""
    number = phones.number_of(said)
    if number is None or not phones.takes_sms(number):
        raise Invalid(_("Ce n'est pas un numéro de téléphone mobile. Écrivez-le comme 06 12 34 56 78."))
    return number


def send_code(session: Session, said: str) -> str:
    """Six digits to a number, when it is somebody's who may enter so; the id of what is waited for, in any case."""
    number = number_of(said)
    known = _who_may(session, queries.accounts_of_phone(session, phone_key(said)))
    digits = f"{secrets.randbelow(1_000_000):06}"
    moment = now()
    row = EntryCode(
        way=SMS,
        contact_print=print_of(_PHONE, number),
        code_hash=hash_of(_CODE, digits if known else secrets.token_hex(8)),
        created_at=moment,
        expires_at=moment + CODE_LIFETIME,
    )
    leaves = bool(known)
    if known:
        row.organisation_id = place_of(session, known[0].id)
        leaves = codes.sent_since(session, row.organisation_id, SMS, moment - timedelta(days=1)) < SMS_A_DAY
    session.add(row)
    session.flush()
    if leaves:
        words = _("Votre code pour entrer : %(code)s. Ne le donnez à personne.") % {
            "code": f"{digits[:3]} {digits[3:]}"
        }
        leave_sms(session, row.organisation_id, row.id, number, words, row.expires_at.timestamp())
    return row.id


def _who_may(session: Session, rows: Sequence[AnyRow]) -> list[AnyRow]:
    places = places_of(session, [row.id for row in rows]) if rows else {}
    return [row for row in rows if policies.entered_by_message(places[row.id])]


def place_of(session: Session, account_id: str) -> str:
    """The organisation that a code or a link opens for somebody; empty when none does."""
    return policies.entered_by_message(places_of(session, [account_id])[account_id])


def take_try(session: Session, code_id: str) -> str:
    """Count a try before it is looked at; what to compare with. Empty when there is nothing left to try."""
    row = codes.code_to_change(session, code_id)
    if row is None or row.used_at is not None or row.expires_at <= now() or row.tries >= MOST_TRIES:
        return ""
    row.tries += 1
    return row.code_hash


def is_code(kept: str, typed: str) -> bool:
    return matches(kept, _CODE, "".join(character for character in typed if character.isdigit()))


def whose(session: Session, code_id: str, said: str) -> list[AnyRow]:
    """(id, name) of those who enter with this number. The number is shown again: it is not kept in the clear."""
    row = session.get(EntryCode, code_id)
    number = phones.number_of(said) or ""
    if row is None or not hmac.compare_digest(row.contact_print, print_of(_PHONE, number)):
        return []
    return _who_may(session, queries.accounts_of_phone(session, phone_key(said)))


def named(people: Sequence[AnyRow], first_name: str) -> AnyRow | None:
    """The one of them who has this first name; None when nobody has, or two have."""
    wanted = _plain(first_name)
    found = [one for one in people if wanted and wanted in (_plain(one.name), _plain(one.name.split(" ")[0]))]
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def use(session: Session, code_id: str) -> None:
    """The code is spent. Raises CodeRefused when another tab was faster."""
    row = codes.code_to_change(session, code_id)
    if row is None or row.used_at is not None:
        raise CodeRefused(_("Ce code a déjà servi. Demandez-en un nouveau."))
    row.used_at = now()


# --- By e-mail ----------------------------------------------------------------------------------------------------


def send_link(session: Session, address: str, suite: str) -> None:
    """A link to an address, when it is somebody's: looked at behind the page, which takes as long for anybody's."""
    nonce = new_id()
    said = seal_text(f"{_ADDRESS} {nonce}", address)
    later(session, "entry.send_link", {"nonce": nonce, "said": said, "suite": suite[:500]})


@task("entry.send_link")
def look_and_send(session: Session, payload: Payload) -> None:
    try:
        address = unseal_text(f"{_ADDRESS} {payload['nonce']}", payload["said"])
    except Lost:
        return
    account = identity.account_by_email(session, address)
    if account is not None:
        _send(session, account.id, payload["suite"])


def _send(session: Session, account_id: str, suite: str) -> None:
    person = person_of_account(session, account_id)
    opened = place_of(session, account_id)
    organisation_id = opened or organisation_of(session, account_id)
    if person is None or not organisation_id:
        return
    token, moment = secrets.token_urlsafe(32), now()
    page = ""
    row = EntryCode(
        organisation_id=organisation_id,
        account_id=account_id,
        way=MAIL,
        contact_print=print_of(_ADDRESS, person.email),
        suite=suite[:500],
        created_at=moment,
        expires_at=moment + LINK_LIFETIME,
    )
    if opened:
        row.token_print, page = print_of(_LINK, token), f"/entrer/{token}"
    session.add(row)
    session.flush()
    write_to(
        session, organisation_id, person, "sign_in_link", f"sign_in_link:{row.id}", {"page": page}, link="/connexion"
    )


def renew_link(session: Session, token: str) -> None:
    """A new link instead of an old one, to the address that the person has now."""
    row = codes.by_token(session, print_of(_LINK, token))
    if row is not None and row.account_id:
        _send(session, row.account_id, row.suite)


def link_is_good(session: Session, token: str) -> bool:
    """Only looks: programs that open every link of a message use none up."""
    row = codes.by_token(session, print_of(_LINK, token))
    return row is not None and row.used_at is None and row.expires_at > now()


def open_link(session: Session, token: str) -> EntryCode:
    """The link is spent; whose it is, and where they were going. Raises CodeRefused for one that has aged."""
    row = codes.by_token_to_change(session, print_of(_LINK, token))
    if row is None or row.used_at is not None or row.expires_at <= now() or row.account_id is None:
        raise CodeRefused(_("Ce lien a vieilli, ou il a déjà servi."))
    person = person_of_account(session, row.account_id)
    if person is None or not hmac.compare_digest(row.contact_print, print_of(_ADDRESS, person.email)):
        raise CodeRefused(_("L'adresse de ce compte a changé depuis."))
    if not policies.may_enter_by_message(
        places_of(session, [row.account_id])[row.account_id].get(row.organisation_id or "", ())
    ):
        raise CodeRefused(_("Ce compte s'ouvre maintenant avec un mot de passe ou une clé d'accès."))
    row.used_at = now()
    return row


def slug_of(session: Session, row: EntryCode) -> str:
    found = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return found.slug if found else ""


@every("entry.forget_codes", minutes=12 * 60)
def forget_old(session: Session) -> None:
    codes.forget(session, now() - KEPT)
