"""Whether a change of a plan can be made."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.enrolments.availability import Given, check_given
from app.enrolments.rules import CLOSED
from app.identity import queries as identity
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means
from app.planning.paths import Path

FURTHEST = timedelta(days=731)


def check(session: Session, path: Path, asked: Asked) -> None:
    """Raise Conflict or Invalid, with the field, when the change cannot be made."""
    status = path.row.status
    if asked.act is Act.RESUME:
        if status not in ("paused", *CLOSED):
            raise Conflict(_("Ce parcours n'est pas arrêté : il n'y a rien à reprendre."))
        return
    if status in CLOSED:
        raise Conflict(_("Ce parcours est terminé. Reprenez-le d'abord : son plan sera calculé de nouveau."))
    if status == "paused" and not any(stop.since <= today() < stop.until for stop in path.said):
        raise Conflict(_("Ce parcours est en pause sans date de retour. Reprenez-le d'abord. Rien n'a été changé."))
    if asked.act is Act.PAUSE:
        _sound_pause(path, asked)
    elif asked.act is Act.EXTEND:
        _sound_extension(path, asked)
    elif asked.act is Act.PACE:
        means = asked.means or Means()
        check_given(Given(means.weekly_minutes, means.weekdays_off, means.days_off))
    elif asked.act is Act.SESSION:
        _sound_session(path, asked)
    elif asked.act in (Act.OMIT, Act.ADD):
        _sound_sequence(path, asked)
    elif asked.act is Act.SITE and asked.site_id not in {
        row.id for row in identity.sites(session, path.row.organisation_id)
    }:
        raise invalid("site_id", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))


def _sound_pause(path: Path, asked: Asked) -> None:
    since = asked.since or today()
    if since < today():
        raise invalid("since", _("Cette date est déjà passée. Une pause commence aujourd'hui ou plus tard."))
    if since > today() + FURTHEST or (asked.until and asked.until > since + FURTHEST):
        raise invalid("until", _("Cette date est dans plus de deux ans. Vérifiez l'année."))
    if asked.until is not None and asked.until <= since:
        raise invalid("until", _("Le retour vient après le début de la pause."))
    if path.pauses or path.row.status == "paused":
        raise Conflict(
            _("Une pause est déjà prévue ou en cours. Annulez-la, ou reprenez le parcours, puis recommencez.")
        )


def _sound_extension(path: Path, asked: Asked) -> None:
    if asked.ends_on is None or asked.ends_on <= path.row.ends_on:
        raise invalid("ends_on", _("La nouvelle fin vient après la fin prévue aujourd'hui."))
    if asked.ends_on > today() + FURTHEST:
        raise invalid("ends_on", _("Cette date est dans plus de deux ans. Vérifiez l'année."))


def _sound_session(path: Path, asked: Asked) -> None:
    activity = path.outline.activities.get(asked.activity_id)
    if activity is None or activity.id in path.done:
        raise invalid("activity_id", _("Cette séance n'est plus à venir dans ce plan."))
    if any(seat.id == asked.session_id for seat in path.seats):
        raise invalid("session_id", _("La personne est déjà inscrite à cette date. Choisissez-en une autre."))
    offered = path.offers.at(path.row.site_id).get(asked.activity_id, ())
    chosen = next((one for one in offered if one.id == asked.session_id), None)
    if chosen is None:
        raise invalid("session_id", _("Cette date n'est plus proposée. Choisissez-en une autre dans la liste."))
    if not path.days.possible(chosen.day):
        raise invalid("session_id", _("Ce jour n'est pas possible pour la personne. Choisissez une autre date."))
    others = (seat for seat in path.seats if seat.activity_id != asked.activity_id)
    if any(chosen.starts_at < seat.ends_at and seat.starts_at < chosen.ends_at for seat in others):
        raise invalid("session_id", _("La personne a déjà une autre séance à cette heure. Choisissez une autre date."))


def _sound_sequence(path: Path, asked: Asked) -> None:
    inside = next((part for part in path.parts if part.id == asked.sequence_id), None)
    if inside is None:
        raise invalid("sequence_id", _("Cette séquence n'est pas dans ce parcours."))
    if asked.act is Act.ADD:
        if asked.sequence_id not in path.omitted:
            raise invalid("sequence_id", _("Cette séquence est déjà dans le plan."))
        return
    if asked.sequence_id in path.omitted:
        raise invalid("sequence_id", _("Cette séquence n'est déjà plus dans le plan."))
    if all(one.id in path.done for one in inside.pieces):
        raise invalid("sequence_id", _("Cette séquence est déjà faite : elle reste dans le parcours."))
    if len([part for part in path.parts if part.id not in path.omitted]) < 2:
        raise invalid("sequence_id", _("C'est la dernière séquence du plan : elle ne se retire pas."))
