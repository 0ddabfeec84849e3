"""A freeze, use by use: `rules.USES` says what becomes of somebody, and every place that shows or moves people asks it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments import queries as appointments
from app.appointments.slots import queries as slots
from app.assessment.statistics import queries as statistics
from app.attendance import signing
from app.core import clock
from app.core.clock import paris
from app.core.errors import Forbidden
from app.core.periods import Period
from app.core.tasks import Task
from app.documents import queries as documents
from app.enrolments import queries as enrolments
from app.enrolments.models import Enrolment
from app.funding.queries import paths as funding
from app.identity.freezing import rules
from app.identity.freezing import services as freezing
from app.identity.freezing.queries import unnamed
from app.identity.freezing.rules import USES, Fate, Use
from app.planning import queries as planning
from app.privacy.requests.services import acting
from app.quality.measures.queries import reading as measured
from app.reporting import queries as reporting
from app.reporting.queries.columns import Asked
from app.scheduling import queries as scheduling
from app.scheduling import services as meetings
from tests.factories.appointments import TUESDAY, opened, taken
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import THURSDAY, planned

NAME, OTHER = "Zoé Frimat", "Paul Reste"


class Scene:
    """Two people of the same course, seated in one session; the first holds a slot of the adviser's, and another is free."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house, self.org = session, house, house.demo.id
        self.path = enrolled(session, house, email="zoe@demo.example", name=NAME)
        self.other = enrolled(session, house, email="paul@demo.example", name=OTHER)
        self.learner = learner_of(session, house.demo, self.path)
        self.meeting = planned(session, house)
        for path in (self.path, self.other):
            meetings.book(session, house.actor("admin"), self.meeting.id, path.id)
        self.free = planned(
            session, house, title="Second jour", starts_at=paris(THURSDAY, 18), ends_at=paris(THURSDAY, 19)
        )
        self.slots = opened(session, house, day=TUESDAY)
        self.appointment = taken(session, self.learner, self.slots[0])

    def seen(self) -> dict[Use, str]:
        """What each use shows of people, as text: a name, an id, a count."""
        session, house, org, actor = self.session, self.house, self.org, self.house.actor("adviser")
        day = paris(TUESDAY, 0), paris(THURSDAY, 23)
        everything = enrolments.list_enrolments(session, house.actor("admin"))
        adviser = actor.account_id
        return {
            Use.LISTS: " ".join(row.learner_name for row in everything),
            Use.SEATS: " ".join(row.name for row in scheduling.people_to_add(session, actor, None, self.free.id)),
            Use.PLANNING: " ".join(planning.on_their_way(session, self.path.course_id)),
            Use.DOCUMENTS: " ".join(row.name for row in documents.paths(session, org)),
            Use.FUNDING: " ".join(row.learner for row in funding.paths(session, org, _until(self)) if row.in_use),
            Use.STATISTICS: str(statistics.people(session, self.path.course_id)),
            Use.AGENDA: " ".join(
                [row.learner_name for row in appointments.held_between(session, actor, *day, everyone=False)]
                + [row.learner_name or "" for row in slots.slots_between(session, actor, adviser, *day)]
            ),
            Use.FIGURES: " ".join(
                [row.name for row in reporting.people(session, Asked(org, "organisation", "", {}))]
                + [row.name for row in measured.people_of(session, [self.path.id, self.other.id]).values()]
            ),
            Use.ATTENDANCE: " ".join(row.learner_name for row in scheduling.people_of(session, self.meeting.id)),
            Use.FUNDER: " ".join(row.learner for row in funding.paths(session, org, _until(self))),
        }


def _until(scene: Scene) -> Period:
    return Period(scene.path.starts_on, scene.path.ends_on)


def test_each_use_of_people_treats_somebody_frozen_as_the_table_says(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        scene = Scene(session, house)
        before = scene.seen()
        frozen = freezing.freeze(session, house.actor("admin"), scene.learner.account_id, "accuracy", "")
        after = scene.seen()
        for use, shown in before.items():
            fate, text = USES[use].fate, after[use]
            if use is Use.STATISTICS:
                assert int(text) == int(shown) - 1
            elif use is Use.PLANNING:
                assert scene.path.id in shown
                assert scene.path.id not in text
                assert scene.other.id in text
            else:
                assert NAME in shown, use
                assert (NAME in text) == (fate is Fate.GOES_ON), use
                assert (unnamed() in text) == (fate is Fate.UNNAMED), use
                assert OTHER in text or use is Use.AGENDA, use
        with pytest.raises(Forbidden, match="gelées"):
            appointments.appointment_for(session, house.actor("adviser"), scene.appointment.id)
        own = appointments.appointment_for(session, scene.learner, scene.appointment.id)
        assert own.learner_name == NAME  # the person loses nothing
        assert frozen.lifted_at is None


def test_somebody_frozen_still_signs_on_the_phone_of_the_trainer(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        scene = Scene(session, house)
        freezing.freeze(session, house.actor("admin"), scene.learner.account_id, "accuracy", "")
        trainer = house.actor("trainer")
        with clock.at(paris(THURSDAY, 9)):
            signed = signing.sign_by_hand(
                session, trainer, scene.meeting.id, scene.path.id, "morning", None, written="Zoé Frimat"
            )
        assert not signed.again
        with pytest.raises(Forbidden, match="gelées"):
            enrolments.enrolment_for(session, house.actor("adviser"), scene.path.id)


def test_the_end_of_a_freeze_lets_the_plan_catch_up(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        path = enrolled(session, house, email="zoe@demo.example", name=NAME)
        officer = house.actor("admin")
        freezing.freeze(session, officer, path.learner_id, "accuracy", "").lift_told_at = path.created_at
        acting.lift(session, officer, path.learner_id)
        waiting = session.scalars(select(Task.payload).where(Task.name == "planning.edition")).all()
        assert [payload["ids"] for payload in waiting] == [[path.id]]
        assert session.get_one(Enrolment, path.id).learner_id == path.learner_id


def test_every_use_that_a_freeze_touches_is_asked_somewhere() -> None:
    """And what goes on says what obliges to it."""
    asked = "\n".join(
        path.read_text("utf-8") for path in Path("app").rglob("*.py") if path != Path("app/identity/freezing/rules.py")
    )
    unasked: Callable[[Use], bool] = lambda use: f"Use.{use.name}" not in asked  # noqa: E731
    assert {use for use in Use if unasked(use)} <= {Use.CHAIN, Use.OWN, Use.AGENDA}
    assert all(one.why for one in USES.values() if one.fate is Fate.GOES_ON)
    assert set(USES) == set(Use)
    assert rules.stopped(Use.LISTS)
