"""The pictures that the words of a question show: ![what they show](where they are). Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from app.assessment.questions.kinds import Definition

SERVED = "/fichiers/"  # where those that the house keeps are served

_PICTURE = re.compile(r"(!\[(?:\\.|[^\]\\])*\]\()([^)\s]+)(\))")
_ADDRESS = re.compile(rf"{SERVED}([0-9a-f-]{{36}})/([^)\s]+)")


def shown(definition: Definition) -> list[str]:
    """What each picture is called in the words, once each."""
    return list(dict.fromkeys(found.group(2) for text in strings(definition) for found in _PICTURE.finditer(text)))


def renamed(definition: Definition, names: Mapping[str, str]) -> Definition:
    """The same question, its pictures called otherwise; a name that nobody knows stays as it is."""

    def other(found: re.Match[str]) -> str:
        name = found.group(2)
        return f"{found.group(1)}{names.get(name) or names.get(unquote(name)) or name}{found.group(3)}"

    found: Definition = _mapped(definition, lambda text: _PICTURE.sub(other, text))
    return found


def strings(value: Any) -> Iterator[str]:
    """Every text of a definition."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside)


def address(file_id: str, name: str) -> str:
    """Where a stored file is served."""
    return f"{SERVED}{file_id}/{quote(name)}"


def file_of(address: str) -> tuple[str, str] | None:
    """(id, name) of the stored file behind an address of ours, None for any other."""
    found = _ADDRESS.fullmatch(address)
    return (found.group(1), unquote(found.group(2))) if found else None


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _mapped(inside, change) for name, inside in value.items()}
    return [_mapped(inside, change) for inside in value] if isinstance(value, list) else value
