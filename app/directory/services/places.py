"""Places where people can go: their hours, what they find there, how to come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.i18n import _
from app.core.ids import new_id
from app.directory import policies, queries, rules
from app.directory.models import Place
from app.directory.services.soundness import Faults
from app.directory.words import EQUIPMENT, PLACE_KINDS
from app.identity import queries as identity


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """A place as it is typed; `hours` are the lines of the seven days, Monday first."""

    name: str = ""
    kind: str = "access"
    site_id: str = ""
    address: str = ""
    commune: str = ""
    coordinates: str = ""
    hours: Mapping[int, str] = field(default_factory=dict)
    equipment: Sequence[str] = ()
    access: str = ""
    phone: str = ""


def add_place(session: Session, actor: Actor, typed: TypedPlace) -> Place:
    """A place of its own, or what there is to say of a site where sessions take place."""
    require(policies.may_keep(actor))
    values = _sound(session, actor, typed, "")
    place = Place(id=new_id(), organisation_id=actor.organisation_id, created_at=now(), **values)
    session.add(place)
    session.flush()
    return place


def change_place(session: Session, actor: Actor, place_id: str, typed: TypedPlace) -> Place:
    require(policies.may_keep(actor))
    place = queries.place_for(session, actor, place_id)
    for name, value in _sound(session, actor, typed, place.id).items():
        setattr(place, name, value)
    session.flush()
    return place


def archive_place(session: Session, actor: Actor, place_id: str, *, again: bool = False) -> Place:
    """Shown no longer, or shown `again`; sessions planned there stay."""
    require(policies.may_keep(actor))
    place = queries.place_for(session, actor, place_id)
    if again:
        place.archived_at = None
    elif place.archived_at is None:
        place.archived_at = now()
    return place


def _sound(session: Session, actor: Actor, typed: TypedPlace, place_id: str) -> dict[str, object]:
    faults = Faults()
    point = faults.point("coordinates", typed.coordinates)
    values: dict[str, object] = {
        "name": faults.line("name", typed.name, 120, needed=_("Donnez un nom au lieu.")),
        "kind": typed.kind if typed.kind in PLACE_KINDS else "access",
        "site_id": typed.site_id or None,
        "address": faults.line("address", typed.address, 500),
        "commune": faults.line("commune", typed.commune, 120, needed=_("Dites dans quelle commune.")),
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "hours": _hours(faults, typed.hours),
        "equipment": [key for key in EQUIPMENT if key in typed.equipment],
        "access": faults.line("access", typed.access, 500),
        "phone": faults.phone("phone", typed.phone),
    }
    if typed.site_id:
        if typed.site_id not in {row.id for row in identity.sites(session, actor.organisation_id)}:
            faults.add("site", _("Choisissez un lieu de la liste."))
        every = [*queries.places(session, actor.organisation_id)]
        every += queries.places(session, actor.organisation_id, archived=True)
        if any(row.site_id == typed.site_id and row.id != place_id for row in every):
            faults.add("site", _("Ce lieu a déjà sa fiche. Modifiez-la."))
    faults.stop()
    return values


def _hours(faults: Faults, typed: Mapping[int, str]) -> dict[str, list[list[str]]]:
    hours = {}
    for day in range(7):
        try:
            if spans := rules.read_spans(typed.get(day, "")):
                hours[str(day)] = spans
        except ValueError:
            faults.add(f"hours-{day}", _("Écrivez les heures comme 9h-12h, 14h-17h30. Laissez vide si c'est fermé."))
    return hours
