"""The register of requests for a spreadsheet: what was asked, when, how it ended; the number alone leads to the person."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.clock import local, today
from app.core.db import AnyRow
from app.core.i18n import N_, _
from app.core.periods import Period
from app.privacy.requests import queries, rules
from app.privacy.requests.showing import subject
from app.web import formats, spreadsheets
from app.web.workbooks import TOTAL, Cell, Row, Sheet, workbook

HEADS = (
    N_("Demande"), N_("Quoi"), N_("À propos de"), N_("Arrivée"), N_("Qui demande"), N_("Identité"), N_("Reçue le"),
    N_("Réponse due le"), N_("Prolongée le"), N_("Exécutée le"), N_("Répondue le"), N_("Jours"), N_("Hors délai"),
    N_("Close le"), N_("État"), N_("Issue"),
)  # fmt: skip
FIGURE_HEADS = (N_("Quoi"), N_("Reçues"), N_("Répondues"), N_("Refusées"), N_("Délai médian (jours)"), N_("Hors délai"))


def rows(found: Sequence[AnyRow], day: date) -> list[list[Cell]]:
    return [
        [
            rules.reference(row.number), _(rules.KINDS[row.kind].label), subject(row), _(rules.WAYS[row.way]),
            _(rules.CAPACITIES[row.capacity]), _(rules.IDENTIFIED[row.identified]) if row.identified else "",
            local(row.received_at).date(), row.answer_by, _day(row.extended_at), _day(row.applied_at),
            _day(row.answered_at), (row.answered_at - row.received_at).days if row.answered_at else None,
            _("oui") if rules.was_late(row, day) else _("non"), _day(row.closed_at), _(rules.STATES[row.state][0]),
            _(rules.OUTCOMES[row.outcome]) if row.outcome else "",
        ]
        for row in found
    ]  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return local(moment).date() if moment else None


def figure_rows(found: Sequence[AnyRow], day: date) -> list[list[Cell]]:
    return [
        [_(rules.KINDS[one.kind].label), one.received, one.answered, one.refused, one.days, one.late]
        for one in rules.figures(found, day)
    ]


def csv(session: Session, organisation_id: str, period: Period) -> bytes:
    found = rows(queries.received_in(session, organisation_id, period), today())
    shown = [
        [cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell for cell in row] for row in found
    ]
    return spreadsheets.sheet([[_(head) for head in HEADS], *shown])


def xlsx(session: Session, organisation_id: str, period: Period) -> bytes:
    """Each request on a line, then the figures that the page shows, of the same rows."""
    found = queries.received_in(session, organisation_id, period)
    title = _("Demandes sur les données, du %(first)s au %(last)s") % {
        "first": formats.full_day(period.start), "last": formats.full_day(period.end),
    }  # fmt: skip
    total: list[Cell] = [_("Ensemble"), len(found), sum(row.answered_at is not None for row in found)]
    sums: list[Row | Sequence[Cell]] = [*figure_rows(found, today()), Row(total, TOTAL)]
    return workbook(
        [
            Sheet(_("Demandes"), rows(found, today()), [_(head) for head in HEADS], (10, 18, 34, 16, 26, 34, 12), frozen_columns=1),
            Sheet(
                _("Chiffres"), sums, [_(head) for head in FIGURE_HEADS],
                (24, 12, 12, 12, 20, 12), frozen_columns=1,
            ),
        ],
        title=title,
    )  # fmt: skip
