"""How an entry is sealed: its hash covers every field and the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

SEALED = (
    "id", "organisation_id", "number", "kind", "occurred_at", "recorded_at", "actor_id", "person_id", "enrolment_id",
    "activity_id", "block_id", "session_id", "funder_id", "minutes", "place", "timing", "people", "guidance", "nature",
    "proof_kind", "proof_id", "corrects_id", "facts", "previous_hash",
)  # fmt: skip

_write = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode

ORIGIN = "0" * 64  # what the first entry of a chain is sealed to


def seal(entry: Mapping[str, Any]) -> str:
    """The hash of an entry, from its fields named in SEALED."""
    plain = {name: entry[name] for name in SEALED}
    plain["occurred_at"], plain["recorded_at"] = _moment(entry["occurred_at"]), _moment(entry["recorded_at"])
    return hashlib.sha256(_write(plain).encode()).hexdigest()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
