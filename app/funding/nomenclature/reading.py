"""How the files of content/funding are read: whatever they say that nobody understands stops the reader."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.core.settings import CHECKOUT

FOLDER = CHECKOUT / "content" / "funding"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def only(path: Path, raw: Mapping[str, Any], wanted: set[str], optional: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Every key wanted, and none that is not known."""
    if wrong := (set(raw) ^ wanted) - (set(raw) & optional):
        raise ValueError(f"{path}: {raw.get('key', raw.get('code', ''))}: {', '.join(sorted(map(str, wrong)))}")


def once(path: Path, keys: list[str]) -> None:
    if len(set(keys)) < len(keys) or not all(0 < len(key) <= 40 for key in keys):
        raise ValueError(f"{path}: a key twice, or one that is not a short text: {', '.join(keys)}")


def day(path: Path, value: Any) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{path}: {value!r} is not a date")
    return value
