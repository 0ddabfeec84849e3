"""The time that people say they spent: a fact beside the hours that are counted, never one of them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid
from app.learning import queries as learning
from app.learning import services as path
from app.learning.times import queries, rules
from app.learning.times.services import declare_time
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45", 45), (" 45 min ", 45), ("1 h 20", 80), ("1h", 60), ("1:05", 65), ("2 heures", 120), ("40 h", 2400)],
)
def test_a_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert rules.minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "-5", "1,5", "longtemps", "41 h", "99999999999", "h", "²", "1 h 2 h"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert rules.minutes_of(typed) is None


def test_a_declared_time_counts_no_hour(session: Session, house: House) -> None:
    enrolment, learner = enrolled(session, house), house.actor(Role.LEARNER)
    done = activity(small_course(session, house.demo), "accueil")
    path.complete_activity(session, learner, enrolment.id, done.id)
    before = learning.minutes_done(session, enrolment.id)
    declare_time(session, learner, enrolment.id, done.id, "1 h 20")
    declare_time(session, learner, enrolment.id, done.id, "80")  # the same: nothing more is written
    declare_time(session, learner, enrolment.id, done.id, "50")
    assert learning.minutes_done(session, enrolment.id) == before
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.kind == Kind.TIME_DECLARED).order_by(LedgerEntry.number)
    ).all()
    assert [(entry.minutes, entry.facts) for entry in entries] == [
        (0, {"declared": 80, "planned": done.minutes}),
        (0, {"declared": 50, "planned": done.minutes, "was": 80}),
    ]
    kept = queries.declared(session, enrolment.id, done.id)
    assert kept is not None
    assert kept.minutes == 50


def test_a_time_is_said_of_what_is_done(session: Session, house: House) -> None:
    enrolled(session, house)
    with pytest.raises(Conflict, match="quand l'activité est faite"):
        declare_time(
            session, house.actor("learner"), None, activity(small_course(session, house.demo), "accueil").id, "45"
        )


def test_the_time_of_a_session_is_its_presence(session: Session, house: House) -> None:
    enrolled(session, house)
    with pytest.raises(Conflict, match="présence"):
        declare_time(
            session, house.actor("learner"), None, activity(small_course(session, house.demo), "seance").id, "45"
        )


def test_nobody_says_the_time_of_somebody_else(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    done = activity(small_course(session, house.demo), "accueil")
    path.complete_activity(session, house.actor("learner"), enrolment.id, done.id)
    with pytest.raises(Forbidden):
        declare_time(session, house.actor("adviser"), enrolment.id, done.id, "45")
    with pytest.raises(Invalid):
        declare_time(session, house.actor("learner"), enrolment.id, done.id, "beaucoup")


def test_the_time_comes_with_what_is_done_and_is_corrected_later(
    visit: Callable[..., Client], session: Session, house: House
) -> None:
    enrolment = enrolled(session, house)
    found = activity(small_course(session, house.demo), "accueil")
    learner = visit("learner@demo.example")
    assert "Temps passé" in learner.page(f"/activites/{found.id}")
    assert learner.post(f"/activites/{found.id}/fait", {"time_spent": "25"}).status_code == 303
    assert "Déclaré : 25 min" in learner.page(f"/activites/{found.id}")
    assert (
        "Temps enregistré : 1 h 05"
        in learner.post(f"/activites/{found.id}/temps", {"time_spent": "1 h 05"}, follow=True).text
    )
    refused = learner.post(f"/activites/{found.id}/temps", {"time_spent": "trois jours"})
    assert refused.status_code == 422
    assert "trois jours" in refused.text
    assert "Déclaré : 1 h 05" in visit("adviser@demo.example").page(f"/activites/{found.id}?parcours={enrolment.id}")


def test_a_time_that_makes_no_sense_does_not_undo_the_work(
    visit: Callable[..., Client], session: Session, house: House
) -> None:
    enrolment = enrolled(session, house)
    found = activity(small_course(session, house.demo), "accueil")
    refused = visit("learner@demo.example").post(f"/activites/{found.id}/fait", {"time_spent": "toujours"})
    assert refused.status_code == 422
    state = learning.state_of(session, enrolment.id, found.id)
    assert state is not None
    assert state.state == "done"
