"""The figures of the exits and their list, for a spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence

from app.core.i18n import _
from app.core.periods import Period
from app.enrolments.rules import STATUS_LABELS, Status
from app.outcomes.figures import LABELS, Count, Moment, Results
from app.outcomes.queries import Situation
from app.outcomes.rules import EXIT, STANDINGS
from app.web.spreadsheets import sheet
from app.web.workbooks import PERCENT, Cell, Formula, Sheet, cell, workbook


def moment_words(month: int) -> str:
    return _("À la sortie") if month == EXIT else _("À %(n)s mois") % {"n": month}


def as_csv(found: Results, period: Period) -> bytes:
    head = (_("Moment"), _("Chiffre"), _("Participations"), _("Personnes"), _("Sur"), _("Taux (%)"), _("Formule"))
    title = _("Sorties du %(first)s au %(last)s") % {"first": period.start.isoformat(), "last": period.end.isoformat()}
    return sheet([(title,), head, *_csv_rows(found)])


def _csv_rows(found: Results) -> Iterable[Sequence[object]]:
    line = 0  # the heads
    for moment in found.moments:
        when = moment_words(moment.month)
        for what, counted in _shown(moment):
            line += 1
            yield when, _(LABELS[what]), counted.participations, counted.people, "", "", ""
        for rate in moment.rates:
            value = _no_exit() if rate.value is None else f"{rate.value * 100:.1f}".replace(".", ",")
            above, below = rate.numerator, rate.denominator
            yield when, _(rate.label), above.participations, above.people, below.participations, value, _(rate.formula)


def _shown(moment: Moment) -> Iterable[tuple[str, Count]]:
    hidden = (
        {"due", "finished", "left", "abandoned"}
        if moment.month != EXIT
        else {"due", "made_before", "life_known", "alive"}
    )
    return ((what, counted) for what, counted in moment.counts.items() if what not in hidden)


def _no_exit() -> str:
    return _("pas de sortie dans la période")


def as_workbook(
    found: Results, rows: Sequence[Situation], period: Period, courses: Mapping[str, str], *, named: bool
) -> bytes:
    """The figures on a sheet, the exits that they count on another; without names for whoever does not see them."""
    months = [moment.month for moment in found.moments if moment.month != EXIT]
    figures = Sheet(
        _("Chiffres"), _figure_rows(found),
        (_("Moment"), _("Chiffre"), _("Participations"), _("Personnes"), _("Sur"), _("Taux"), _("Formule")),
        (14, 44, 14, 12, 10, 12, 60),
    )  # fmt: skip
    heads = [
        _("Personne"), _("Cours"), _("Entrée"), _("Sortie"), _("Fin"), _("Situation à la sortie"), _("Abandon"),
        *(_("À %(n)s mois") % {"n": month} for month in months),
    ]  # fmt: skip
    listed = Sheet(
        _("Sorties"), (_exit_row(one, months, courses, named) for one in rows), heads, (26, 24, 12, 12, 18, 36, 10, 36)
    )
    title = _("Sorties du %(first)s au %(last)s") % {"first": period.start.isoformat(), "last": period.end.isoformat()}
    return workbook([figures, listed], title=title)


def _figure_rows(found: Results) -> Iterable[Sequence[Cell]]:
    line = 0  # the heads
    for moment in found.moments:
        when = moment_words(moment.month)
        for what, counted in _shown(moment):
            line += 1
            yield when, _(LABELS[what]), counted.participations, counted.people, None, None, None
        for rate in moment.rates:
            line += 1
            value: Cell = _no_exit()
            if rate.value is not None:
                value = Formula(f"={cell(line, 2)}/{cell(line, 4)}", rate.value, PERCENT)
            above, below = rate.numerator, rate.denominator
            yield when, _(rate.label), above.participations, above.people, below.participations, value, _(rate.formula)


def _exit_row(one: Situation, months: Sequence[int], courses: Mapping[str, str], named: bool) -> Sequence[Cell]:
    return (
        one.learner_name if named else _("personne %(code)s") % {"code": one.learner_id[-6:]},
        courses.get(one.course_id, ""),
        one.starts_on,
        one.left_on,
        _(STATUS_LABELS[Status(one.status)]),
        exit_words(one),
        _("oui") if one.abandonment else _("non"),
        *(check_words(one, month) for month in months),
    )


def exit_words(one: Situation) -> str:
    """The situation at the exit, in the words of its day."""
    return one.label or (_(one.outcome.label) if one.outcome else _("situation non dite"))


def check_words(one: Situation, month: int) -> str:
    check = one.checks[month]
    if check.outcome is None:
        return _(STANDINGS[check.standing])
    words = check.label or _(check.outcome.label)
    if check.active is False:
        return _("%(words)s, activité arrêtée") % {"words": words}
    return words
