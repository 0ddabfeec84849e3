"""The participant record of the European Social Fund, by version: content/funding/esf.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.funding.nomenclature import reading

PATH = reading.FOLDER / "esf.yaml"
ENTRY, EXIT, LATER = "entry", "exit", "six_months"
MOMENTS = (ENTRY, EXIT, LATER)
REFUSED = "refused"  # « ne souhaite pas répondre », for every question
CHOICE, DATE, NUMBER, TEXT = KINDS = ("choice", "date", "number", "text")
_FORM = {
    "key", "name", "applies_from", "applies_until", "exit_weeks", "later_months", "isced", "entry", "exit", "six_months",
    "proposes", "indicators", "exports",
}  # fmt: skip
_BESIDE = {"operation", "name", "entered_on", "left_on", "age", "isced"}  # what a column reads beside the answers


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: str
    label: str
    help: str
    options: Mapping[str, str]
    special: bool  # a special category: apart, encrypted, never in a dashboard
    most: int
    beside: str  # the question that this one dates


@dataclass(frozen=True, slots=True)
class Condition:
    """On an answer, on the age at the entry, or on a number."""

    question: str = ""
    among: frozenset[str] = frozenset()
    ages: tuple[int, int] | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """`ways`: any of them, each with all its conditions; none: everybody."""

    code: str
    moment: str
    name: str
    ways: tuple[tuple[Condition, ...], ...]
    special: bool


@dataclass(frozen=True, slots=True)
class Export:
    key: str
    name: str
    columns: tuple[tuple[str, str], ...]  # what is read, its title


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    name: str
    applies_from: date
    exit_weeks: int
    later_months: int
    isced: Mapping[str, str]
    questions: Mapping[str, tuple[Question, ...]]  # by moment
    proposes: Mapping[str, str]  # code of a result → the question that it answers
    indicators: tuple[Indicator, ...]
    exports: tuple[Export, ...]

    def question(self, moment: str, key: str) -> Question | None:
        return next((one for one in self.questions[moment] if one.key == key), None)

    def export(self, key: str) -> Export:
        return next((one for one in self.exports if one.key == key), self.exports[0])


@cache
def forms(path: Path = PATH) -> tuple[Form, ...]:
    """Every version, oldest first. Raises ValueError when the file says what nobody understands."""
    found = sorted((_form(path, raw) for raw in reading.read(path)["forms"]), key=lambda form: form.applies_from)
    reading.once(path, [form.key for form in found])
    return tuple(found)


def form_on(day: date) -> Form:
    """The form for whoever enters on a day; the first one before it."""
    known = forms()
    return next((form for form in reversed(known) if form.applies_from <= day), known[0])


def form_named(key: str) -> Form:
    """The form that a record was filled in on."""
    return next((form for form in forms() if form.key == key), forms()[-1])


def _form(path: Path, raw: dict[str, Any]) -> Form:
    reading.only(path, raw, _FORM)
    questions = {moment: tuple(_question(path, one) for one in raw[moment]) for moment in MOMENTS}
    for asked in questions.values():
        reading.once(path, [one.key for one in asked])
    special = {one.key for one in questions[ENTRY] if one.special}
    form = Form(
        key=raw["key"], name=raw["name"], applies_from=reading.day(path, raw["applies_from"]),
        exit_weeks=int(raw["exit_weeks"]), later_months=int(raw["later_months"]), isced=dict(raw["isced"]),
        questions=questions, proposes=dict(raw["proposes"]),
        indicators=tuple(_indicator(path, one, special) for one in raw["indicators"]),
        exports=tuple(_export(path, one, questions, special) for one in raw["exports"]),
    )  # fmt: skip
    education = form.question(ENTRY, "education")
    asked_later = {one.key for one in questions[EXIT]}
    if not education or set(form.isced) != set(education.options) or set(form.proposes.values()) - asked_later:
        raise ValueError(f"{path}: {form.key}: levels or results that no question asks")
    for indicator in form.indicators:
        for way in indicator.ways:
            for one in way:
                if one.question and one.question != "isced" and not form.question(indicator.moment, one.question):
                    raise ValueError(f"{path}: {indicator.code}: {one.question}")
    return form


def _question(path: Path, raw: dict[str, Any]) -> Question:
    reading.only(path, raw, {"key", "kind", "label"}, {"help", "options", "special", "most", "with"})
    options = {str(key): str(label) for key, label in raw.get("options", {}).items()}
    if raw["kind"] not in KINDS or (raw["kind"] == CHOICE) != bool(options) or REFUSED in options:
        raise ValueError(f"{path}: {raw['key']}")
    return Question(
        raw["key"], raw["kind"], raw["label"], raw.get("help", ""), options, bool(raw.get("special", False)),
        int(raw.get("most", 0)), raw.get("with", ""),
    )  # fmt: skip


def _indicator(path: Path, raw: dict[str, Any], special: set[str]) -> Indicator:
    reading.only(path, raw, {"code", "moment", "name"}, {"when", "any"})
    ways = raw["any"] if "any" in raw else [raw["when"]]
    read = tuple(tuple(_condition(path, one) for one in way) for way in ways if way)
    if raw["moment"] not in MOMENTS:
        raise ValueError(f"{path}: {raw['code']}")
    apart = any(one.question in special for way in read for one in way)
    return Indicator(raw["code"], raw["moment"], raw["name"], read, apart)


def _condition(path: Path, raw: dict[str, Any]) -> Condition:
    reading.only(path, raw, set(), {"question", "in", "age", "at_least"})
    if not raw:
        raise ValueError(f"{path}: a condition on nothing")
    ages = raw.get("age")
    return Condition(
        raw.get("question", ""), frozenset(raw.get("in", ())), (int(ages[0]), int(ages[1])) if ages else None,
        raw.get("at_least"),
    )  # fmt: skip


def _export(
    path: Path, raw: dict[str, Any], questions: Mapping[str, tuple[Question, ...]], special: set[str]
) -> Export:
    reading.only(path, raw, {"key", "name", "columns"})
    known = {
        one.key if moment == ENTRY else f"{moment}.{one.key}" for moment, asked in questions.items() for one in asked
    }
    for column in raw["columns"]:
        reading.only(path, column, {"reads", "title"})
        if column["reads"] not in known - special | _BESIDE:
            raise ValueError(f"{path}: {raw['key']}: {column['reads']}")
    return Export(raw["key"], raw["name"], tuple((one["reads"], one["title"]) for one in raw["columns"]))
