"""The report as a PDF to print, in the order of its form."""

from typing import Any

from app.core.clock import today
from app.core.documents import render
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
    year_words,
)
from app.web import formats


def report_pdf(report: Report) -> bytes:
    figures, typed = report.figures, report.typed

    def euros(key: str) -> str:
        return f"{typed[key]:,}".replace(",", " ") if key in typed else "–"

    part = report.part_of_turnover
    results = {True: _("d'accord"), False: _("à revoir")}
    money = [
        [line.number, _(line.name), euros(line.key), str(counted.cell.count), str(counted.cell.hours)]
        for line, counted in zip(report.form.origins, figures.c.lines, strict=True)
    ]
    money.append(
        ["", _("Total"), f"{report.income:,}".replace(",", " "), str(figures.c.total.count), str(figures.c.total.hours)]
    )
    sections: list[dict[str, Any]] = [
        _table(_(FRAMES["c"]), [_("Ligne"), _("Origine"), _("Euros"), _("Stagiaires"), _("Heures")], money),
        _table(_(FRAMES["d"]), [_("Charges"), _("Euros")], [[_(line.name), euros(line.key)] for line in report.form.charges]),
        _table(
            _(FRAMES["e"]), [_("Personnes qui interviennent"), _("Nombre"), _("Heures")],
            [[name, str(one.people), str(one.hours)] for _key, name, one in hands_of(report)],
        ),
        _frame("f1", figures.f1),
        _table(_(FRAMES["f2"]), [_("Stagiaires"), _("Heures")], [[str(figures.f2.count), str(figures.f2.hours)]]),
        _frame("f3", figures.f3),
        _frame("f4", figures.f4),
        _table(_(FRAMES["g"]), [_("Stagiaires"), _("Heures")], [[str(figures.g.count), str(figures.g.hours)]]),
    ]  # fmt: skip
    said = _("–") if part is None else formats.percent(100 * part)
    return render(
        "training-year",
        {
            "title": _("Bilan pédagogique et financier, %(year)s") % {"year": year_words(report)},
            "organisation": report.legal.legal_name or report.legal.name,
            "form": f"{report.form.name}, {_('notice')} {report.form.notice}",
            "identity": [[name, value or "–"] for name, value in identity_of(report)],
            "identity_title": _("A. Identification"),
            "general": [[name, value] for name, value in general_of(report)],
            "general_title": _("B. Informations générales"),
            "part": [_("Part de la formation dans les produits"), said],
            "sections": sections,
            "controls_title": _("Contrôles"),
            "controls": [
                _("%(name)s : %(left)s / %(right)s, %(result)s")
                % {"name": one.name, "left": one.left, "right": one.right, "result": results[one.holds]}
                for one in report.checks
            ],
            "director_title": _("H. Personne qui dirige l'organisme"),
            "director": [[name, value or "–"] for name, value in director_of(report)],
            "signature": _("Date et signature"),
            "made": _("État du %(day)s. Ce document prépare la saisie sur Mon Activité Formation ; il ne la remplace pas.")
            % {"day": formats.full_day(today())},
        },
    )  # fmt: skip


def _table(title: str, heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "heads": heads, "rows": rows}


def _frame(key: str, frame: Frame) -> dict[str, Any]:
    rows = [[line.number, line.name, str(line.count), str(line.hours)] for line in lines_of(frame)]
    rows.append(["", _("Total"), str(frame.total.count), str(frame.total.hours)])
    return _table(_(FRAMES[key]), [_("Ligne"), _("Type"), _("Stagiaires"), _("Heures")], rows)
