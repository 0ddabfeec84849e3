"""/verifier: is this paper true? /signer: reading and signing a document by a private link, without an account."""

import hmac
import re
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import database
from app.core.errors import Conflict, Gone, HouseError, Invalid, NotFound, TooMany
from app.core.i18n import _
from app.documents import links, making, paper, queries, signers, signing, words
from app.documents.models import VALID
from app.files import queries as files
from app.files.answers import answer
from app.identity import guessing
from app.identity import queries as identity
from app.identity.guessing import Attempt
from app.identity.limits import Way
from app.identity.pages import address_of
from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import go, show

router = pages("documents")

_Line = Annotated[str, Form(max_length=600)]


@router.get("/verifier")
def ask_code(request: Request, session: Reading, actor: MaybeActor, code: str = "") -> Response:
    clean = _clean(code)
    if clean:
        return go(f"/verifier/{paper.spaced(clean)}")
    return show(request, "issued/verify_code.html")


@router.get("/verifier/{code}")
def verify(request: Request, session: Reading, actor: MaybeActor, code: str, empreinte: str = "") -> Response:
    """Kind, number, date, organisation, and whether it still stands; of the person, their initials."""
    row = queries.by_code(session, _clean(code))
    if row is None:
        raise NotFound(
            _("Aucun document n'a ce code. Vérifiez-le : il est en haut du document, à côté du carré à scanner.")
        )
    given = re.sub(r"[^0-9a-f]", "", empreinte.lower())[:64]
    prints = [row.sha256, *([row.signed_sha256] if row.signed_sha256 else [])]
    return show(
        request,
        "issued/verify.html",
        row=row,
        kind=words.kind_words(row.kind),
        state=words.state_badge(row.state),
        code=paper.spaced(_clean(code)),
        initials=" ".join(f"{part[0].upper()}." for part in (row.learner_name or "").split() if part),
        given=given,
        asked=empreinte[:200],
        same=any(hmac.compare_digest(each, given) for each in prints) if given else False,
    )


def _clean(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in making.LETTERS)[: making.CODE_LENGTH]


# --- Signing by a link --------------------------------------------------------------------------------------------


@router.get("/signer/{token}")
def outside(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    return _outside(request, session, token)


@router.get("/signer/{token}/fichier")
def outside_file(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    signer = links.by_link(session, token)
    document = queries.frozen(session, signer.organisation_id, [signer.document_id])[0]
    return answer(request, files.file_of(session, signer.organisation_id, document.signed_file_id or document.file_id))


@router.post("/signer/{token}/code")
def outside_code(request: Request, actor: MaybeActor, token: str) -> Response:
    """A code to the address of the signer: a few, then it waits."""
    try:
        attempt = _attempt(request, token, Way.SEND_MAIL)
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            signing.send_code(session, token)
    except (Conflict, Gone, TooMany) as error:
        with database().reading() as session:
            return _outside(request, session, token, error)
    return go(f"/signer/{token}#signer", _("Un code vient de partir par courriel. Recopiez-le ici."))


@router.post("/signer/{token}")
def outside_sign(
    request: Request,
    actor: MaybeActor,
    token: str,
    code: _Line = "",
    sure: _Line = "",
    act: _Line = "sign",
    reason: _Line = "",
) -> Response:
    """Opens its own short transactions: a wrong code must be counted although nothing else is kept."""
    try:
        if act == "refuse":
            with database().writing() as session:
                signing.refuse_by_link(session, _nobody(session, token), token, reason)
            said = _("Votre refus est noté. L'organisme est prévenu.")
        else:
            if not sure:
                raise Invalid(_("Cochez la case : elle dit que vous avez lu le document."), [])
            _signed(request, token, code)
            said = _("Votre signature est gardée, avec l'heure du serveur.")
    except (Conflict, Gone, Invalid, TooMany) as error:
        with database().reading() as session:
            return _outside(request, session, token, error)
    return go(f"/signer/{token}", said)


def _signed(request: Request, token: str, code: str) -> None:
    """Six digits: each try is counted before it is looked at."""
    attempt = _attempt(request, token, Way.SIGNING_CODE)
    with database().writing() as session:
        guessing.take(session, attempt)
    try:
        with database().writing() as session:
            signing.sign_by_code(session, _nobody(session, token), token, code, address_of(request))
            guessing.succeeded(session, attempt)
    except signing.WrongCode:
        with database().writing() as session:
            signing.count_a_try(session, token)
        raise


def _attempt(request: Request, token: str, way: Way) -> Attempt:
    """A try on a signer: whoever they are, they have no account here to be told on."""
    with database().reading() as session:
        return Attempt(way, links.by_link(session, token).id, address_of(request))


def _nobody(session: Session, token: str) -> Actor:
    """Whoever holds the link acts for themselves: the proof names the signer, and the account of who made the document."""
    signer = links.by_link(session, token)
    document = queries.frozen(session, signer.organisation_id, [signer.document_id])[0]
    contact = identity.contact(session, signer.organisation_id)
    return Actor(
        document.made_by, signer.organisation_id, "", contact.name if contact else "", signer.name, "", frozenset()
    )


def _outside(request: Request, session: Session, token: str, error: HouseError | None = None) -> Response:
    signer = links.by_link(session, token)
    document = queries.frozen(session, signer.organisation_id, [signer.document_id])[0]
    turn = signers.whose_turn(session, document.id)
    newer = queries.replaced_by(session, document.id)
    response = show(
        request,
        "issued/outside.html",
        status=error.status if error else 200,
        error=error.detail if error else "",
        errors={field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {},
        token=token,
        signer=signer,
        document=document,
        organisation=identity.contact(session, signer.organisation_id),
        state=words.state_badge(document.state),
        newer=newer,
        mine=turn is not None and turn.id == signer.id and document.state == VALID,
        before=turn.name if turn is not None and turn.id != signer.id else "",
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response
