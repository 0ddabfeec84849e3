"""The report of a funder as a workbook whose sums live, and as a PDF to sign or already signed."""

from collections.abc import Iterator
from typing import Any

from app.attendance.rules import ABSENCES
from app.core.clock import today
from app.core.documents import render
from app.core.i18n import _
from app.funding.reports.services import Line, Report
from app.identity.organisations import Legal
from app.reporting.words import HALF_DAYS, VALUES, dates
from app.web import formats
from app.web.workbooks import TOTAL, WHOLE, Formula, Row, Sheet, block, workbook

_SUMMED = ("minutes", "on_site", "live", "alone", "training", "accompaniment", "retained")


def report_workbook(report: Report) -> bytes:
    heads = [
        _("Personne"), _("Formation"), _("Convention"), _("Part (%)"), _("Entrée"), _("Entrée dans la période"), _("Pauses"),
        _("Sortie"), _("Motif"), _("Minutes financées"), _("Minutes suivies"), _("sur place"), _("à distance en direct"),
        _("à distance en différé"), _("formation"), _("accompagnement"), _("Minutes retenues"),
    ]  # fmt: skip
    return workbook(
        [
            Sheet(_("Parcours"), _rows(report), heads=heads, widths=(28, 28, 18, 10, 12, 12, 30, 12, 24, 12), frozen_columns=1),
            Sheet(
                _("Demi-journées"), _half_days(report),
                heads=[_("Personne"), _("Jour"), _("Demi-journée"), _("Séance"), _("Lieu"), _("Présence"), _("Motif"), _("Minutes de présence")],
                widths=(28, 12, 14, 44, 14, 12, 24, 12), frozen_columns=1,
            ),
        ],
        title=title_of(report),
    )  # fmt: skip


def title_of(report: Report) -> str:
    return _("Entrées, interruptions et sorties : %(funder)s, %(when)s") % {
        "funder": report.funder,
        "when": dates(report.period),
    }


def pauses_of(line: Line) -> str:
    return " ; ".join(
        (_("du %(start)s au %(end)s") % {"start": formats.full_day(since), "end": formats.full_day(until)})
        if until
        else _("depuis le %(day)s") % {"day": formats.full_day(since)}
        for since, until in line.pauses
    )


def _rows(report: Report) -> Iterator[Row]:
    for line in report.lines:
        yield Row(
            [
                line.learner, line.course, line.reference, line.share, line.entered_on, _("oui") if line.entered else _("non"),
                pauses_of(line), line.left_on, _(line.outcome) if line.outcome else "", line.bought,
                *(int(getattr(line, name)) for name in _SUMMED),
            ]
        )  # fmt: skip
    last = len(report.lines)
    if last:
        sums = [
            Formula(f"=SUM({block(1, column, last, column)})", report.total(name), WHOLE)
            for column, name in enumerate(_SUMMED, 10)
        ]
        yield Row([_("Total"), "", "", None, None, "", "", None, "", None, *sums], TOTAL)


def _half_days(report: Report) -> Iterator[Row]:
    for row in report.half_days:
        known = ABSENCES.get(row.reason_code)
        yield Row(
            [
                row.learner, row.day, _(HALF_DAYS.get(row.half_day, row.half_day)), row.title,
                _(VALUES.get(row.place, row.place)), _("présence") if row.present else _("absence"),
                _(known.label) if known else "", row.minutes if row.present else 0,
            ]
        )  # fmt: skip
    last = len(report.half_days)
    if last:
        present = sum(row.minutes for row in report.half_days if row.present)
        yield Row(
            [_("Total"), None, "", "", "", "", "", Formula(f"=SUM({block(1, 7, last, 7)})", present, WHOLE)], TOTAL
        )


def report_pdf(report: Report, legal: Legal, signature: Any = None) -> bytes:
    return render("funder-report", _data(report, legal, signature), at=signature.signed_at if signature else None)


def _data(report: Report, legal: Legal, signature: Any) -> dict[str, Any]:
    signed = [_("Date, nom, qualité et signature de l'organisme")]
    if signature:
        signed = [
            _("Rapport n° %(number)s, signé par %(name)s, %(capacity)s, le %(day)s.")
            % {
                "number": signature.number, "name": signature.signed_by, "capacity": signature.capacity,
                "day": formats.full_day(signature.signed_at),
            },
            _("Empreinte du contenu (SHA-256) : %(digest)s") % {"digest": signature.digest},
        ]  # fmt: skip
    return {
        "title": title_of(report),
        "organisation": legal.legal_name or legal.name,
        "facts": [
            [_("Organisme"), legal.legal_name or legal.name],
            [_("Déclaration d'activité"), legal.activity_number or "–"],
            [_("Financeur"), report.funder],
            [_("Parcours"), str(len(report.lines))],
            [_("Heures suivies"), formats.hours(report.total("minutes"))],
            [_("Heures retenues pour ce financeur"), formats.hours(report.total("retained"))],
        ],
        "heads": [
            _("Personne"), _("Entrée"), _("Pauses"), _("Sortie"), _("Suivi"), _("Sur place"), _("À distance"), _("Accomp."),
            _("Retenu"),
        ],
        "rows": [
            [
                line.learner, formats.full_day(line.entered_on), pauses_of(line) or "–",
                (formats.full_day(line.left_on) + (f", {_(line.outcome)}" if line.outcome else "")) if line.left_on else "–",
                formats.hours(line.minutes), formats.hours(line.on_site), formats.hours(line.live + line.alone),
                formats.hours(line.accompaniment), formats.hours(line.retained),
            ]
            for line in report.lines
        ],
        "half_title": _("Demi-journées de présence"),
        "half_heads": [_("Personne"), _("Jour"), _("Demi-journée"), _("Séance"), _("Présence")],
        "half_days": [
            [
                row.learner, formats.full_day(row.day), _(HALF_DAYS.get(row.half_day, row.half_day)), row.title,
                formats.hours(row.minutes) if row.present else _("absence"),
            ]
            for row in report.half_days
        ],
        "how": _(
            "Article L6353-10 du code du travail. Une heure suivie est comptée au jour où elle a eu lieu. Quand plusieurs "
            "financeurs paient un parcours, chacun n'en retient que sa part."
        ),
        "signed": signed,
        "is_signed": signature is not None,
        "made": _("Établi le %(day)s.") % {"day": formats.full_day(signature.signed_at if signature else today())},
    }  # fmt: skip
