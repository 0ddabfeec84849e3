"""The public agenda of the demonstration: information meetings that come back, a workshop, a class on a visit."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.access import Actor
from app.core.clock import paris
from app.core.db import Database
from app.core.errors import Conflict
from app.visits import queries
from app.visits import services as visits
from app.visits.rules import Kind

WEEKS = range(-3, 5)  # of the information meeting, around the day of the demonstration
SEATS = 12

_PEOPLE = (
    "Amélie Fargeas", "Brahim Saïdi", "Céline Monteil", "Damien Roux", "Elsa Vergne", "Farid Haddad", "Gisèle Brousse",
    "Hugo Tixier", "Irina Popova", "Jules Chastang", "Karine Lafon", "Loïc Pradeau", "Mariam Sylla", "Noé Vialle",
    "Ophélie Madrange",
)  # fmt: skip
_SAYS = """Ce que propose le parcours, comment il se finance, à quoi s'attendre semaine après semaine.

Venez avec votre idée, même si elle tient en une phrase. On répond à toutes les questions."""
_WORKSHOP = (
    """Poser ses coûts, choisir un prix, le dire sans rougir. Apportez un produit ou un exemple de votre service."""
)
_CLASS = (
    """Trois personnes qui ont créé leur activité racontent leurs débuts, puis répondent aux questions de la classe."""
)


def open_to_all(
    database: Database, adviser: Actor, trainer: Actor, sites: list[tuple[str, str]], now: datetime
) -> None:
    """Announce the meetings, register people, and say who came to those that are over."""
    monday = clock.local(now).date() - timedelta(days=clock.local(now).weekday())
    for week in WEEKS:
        day = monday + timedelta(weeks=week, days=1)
        site = sites[week % len(sites)][0]
        _meeting(database, adviser, "Réunion d'information", paris(day, 10), 90, site, _SAYS, 3 + week * 5 % 7, now)
    thursday = monday + timedelta(weeks=1, days=3)
    _meeting(
        database,
        trainer,
        "Atelier ouvert : trouver son prix",
        paris(thursday, 14),
        120,
        sites[0][0],
        _WORKSHOP,
        14,
        now,
    )
    visit = _meeting(
        database, adviser, "Créer son activité : rencontre avec une classe", paris(thursday + timedelta(days=5), 14), 90,
        sites[0][0], _CLASS, 2, now, seats=40,
    )  # fmt: skip
    school = visits.Wish(
        name="Hélène Bordas", email="h.bordas@lycee.example", consent=True, kind=Kind.GROUP,
        school="Lycée des métiers du Haut-Pays", level="Terminale professionnelle commerce", people=24,
    )  # fmt: skip
    with clock.at(now - timedelta(days=2)), database.writing() as session:
        visits.register(session, visit, school, "192.0.2.7")


def _meeting(
    database: Database, actor: Actor, title: str, starts: datetime, minutes: int, site: str, says: str, people: int,
    now: datetime, *, seats: int = SEATS,
) -> str:  # fmt: skip
    made, starts = _planned(database, actor, title, starts, minutes, site, says, now, seats)
    ends = starts + timedelta(minutes=minutes)
    with clock.at(min(now, starts) - timedelta(days=1)), database.writing() as session:
        for number in range(people):
            name = _PEOPLE[(starts.day + number) % len(_PEOPLE)]
            address = name.lower().translate(_PLAIN).replace(" ", ".") + "@courriel.example"
            phone = f"06 39 98 01 {number:02}" if number % 3 == 0 else ""
            wish = visits.Wish(name=name, email="" if phone else address, phone=phone, consent=True)
            visits.register(session, made, wish, f"192.0.2.{starts.timetuple().tm_yday % 250}")
    if ends < now:
        with clock.at(ends), database.writing() as session:
            seated = [row for row in queries.visits_of(session, made) if row.state == "booked"]
            visits.say_who_came(session, actor, made, {row.id: int(n % 4 != 3) for n, row in enumerate(seated)})
    return made


def _planned(
    database: Database, actor: Actor, title: str, starts: datetime, minutes: int, site: str, says: str, now: datetime,
    seats: int,
) -> tuple[str, datetime]:  # fmt: skip
    """The first hour of that day, or of those after, when whoever holds it is free."""
    for later in range(100):
        at = starts + timedelta(minutes=30 * (later % 10), days=later // 10)
        try:
            with clock.at(min(now, at) - timedelta(days=20)), database.writing() as session:
                ends = at + timedelta(minutes=minutes)
                return visits.plan_meeting(session, actor, title, at, ends, seats, site_id=site, says=says).id, at
        except Conflict:
            continue
    raise AssertionError("nobody is busy for ten days without a gap")


_PLAIN = str.maketrans("éèëïôà", "eeeioa")
