"""Sessions at a distance: who was seen in their classroom, and two that are about to be held."""

import zlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.classrooms.models import ClassroomMeeting, ClassroomPresence
from app.core import clock
from app.core.access import Actor
from app.core.ids import new_id
from app.demo.stories import Story
from app.demo.world import World
from app.scheduling import services as scheduling

FALLBACK = "https://visio.demo.example/classe"
EVENING = "Vos questions de la semaine, à distance"
HOUR, LASTS = (17, 30), timedelta(minutes=60)
PLACES = 12


def held(session: Session, leader: Actor, session_id: str, start: datetime, end: datetime) -> None:
    """The classroom of a session that is over: who held it was there from five minutes before."""
    session.add(
        ClassroomMeeting(
            session_id=session_id, organisation_id=leader.organisation_id, create_time=int(start.timestamp() * 1000),
            opened_at=start - timedelta(minutes=10), looked_at=end + timedelta(minutes=30), failures=0, trouble="",
            ended_at=end + timedelta(minutes=30), tried_at=end + timedelta(minutes=30), settled_at=end + timedelta(minutes=30),
            recordings_shown=False, recordings_at=end + timedelta(days=1),
        )
    )  # fmt: skip
    session.flush()
    visit = start - timedelta(minutes=5), end + timedelta(minutes=3)
    _seen(session, leader.organisation_id, session_id, visit, account_id=leader.account_id)


def connected(session: Session, leader: Actor, session_id: str, story: Story, start: datetime, end: datetime) -> None:
    """Somebody came on time or nearly, stayed to the end or nearly, and lost the line once perhaps."""
    draw = zlib.crc32(f"{story.number} {start.isoformat()}".encode())
    came = start + timedelta(minutes=draw % 9 - 4)
    left = end - timedelta(minutes=draw // 16 % 5 - 2)
    if draw % 4 == 0:
        cut = start + (end - start) / 2
        _seen(session, leader.organisation_id, session_id, (came, cut), enrolment_id=story.enrolment_id)
        came = cut + timedelta(minutes=3)
    _seen(session, leader.organisation_id, session_id, (came, left), enrolment_id=story.enrolment_id)


def _seen(
    session: Session,
    organisation_id: str,
    session_id: str,
    visit: tuple[datetime, datetime],
    enrolment_id: str | None = None,
    account_id: str | None = None,
) -> None:
    session.add(
        ClassroomPresence(
            id=new_id(), organisation_id=organisation_id, session_id=session_id, enrolment_id=enrolment_id,
            account_id=account_id, guest="", user_id=enrolment_id or account_id, source="poll",
            came_at=visit[0], left_at=visit[1],
        )
    )  # fmt: skip


def announce_the_evenings(world: World, stories: list[Story]) -> None:
    """Today and tomorrow at half past five, with those who are on their way."""
    trainer, adviser = world.staff["trainer"][0], world.staff["adviser"][0]
    on_their_way = [story for story in stories if story.open][: PLACES - 4]
    with clock.at(world.today - timedelta(hours=1)), world.database.writing() as session:
        for days in (0, 1):
            start = clock.paris(clock.local(world.today).date() + timedelta(days=days), *HOUR)
            if start <= world.today:
                continue
            meeting = scheduling.plan_session(
                session, trainer, world.outline.slug, EVENING, start, start + LASTS, "remote", PLACES,
                trainer_id=trainer.account_id, classroom="bbb", link=FALLBACK,
            )  # fmt: skip
            for story in on_their_way:
                scheduling.book(session, adviser, meeting.id, story.enrolment_id)
