"""Plans from the entry on: seats, life that happens, and taking a change back. Recomputed here in another way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.journal import record
from app.core.tasks import drain
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.availability import Given
from app.enrolments.models import Enrolment
from app.identity import services as people
from app.identity.models import ClosedDay
from app.learning import queries as learning
from app.learning import services as studying
from app.learning.openings import openings
from app.ledger.models import LedgerEntry
from app.planning import queries, tasks
from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means
from app.planning.models import PlanChange, PlanStep
from app.scheduling import queries as meetings
from app.scheduling import services as scheduling
from app.scheduling.events import SessionCancelled
from app.scheduling.models import TrainingSession
from tests.enrolments.test_carrying import LONGER
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.editions import published_with
from tests.factories.house import ENTRY, House
from tests.factories.paths import activity, enrolled, learner_of, small_course

Visit = Callable[..., Client]
DAY = timedelta(days=1)


def planned(
    session: Session, house: House, day: str, *, hour: int = 14, capacity: int = 12, place: str = "on_site"
) -> TrainingSession:
    course = small_course(session, house.demo)
    start = clock.paris(date.fromisoformat(day), hour)
    return scheduling.plan_session(
        session, house.actor(Role.TRAINER), course.slug, "Rencontre", start, start + timedelta(hours=2), place, capacity,
        activity(course, "seance").id, site_id=house.demo.site_id if place == "on_site" else None,
        link="" if place == "on_site" else "https://visio.demo.example/x",
    )  # fmt: skip


def steps(session: Session, house: House, enrolment: Enrolment) -> dict[str, tuple[date, date]]:
    session.flush()
    keys = {one.id: one.key for one in small_course(session, house.demo).activities.values()}
    return {keys[row.activity_id]: (row.starts_on, row.due_on) for row in queries.steps(session, enrolment.id)}


def seats(session: Session, enrolment: Enrolment) -> dict[str, str]:
    session.flush()
    return {row.id: row.state for row in meetings.sessions_of_enrolment(session, enrolment.id)}


def change(session: Session, house: House, enrolment: Enrolment, asked: Asked, reason: str = "Parce que") -> PlanChange:
    seen = changing.preview(session, house.actor("adviser"), enrolment.id, asked)
    return changing.change_plan(session, house.actor("adviser"), enrolment.id, asked, reason, seen.print)


def at(day: str, hour: int = 9) -> datetime:
    return clock.paris(date.fromisoformat(day), hour)


# --- The entry ------------------------------------------------------------------------------------------------


def test_three_people_enter_on_three_mondays_each_with_their_own_time(session: Session, house: House) -> None:
    """The course: five steps of a first sequence (days 1-3), four of a second (days 6-8)."""
    session.add(ClosedDay(organisation_id=house.demo.id, day=date(2026, 12, 1), reason="Pont"))
    course = small_course(session, house.demo)
    first, second, third = (
        planned(session, house, "2026-11-25"),
        planned(session, house, "2026-12-09"),
        planned(session, house, "2026-12-16"),
    )
    remote = planned(session, house, "2026-12-23", place="remote")
    entered = {}
    for name, monday, given in (
        ("plain", date(2026, 11, 23), None),
        ("no wednesdays", date(2026, 11, 30), Given(None, frozenset({2}), ())),
        ("four hours", date(2026, 12, 7), Given(240, frozenset({0}), ((date(2026, 12, 15), date(2026, 12, 16)),))),
    ):
        entered[name] = enrolling.enrol(
            session, house.actor("adviser"), course.slug, f"{len(entered)}@demo.example", name, monday,
            site_id=house.demo.site_id, given=given,
        )  # fmt: skip
    assert seats(session, entered["plain"]) == {first.id: "booked"}
    assert seats(session, entered["no wednesdays"]) == {}, "each of the three on site is a Wednesday, so is the fourth"
    assert seats(session, entered["four hours"]) == {second.id: "booked"} or seats(session, entered["four hours"]) == {
        remote.id: "booked"
    }
    plan = steps(session, house, entered["plain"])
    assert plan["seance"] == (date(2026, 11, 25), date(2026, 11, 25))
    assert all(day.weekday() != 2 for step in steps(session, house, entered["no wednesdays"]).values() for day in step)
    # the rhythm of the course, by minutes, done again here: day k of the window for the share of minutes before
    inside = [one for one in course.sequences[0].activities]
    total, before, days = sum(max(1, one.minutes) for one in inside), 0, [ENTRY, ENTRY + DAY, ENTRY + 2 * DAY]
    for one in inside:
        if one.key != "seance":
            expected = days[before * 3 // total]
            assert plan[one.key][0] == expected, one.key
        before += max(1, one.minutes)
    # never more than four hours a week, the session inside, nor on a Monday, nor on the days off
    row = entered["four hours"]
    weeks: dict[date, int] = {}
    for step in session.scalars(select(PlanStep).where(PlanStep.enrolment_id == row.id)):
        assert step.starts_on.weekday() != 0
        assert step.due_on.weekday() != 0
        assert not date(2026, 12, 15) <= step.starts_on <= date(2026, 12, 16)
        assert step.starts_on - timedelta(days=step.starts_on.weekday()) == step.due_on - timedelta(
            days=step.due_on.weekday()
        )
        week = step.starts_on - timedelta(days=step.starts_on.weekday())
        weeks[week] = weeks.get(week, 0) + step.minutes
    assert max(weeks.values()) <= 240
    assert third.id not in seats(session, row)


def test_a_full_session_gives_a_place_on_the_waiting_list_and_the_next_one_a_seat(
    session: Session, house: House
) -> None:
    only = planned(session, house, "2026-11-25", capacity=1)
    first = enrolled(session, house)
    second = enrolled(session, house, email="b@demo.example")
    assert seats(session, first) == {only.id: "booked"}
    assert seats(session, second) == {only.id: "waiting"}
    later = planned(session, house, "2026-12-02")
    session.flush()
    drain()
    assert seats(session, second) == {later.id: "booked"}
    assert steps(session, house, second)["seance"][0] == date(2026, 12, 2)


def test_those_who_wait_for_a_date_are_seated_in_the_order_of_their_entry(session: Session, house: House) -> None:
    later_entry = enrolled(session, house, email="later@demo.example", starts_on=date(2026, 12, 7))
    first = enrolled(session, house)
    session.flush()
    assert seats(session, first) == {}
    meeting = planned(session, house, "2026-12-10", capacity=1)
    session.flush()
    drain()
    assert seats(session, first) == {meeting.id: "booked"}
    assert seats(session, later_entry) == {meeting.id: "waiting"}


# --- Life happens ---------------------------------------------------------------------------------------------


def test_twelve_days_of_pause_move_what_follows_give_the_seat_to_who_waits_and_are_taken_back(
    session: Session, house: House
) -> None:
    meeting = planned(session, house, "2026-11-25", capacity=1)
    next_one = planned(session, house, "2026-12-09", capacity=1)
    person, other = enrolled(session, house), enrolled(session, house, email="b@demo.example")
    before = steps(session, house, person)
    assert seats(session, other) == {next_one.id: "booked"}
    third = enrolled(session, house, email="c@demo.example")
    assert seats(session, third) == {meeting.id: "waiting"}
    asked = Asked(Act.PAUSE, since=date(2026, 11, 24), until=date(2026, 12, 6))
    seen = changing.preview(session, house.actor("adviser"), person.id, asked)
    assert [seat.id for seat in seen.proposal.freed] == [meeting.id]
    assert steps(session, house, person) == before, "a preview writes nothing"
    made = change(session, house, person, asked)
    after = steps(session, house, person)
    for key, (starts, due) in after.items():
        assert not date(2026, 11, 24) <= starts < date(2026, 12, 6), key
        assert not date(2026, 11, 24) <= due < date(2026, 12, 6), key
    assert after["accueil"][0] == before["accueil"][0]
    assert seats(session, third) == {meeting.id: "booked"}
    assert person.status == "active", "it begins tomorrow"
    with clock.at(at("2026-11-24")):
        tasks.begin_and_end_pauses(session)
        assert person.status == "paused"
    with clock.at(at("2026-12-07")):
        tasks.begin_and_end_pauses(session)
        assert person.status == "active"
    assert steps(session, house, person) == after, "nothing is moved twice"
    assert [row.act for row in queries.changes(session, person.id)] == ["pause"]
    with clock.at(at("2026-12-07", 10)):
        changing.undo_change(session, house.actor("adviser"), person.id, made.id)
    assert {k: v for k, v in steps(session, house, person).items() if k != "seance"} == {
        k: v for k, v in before.items() if k != "seance"
    }


def test_a_pause_that_begins_today_is_taken_back_whole_the_same_day(session: Session, house: House) -> None:
    meeting = planned(session, house, "2026-11-23", capacity=3)
    person = enrolled(session, house)
    before, held = steps(session, house, person), seats(session, person)
    assert held == {meeting.id: "booked"}
    made = change(session, house, person, Asked(Act.PAUSE, until=date(2026, 12, 5)))
    assert (person.status, seats(session, person)) == ("paused", {})
    end = person.ends_on
    changing.undo_change(session, house.actor("adviser"), person.id, made.id)
    assert person.status == "active"
    assert steps(session, house, person) == before
    assert seats(session, person) == held
    assert person.ends_on < end
    assert made.undone_at is not None


def test_resuming_earlier_than_was_said_gives_the_days_back(session: Session, house: House) -> None:
    person = enrolled(session, house)
    before = steps(session, house, person)
    change(session, house, person, Asked(Act.PAUSE, until=date(2026, 12, 7)))
    with clock.at(at("2026-11-25")):
        enrolling.resume(session, house.actor("adviser"), person.id, date(2026, 11, 25), "Déjà de retour")
    after = steps(session, house, person)
    assert after["ailleurs"][0] == before["ailleurs"][0] + 2 * DAY  # two open days were lost, not ten
    assert person.ends_on == date(2026, 12, 4)


def test_a_session_of_this_afternoon_may_be_kept(session: Session, house: House) -> None:
    meeting = planned(session, house, "2026-11-23")
    person = enrolled(session, house)
    change(session, house, person, Asked(Act.PAUSE, until=date(2026, 12, 5), keep_seats=True))
    assert seats(session, person) == {meeting.id: "booked"}


def test_an_extension_spreads_what_remains_as_far_as_the_new_end(session: Session, house: House) -> None:
    person = enrolled(session, house)
    with pytest.raises(Invalid, match="après la fin"):
        change(session, house, person, Asked(Act.EXTEND, ends_on=date(2026, 12, 1)))
    change(session, house, person, Asked(Act.EXTEND, ends_on=date(2026, 12, 18)), "Rythme plus doux")
    assert person.ends_on == date(2026, 12, 18)
    last = max(due for _starts, due in steps(session, house, person).values())
    assert date(2026, 12, 7) <= last <= date(2026, 12, 18)
    assert enrolments.changes(session, person.id)[0].what == "plan"


def test_a_session_is_moved_and_moved_back(session: Session, house: House) -> None:
    first, second = planned(session, house, "2026-11-25"), planned(session, house, "2026-12-03")
    person = enrolled(session, house)
    key = activity(small_course(session, house.demo), "seance").id
    made = change(session, house, person, Asked(Act.SESSION, activity_id=key, session_id=second.id))
    assert seats(session, person) == {second.id: "booked"}
    assert steps(session, house, person)["seance"][0] == date(2026, 12, 3)
    changing.undo_change(session, house.actor("adviser"), person.id, made.id)
    assert seats(session, person) == {first.id: "booked"}
    assert steps(session, house, person)["seance"][0] == date(2026, 11, 25)


def test_a_sequence_taken_out_leaves_both_sides_of_the_percentage_and_comes_back(
    session: Session, house: House
) -> None:
    person = enrolled(session, house)
    course, me = small_course(session, house.demo), learner_of(session, house.demo, person)
    row = enrolments.enrolment_for(session, me, person.id)
    part = course.sequences[1]
    planned_before = openings(session, row, course).hidden
    before = steps(session, house, person)
    change(session, house, person, Asked(Act.OMIT, sequence_id=part.id))
    hidden = openings(session, row, course).hidden
    assert hidden - planned_before == {one.id for one in part.activities}
    assert set(steps(session, house, person)) == {one.key for one in course.sequences[0].activities}
    assert [item.sequence_id for item in enrolments.plan(session, person.id)] == [course.sequences[0].id]
    with pytest.raises(Invalid, match="dernière"):
        change(session, house, person, Asked(Act.OMIT, sequence_id=course.sequences[0].id))
    change(session, house, person, Asked(Act.ADD, sequence_id=part.id))
    assert openings(session, row, course).hidden == planned_before
    assert steps(session, house, person) == before


def test_a_change_of_pace_is_ones_own_to_say(session: Session, house: House) -> None:
    person = enrolled(session, house)
    me = learner_of(session, house.demo, person)
    asked = Asked(Act.PACE, means=Means(60, frozenset({0, 1})))
    changing.change_plan(session, me, person.id, asked, "Je garde mon neveu")
    assert all(day.weekday() not in (0, 1) for step in steps(session, house, person).values() for day in step)
    with pytest.raises(Forbidden):
        changing.change_plan(session, me, person.id, Asked(Act.PAUSE), "Moi-même")


def test_a_change_of_place_looks_for_a_seat_there(session: Session, house: House) -> None:
    other = people.add_site(session, house.demo.id, "Ussel", "2 rue du Lac")
    here = planned(session, house, "2026-11-25")
    course = small_course(session, house.demo)
    start = clock.paris(date(2026, 12, 2), 14)
    there = scheduling.plan_session(
        session, house.actor(Role.TRAINER), course.slug, "Là-bas", start, start + timedelta(hours=2), "on_site", 5,
        activity(course, "seance").id, site_id=other.id,
    )  # fmt: skip
    person = enrolled(session, house)
    assert seats(session, person) == {here.id: "booked"}
    change(session, house, person, Asked(Act.SITE, site_id=other.id))
    assert seats(session, person) == {there.id: "booked"}
    assert person.site_id == other.id


def test_whoever_left_comes_back_three_months_later_and_finds_everything(session: Session, house: House) -> None:
    meeting = planned(session, house, "2026-11-25")
    person = enrolled(session, house)
    course, me = small_course(session, house.demo), learner_of(session, house.demo, person)
    studying.complete_activity(session, me, person.id, activity(course, "accueil").id)
    sent = assessing.submit_work(session, me, person.id, activity(course, "travail").id, "Mon texte, gardé.", None)
    done = steps(session, house, person)["accueil"]
    enrolling.leave(session, house.actor("adviser"), person.id, ENTRY, "Un contrat", "fixed_term_under_6m")
    assert seats(session, person) == {}, "the seat goes to those who wait"
    with clock.at(at("2027-02-22")):
        again = planned(session, house, "2027-02-24")
        enrolling.resume(session, house.actor("adviser"), person.id, date(2027, 2, 22), "De retour")
        assert seats(session, person) == {again.id: "booked"}
        found = learning.states(session, person.id)
    assert found[activity(course, "accueil").id].state == "done"
    assert found[activity(course, "travail").id].state == "waiting"
    assert sent.submission_id
    plan = steps(session, house, person)
    assert plan["accueil"] == done
    for key, (starts, _due) in plan.items():
        if key not in ("accueil", "travail"):
            assert starts >= date(2027, 2, 22), key
    assert meeting.id not in seats(session, person)


def test_two_changes_at_once_the_second_is_shown_again(session: Session, house: House) -> None:
    person, adviser = enrolled(session, house), house.actor("adviser")
    asked = Asked(Act.EXTEND, ends_on=date(2026, 12, 18))
    seen = changing.preview(session, adviser, person.id, asked)
    change(session, house, person, Asked(Act.PAUSE, since=date(2026, 11, 26), until=date(2026, 12, 1)))
    with pytest.raises(changing.Outdated) as refused:
        changing.change_plan(session, adviser, person.id, asked, "Trop tard", seen.print)
    assert refused.value.preview.print != seen.print
    changing.change_plan(session, adviser, person.id, asked, "Relu", refused.value.preview.print)


def test_only_the_latest_change_is_taken_back_and_only_once(session: Session, house: House) -> None:
    person, adviser = enrolled(session, house), house.actor("adviser")
    first = change(session, house, person, Asked(Act.PACE, means=Means(120)))
    with clock.at(at("2026-11-23", 10)):
        second = change(session, house, person, Asked(Act.EXTEND, ends_on=date(2027, 1, 29)))
        with pytest.raises(Conflict, match="dernier"):
            changing.undo_change(session, adviser, person.id, first.id)
        changing.undo_change(session, adviser, person.id, second.id)
        changing.undo_change(session, adviser, person.id, second.id)
        changing.undo_change(session, adviser, person.id, first.id)
    kinds = list(
        session.scalars(select(LedgerEntry.kind).where(LedgerEntry.enrolment_id == person.id).order_by(LedgerEntry.id))
    )
    assert kinds.count("plan_changed") == 4
    assert queries.availability(session, person.id).weekly_minutes is None  # type: ignore[union-attr]


def test_a_closure_moves_the_plans_of_a_whole_course(session: Session, house: House) -> None:
    everyone = [enrolled(session, house, email=f"{n}@demo.example") for n in range(5)]
    session.add(ClosedDay(organisation_id=house.demo.id, day=date(2026, 12, 1), reason="Dégât des eaux"))
    session.flush()
    tasks.reschedule_course(session, house.actor("adviser"), house.course_slug, "Fermeture du 1er décembre")
    session.flush()
    drain()
    for person in everyone:
        assert all(date(2026, 12, 1) not in step for step in steps(session, house, person).values())
        [row] = queries.changes(session, person.id)
        assert (row.act, row.reason) == ("course", "Fermeture du 1er décembre")


def test_paths_of_an_older_version_get_their_steps_by_a_task_that_can_stop_anywhere(
    session: Session, house: House
) -> None:
    person = enrolled(session, house)
    before = steps(session, house, person)
    session.query(PlanStep).delete()
    tasks.look_for_paths_without_steps(session)
    session.flush()
    drain()
    assert steps(session, house, person) == before


def test_a_cancelled_session_gives_the_next_one(session: Session, house: House) -> None:
    first, second = planned(session, house, "2026-11-25"), planned(session, house, "2026-12-02")
    person = enrolled(session, house)
    assert seats(session, person) == {first.id: "booked"}
    first.cancelled_at = clock.now()
    session.flush()
    record(session, house.actor("trainer"), SessionCancelled(first.id))
    session.flush()
    drain()
    assert seats(session, person).get(second.id) == "booked"
    assert steps(session, house, person)["seance"][0] == date(2026, 12, 2)


# --- By the doors -----------------------------------------------------------------------------------------------


def test_an_adviser_reads_what_a_change_does_applies_it_and_takes_it_back(
    session: Session, house: House, visit: Visit
) -> None:
    planned(session, house, "2026-11-25")
    person = enrolled(session, house)
    browser = visit("adviser@demo.example")
    here = f"/suivi/{person.id}/plan"
    assert "Mettre en pause" in browser.page(here)
    assert "Pendant combien de jours" in browser.page(f"{here}?acte=pause")
    form = {"since": "2026-11-24", "days": "12", "reason": "Déménagement"}
    shown = browser.post(f"{here}/pause", form)
    assert "Cela déplace" in shown.text
    assert "place rendue" in shown.text
    print_ = shown.text.split('name="print" value="')[1].split('"')[0]
    refused = browser.post(f"{here}/pause", {**form, "print": print_, "reason": ""})
    assert refused.status_code == 422
    assert browser.post(f"{here}/pause", {**form, "print": "x" * 32}).status_code == 409
    assert browser.post(f"{here}/pause", {**form, "print": print_}).status_code == 303
    page = browser.page(here)
    assert "Déménagement" in page
    assert "Annuler ce changement" in page
    undo = page.split("/annulation/")[1].split('"')[0]
    assert "Fin prévue" in browser.page(f"{here}/annulation/{undo}")
    assert browser.post(f"{here}/annulation/{undo}").status_code == 303
    assert "annulé" in browser.page(here)
    for act in ("prolongation", "rythme", "seance", "retrait", "ajout", "lieu"):
        browser.page(f"{here}?acte={act}")


def test_a_learner_says_the_time_they_have_and_reads_a_plan_that_follows(
    session: Session, house: House, visit: Visit
) -> None:
    enrolled(session, house)
    browser = visit("learner@demo.example")
    assert "Les heures, semaine par semaine" in browser.page("/mon-parcours")
    shown = browser.post("/mon-parcours/disponibilites", {"weekly_hours": "2,5", "weekdays_off": ["0"]})
    print_ = shown.text.split('name="print" value="')[1].split('"')[0]
    form = {"weekly_hours": "2,5", "weekdays_off": ["0"], "reason": "Je travaille le lundi", "print": print_}
    assert browser.post("/mon-parcours/disponibilites", form).status_code == 303
    assert "2,5" in browser.page("/mon-parcours/disponibilites")
    wrong = browser.post("/mon-parcours/disponibilites", {"weekly_hours": "beaucoup"})
    assert wrong.status_code == 422


def test_machines_read_try_change_and_take_back(session: Session, house: House, api: Visit) -> None:
    person = enrolled(session, house)
    machine = api("adviser@demo.example")
    here = f"/enrolments/{person.id}/plan"
    plan = machine.get(here).json()
    assert len(plan["steps"]) == 9
    asked = {"act": "extend", "ends_on": "2026-12-18", "reason": "Plus de temps", "dry_run": True}
    tried = machine.post(f"{here}/changes", json=asked).json()
    assert (tried["applied"], tried["ends_on_after"]) == (False, "2026-12-18")
    assert machine.get(here).json()["ends_on"] == plan["ends_on"]
    asked |= {"dry_run": False, "fingerprint": tried["fingerprint"]}
    made = machine.post(f"{here}/changes", json=asked).json()
    assert made["applied"]
    assert machine.request("DELETE", f"{here}/changes/{made['change_id']}").json()["ends_on"] == plan["ends_on"]
    time_ = {"weekly_minutes": 180, "weekdays_off": [4], "reason": "Le vendredi, non"}
    assert machine.put(f"/enrolments/{person.id}/availability", json=time_).json()["applied"]


def test_pages_of_a_plan_ask_the_same_whatever_it_holds(
    session: Session, house: House, visit: Visit, database: RolledBack
) -> None:
    person = enrolled(session, house)
    pages = (
        (visit("adviser@demo.example"), f"/suivi/{person.id}/plan"),
        (visit("learner@demo.example"), "/mon-parcours"),
    )
    counts = []
    for turn in range(2):
        if turn:
            planned(session, house, "2026-11-25")
            change(session, house, person, Asked(Act.EXTEND, ends_on=date(2027, 1, 8)))
            change(session, house, person, Asked(Act.PAUSE, since=date(2026, 12, 7), until=date(2026, 12, 14)))
            assert person.ends_on == date(2027, 1, 15), "the end that was agreed waits too"
        for browser, page in pages:
            browser.page(page)
            database.statements.clear()
            browser.page(page)
            counts.append(len(database.statements))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_a_new_edition_gives_steps_to_what_is_new_and_brings_back_nothing_that_was_taken_out(
    session: Session, house: House, tmp_path: Path
) -> None:
    person, other = enrolled(session, house), enrolled(session, house, email="b@demo.example")
    part = small_course(session, house.demo).sequences[1]
    change(session, house, other, Asked(Act.OMIT, sequence_id=part.id))
    before = steps(session, house, person)
    published_with(session, house.demo, tmp_path, {}, LONGER)
    drain()
    after = steps(session, house, person)
    assert after["fil"][0] >= date(2026, 12, 7), "the forum has gone to a third week"
    assert {key: days for key, days in after.items() if key != "fil"}.keys() == before.keys() - {"fil"}
    assert after["accueil"] == before["accueil"]
    assert "travail" not in steps(session, house, other)
    assert part.id not in {item.sequence_id for item in enrolments.plan(session, other.id)}


def test_the_time_somebody_has_is_asked_when_they_enter(session: Session, house: House, visit: Visit) -> None:
    browser = visit("adviser@demo.example")
    form = {
        "course": house.course_slug, "learner_name": "Rolande Fau", "learner_email": "rolande@demo.example",
        "starts_on": "2026-11-30", "weekly_hours": "5", "weekdays_off": ["1"], "days_off": "07/12/2026 - 11/12/2026",
    }  # fmt: skip
    refused = browser.post("/inscriptions", {**form, "weekly_hours": "80"})
    assert refused.status_code == 422
    assert "entre 1 et 40 heures" in refused.text
    made = browser.post("/inscriptions", form)
    assert made.status_code == 303
    enrolment = session.get_one(Enrolment, made.headers["location"].split("/")[2].split("?")[0])
    plan = steps(session, house, enrolment)
    for step in plan.values():
        for day in step:
            assert day.weekday() != 1
            assert not date(2026, 12, 7) <= day <= date(2026, 12, 11)


def test_whoever_asks_for_the_plans_of_a_course_follows_the_work(session: Session, house: House, visit: Visit) -> None:
    enrolled(session, house)
    browser = visit("adviser@demo.example")
    answer = browser.post("/suivi/plans", {"course": house.course_slug, "reason": "Fermeture"})
    assert answer.headers["location"].startswith("/avancement/")
    assert "Calculer des plans" in browser.page(answer.headers["location"])
