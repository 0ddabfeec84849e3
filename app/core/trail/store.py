"""Where the trail is kept: apart from the application's database, one month beside the other, lines only ever added.

`Trail` says what is asked of a store; `files.py` and `server.py` are the two there are.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.trail.acts import COLUMNS, ORIGIN, seal

Line = dict[str, Any]
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
Ends = dict[str, tuple[int, str]]  # organisation id → number and print of its last line in a month


class Unwritable(Exception):
    """The trail cannot be written now: full, away, read-only."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which lines of one organisation: all that is given must hold. `about` and `enrolments` are one question."""

    organisation_id: str
    accounts: tuple[str, ...] = ()  # about one of these accounts…
    enrolments: tuple[str, ...] = ()  # …or of these enrolments, alone or among those of an export…
    subject_ids: tuple[str, ...] = ()  # …or of these rows, which belong to the same person
    not_by: str = ""
    reader_id: str = ""
    id: str = ""
    did: tuple[str, ...] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, str] | None = None  # moment and id of the last line shown: what comes next, back in time
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Broken:
    month: str
    organisation_id: str
    number: int
    reason: str  # missing, unlinked, changed, foreign, cut


@dataclass(slots=True)
class Verdict:
    months: list[str] = field(default_factory=list)
    lines: int = 0
    broken: list[Broken] = field(default_factory=list)


class Trail(ABC):
    """What is asked of a store. Both speak nearly the same SQL: a "?" stands for each value."""

    where: str

    @abstractmethod
    def add(self, rows: Sequence[Line], *, surely: bool) -> None:
        """At the end of each organisation's chain, in the month of each line. `surely`: on the disk before it returns,
        and a line that is there already is left, so that what waited elsewhere may be let go. Raises Unwritable."""

    @abstractmethod
    def months(self) -> list[str]:
        """Those there are, the oldest first."""

    @abstractmethod
    def ask(self, month: str, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a month; `{lines}` in the question is where they are."""

    @abstractmethod
    def drop(self, month: str) -> None:
        """A month goes whole."""

    @abstractmethod
    def close(self) -> None: ...

    def find(self, search: Search) -> list[Line]:
        """The latest first, month after month until there are enough."""
        said, values = conditions(search)
        if search.after:
            at, id_ = plain(search.after[0]), search.after[1]
            said += ' AND ("at" < ? OR ("at" = ? AND "id" < ?))'
            values = [*values, at, at, id_]
        found: list[Line] = []
        for month in reversed(self._within(search)):
            question = f'SELECT {NAMES} FROM {{lines}} WHERE {said} ORDER BY "at" DESC, "id" DESC LIMIT ?'  # noqa: S608
            found += map(as_line, self.ask(month, question, [*values, search.limit - len(found)]))
            if len(found) >= search.limit:
                break
        return found

    def count(self, search: Search) -> int:
        said, values = conditions(search)
        question = f"SELECT count(*) FROM {{lines}} WHERE {said}"  # noqa: S608 - our own words, values apart
        return sum(self.ask(month, question, values)[0][0] for month in self._within(search))

    def _within(self, search: Search) -> list[str]:
        first = f"{search.since.astimezone(UTC):%Y-%m}" if search.since else ""
        last = f"{search.until.astimezone(UTC):%Y-%m}" if search.until else "9999"
        return [month for month in self.months() if first <= month <= last]

    def lines(self, month: str) -> Iterator[Line]:
        """By organisation, in the order of the chain; some thousands at a time."""
        organisation, number = "", 0
        question = (
            f'SELECT {NAMES} FROM {{lines}} WHERE "organisation_id" > ? OR ("organisation_id" = ? AND "number" > ?)'  # noqa: S608
            ' ORDER BY "organisation_id", "number" LIMIT 5000'
        )
        while rows := self.ask(month, question, [organisation, organisation, number]):
            for row in rows:
                line = as_line(row)
                organisation, number = line["organisation_id"], line["number"]
                yield line

    def end(self, month: str, organisation_id: str) -> tuple[int, str] | None:
        """Number and print of the last line of an organisation in a month."""
        question = 'SELECT "number", "print" FROM {lines} WHERE "organisation_id" = ? ORDER BY "number" DESC LIMIT 1'
        return next(((number, sealed) for number, sealed in self.ask(month, question, [organisation_id])), None)

    def busy(
        self, organisation_id: str, since: datetime, until: datetime, did: str, *, by_people: bool
    ) -> list[tuple[str, int]]:
        """(reader, how many different people, or how many lines) in a stretch of time, the most first."""
        what = 'count(DISTINCT "enrolment_id")' if by_people else "count(*)"
        only = " AND \"enrolment_id\" <> ''" if by_people else ""
        question = (
            f'SELECT "reader_id", {what} AS met FROM {{lines}} WHERE "organisation_id" = ? AND "did" = ?'  # noqa: S608
            f' AND "at" >= ? AND "at" < ? AND "reader_id" <> \'\'{only} GROUP BY "reader_id" ORDER BY met DESC, "reader_id"'
        )
        month = f"{until:%Y-%m}"
        values = [organisation_id, did, plain(since), plain(until)]
        return [(reader, met) for reader, met in self.ask(month, question, values)] if month in self.months() else []

    def copy_to(self, folder: Path) -> list[str]:
        """Every month as a file of its own, whole as of now; their names. For backups."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [self._copy(month, folder / f"{month}.db") for month in self.months()]

    @abstractmethod
    def _copy(self, month: str, path: Path) -> str: ...


def by_month(rows: Sequence[Line]) -> dict[str, list[Line]]:
    """A line is always kept in the month in which its act took place, whenever it comes: it is looked for there only."""
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row["at"][:7], []).append(row)
    return found


def chained(rows: Sequence[Line], ends: Ends, opening: Ends) -> list[Line]:
    """The rows with their numbers and prints, after the last of their organisation; a new month opens on the end of
    the month before."""
    made = []
    for row in rows:
        organisation = row["organisation_id"]
        number, before = ends.get(organisation) or (0, opening.get(organisation, (0, ORIGIN))[1])
        line = row | {"number": number + 1, "before": before}
        line["print"] = seal(line)
        ends[organisation] = number + 1, line["print"]
        made.append(line)
    return made


def verify(trail: Trail, marks: Sequence[tuple[str, str, int, str]]) -> Verdict:
    """Recompute each print. `marks` are ends noted in the application's database, (month, organisation, number, print):
    whoever cuts the end off, or writes a chain anew, would have to change both."""
    verdict = Verdict()
    seen: dict[str, set[str]] = {}  # of the month before, by organisation
    wanted = {(month, organisation, number): sealed for month, organisation, number, sealed in marks}
    for month in trail.months():
        verdict.months.append(month)
        here: dict[str, set[str]] = {}
        last: dict[str, tuple[int, str]] = {}
        for line in trail.lines(month):
            organisation, number = line["organisation_id"], line["number"]
            expected, before = last.get(organisation, (0, ""))
            reason = ""
            if number != expected + 1:
                reason = "missing"
            elif (before and line["before"] != before) or (
                not before and line["before"] != ORIGIN and seen and line["before"] not in seen.get(organisation, ())
            ):
                reason = "unlinked"
            elif seal(line) != line["print"]:
                reason = "changed"
            elif wanted.get((month, organisation, number), line["print"]) != line["print"]:
                reason = "foreign"
            if reason:
                verdict.broken.append(Broken(month, organisation, number, reason))
            wanted.pop((month, organisation, number), None)
            last[organisation] = number, line["print"]
            here.setdefault(organisation, set()).add(line["print"])
            verdict.lines += 1
        seen = here
    verdict.broken += [Broken(month, organisation, number, "cut") for month, organisation, number in sorted(wanted)]
    return verdict


def as_line(values: Sequence[Any]) -> Line:
    return dict(zip(COLUMNS, values, strict=True))


def conditions(search: Search) -> tuple[str, list[Any]]:
    """The part of the question after WHERE, with a "?" for each value."""
    said: list[str] = ['"organisation_id" = ?']
    values: list[Any] = [search.organisation_id]
    about: list[str] = []
    for column, ids in (
        ("account_id", search.accounts), ("enrolment_id", search.enrolments), ("subject_id", search.subject_ids),
    ):  # fmt: skip
        if ids:
            # said twice, so that the indexes, which leave out what is empty, are known to hold all of it
            about.append(
                f"""("{column}" <> '' AND "organisation_id" = ? AND "{column}" IN ({", ".join("?" * len(ids))}))"""
            )
            values.append(search.organisation_id)
            values += ids
    for enrolment in search.enrolments:
        about.append("""("among" <> '' AND "organisation_id" = ? AND "among" LIKE ?)""")
        values += [search.organisation_id, f"%{enrolment}%"]
    if about:
        said.append(f"({' OR '.join(about)})")
    for column, value in (("reader_id", search.reader_id), ("id", search.id), ("subject", search.subject)):
        if value:
            said.append(f'"{column}" = ?')
            values.append(value)
    if search.not_by:
        said.append('"reader_id" <> ?')
        values.append(search.not_by)
    if search.did:
        said.append(f'"did" IN ({", ".join("?" * len(search.did))})')
        values += search.did
    for comparison, moment in ((">=", search.since), ("<", search.until)):
        if moment is not None:
            said.append(f'"at" {comparison} ?')
            values.append(plain(moment))
    return " AND ".join(said), values


def plain(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
