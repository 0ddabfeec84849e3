"""A hold, a wave that waits and a link that keeps an account, for the doors that lead to them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, today
from app.core.ids import new_id
from app.privacy.retention import holding, keeping
from app.privacy.retention.holding import Asked
from app.privacy.retention.models import AccountActivity, RetentionWave
from tests.access.stage import Piece, Stage


def retention_of(session: Session, admin: Actor, learner: Actor) -> dict[str, str]:
    hold = holding.set_hold(session, admin, Asked("Contrôle annoncé", year="2020"))
    wave = RetentionWave(
        id=new_id(), organisation_id=admin.organisation_id, opens_on=date(2026, 11, 1), state="waiting", rules="2025", people=30,
        opened_at=now(), counts={},
    )  # fmt: skip
    activity = AccountActivity(account_id=learner.account_id, acted_on=date(2025, 1, 6), warned_on=today(), warnings=1)
    session.add_all([wave, activity])
    session.flush()
    return {
        "hold_id": hold.id, "wave_id": wave.id, "keep_token": keeping.token_of(activity), "retention": "path",
        "held_account": learner.account_id,
    }  # fmt: skip


def retention_options(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Options of the client, by route."""
    why = {"why": "Contrôle terminé"}
    return {
        "POST /donnees/durees/{retention}": {"data": {"active": "6", "why": "Suffit", "agreed": "yes"}},
        "POST /donnees/durees/paiements": {
            "data": {"funder_id": ids["funder_id"], "paid_on": "2026-01-05", "proof": "Lettre n° 3"}
        },
        "POST /donnees/gels": {"data": {"why": "Contrôle", "year": "2026"}},
        "POST /donnees/gels/{hold_id}/levee": {"data": why},
        "POST /api/v1/privacy/holds": {"json": {"why": "Contrôle", "year": 2026}},
        "POST /api/v1/privacy/holds/{hold_id}/lift": {"json": why},
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    if route == "/compte/garder/{token}":
        return {"token": stage.ids["keep_token"]}
    return {"account_id": stage.ids["held_account"]} if route == "/donnees/delais/{account_id}" else {}


PIECE = Piece(
    lambda session, stage: retention_of(session, stage.admin, stage.learner),
    named,
    options=lambda stage: retention_options(stage.ids),
)
