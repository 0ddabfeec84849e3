"""Simple electronic signature: each in their turn, on the bytes that were frozen, with the trail of how.

Signing twice changes nothing; a document that was replaced or cancelled is signed by nobody. The last signature makes the
file that carries the trail, beside the one that was signed.
"""

import hashlib
import hmac
import io
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from app.attendance.rules import path_of
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, Gone, Invalid, NotFound, TooMany
from app.core.i18n import N_, _
from app.core.journal import record
from app.core.settings import settings
from app.documents import giving, links, paper, queries
from app.documents.events import DocumentSigned
from app.documents.models import REFUSED, REPLACED, SIGNED, VALID, WAITING, DocumentSigner, IssuedDocument
from app.documents.signers import LEARNER, REPRESENTATIVE, ROLES, TIME_TO_SIGN
from app.files import services as storing
from app.identity.organisations import legal_identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web import formats

ACT, CODE, FINGER = "act", "code", "finger"
METHODS = {
    ACT: N_("acte d'une personne connectée"),
    CODE: N_("code reçu par courriel"),
    FINGER: N_("signature dessinée par une personne connectée"),
}
CODE_LASTS, TRIES, CODES_APART = timedelta(minutes=15), 5, timedelta(seconds=60)


def sign(session: Session, actor: Actor, document_id: str, *, drawing: str = "", address: str = "") -> DocumentSigner:
    """Sign as somebody signed in: a learner theirs, the legal representative for the organisation."""
    ledger.take_turn(session, actor.organisation_id)
    document = queries.document_to_change(session, actor.organisation_id, document_id)
    asked = queries.signers_to_change(session, document_id)
    legal = legal_identity(session, actor.organisation_id)
    mine = [
        one
        for one in asked
        if (one.role == LEARNER and one.account_id == actor.account_id)
        or (one.role == REPRESENTATIVE and legal.representative_id == actor.account_id)
    ]
    if not mine:
        if actor.is_staff:
            raise Forbidden(_("Seule la personne qui représente légalement l'organisation signe pour elle."))
        raise NotFound()
    signer = next((one for one in mine if one.state != SIGNED), mine[0])
    if signer.state == SIGNED:
        return signer
    if signer.role == LEARNER and document.sent_at is None:
        raise NotFound()
    _in_turn(session, document, signer)
    path = ""
    if drawing:
        found = path_of(drawing)
        if found is None:
            message = _("Ce dessin n'a pas pu être lu. Effacez, signez de nouveau, ou signez sans dessiner.")
            raise Invalid(message, [FieldError("drawing", message)])
        path = found
    if signer.role == REPRESENTATIVE:  # who represents the organisation may have changed since it was made
        signer.account_id, signer.name, signer.capacity = actor.account_id, legal.representative, legal.capacity
    _keep(session, actor, document, signer, FINGER if path else ACT, path, address)
    return signer


def refuse(session: Session, actor: Actor, document_id: str, reason: str) -> DocumentSigner:
    """Say no, with a reason: the document stays, unsigned, and whoever made it reads why."""
    ledger.take_turn(session, actor.organisation_id)
    document = queries.document_to_change(session, actor.organisation_id, document_id)
    asked = queries.signers_to_change(session, document_id)
    signer = next((one for one in asked if one.account_id == actor.account_id), None)
    if signer is None or (signer.role == LEARNER and document.sent_at is None):
        raise NotFound()
    _say_no(session, actor, document, signer, reason)
    return signer


def _say_no(session: Session, actor: Actor, document: IssuedDocument, signer: DocumentSigner, reason: str) -> None:
    if signer.state == REFUSED:
        return
    if signer.state != WAITING or document.state != VALID:
        raise Conflict(_("Ce document n'attend plus votre signature. Rien n'a été changé."))
    words = " ".join(reason.split())[:500]
    if not words:
        message = _("Dites pourquoi, en quelques mots : la personne qui a fait le document les lira.")
        raise Invalid(message, [FieldError("reason", message)])
    signer.state, signer.reason, signer.answered_at = REFUSED, words, now()
    _trace(session, actor, document, signer, Kind.DOCUMENT_REFUSED)
    giving.tell_of_a_refusal(session, document, signer)


def _in_turn(session: Session, document: IssuedDocument, signer: DocumentSigner) -> None:
    if document.state == REPLACED:
        newer = queries.replaced_by(session, document.id)
        raise Conflict(
            _("Ce document est remplacé par le n° %(number)s. Signez celui-là.") % {"number": newer.number if newer else "–"}
        )
    if document.state != VALID:
        raise Conflict(_("Ce document est annulé : il n'y a plus rien à signer."))
    if signer.state == REFUSED:
        raise Conflict(_("Vous avez refusé de signer ce document. Demandez à l'organisme d'en faire un autre."))
    if signer.state != WAITING:
        raise Conflict(_("Ce document n'attend plus votre signature. Rien n'a été changé."))
    if signer.expires_at < now():
        raise Gone(_("Le délai pour signer est passé. Demandez à l'organisme de vous relancer."))
    before = [one for one in queries.signers(session, document.id) if one.rank < signer.rank and one.state != SIGNED]
    if before:
        raise Conflict(_("%(name)s signe avant vous. Vous serez prévenu quand ce sera votre tour.") % {"name": before[0].name})


def _keep(
    session: Session,
    actor: Actor,
    document: IssuedDocument,
    signer: DocumentSigner,
    method: str,
    drawing: str,
    address: str,
) -> None:
    signer.state, signer.method, signer.sha256, signer.drawing = SIGNED, method, document.sha256, drawing
    signer.address, signer.answered_at, signer.code_hash = address[:64], now(), ""
    session.flush()
    everybody = queries.signers(session, document.id)
    last = all(one.state == SIGNED for one in everybody)
    if last:
        _seal(session, actor, document)
    _trace(session, actor, document, signer, Kind.DOCUMENT_SIGNED)
    record(session, actor, DocumentSigned(document.id, document.enrolment_id, signer.role, last))
    if not last and document.sent_at is not None:
        giving.ask_whose_turn_it_is(session, document)
    if last:
        giving.tell_it_is_signed(session, document)


def _trace(session: Session, actor: Actor, document: IssuedDocument, signer: DocumentSigner, kind: Kind) -> None:
    ledger.append(
        session, actor, kind, person_id=giving.learner_of(session, document), enrolment_id=document.enrolment_id,
        proof_kind="issued_document", proof_id=document.id,
        facts={"signer": signer.id, "role": signer.role, "method": signer.method, "sha256": document.sha256},
    )  # fmt: skip


def _seal(session: Session, actor: Actor, document: IssuedDocument) -> None:
    """The same document with its signatures and their trail, kept beside the one that was signed."""
    everybody = queries.signers(session, document.id)
    look = queries.settings_of(session, document.organisation_id)
    stamp = paper.image(session, document.organisation_id, look.signature_id if look else None, _("Signature et cachet"))
    printed = []
    for one, known in zip(everybody, document.data["signers"], strict=False):
        drawn = paper.drawn(one.drawing) or (stamp.svg if stamp and one.role == REPRESENTATIVE else "")
        printed.append(
            known
            | {
                "name": one.name, "capacity": one.capacity, "drawing": drawn,
                "alt": _("Signature de %(name)s") % {"name": one.name} if drawn else "",
                "signed": _("Signé électroniquement le %(when)s.") % {"when": f"{formats.full_day(one.answered_at)} à {formats.clock(one.answered_at)}" if one.answered_at else ""},
            }
        )  # fmt: skip
    logo = paper.image(session, document.organisation_id, document.data.get("logo_id"), document.data["organisation"])
    page = {**document.data, "signers": printed, "sha256": document.sha256, "trail": [_trail(one) for one in everybody]}
    made = paper.pdf([page], logo, now())
    file = storing.store(
        session, actor, document.organisation_id, f"{document.number}-signe.pdf", io.BytesIO(made),
        giving.learner_of(session, document) or document.made_by,
    )  # fmt: skip
    document.signed_file_id = file.id


def _trail(one: DocumentSigner) -> dict[str, object]:
    facts = [
        [_("Rôle"), _(ROLES[one.role])],
        [_("Nom"), ", ".join(part for part in (one.name, one.capacity) if part)],
        [_("Quand"), f"{formats.full_day(one.answered_at)}, {formats.clock(one.answered_at)}" if one.answered_at else "–"],
        [_("Comment"), _(METHODS[one.method])],
        [_("Empreinte signée"), one.sha256],
    ]
    if one.email and one.method == CODE:
        facts.append([_("Courriel"), one.email])
    if one.address:
        facts.append([_("Adresse réseau"), one.address])
    return {"title": _("Signature %(rank)s") % {"rank": one.rank}, "facts": facts, "drawing": "", "alt": ""}


# --- By a link, for who has no account ----------------------------------------------------------------------------


def send_code(session: Session, token: str) -> None:
    """Six digits by e-mail, good for a quarter of an hour. Asked again at once, the same ones stay good."""
    signer = links.by_link(session, token)
    document = queries.document_to_change(session, signer.organisation_id, signer.document_id)
    if signer.state == SIGNED:
        return
    _in_turn(session, document, signer)
    moment = now()
    if signer.code_hash and signer.code_at and moment - signer.code_at < CODES_APART:
        return
    digits = f"{secrets.randbelow(1_000_000):06}"
    signer.code_hash, signer.code_at, signer.code_tries = _code_print(signer.id, digits), moment, 0
    giving.write_code(session, document, signer, digits, moment)


def sign_by_code(session: Session, actor: Actor, token: str, digits: str, address: str) -> DocumentSigner:
    """Sign with the code that came by e-mail. `actor` carries the organisation and nobody's name."""
    signer = links.by_link(session, token)
    ledger.take_turn(session, signer.organisation_id)
    document = queries.document_to_change(session, signer.organisation_id, signer.document_id)
    asked = queries.signers_to_change(session, document.id)
    signer = next(one for one in asked if one.id == signer.id)
    if signer.state == SIGNED:
        return signer
    _in_turn(session, document, signer)
    if not signer.code_hash or signer.code_at is None or now() - signer.code_at > CODE_LASTS:
        raise Invalid(_("Ce code n'est plus bon. Demandez-en un autre."), [FieldError("code", _("Demandez un nouveau code."))])
    given = _code_print(signer.id, "".join(char for char in digits if char.isdecimal()))
    if not hmac.compare_digest(given, signer.code_hash):
        raise WrongCode(_("Ce n'est pas le code que vous avez reçu. Vérifiez le dernier courriel."), [FieldError("code", _("Vérifiez ce code."))])
    _keep(session, actor, document, signer, CODE, "", address)
    return signer


class WrongCode(Invalid):
    """The try is counted in a transaction of its own, since this one is undone."""


def count_a_try(session: Session, token: str) -> None:
    """Raise TooMany after five wrong codes: that code is worth nothing any more."""
    signer = links.by_link(session, token)
    signer.code_tries += 1
    if signer.code_tries >= TRIES:
        signer.code_hash = ""


def refuse_by_link(session: Session, actor: Actor, token: str, reason: str) -> DocumentSigner:
    signer = links.by_link(session, token)
    ledger.take_turn(session, signer.organisation_id)
    document = queries.document_to_change(session, signer.organisation_id, signer.document_id)
    _say_no(session, actor, document, signer, reason)
    return signer


def remind(session: Session, actor: Actor, document_id: str) -> DocumentSigner | None:
    """Ask whose turn it is once more, with time to answer; at most once a day. None when nobody is awaited."""
    giving.require_to_make(actor)
    document = queries.document_to_change(session, actor.organisation_id, document_id)
    if document.state != VALID:
        raise Conflict(_("Ce document n'attend plus de signature."))
    signer = next((one for one in queries.signers_to_change(session, document_id) if one.state != SIGNED), None)
    if signer is None or signer.state != WAITING:
        return None
    if signer.reminded_at and now() - signer.reminded_at < timedelta(days=1):
        raise TooMany(_("Une relance est partie il y a moins d'un jour. Attendez demain."), retry_after=86_400)
    signer.reminded_at, signer.expires_at = now(), now() + TIME_TO_SIGN
    giving.ask_whose_turn_it_is(session, document, again=True)
    return signer


def _code_print(signer_id: str, digits: str) -> str:
    return hmac.new(settings().secret_key.encode(), f"{signer_id}:{digits}".encode(), hashlib.sha256).hexdigest()
