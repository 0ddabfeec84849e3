"""What documents and their states are called on screen."""

from typing import Any

from app.core.i18n import N_, _
from app.documents import kinds
from app.documents.models import CANCELLED, CLOSED, REFUSED, REPLACED, SIGNED, VALID, WAITING
from app.documents.outdating import EXIT, HOURS

STATES = {
    VALID: (N_("valable"), "good"),
    REPLACED: (N_("remplacé"), "plain"),
    CANCELLED: (N_("annulé"), "danger"),
}
SIGNER_STATES = {
    WAITING: (N_("attendue"), "info"),
    SIGNED: (N_("signée"), "good"),
    REFUSED: (N_("refusée"), "danger"),
    CLOSED: (N_("sans objet"), "plain"),
}
OUTDATED = {
    HOURS: N_("à refaire : les heures ont changé"),
    EXIT: N_("à refaire : l'entrée ou la sortie a changé"),
}


def state_badge(state: str) -> tuple[str, str]:
    said, tone = STATES[state]
    return _(said), tone


def signer_badge(state: str) -> tuple[str, str]:
    said, tone = SIGNER_STATES[state]
    return _(said), tone


def kind_words(code: str) -> str:
    known = kinds.kinds().get(code)
    return known.title if known else code


def shown(row: Any) -> dict[str, Any]:
    """What templates need of the words of documents."""
    return {
        "row": row,
        "kind": kind_words(row.kind),
        "state": state_badge(row.state),
        "outdated": _(OUTDATED.get(row.outdated, "")) if row.outdated else "",
    }
