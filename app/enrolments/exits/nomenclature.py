"""What people become when they leave, as dated data: content/outcomes/sorties.yaml, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.core.settings import CHECKOUT

PATH = CHECKOUT / "content" / "outcomes" / "sorties.yaml"
UNKNOWN = "unknown"
FAMILIES = ("business", "work", "training", "other", "none")
DYNAMIC = ("a", "b", "c")  # sorties dynamiques of the IAE
ESF = ("EECR01", "EECR02", "EECR03", "EECR04")
_ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One situation, and what it counts as. `positive` None: unknown, left out of the rate on known situations."""

    code: str
    label: str
    asked: str  # in the person's own words; "" when it is never put to them
    family: str
    positive: bool | None
    dynamic: str  # a, b, c, or ""
    esf: tuple[str, ...]
    business: bool
    exempt: bool  # a creation, a job, a training: never an abandonment, even before the end
    abandonment: bool  # before the end


@dataclass(frozen=True, slots=True)
class Nomenclature:
    id: str
    applies_from: date
    source: str
    outcomes: Mapping[str, Outcome]  # in the order of the file


@cache
def versions(path: Path = PATH) -> tuple[Nomenclature, ...]:
    """Every version, oldest first. Raises ValueError when the file says what nobody understands."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = sorted((_version(raw) for raw in data["versions"]), key=lambda version: version.applies_from)
    if not found or len({version.id for version in found}) < len(found):
        raise ValueError(f"{path}: no version, or the same id twice")
    return tuple(found)


def version_on(day: date) -> Nomenclature:
    """The version in force on a day; the first one before it."""
    known = versions()
    return next((version for version in reversed(known) if version.applies_from <= day), known[0])


def outcome_of(code: str | None, version: str = "") -> Outcome | None:
    """What a code means in the version that a row keeps; without one, in the latest that has it. None: not said."""
    if not code:
        return None
    for known in reversed(versions()):
        if (not version or known.id == version) and code in known.outcomes:
            return known.outcomes[code]
    return None


def _version(raw: dict[str, Any]) -> Nomenclature:
    if unknown := set(raw) - {"id", "applies_from", "source", "outcomes"}:
        raise ValueError(f"{PATH}: {', '.join(sorted(unknown))}")
    read = [_outcome(one) for one in raw["outcomes"]]
    outcomes = {outcome.code: outcome for outcome in read}
    if len(outcomes) < len(read) or UNKNOWN not in outcomes:
        raise ValueError(f"{PATH}: {raw['id']}: the same code twice, or no « {UNKNOWN} »")
    if not isinstance(raw["applies_from"], date) or len(str(raw["id"])) > 40:
        raise ValueError(f"{PATH}: {raw['id']}: a date and a short id are needed")
    return Nomenclature(str(raw["id"]), raw["applies_from"], str(raw["source"]), outcomes)


def _outcome(raw: dict[str, Any]) -> Outcome:
    wanted = {"code", "label", "asked", "family", "positive", "iae", "esf", "business", "exempt", "abandonment"}
    if set(raw) != wanted:
        raise ValueError(f"{PATH}: {raw.get('code')}: {', '.join(sorted(set(raw) ^ wanted))}")
    said = {name: _ANSWERS.get(str(raw[name]), "?") for name in ("positive", "business", "exempt", "abandonment")}
    sound = (
        "?" not in said.values()
        and None not in (said["business"], said["exempt"], said["abandonment"])
        and raw["family"] in FAMILIES
        and raw["iae"] in (*DYNAMIC, "none")
        and set(raw["esf"]) <= set(ESF)
        and 0 < len(raw["code"]) <= 40
    )
    if not sound or (said["exempt"] and said["abandonment"]):
        raise ValueError(
            f"{PATH}: {raw['code']}: a value that nobody understands, or an exemption that is an abandonment"
        )
    return Outcome(
        code=raw["code"],
        label=raw["label"],
        asked=raw["asked"],
        family=raw["family"],
        positive=said["positive"],  # type: ignore[arg-type]
        dynamic="" if raw["iae"] == "none" else raw["iae"],
        esf=tuple(raw["esf"]),
        business=bool(said["business"]),
        exempt=bool(said["exempt"]),
        abandonment=bool(said["abandonment"]),
    )
