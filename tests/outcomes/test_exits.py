"""An exit is kept version by version; the list of situations changes without rewriting it."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.enrolments import queries as enrolments
from app.enrolments import services as enrolling
from app.enrolments.exits import queries as exits
from app.enrolments.exits import services as exiting
from app.enrolments.rules import Act
from app.outcomes import queries
from app.outcomes.queries import Scope
from app.outcomes.rules import Ways
from app.outcomes.services import choosing
from tests.factories.exits import check_of, left
from tests.factories.house import House

AUTUMN = date(2026, 9, 1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_correction_is_another_version_and_the_former_stays(session: Session, house: House) -> None:
    adviser = house.actor(Role.ADVISER)
    path = left(session, house, "karim@demo.example", AUTUMN, "job_search")
    assert check_of(session, path, 3).due_on == date(2026, 12, 1)
    exiting.correct_exit(session, adviser, path.id, date(2026, 9, 10), "business_created", "Le SIRET date du 10.")
    now_, before = exits.history(session, path.id)
    assert (now_.version, now_.code, now_.left_on, now_.reason) == (2, "business_created", date(2026, 9, 10), "Le SIRET date du 10.")
    assert (before.version, before.code, before.left_on) == (1, "job_search", AUTUMN)
    assert before.replaced_at is not None and now_.replaced_at is None
    row = enrolments.enrolment_for(session, adviser, path.id)
    assert (row.exit_reason, row.closed_on) == ("business_created", date(2026, 9, 10))
    assert check_of(session, path, 3).due_on == date(2026, 12, 10)
    found = queries.situations(session, Scope(house.demo.id, *YEAR))
    assert [(one.code, one.abandonment) for one in found] == [("business_created", False)]
    again = exiting.correct_exit(session, adviser, path.id, date(2026, 9, 10), "business_created", "Encore.")
    assert again.version == 2


@pytest.mark.parametrize(
    ("on", "outcome", "reason", "status", "field"),
    [
        (date(2026, 12, 1), "job_search", "Pourquoi", "left", "on"),
        (date(2026, 2, 1), "job_search", "Pourquoi", "left", "on"),
        (date(2026, 9, 2), "job_search", " ", "left", "reason"),
        (date(2026, 9, 2), "astronaute", "Pourquoi", "left", "exit_reason"),
        (date(2026, 9, 2), None, "Pourquoi", "left", "exit_reason"),
        (date(2026, 9, 2), "job_search", "Pourquoi", "active", "status"),
    ],
)
def test_a_correction_that_cannot_be_says_what_to_mend(
    session: Session, house: House, on: date, outcome: str | None, reason: str, status: str, field: str
) -> None:
    path = left(session, house, "karim@demo.example", AUTUMN)
    with pytest.raises(Invalid) as caught:
        exiting.correct_exit(session, house.actor(Role.ADVISER), path.id, on, outcome, reason, status)
    assert field in {wrong.field for wrong in caught.value.fields}
    assert len(exits.history(session, path.id)) == 1


def test_only_those_who_accompany_correct_and_only_an_exit(session: Session, house: House) -> None:
    path = left(session, house, "karim@demo.example", AUTUMN)
    with pytest.raises(Forbidden):
        exiting.correct_exit(session, house.actor(Role.TRAINER), path.id, AUTUMN, "inactive", "Non")
    with pytest.raises(NotFound):
        exiting.correct_exit(session, house.neighbour.actor(Role.ADVISER), path.id, AUTUMN, "inactive", "Non")
    adviser = house.actor(Role.ADVISER)
    enrolling.resume(session, adviser, path.id, clock.today())
    with pytest.raises(Conflict):
        exiting.correct_exit(session, adviser, path.id, AUTUMN, "inactive", "Non")


def test_coming_back_keeps_the_exit_and_leaving_again_begins_another(session: Session, house: House) -> None:
    adviser = house.actor(Role.ADVISER)
    path = left(session, house, "karim@demo.example", AUTUMN, "moved_or_health")
    enrolling.resume(session, adviser, path.id, date(2026, 10, 5), "De retour")
    assert check_of(session, path, 3).state == "cancelled"
    assert queries.situations(session, Scope(house.demo.id, *YEAR)) == []
    enrolling.finish(session, adviser, path.id, date(2026, 11, 20), "", "permanent_job")
    spells = [(row.spell, row.code, row.returned_on) for row in exits.history(session, path.id)]
    assert spells == [(2, "permanent_job", None), (1, "moved_or_health", date(2026, 10, 5))]
    assert check_of(session, path, 3).due_on == date(2027, 2, 20)
    assert [one.code for one in queries.situations(session, Scope(house.demo.id, *YEAR))] == ["permanent_job"]


def test_the_list_of_an_organisation_changes_and_past_exits_keep_their_words(session: Session, house: House) -> None:
    admin, day = house.actor(Role.ADMIN), clock.today()
    own = choosing.add_label(session, admin, "CESA à la coopérative", "incubation_contract")
    path = left(session, house, "karim@demo.example", AUTUMN, own.key)
    assert enrolments.enrolment_for(session, admin, path.id).exit_reason == "incubation_contract"
    choosing.show_or_hide(session, admin, own.key, hidden=True)
    choosing.show_or_hide(session, admin, "inactive", hidden=True)
    choosing.move(session, admin, "job_search", -1)
    keys = [one.key for one in exits.offered(session, house.demo.id, day)]
    assert own.key not in keys and "inactive" not in keys
    every = [one.key for one in exits.every_choice(session, house.demo.id, day)]
    assert every.index("job_search") == every.index("project_set_aside") - 1
    assert exits.history(session, path.id)[0].label == "CESA à la coopérative"
    elsewhere = [one.key for one in exits.offered(session, house.neighbour.id, day)]
    assert "inactive" in elsewhere and own.key not in elsewhere
    choosing.show_or_hide(session, admin, "inactive", hidden=False)
    assert "inactive" in [one.key for one in exits.offered(session, house.demo.id, day)]


def test_what_cannot_be_in_the_list_is_refused(session: Session, house: House) -> None:
    admin = house.actor(Role.ADMIN)
    with pytest.raises(Invalid):
        choosing.add_label(session, admin, "Activité  créée", "business_created")  # there already
    with pytest.raises(Invalid):
        choosing.add_label(session, admin, "Rien", "astronaute")
    with pytest.raises(Invalid):
        choosing.add_label(session, admin, " ", "job_search")
    with pytest.raises(Invalid):
        choosing.show_or_hide(session, admin, "unknown", hidden=True)
    with pytest.raises(NotFound):
        choosing.move(session, admin, "astronaute", 1)
    with pytest.raises(Forbidden):
        choosing.add_label(session, house.actor(Role.ADVISER), "Rien", "job_search")


def test_months_are_those_of_the_organisation_for_exits_to_come(session: Session, house: House) -> None:
    before = left(session, house, "karim@demo.example", AUTUMN)
    choosing.change_ways(session, house.actor(Role.ADMIN), Ways((6, 1), 1, 5, 2, 30))
    after = left(session, house, "lea@demo.example", date(2026, 10, 31))
    assert [check_of(session, before, month).due_on.month for month in (3, 6, 12)] == [12, 3, 9]
    assert check_of(session, after, 1).due_on == date(2026, 11, 30)
    assert check_of(session, after, 3) is None
    for wrong in (Ways(()), Ways((0,)), Ways((3,), reminders=9), Ways((3,), open_days=1), Ways((-1,))):
        with pytest.raises(Invalid):
            choosing.change_ways(session, house.actor(Role.ADMIN), wrong)


def test_leaving_needs_a_situation_and_finishing_may_wait_for_one(session: Session, house: House) -> None:
    with pytest.raises(Invalid):
        left(session, house, "karim@demo.example", AUTUMN, "")
    path = left(session, house, "lea@demo.example", AUTUMN, "", Act.FINISH)
    assert exits.history(session, path.id)[0].code == ""
