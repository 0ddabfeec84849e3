"""Plans that life has changed, for the pages that tell it: three entries, a pause, an extension, a session moved, a
sequence taken out and put back, each with its reason and all of them still in the history."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.enrolments.availability import Given
from app.enrolments.rules import next_mondays
from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked
from app.planning.paths import is_meeting
from app.planning.services import read_one
from app.scheduling import services as scheduling

ENTRIES = (  # name, address, the time they have
    ("Clémence Vialle", "clemence.vialle", "Atelier de reliure", Given(360, frozenset({2}))),
    ("Yann Delrieu", "yann.delrieu", "Taille de haies et petits jardins", Given(600)),
    ("Oriane Sahuc", "oriane.sahuc", "Cuisine de quartier, le midi", None),
)
AHEAD = 3  # occurrences planned for each of the first sessions
FIRST = 4  # group sessions that are planned ahead


def change_some_plans(
    database: Database, outline: Outline, adviser: Actor, trainer: Actor, site_id: str, closed: frozenset[date], now: datetime,
    host: str,
) -> None:  # fmt: skip
    """Three people enter on the three coming Mondays; what happens to them is one act each, with its reason."""
    with clock.at(now), database.writing() as session:
        mondays = next_mondays(clock.today() + timedelta(days=1), 3, closed)
        _plan_sessions(session, outline, trainer, site_id, mondays[0])
        people = [
            enrolling.enrol(
                session, adviser, outline.slug, f"{address}@{host}", name, monday, adviser.email, site_id=site_id,
                project=project, given=given,
            ).id
            for monday, (name, address, project, given) in zip(mondays, ENTRIES, strict=True)
        ]  # fmt: skip
        first, second, third = people
        _change(session, adviser, first, _pause(mondays[0]), "Remplacement à la mairie pendant douze jours.")
        row = read_one(session, adviser.organisation_id, second).row
        _change(
            session, adviser, second, Asked(Act.EXTEND, ends_on=row.ends_on + timedelta(weeks=3)),
            "Une formation hygiène tombe au milieu : trois semaines de plus.",
        )  # fmt: skip
        _move_a_session(session, adviser, third)
        part = outline.sequences[4]
        _change(
            session, adviser, third, Asked(Act.OMIT, sequence_id=part.id), "Déjà travaillé avec la chambre de métiers."
        )


def _pause(monday: date) -> Asked:
    since = monday + timedelta(days=8)
    return Asked(Act.PAUSE, since=since, until=since + timedelta(days=12))


def _change(session: Session, adviser: Actor, enrolment_id: str, asked: Asked, reason: str) -> None:
    changing.change_plan(session, adviser, enrolment_id, asked, reason)


def _plan_sessions(session: Session, outline: Outline, trainer: Actor, site_id: str, monday: date) -> None:
    """The first group sessions of the course, three times each, so that people find the next one."""
    meetings = [one for one in outline.activities.values() if is_meeting(one) and not one.conditions][:FIRST]
    for number, activity in enumerate(meetings):
        for turn in range(AHEAD):
            day = monday + timedelta(weeks=number // 2 + 3 * turn, days=1 + number % 2)
            start = clock.paris(day, 9 + 2 * number)
            on_site = activity.place == "on_site"
            try:
                scheduling.plan_session(
                    session, trainer, outline.slug, activity.title, start, start + timedelta(minutes=activity.minutes),
                    activity.place, 12, activity.id, trainer_id=trainer.account_id, site_id=site_id if on_site else None,
                    link="" if on_site else "https://visio.demo.example/classe",
                )  # fmt: skip
            except (Conflict, Invalid):  # the trainer or the place is taken at that time
                continue


def _move_a_session(session: Session, adviser: Actor, enrolment_id: str) -> None:
    """Their first session goes to the next date, when there is one."""
    path = read_one(session, adviser.organisation_id, enrolment_id)
    for seat in path.seats:
        later = [
            one
            for one in path.offers.at(path.row.site_id).get(seat.activity_id or "", ())
            if one.day > seat.day and one.free and path.days.possible(one.day)
        ]
        for one in later:
            asked = Asked(Act.SESSION, activity_id=one.activity_id, session_id=one.id)
            try:
                _change(session, adviser, enrolment_id, asked, "Un marché ce jour-là.")
            except Invalid:
                continue
            return
