"""Rooms of the sites: added, renamed, and put away when nothing is to take place there any more."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, invalid
from app.core.i18n import _, ngettext
from app.core.ids import new_id
from app.identity import queries as identity
from app.ledger import services as ledger
from app.scheduling import policies, queries, rules
from app.scheduling.models import MeetingRoom
from app.scheduling.rules import Place


class Occupied(Conflict):
    """Sessions are to come in the room; `sessions` are their rows, to be moved one by one."""

    def __init__(self, name: str, sessions: queries.Rows) -> None:
        count = len(sessions)
        words = ngettext(
            "La salle « %(room)s » a encore %(num)s séance à venir. Rien n'a été changé. Déplacez-la, ou gardez-la dans cette salle.",
            "La salle « %(room)s » a encore %(num)s séances à venir. Rien n'a été changé. Déplacez-les, ou gardez-les dans cette salle.",
            count,
        )
        super().__init__(words % {"room": name, "num": count}, sessions=[row.id for row in sessions])
        self.sessions = sessions


def add_room(session: Session, actor: Actor, site_id: str, name: str, capacity: int) -> MeetingRoom:
    """A room that sessions can be given. One of the same name that was put away serves again."""
    require(policies.may_keep_rooms(actor))
    if site_id not in {row.id for row in identity.sites(session, actor.organisation_id)}:
        raise invalid("site", _("Choisissez le lieu où se trouve la salle."))
    name, capacity = _name(name), _seats(capacity)
    known = queries.room_named(session, actor.organisation_id, site_id, name)
    if known is not None and known.archived_at is None:
        raise invalid("name", _("Ce lieu a déjà une salle de ce nom."))
    if known is not None:
        known.archived_at, known.name, known.capacity = None, name, capacity
        return known
    room = MeetingRoom(
        id=new_id(),
        organisation_id=actor.organisation_id,
        site_id=site_id,
        name=name,
        capacity=capacity,
        created_at=now(),
    )
    session.add(room)
    session.flush()
    return room


def change_room(session: Session, actor: Actor, room_id: str, name: str, capacity: int) -> MeetingRoom:
    """Another name, or other seats; fewer than a coming session needs is refused. Sessions to come say the new name."""
    require(policies.may_keep_rooms(actor))
    room = queries.room_for(session, actor, room_id)
    name, capacity = _name(name), _seats(capacity)
    known = queries.room_named(session, actor.organisation_id, room.site_id, name)
    if known is not None and known.id != room.id:
        raise invalid("name", _("Ce lieu a déjà une salle de ce nom."))
    if capacity < room.capacity:
        _refuse_too_small(session, room, capacity)
    if name != room.name:
        for row in queries.sessions_in(session, room.id, now(), limit=10_000):
            queries.session_entity(session, actor, row.id).room = name
    room.name, room.capacity = name, capacity
    return room


def _refuse_too_small(session: Session, room: MeetingRoom, capacity: int) -> None:
    for row in queries.sessions_in(session, room.id, now(), limit=10_000):
        needed = row.capacity if row.place == Place.ON_SITE else queries.seats_taken(session, row.id, on_site=True)
        if needed > capacity:
            words = _("« %(title)s » a besoin de %(seats)s places dans cette salle. Déplacez d'abord cette séance.")
            raise invalid("capacity", words % {"title": row.title, "seats": needed})


def archive_room(session: Session, actor: Actor, room_id: str, *, keep_sessions: bool = False) -> MeetingRoom:
    """Put a room away. `Occupied` when sessions are to come there, unless they are to be kept. Again changes nothing."""
    require(policies.may_keep_rooms(actor))
    ledger.take_turn(session, actor.organisation_id)  # nobody plans a session there meanwhile
    room = queries.room_for(session, actor, room_id)
    if room.archived_at is not None:
        return room
    if not keep_sessions and (coming := queries.sessions_in(session, room.id, now())):
        raise Occupied(room.name, coming)
    room.archived_at = now()
    return room


def reopen_room(session: Session, actor: Actor, room_id: str) -> MeetingRoom:
    require(policies.may_keep_rooms(actor))
    room = queries.room_for(session, actor, room_id)
    room.archived_at = None
    return room


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 120:
        raise invalid("name", _("Donnez un nom à la salle, en 120 caractères au plus."))
    return name


def _seats(capacity: int) -> int:
    if not 1 <= capacity <= rules.LARGEST:
        raise invalid("capacity", _("Une salle a au moins une place, et %(most)s au plus.") % {"most": rules.LARGEST})
    return capacity
