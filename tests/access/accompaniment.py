"""A colleague who will stand in for the adviser, and a reason that rests."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.accompaniment.contacts import services as contacts
from app.accompaniment.reasons import REASONS
from app.core import clock
from app.core.access import Role
from app.enrolments.covers import services as covering
from app.identity import services as identity
from tests.access.stage import Bodies, Piece, Stage

_COLLEAGUE = "collegue@demo.example"
_RULES = {"rest_days": "7", "retry_days": "2"} | {f"amount-{one.kind}": str(one.amount) for one in REASONS if one.unit}


def followed(session: Session, stage: Stage) -> dict[str, str]:
    adviser = stage.adviser
    colleague = identity.welcome(session, stage.house.demo.id, _COLLEAGUE, "Collègue Demo", Role.ADVISER).id
    day = clock.today() + timedelta(days=40)
    cover = covering.cover(session, adviser, adviser.account_id, colleague, day, day + timedelta(days=7))
    rest = contacts.let_rest(session, adviser, stage.path, "session", clock.today() + timedelta(days=3))
    return {"cover_id": cover.id, "rest_id": rest.id, "colleague_id": colleague}


def forms(stage: Stage) -> Bodies:
    adviser = stage.adviser.account_id
    return {
        "POST /suivi/{enrolment_id}/contact": {"channel": "call", "outcome": "reached", "visibility": "team"},
        "POST /suivi/{enrolment_id}/attente": {"kind": "", "until": "2026-12-24"},
        "POST /suivi/regles": _RULES,
        "POST /suivi/remplacements": {
            "adviser": adviser, "colleague": stage.ids["colleague_id"], "since": "2026-11-24", "until": "2026-11-27",
            "whom": "all",
        },
        "POST /suivi/confier": {
            "adviser": adviser, "people": stage.path, "adviser_email": _COLLEAGUE, "reason": "Un congé", "meetings": "keep",
        },
    }  # fmt: skip


def documents(_stage: Stage) -> Bodies:
    return {
        "POST /enrolments/{enrolment_id}/contacts": {"channel": "call", "outcome": "reached"},
        "POST /enrolments/{enrolment_id}/rests": {"until": "2026-12-24"},
    }


PIECE = Piece(followed, forms=forms, documents=documents)
