"""Preview, erase, replay, purge: the only doors of the engine."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.privacy.erasure.models import Certificate
from app.privacy.erasure.rules import Plan, Scope, Why


def preview(session: Session, scope: Scope) -> Plan:
    """What goes, what is archived until when and on what ground, what a hold stops. Nothing is done."""
    raise NotImplementedError


def erase(session: Session, actor: Actor | None, scope: Scope, why: Why) -> Certificate:
    """Erase, in this transaction. `actor` None: the house itself. Raises NotFound, Conflict for an erasure of yore."""
    raise NotImplementedError


def erasures_list(session: Session) -> list[dict[str, Any]]:
    """What a backup carries, and what `DATA_DIR/erasures.jsonl` holds: ids, scopes and dates, the oldest first."""
    raise NotImplementedError


def replay(session: Session, lines: Iterable[Mapping[str, Any]]) -> int:
    """Apply again what a restored database does not know of; how many were. Asking twice changes nothing."""
    raise NotImplementedError


def purge_archive(session: Session, day: date) -> int:
    """Destroy the sealed bundles whose last day is before `day`, but those on hold; how many went."""
    raise NotImplementedError
