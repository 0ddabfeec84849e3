"""An organisation that is named, documents in each state, and a link by which somebody outside signs, for their doors."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.tasks import Task
from app.core.tasks.models import DONE
from app.documents import batches, giving, links, making, queries, writing
from app.identity.organisations import keep_legal_identity
from tests.access.stage import Bodies, Piece, Stage
from tests.documents.scene import LEGAL, TERMS


def documents_of(session: Session, admin: Actor, adviser: Actor, enrolment: str) -> dict[str, str]:
    keep_legal_identity(session, admin, LEGAL | {"representative_id": admin.account_id})
    writing.keep_terms(session, adviser, enrolment, TERMS)
    rules, _new = making.make(session, admin, "reglement")
    contract, _new = making.make(session, adviser, "contrat", enrolment_id=enrolment)
    convention, _new = making.make(session, adviser, "convention", enrolment_id=enrolment)
    giving.give(session, admin, [rules.id, contract.id, convention.id])
    link = links.link_for(queries.signers(session, convention.id)[0])
    session.flush()
    task_id = batches.make_for_many(session, adviser, "convocation", [enrolment])
    task = session.get_one(Task, task_id)
    following = batches.make_some(session, task.payload)
    assert following is not None
    task.payload, task.state = following.payload, DONE
    return {
        "paper_id": contract.id, "rules_id": rules.id, "signing_token": link.rpartition("/")[2],
        "document_code": contract.code, "batch_id": task_id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {}
    if route.startswith("/documents/"):
        paper = "rules_id" if route.endswith(("/lecture", "/rappel")) else "paper_id"
        ids = {"code": "reglement", "task_id": stage.ids["batch_id"], "document_id": stage.ids[paper]}
    if route.startswith("/api/v1/documents/"):
        ids["document_id"] = stage.ids["paper_id"]
    if route.startswith("/verifier/"):
        ids["code"] = stage.ids["document_code"]
    if route.startswith("/signer/"):
        ids["token"] = stage.ids["signing_token"]
    return ids


def forms(stage: Stage) -> Bodies:
    body = {"body": "Règlement de {{ organisation.nom }}.", "version": "0"}
    return {
        "POST /documents": {"kind": "reglement"},
        "POST /documents/personne/{enrolment_id}": {"kind": "convocation"},
        "POST /documents/cohorte": {"genre": "convocation", "people": [stage.path]},
        "POST /documents/accord/{enrolment_id}": {"price": "Gratuit"},
        "POST /documents/a-signer": {"documents": [stage.ids["paper_id"]], "sure": "1"},
        "POST /documents/modeles/{code}": body,
        "POST /documents/modeles/{code}/apercu": body,
        "POST /documents/reglages": {"convocation_days": "7"},
        "POST /documents/{document_id}/signature": {"sure": "1"},
        "POST /documents/{document_id}/refus": {"reason": "Le prix."},
        "POST /signer/{token}": {"act": "refuse", "reason": "Le prix."},
    }


PIECE = Piece(
    lambda session, stage: documents_of(session, stage.admin, stage.adviser, stage.path),
    named,
    forms=forms,
    documents=lambda _stage: {"POST /enrolments/{enrolment_id}/documents": {"kind": "convocation"}},
)
