"""Where the sessions of the demonstration are held, and by whom: nobody is in two rooms at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import Activity
from app.scheduling import services as scheduling

if TYPE_CHECKING:
    from app.demo.stories import Story
    from app.demo.world import World

ROOMS = (("Grande salle", 16), ("Salle des cartes", 12), ("Atelier", 12), ("Petite salle", 12))
# With Bernard Sauzet, those who hold the sessions of a Thursday in three towns.
TRAINERS = (
    "Maite Harriague", "Luc Chastang", "Aurélie Besse", "Xan Duhalde", "Fanny Roche", "Idriss Kone", "Odile Peyrat",
    "Mattin Sallaberry", "Solène Vergne", "Hugo Bordes", "Nora Haddad", "Gilles Faucher",
)  # fmt: skip
SHIFTS = (0, 1, 2, 3, 4, 5, 6, -1)  # hours by which a meeting of two people moves when its adviser is taken


@dataclass(frozen=True, slots=True)
class Found:
    """Who holds a session, from when, and in which room."""

    leader: Actor
    start: datetime
    room_id: str | None


def furnish(session: Session, admin: Actor, sites: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The rooms of each site, by site id."""
    return {
        site_id: [scheduling.add_room(session, admin, site_id, name, seats).id for name, seats in ROOMS]
        for site_id, _town in sites
    }


def free_span(world: "World", story: "Story", activity: Activity, start: datetime) -> Found | None:
    """Somebody who is free then, and a room if it is a group that meets; two people find another hour."""
    length = timedelta(minutes=activity.minutes)
    if activity.people == "individual":
        leader = world.adviser(story)
        for hours in SHIFTS:
            at = start + timedelta(hours=hours)
            if _is_free(world, leader.account_id, at, at + length):
                return _taken(world, Found(leader, at, None), length)
        return None
    trainers = world.staff["trainer"]
    turn = story.number % len(trainers)
    leader_ = next(
        (
            one
            for one in (trainers[0], *trainers[turn:], *trainers[:turn])
            if _is_free(world, one.account_id, start, start + length)
        ),
        None,
    )
    if leader_ is None:
        return None
    place_id = world.places[story.number % len(world.places)][0]
    rooms = world.rooms.get(place_id, []) if activity.place == "on_site" else []
    room = next((one for one in rooms if _is_free(world, one, start, start + length)), None)
    return _taken(world, Found(leader_, start, room), length)


def free_trainer(world: "World", start: datetime, length: timedelta) -> Actor | None:
    """The first who can hold one more session then; it is theirs."""
    found = next(
        (one for one in world.staff["trainer"] if _is_free(world, one.account_id, start, start + length)), None
    )
    if found is not None:
        _taken(world, Found(found, start, None), length)
    return found


def _is_free(world: "World", who: str, start: datetime, end: datetime) -> bool:
    return all(end <= began or ended <= start for began, ended in world.held[f"{who} {start.date()}"])


def _taken(world: "World", found: Found, length: timedelta) -> Found:
    for who in (found.leader.account_id, found.room_id):
        if who:
            world.held[f"{who} {found.start.date()}"].append((found.start, found.start + length))
    return found
