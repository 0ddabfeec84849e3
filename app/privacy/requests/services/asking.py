"""A request comes: from an account, or written down by the team for somebody who came, wrote or called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.requests import policies, queries, rules, telling
from app.privacy.requests.models import DataRequest
from app.privacy.requests.services import holding
from app.visits.rules import email_of, one_line, phone_of

MOST_OPEN = 20  # of one person, before somebody answers


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for themselves. `changes`: for a correction, (field, what it must become)."""

    kind: str
    words: str = ""
    subject: str = ""
    changes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What the team writes down. `mandate`: the paper that was shown, in words."""

    kind: str
    way: str
    about_name: str
    words: str = ""
    capacity: str = "self"
    asker_name: str = ""
    asker_email: str = ""
    asker_phone: str = ""
    born_on: date | None = None
    mandate: str = ""
    subject: str = ""
    received_on: date | None = None


def ask(session: Session, actor: Actor, asked: Asked) -> DataRequest:
    """For oneself: whoever is signed in is known. The same thing asked twice is one request."""
    if asked.kind not in rules.BY_THE_PERSON:
        raise holding.wrong("kind", _("Choisissez dans la liste."))
    words = holding.said(asked.words, required=False)
    subject = _subject(asked.kind, asked.subject)
    changes = _changes(session, actor, asked) if asked.kind == rules.CORRECTION else []
    if asked.kind in (rules.CORRECTION, rules.OBJECTION) and not words and not changes:
        raise holding.wrong("words", _("Dites ce qu'il faut faire, en quelques mots."))
    return _ask(session, actor, asked.kind, words, subject, changes)


def ask_about_reading(session: Session, actor: Actor, reading_id: str, words: str) -> str:
    """Why somebody read one's data: an access request that holds the line of the trail; its id."""
    return _ask(session, actor, rules.ACCESS, words, reading_id, []).id


def _ask(
    session: Session, actor: Actor, kind: str, words: str, subject: str, changes: list[dict[str, Any]]
) -> DataRequest:
    ledger.take_turn(session, actor.organisation_id)
    known = queries.same_open(session, actor, kind, subject, words)
    if known is not None and known.changes == changes:
        return known
    if queries.open_of(session, actor.organisation_id, actor.account_id) >= MOST_OPEN:
        raise Conflict(
            _("Vous avez déjà beaucoup de demandes sans réponse. Rien n'a été ajouté. Écrivez dans l'une d'elles.")
        )
    request = _open(
        session, actor, kind=kind, way="account", account_id=actor.account_id, about_name=actor.name,
        asker_email=actor.email, words=words, subject=subject, changes=changes, state=rules.OPEN, identified="account",
        identified_at=now(), identified_by=actor.account_id,
    )  # fmt: skip
    telling.tell_asker(session, request, "privacy_request_received", "received")
    return request


def enter(session: Session, actor: Actor, written: Written) -> DataRequest:
    """For somebody who came, wrote or called. Nothing is looked up yet: not even whether the person is known here."""
    require(policies.may_enter(actor))
    problems = []
    if written.kind not in rules.KINDS:
        problems.append(FieldError("kind", _("Choisissez dans la liste.")))
    if written.way not in rules.WAYS or written.way == "account":
        problems.append(FieldError("way", _("Dites comment la demande est arrivée.")))
    if written.capacity not in rules.CAPACITIES:
        problems.append(FieldError("capacity", _("Choisissez dans la liste.")))
    about, asker = one_line(written.about_name, rules.NAME), one_line(written.asker_name, rules.NAME)
    if not about:
        problems.append(FieldError("about_name", _("Écrivez le nom de la personne concernée.")))
    if written.capacity != "self" and not asker:
        problems.append(FieldError("asker_name", _("Écrivez le nom de la personne qui demande.")))
    email, phone = email_of(written.asker_email), phone_of(written.asker_phone)
    if written.asker_email.strip() and not email:
        problems.append(FieldError("asker_email", _("Cette adresse de courriel n'est pas complète.")))
    if written.asker_phone.strip() and not phone:
        problems.append(FieldError("asker_phone", _("Ce numéro de téléphone n'est pas complet.")))
    day = written.received_on or today()
    if day > today() or (today() - day).days > 366:
        problems.append(FieldError("received_on", _("Donnez le jour où la demande est arrivée.")))
    if problems:
        raise Invalid(_("Rien n'est encore enregistré. Vos mots sont gardés sur cette page."), problems)
    words = holding.said(written.words)
    mandate = holding.said(written.mandate, rules.SEEN, required=False, field="mandate")
    received_at = now() if day == today() else local(now()).replace(year=day.year, month=day.month, day=day.day)
    ledger.take_turn(session, actor.organisation_id)
    request = _open(
        session, actor, kind=written.kind, way=written.way, about_name=about, asker_name=asker, asker_email=email,
        asker_phone=phone, capacity=written.capacity, born_on=written.born_on, mandate=mandate, words=words,
        subject=_subject(written.kind, written.subject or "other"), state=rules.CHECKING, entered_by=actor.account_id,
        received_at=received_at,
    )  # fmt: skip
    telling.tell_asker(session, request, "privacy_request_received", "received")
    return request


def say_more(session: Session, actor: Actor, request_id: str, words: str) -> None:
    """The person writes in a request of theirs that is not closed."""
    request = _own(session, actor, request_id)
    holding.note(session, actor, request, "said", holding.said(words))
    telling.tell_officers(session, request, f"said:{new_id()}")


def take_back(session: Session, actor: Actor, request_id: str) -> None:
    """The person asks no more; what was done already stays done."""
    request = _own(session, actor, request_id)
    if request.answered_at is not None:
        raise Conflict(_("Une réponse est déjà donnée. Rien n'a été changé."))
    request.state, request.outcome, request.closed_at = rules.CLOSED, rules.WITHDRAWN, now()
    holding.note(session, actor, request, "dropped")
    holding.prove(session, actor, request, Kind.DATA_REQUEST_CLOSED, {"outcome": rules.WITHDRAWN})


def _own(session: Session, actor: Actor, request_id: str) -> DataRequest:
    queries.own_request(session, actor, request_id)
    ledger.take_turn(session, actor.organisation_id)
    request = queries.request_to_change(session, actor.organisation_id, request_id)
    if request.state == rules.CLOSED:
        raise Conflict(_("Cette demande est close. Faites-en une autre, ou appelez-nous."))
    return request


def _open(session: Session, actor: Actor, **given: Any) -> DataRequest:
    received_at = given.pop("received_at", None) or now()
    request = DataRequest(
        id=new_id(), organisation_id=actor.organisation_id,
        number=queries.next_number(session, actor.organisation_id), received_at=received_at,
        answer_by=rules.answer_by(local(received_at).date()), **given,
    )  # fmt: skip
    session.add(request)
    session.flush()
    holding.note(session, actor, request, "received")
    holding.prove(session, actor, request, Kind.DATA_REQUEST_RECEIVED, {"way": request.way})
    telling.tell_officers(session, request, "new", but=actor.account_id)
    return request


def _subject(kind: str, subject: str) -> str:
    choices = {rules.OBJECTION: rules.OBJECTIONS, rules.RESTRICTION: rules.GROUNDS}.get(kind)
    if choices is None:
        return ""
    if subject not in choices:
        if kind == rules.RESTRICTION and subject == "other":
            return "claims"
        raise holding.wrong("subject", _("Choisissez dans la liste."))
    return subject


def _changes(session: Session, actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    """Old and new, for the fields that somebody does not change alone."""
    account = queries.member(session, actor.organisation_id, actor.account_id)
    found = []
    for field, new in asked.changes:
        if field not in rules.FIELDS or field == "dossier":
            raise holding.wrong("words", _("Cette information se corrige en l'écrivant avec vos mots."))
        wanted = one_line(new, 254)
        if wanted and wanted != getattr(account, field):
            found.append({"field": field, "old": getattr(account, field), "new": sound(field, wanted)})
    return found


def sound(field: str, value: str) -> str:
    """A new value that the account can hold."""
    if field == "email":
        if not (email := email_of(value)):
            raise holding.wrong("email", _("Cette adresse de courriel n'est pas complète."))
        return email
    if field == "phone":
        if not (phone := phone_of(value)):
            raise holding.wrong("phone", _("Ce numéro de téléphone n'est pas complet."))
        return phone
    return one_line(value, rules.NAME)
