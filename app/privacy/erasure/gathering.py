"""What an erasure would touch: every row about the person, what becomes of it, and what of it is sealed first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.attendance.rules import EMPTIED_SEAL
from app.core.clock import now, today
from app.enrolments.models import Enrolment
from app.funding.nomenclature.esf import form_named
from app.funding.participants.rules import left_for_counts
from app.identity.guessing import prints_of
from app.identity.models import Account
from app.identity.services import print_of
from app.privacy import map as house
from app.privacy.erasure import cleaning, holds, rules
from app.privacy.erasure.fates import ARCHIVED, FATES, Becomes, Fate
from app.privacy.erasure.queries import attached, funders, people, rows, whose
from app.privacy.erasure.rules import EVERYTHING, Ground, Line, Plan, Scope, Sealed

YEARS = 6  # after the exit, when no funder asks for more
APART = frozenset({"account", "stored_file"})  # the engine's own business
FINAL = frozenset({"account", "given_answer", "sign_in"})  # shared by every organisation the person is in


@dataclass(frozen=True, slots=True)
class Item:
    """One row, and what becomes of it."""

    table: Table
    key: tuple[Any, ...]
    gone: bool
    values: Mapping[str, Any]
    bundle: tuple[str | None, Ground] | None  # sealed there before
    files: tuple[str, ...]  # that this row no longer names
    row: Mapping[str, Any]  # as it was


@dataclass
class Gathered:
    organisation_id: str
    account: Account
    paths: list[str]
    held: dict[str, str]
    whole: bool  # everything of the person in this organisation
    last: bool  # and they are in no other one: the account itself goes
    items: list[Item] = field(default_factory=list)
    ends: dict[tuple[str | None, Ground], date] = field(default_factory=dict)
    funders: dict[str | None, str | None] = field(default_factory=dict)
    owned: list[str] = field(default_factory=list)  # files
    entered: dict[str, date] = field(default_factory=dict)  # path → when it began

    def plan(self) -> Plan:
        lines: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        sealed: dict[tuple[str | None, Ground], list[int]] = defaultdict(lambda: [0, 0])
        for item in self.items:
            line = lines[item.table.name]
            line[0 if item.gone else 1] += 1
            if item.bundle:
                line[2] += 1
                sealed[item.bundle][0] += 1
                sealed[item.bundle][1] += len(item.files)
        return Plan(
            rules.pseudonym(self.account.id),
            tuple(Line(name, *counts) for name, counts in sorted(lines.items())),
            tuple(
                Sealed(
                    ground, self.ends[enrolment_id, ground], rows, files, enrolment_id, self.funders.get(enrolment_id),
                    self.held.get(enrolment_id or "", ""),
                )
                for (enrolment_id, ground), (rows, files) in sealed.items()
            ),
            dict(self.held),
        )  # fmt: skip


def gather(session: Session, account: Account, scope: Scope) -> Gathered:
    """Reads only. What a funder holds is sealed whole by an erasure that is asked for, and waits when its time is over."""
    paths = people.paths_of(session, scope.organisation_id, account.id, scope.enrolment_id)
    ids = [path.id for path in paths]
    held = holds.held(session, ids)
    last = scope.whole and not people.lives_elsewhere(session, account.id, scope.organisation_id)
    found = Gathered(scope.organisation_id, account, ids, held, scope.whole, last)
    found.entered = {path.id: path.starts_on for path in paths}
    years = funders.years_asked(session, ids) if ids else {}
    seen: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for path in paths:
        if path.id in held and scope.retentions != EVERYTHING:
            continue
        asked, funder_id = years.get(path.id, (0, None))
        end = scope.until or rules.years_after(path.closed_on or today(), max(YEARS, asked))
        found.funders[path.id] = funder_id
        _walk(session, found, scope, path.id, end, seen)
    if scope.enrolment_id is None:
        _walk(session, found, scope, None, scope.until or rules.years_after(today(), YEARS), seen)
        if scope.whole:
            _reports(session, found, paths)
        if scope.retentions >= ARCHIVED:
            found.owned = attached.files_owned(session, scope.organisation_id, account.id)
    return found


def _reports(session: Session, found: Gathered, paths: Sequence[Enrolment]) -> None:
    """A report that was signed names everybody at once: it goes to the archive whole, and its figures stay here."""
    asked = max((years for years, _funder in funders.years_asked(session, found.paths).values()), default=0)
    for row in funders.reports_of(session, found.organisation_id, paths):
        end = rules.years_after(row["ends_on"], max(YEARS, asked))
        bundle = (None, Ground.FUNDING) if end >= today() else None
        if bundle:
            found.ends[bundle] = max(found.ends.get(bundle, end), end)
        table = house.table("funder_report")
        found.items.append(Item(table, (row["id"],), False, {}, bundle, (row["file_id"],), row))


def _walk(
    session: Session,
    found: Gathered,
    scope: Scope,
    enrolment_id: str | None,
    end: date,
    seen: dict[str, set[tuple[Any, ...]]],
) -> None:
    moment = now()
    asked = whose.tables_about(session, found.account.id, enrolment_id) | house.BY_PRINT
    for name, becomes in FATES.items():
        if becomes.fate is Fate.ACT or name in APART or name not in asked or (name in FINAL and not found.last):
            continue
        columns = cleaning.emptied_columns(name, becomes, scope.retentions)
        whole = scope.retentions == EVERYTHING or cleaning.retentions_of(name) <= scope.retentions
        if not whole and not columns:
            continue
        table = house.table(name)
        for row in _rows(session, found, scope, name, enrolment_id):
            key = rows.key_of(table, row)
            if key in seen[name]:
                continue
            seen[name].add(key)
            item = _item(found, table, key, row, becomes, columns, whole, scope, enrolment_id, end, moment)
            if item is not None:
                found.items.append(item)


def _rows(
    session: Session, found: Gathered, scope: Scope, name: str, enrolment_id: str | None
) -> Iterator[dict[str, Any]]:
    if name in house.PATHS:
        yield from whose.rows_about(session, name, scope.organisation_id, found.account.id, enrolment_id)
    if name in house.BY_PRINT and enrolment_id is None and found.last and found.account.email:
        prints = [print_of(found.account.email), *prints_of(found.account.id)]
        yield from whose.rows_by_print(session, name, prints)


def _item(
    found: Gathered,
    table: Table,
    key: tuple[Any, ...],
    row: dict[str, Any],
    becomes: Becomes,
    columns: list[Any],
    whole: bool,
    scope: Scope,
    enrolment_id: str | None,
    end: date,
    moment: datetime,
) -> Item | None:
    gone = whole and becomes.fate is Fate.GONE
    row_id = str(key[0])
    values: dict[str, Any] = {}
    if not gone:
        for column in columns:
            value = row[column.name]
            empty = cleaning.empty_value(column, value, row_id, becomes.coded)
            if empty != value:
                values[column.name] = empty
        if whole:
            values |= cleaning.marked(becomes, moment, row)
            values |= _in_particular(found, table.name, row, values)
        values = {name: value for name, value in values.items() if value != row[name]}
    files = tuple(
        row[column.name]
        for column in cleaning.file_columns(table)
        if row[column.name] and (gone or column.name in values or (whole and table.name == "issued_document"))
    )
    bundle = _bundle(found, table.name, row, becomes, scope, enrolment_id, end, bool(columns) or whole)
    if not values and not gone and bundle is None:
        return None
    return Item(table, key, gone, values, bundle, files, row)


def _in_particular(found: Gathered, name: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says where words were: a title, a seal that can no longer be reckoned; what figures go on reading."""
    if name == "enrolment" and "project" in values:
        return {"project": "…"}  # it was written: nobody forgot to ask
    if name == "participant_record" and row["enrolment_id"] in found.entered:
        form, entered_on = form_named(row["form"]), found.entered[row["enrolment_id"]]
        return {"answers": left_for_counts(form, row["moment"], row["answers"], entered_on)}
    if name == "attendance" and "reason" in values:
        return {"reason": EMPTIED_SEAL if row["reason"] else ""}
    if name == "signature":
        return {"drawing": "", "written": EMPTIED_SEAL}
    if name == "thread":
        return {"title": "…"}
    if name == "classroom_presence":
        return {"user_id": row["id"], "guest": ""}
    return {}


def _bundle(
    found: Gathered,
    name: str,
    row: Mapping[str, Any],
    becomes: Becomes,
    scope: Scope,
    enrolment_id: str | None,
    end: date,
    touched: bool,
) -> tuple[str | None, Ground] | None:
    if enrolment_id and enrolment_id in found.held:
        ground = Ground.HELD
    elif becomes.ground is None or not touched or not (cleaning.retentions_of(name) & ARCHIVED & scope.retentions):
        return None
    else:
        ground = becomes.ground
    if ground is Ground.COMPLAINT and name == "complaint":
        own = rules.years_after((row["closed_at"] or row["received_at"]).date(), YEARS)
        end = max(end, own) if scope.until else own
    if end < today() and ground is not Ground.HELD:
        return None  # its time is over: it goes at once
    known = found.ends.get((enrolment_id, ground))
    found.ends[enrolment_id, ground] = max(known, end) if known else end
    return enrolment_id, ground
