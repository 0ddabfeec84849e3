"""What an administrator does: people and their roles, places, closed days, funders."""

import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.trail import Act, Did, note
from app.enrolments.rules import is_address
from app.home import policies
from app.identity import queries as identity
from app.identity import services as people
from app.scheduling import queries as scheduling

FURTHEST = 5  # years ahead that a closed day may be


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Who was given a role; `password` is set for a new account only, and is not kept anywhere in clear."""

    name: str
    email: str
    role: Role
    password: str


def add_person(session: Session, actor: Actor, email: str, name: str, role: str) -> Welcomed:
    """A role for a person of this organisation; an account with a first password when the address is new."""
    require(policies.may_administer(actor))
    wrong = []
    if not is_address(email.strip()):
        wrong.append(FieldError("email", _("Cette adresse de courriel n'est pas complète.")))
    if not name.strip():
        wrong.append(FieldError("name", _("Le nom de la personne est nécessaire.")))
    if role not in {known.value for known in Role if known is not Role.GUEST}:  # invited from an audit file
        wrong.append(FieldError("role", _("Choisissez un rôle dans la liste.")))
    _refuse(wrong)
    known = identity.account_by_email(session, email) is not None
    password = "" if known else secrets.token_urlsafe(12)
    account = people.welcome(session, actor.organisation_id, email, name.strip()[:200], Role(role), password=password)
    note(Act.by(actor, Did.GRANTED, "role", account_id=account.id), session)
    return Welcomed(account.name, account.email, Role(role), password)


def add_site(session: Session, actor: Actor, name: str, address: str) -> None:
    require(policies.may_administer(actor))
    name = " ".join(name.split())[:120]
    _refuse([] if name else [FieldError("site_name", _("Le nom du lieu est nécessaire."))])
    people.add_site(session, actor.organisation_id, name, address.strip()[:500])


@dataclass(frozen=True, slots=True)
class Closed:
    """A day that was closed, and how many sessions are planned on it all the same."""

    day: date
    sessions: int


def add_closed_day(session: Session, actor: Actor, day: str, reason: str, today: date) -> Closed:
    """A day on which nobody works. What is planned then stays planned: the team moves or cancels it."""
    require(policies.may_administer(actor))
    wrong = []
    try:
        chosen = date.fromisoformat(day.strip())
    except ValueError:
        chosen = today
        wrong.append(FieldError("day", _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")))
    if abs(chosen.year - today.year) > FURTHEST:
        wrong.append(FieldError("day", _("Cette date est trop éloignée. Vérifiez l'année.")))
    _refuse(wrong)
    people.add_closed_day(session, actor.organisation_id, chosen, reason.strip()[:200])
    return Closed(chosen, len(scheduling.sessions_on(session, actor.organisation_id, chosen)))


def add_funder(session: Session, actor: Actor, name: str) -> None:
    """Two funders never differ by capitals only."""
    require(policies.may_administer(actor))
    name = " ".join(name.split())[:200]
    _refuse([] if name else [FieldError("funder_name", _("Le nom du financeur est nécessaire."))])
    known = {row.name.casefold() for row in identity.funders(session, actor.organisation_id)}
    if name.casefold() in known:
        raise Conflict(_("Ce financeur est déjà dans la liste."))
    people.add_funder(session, actor.organisation_id, name)


def _refuse(wrong: list[FieldError]) -> None:
    if wrong:
        raise Invalid(_("Une information n'est pas bonne. Rien n'a été enregistré."), wrong)
