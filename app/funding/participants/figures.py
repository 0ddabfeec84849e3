"""Indicators of the European Social Fund, by sex, with what was refused and what was not said. Pure functions.

A participant is a person in an operation: who enters twice in the same one is counted once, from their first entry to
their last exit. Nobody is counted in an indicator on an answer that was refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.core.periods import Period
from app.funding.nomenclature.esf import ENTRY, EXIT, LATER, Form, Indicator
from app.funding.participants import rules

SEXES = ("f", "m", "x")
UNKNOWN = "unknown"  # refused, or not said


@dataclass(frozen=True, slots=True)
class Said:
    """The latest record of one moment."""

    answers: Mapping[str, Any]
    filled_on: date
    form: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in an operation. `first` and `last` are paths: the same one for whoever entered once."""

    learner_id: str
    name: str
    operation: str
    first: str
    last: str
    entered_on: date
    left_on: date | None
    records: Mapping[str, Said] = field(default_factory=dict)
    frozen: bool = False  # counted and transmitted as the funder wants; on no list of the team

    @property
    def entry(self) -> Mapping[str, Any]:
        return self.records[ENTRY].answers if ENTRY in self.records else {}

    @property
    def sex(self) -> str:
        found = str(self.entry.get("sex", UNKNOWN))
        return found if found in SEXES else UNKNOWN


@dataclass(frozen=True, slots=True)
class Count:
    """One indicator. `asked` is everybody it could hold of; `known` those who answered: they make the rate."""

    indicator: Indicator
    by_sex: Mapping[str, int]
    asked: int
    refused: int
    silent: int
    unreachable: int
    people: tuple[Participant, ...]

    @property
    def value(self) -> int:
        return sum(self.by_sex.values())

    @property
    def known(self) -> int:
        return self.asked - self.refused - self.silent - self.unreachable

    @property
    def rate(self) -> float | None:
        """None: nobody answered, there is nothing to divide by."""
        return self.value / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Todo:
    """A record that is missing, late, or older than a correction of the exit."""

    participant: Participant
    moment: str
    problem: str  # missing, late, moved


def populations(form: Form, people: Sequence[Participant], period: Period) -> dict[str, list[Participant]]:
    """Whom each moment is asked of in a period: those who entered, who left, who left six months before."""

    def within(day: date | None) -> bool:
        return day is not None and period.start <= day <= period.end

    return {
        ENTRY: [one for one in people if within(one.entered_on)],
        EXIT: [one for one in people if within(one.left_on)],
        LATER: [one for one in people if one.left_on and within(later_day(form, one.left_on))],
    }


def later_day(form: Form, left_on: date) -> date:
    months = left_on.month - 1 + form.later_months
    year, month = left_on.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(left_on.day, last))


def counts(
    form: Form,
    people: Sequence[Participant],
    period: Period,
    sealed: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Count]:
    """Every indicator of the form; those on special categories only with the `sealed` answers, by path."""
    asked_of = populations(form, people, period)
    found = []
    for indicator in form.indicators:
        if indicator.special and sealed is None:
            continue
        found.append(_count(form, indicator, asked_of[indicator.moment], sealed or {}))
    return found


def _count(
    form: Form, indicator: Indicator, asked: Sequence[Participant], sealed: Mapping[str, Mapping[str, Any]]
) -> Count:
    by_sex = dict.fromkeys((*SEXES, UNKNOWN), 0)
    refused = silent = unreachable = 0
    holding = []
    for one in asked:
        said = one.records.get(indicator.moment)
        answers = dict(said.answers) if said else {}
        if indicator.special:
            answers |= sealed.get(one.first, {})
        if rules.holds(form, indicator, answers, one.entered_on):
            by_sex[one.sex] += 1
            holding.append(one)
        elif rules.refuses(indicator, answers):
            refused += 1
        elif rules.silent(indicator, answers):
            silent += 1
        elif rules.UNREACHABLE in (answers.get(name) for name in rules.asked_by(indicator)):
            unreachable += 1
    return Count(indicator, by_sex, len(asked), refused, silent, unreachable, tuple(holding))


def to_do(form: Form, people: Sequence[Participant], period: Period, today: date) -> list[Todo]:
    """What is missing in a period: entries without a record, exits whose result is due, late or says another exit."""
    found = []
    asked_of = populations(form, people, period)
    for moment in (ENTRY, EXIT, LATER):
        for one in asked_of[moment]:
            if one.frozen:
                continue
            said = one.records.get(moment)
            if moment != ENTRY and said is not None and said.answers.get("of") != str(one.left_on):
                found.append(Todo(one, moment, "moved"))
            elif moment == EXIT and one.left_on:
                limit = one.left_on + timedelta(weeks=form.exit_weeks)
                if said is None:
                    found.append(Todo(one, moment, "late" if today > limit else "missing"))
                elif said.filled_on > limit:
                    found.append(Todo(one, moment, "late"))
            elif said is None and (moment == ENTRY or (one.left_on and later_day(form, one.left_on) <= today)):
                found.append(Todo(one, moment, "missing"))
    return found
