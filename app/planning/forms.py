"""What the forms and the machines ask of a plan, read into one change."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.core.clock import today
from app.core.days import maybe_day
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.enrolments.availability import read_given
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means

WORDS = {  # the word in the address, the act
    "pause": Act.PAUSE,
    "reprise": Act.RESUME,
    "prolongation": Act.EXTEND,
    "rythme": Act.PACE,
    "seance": Act.SESSION,
    "retrait": Act.OMIT,
    "ajout": Act.ADD,
    "lieu": Act.SITE,
}
BUTTONS = {
    Act.PAUSE: N_("Mettre en pause"),
    Act.RESUME: N_("Reprendre le parcours"),
    Act.EXTEND: N_("Prolonger"),
    Act.PACE: N_("Changer le rythme"),
    Act.SESSION: N_("Déplacer une séance"),
    Act.OMIT: N_("Retirer une séquence"),
    Act.ADD: N_("Ajouter une séquence"),
    Act.SITE: N_("Changer de lieu"),
}
FIELDS = (
    "since", "until", "days", "seats", "ends_on", "weeks", "weekly_hours", "weekdays_off", "days_off", "seance",
    "sequence", "site", "reason",
)  # fmt: skip


def read(word: str, form: Mapping[str, Any], ends_on: date) -> Asked:
    """The change that a form asks for; Invalid, with the field, when it cannot be read."""
    act = WORDS.get(word)
    if act is None:
        raise NotFound()
    if act is Act.PAUSE:
        since = maybe_day(str(form.get("since") or ""), "since") or today()
        until = maybe_day(str(form.get("until") or ""), "until")
        if until is None and (lasts := _count(form.get("days"), "days")):
            until = since + timedelta(days=lasts)
        return Asked(act, since=since, until=until, keep_seats=form.get("seats") == "keep")
    if act is Act.EXTEND:
        until = maybe_day(str(form.get("ends_on") or ""), "ends_on")
        if until is None and (weeks := _count(form.get("weeks"), "weeks")):
            until = ends_on + timedelta(weeks=weeks)
        return Asked(act, ends_on=until)
    if act is Act.PACE:
        given = read_given(
            str(form.get("weekly_hours") or ""), form.get("weekdays_off") or (), str(form.get("days_off") or "")
        )
        return Asked(act, means=Means(given.weekly_minutes, given.weekdays_off, given.days_off))
    if act is Act.SESSION:
        activity_id, _space, session_id = str(form.get("seance") or "").partition(" ")
        return Asked(act, activity_id=activity_id, session_id=session_id)
    if act in (Act.OMIT, Act.ADD):
        return Asked(act, sequence_id=str(form.get("sequence") or ""))
    if act is Act.SITE:
        return Asked(act, site_id=str(form.get("site") or "") or None)
    return Asked(act)


def _count(text: Any, field: str) -> int:
    text = str(text or "").strip()
    if not text:
        return 0
    if not text.isdigit() or not 1 <= int(text) <= 731:
        message = _("Écrivez un nombre entier, par exemple 12.")
        raise Invalid(message, [FieldError(field, message)])
    return int(text)
