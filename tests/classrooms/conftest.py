"""A session at a distance, the server where it is held, and the minutes that pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from app.classrooms import secrets
from app.core import clock
from app.core.clock import paris
from app.core.db import database as opened
from app.core.settings import settings
from app.core.tasks import drain
from app.core.tasks.worker import call_recurring
from app.enrolments.models import Enrolment
from app.scheduling import services as scheduling
from app.scheduling.models import TrainingSession
from tests.factories.bigbluebutton import SECRET, StandIn, running
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

THURSDAY = date(2026, 11, 26)


def at(hour: int, minute: int = 0) -> datetime:
    return paris(THURSDAY, hour, minute)


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A BigBlueButton server, and the settings that lead to it."""
    with running(StandIn()) as stand_in:
        monkeypatch.setattr(settings(), "bbb_url", f"{stand_in.url}/bigbluebutton")
        monkeypatch.setattr(settings(), "bbb_secret", SECRET)
        yield stand_in


def pass_until(moment: datetime) -> None:
    """It is that minute, and the worker has done its round of it."""
    clock.freeze(moment)
    call_recurring(opened())
    drain()


def planned(session: Session, house: House, **changes: Any) -> TrainingSession:
    """A session of Thursday, from 9 h to 12 h, on BigBlueButton."""
    values: dict[str, Any] = {
        "course_slug": house.course_slug, "title": "Parler à cinq clients", "starts_at": at(9), "ends_at": at(12),
        "place": "remote", "classroom": "bbb", "capacity": 8,
    }  # fmt: skip
    return scheduling.plan_session(session, house.actor("trainer"), **(values | changes))


@dataclass
class Room:
    """The session, what its meeting is called on the server, and Nadia, who has a seat."""

    meeting: TrainingSession
    name: str
    nadia: Enrolment
    peer: StandIn
    house: House
    database: RolledBack

    @property
    def door(self) -> str:
        return f"/seances/{self.meeting.id}/salle"

    def minutes(self, start: datetime, end: datetime, step: int = 1) -> None:
        """The rounds of the worker, from one minute to another included."""
        moment = start
        while moment <= end:
            pass_until(moment)
            moment += timedelta(minutes=step)

    def learner(self, email: str, name: str) -> Enrolment:
        """Somebody else who has a seat."""
        with self.database.writing() as session:
            path = enrolled(session, self.house, email=email, name=name)
            scheduling.book(session, self.house.actor("adviser"), self.meeting.id, path.id)
        return path


@pytest.fixture
def room(database: RolledBack, house: House, peer: StandIn) -> Room:
    with database.writing() as session:
        meeting = planned(session, house)
        nadia = enrolled(session, house)
        scheduling.book(session, house.actor("adviser"), meeting.id, nadia.id)
    return Room(meeting, secrets.meeting_id(meeting.id), nadia, peer, house, database)


@pytest.fixture
def browse() -> Callable[[str], httpx.Response]:
    """What a browser does with an address of the server."""
    return lambda address: httpx.get(address, follow_redirects=True)
