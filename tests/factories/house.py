"""The prepared house: two organisations, a person for each role in each, and one small course."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.courses.services.importing import import_course
from app.identity import passwords, services
from app.identity.models import Account

SMALL_COURSE = Path(__file__).parent / "petit-parcours"
ENTRY = date(2026, 11, 23)


@dataclass
class Place:
    """One organisation of the prepared house. `people` are accounts by role; `actors` the same as Actor."""

    id: str
    slug: str
    people: dict[str, Account] = field(default_factory=dict)
    site_id: str = ""
    funder_id: str = ""

    def actor(self, role: Role | str) -> Actor:
        account = self.people[str(role)]
        return Actor(
            account.id,
            self.id,
            self.slug,
            self.slug.title(),
            account.name,
            account.email,
            frozenset({Role(role)}),
        )


@dataclass
class House:
    """`demo` is where tests happen, `neighbour` is the other side of the wall."""

    demo: Place
    neighbour: Place
    course_slug: str = "petit-parcours"

    def actor(self, role: Role | str) -> Actor:
        return self.demo.actor(role)


def build_house(session: Session) -> House:
    hashed = passwords.hash_password("demo-bidaide")
    places = []
    for slug, suffix in (("demo", ""), ("demo-voisine", "-voisine")):
        organisation = services.open_organisation(
            session, slug, slug.title(), two_factors=False, phone="05 55 00 00 00"
        )
        place = Place(organisation.id, slug)
        for role in Role:
            account = services.welcome(
                session, organisation.id, f"{role}{suffix}@demo.example", f"{role.title()} Demo", role
            )
            account.password_hash = hashed
            place.people[role] = account
        place.site_id = services.add_site(session, organisation.id, "Tulle", "1 rue du Pont").id
        place.funder_id = services.add_funder(session, organisation.id, "Région").id
        import_course(session, place.actor(Role.ADMIN), SMALL_COURSE)
        places.append(place)
    return House(*places)
