"""Who is asked to sign a document, in which order, and what the document prints of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.i18n import N_, _
from app.core.ids import new_id
from app.documents import queries
from app.documents.kinds import DocumentKind
from app.documents.models import SIGNED, WAITING, DocumentSigner, IssuedDocument
from app.documents.values import Gathered

TIME_TO_SIGN = timedelta(days=30)
LEARNER, BUYER, REPRESENTATIVE = "learner", "buyer", "representative"
ROLES = {
    LEARNER: N_("La personne formée"),
    BUYER: N_("L'acheteur de la formation"),
    REPRESENTATIVE: N_("Pour l'organisme"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    role: str
    name: str
    capacity: str
    email: str
    account_id: str | None

    @property
    def printed(self) -> dict[str, str]:
        return {"label": _(ROLES[self.role]), "name": self.name, "capacity": self.capacity, "drawing": "", "alt": "", "signed": ""}

    @property
    def print(self) -> list[str]:
        return [self.role, self.name, self.capacity]


def of_draft(kind: DocumentKind, gathered: Gathered) -> list[Asked]:
    """Whom a document asks, in the order of their turns."""
    found = []
    for role in kind.signers:
        if role == REPRESENTATIVE:
            legal = gathered.legal
            found.append(Asked(role, legal.representative, legal.capacity, "", legal.representative_id))
        elif role == LEARNER and gathered.enrolment is not None:
            person = gathered.enrolment
            found.append(Asked(role, person.learner_name, "", person.learner_email, person.learner_id))
        elif role == BUYER and gathered.terms is not None:
            terms = gathered.terms
            found.append(Asked(role, terms.signer, terms.signer_capacity, terms.signer_email, None))
    return found


def ask(session: Session, document: IssuedDocument, wanted: Any) -> None:
    """Open the turns of those who sign a document that was just made."""
    moment = now()
    for rank, each in enumerate(of_draft(wanted.kind, wanted.gathered), start=1):
        session.add(
            DocumentSigner(
                id=new_id(), organisation_id=document.organisation_id, document_id=document.id, rank=rank, role=each.role,
                account_id=each.account_id, name=each.name, capacity=each.capacity, email=each.email, state=WAITING,
                asked_at=moment, expires_at=moment + TIME_TO_SIGN,
            )
        )  # fmt: skip
    session.flush()


def whose_turn(session: Session, document_id: str) -> DocumentSigner | None:
    """Who signs next; None when nobody is awaited, or when somebody before has refused."""
    for signer in queries.signers(session, document_id):
        if signer.state != SIGNED:
            return signer if signer.state == WAITING else None
    return None
