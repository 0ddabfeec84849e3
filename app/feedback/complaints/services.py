"""Complaining, acknowledging, answering, closing. Whoever complains needs no account: a private address is theirs."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Gone, Invalid, NotFound, TooMany, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.private_addresses import new_nonce, print_of, token_of
from app.feedback import data, policies
from app.feedback.complaints import queries, rules
from app.feedback.complaints.models import Complaint, ComplaintAct
from app.feedback.complaints.rules import ANSWERED, CLOSED, HANDLED, RECEIVED
from app.feedback.queries import course_titles
from app.feedback.telling import address_of, tell
from app.identity.models import Organisation
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.queries import person_of_account
from app.notifications.writing import Person
from app.visits.rules import email_of, one_line, phone_of

WHAT = "complaint"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody complains of. `about_id`: the person of the team it is about, when it is about one."""

    words: str
    subject: str = "other"
    name: str = ""
    email: str = ""
    phone: str = ""
    wish: str = ""
    course_id: str = ""
    about_id: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    complaint_id: str
    token: str
    number: int


def link_of(nonce: str) -> str:
    """The private page of a complaint, from its "/"."""
    return f"/reclamation/{token_of(WHAT, nonce)}"


# --- Complaining -------------------------------------------------------------------------------------------------


def complain(
    session: Session,
    actor: Actor | None,
    organisation: AnyRow | Organisation,
    said: Said,
    address: str,
    *,
    anyway: bool = False,
) -> Kept:
    """By the public form, with an account or without. Sent twice, it is one complaint."""
    who = actor if actor is not None and actor.organisation_id == organisation.id else None
    said = _sound(session, organisation.id, said, anyway, named=who is None)
    if who is not None:
        said = replace(said, name=who.name, email=said.email or who.email)
    address_print = print_of(f"complaint {address}")
    ledger.take_turn(session, organisation.id)
    words_print = print_of(f"{address_print} {said.name} {said.email} {said.phone} {said.words}")
    again = queries.just_sent(session, organisation.id, words_print, now() - rules.WINDOW)
    if again is not None:
        return Kept(again.id, token_of(WHAT, again.nonce), 0)
    if queries.sent_from(session, address_print, now() - rules.WINDOW) >= rules.PER_ADDRESS:
        raise TooMany(
            _("Beaucoup de messages viennent d'ici. Rien n'a été enregistré. Attendez un quart d'heure, ou appelez."),
            retry_after=int(rules.WINDOW.total_seconds()),
        )
    nobody = Actor("", organisation.id, organisation.slug, organisation.name, "", "", frozenset())
    way = "account" if who is not None else "form"
    return _open(
        session, who or nobody, said, way, account_id=who.account_id if who else None, address_print=address_print,
        words_print=words_print,
    )  # fmt: skip


def enter(session: Session, actor: Actor, said: Said, *, anyway: bool = False) -> Kept:
    """What somebody has said by voice, written down by the team. It is owned by whoever wrote it until it is handed on."""
    require(policies.may_enter_complaint(actor))
    said = _sound(session, actor.organisation_id, said, anyway, named=False)
    ledger.take_turn(session, actor.organisation_id)
    if said.about_id == actor.account_id:
        raise Invalid(
            _(
                "Vous ne pouvez pas noter une réclamation qui vous concerne : demandez à une autre personne de l'équipe."
            ),
            [FieldError("about", _("C'est vous."))],
        )
    return _open(session, actor, said, "staff", entered_by=actor.account_id)


def _sound(session: Session, organisation_id: str, said: Said, anyway: bool, *, named: bool) -> Said:
    problems = []
    words, wish = _clean(said.words), _clean(said.wish)
    email, phone = email_of(said.email), phone_of(said.phone)
    if len(words) < 3:
        problems.append(FieldError("words", _("Dites ce qui ne va pas, en quelques mots.")))
    for name, text, most in (("words", words, rules.WORDS), ("wish", wish, rules.WISH)):
        if len(text) > most:
            problems.append(
                FieldError(
                    name,
                    _("C'est trop long : %(length)s caractères, pour %(most)s au plus. Gardez l'essentiel.")
                    % {"length": len(text), "most": most},
                )
            )
    if said.subject not in data.rules().complaint_subjects:
        problems.append(FieldError("subject", _("Choisissez dans la liste.")))
    if said.email.strip() and not email:
        problems.append(FieldError("email", _("Cette adresse de courriel n'est pas complète.")))
    if said.phone.strip() and not phone:
        problems.append(FieldError("phone", _("Ce numéro de téléphone n'est pas complet.")))
    if named and not said.email.strip() and not said.phone.strip():
        problems.append(FieldError("email", _("Donnez un moyen de vous répondre : un courriel ou un téléphone.")))
    if said.about_id and said.about_id not in dict(queries.team(session, organisation_id)):
        problems.append(FieldError("about", _("Choisissez dans la liste.")))
    if said.course_id and said.course_id not in course_titles(session, organisation_id):
        problems.append(FieldError("course", _("Choisissez dans la liste.")))
    if problems:
        raise Invalid(_("Rien n'est encore envoyé. Vos mots sont gardés sur cette page."), problems)
    name = one_line(said.name, rules.NAME)
    sensitive.check({"name": name}, anyway=True)
    sensitive.check({"words": words, "wish": wish}, anyway=anyway)
    return replace(said, words=words, wish=wish, email=email, phone=phone, name=name)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _open(
    session: Session,
    actor: Actor,
    said: Said,
    way: str,
    *,
    account_id: str | None = None,
    entered_by: str | None = None,
    address_print: str = "",
    words_print: str = "",
) -> Kept:
    moment, nonce = now(), new_nonce()
    delays = data.rules().complaints(today())
    complaint = Complaint(
        id=new_id(), organisation_id=actor.organisation_id, number=queries.next_number(session, actor.organisation_id),
        way=way, subject=said.subject, name=said.name, email=said.email, phone=said.phone, words=said.words,
        wish=said.wish, account_id=account_id, about_id=said.about_id or None, course_id=said.course_id or None,
        owner_id=entered_by, entered_by=entered_by, state=RECEIVED, received_at=moment,
        acknowledge_by=moment + delays.acknowledge, answer_by=moment + delays.answer, address_print=address_print,
        words_print=words_print, nonce=nonce, token_hash=print_of(token_of(WHAT, nonce)), created_at=moment,
    )  # fmt: skip
    session.add(complaint)
    session.flush()
    _note(session, actor, complaint, "received")
    _prove(session, actor, complaint, Kind.COMPLAINT_RECEIVED, {"way": way, "subject": said.subject})
    if _tell_person(session, complaint, "complaint_received", "received"):
        _acknowledge(session, actor, complaint)
    for row in queries.who_handles(session, actor.organisation_id, complaint.about_id):
        if row.id != actor.account_id:
            _tell_team(session, complaint, Person(row.name, row.email, row.id, locale=row.locale), "new")
    return Kept(complaint.id, token_of(WHAT, nonce), complaint.number)


# --- Handling ----------------------------------------------------------------------------------------------------


def _held(session: Session, actor: Actor, complaint_id: str, *, opened: bool = True) -> Complaint:
    """The complaint, ours until the act ends."""
    ledger.take_turn(session, actor.organisation_id)
    complaint = queries.complaint_to_change(session, actor, complaint_id)
    require(policies.may_read_complaint(actor, complaint.owner_id, complaint.about_id))
    if complaint.emptied_at is not None:
        raise Gone(_("Cette réclamation est effacée : sa durée de conservation est passée."))
    if opened and complaint.state == CLOSED:
        raise Conflict(_("Cette réclamation est close. Rien n'a été changé. Rouvrez-la d'abord."))
    return complaint


def acknowledge(session: Session, actor: Actor, complaint_id: str, words: str = "") -> None:
    """The person knows that it has arrived: told by voice or by letter. Done twice, it changes nothing."""
    complaint = _held(session, actor, complaint_id)
    if complaint.acknowledged_at is None:
        _acknowledge(session, actor, complaint, _said(words, required=False))


def _acknowledge(session: Session, actor: Actor, complaint: Complaint, words: str = "") -> None:
    complaint.acknowledged_at = now()
    _note(session, actor, complaint, "acknowledged", words)
    _prove(session, actor, complaint, Kind.COMPLAINT_ACKNOWLEDGED, {})


def hand(
    session: Session, actor: Actor, complaint_id: str, owner_id: str, about_id: str | None = None,
    course_id: str | None = None,
) -> None:  # fmt: skip
    """Say who answers for it; `about_id` also says whom it is about ("" for nobody), which closes it to that person, and
    `course_id` which course ("" for none): whoever complains seldom names it, and the review of a course counts it."""
    complaint = _held(session, actor, complaint_id)
    team = dict(queries.team(session, actor.organisation_id))
    if about_id is not None:
        if about_id and (about_id not in team or about_id == actor.account_id):
            raise invalid("about", _("Choisissez une autre personne dans la liste."))
        complaint.about_id = about_id or None
    if course_id is not None:
        if course_id and course_id not in course_titles(session, actor.organisation_id):
            raise invalid("course", _("Choisissez dans la liste."))
        complaint.course_id = course_id or None
    if owner_id not in team:
        raise invalid("owner", _("Choisissez une personne de l'équipe."))
    if owner_id == complaint.about_id:
        raise invalid("owner", _("La réclamation porte sur cette personne : elle ne peut pas la traiter."))
    if complaint.owner_id != owner_id:
        complaint.owner_id = owner_id
        if complaint.state == RECEIVED:
            complaint.state = HANDLED
        _note(session, actor, complaint, "owner", team[owner_id])
        if owner_id != actor.account_id:
            row = next(iter(_person(session, owner_id)), None)
            if row is not None:
                _tell_team(session, complaint, row, "owner")


def write(session: Session, actor: Actor, complaint_id: str, what: str, words: str, *, anyway: bool = False) -> None:
    """A message to the person, an internal note, or the answer."""
    complaint = _held(session, actor, complaint_id)
    if what not in ("message", "note", "answer"):
        raise NotFound()
    said = _said(words, anyway=anyway)
    if complaint.state == RECEIVED:
        complaint.state = HANDLED
    if complaint.owner_id is None:
        complaint.owner_id = actor.account_id
    _note(session, actor, complaint, what, said)
    if what == "answer":
        if complaint.acknowledged_at is None:
            _acknowledge(session, actor, complaint)
        complaint.answered_at = complaint.answered_at or now()
        complaint.state = ANSWERED
        _prove(session, actor, complaint, Kind.COMPLAINT_ANSWERED, {})
    if what != "note":
        _tell_person(session, complaint, "complaint_answer", f"{what}:{new_id()}")


def close(session: Session, actor: Actor, complaint_id: str, outcome: str, words: str = "") -> None:
    """Once it is answered, or taken back by the person."""
    complaint = _held(session, actor, complaint_id)
    if outcome not in rules.OUTCOMES:
        raise invalid("outcome", _("Dites ce que la réclamation est devenue."))
    if complaint.answered_at is None and outcome != "dropped":
        raise Conflict(_("Donnez d'abord une réponse à la personne. Rien n'a été changé."))
    complaint.state, complaint.closed_at, complaint.outcome = CLOSED, now(), outcome
    _note(session, actor, complaint, "closed", _said(words, required=False))
    _prove(session, actor, complaint, Kind.COMPLAINT_CLOSED, {"outcome": outcome})
    _tell_person(session, complaint, "complaint_answer", f"closed:{new_id()}")


def reopen(session: Session, actor: Actor, complaint_id: str, words: str = "") -> None:
    complaint = _held(session, actor, complaint_id, opened=False)
    if complaint.state == CLOSED:
        complaint.state, complaint.closed_at, complaint.outcome = HANDLED, None, ""
        _note(session, actor, complaint, "reopened", _said(words, required=False))


# --- By the private address --------------------------------------------------------------------------------------


def own_complaint(session: Session, token: str) -> AnyRow:
    row = queries.by_token(session, print_of(token))
    if row is None:
        raise NotFound(_("Cette adresse ne mène à aucune réclamation. Vérifiez que le lien est entier."))
    if row.emptied_at is not None:
        raise Gone(_("Cette réclamation est effacée : sa durée de conservation est passée."))
    return row


def add_words(session: Session, token: str, words: str, *, anyway: bool = False) -> None:
    """The person says more. On one that is closed, it opens it again."""
    complaint, nobody = _own_to_change(session, token)
    said = _said(words, anyway=anyway)
    if sum(act.by_id is None for act in queries.acts(session, complaint.id)) > rules.PER_ADDRESS * 3:
        raise TooMany(_("Vous avez déjà écrit beaucoup. Rien n'a été enregistré. Appelez-nous."), retry_after=3600)
    if complaint.state == CLOSED:
        complaint.state, complaint.closed_at, complaint.outcome = HANDLED, None, ""
        _note(session, nobody, complaint, "reopened")
    _note(session, nobody, complaint, "message", said)
    for row in _followers(session, complaint):
        _tell_team(session, complaint, row, f"message:{new_id()}")


def say_satisfied(session: Session, token: str, satisfied: str) -> None:
    """Whether the answer suits the person; the last word counts."""
    complaint, nobody = _own_to_change(session, token)
    if satisfied not in rules.SATISFIED:
        raise invalid("satisfied", _("Choisissez une des trois réponses."))
    if complaint.answered_at is None:
        raise Conflict(_("Aucune réponse n'est encore donnée : il n'y a rien à noter."))
    if complaint.satisfied != satisfied:
        complaint.satisfied = satisfied
        _note(session, nobody, complaint, "satisfied", _(rules.SATISFIED[satisfied]))


def _own_to_change(session: Session, token: str) -> tuple[Complaint, Actor]:
    row = own_complaint(session, token)
    ledger.take_turn(session, row.organisation_id)
    complaint = queries.by_token_to_change(session, print_of(token))
    assert complaint is not None
    return complaint, Actor("", row.organisation_id, row.slug, row.organisation_name, "", "", frozenset())


# --- What the acts share -----------------------------------------------------------------------------------------


def _said(words: str, *, required: bool = True, anyway: bool = True) -> str:
    said = _clean(words)
    if required and not said:
        raise invalid("words", _("Écrivez quelques mots."))
    if len(said) > rules.WORDS:
        raise invalid("words", _("C'est trop long : %(most)s caractères au plus.") % {"most": rules.WORDS})
    sensitive.check({"words": said}, anyway=anyway)
    return said


def _note(session: Session, actor: Actor, complaint: Complaint, what: str, words: str = "") -> None:
    session.add(
        ComplaintAct(
            organisation_id=complaint.organisation_id, complaint_id=complaint.id, what=what,
            by_id=actor.account_id or None, words=words, at=now(),
        )
    )  # fmt: skip
    session.flush()


def _prove(session: Session, actor: Actor, complaint: Complaint, kind: Kind, facts: dict[str, Any]) -> None:
    """Nobody is named in the chain: it outlives what may be kept of a complaint."""
    signer = actor if actor.account_id else replace(actor, account_id=actor.organisation_id)
    ledger.append(
        session, signer, kind, person_id=None, nature="accompaniment", proof_kind="complaint", proof_id=complaint.id,
        facts={"number": complaint.number, **facts},
    )  # fmt: skip


def _tell_person(session: Session, complaint: Complaint, event: str, key: str) -> bool:
    """Write to whoever complains; whether an address was there."""
    if not complaint.email:
        return False
    link = link_of(complaint.nonce)
    values = {
        "reference": rules.reference(complaint.number), "page": address_of(link), "answer_by": complaint.answer_by,
    }  # fmt: skip
    person = Person(complaint.name, complaint.email)
    return bool(tell(session, complaint.organisation_id, person, event, f"{complaint.id}:{key}", values, link))


def _followers(session: Session, complaint: Complaint) -> list[Person]:
    """The owner, while they are still of the team; whoever handles complaints otherwise."""
    if complaint.owner_id in dict(queries.team(session, complaint.organisation_id)):
        return _person(session, str(complaint.owner_id))
    rows = queries.who_handles(session, complaint.organisation_id, complaint.about_id)
    return [Person(row.name, row.email, row.id, locale=row.locale) for row in rows]


def _person(session: Session, account_id: str) -> list[Person]:
    found = person_of_account(session, account_id)
    return [found] if found else []


def _tell_team(session: Session, complaint: Complaint, person: Person, why: str) -> None:
    page = f"/qualite/reclamations/{complaint.id}"
    values = {
        "reference": rules.reference(complaint.number), "why": why.partition(":")[0], "page": page,
        "acknowledge_by": complaint.acknowledge_by, "answer_by": complaint.answer_by,
        "acknowledged": complaint.acknowledged_at is not None,
    }  # fmt: skip
    key = f"{complaint.id}:{why}:{person.account_id}"
    tell(session, complaint.organisation_id, person, "complaint_new", key, values, page)


def tell_what_is_late(session: Session) -> None:
    """Once for each delay that has passed: the owner, or whoever handles complaints."""
    moment = now()
    for complaint in queries.late(session, moment):
        for person in _followers(session, complaint):
            due = "late-answer" if complaint.acknowledged_at else "late-acknowledge"
            _tell_team(session, complaint, person, due)


def empty_old(session: Session) -> None:
    """A year after the closing, then five as proof: what names people goes, the figures stay."""
    queries.empty(session, now() - rules.ACTIVE - rules.PROOF, now())
