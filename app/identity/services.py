"""Signing in and out, and the people of an organisation."""

import hashlib
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import local, now
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.core.settings import settings
from app.identity import passwords, queries
from app.identity.guessing import Attempt, Way
from app.identity.lifetimes import OWN
from app.identity.models import (
    Account,
    ClosedDay,
    Funder,
    Membership,
    Organisation,
    Site,
)
from app.identity.sign_ins import end_all, identify, open_sign_in, revoke, sign_out

__all__ = ["identify", "open_sign_in", "revoke", "sign_out"]  # the doors of `sign_ins`, under the name known to all

BROWSER_LIFETIME = OWN.whole  # the longest of all; see `lifetimes`
FACTORS_AFTER = timedelta(days=14)  # what a new organisation has before two proofs are asked


class WrongCredentials(HouseError):
    """The same words whether the account is unknown or the password wrong."""

    status = 401
    code = "wrong-credentials"


def actor_for(session: Session, organisation_id: str, account_id: str) -> Actor | None:
    """A member of an organisation as an actor, for work done later in their name; None when they have left it."""
    rows = queries.member_roles(session, organisation_id, account_id)
    if not rows:
        return None
    first = rows[0]
    return Actor(
        account_id=account_id,
        organisation_id=organisation_id,
        organisation_slug=first.slug,
        organisation_name=first.organisation_name,
        name=first.name,
        email=first.email,
        roles=frozenset(Role(row.role) for row in rows),
        locale=first.locale,
    )


def attempt_at(session: Session, email: str, address: str, way: Way = Way.PASSWORD, device: str = "") -> Attempt:
    """A try on the account of an e-mail address, for `guessing`; what was typed stands for an account that is not there."""
    typed = email.strip().lower()
    account = queries.account_by_email(session, typed)
    places = queries.organisation_ids_of(session, account.id if account else "")
    return Attempt(way, account.id if account else typed, address, places[0] if places else "", device)


def check_password(session: Session, email: str, password: str) -> Account:
    """The account behind an address and its password; WrongCredentials otherwise. Slow on purpose."""
    account = queries.account_by_email(session, email)
    if not passwords.matches(account.password_hash if account else "", password) or account is None:
        raise WrongCredentials(_("L'adresse ou le mot de passe ne correspond pas. Vérifiez-les et essayez de nouveau."))
    if not queries.organisation_ids_of(session, account.id):
        raise WrongCredentials(
            _("Ce compte n'est rattaché à aucune organisation. Demandez de l'aide à votre organisme.")
        )
    return account


def speak(session: Session, actor: Actor, locale: str) -> None:
    """Choose the language of the interface."""
    account = session.get(Account, actor.account_id)
    if account is not None:
        account.locale = locale


def open_organisation(
    session: Session, slug: str, name: str, *, two_factors: bool = True, **details: str
) -> Organisation:
    """Two proofs are asked of whoever sees others' data, once they have had time to set them up."""
    organisation = queries.organisation_by_slug(session, slug)
    if organisation is None:
        asked = (local(now()) + FACTORS_AFTER).date() if two_factors else None
        organisation = Organisation(slug=slug, name=name, factors_from=asked, **details)
        session.add(organisation)
        session.flush()
    return organisation


def welcome(
    session: Session,
    organisation_id: str,
    email: str,
    name: str,
    *roles: Role,
    password: str = "",
    phone: str = "",
    known: Account | None = None,
) -> Account:
    """An account that holds these roles here, made or completed. A known account keeps its name and password.

    Somebody may have no address: their account is then `known` to whoever asks, or a new one.
    """
    address = email.strip().lower()
    if not address and not name.strip():
        raise Invalid(_("Sans adresse de courriel, il faut le nom de la personne."), [])
    if address and not _is_whole(address):
        raise Invalid(_("Cette adresse de courriel n'est pas complète."), [])
    account = known or queries.account_by_email(session, address)
    if account is None:
        hashed = passwords.hash_password(password) if password else ""
        account = Account(email=address, name=name.strip() or address.split("@")[0], phone=phone, password_hash=hashed)
        session.add(account)
        session.flush()
    for role in roles:
        if not queries.has_role(session, organisation_id, account.id, role):
            session.add(Membership(organisation_id=organisation_id, account_id=account.id, role=role))
    session.flush()
    return account


def _is_whole(address: str) -> bool:
    name, at, host = address.rpartition("@")
    return bool(name and at and host) and " " not in address and len(address) <= 254


def change_email(session: Session, account_id: str, email: str) -> None:
    """Another address for an account, checked by whoever asks; ends every open sign-in, as after a new password."""
    known = queries.account_by_email(session, email)
    if known is not None and known.id != account_id:
        raise Conflict(_("Cette adresse est déjà celle d'un autre compte. Rien n'a été changé."))
    account = session.get_one(Account, account_id, with_for_update={"key_share": True})
    account.email = email.strip().lower()
    end_all(session, account.id, why="email")
    session.flush()


def complete_phone(session: Session, account_id: str, phone: str) -> None:
    """The number that somebody has given, kept when their account has none."""
    account = session.get(Account, account_id)
    if account is not None and phone and not account.phone:
        account.phone = phone


def set_password(session: Session, account: Account, password: str) -> None:
    """A password of at least 12 characters; ends every open sign-in of the account."""
    if len(password) < 12:
        raise Invalid(_("Le mot de passe doit compter au moins 12 caractères. Une phrase fait très bien l'affaire."))
    account.password_hash = passwords.hash_password(password)
    end_all(session, account.id, why="password")


def add_site(session: Session, organisation_id: str, name: str, address: str = "") -> Site:
    if any(row.name == name for row in queries.sites(session, organisation_id)):
        raise Conflict(_("Ce lieu existe déjà."))
    site = Site(organisation_id=organisation_id, name=name, address=address)
    session.add(site)
    session.flush()
    return site


def add_funder(session: Session, organisation_id: str, name: str) -> Funder:
    funder = Funder(organisation_id=organisation_id, name=name)
    session.add(funder)
    session.flush()
    return funder


def add_closed_day(session: Session, organisation_id: str, day: date, reason: str = "") -> ClosedDay:
    """A day on which the organisation does not work; Conflict when it is known already."""
    if day in queries.closed_days(session, organisation_id):
        raise Conflict(_("Ce jour de fermeture est déjà dans la liste."))
    closed = ClosedDay(organisation_id=organisation_id, day=day, reason=reason)
    session.add(closed)
    session.flush()
    return closed


NOBODY = "-"  # the print of no address: what was tried with none is nobody's


def print_of(email: str) -> str:
    """The fingerprint under which what an e-mail address was given for is kept."""
    return _print(email.strip().lower()) if email.strip() else NOBODY


def _print(value: str) -> str:
    return hashlib.sha256(settings().secret_key.encode() + value.encode()).hexdigest()
