"""What names and places things take in a draft."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

LONGEST_KEY = 60
DAYS_A_WEEK = 5  # open days

RESERVED = frozenset({"nouveau", "recherche", "importer", "banque", "a-relire"})  # words of /atelier, never a slug

LEVELS = ("Je découvre", "Je fais avec de l'aide", "Je fais seul", "Je peux l'expliquer")
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One activity of a draft as the outline adds it up; what is not filled in yet counts for nothing."""

    key: str
    sequence_key: str | None
    kind: str
    title: str
    minutes: int
    place: str
    timing: str
    people: str
    guidance: str
    competences: tuple[str, ...]
    completion: Mapping[str, Any]
    version: int


def line_of(row: Any) -> Line:
    """A row of `queries.lines`."""
    head = row.head
    minutes = head.get("minutes")
    return Line(
        key=row.key,
        sequence_key=row.sequence_key,
        kind=row.kind,
        title=str(head.get("title") or ""),
        minutes=minutes if isinstance(minutes, int) else 0,
        place=str(head.get("place") or ""),
        timing=str(head.get("timing") or ""),
        people=str(head.get("people") or ""),
        guidance=str(head.get("guidance") or ""),
        competences=tuple(head.get("competences") or ()),
        completion=head.get("completion") or {},
        version=row.version,
    )


def key_from(title: str, taken: Collection[str], otherwise: str) -> str:
    """A key that nobody has: lower case, digits and dashes, made from a title."""
    flat = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = _NOT_IN_A_KEY.sub("-", flat).strip("-")[:LONGEST_KEY].strip("-") or otherwise
    if base not in taken:
        return base
    return next(made for number in range(2, len(taken) + 3) if (made := f"{base}-{number}") not in taken)


def free_path(path: str, taken: Collection[str]) -> str:
    """The same path, or one like it that nothing has: `images/etal-2.jpg`."""
    if path not in taken:
        return path
    stem, dot, suffix = path.rpartition(".")
    stem = stem if dot else path
    return next(
        made
        for number in range(2, len(taken) + 3)
        if (made := f"{stem}-{number}{dot}{suffix if dot else ''}") not in taken
    )


def placed(items: Sequence[T], item: T, position: int) -> list[T]:
    """The items with one of them, new or not, at a position that starts at 1; out of bounds is the nearest end."""
    others = [one for one in items if one is not item]
    at = min(max(position, 1), len(others) + 1) - 1
    return [*others[:at], item, *others[at:]]


def days_of_week(week: int, length: int = 4) -> list[int]:
    """Opening and last day of a sequence that starts with a week and lasts `length` open days."""
    first = (week - 1) * DAYS_A_WEEK + 1
    return [first, first + max(1, length) - 1]


def without_competences(value: Any, codes: Collection[str], missing: list[str]) -> Any:
    """A head, or a part of one, without the competences that a course does not have; each is added once to `missing`."""
    if isinstance(value, list):
        return [without_competences(one, codes, missing) for one in value]
    if not isinstance(value, Mapping):
        return value
    kept: dict[str, Any] = {}
    for name, said in value.items():
        if name == "competences" and isinstance(said, list):
            missing += [code for code in said if code not in codes and code not in missing]
            kept[name] = [code for code in said if code in codes]
        elif name == "competence" and isinstance(said, str) and said not in codes:
            if said not in missing:
                missing.append(said)
        else:
            kept[name] = without_competences(said, codes, missing)
    return kept


def with_keys(head: Mapping[str, Any], keys: Mapping[str, str], known: Collection[str] | None) -> dict[str, Any]:
    """A head whose conditions and shortcuts name copies (old key → new) instead of what was copied.

    What names nothing among `known` is left out; None: everything else stays.
    """
    found = dict(head)
    for field, name in (("conditions", "after"), ("branches", "go_to")):
        written = head.get(field)
        if isinstance(written, list):
            kept = [{**one, name: keys.get(one[name], one[name])} if name in one else one for one in written]
            found[field] = [one for one in kept if known is None or name not in one or one[name] in known]
    return {name: value for name, value in found.items() if value != [] or head.get(name) == []}
