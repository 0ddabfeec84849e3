"""What each figure means and since when: content/quality/measures.yaml, read once and checked.

A formula that changes is another version, from a day on: what was measured before keeps the words and the way of its time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from app.core.data_files import read_yaml
from app.core.periods import EARLIEST, LATEST, Period
from app.core.settings import CHECKOUT
from app.quality.measures.queries import CASES, GATHERED

PATH = CHECKOUT / "content" / "quality" / "measures.yaml"
UNITS = ("people", "percent", "hours", "levels", "days", "marks")
FAMILIES = ("moves", "time", "gains", "outcomes", "voices")
COHORTS = ("entry", "exit", "activity")
DETAILS = ("", "exit_reason", "competence")


@dataclass(frozen=True, slots=True)
class Version:
    """How a measure is made between two days, both included. `query` "": it cannot be made here, `not_applicable` says why."""

    since: date
    until: date
    query: str
    formula: str
    numerator: str
    denominator: str
    small_group: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    title: str
    unit: str
    family: str
    cohort: str
    indicators: tuple[int, ...]
    versions: tuple[Version, ...]  # oldest first, without a hole
    public: bool = False  # may be published
    survey: bool = False  # of those who were asked, not all have answered
    details: str = ""  # what its lines are counted by
    none: str = ""  # said when there is nobody
    unknown: str = ""  # said when there are rows, and none of them counts

    def during(self, period: Period) -> list[tuple[Version, Period]]:
        """Each version that a period meets, with the days that it is given."""
        found = []
        for version in self.versions:
            start, end = max(period.start, version.since), min(period.end, version.until)
            if start <= end:
                found.append((version, Period(start, end)))
        return found


@dataclass(frozen=True, slots=True)
class Catalogue:
    measures: Mapping[str, Measure]  # in the order of the file
    cohorts: Mapping[str, str]  # cohort → who is counted
    left_out: Mapping[str, str]  # code → why a row is not counted
    small_group: int

    @property
    def served(self) -> dict[str, tuple[int, ...]]:
        return {code: measure.indicators for code, measure in self.measures.items()}


@cache
def measures() -> Catalogue:
    return read(PATH.read_text(encoding="utf-8"))


def read(text: str) -> Catalogue:
    """Raises ValueError for anything that it does not know: a formula is never half read."""
    data: dict[str, Any] = read_yaml(text)
    _only(data, {"small_group", "cohorts", "left_out", "measures"}, "the file")
    _require(set(data["cohorts"]) == set(COHORTS), "cohorts")
    cohorts = {code: str(said["says"]) for code, said in data["cohorts"].items()}
    none = {code: str(said["none"]) for code, said in data["cohorts"].items()}
    found = {code: _measure(code, raw, none, int(data["small_group"])) for code, raw in data["measures"].items()}
    return Catalogue(found, cohorts, dict(data["left_out"]), int(data["small_group"]))


def _measure(code: str, raw: dict[str, Any], none: Mapping[str, str], small_group: int) -> Measure:
    known = {
        "title",
        "unit",
        "family",
        "cohort",
        "indicators",
        "public",
        "survey",
        "details",
        "none",
        "unknown",
        "versions",
    }
    _only(raw, known, code)
    _require(raw["unit"] in UNITS and raw["family"] in FAMILIES and raw["cohort"] in COHORTS, code)
    _require(raw.get("details", "") in DETAILS and bool(raw["versions"]), code)
    versions = tuple(_version(code, one, small_group) for one in raw["versions"])
    for before, after in pairwise(versions):
        _require(before.until + timedelta(days=1) == after.since, f"{code}: versions follow each other day by day")
    return Measure(
        code, str(raw["title"]), raw["unit"], raw["family"], raw["cohort"], tuple(raw["indicators"]), versions,
        bool(raw.get("public")), bool(raw.get("survey")), raw.get("details", ""), raw.get("none") or none[raw["cohort"]],
        raw.get("unknown", ""),
    )  # fmt: skip


def _version(code: str, raw: dict[str, Any], small_group: int) -> Version:
    known = {
        "from", "until", "query", "formula", "numerator", "denominator", "small_group", "settings", "not_applicable",
    }  # fmt: skip
    _only(raw, known, code)
    query, reason = raw.get("query", ""), raw.get("not_applicable", "")
    _require(bool(query) != bool(reason), f"{code}: either a query or why there is none")
    _require(not query or query in CASES or query in GATHERED, f"{code}: {query}")
    since, until = raw["from"], raw.get("until") or LATEST
    _require(isinstance(since, date) and isinstance(until, date) and EARLIEST <= since <= until, f"{code}: dates")
    settings = dict(raw.get("settings") or {})
    formula = str(raw["formula"])
    formula % settings
    return Version(
        since, until, query, formula, str(raw["numerator"]), str(raw.get("denominator", "")),
        int(raw.get("small_group", small_group)), settings, reason,
    )  # fmt: skip


def _only(raw: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(raw) - known:
        raise ValueError(f"{PATH}: {where}: {', '.join(sorted(unknown))}")


def _require(sound: bool, what: str) -> None:
    if not sound:
        raise ValueError(f"{PATH}: {what}")
