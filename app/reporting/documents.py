"""The weekly statements as a PDF: one page for each person, to be signed."""

from collections.abc import Sequence
from typing import Any

from app.core.clock import today
from app.core.documents import render
from app.core.i18n import _
from app.core.periods import Period
from app.reporting.statements import Statement, Week
from app.reporting.words import HALF_DAYS, RESULTS, dates, slice_title
from app.web import formats


def statements_pdf(organisation: str, found: Sequence[Statement], period: Period) -> bytes:
    return render(
        "weekly-statement",
        {
            "title": _("Relevés d'heures, %(when)s") % {"when": dates(period)},
            "organisation": organisation,
            "heads": [
                _("Semaine"), _("Séances"), _("Rendez-vous"), _("Travail compté"), _("Fait"), _("Attendu"), _("Résultat"),
                _("Déclaré, non compté"),
            ],
            "words": {
                "absences": _("Absences"),
                "none": _("Aucune absence notée dans ces semaines."),
                "how": _(
                    "Une semaine va du lundi au dimanche. Le temps déclaré est montré à côté : il n'est pas compté. "
                    "Une semaine de pause n'attend rien."
                ),
                "person": _("Signature de la personne"),
                "adviser": _("Signature de l'organisme"),
            },
            "statements": [_statement(one, period) for one in found],
        },
    )  # fmt: skip


def _statement(one: Statement, period: Period) -> dict[str, Any]:
    due = _("pas de contrat d'engagement")
    if one.weekly_hours_due:
        due = _("%(hours)s h par semaine, depuis le %(day)s") % {
            "hours": one.weekly_hours_due,
            "day": formats.full_day(one.weekly_hours_from),
        }
    return {
        "title": _("Relevé d'heures de %(name)s") % {"name": one.name},
        "facts": [
            [_("Semaines"), dates(period)],
            [_("Attendu"), due],
            [_("Fait en %(month)s") % {"month": formats.month(one.month.start)}, formats.hours(one.done_in_month)],
            [_("Fait depuis le début"), formats.hours(one.done_since_start)],
            [_("Relevé du"), formats.full_day(today())],
        ],
        "weeks": [_line(week) for week in one.weeks],
        "absences": [
            f"{formats.full_day(each.day)}, {_(HALF_DAYS.get(each.half_day, each.half_day))} : {each.title} "
            f"({formats.hours(each.minutes)}), {each.reason or _('motif non dit')}"
            for week in one.weeks
            for each in week.absences
        ],
    }


def _line(week: Week) -> list[str]:
    counted = (week.sessions, week.appointments, week.worked, week.done)
    expected = "–" if week.expected is None else formats.hours(week.expected)
    return [
        slice_title(week.period),
        *map(formats.hours, counted),
        expected,
        _(RESULTS[week.result]),
        formats.hours(week.declared),
    ]
