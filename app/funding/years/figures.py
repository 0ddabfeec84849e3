"""Frames C, E, F and G of the yearly report, counted from paths. Pure functions: what a cell holds, and the rows in it.

A path counts once, in the year where its hours were followed, with the status that the person had at the entry. Whole
hours are shared among the lines of a frame so that they make the total exactly: three frames of the same hours agree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.funding.nomenclature.bpf import Form, Line
from app.funding.nomenclature.kinds import kind_of
from app.funding.rules import WHOLE, hours_of_lines, shared, whole_hours

UNSAID = ""  # the line of those of whom nothing was said: shown apart, and mended before the report is sent


@dataclass(frozen=True, slots=True)
class Followed:
    """One path with hours in the year. `shares`: line of frame C → per cent, the largest first; none: no funder said."""

    id: str
    learner_id: str
    learner: str
    course_id: str
    course: str
    minutes: int
    remote: int
    status: str
    objective: str
    level: str
    nsf: str
    entrusted_to: str
    entrusted_by: str
    shares: Mapping[str, int]

    @property
    def received(self) -> bool:
        """Sent by another training body: frame G, and never F."""
        return bool(self.entrusted_by)

    @property
    def origin(self) -> str:
        """The line of frame C where the path is counted as one."""
        return next(iter(self.shares), UNSAID)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: how many paths, how many hours, and which paths."""

    count: int
    hours: int
    minutes: int
    paths: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.count or self.hours)


@dataclass(frozen=True, slots=True)
class FrameLine:
    key: str  # « f1.job_seeker »: how a page and a machine ask for its rows
    number: str
    name: str
    cell: Cell
    parts: tuple["FrameLine", ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Lines, their total, and apart what could not be placed on any line."""

    key: str
    lines: tuple[FrameLine, ...]
    total: Cell
    unsaid: Cell

    def every(self) -> Iterable[FrameLine]:
        for line in self.lines:
            yield line
            yield from line.parts


@dataclass(frozen=True, slots=True)
class Hands:
    """Frame E for one sort of people: how many, and hours taught."""

    people: int
    hours: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the platform can supply of a report."""

    c: Frame
    f1: Frame
    f2: Cell
    f3: Frame
    f4: Frame
    g: Cell
    own: Cell  # every path of F, placed on a line or not
    people: int  # different persons among them
    remote_minutes: int
    internal: Hands
    external: Hands
    unsaid_hands: Hands

    def cell(self, key: str) -> Cell | None:
        """The cell that an address names."""
        known = {"f2": self.f2, "g": self.g, "own": self.own}
        for frame in (self.c, self.f1, self.f3, self.f4):
            known |= {line.key: line.cell for line in frame.every()}
            known |= {f"{frame.key}.total": frame.total, f"{frame.key}.unsaid": frame.unsaid}
        return known.get(key)


def count(form: Form, paths: Sequence[Followed], taught: Sequence[object], external: Mapping[str, bool]) -> Figures:
    """Every frame. `taught`: rows of queries.hours.taught; `external`: who is paid on invoice, for those it was said of."""
    paths = [path for path in paths if path.minutes > 0]
    own = [path for path in paths if not path.received]
    received = [path for path in paths if path.received]
    entrusted = [path for path in own if path.entrusted_to]
    f1 = _frame("f1", form.statuses, own, lambda path: path.status)
    hands = _hands(taught, external)
    return Figures(
        c=_origins(form, paths),
        f1=f1,
        f2=_cell(entrusted),
        f3=_with_levels(_frame("f3", form.objectives, own, lambda path: path.objective), form, own),
        f4=_specialities(form, own),
        g=_cell(received),
        own=_cell(own),
        people=len({path.learner_id for path in own}),
        remote_minutes=sum(path.remote for path in own),
        internal=hands[False],
        external=hands[True],
        unsaid_hands=hands[None],
    )


def _cell(paths: Sequence[Followed], hours: int | None = None) -> Cell:
    minutes = sum(path.minutes for path in paths)
    return Cell(len(paths), whole_hours(minutes) if hours is None else hours, minutes, tuple(path.id for path in paths))


def _frame(key: str, lines: Sequence[Line], paths: Sequence[Followed], line_of: Callable[[Followed], str]) -> Frame:
    groups: dict[str, list[Followed]] = {key: [] for key in (*(line.key for line in lines), UNSAID)}
    for path in paths:
        groups[line_of(path) if line_of(path) in groups else UNSAID].append(path)
    hours = hours_of_lines({name: sum(path.minutes for path in group) for name, group in groups.items()})
    cells = {name: _cell(group, hours[name]) for name, group in groups.items()}
    said = [cells[line.key] for line in lines]
    return Frame(
        key,
        tuple(FrameLine(f"{key}.{line.key}", line.number, line.name, cells[line.key]) for line in lines),
        _sum(said),
        cells[UNSAID],
    )


def _sum(cells: Sequence[Cell]) -> Cell:
    return Cell(
        sum(cell.count for cell in cells), sum(cell.hours for cell in cells), sum(cell.minutes for cell in cells),
        tuple(path for cell in cells for path in cell.paths),
    )  # fmt: skip


def _with_levels(frame: Frame, form: Form, own: Sequence[Followed]) -> Frame:
    """The levels of an objective share its hours; those of whom the level was not said are in the line only."""
    lines = []
    for line, asked in zip(frame.lines, form.objectives, strict=True):
        within = set(line.cell.paths)
        groups: dict[str, list[Followed]] = {key: [] for key in (*(part.key for part in asked.parts), UNSAID)}
        for path in own:
            if path.id in within:
                groups[path.level if path.level in groups else UNSAID].append(path)
        hours = hours_of_lines(
            {key: sum(path.minutes for path in group) for key, group in groups.items()}, line.cell.hours
        )
        parts = tuple(
            FrameLine(f"f3.{part.key}", "", part.name, _cell(groups[part.key], hours[part.key])) for part in asked.parts
        )
        lines.append(FrameLine(line.key, line.number, line.name, line.cell, parts))
    return Frame(frame.key, tuple(lines), frame.total, frame.unsaid)


def _specialities(form: Form, own: Sequence[Followed]) -> Frame:
    """The main specialities by hours, and the others in one line. A speciality is named by its code."""
    minutes: dict[str, int] = defaultdict(int)
    for path in own:
        if path.nsf:
            minutes[path.nsf] += path.minutes
    main = sorted(minutes, key=lambda code: (-minutes[code], code))[: form.specialities]
    lines = [*(Line(code, str(number), code) for number, code in enumerate(main, 1)), Line("others", "", "")]
    return _frame("f4", lines, own, lambda path: path.nsf if path.nsf in main or not path.nsf else "others")


def _origins(form: Form, paths: Sequence[Followed]) -> Frame:
    """Frame C: a path is counted where its largest share is; its minutes are shared, and no minute is on two lines."""
    keys = [line.key for line in form.origins]
    groups: dict[str, list[str]] = {key: [] for key in (*keys, UNSAID)}
    counts, minutes = dict.fromkeys(groups, 0), dict.fromkeys(groups, 0)
    for path in paths:
        weights = {key if key in groups else UNSAID: 0 for key in path.shares} or {UNSAID: 0}
        for key, share in (path.shares or {UNSAID: WHOLE}).items():
            weights[key if key in groups else UNSAID] += share
        counts[path.origin if path.origin in groups else UNSAID] += 1
        for key, part in shared(path.minutes, weights).items():
            minutes[key] += part
            groups[key].append(path.id)
    hours = hours_of_lines(minutes)
    cells = {key: Cell(counts[key], hours[key], minutes[key], tuple(groups[key])) for key in groups}
    lines = tuple(FrameLine(f"c.{line.key}", line.number, line.name, cells[line.key]) for line in form.origins)
    return Frame("c", lines, _sum([line.cell for line in lines]), cells[UNSAID])


def _hands(taught: Sequence[object], external: Mapping[str, bool]) -> dict[bool | None, Hands]:
    people: dict[bool | None, set[str]] = {True: set(), False: set(), None: set()}
    minutes: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for row in taught:
        who = row.trainer_id  # type: ignore[attr-defined]
        sort = external.get(who) if who else None
        minutes[sort] += row.minutes  # type: ignore[attr-defined]
        if who:
            people[sort].add(who)
    hours = hours_of_lines(minutes)
    return {sort: Hands(len(people[sort]), hours[sort], minutes[sort]) for sort in people}


HANDS: dict[str, bool | None] = {"e.internal": False, "e.external": True, "e.unsaid": None}


def taught_by(key: str, taught: Sequence[Any], external: Mapping[str, bool]) -> list[Any]:
    """The half-days behind one line of frame E."""
    return [row for row in taught if external.get(row.trainer_id or "") is HANDS[key]]


def shares_of(agreements: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """Agreements as (kind of the funder, share) → line of frame C → per cent, in their order."""
    found: dict[str, int] = {}
    for kind, share in agreements:
        origin = kind_of(kind).origin
        found[origin] = found.get(origin, 0) + share
    return dict(sorted(found.items(), key=lambda one: -one[1]))
