"""What stands for a choice outside the house: a code that tells neither its place in the definition nor the answer.

Inside, a choice is its index (`kinds`). An index shown in a page would say the right order of an ordering question and
the right pairs of a matching one to whoever reads the page's source; so doors show codes and turn them back.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from app.assessment.questions.kinds import Definition, is_typed
from app.core.settings import settings

CHOICE, LEFT, RIGHT, ITEM = "choice", "left", "right", "item"
UNKNOWN = "?"  # no index: `grading.read` says that this choice does not exist


def gap(number: int) -> str:
    """The part of a question that the choices of one gap belong to."""
    return f"gap {number}"


@lru_cache(maxsize=20_000)
def code(version_id: str, part: str, index: int) -> str:
    """The code of one choice of one wording; the same in every page of this service."""
    said = f"choice:{version_id}:{part}:{index}".encode()
    return hmac.new(settings().secret_key.encode(), said, hashlib.sha256).hexdigest()[:12]


def coder(version_id: str, part: str) -> Callable[[int], str]:
    return lambda index: code(version_id, part, index)


def hide(version_id: str, shown: dict[str, Any]) -> dict[str, Any]:
    """The public face of a question (`kinds.public`), its indexes turned into codes."""
    matching = shown["kind"] == "matching"
    hidden = dict(shown)
    for name, part in (("choices", RIGHT if matching else CHOICE), ("items", LEFT if matching else ITEM)):
        if name in shown:
            hidden[name] = _coded(version_id, part, shown[name])
    if "gaps" in shown:
        hidden["gaps"] = [_coded(version_id, gap(n), options) for n, options in enumerate(shown["gaps"])]
    return hidden


def _coded(version_id: str, part: str, options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**option, "id": code(version_id, part, option["id"])} for option in options]


def reveal(version_id: str, definition: Definition, raw: Any) -> Any:
    """A response that names codes, as indexes; what is no code of this question becomes UNKNOWN."""
    kind = definition["kind"]
    if kind == "single":
        return _index(version_id, CHOICE, len(definition["choices"]), raw)
    if kind == "multiple":
        count = len(definition["choices"])
        given = raw if isinstance(raw, list) else [raw]
        return [index for one in given if (index := _index(version_id, CHOICE, count, one)) is not None]
    if kind == "matching" and isinstance(raw, dict):
        count = len(definition["pairs"])
        return {
            str(_index(version_id, LEFT, count, left)): _index(version_id, RIGHT, count, right)
            for left, right in raw.items()
        }
    if kind == "gaps" and isinstance(raw, list):
        gaps = definition["gaps"]
        if len(raw) == len(gaps):
            return [
                one if is_typed(gaps[n]) else _index(version_id, gap(n), len(gaps[n]["choices"]), one)
                for n, one in enumerate(raw)
            ]
    if kind == "ordering" and isinstance(raw, list):
        return [_index(version_id, ITEM, len(definition["items"]), one) for one in raw]
    return raw


def _index(version_id: str, part: str, count: int, given: Any) -> str | None:
    if given in (None, "", [], {}):
        return None
    return next((str(n) for n in range(count) if code(version_id, part, n) == given), UNKNOWN)
