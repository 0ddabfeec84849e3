"""The report as a workbook: lines as values, totals and controls as live formulas that give the same numbers."""

from collections.abc import Iterator, Sequence

from app.core.i18n import _
from app.funding.years.figures import Frame
from app.funding.years.services import Report
from app.funding.years.showing import (
    FRAMES,
    director_of,
    general_of,
    hands_of,
    identity_of,
    lines_of,
    single,
    year_words,
)
from app.web.workbooks import HEAD, PERCENT, TITLE, TOTAL, WHOLE, Formula, Row, Sheet, cell, sheet_names, workbook

_NUMBER, _NAME, _AMOUNT, _COUNT, _HOURS = range(5)  # columns of the sheet of frames


def report_workbook(report: Report) -> bytes:
    names = sheet_names([_("Bilan"), _("Contrôles"), _("Stagiaires"), _("Heures dispensées")])
    page = _Frames(report, names[0])
    rows = list(page.rows())
    sheets = [
        Sheet(names[0], rows, widths=(8, 70, 18, 14, 14), landscape=False),
        Sheet(
            names[1], list(_controls(report, page)), heads=[_("Contrôle"), _("Gauche"), _("Droite"), _("Résultat")],
            widths=(60, 14, 14, 16),
        ),
        Sheet(names[2], _people(report), heads=_people_heads(), widths=(28, 34, 14, 14, 14, 14, 8, 26, 26), frozen_columns=1),
        Sheet(
            names[3], _taught(report), heads=[_("Jour"), _("Demi-journée"), _("Séance"), _("Personne"), _("Minutes")],
            widths=(12, 14, 44, 28, 10),
        ),
    ]  # fmt: skip
    return workbook(
        sheets,
        title=_("Bilan pédagogique et financier, %(year)s") % {"year": year_words(report)},
        author=report.legal.name,
    )


class _Frames:
    """Writes the frames one under the other, and remembers where each total is."""

    def __init__(self, report: Report, sheet: str) -> None:
        self.report, self.sheet = report, sheet
        self.at: dict[str, int] = {}  # total or line → its row
        self._next = 0

    def rows(self) -> Iterator[Row]:
        for row in self._rows():
            self._next += 1
            yield row

    def _rows(self) -> Iterator[Row]:
        report = self.report
        yield Row(["", _("Bilan pédagogique et financier"), f"{report.form.name}, {year_words(report)}"], TITLE)
        for title, facts in (
            (_("A. Identification"), identity_of(report)),
            (_("B. Informations générales"), general_of(report)),
        ):
            yield Row(["", title], HEAD)
            for name, value in facts:
                yield Row(["", name, value])
        yield from self._money()
        yield Row(["", _(FRAMES["e"]), "", _("Personnes"), _("Heures")], HEAD)
        first = self._next
        hands = hands_of(report)
        for _key, name, one in hands:
            yield Row(["", name, None, one.people, one.hours])
        yield self._total("e", [first + index for index in range(len(hands))], sum(one.people for _k, _n, one in hands),
                          sum(one.hours for _k, _n, one in hands))  # fmt: skip
        yield from self._frame("f1", report.figures.f1)
        yield from self._single("f2")
        yield from self._frame("f3", report.figures.f3)
        yield from self._frame("f4", report.figures.f4)
        yield from self._single("g")
        yield Row(["", _("H. Personne qui dirige l'organisme")], HEAD)
        for name, value in director_of(report):
            yield Row(["", name, value])

    def _money(self) -> Iterator[Row]:
        report, typed = self.report, self.report.typed
        yield Row(["", _(FRAMES["c"]), _("Euros"), _("Stagiaires"), _("Heures")], HEAD)
        rows = []
        for line, counted in zip(report.form.origins, report.figures.c.lines, strict=True):
            rows.append(self._next)
            self.at[f"c.{line.key}"] = self._next
            yield Row([line.number, _(line.name), typed.get(line.key), counted.cell.count, counted.cell.hours])
        unsaid = report.figures.c.unsaid
        if unsaid:
            rows.append(self._next)
            yield Row(["", _("Sans financeur connu"), None, unsaid.count, unsaid.hours])
        total = report.figures.c.total
        self.at["c"] = self._next
        yield Row(
            ["", _("Total"), self._sum(rows, _AMOUNT, report.income), self._sum(rows, _COUNT, total.count + unsaid.count),
             self._sum(rows, _HOURS, total.hours + unsaid.hours)],
            TOTAL,
        )  # fmt: skip
        self.at["turnover"] = self._next
        yield Row(["", _(report.form.turnover.name), typed.get(report.form.turnover.key)])
        part = report.part_of_turnover
        income, turnover = cell(self.at["c"], _AMOUNT), cell(self.at["turnover"], _AMOUNT)
        yield Row(
            ["", _("Part de la formation dans les produits"),
             Formula(f'=IF(N({turnover})=0,"–",{income}/{turnover})', "–" if part is None else part, PERCENT)]
        )  # fmt: skip
        yield Row(["", _(FRAMES["d"]), _("Euros")], HEAD)
        for line in report.form.charges:
            self.at[line.key] = self._next
            yield Row(["", _(line.name), typed.get(line.key)])

    def _frame(self, key: str, frame: Frame) -> Iterator[Row]:
        yield Row(["", _(FRAMES[key]), "", _("Stagiaires"), _("Heures")], HEAD)
        rows = []
        for line in lines_of(frame):
            self.at[line.key] = self._next
            if not line.depth:
                rows.append(self._next)
            yield Row([line.number, ("   " if line.depth else "") + line.name, None, line.count, line.hours])
        yield self._total(key, rows, frame.total.count, frame.total.hours)
        if frame.unsaid:
            yield Row(["", _("À classer, hors total"), None, frame.unsaid.count, frame.unsaid.hours])

    def _single(self, key: str) -> Iterator[Row]:
        yield Row(["", _(FRAMES[key]), "", _("Stagiaires"), _("Heures")], HEAD)
        line = single(key, self.report.figures.f2 if key == "f2" else self.report.figures.g)
        self.at[key] = self._next
        yield Row(["", line.name, None, line.count, line.hours])

    def _total(self, key: str, rows: Sequence[int], count: int, hours: int) -> Row:
        self.at[key] = self._next
        return Row(["", _("Total"), None, self._sum(rows, _COUNT, count), self._sum(rows, _HOURS, hours)], TOTAL)

    def _sum(self, rows: Sequence[int], column: int, value: int) -> Formula:
        return Formula(f"=SUM({','.join(cell(row, column) for row in rows)})" if rows else "=0", value, WHOLE)


def _controls(report: Report, page: _Frames) -> Iterator[Row]:
    """The controls of the form on the totals of the first sheet: change a line there, and they answer here."""

    def named(key: str, column: int) -> str:
        return cell(page.at[key], column, page.sheet)

    figures = report.figures
    words = {True: _("d'accord"), False: _("à revoir")}
    pairs = [
        (_("F-1 = F-3"), "f1", "f3", figures.f1.total, figures.f3.total, "="),
        (_("F-1 = F-4"), "f1", "f4", figures.f1.total, figures.f4.total, "="),
        (_("F-2 dans F-1"), "f2", "f1", figures.f2, figures.f1.total, "<="),
    ]
    line = 1
    for name, left, right, a, b, sign in pairs:
        for what, column, x, y in (
            (_("stagiaires"), _COUNT, a.count, b.count),
            (_("heures"), _HOURS, a.hours, b.hours),
        ):
            holds = x == y if sign == "=" else x <= y
            yield Row(
                [
                    f"{name} : {what}",
                    Formula(f"={named(left, column)}", x, WHOLE),
                    Formula(f"={named(right, column)}", y, WHOLE),
                    Formula(
                        f'=IF({cell(line, 1)}{sign}{cell(line, 2)},"{words[True]}","{words[False]}")', words[holds]
                    ),
                ]
            )
            line += 1
    received, count = report.typed.get(report.form.received_from_bodies, 0), figures.g.count
    amount = named(f"c.{report.form.received_from_bodies}", _AMOUNT)
    yield Row(
        [
            _("C-10 au-dessus de zéro : le cadre G est rempli"),
            Formula(f"=N({amount})", received, WHOLE),
            Formula(f"={named('g', _COUNT)}", count, WHOLE),
            Formula(
                f'=IF({cell(line, 1)}=0,"{words[True]}",IF({cell(line, 2)}>0,"{words[True]}","{words[False]}"))',
                words[not received or count > 0],
            ),
        ]
    )


def _people_heads() -> list[str]:  # noqa: N802 - the heads of a sheet, in the language of whoever asks
    return [
        _("Stagiaire"), _("Formation"), _("Minutes suivies"), _("dont à distance"), _("Statut"), _("Objectif"), _("NSF"),
        _("Confié à"), _("Reçu de"),
    ]  # fmt: skip


def _people(report: Report) -> Iterator[Row]:
    statuses = {line.key: f"{line.number} {_(line.name)}" for line in report.form.statuses}
    objectives = {line.key: f"{line.number} {_(line.name)}" for line in report.form.objectives}
    for path in report.paths:
        yield Row(
            [
                path.learner, path.course, path.minutes, path.remote, statuses.get(path.status, ""),
                objectives.get(path.objective, ""), path.nsf, path.entrusted_to, path.entrusted_by,
            ]
        )  # fmt: skip
    last = len(report.paths)
    if last:
        totals = [sum(path.minutes for path in report.paths), sum(path.remote for path in report.paths)]
        yield Row(
            [_("Total"), "", *(Formula(f"=SUM({cell(1, 2 + n)}:{cell(last, 2 + n)})", value, WHOLE) for n, value in enumerate(totals))],
            TOTAL,
        )  # fmt: skip


def _taught(report: Report) -> Iterator[Row]:
    half_days = {"morning": _("matin"), "afternoon": _("après-midi")}
    for row in report.taught:
        yield Row([row.day, half_days.get(row.half_day, row.half_day), row.title, row.trainer or "", row.minutes])
    if report.taught:
        total = sum(row.minutes for row in report.taught)
        yield Row(
            [_("Total"), "", "", "", Formula(f"=SUM({cell(1, 4)}:{cell(len(report.taught), 4)})", total, WHOLE)], TOTAL
        )
