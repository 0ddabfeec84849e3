"""The same figures and rows as files for a spreadsheet: minutes, and hours with two decimals."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Response

from app.core.access import Actor
from app.core.clock import today
from app.core.i18n import _
from app.core.periods import Period
from app.reporting import policies
from app.reporting.hours import Line, without_name
from app.reporting.rules import MARKS, Figures, Hours, total_of
from app.reporting.statements import Statement
from app.reporting.words import HALF_DAYS, SOURCES, VALUES, dates, title_of
from app.web import formats
from app.web.spreadsheets import sheet

_SHOWN = tuple(MARKS)


def decimal_hours(minutes: int) -> str:
    """« 12,50 »: what a spreadsheet adds up."""
    return f"{minutes / 60:.2f}".replace(".", ",")


def figures_file(title: str, period: Period, found: Hours) -> bytes:
    """One line for each figure, then for each week or month."""

    def lines(when: str, planned: Figures, done: Figures, marks: Iterable[str]) -> Iterable[Sequence[object]]:
        for mark in marks:
            a, b = planned.of(mark), done.of(mark)
            yield when, _(MARKS[mark]), a, b, decimal_hours(a), decimal_hours(b)

    def every() -> Iterable[Sequence[object]]:
        yield _("Heures de"), title
        yield (
            _("période"),
            _("mesure"),
            _("prévu (minutes)"),
            _("fait (minutes)"),
            _("prévu (heures)"),
            _("fait (heures)"),
        )
        yield from lines(dates(period), found.planned, found.done, _SHOWN)
        for each in found.slices:
            yield from lines(dates(each.period), each.planned, each.done, _SHOWN)

    return sheet(every())


def people_file(lines: Sequence[Line]) -> bytes:
    """One line for each path, then the total."""
    heads = [
        f"{side} {name} (minutes)"
        for name in (_(word).lower() for word in MARKS.values())
        for side in (_("prévu"), _("fait"))
    ]

    def pair(planned: Figures, done: Figures) -> list[int]:
        return [side.of(mark) for mark in _SHOWN for side in (planned, done)]

    def every() -> Iterable[Sequence[object]]:
        yield _("personne"), _("parcours"), _("financeur"), _("entrée"), *heads
        for line in lines:
            yield line.name, line.course, line.funder, line.starts_on.isoformat(), *pair(line.planned, line.done)
        planned, done = total_of(line.planned for line in lines), total_of(line.done for line in lines)
        yield _("Total"), "", "", "", *pair(planned, done)

    return sheet(every())


def rows_file(actor: Actor, rows: Iterable[Any]) -> bytes:
    """One line for each hour, in the order of the page, then their sum."""
    named = policies.may_see_names(actor)

    def every() -> Iterable[Sequence[object]]:
        yield (
            _("jour"), _("personne"), _("parcours"), _("intitulé"), _("origine"), _("minutes"), _("où"), _("quand"),
            _("avec qui"), _("nature"), _("encadrement"), _("corrige"), _("identifiant"),
        )  # fmt: skip
        total = 0
        for row in rows:
            total += row.minutes
            yield (
                row.day.isoformat(), (row.learner or "") if named else without_name(row.enrolment_id or ""), row.course or "",
                title_of(row), _(SOURCES[row.source]), row.minutes,
                *(_(VALUES[value]) if value in VALUES else "" for value in (row.place, row.timing, row.people, row.nature, row.guidance)),
                row.corrects_id or "", row.id,
            )  # fmt: skip
        yield _("Total"), "", "", "", "", total

    return sheet(every())


def statements_file(found: Iterable[Statement]) -> bytes:
    """One line for each person and week."""

    def every() -> Iterable[Sequence[object]]:
        yield (
            _("personne"), _("semaine du"), _("au"), _("séances (minutes)"), _("rendez-vous (minutes)"),
            _("travail à distance (minutes)"), _("fait (minutes)"), _("attendu (minutes)"), _("atteint"),
            _("temps déclaré, non compté (minutes)"), _("absences"), _("fait dans le mois (minutes)"),
            _("fait depuis le début (minutes)"),
        )  # fmt: skip
        for statement in found:
            for week in statement.weeks:
                reached = "" if week.reached is None else _("oui") if week.reached else _("non")
                missed = " ; ".join(
                    f"{formats.full_day(one.day)} {_(HALF_DAYS.get(one.half_day, one.half_day))}"
                    + (f" ({one.reason})" if one.reason else "")
                    for one in week.absences
                )
                yield (
                    statement.name, week.period.start.isoformat(), week.period.end.isoformat(), week.sessions,
                    week.appointments, week.worked, week.done, "" if week.expected is None else week.expected, reached,
                    week.declared, missed, statement.done_in_month, statement.done_since_start,
                )  # fmt: skip

    return sheet(every())


def download(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
