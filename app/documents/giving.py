"""Giving documents to those they are for, asking for signatures, and what is told of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.documents import kinds, links, policies, queries, signers
from app.documents.events import DocumentAcknowledged
from app.documents.models import (
    CANCELLED,
    CLOSED,
    VALID,
    WAITING,
    DocumentAcknowledgement,
    DocumentSigner,
    IssuedDocument,
)
from app.documents.signers import BUYER, REPRESENTATIVE
from app.enrolments import queries as enrolments
from app.identity.organisations import legal_identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications.services import write_to
from app.notifications.writing import Person


def require_to_make(actor: Actor) -> None:
    require(policies.may_make(actor))


def learner_of(session: Session, document: IssuedDocument) -> str | None:
    """The account of whom a document is about."""
    if document.enrolment_id is None:
        return None
    return enrolments.enrolment_of(session, document.organisation_id, document.enrolment_id).learner_id


def give(session: Session, actor: Actor, document_ids: Sequence[str]) -> int:
    """Hand documents to those they are for, and ask whose turn it is to sign; how many were not given before."""
    require_to_make(actor)
    ledger.take_turn(session, actor.organisation_id)
    count = 0
    for document_id in document_ids:
        document = queries.document_to_change(session, actor.organisation_id, document_id)
        if document.state != VALID:
            raise Conflict(_("Le document n° %(number)s n'est plus en vigueur : il n'est pas remis.") % {"number": document.number})
        if document.sent_at is not None:
            continue
        document.sent_at = now()
        session.flush()
        learner_id = learner_of(session, document)
        ledger.append(
            session, actor, Kind.DOCUMENT_SENT, person_id=learner_id, enrolment_id=document.enrolment_id,
            proof_kind="issued_document", proof_id=document.id, facts={"number": document.number},
        )  # fmt: skip
        turn = ask_whose_turn_it_is(session, document)
        if learner_id is not None and (turn is None or turn.account_id != learner_id):
            _tell(session, document, learner_id, "document_ready", f"document:{document.id}")
        count += 1
    return count


def cancel(session: Session, actor: Actor, document_id: str, why: str) -> IssuedDocument:
    """Its number stays taken, its page says that it is worth nothing. Doing it twice changes nothing."""
    require_to_make(actor)
    ledger.take_turn(session, actor.organisation_id)
    document = queries.document_to_change(session, actor.organisation_id, document_id)
    if document.state == CANCELLED:
        return document
    if document.state != VALID:
        raise Conflict(_("Ce document est déjà remplacé. Annulez celui qui le remplace."))
    document.state, document.why, document.outdated = CANCELLED, " ".join(why.split())[:300], ""
    for signer in queries.signers_to_change(session, document.id):
        if signer.state == WAITING:
            signer.state = CLOSED
    ledger.append(
        session, actor, Kind.DOCUMENT_CANCELLED, person_id=learner_of(session, document),
        enrolment_id=document.enrolment_id, proof_kind="issued_document", proof_id=document.id,
        facts={"number": document.number},
    )  # fmt: skip
    return document


def acknowledge(session: Session, actor: Actor, document_id: str) -> DocumentAcknowledgement:
    """Say that one has read a document of the house, in the version that is shown. Saying it twice changes nothing."""
    row = queries.document_for(session, actor, document_id)
    kind = kinds.kinds().get(row.kind)
    if row.state != VALID or kind is None or not kind.acknowledged:
        raise Conflict(_("Une version plus récente est en vigueur. Ouvrez « Mes documents » pour la lire."))
    known = queries.acknowledgement(session, document_id, actor.account_id)
    if known is not None:
        return known
    path = enrolments.current_enrolment(session, actor)
    said = DocumentAcknowledgement(
        id=new_id(), organisation_id=actor.organisation_id, document_id=document_id, account_id=actor.account_id,
        enrolment_id=path.id if path else None, at=now(),
    )  # fmt: skip
    session.add(said)
    session.flush()
    ledger.append(
        session, actor, Kind.DOCUMENT_READ, person_id=actor.account_id, enrolment_id=said.enrolment_id,
        proof_kind="issued_document", proof_id=document_id, facts={"number": row.number},
    )  # fmt: skip
    record(session, actor, DocumentAcknowledged(document_id, actor.account_id))
    return said


def remind_to_read(session: Session, actor: Actor, document_id: str) -> int:
    """Tell those on their way who have not acknowledged a document; once a day at most for each."""
    require_to_make(actor)
    document = queries.document_to_change(session, actor.organisation_id, document_id)
    day = now().date().isoformat()
    told = 0
    for row in queries.not_acknowledged(session, actor.organisation_id, document_id):
        person = Person(row.name, row.email, row.learner_id, row.id, row.locale)
        told += bool(
            write_to(
                session, actor.organisation_id, person, "document_to_read", f"to_read:{document_id}:{row.learner_id}:{day}",
                {"title": document.title, "number": document.number}, link="/mes-documents",
            )
        )  # fmt: skip
    return told


# --- What is told -------------------------------------------------------------------------------------------------


def ask_whose_turn_it_is(session: Session, document: IssuedDocument, *, again: bool = False) -> DocumentSigner | None:
    """Write to whoever signs next, if anybody does."""
    signer = signers.whose_turn(session, document.id)
    if signer is None:
        return None
    key = f"to_sign:{signer.id}" + (f":{now().date().isoformat()}" if again else "")
    if signer.role == BUYER:
        if signer.email:
            page = links.link_for(signer)
            write_to(
                session, document.organisation_id, Person(signer.name, signer.email), "document_to_sign", key,
                _values(document) | {"page": page, "until": signer.expires_at}, link=page,
            )  # fmt: skip
        return signer
    account_id, page = signer.account_id, "/mes-documents"
    if signer.role == REPRESENTATIVE:
        account_id, page = legal_identity(session, document.organisation_id).representative_id, "/documents/a-signer"
    if account_id:
        _tell(session, document, account_id, "document_to_sign", key, page=page, until=signer.expires_at)
    return signer


def tell_it_is_signed(session: Session, document: IssuedDocument) -> None:
    learner_id = learner_of(session, document)
    if learner_id is not None and document.sent_at is not None:
        _tell(session, document, learner_id, "document_signed", f"signed:{document.id}")


def tell_of_a_refusal(session: Session, document: IssuedDocument, signer: DocumentSigner) -> None:
    _tell(
        session, document, document.made_by, "document_refused", f"refused:{signer.id}", page=f"/documents/{document.id}",
        name=signer.name,
    )  # fmt: skip


def write_code(session: Session, document: IssuedDocument, signer: DocumentSigner, digits: str, moment: datetime) -> None:
    write_to(
        session, document.organisation_id, Person(signer.name, signer.email), "document_code",
        f"code:{signer.id}:{moment.timestamp():.0f}", _values(document) | {"digits": digits}, link=links.link_for(signer),
    )  # fmt: skip


def _values(document: IssuedDocument) -> dict[str, object]:
    return {"title": document.title, "number": document.number, "page": "/mes-documents"}


def _tell(session: Session, document: IssuedDocument, account_id: str, event: str, key: str, **more: object) -> None:
    row = queries.person_of(session, account_id)
    if row is None:
        return
    values = _values(document) | more
    person = Person(row.name, row.email, row.id, document.enrolment_id, row.locale)
    write_to(session, document.organisation_id, person, event, key, values, link=str(values["page"]))
