"""Enrolling, pausing, leaving, coming back."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.enrolments import queries, rules, services
from app.enrolments.models import Enrolment, EnrolmentChange, PlanItem
from app.identity.models import ClosedDay
from app.ledger.models import LedgerEntry
from app.ledger.services import verify
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of, small_course

MONDAY = date(2026, 11, 23)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00:00+01:00")


def kinds(session: Session, enrolment: Enrolment) -> list[str]:
    statement = select(LedgerEntry.kind).where(LedgerEntry.enrolment_id == enrolment.id).order_by(LedgerEntry.number)
    return list(session.scalars(statement))


def whats(session: Session, enrolment: Enrolment) -> list[str]:
    statement = select(EnrolmentChange.what).where(EnrolmentChange.enrolment_id == enrolment.id)
    return list(session.scalars(statement.order_by(EnrolmentChange.at, EnrolmentChange.id)))


def dates(session: Session, enrolment: Enrolment) -> list[tuple[date, date]]:
    return [(row.starts_on, row.due_on) for row in queries.plan(session, enrolment.id)]


def test_an_entry_today_starts_at_once_with_a_dated_plan(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    assert enrolment.status == "active"
    assert dates(session, enrolment) == [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 30), date(2026, 12, 2)),
    ]
    assert enrolment.ends_on == date(2026, 12, 2)
    assert kinds(session, enrolment) == ["enrolment_admitted", "enrolment_started"]
    assert whats(session, enrolment) == ["admitted", "started"]


def test_the_days_the_organisation_closes_are_left_out_of_the_plan(session: Session, house: House) -> None:
    session.add(ClosedDay(organisation_id=house.demo.id, day=date(2026, 11, 24)))
    session.flush()
    assert dates(session, enrolled(session, house))[0] == (date(2026, 11, 23), date(2026, 11, 26))


def test_an_entry_to_come_is_admitted_and_starts_on_its_day(session: Session, house: House) -> None:
    enrolment = enrolled(session, house, starts_on=date(2026, 11, 30))
    learner = learner_of(session, house.demo, enrolment)
    assert enrolment.status == "admitted"
    assert services.start_if_due(session, learner, enrolment.id) == "admitted"
    with clock.at(day("2026-11-30")):
        assert services.start_if_due(session, learner, enrolment.id) == "active"
        assert services.start_if_due(session, learner, enrolment.id) == "active"
    assert kinds(session, enrolment) == ["enrolment_admitted", "enrolment_started"]


@pytest.mark.parametrize("wrong", [date(2026, 11, 22), date(2020, 2, 29), date(2028, 11, 30), date(9999, 12, 31)])
def test_an_entry_in_the_past_or_too_far_is_refused(session: Session, house: House, wrong: date) -> None:
    with pytest.raises(Invalid) as refusal:
        enrolled(session, house, starts_on=wrong)
    assert refusal.value.fields[0].field == "starts_on"
    assert session.scalar(select(Enrolment)) is None


def test_an_entry_on_the_29th_of_february_is_planned(session: Session, house: House) -> None:
    enrolment = enrolled(session, house, starts_on=date(2028, 2, 29))
    assert dates(session, enrolment)[0] == (date(2028, 2, 29), date(2028, 3, 2))


def test_somebody_new_gets_an_account_with_the_role_of_learner(session: Session, house: House) -> None:
    enrolment = enrolled(session, house, email="Nouvelle@Demo.Example ", name=" Maïté Bidart ")
    learner = learner_of(session, house.demo, enrolment)
    assert (learner.email, learner.name) == ("nouvelle@demo.example", "Maïté Bidart")
    found = queries.current_enrolment(session, learner)
    assert found is not None
    assert (found.id, found.site_name, found.adviser_name) == (enrolment.id, "Tulle", "Adviser Demo")


def test_the_same_person_cannot_follow_the_same_course_twice_at_once(session: Session, house: House) -> None:
    enrolled(session, house)
    with pytest.raises(Conflict, match="suit déjà"):
        enrolled(session, house)


def test_an_adviser_must_hold_the_role_here(session: Session, house: House) -> None:
    for address in ("trainer@demo.example", "adviser-voisine@demo.example", "nobody@demo.example"):
        with pytest.raises(Invalid) as refusal:
            services.enrol(
                session, house.actor("admin"), house.course_slug, "x@demo.example", "X", MONDAY, adviser_email=address
            )
        assert refusal.value.fields[0].field == "adviser_email"


def test_whoever_enrols_as_an_adviser_follows_the_person(session: Session, house: House) -> None:
    adviser = house.actor("adviser")
    made = services.enrol(session, adviser, house.course_slug, "x@demo.example", "X", MONDAY, funder=" région ")
    assert made.adviser_id == adviser.account_id
    assert made.funder_id == house.demo.funder_id


@pytest.mark.parametrize("role", ["learner", "trainer", "quality", "expert", "auditor", "referrer"])
def test_only_advisers_and_admins_enrol(session: Session, house: House, role: str) -> None:
    with pytest.raises(Forbidden):
        services.enrol(session, house.actor(role), house.course_slug, "x@demo.example", "X", MONDAY)


def test_a_pause_moves_the_plan_and_loses_nothing(session: Session, house: House) -> None:
    enrolment, adviser = enrolled(session, house), house.actor("adviser")
    with clock.at(day("2026-11-26")):
        services.pause(session, adviser, enrolment.id, date(2026, 11, 26), "Hospitalisation d'un proche")
        assert enrolment.status == "paused"
        services.pause(session, adviser, enrolment.id, date(2026, 11, 26))  # again: nothing
    with clock.at(day("2026-12-03")):
        services.resume(session, adviser, enrolment.id, date(2026, 12, 3))
    assert enrolment.status == "active"
    assert dates(session, enrolment) == [
        (date(2026, 11, 23), date(2026, 11, 25)),  # was due before the pause
        (date(2026, 12, 7), date(2026, 12, 9)),  # five open days later
    ]
    assert enrolment.ends_on == date(2026, 12, 9)
    assert kinds(session, enrolment)[2:] == ["enrolment_paused", "enrolment_resumed", "plan_changed"]
    assert verify(session, house.demo.id).bad_number is None


def test_the_words_of_a_change_stay_out_of_the_ledger(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    services.pause(session, house.actor("adviser"), enrolment.id, MONDAY, "Un motif très personnel")
    for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.enrolment_id == enrolment.id)):
        assert "personnel" not in str(entry.facts)
    assert queries.changes(session, enrolment.id)[0].reason == "Un motif très personnel"


def test_leaving_says_the_situation_and_coming_back_is_ordinary(session: Session, house: House) -> None:
    enrolment, adviser = enrolled(session, house), house.actor("adviser")
    with pytest.raises(Invalid, match="situation"):
        services.leave(session, adviser, enrolment.id, MONDAY)
    with pytest.raises(Invalid, match="liste"):
        services.leave(session, adviser, enrolment.id, MONDAY, exit_reason="perdu")
    services.leave(session, adviser, enrolment.id, MONDAY, "Trouve un emploi", exit_reason="permanent_job")
    assert (enrolment.status, enrolment.closed_on, enrolment.exit_reason) == ("left", MONDAY, "permanent_job")
    with clock.at(day("2026-11-30")):
        services.resume(session, adviser, enrolment.id, date(2026, 11, 30), "Revient")
    assert (enrolment.status, enrolment.closed_on, enrolment.exit_reason) == ("active", None, None)
    assert dates(session, enrolment)[0] == (date(2026, 11, 30), date(2026, 12, 2))
    left = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "enrolment_left")).one()
    assert left.facts == {"exit_reason": "permanent_job"}


def test_a_path_that_went_on_elsewhere_cannot_be_opened_twice(session: Session, house: House) -> None:
    first, adviser = enrolled(session, house), house.actor("adviser")
    services.leave(session, adviser, first.id, MONDAY, exit_reason="unknown")
    enrolled(session, house)
    with pytest.raises(Conflict, match="autre parcours"):
        services.resume(session, adviser, first.id, MONDAY)


def test_finishing_closes_the_path(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    services.finish(session, house.actor("admin"), enrolment.id, MONDAY, exit_reason="business_created")
    assert (enrolment.status, enrolment.closed_on) == ("finished", MONDAY)
    with pytest.raises(Conflict, match="terminé"):
        services.pause(session, house.actor("admin"), enrolment.id, MONDAY)


@pytest.mark.parametrize(("on", "says"), [("2026-11-22", "avant"), ("2026-11-24", "à venir")])
def test_a_change_is_noted_between_the_last_one_and_today(session: Session, house: House, on: str, says: str) -> None:
    enrolment = enrolled(session, house)
    with pytest.raises(Invalid, match=says):
        services.pause(session, house.actor("adviser"), enrolment.id, date.fromisoformat(on))


def test_a_status_is_reached_by_its_act_or_refused(session: Session, house: House) -> None:
    enrolment, adviser = enrolled(session, house), house.actor("adviser")
    services.change_status(session, adviser, enrolment.id, rules.Status.ACTIVE, MONDAY)
    services.change_status(session, adviser, enrolment.id, rules.Status.PAUSED, MONDAY)
    with pytest.raises(Conflict):
        services.change_status(session, adviser, enrolment.id, rules.Status.FINISHED, MONDAY)
    assert enrolment.status == "paused"


def test_a_path_is_handed_over_to_another_adviser(session: Session, house: House) -> None:
    enrolment = enrolled(session, house, adviser=False)
    assert enrolment.adviser_id is None
    services.change_adviser(session, house.actor("admin"), enrolment.id, "adviser@demo.example", "Congé")
    assert enrolment.adviser_id == house.actor("adviser").account_id
    assert whats(session, enrolment)[-1] == "adviser"


def test_what_the_list_shows_depends_on_who_looks(session: Session, house: House) -> None:
    own = enrolled(session, house)
    other = enrolled(session, house, email="autre@demo.example", adviser=False)
    beside = enrolled(session, house, place=house.neighbour)

    def seen(role: str) -> set[str]:
        return {row.id for row in queries.list_enrolments(session, house.actor(role))}

    both = {own.id, other.id}
    assert seen("learner") == {own.id}
    assert seen("adviser") == {own.id}
    assert seen("trainer") == seen("quality") == seen("admin") == both
    assert seen("expert") == seen("referrer") == seen("auditor") == set()
    for role in Role:
        with pytest.raises(NotFound):
            queries.enrolment_for(session, house.actor(role), beside.id)


def test_the_list_and_the_single_enrolment_agree_for_every_role(session: Session, house: House) -> None:
    made = [enrolled(session, house), enrolled(session, house, email="autre@demo.example", adviser=False)]
    for role in Role:
        actor = house.actor(role)
        visible = {row.id for row in queries.rows(session, queries.visible_enrolments(actor))}
        for enrolment in made:
            try:
                queries.enrolment_for(session, actor, enrolment.id)
                opened = True
            except NotFound:
                opened = False
            assert opened == (enrolment.id in visible), role


def test_the_current_path_is_the_open_one_then_the_latest(session: Session, house: House) -> None:
    first, adviser = enrolled(session, house), house.actor("adviser")
    learner = learner_of(session, house.demo, first)
    services.leave(session, adviser, first.id, MONDAY, exit_reason="unknown")
    current = queries.current_enrolment(session, learner)
    assert current is not None
    assert current.id == first.id
    second = enrolled(session, house)
    current = queries.current_enrolment(session, learner)
    assert current is not None
    assert current.id == second.id
    activity_id = next(iter(small_course(session, house.demo).activities))
    found = queries.own_enrolment_with(session, learner, activity_id)
    assert found is not None
    assert found.id == second.id
    assert queries.own_enrolment_with(session, house.actor("trainer"), activity_id) is None
    assert len(session.scalars(select(PlanItem).where(PlanItem.enrolment_id == second.id)).all()) == 2
