"""From where somebody acts: the kind of device, and a print of the address that nobody can undo after its month's key.

The request under way is told by the web floor; a command or a task has none.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from app.core.clock import now
from app.core.first_written import first_written
from app.core.settings import settings

asked: ContextVar[Any] = ContextVar("trail_asked", default=None)  # the ASGI scope of the request under way

# What a browser says of itself → a key; the first that is found. Never the sentence itself, which can tell people apart.
_BROWSERS = (
    (b"Edg", "edge"), (b"OPR/", "opera"), (b"SamsungBrowser", "samsung"), (b"Firefox", "firefox"), (b"FxiOS", "firefox"),
    (b"Chrome", "chrome"), (b"CriOS", "chrome"), (b"Safari", "safari"),
)  # fmt: skip
_SYSTEMS = (
    (b"Android", "android"), (b"iPhone", "ios"), (b"iPad", "ios"), (b"Windows", "windows"), (b"Mac OS", "mac"),
    (b"CrOS", "chromeos"), (b"Linux", "linux"),
)  # fmt: skip

COMMAND = "command"  # from the server's own terminal
_KEY = re.compile(r"\d{4}-\d{2}\.key")


def concerns(enrolments: Iterable[str | None], people: int | None = None) -> None:
    """An export says which paths it holds: what leaves the house is looked for person by person. `people`: how many,
    when that is another number."""
    scope = asked.get()
    if scope is not None:
        found = tuple(dict.fromkeys(id_ for id_ in enrolments if id_))
        scope.setdefault("state", {}).update(people=len(found) if people is None else people, concerned=found)


def device_here() -> str:
    """ "chrome/windows", "program" for what is no browser, "command" outside of any request."""
    scope = asked.get()
    if scope is None:
        return COMMAND
    return device_of(next((value for name, value in scope["headers"] if name == b"user-agent"), b""))


@lru_cache(maxsize=256)
def device_of(agent: bytes) -> str:
    browser = next((key for mark, key in _BROWSERS if mark in agent), "")
    system = next((key for mark, key in _SYSTEMS if mark in agent), "")
    return f"{browser}/{system}" if browser else "program"


def origin_here() -> str:
    """The print of the address asked from: enough to see that two acts come from one place, and no more."""
    scope = asked.get()
    client = scope.get("client") if scope is not None else None
    if not client:
        return ""
    return _print(client[0], str(settings().data_dir), f"{now():%Y-%m}")


@lru_cache(maxsize=2048)
def _print(address: str, data_dir: str, month: str) -> str:
    key = _key(Path(data_dir) / "trail" / f"{month}.key")
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:16]


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    """The secret of a month. Once it is thrown away the prints of that month say nothing of any address."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return first_written(path, partial(os.urandom, 32))


def forget_keys(folder: Path, before: str) -> list[str]:
    """Throw away the keys of the months before one ("2026-05"); their names."""
    old = [path for path in folder.glob("*.key") if _KEY.fullmatch(path.name) and path.stem < before]
    for path in old:
        path.unlink(missing_ok=True)
    _print.cache_clear()
    _key.cache_clear()
    return sorted(path.stem for path in old)
