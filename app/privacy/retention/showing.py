"""What pages and files show of clocks, plans and waves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.i18n import N_, _
from app.privacy.retention import deciding, wave_queries, words
from app.privacy.retention.planning import Due, Plan
from app.privacy.retention.reckoning import Decided
from app.privacy.retention.rules import Clock
from app.privacy.subjects import SUBJECTS
from app.web import formats, spreadsheets
from app.web.workbooks import Cell, Sheet, workbook

YEARS = 11  # of the picture: this one and ten more


@dataclass(frozen=True, slots=True)
class Year:
    """What leaves in one calendar year: how many paths the active base, how many the archive."""

    year: int
    leaves: int
    gone: int


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a drawn line, from 0 to 1000."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One clock drawn from its exit to its end: the active time, the archive around it, and today."""

    active: Span
    whole: Span
    now: int


def years(found: Plan) -> list[Year]:
    """What goes when, from today's rules: the picture of the page, whose table says the same figures."""
    leaves = Counter(max(day, found.day).year for clock in found.clocks if (day := clock.leaves_on) and not clock.holds)
    gone = Counter(max(day, found.day).year for clock in found.clocks if (day := clock.gone_on) and not clock.holds)
    start = found.day.year
    return [Year(year, leaves[year], gone[year]) for year in range(start, start + YEARS)]


def drawn(clock: Clock, day: date) -> Drawn | None:
    """None before the clock has begun."""
    last = clock.gone_on
    first = clock.started_on
    if first is None or last is None:
        return None
    whole = max((last - first).days, 1)
    active = max((time.active_until for time in clock.times), default=first)

    def at(one: date) -> int:
        return min(max(round(1000 * (one - first).days / whole), 0), 1000)

    return Drawn(Span(0, at(active)), Span(0, 1000), at(day))


def table_name(name: str) -> str:
    return _(SUBJECTS[name].title) if name in SUBJECTS else name


def detail(one: Due) -> list[tuple[str, int]]:
    """What would go of one line, by subject, the largest first."""
    return sorted(((table_name(name), n) for name, n in one.counts.items() if n), key=lambda pair: (-pair[1], pair[0]))


HEADS = (
    N_("Personne"), N_("Parcours"), N_("Étape"), N_("Sujet"), N_("Lignes"), N_("Règle"), N_("Dernier jour gardé"),
    N_("Dernier jour dans l'archive"),
)  # fmt: skip


def rows(found: Plan) -> list[list[Cell]]:
    """One row for each person, step and subject."""
    return [
        [
            one.name, one.course, _(words.STEPS[one.step]), subject, n, words.why(one.why, one.funder), one.due_on,
            one.until,
        ]
        for one in found.due
        for subject, n in (detail(one) or [(_("aucune ligne"), 0)])
    ]  # fmt: skip


def csv(found: Plan) -> bytes:
    shown = [
        [cell.isoformat() if isinstance(cell, date) else cell if cell is not None else "" for cell in row]
        for row in rows(found)
    ]
    return spreadsheets.sheet([[_(head) for head in HEADS], *shown])


def xlsx(found: Plan) -> bytes:
    title = _("Ce qui partirait le %(day)s") % {"day": formats.full_day(found.day)}
    return workbook(
        [
            Sheet(
                _("Purge"), rows(found), [_(head) for head in HEADS], (28, 28, 40, 40, 8, 40, 16, 16), frozen_columns=1
            )
        ],
        title=title,
    )


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule with what holds here."""

    key: str
    name: str
    starts: str
    active: str
    archive: str
    total: str
    ground: str
    chosen: bool
    can_choose: bool
    alone: bool


def rules(said: Decided) -> list[RuleShown]:
    found = []
    for retention, rule in said.version.rules.items():
        kept = said.kept[retention]
        chosen = (kept.active, kept.archive) != (rule.active, rule.archive)
        found.append(
            RuleShown(
                str(retention), _(words.RETENTIONS[retention]), _(words.CLOCKS[rule.clock]), str(kept.active) if kept.active else "",
                str(kept.archive) if kept.archive else "", str(deciding.total(kept)), _(rule.ground), chosen, bool(rule.within),
                rule.alone,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """One table of a report: what was done with its rows."""

    name: str
    done: tuple[tuple[str, int], ...]


def counted(counts: dict[str, dict[str, int]]) -> list[Counted]:
    found = [
        Counted(table_name(name), tuple((_(words.DONE.get(what, what)), n) for what, n in done.items() if n))
        for name, done in counts.items()
    ]
    return sorted((one for one in found if one.done), key=lambda one: one.name)


def wave_csv(session: Session, wave_id: str) -> bytes:
    """The report of a wave: ids, rules, days and certificates; names only of those who still have one."""
    heads = [_("Personne"), _("Étape"), _("Règle"), _("Dernier jour gardé"), _("Dernier jour dans l'archive"), _("Lignes"),
             _("État"), _("Certificat"), _("Note")]  # fmt: skip
    found: list[Sequence[object]] = [
        [
            row.name or row.account_id, _(words.STEPS[row.step]), words.reason_named(row.why), row.due_on.isoformat(),
            row.until.isoformat() if row.until else "", row.rows, _(words.LINES[row.state]), row.certificate, row.note,
        ]
        for row in wave_queries.lines(session, wave_id)
    ]  # fmt: skip
    return spreadsheets.sheet([heads, *found])
