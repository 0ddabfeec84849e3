"""The rules of content/privacy/retention.yaml, read strictly: whatever they say that nobody understands stops the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.core.privacy import Retention
from app.core.settings import CHECKOUT
from app.privacy.retention import spans
from app.privacy.retention.spans import Span

FILE = CHECKOUT / "content" / "privacy" / "retention.yaml"


class Clock(StrEnum):
    """What starts the time of a rule."""

    EXIT = "exit"  # the person finished or left the path
    LAST_ACT = "last_act"  # of the account: something its person did
    LAST_EXCHANGE = "last_exchange"
    VISIT = "visit"
    SURVEY_END = "survey_end"
    COMPLAINT_CLOSED = "complaint_closed"
    UNLISTED = "unlisted"
    ANSWERED = "answered"  # a request about data was closed, a freeze lifted, a consent taken back
    WRITTEN = "written"
    LAST_PAYMENT_YEAR = "last_payment_year"  # 31 December of the year in which a funder paid for the last time


class Imposed(StrEnum):
    """Why a funder makes proofs stay."""

    OWN = "own"
    ESF = "esf"
    COFUNDED = "cofunded"


@dataclass(frozen=True, slots=True)
class Rule:
    """`within`: what an organisation may choose for each time; a time that is not there is not chosen."""

    retention: Retention
    clock: Clock
    active: Span
    archive: Span
    ground: str
    within: Mapping[str, tuple[Span, Span]]
    alone: bool


@dataclass(frozen=True, slots=True)
class FunderRule:
    """`keeps` None: as the profile of the funder says."""

    key: Imposed
    clock: Clock
    keeps: Span | None
    ground: str


@dataclass(frozen=True, slots=True)
class Version:
    key: str
    since: date
    says: str
    rules: Mapping[Retention, Rule]
    funders: Mapping[Imposed, FunderRule]
    never_entered: Retention
    warned_before: tuple[Span, ...]  # an account goes: the longest before first
    wave_day: int  # of each month
    announced: Span  # how long before a wave somebody is told
    threshold: int
    threshold_within: tuple[int, int]


@cache
def versions(path: Path = FILE) -> tuple[Version, ...]:
    """Every version, the first first. Raises ValueError when the file says what nobody understands."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    _only(path, raw, {"versions"})
    found = tuple(_version(path, one) for one in raw["versions"])
    if not found or [one.since for one in found] != sorted({one.since for one in found}):
        raise ValueError(f"{path}: versions are not in order")
    return found


def version_on(day: date, path: Path = FILE) -> Version:
    """What is in force on a day; the first version before it."""
    return next((one for one in reversed(versions(path)) if one.since <= day), versions(path)[0])


def _version(path: Path, raw: dict[str, Any]) -> Version:
    _only(path, raw, {"key", "from", "says", "rules", "funders", "never_entered", "inactivity", "waves"})
    if not isinstance(raw["from"], date):
        raise ValueError(f"{path}: {raw['from']!r} is not a date")
    rules = [_rule(path, one) for one in raw["rules"]]
    if sorted(rule.retention for rule in rules) != sorted(Retention):
        raise ValueError(f"{path}: each retention needs one rule")
    funders = [_funder(path, one) for one in raw["funders"]]
    if sorted(rule.key for rule in funders) != sorted(Imposed):
        raise ValueError(f"{path}: each reason of a funder needs one rule")
    _only(path, raw["inactivity"], {"warned_before"})
    _only(path, raw["waves"], {"day", "announced", "threshold"})
    _only(path, raw["waves"]["threshold"], {"default", "within"})
    least, most = (int(n) for n in raw["waves"]["threshold"]["within"])
    default = int(raw["waves"]["threshold"]["default"])
    if not 0 <= least <= default <= most:
        raise ValueError(f"{path}: threshold")
    known = {rule.retention: rule for rule in rules}
    warned = tuple(spans.read(text) for text in raw["inactivity"]["warned_before"])
    if not warned or list(warned) != sorted(warned, reverse=True) or warned[0] >= known[Retention.ACCOUNT].active:
        raise ValueError(f"{path}: warned_before goes down, and begins after the last act")
    if not 1 <= int(raw["waves"]["day"]) <= 28:
        raise ValueError(f"{path}: a day that each month has")
    return Version(
        str(raw["key"]), raw["from"], str(raw["says"]), known, {rule.key: rule for rule in funders},
        Retention(raw["never_entered"]), warned, int(raw["waves"]["day"]), spans.read(raw["waves"]["announced"]), default,
        (least, most),
    )  # fmt: skip


def _rule(path: Path, raw: dict[str, Any]) -> Rule:
    _only(path, raw, {"retention", "clock", "active", "archive", "ground"}, {"within", "alone"})
    rule = Rule(
        Retention(raw["retention"]), Clock(raw["clock"]), spans.read(raw["active"]), spans.read(raw["archive"]),
        str(raw["ground"]), _within(path, raw.get("within", {})), raw.get("alone", False) is True,
    )  # fmt: skip
    for name, (least, most) in rule.within.items():
        if not least <= getattr(rule, name) <= most:
            raise ValueError(f"{path}: {raw['retention']}: {name} is out of its own bounds")
    return rule


def _within(path: Path, raw: dict[str, Any]) -> Mapping[str, tuple[Span, Span]]:
    _only(path, raw, set(), {"active", "archive"})
    found = {name: (spans.read(least), spans.read(most)) for name, (least, most) in raw.items()}
    if any(span.days for pair in found.values() for span in pair):
        raise ValueError(f"{path}: what is chosen is chosen in months")
    return found


def _funder(path: Path, raw: dict[str, Any]) -> FunderRule:
    _only(path, raw, {"key", "clock", "keeps", "ground"})
    keeps = None if raw["keeps"] == "profile" else spans.read(raw["keeps"])
    return FunderRule(Imposed(raw["key"]), Clock(raw["clock"]), keeps, str(raw["ground"]))


def _only(path: Path, raw: Any, wanted: set[str], optional: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Every key wanted, and none that is not known."""
    if not isinstance(raw, dict) or ((set(raw) ^ wanted) - (set(raw) & optional)):
        raise ValueError(
            f"{path}: {raw if not isinstance(raw, dict) else ', '.join(sorted(map(str, set(raw) ^ wanted)))}"
        )
