"""An audit file of the learner's, made, and somebody invited to read it, for the doors that lead to them."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.periods import Period
from app.core.private_addresses import print_of
from app.files import services as files
from app.quality.audit import asking, guests, services
from app.quality.audit.models import AuditAccess
from tests.access.stage import Bodies, Piece, Stage

TOKEN = "an-invitation-for-tests"


def audit_file_of(session: Session, quality: Actor, enrolment_id: str) -> dict[str, str]:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    question = asking.ask(session, quality, period, ids=[enrolment_id])
    made = services.announce(session, quality, question)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lisez-moi.txt", "Dossier d'audit")
    out.seek(0)
    made.file_id = files.store(session, quality, quality.organisation_id, "audit.zip", out, None).id
    made.ready_at = now()
    session.flush()
    access = guests.invite(session, quality, made.id, "guest@demo.example", "Guest Demo", date(2026, 12, 1))
    session.execute(update(AuditAccess).where(AuditAccess.id == access.id).values(token_hash=print_of(TOKEN)))
    return {"audit_file_id": made.id, "access_id": access.id, "audit_token": TOKEN}


def named(route: str, _stage: Stage) -> dict[str, str]:
    return {"token": TOKEN} if route.startswith("/audit/invitation/") else {}


def forms(stage: Stage) -> Bodies:
    audited = {"du": "2026-11-01", "au": "2026-11-30", "maniere": "choix", "qui": [stage.path]}
    return {
        "POST /audit/invitation/{token}": {"password": "demo-bidaide"},
        "POST /qualite/audit": audited,
        "POST /qualite/audit/apercu": audited,
        "POST /qualite/audit/{audit_file_id}/invitations": {
            "nom": "Une Auditrice", "courriel": "audit@certificateur.example", "jusqu_au": "2026-12-01",
        },
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    return {"POST /quality/exports": {"from": "2026-11-01", "to": "2026-11-30", "sample": [stage.path]}}


PIECE = Piece(
    lambda session, stage: audit_file_of(session, stage.quality, stage.path), named, forms=forms, documents=documents
)
