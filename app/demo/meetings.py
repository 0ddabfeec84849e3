"""The sessions to come of the demonstration: a series with full ones, one moved, one cancelled, one also at a distance."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.errors import Conflict
from app.demo.world import World
from app.enrolments.rules import nth_open_day
from app.scheduling import services as scheduling
from app.scheduling.rules import Every, Recurrence, span_on
from app.scheduling.services import Change, Wish

TITLE = "Atelier du mercredi : vos questions, vos chiffres"
ORDER = """On travaille sur **vos** chiffres.

- 14 h : tour de table, une question chacun
- 14 h 20 : deux questions reprises ensemble
- 15 h 30 : ce que chacun essaie avant la semaine suivante
"""
WEEKS = 8
START, END = time(14), time(16)


def meet(world: World, now: datetime) -> None:
    """What a team has planned for the weeks to come, in the days before `now`."""
    trainer, adviser = world.staff["trainer"][0], world.staff["adviser"][0]
    today = clock.local(now).date()
    first = today + timedelta(days=(2 - today.weekday()) % 7 or 7)
    with clock.at(now - timedelta(days=6)), world.database.writing() as session:
        site_id, _town = world.places[0]
        wish = Wish(
            course=world.outline.slug, title=TITLE, place="on_site", capacity=3, trainer_id=trainer.account_id,
            room_id=world.rooms[site_id][1], running_order=ORDER,
        )  # fmt: skip
        how = Recurrence(Every.WEEK, times=WEEKS)
        days = scheduling.preview_series(session, trainer, wish, first, START, END, how).days.kept
        planned = [made.id for made in scheduling.plan_series(session, trainer, wish, days, START, END)]
        both = Wish(
            course=world.outline.slug, title="Rencontre : ils ont lancé leur activité", place="hybrid", capacity=30,
            trainer_id=adviser.account_id, room_id=world.rooms[site_id][0], classroom="link",
            link="https://visio.demo.example/rencontre",
        )  # fmt: skip
        evening = span_on(nth_open_day(today + timedelta(days=9), 1, world.closed), time(18), time(19, 30))
        hybrid = scheduling.plan_wish(session, adviser, both, *evening)
        people = _people(world)
        for rank, session_id in enumerate(planned[:4]):
            for enrolment_id in people[: 5 if rank < 2 else 2]:
                _book(session, adviser, session_id, enrolment_id)
        for enrolment_id in people:
            _book(session, adviser, hybrid.id, enrolment_id)
    with clock.at(now - timedelta(days=2)), world.database.writing() as session:
        moved, cancelled = planned[2], planned[3]
        later = span_on(days[2] + timedelta(days=1), time(16, 30), time(18, 30))
        try:
            scheduling.change_session(session, adviser, moved, Change(starts_at=later.starts_at, ends_at=later.ends_at))
        except Conflict:  # the room or the trainer is taken that evening: another day will do
            scheduling.change_session(session, adviser, moved, Change(room_id=world.rooms[site_id][2]))
        scheduling.cancel_session(session, adviser, cancelled, "La salle est prêtée pour le forum de l'emploi.")


def _people(world: World) -> list[str]:
    """The paths of those who are on their way, the featured learner third: she waits for nothing, and is told of both."""
    known = sorted(world.on_their_way)
    return [world.on_their_way[number] for number in (*known[1:3], known[0], *known[3:14])] if len(known) > 2 else []


def _book(session: Session, adviser: Actor, session_id: str, enrolment_id: str) -> None:
    with suppress(Conflict):  # somebody has another session then, or has finished
        scheduling.book(session, adviser, session_id, enrolment_id)
