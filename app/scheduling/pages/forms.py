"""What the forms about sessions say, read once for planning and for changing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.days import read_day, read_hour
from app.core.errors import Invalid, invalid
from app.core.i18n import N_, _
from app.courses import queries as courses
from app.courses.outline import outline
from app.identity import queries as identity
from app.scheduling import queries, rules
from app.scheduling.rules import Every, People, Place, Span

MOST = rules.LONGEST_ORDER + 2000  # characters of one field

PLACES = ((Place.ON_SITE, N_("Sur place")), (Place.REMOTE, N_("À distance")), (Place.HYBRID, N_("Les deux à la fois")))
PEOPLE = ((People.COLLECTIVE, N_("En groupe")), (People.INDIVIDUAL, N_("Avec une seule personne")))
REPEATS = (
    ("", N_("Une seule fois")),
    (Every.WEEK.value, N_("Chaque semaine, le même jour")),
    (Every.FORTNIGHT.value, N_("Toutes les deux semaines, le même jour")),
    (Every.DAYS.value, N_("Plusieurs jours par semaine")),
)
WEEKDAYS = (N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"), N_("samedi"), N_("dimanche"))

_ASKED_AS = {  # what services call a field → what the form does
    "starts_at": "start", "ends_at": "end", "course": "what", "activity_id": "what", "days": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a form whose fields depend on what it is about."""

    fields: Mapping[str, list[str]]

    def get(self, name: str, otherwise: str = "") -> str:
        return self.fields.get(name, [otherwise])[0]

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    def has(self, name: str) -> bool:
        return name in self.fields

    def line(self, name: str) -> str:
        return self.get(name).strip()

    def values(self) -> dict[str, str]:
        """For a form that is shown again."""
        return {name: found[0] for name, found in self.fields.items() if name != "csrf"}


async def _said(request: Request) -> Said:
    form = await request.form(max_fields=1000)
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            if len(value) > MOST:
                raise invalid(name, _("Ce texte est trop long."))
            found.setdefault(name, []).append(value)
    return Said(found)


AllSaid = Annotated[Said, Depends(_said)]


def errors_of(error: Invalid | None) -> dict[str, str]:
    """Field of the form → what is wrong with it."""
    return {_ASKED_AS.get(one.field, one.field): one.message for one in (error.fields if error else [])}


def span_of(said: Said) -> Span:
    """The instants that the form means, in the time of Paris."""
    day = read_day(said.get("day"), "day")
    start, end = read_hour(said.get("start"), "start"), read_hour(said.get("end"), "end")
    try:
        return rules.span_on(day, start, end, overnight=said.has("overnight"))
    except OverflowError as error:
        raise invalid("day", _("Cette date est à plus de deux ans d'aujourd'hui. Vérifiez l'année.")) from error


def number_of(text: str) -> int:
    """The number asked for; 0, which suits nothing, when it is not one."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def choices(session: Session, actor: Actor) -> dict[str, Any]:
    """What the lists of the form offer."""
    team = {
        row.id: row.name
        for role in (Role.TRAINER, Role.ADVISER)
        for row in identity.members_with(session, actor.organisation_id, role)
    }
    rooms = [
        (
            row.id,
            _("%(site)s · %(room)s (%(seats)s places)")
            % {"site": row.site_name, "room": row.name, "seats": row.capacity},
        )
        for row in queries.rooms(session, actor.organisation_id)
    ]
    return {
        "sites": [(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
        "rooms": rooms,
        "team": sorted(team.items(), key=lambda item: item[1]),
        "places": [(value.value, _(label)) for value, label in PLACES],
        "sizes": [(value.value, _(label)) for value, label in PEOPLE],
    }  # fmt: skip


def subjects(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """What a session can make go forward: `course|activity`."""
    found: list[tuple[str, str]] = []
    for course in courses.courses(session, actor):
        found += [
            (f"{course.slug}|{activity.id}", f"{course.title} · {activity.title}")
            for activity in outline(session, course.edition_id).activities.values()
            if activity.kind == "session"
        ]
        found.append((f"{course.slug}|", _("%(course)s · autre séance") % {"course": course.title}))
    return found
