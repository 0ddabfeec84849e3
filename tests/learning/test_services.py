"""Doing an activity: once, by the person, proven in the ledger, whatever the number of tabs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core import clock, journal
from app.core.access import Role
from app.core.errors import Forbidden, HouseError, NotFound
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.rules import Act
from app.learning import queries, services
from app.learning.events import ActivityCompleted
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.scheduling import services as scheduling
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, House
from tests.factories.paths import activity, enrolled, learner_of, small_course

Visit = Callable[..., Client]


class Path:
    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.enrolment = enrolled(session, house)
        self.learner = house.actor(Role.LEARNER)
        self.outline = small_course(session, house.demo)

    def id_of(self, key: str) -> str:
        return activity(self.outline, key).id

    def complete(self, key: str) -> str:
        return services.complete_activity(self.session, self.learner, self.enrolment.id, self.id_of(key)).state

    def state(self, key: str) -> str:
        found = queries.state_of(self.session, self.enrolment.id, self.id_of(key))
        return found.state if found else "new"

    def minutes(self, key: str) -> int:
        return sum(queries.minutes_done(self.session, self.enrolment.id).get(self.id_of(key), {}).values())

    def entries(self, kind: Kind) -> int:
        return self.session.scalar(select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == kind)) or 0

    def attend(self, meeting: str, half: str, present: bool) -> None:
        attendance.record_attendance(
            self.session, self.house.actor(Role.TRAINER), meeting, self.enrolment.id, half, present,
            "" if present else "Malade",
        )  # fmt: skip
        self.session.flush()

    def meeting(self, hours: int = 3) -> str:
        starts = clock.paris(ENTRY, 9)
        made = scheduling.plan_session(
            self.session, self.house.actor(Role.TRAINER), self.house.course_slug, "Premier jour", starts,
            starts + timedelta(hours=hours), "on_site", 10, self.id_of("seance"), site_id=self.house.demo.site_id,
        )  # fmt: skip
        self.session.flush()
        return made.id


@pytest.fixture
def path(session: Session, house: House) -> Path:
    return Path(session, house)


def test_what_is_read_counts_its_planned_minutes_once(path: Path) -> None:
    assert path.complete("accueil") == "done"
    once = path.entries(Kind.ACTIVITY_COMPLETED)
    assert path.complete("accueil") == "done"
    assert path.complete("accueil") == "done"
    assert path.entries(Kind.ACTIVITY_COMPLETED) == once == 1
    assert path.minutes("accueil") == activity(path.outline, "accueil").minutes


def test_the_day_it_was_first_done_stays(path: Path) -> None:
    path.complete("accueil")
    first = queries.state_of(path.session, path.enrolment.id, path.id_of("accueil"))
    with clock.at(clock.now() + timedelta(days=3)):
        path.complete("accueil")
    again = queries.state_of(path.session, path.enrolment.id, path.id_of("accueil"))
    assert first is not None
    assert again is not None
    assert first.done_at == again.done_at == clock.now()


def test_others_are_told_once(path: Path) -> None:
    told: list[ActivityCompleted] = []
    listeners = journal._listeners[ActivityCompleted]
    listeners.append(lambda session, actor, event: told.append(event))
    try:
        path.complete("accueil")
        path.complete("accueil")
    finally:
        listeners.pop()
    assert [event.activity_id for event in told] == [path.id_of("accueil")]


@pytest.mark.parametrize("key", ["questions", "travail", "ailleurs", "niveaux", "seance", "fil"])
def test_saying_it_is_done_is_not_enough_where_something_is_asked(path: Path, key: str) -> None:
    with pytest.raises(HouseError):
        path.complete(key)
    assert (path.state(key), path.minutes(key)) == ("new", 0)


def test_nobody_does_it_for_somebody_else(path: Path) -> None:
    for role in (Role.ADVISER, Role.TRAINER, Role.ADMIN):
        with pytest.raises(Forbidden):
            services.complete_activity(path.session, path.house.actor(role), path.enrolment.id, path.id_of("accueil"))
    with pytest.raises(NotFound):
        services.complete_activity(
            path.session, path.house.neighbour.actor(Role.LEARNER), path.enrolment.id, path.id_of("accueil")
        )
    assert path.entries(Kind.ACTIVITY_COMPLETED) == 0


def test_a_first_step_on_the_day_of_entry_starts_the_path(session: Session, house: House) -> None:
    later = enrolled(session, house, email="later@demo.example", starts_on=date(2026, 11, 30))
    person = learner_of(session, house.demo, later)
    assert enrolments.enrolment_for(session, person, later.id).status == "admitted"
    with clock.at(clock.paris(date(2026, 11, 30))):
        reading = activity(small_course(session, house.demo), "accueil").id
        services.complete_activity(session, person, later.id, reading)
    session.flush()
    assert enrolments.enrolment_for(session, person, later.id).status == "active"
    started = select(LedgerEntry.id).where(
        LedgerEntry.kind == Kind.ENROLMENT_STARTED, LedgerEntry.enrolment_id == later.id
    )
    assert len(session.scalars(started).all()) == 1


def test_before_the_day_of_entry_nothing_opens(session: Session, house: House) -> None:
    early = enrolled(session, house, email="early@demo.example", starts_on=date(2026, 12, 7))
    person = learner_of(session, house.demo, early)
    reading = activity(small_course(session, house.demo), "accueil").id
    with pytest.raises(Forbidden):
        services.complete_activity(session, person, early.id, reading)


@pytest.mark.parametrize("act", [Act.PAUSE, Act.FINISH, Act.LEAVE])
def test_a_path_that_is_not_open_takes_no_work(path: Path, act: Act) -> None:
    reason = "job_search" if act is Act.LEAVE else None
    adviser = path.house.actor(Role.ADVISER)
    enrolling.perform(path.session, adviser, path.enrolment.id, act, ENTRY, "Congé", reason)
    with pytest.raises(Forbidden):
        path.complete("accueil")


def test_two_tabs_finish_the_same_activity_and_it_counts_once(path: Path, visit: Visit) -> None:
    one, two = visit(path.learner.email), visit(path.learner.email)
    address = f"/activites/{path.id_of('accueil')}"
    one.page(address)
    two.page(address)
    assert one.post(f"{address}/fait").status_code == 303
    assert two.post(f"{address}/fait").status_code == 303
    assert path.minutes("accueil") == activity(path.outline, "accueil").minutes
    assert path.entries(Kind.ACTIVITY_COMPLETED) == 1


def test_opening_the_file_counts_it_and_gives_it(path: Path, visit: Visit) -> None:
    browser = visit(path.learner.email)
    answer = browser.post(f"/activites/{path.id_of('fiche')}/fichier")
    assert answer.headers["location"].startswith("/fichiers/")
    assert browser.get(answer.headers["location"]).status_code == 200
    assert path.state("fiche") == "done"


def test_the_answer_names_the_next_step(path: Path, visit: Visit) -> None:
    browser = visit(path.learner.email)
    browser.post(f"/activites/{path.id_of('accueil')}/fait")
    assert activity(path.outline, "voix").title in browser.page("/accueil")


# --- Sessions: presence decides -----------------------------------------------------------------------------


def test_a_session_counts_when_it_was_attended_and_its_minutes_are_those_of_presence(path: Path) -> None:
    meeting = path.meeting()
    path.attend(meeting, "morning", True)
    assert (path.state("seance"), path.minutes("seance")) == ("done", 180)
    assert path.entries(Kind.ACTIVITY_COMPLETED) == 0  # the presence is the proof, and its minutes the only ones


def test_saying_the_same_presence_again_changes_nothing(path: Path) -> None:
    meeting = path.meeting()
    path.attend(meeting, "morning", True)
    before = path.entries(Kind.ATTENDANCE_RECORDED)
    path.attend(meeting, "morning", True)
    assert path.entries(Kind.ATTENDANCE_RECORDED) == before
    assert path.minutes("seance") == 180


def test_an_absence_is_said_and_counts_nothing(path: Path) -> None:
    meeting = path.meeting()
    scheduling.book(path.session, path.house.actor(Role.TRAINER), meeting, path.enrolment.id)
    path.attend(meeting, "morning", False)
    assert (path.state("seance"), path.minutes("seance")) == ("opened", 0)
    state = queries.state_of(path.session, path.enrolment.id, path.id_of("seance"))
    assert state is not None
    assert state.facts["missed"] is True


def test_half_a_day_of_a_whole_one_is_half_counted(path: Path) -> None:
    meeting = path.meeting(hours=8)
    path.attend(meeting, "morning", True)
    half = path.minutes("seance")
    assert path.state("seance") == "opened"
    path.attend(meeting, "afternoon", True)
    assert path.state("seance") == "done"
    assert path.minutes("seance") > half > 0


def test_a_corrected_presence_is_another_entry_that_takes_the_minutes_back(path: Path) -> None:
    meeting = path.meeting()
    path.attend(meeting, "morning", True)
    path.attend(meeting, "morning", False)
    assert (path.state("seance"), path.minutes("seance")) == ("opened", 0)
    entries = path.session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == Kind.ATTENDANCE_RECORDED).order_by(LedgerEntry.number)
    ).all()
    assert [entry.minutes for entry in entries] == [180, -180]
    assert entries[1].corrects_id == entries[0].id
    path.attend(meeting, "morning", True)
    assert (path.state("seance"), path.minutes("seance")) == ("done", 180)


def test_an_act_that_fails_leaves_no_state_and_no_entry(path: Path, database: RolledBack) -> None:
    def act() -> None:
        with database.writing() as session:
            services.complete_activity(session, path.learner, path.enrolment.id, path.id_of("accueil"))
            raise RuntimeError("the act breaks")

    with pytest.raises(RuntimeError):
        act()
    assert path.state("accueil") == "new"
    assert path.entries(Kind.ACTIVITY_COMPLETED) == 0
