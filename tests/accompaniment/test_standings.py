from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.accompaniment import standings as room
from app.accompaniment.standings import standings
from app.attendance import services as attendance
from app.core import clock
from app.core.clock import paris
from app.courses.outline import Outline
from app.enrolments import queries as enrolments
from app.learning import queries as learning
from app.learning import rules as learning_rules
from app.learning import services as learning_services
from app.scheduling import services as scheduling
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of, small_course


def test_a_standing_says_the_same_as_the_learners_own_page(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    outline = small_course(session, house.demo)
    actor = learner_of(session, house.demo, enrolment)
    learning_services.complete_activity(session, actor, enrolment.id, activity(outline, "accueil").id)
    standing = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    own = learning_rules.progress(
        outline, learning.states(session, enrolment.id), learning.minutes_done(session, enrolment.id)
    )
    assert (standing.percent, standing.done, standing.on_site) == (own.percent, own.done, own.on_site)
    assert [block.percent for block in standing.blocks] == [block.percent for block in own.blocks]
    assert standing.last_act == clock.now()


def test_due_minutes_are_those_of_learning(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    outline = small_course(session, house.demo)
    standing = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    due = {row.sequence_id: row.due_on for row in enrolments.plan(session, enrolment.id)}
    for days in range(0, 20):
        day = date(2026, 11, 23) + timedelta(days=days)
        assert standing.due_before(day) == learning_rules.due_minutes(outline, due, day)


def test_an_act_changes_the_figures_of_its_person_alone(session: Session, house: House) -> None:
    outline = small_course(session, house.demo)
    one = enrolled(session, house)
    two = enrolled(session, house, email="karim@demo.example", name="Karim")
    paths: dict[str, Outline] = {one.id: outline, two.id: outline}
    before = standings(session, house.demo.id, paths)
    actor = learner_of(session, house.demo, one)
    learning_services.complete_activity(session, actor, one.id, activity(outline, "accueil").id)
    session.flush()
    after = standings(session, house.demo.id, paths)
    assert after[one.id].done > before[one.id].done
    assert after[two.id] is before[two.id]  # kept, not computed again


def test_a_missed_session_is_known_and_forgotten_when_corrected(session: Session, house: House) -> None:
    outline = small_course(session, house.demo)
    enrolment = enrolled(session, house)
    trainer = house.actor("trainer")
    day = date(2026, 11, 24)
    meeting = scheduling.plan_session(
        session, trainer, house.course_slug, "Atelier", paris(day, 9), paris(day, 12), "on_site", 8,
        site_id=house.demo.site_id,
    )  # fmt: skip
    scheduling.book(session, trainer, meeting.id, enrolment.id)
    with clock.at(paris(day, 13)):
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", False)
        session.flush()
        assert standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id].missed == (day,)
        attendance.record_attendance(session, trainer, meeting.id, enrolment.id, "morning", True)
        session.flush()
        corrected = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    assert corrected.missed == ()
    assert corrected.on_site == 180


def test_a_ledger_that_is_not_the_one_that_was_read_is_read_again(session: Session, house: House) -> None:
    outline = small_course(session, house.demo)
    enrolment = enrolled(session, house)
    session.flush()
    first = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    kept = room._kept[house.demo.id]
    kept.seals[kept.number] = "0" * 64  # as if another ledger had taken its place
    second = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    assert second is not first
    kept.number += 50  # as if what was read had been undone since
    kept.seals = {kept.number: "f" * 64}
    third = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    assert third is not second
    assert standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id] is third


def test_a_reader_who_is_a_moment_behind_changes_nothing_for_the_others(session: Session, house: House) -> None:
    outline = small_course(session, house.demo)
    enrolment = enrolled(session, house)
    session.flush()
    first = standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id]
    kept = room._kept[house.demo.id]
    kept.number += 1  # somebody else has just read one entry more
    kept.seals[kept.number] = "f" * 64
    assert standings(session, house.demo.id, {enrolment.id: outline})[enrolment.id] is not first
    assert kept.by_enrolment[enrolment.id] is first
