"""The private address by which somebody without an account reads a document and signs it."""

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.private_addresses import new_nonce, print_of, token_of
from app.documents import queries
from app.documents.models import DocumentSigner
from app.documents.signers import BUYER

LINK = "document-signer"


def link_for(signer: DocumentSigner) -> str:
    """The private address of an outside signer, made when it is first needed."""
    if not signer.nonce:
        signer.nonce = new_nonce()
    token = token_of(LINK, signer.nonce)
    signer.link_hash = print_of(token)
    return f"/signer/{token}"


def by_link(session: Session, token: str) -> DocumentSigner:
    """Whoever holds the address. NotFound when it opens nothing."""
    found = queries.signer_by_link(session, print_of(token))
    if found is None or found.role != BUYER:
        raise NotFound(_("Cette adresse n'ouvre rien. Demandez un nouveau lien à l'organisme."))
    return found
