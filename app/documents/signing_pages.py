"""/mes-documents: what one was given, has to sign, has to read. /documents/a-signer: for the legal representative."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.errors import Conflict, Gone, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.documents import giving, kinds, queries, signers, signing, words
from app.documents import pages as documents
from app.documents.policies import may_see_all
from app.identity.organisations import legal_identity
from app.identity.pages import address_of
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("documents")

_Line = Annotated[str, Form(max_length=600)]
_Drawing = Annotated[str, Form(max_length=50_000)]


@router.get("/mes-documents")
def own(request: Request, session: Reading, actor: CurrentActor) -> Response:
    acknowledged = [kind.code for kind in kinds.kinds().values() if kind.acknowledged]
    read = queries.acknowledged_by(session, actor.account_id)
    house = [row for row in queries.to_acknowledge(session, actor.organisation_id, acknowledged) if row.sent_at]
    turns = {
        row.document_id
        for row in queries.waiting_signatures(session, actor.organisation_id, account_id=actor.account_id)
        if row.sent_at
    }
    rows = queries.own_documents(session, actor)
    return show(
        request,
        "issued/own.html",
        to_sign=[words.shown(row) for row in rows if row.id in turns],
        to_read=[words.shown(row) for row in house if row.id not in read],
        read=[(words.shown(row), read[row.id]) for row in house if row.id in read],
        found=[words.shown(row) for row in rows if row.id not in turns],
        learner=actor.has(Role.LEARNER),
    )


@router.post("/documents/{document_id}/signature")
def sign(
    request: Request, session: Writing, actor: CurrentActor, document_id: str, drawing: _Drawing = "", sure: _Line = ""
) -> Response:
    """The act of somebody signed in, with a drawing of their finger if they make one."""
    if not sure:
        error = Invalid(_("Cochez la case : elle dit que vous avez lu le document."), [])
        return documents._document(request, session, actor, document_id, error)
    try:
        signing.sign(session, actor, document_id, drawing=drawing, address=address_of(request))
    except (Conflict, Gone, Invalid) as error:
        return documents._document(request, session, actor, document_id, error)
    return go(f"/documents/{document_id}", _("Votre signature est gardée, avec l'heure du serveur."))


@router.post("/documents/{document_id}/refus")
def refuse(request: Request, session: Writing, actor: CurrentActor, document_id: str, reason: _Line = "") -> Response:
    try:
        signing.refuse(session, actor, document_id, reason)
    except (Conflict, Invalid) as error:
        return documents._document(request, session, actor, document_id, error)
    return go(f"/documents/{document_id}", _("Votre refus est noté. La personne qui a fait le document est prévenue."))


@router.post("/documents/{document_id}/lecture")
def acknowledge(request: Request, session: Writing, actor: CurrentActor, document_id: str) -> Response:
    try:
        giving.acknowledge(session, actor, document_id)
    except Conflict as error:
        return documents._document(request, session, actor, document_id, error)
    return go(
        "/mes-documents" if actor.has(Role.LEARNER) else f"/documents/{document_id}",
        _("C'est noté : vous avez lu ce document."),
    )


@router.get("/documents/a-signer")
def to_sign(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What waits for the signature of the organisation."""
    require(may_see_all(actor))
    return _to_sign(request, session, actor)


@router.post("/documents/a-signer")
def sign_many(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    documents: Annotated[list[str] | None, Form()] = None,
    sure: _Line = "",
) -> Response:
    """One act for several documents: each is signed by itself, with its own trail."""
    require(may_see_all(actor))
    if not documents or not sure:
        return _to_sign(
            request,
            session,
            actor,
            Invalid(_("Choisissez des documents, et cochez la case qui dit que vous les avez lus."), []),
        )
    try:
        for document_id in dict.fromkeys(documents[:200]):
            signing.sign(session, actor, document_id, address=address_of(request))
    except (Conflict, Gone) as error:
        return _to_sign(request, session, actor, error)
    count = len(set(documents[:200]))
    return go(
        "/documents/a-signer",
        ngettext("%(num)s document est signé.", "%(num)s documents sont signés.", count) % {"num": count},
    )


def _to_sign(request: Request, session: Session, actor: Actor, error: HouseError | None = None) -> Response:
    legal = legal_identity(session, actor.organisation_id)
    rows = queries.waiting_signatures(session, actor.organisation_id, role=signers.REPRESENTATIVE)
    return show(
        request,
        "issued/to_sign.html",
        status=error.status if error else 200,
        error=error.detail if error else "",
        rows=[(row, words.kind_words(row.kind)) for row in rows],
        represents=legal.representative_id == actor.account_id,
        representative=legal.representative,
    )
