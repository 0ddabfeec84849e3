"""What must hold of a session, whoever writes it and by whichever door: its fields, its room, its trainer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import now
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.identity import queries as identity
from app.scheduling import queries, rules
from app.scheduling.models import MeetingRoom, TrainingSession
from app.scheduling.rules import Classroom, People, Place, Span
from app.web import formats


def title_of(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > 200:
        raise invalid("title", _("Donnez un titre à la séance, en 200 caractères au plus."))
    return title


def span_of(starts_at: datetime, ends_at: datetime) -> Span:
    """Both in whole minutes, in order, and not absurd."""
    starts_at = starts_at.replace(second=0, microsecond=0)
    ends_at = ends_at.replace(second=0, microsecond=0)
    if ends_at <= starts_at:
        raise invalid("ends_at", _("La séance doit finir après son début."))
    if ends_at - starts_at > rules.LONGEST:
        raise invalid("ends_at", _("Une séance dure 24 heures au plus. Planifiez une séance par jour."))
    if abs(starts_at - now()) > rules.FURTHEST:
        raise invalid("starts_at", _("Cette date est à plus de deux ans d'aujourd'hui. Vérifiez l'année."))
    return Span(starts_at, ends_at)


def place_of(place: str) -> str:
    if place not in set(Place):
        raise invalid("place", _("Dites si la séance est sur place, à distance ou les deux."))
    return str(place)


def people_of(people: str) -> str:
    if people not in set(People):
        raise invalid("people", _("Dites si la séance est individuelle ou en groupe."))
    return str(people)


def link_of(link: str) -> str:
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise invalid("link", _("Le lien commence par https://."))
    return link


def classroom_of(place: str, classroom: str, link: str) -> str:
    """What the class at a distance is held with: a link alone is one. On site there is none."""
    if classroom and classroom not in set(Classroom):
        raise invalid("classroom", _("Choisissez la classe à distance dans la liste."))
    if classroom == Classroom.LINK and not link:
        raise invalid("link", _("Écrivez le lien de la classe à distance."))
    if place == Place.ON_SITE:
        return ""
    return str(classroom) or (Classroom.LINK.value if link else "")


def trainer_of(session: Session, actor: Actor, trainer_id: str | None) -> str | None:
    """Who runs it; the actor, if they train, when nobody is named."""
    if not trainer_id:
        return actor.account_id if actor.has(Role.TRAINER, Role.ADVISER) else None
    roles = (Role.TRAINER, Role.ADVISER)
    if trainer_id == actor.account_id and actor.has(*roles):
        return trainer_id
    if not any(identity.has_role(session, actor.organisation_id, trainer_id, role) for role in roles):
        raise invalid("trainer", _("Cette personne ne forme pas et n'accompagne pas ici."))
    return trainer_id


@dataclass(frozen=True, slots=True)
class Where:
    """Where a session takes place, found sound: a room has its site, and lends its name."""

    site_id: str | None = None
    room_id: str | None = None
    room: str = ""
    seats: int | None = None  # that the room has


def where_of(
    session: Session, actor: Actor, place: str, site_id: str | None, room_id: str | None, room: str, kept: str | None
) -> Where:
    """The site and the room meant. A session at a distance has none; on site without a site, the only one is meant.

    `kept` is the room that the session has already: it stays there when the room is archived.
    """
    if place == Place.REMOTE:
        return Where()
    if room_id:
        return _in_room(session, actor, site_id, room_id, kept)
    room = room.strip()[:120]
    sites = [str(row.id) for row in identity.sites(session, actor.organisation_id)]
    if site_id and site_id not in sites:
        raise invalid("site", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))
    return Where(site_id or (sites[0] if len(sites) == 1 and not room else None), None, room)


def _in_room(session: Session, actor: Actor, site_id: str | None, room_id: str, kept: str | None) -> Where:
    found = session.get(MeetingRoom, room_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise invalid("room_id", _("Cette salle n'existe pas. Choisissez-en une dans la liste."))
    if found.archived_at is not None and room_id != kept:
        raise invalid("room_id", _("Cette salle ne sert plus. Choisissez-en une autre."))
    if site_id and site_id != found.site_id:
        raise invalid("room_id", _("Cette salle n'est pas dans le lieu choisi."))
    return Where(found.site_id, found.id, found.name, found.capacity)


def capacity_of(capacity: int, place: str, where: Where) -> int:
    """The places, all kinds together; those on site are never more than the room has."""
    if not 1 <= capacity <= rules.LARGEST:
        raise invalid("capacity", _("Il faut au moins une place, et %(most)s au plus.") % {"most": rules.LARGEST})
    if place == Place.ON_SITE and where.seats is not None and capacity > where.seats:
        words = _("La salle « %(room)s » a %(seats)s places. Choisissez une salle plus grande ou moins de places.")
        raise invalid("capacity", words % {"room": where.room, "seats": where.seats})
    return capacity


# --- Clashes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """Another session that takes the same room, or the same person, at the same time."""

    session_id: str
    words: str


def clashes(
    session: Session,
    organisation_id: str,
    spans: Sequence[Span],
    *,
    trainer_id: str | None,
    room_id: str | None,
    but: Collection[str] = (),
) -> list[list[Clash]]:
    """For each span, what is already held there: one statement, however many there are."""
    if not spans:
        return []
    since, before = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    taken = queries.busy(
        session, organisation_id, since, before, trainer_id=trainer_id, room_id=room_id, but=frozenset(but)
    )
    found = []
    for span in spans:
        met = [row for row in taken if row.starts_at < span.ends_at and span.starts_at < row.ends_at]
        found.append([Clash(row.id, _clash_words(row, trainer_id, room_id)) for row in met])
    return found


def _clash_words(row: Any, trainer_id: str | None, room_id: str | None) -> str:
    values = {
        "title": row.title, "when": formats.moment(row.starts_at), "end": formats.clock(row.ends_at),
        "name": row.trainer_name, "room": row.room,
    }  # fmt: skip
    if room_id and row.room_id == room_id:
        return _("La salle « %(room)s » est prise : « %(title)s », %(when)s, jusqu'à %(end)s.") % values
    return _("%(name)s tient déjà une séance : « %(title)s », %(when)s, jusqu'à %(end)s.") % values


def refuse_clashes(found: Sequence[Sequence[Clash]]) -> None:
    """Conflict with the sentences of the first clashes, all of them when there are few."""
    words = list(dict.fromkeys(clash.words for met in found for clash in met))
    if not words:
        return
    said = words[:3]
    if len(words) > 3:
        said.append(_("Et %(more)s autres.") % {"more": len(words) - 3})
    advice = _("Rien n'a été enregistré. Choisissez une autre heure, une autre salle ou une autre personne.")
    raise Conflict(" ".join((*said, advice)), clashes=words)


def seated_facts(meeting: TrainingSession) -> queries.Meeting:
    """A session as the acts on seats know it."""
    return queries.Meeting(
        meeting.id,
        meeting.organisation_id,
        meeting.course_id,
        meeting.activity_id,
        meeting.trainer_id,
        meeting.title,
        meeting.starts_at,
        meeting.ends_at,
        meeting.place,
        meeting.site_id,
        meeting.room_id,
        meeting.people,
        meeting.capacity,
        meeting.cancelled_at,
    )
