"""Which step of a path an appointment makes go forward."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.appointments.services import booking, changing, settling
from app.core import clock
from app.core.access import Actor
from app.core.clock import paris
from app.courses.services.importing import import_course
from app.learning import queries as learning
from app.scheduling.models import TrainingSession
from tests.factories.appointments import THURSDAY, opened, proposed, taken
from tests.factories.house import SMALL_COURSE, House
from tests.factories.paths import activity, enrolled, learner_of, small_course


@pytest.fixture
def interview(session: Session, house: House, tmp_path: Path) -> str:
    """The session of the small course, now one that each person has alone."""
    root = tmp_path / "alone"
    shutil.copytree(SMALL_COURSE, root)
    source = root / "activities" / "seance.md"
    source.write_text(source.read_text().replace("people: collective", "people: individual"))
    import_course(session, house.actor("admin"), root)
    session.flush()
    return activity(small_course(session, house.demo), "seance").id


@pytest.fixture
def learner(session: Session, house: House, interview: str) -> Actor:
    return learner_of(session, house.demo, enrolled(session, house))


def activity_of(session: Session, session_id: str) -> str | None:
    return session.get_one(TrainingSession, session_id).activity_id


def test_the_first_one_taken_makes_the_interview_go_forward_and_the_second_does_not(
    session: Session, house: House, learner: Actor, interview: str
) -> None:
    first, second, *_more = opened(session, house)
    made, again = taken(session, learner, first), taken(session, learner, second)
    assert activity_of(session, made.session_id) == interview
    assert session.get_one(TrainingSession, made.session_id).title == "Premier jour"
    assert activity_of(session, again.session_id) is None
    changing.cancel(session, learner, made.id)
    assert activity_of(session, taken(session, learner, first).session_id) == interview


def test_a_missed_interview_is_still_to_be_had(session: Session, house: House, learner: Actor, interview: str) -> None:
    made = taken(session, learner, opened(session, house)[0])
    with clock.at(paris(THURSDAY, 12)):
        settling.settle(session, house.actor("adviser"), made.id, "absent", absence="unknown")
        slot = opened(session, house, day=date(2026, 12, 3))[-1]
        again = taken(session, learner, slot)
    assert activity_of(session, again.session_id) == interview
    assert again.follows_id == made.id


def test_an_appointment_that_was_held_is_the_step_done_whatever_its_length(
    session: Session, house: House, learner: Actor, interview: str
) -> None:
    made = taken(session, learner, opened(session, house)[0])
    with clock.at(paris(THURSDAY, 12)):
        settling.settle(session, house.actor("adviser"), made.id, "held", 20)
        states = learning.states(session, made.enrolment_id)
        assert states[interview].state == "done"
        settling.settle(session, house.actor("adviser"), made.id, "held", 50)
        assert learning.states(session, made.enrolment_id)[interview].state == "done"
        settling.settle(session, house.actor("adviser"), made.id, "absent", absence="unknown")
        assert learning.states(session, made.enrolment_id)[interview].state != "done"


def test_an_adviser_says_which_step_and_a_series_only_its_first(
    session: Session, house: House, learner: Actor, interview: str
) -> None:
    path = booking.own_path(session, learner).id
    plain = proposed(session, house, path)[0]
    assert activity_of(session, plain.session_id) is None
    made = proposed(
        session, house, path, starts_at=paris(date(2026, 12, 1), 9), activity_id=interview, every="week", times=3
    )
    assert [activity_of(session, one.session_id) for one in made] == [interview, None, None]
