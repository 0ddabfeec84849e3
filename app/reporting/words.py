"""What rows and periods are called on a page and in a file."""

from typing import Any

from app.core.access import Actor
from app.core.i18n import N_, _
from app.core.periods import Period
from app.reporting import policies
from app.reporting.hours import without_name
from app.reporting.queries.columns import ENTRY, SESSION, STEP, bounded
from app.reporting.rules import month_of, week_of
from app.web import formats

SOURCES = {
    ENTRY: N_("registre"),
    STEP: N_("plan"),
    SESSION: N_("séance ajoutée"),
}
VALUES = {
    "on_site": N_("sur place"),
    "remote": N_("à distance"),
    "hybrid": N_("à distance"),
    "synchronous": N_("en direct"),
    "asynchronous": N_("en différé"),
    "collective": N_("en groupe"),
    "individual": N_("individuel"),
    "training": N_("formation"),
    "accompaniment": N_("accompagnement"),
    "self_study": N_("en autonomie"),
}
RESULTS = {  # of a week against what is expected
    "nothing": N_("rien n'est attendu"),
    "reached": N_("atteint"),
    "missed": N_("pas atteint"),
    "open": N_("semaine en cours ou à venir"),
}
HALF_DAYS = {"morning": N_("matin"), "afternoon": N_("après-midi")}


def dates(period: Period) -> str:
    """« du 1er au 30 novembre 2026 », or what has no bound."""
    begins, ends = bounded(period)
    if not begins and not ends:
        return _("depuis le début")
    if not ends:
        return _("depuis le %(day)s") % {"day": formats.full_day(period.start)}
    if not begins:
        return _("jusqu'au %(day)s") % {"day": formats.full_day(period.end)}
    if period.start == period.end:
        return _("le %(day)s") % {"day": formats.full_day(period.start)}
    if period == month_of(period.start):
        return formats.month(period.start)
    return _("du %(start)s au %(end)s") % {"start": formats.full_day(period.start), "end": formats.full_day(period.end)}


def slice_title(period: Period) -> str:
    """« novembre 2026 », « semaine du 23 novembre 2026 », or the days of what was cut."""
    if period == week_of(period.start):
        return _("semaine du %(day)s") % {"day": formats.full_day(period.start)}
    return dates(period)


def title_of(row: Any) -> str:
    """What an hour was spent on; a correction says so."""
    title = row.title or _("activité retirée")
    return _("%(title)s (correction)") % {"title": title} if row.corrects_id else title


def name_of(actor: Actor, row: Any) -> str:
    """Whose hour it is, for who may see names."""
    if policies.may_see_names(actor):
        return row.learner or ""
    return without_name(row.enrolment_id or "")
