"""The file of a template, and the indicators beside it: sums and rates are live formulas."""

from collections.abc import Iterator, Sequence

from app.core.i18n import _
from app.core.periods import Period
from app.funding.nomenclature.esf import Form
from app.funding.participants import figures, reading
from app.funding.participants.figures import SEXES, UNKNOWN, Participant
from app.funding.words import MOMENTS
from app.funding.words import SEXES as SEX_WORDS
from app.web.workbooks import PERCENT, WHOLE, Formula, Row, Sheet, cell, workbook


def participants_workbook(form: Form, people: Sequence[Participant], period: Period, template: str) -> bytes:
    export = form.export(template)
    here = sorted(
        {
            (one.name, one.first): one
            for chosen in figures.populations(form, people, period).values()
            for one in chosen
        }.items()
    )
    sexes = [_(SEX_WORDS[sex]) for sex in (*SEXES, UNKNOWN)]
    return workbook(
        [
            Sheet(
                _("Participants"), reading.export_rows(form, export, [one for _key, one in here]),
                heads=[_(title) for _reads, title in export.columns], widths=(22,), frozen_columns=2,
            ),
            Sheet(
                _("Indicateurs"), _indicators(form, people, period),
                heads=[
                    _("Code"), _("Indicateur"), _("Moment"), *sexes, _("Ensemble"), _("Interrogés"), _("Refus"),
                    _("Sans réponse"), _("Injoignables"), _("Réponses connues"), _("Part des réponses connues"),
                ],
                widths=(10, 52, 22, 11), frozen_columns=1,
            ),
        ],
        title=_("FSE+ : %(form)s") % {"form": form.name},
    )  # fmt: skip


def _indicators(form: Form, people: Sequence[Participant], period: Period) -> Iterator[Row]:
    """Ordinary indicators only: those on special categories are in no file made from here."""
    for line, one in enumerate(figures.counts(form, people, period), 1):
        first, last = cell(line, 3), cell(line, 6)
        asked, refused, silent, away = (cell(line, column) for column in (8, 9, 10, 11))
        yield Row(
            [
                one.indicator.code, _(one.indicator.name), _(MOMENTS[one.indicator.moment]), *one.by_sex.values(),
                Formula(f"=SUM({first}:{last})", one.value, WHOLE), one.asked, one.refused, one.silent, one.unreachable,
                Formula(f"={asked}-{refused}-{silent}-{away}", one.known, WHOLE),
                Formula(
                    f'=IF({cell(line, 12)}=0,"–",{cell(line, 7)}/{cell(line, 12)})', "–" if one.rate is None else one.rate,
                    PERCENT,
                ),
            ]
        )  # fmt: skip
