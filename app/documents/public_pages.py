"""/verifier: is this paper true? /signer: reading and signing a document by a private link, without an account."""

import hmac
import re
from datetime import timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import database
from app.core.errors import Conflict, Gone, HouseError, Invalid, NotFound, TooMany
from app.core.i18n import _
from app.core.pace import Pace
from app.documents import links, making, paper, queries, signers, signing, words
from app.documents.models import VALID
from app.files import queries as files
from app.files.answers import answer
from app.identity import queries as identity
from app.identity.pages import address_of
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("documents")

_LOOKS = Pace(most=60, within=timedelta(minutes=10))
_Line = Annotated[str, Form(max_length=600)]


def _slowly(request: Request) -> None:
    """A code cannot be guessed; whoever tries anyway is slowed down."""
    if wait := _LOOKS.wait(address_of(request)):
        raise TooMany(_("Trop de vérifications à la suite. Attendez quelques minutes."), retry_after=wait)


@router.get("/verifier")
def ask_code(request: Request, session: Reading, actor: MaybeActor, code: str = "") -> Response:
    clean = _clean(code)
    if clean:
        return go(f"/verifier/{paper.spaced(clean)}")
    return show(request, "issued/verify_code.html")


@router.get("/verifier/{code}")
def verify(request: Request, session: Reading, actor: MaybeActor, code: str, empreinte: str = "") -> Response:
    """Kind, number, date, organisation, and whether it still stands; of the person, their initials."""
    _slowly(request)
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
def outside_code(request: Request, session: Writing, actor: MaybeActor, token: str) -> Response:
    _slowly(request)
    try:
        signing.send_code(session, token)
    except (Conflict, Gone) as error:
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
    _slowly(request)
    try:
        with database().writing() as session:
            who = _nobody(session, token)
            if act == "refuse":
                signing.refuse_by_link(session, who, token, reason)
                said = _("Votre refus est noté. L'organisme est prévenu.")
            else:
                if not sure:
                    raise Invalid(_("Cochez la case : elle dit que vous avez lu le document."), [])
                signing.sign_by_code(session, who, token, code, address_of(request))
                said = _("Votre signature est gardée, avec l'heure du serveur.")
    except (Conflict, Gone, Invalid) as error:
        if isinstance(error, signing.WrongCode):
            with database().writing() as session:
                signing.count_a_try(session, token)
        with database().reading() as session:
            return _outside(request, session, token, error)
    return go(f"/signer/{token}", said)


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
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response
