"""An organisation that is named, documents in each state, and a link by which somebody outside signs, for their doors."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.tasks import Task
from app.core.tasks.models import DONE
from app.documents import batches, giving, links, making, queries, writing
from app.identity.organisations import keep_legal_identity
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
