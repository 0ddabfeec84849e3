"""The rules of listening, as dated data: content/feedback/rules.yaml, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import yaml

from app.core.settings import CHECKOUT

PATH = CHECKOUT / "content" / "feedback" / "rules.yaml"
SMALL_GROUP = 5  # respondents under which a figure is said to be that of too few


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """Days. `months_after`: when people who have left are asked again."""

    open_days: int
    reminders: tuple[int, ...]
    opens_within: int
    months_after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComplaintRules:
    acknowledge: timedelta
    answer: timedelta


@dataclass(frozen=True, slots=True)
class ImprovementRules:
    remind_before: int
    remind_every: int


@dataclass(frozen=True, slots=True)
class Rules:
    complaint_subjects: Mapping[str, str]
    incident_subjects: Mapping[str, str]
    dated: Mapping[str, tuple[tuple[date, Mapping[str, Any]], ...]]

    def on(self, name: str, day: date) -> Mapping[str, Any]:
        """What a rule says on a day: its latest wording; before the first one, the first."""
        lines = self.dated[name]
        return next((values for since, values in reversed(lines) if since <= day), lines[0][1])

    def satisfied_from(self, day: date) -> float:
        return float(self.on("satisfaction", day)["at_least"])

    def surveys(self, day: date) -> SurveyRules:
        said = self.on("surveys", day)
        return SurveyRules(
            said["open_days"], tuple(said["reminders"]), said["opens_within"], tuple(said["months_after"])
        )

    def complaints(self, day: date) -> ComplaintRules:
        said = self.on("complaints", day)
        return ComplaintRules(timedelta(hours=said["acknowledge_hours"]), timedelta(days=said["answer_days"]))

    def improvements(self, day: date) -> ImprovementRules:
        said = self.on("improvements", day)
        return ImprovementRules(said["remind_before"], said["remind_every"])


_DATED = {
    "satisfaction": {"at_least"},
    "surveys": {"open_days", "reminders", "opens_within", "months_after"},
    "complaints": {"acknowledge_hours", "answer_days"},
    "improvements": {"remind_before", "remind_every"},
}
_LISTS = ("complaint_subjects", "incident_subjects")


@cache
def rules() -> Rules:
    return read(PATH.read_text(encoding="utf-8"))


def read(text: str) -> Rules:
    """Raises ValueError for anything that it does not know: a rule is never half read."""
    data: dict[str, Any] = yaml.safe_load(text)
    if unknown := set(data) ^ (set(_DATED) | set(_LISTS)):
        raise ValueError(f"{PATH}: {', '.join(sorted(unknown))}")
    dated = {}
    for name, known in _DATED.items():
        lines = []
        for line in data[name]:
            values = {key: value for key, value in line.items() if key != "from"}
            if set(values) != known or not isinstance(line.get("from"), date):
                raise ValueError(f"{PATH}: {name}: {line}")
            for value in values.values():
                numbers = value if isinstance(value, list) else [value]
                if any(isinstance(one, bool) or not isinstance(one, (int, float)) or one < 0 for one in numbers):
                    raise ValueError(f"{PATH}: {name}: {line}")
            lines.append((line["from"], values))
        if not lines or lines != sorted(lines, key=lambda pair: pair[0]):
            raise ValueError(f"{PATH}: {name}")
        dated[name] = tuple(lines)
    return Rules(data["complaint_subjects"], data["incident_subjects"], dated)
