"""Kinds of funders (content/funding/funders.yaml) and specialities of training (content/funding/nsf.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.funding.nomenclature import reading

KINDS, NSF = reading.FOLDER / "funders.yaml", reading.FOLDER / "nsf.yaml"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """`origin` is the line of the yearly report; the rest is what is proposed for a funder of this kind."""

    key: str
    name: str
    origin: str
    esf: bool
    report: bool
    years: int


@cache
def kinds(path: Path = KINDS) -> Mapping[str, Kind]:
    """Every kind, in the order of the file. Raises ValueError when the file says what nobody understands."""
    found = {}
    for raw in reading.read(path)["kinds"]:
        reading.only(path, raw, {"key", "name", "origin", "esf", "report", "years"})
        sound = isinstance(raw["esf"], bool) and isinstance(raw["report"], bool) and 0 < int(raw["years"]) <= 50
        if not sound or raw["key"] in found:
            raise ValueError(f"{path}: {raw['key']}")
        found[raw["key"]] = Kind(**raw)
    if OTHER not in found:
        raise ValueError(f"{path}: no « {OTHER} »")
    reading.once(path, list(found))
    return found


def kind_of(key: str | None) -> Kind:
    """A funder of whom nothing was said is « other »."""
    return kinds().get(key or OTHER, kinds()[OTHER])


@cache
def specialities(path: Path = NSF) -> Mapping[str, str]:
    """Code of three digits → its name."""
    found = {str(code): str(name) for code, name in reading.read(path).items()}
    if wrong := [code for code in found if not (len(code) == 3 and code.isdecimal())]:
        raise ValueError(f"{path}: {', '.join(wrong)}")
    return found
