"""What was done to the house itself: backups, trials, returns, copies of the keys. `DATA_DIR/upkeep.jsonl`, dates and counts.

It lies beside the database, since it must say what happened to it: a backup that is put back does not bring its own.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from structlog import get_logger

from app.core.clock import now
from app.core.settings import settings

log = get_logger()

_LOOKED_AT = 256_000  # octets: some years of nights


class Work(StrEnum):
    BACKUP = "backup"
    TRIAL = "trial"
    RESTORE = "restore"
    KEYS_SAVED = "keys_saved"


@dataclass(frozen=True, slots=True)
class Done:
    work: Work
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


def path() -> Path:
    return settings().data_dir / "upkeep.jsonl"


def tell(work: Work, **facts: Any) -> None:
    """What was done is done: a folder that cannot be written is a line of the log, no failure."""
    line = json.dumps({"work": work, "at": now().isoformat(), **facts}, ensure_ascii=False) + "\n"
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.write(line)
    except OSError as error:
        log.warning("upkeep", work=work, error=str(error))


def told() -> list[Done]:
    """The oldest first. A line that a power cut has shortened is passed over."""
    try:
        with path().open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LOOKED_AT))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
    return [done for line in lines if (done := _read(line)) is not None]


def last(done: Sequence[Done], work: Work) -> Done | None:
    return next((each for each in reversed(done) if each.work is work), None)


def _read(line: str) -> Done | None:
    try:
        said = json.loads(line)
        return Done(Work(said.pop("work")), datetime.fromisoformat(said.pop("at")), said)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
