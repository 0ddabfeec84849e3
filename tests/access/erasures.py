"""Somebody who was erased, for the doors that lead to certificates and to what is sealed; what these doors are sent."""

import io
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.assessment.models import Submission
from app.core.access import Actor, Role
from app.core.clock import today
from app.enrolments import services as enrolling
from app.files import services as files
from app.identity.services import actor_for
from app.privacy.erasure import services as erasing
from app.privacy.erasure.queries import bundles
from app.privacy.erasure.rules import Cause, Scope, Why
from tests.access.stage import SLUG, Piece

_REASON = {"reason": "Contrôle du financeur, lettre du 3 mars."}
PAGES: dict[str, dict[str, Any]] = {
    "POST /donnees/archives": {"email": "effacee@demo.example"},
    "POST /donnees/archives/{bundle_id}": _REASON,
    "POST /donnees/archives/{bundle_id}/fichiers/{position}": _REASON,
}


def erased_of(session: Session, admin: Actor, course: str, work_id: str) -> dict[str, str]:
    """A person who had handed in one work, with a file."""
    path = enrolling.enrol(session, admin, course, "effacee@demo.example", "Zoé Test Effacée", today(), None)
    person = actor_for(session, path.organisation_id, path.learner_id)
    assert person is not None
    assert person.has(Role.LEARNER)
    enrolling.start_if_due(session, person, path.id)
    file = files.store(session, person, path.organisation_id, "plan.txt", io.BytesIO(b"Le plan."), path.learner_id)
    sent = assessing.submit_work(session, person, path.id, work_id, "Mon travail.", None)
    session.get_one(Submission, sent.submission_id).file_id = file.id
    session.flush()
    certificate = erasing.erase(
        session, None, Scope(path.organisation_id, path.learner_id), Why(Cause.REQUEST, "D-2026-1")
    )
    bundle = next(each for each in bundles.bundles_of(session, certificate.id) if each.files)
    return {"certificate_id": certificate.id, "erasure_code": certificate.code, "bundle_id": bundle.id, "position": "0"}


PIECE = Piece(
    lambda session, stage: erased_of(session, stage.admin, SLUG, stage.activities["travail"]),
    forms=lambda _stage: PAGES,
)
