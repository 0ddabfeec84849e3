"""The one engine: the figures of a scope and a period, and the cases behind each."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, require
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.exits.nomenclature import outcome_of
from app.frameworks import queries as frameworks
from app.quality import policies
from app.quality.measures import queries
from app.quality.measures.catalogue import Measure, Version, measures
from app.quality.measures.queries import Asked, Case, Wanted
from app.quality.measures.rules import NOTHING, Detail, Figure, Sums, detail, figure
from app.quality.measures.scopes import Scope, whole

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One case, ready to be read. No name for those who may not see names, nor for an answer that bears none."""

    who: str
    enrolment_id: str | None  # for those who may see names
    course: str
    on_day: date | None
    part: float
    whole: float
    why: str  # in words; empty when it counts


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure and one side of its cases, a page at a time."""

    figure: Figure
    side: str
    rows: tuple[Row, ...]
    next: str  # key of the last row shown, "" when there is nothing more


@dataclass(frozen=True, slots=True)
class _Made:
    """One figure to make: a version of a measure, over the days that the period gives it."""

    measure: Measure
    version: Version
    days: Period

    @property
    def key(self) -> str:
        return f"{self.measure.code} {self.days.start.isoformat()}"


def read_figures(
    session: Session, actor: Actor, period: Period, scope: Scope | None = None, codes: Collection[str] = ()
) -> tuple[Figure, ...]:
    """The results of the period, each with its formula; all of them unless `codes` names some. A period that a formula
    changed in gives that measure once for each version. The number of statements does not depend on anybody."""
    require(policies.may_read_quality(actor))
    return figures_of(session, scope or whole(actor), period, codes)


def figures_of(session: Session, scope: Scope, period: Period, codes: Collection[str] = ()) -> tuple[Figure, ...]:
    """The same, for whoever has already been let in."""
    planned = _planned(period, codes)
    askings = _askings(session, scope, planned)
    sums, lines = _sums(session, planned, askings)
    words = _labels(session, planned, lines)
    cohorts = measures().cohorts
    return tuple(
        figure(
            made.measure, made.version, made.days, sums.get(made.key, NOTHING),
            _details(made, sums.get(made.key, NOTHING), lines.get(made.key, {}), words), cohorts[made.measure.cohort],
            period,
        )
        for made in planned
    )  # fmt: skip


def read_behind(
    session: Session, actor: Actor, code: str, period: Period, scope: Scope, side: str, since: str = "", after: str = ""
) -> Behind:
    """The cases of one side of a figure. `since`: which version, when the period meets several; the latest otherwise."""
    require(policies.may_read_quality(actor))
    made = _one(code, period, since)
    if side not in queries.SIDES:
        raise NotFound(_("Cette liste n'existe pas. Reprenez depuis le résultat."))
    shown = next(one for one in figures_of(session, scope, period, [code]) if one.start == made.days.start)
    if not made.version.query:
        return Behind(shown, side, (), "")
    asked = _askings(session, scope, [made])[made.days]
    found: Sequence[Any]
    if made.version.query in queries.GATHERED:
        found = _gathered_rows(session, made, asked, side, after)
    else:
        found = queries.cases_behind(session, _wanted(made, asked), side, limit=PAGE + 1, after=after)
    named = bool(policies.may_see_names(actor))
    rows = tuple(_row(each, named) for each in found[:PAGE])
    return Behind(shown, side, rows, found[PAGE - 1].key if len(found) > PAGE else "")


def fingerprint(session: Session, scope: Scope, period: Period, codes: Collection[str]) -> str:
    """A mark of the very cases behind some figures: it changes as soon as one of them does."""
    planned = [made for made in _planned(period, codes) if made.version.query]
    askings = _askings(session, scope, planned)
    lines: list[list[Any]] = []
    wanted = [_wanted(made, askings[made.days]) for made in planned if made.version.query in queries.CASES]
    for row in queries.every_case(session, wanted):
        lines.append([row.code, row.key, row.part, row.whole, row.why])
    for made in planned:
        if gather := queries.GATHERED.get(made.version.query):
            found = gather(session, askings[made.days], made.version.settings)
            lines += [[made.key, case.key, case.part, case.whole, case.why] for case in sorted(found, key=_by_key)]
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- How a figure is made ---------------------------------------------------------------------------------------


def _planned(period: Period, codes: Collection[str]) -> list[_Made]:
    known = measures().measures
    return [
        _Made(measure, version, days)
        for code, measure in known.items()
        if not codes or code in codes
        for version, days in measure.during(period)
    ]


def _one(code: str, period: Period, since: str) -> _Made:
    found = _planned(period, [code]) if code in measures().measures else []
    for made in reversed(found):
        if not since or made.version.since.isoformat() == since:
            return made
    raise NotFound(_("Ce résultat n'existe pas, ou pas dans cette période."))


def _askings(session: Session, scope: Scope, planned: Iterable[_Made]) -> dict[Period, Asked]:
    """One asking for each run of days, so that what several measures read is read once."""
    planned = list(planned)
    kept = frozenset[str]()
    if any(made.version.query == "diligence" for made in planned):
        kept = queries.reserved(session, scope.organisation_id)
    return {
        days: Asked(scope.organisation_id, scope.kind, scope.id, days, clock.now(), clock.today(), kept)
        for days in {made.days for made in planned}
    }


def _wanted(made: _Made, asked: Asked) -> Wanted:
    return Wanted(made.key, made.version.query, asked, made.version.settings, bool(made.measure.details))


def _sums(
    session: Session, planned: Sequence[_Made], askings: dict[Period, Asked]
) -> tuple[dict[str, Sums], dict[str, dict[str, Sums]]]:
    """Key → sums, and key → label → sums."""
    sums: dict[str, Sums] = {}
    lines: dict[str, dict[str, Sums]] = {}
    wanted = [_wanted(made, askings[made.days]) for made in planned if made.version.query in queries.CASES]
    for row in queries.totals(session, wanted):
        found = Sums(row.part, row.whole, row.n, row.people, row.left_out, int(row.asked or 0), int(row.answered or 0))
        if row.label is None:
            sums[row.key] = found
        else:
            lines.setdefault(row.key, {})[row.label] = found
    for made in planned:
        if gather := queries.GATHERED.get(made.version.query):
            sums[made.key] = _added(gather(session, askings[made.days], made.version.settings))
    return sums, lines


def _added(cases: Iterable[Case]) -> Sums:
    """Without a name, each mark is that of somebody else."""
    part = whole = 0.0
    rows = left_out = asked = answered = nameless = 0
    people: set[str] = set()
    for case in cases:
        part, whole = part + case.part, whole + case.whole
        asked, answered = asked + case.asked, answered + case.answered
        if case.why:
            left_out += 1
        elif case.whole:
            rows += 1
            if case.enrolment_id:
                people.add(case.enrolment_id)
            else:
                nameless += int(case.whole)
    return Sums(part, whole, rows, len(people) + nameless, left_out, asked, answered)


def _labels(session: Session, planned: Sequence[_Made], lines: dict[str, dict[str, Sums]]) -> dict[str, dict[str, str]]:
    """What the lines are called, in the order they are shown: reasons of an exit, competences."""
    competences = {
        label for made in planned if made.measure.details == "competence" for label in lines.get(made.key, {})
    }
    named = frameworks.named(session, competences) if competences else []
    reasons = {label for made in planned if made.measure.details == "exit_reason" for label in lines.get(made.key, {})}
    said = {code: outcome_of(code) for code in sorted(reasons)}
    return {
        "competence": {row.id: f"{row.code} {row.title}" for row in named},
        "exit_reason": {
            code: _(outcome.label) if outcome else _("situation non dite") for code, outcome in said.items()
        },
    }


def _details(made: _Made, sums: Sums, lines: dict[str, Sums], words: dict[str, dict[str, str]]) -> list[Detail]:
    """The lines of a figure; the reasons of a rate are parts of its own whole."""
    known = words.get(made.measure.details, {})
    unit = made.measure.unit
    found = []
    for label, said in known.items():
        if label not in lines or not (lines[label].rows and (unit == "levels" or lines[label].part)):
            continue
        line = lines[label]
        if unit == "percent":
            line = Sums(line.part, sums.whole)
        found.append(detail(unit, said, line))
    return found


# --- The cases behind -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    key: str
    enrolment_id: str | None
    part: float
    whole: float
    why: str
    on_day: date
    name: str | None
    course: str | None


def _by_key(case: Case) -> str:
    return case.key


def _gathered_rows(session: Session, made: _Made, asked: Asked, side: str, after: str) -> list[_Found]:
    every = queries.GATHERED[made.version.query](session, asked, made.version.settings)
    kept = [case for case in sorted(every, key=_by_key) if _is_on(case, side) and case.key > after][: PAGE + 1]
    people = queries.people_of(session, {case.enrolment_id for case in kept if case.enrolment_id})
    found = []
    for case in kept:
        person = people.get(case.enrolment_id or "")
        found.append(
            _Found(
                case.key, case.enrolment_id, case.part, case.whole, case.why, case.on_day,
                person.name if person else None, person.course if person else None,
            )
        )  # fmt: skip
    return found


def _is_on(case: Case, side: str) -> bool:
    if side == queries.LEFT_OUT:
        return bool(case.why)
    return not case.why and bool(case.part if side == queries.NUMERATOR else case.whole)


def _row(case: Any, named: bool) -> Row:
    if not case.enrolment_id:
        who = _("réponses sans nom")
    elif named:
        who = case.name or _("personne effacée")
    else:
        who = _("personne %(code)s") % {"code": case.enrolment_id[-6:]}
    why = measures().left_out.get(case.why, case.why) if case.why else ""
    return Row(
        who,
        case.enrolment_id if named else None,
        case.course or "",
        case.on_day,
        case.part,
        case.whole,
        _(why) if why else "",
    )
