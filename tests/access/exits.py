"""Somebody who left, for the doors that lead to exits and to the news taken since; and what these doors are sent."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.enrolments import services as enrolling
from app.outcomes.models import SituationCheck
from app.outcomes.services import asking, closing
from app.outcomes.services.closing import Interview
from tests.access.stage import SLUG, Piece, Stage

ENTERED, LEFT = date(2026, 3, 2), date(2026, 8, 20)
_SAID = {"held_on": "2026-11-23", "decision": "go", "reasons": "Prête.", "next_steps": "S'inscrire.", "ways": ["mail"]}
PAGES: dict[str, dict[str, Any]] = {
    "POST /suivi/{enrolment_id}/sortie": {
        "end": "sortie", "on": "2026-11-23", "exit_reason": "permanent_job", "held": "1", **_SAID,
    },
    "POST /suivi/{enrolment_id}/bilan": _SAID,
    "POST /suivi/{enrolment_id}/sortie/correction": {
        "status": "left", "on": "2026-08-21", "exit_reason": "permanent_job", "reason": "Un jour plus tard.",
    },
    "POST /suivi/nouvelles/{check_id}": {"outcome": "reached", "situation": "job_search"},
    "POST /nouvelles/{token}": {"outcome": "job_search"},
    "POST /admin/sorties": {"label": "CESA à la coopérative", "code": "incubation_contract"},
    "POST /admin/sorties/lignes": {"key": "inactive", "act": "hide"},
    "POST /admin/sorties/nouvelles": {
        "months": "3, 6", "reminders": "2", "reminder_days": "7", "attempts": "3", "open_days": "60",
    },
}  # fmt: skip
OPERATIONS: dict[str, dict[str, Any]] = {
    "POST /enrolments/{enrolment_id}/exit": {"end": "left", "on": "2026-11-23", "outcome": "permanent_job"},
    "POST /enrolments/{enrolment_id}/exit/corrections": {
        "end": "left", "on": "2026-08-21", "outcome": "permanent_job", "reason": "Un jour plus tard.",
    },
    "POST /exits/news/{check_id}/answers": {"outcome": "job_search"},
}  # fmt: skip


def exits_of(session: Session, admin: Actor, adviser: Actor, course: str, enrolment: str) -> dict[str, str]:
    """The learner of the scene has had a closing interview; somebody else left three months ago, and was asked."""
    closing.hold(
        session, adviser, enrolment, Interview(clock.today(), "not_yet", reasons="Encore un mois.", by_mail=True)
    )
    with clock.at(clock.paris(ENTERED)):
        path = enrolling.enrol(
            session, admin, course, "partie@demo.example", "Nadia Test Partie", ENTERED, adviser.email
        )
    with clock.at(clock.paris(LEFT)):
        enrolling.leave(session, adviser, path.id, LEFT, "", "job_search")
    asking.ask_due(session, path.organisation_id, "", 10)
    found = select(SituationCheck).where(SituationCheck.enrolment_id == path.id, SituationCheck.month == 3)
    check = session.scalars(found).one()
    check.attempts = 3
    session.flush()
    return {"gone_enrolment": path.id, "check_id": check.id, "news_token": asking.token_of(check)}


def named(route: str, stage: Stage) -> dict[str, str]:
    if route.endswith(("/correction", "/corrections")):
        return {"enrolment_id": stage.ids["gone_enrolment"]}
    return {"token": stage.ids["news_token"]} if route.startswith("/nouvelles/") else {}


PIECE = Piece(
    lambda session, stage: exits_of(session, stage.admin, stage.adviser, SLUG, stage.path),
    named,
    forms=lambda _stage: PAGES,
    documents=lambda _stage: OPERATIONS,
)
