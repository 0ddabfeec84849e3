"""Checklists: each tick is kept at once, the whole list counts."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.assessment import services
from app.assessment.checklists import queries, results
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.enrolments import services as enrolling
from app.learning import queries as learning
from app.learning.rules import why_not_counted
from tests.factories.house import ENTRY, House
from tests.factories.opinions import YEAR, Ground


class Ticking(Ground):
    @property
    def items(self) -> list[str]:
        return [item["id"] for item in self.content()["items"]]

    def tick(self, item: str, checked: bool = True) -> services.Ticked:
        return services.tick(self.session, self.me, None, self.activity().id, item, checked)

    def why(self) -> str:
        here = self.activity()
        return why_not_counted(here, learning.state_of(self.session, self.enrolment.id, here.id))

    def results(self) -> results.ChecklistResults:
        return results.results(self.session, self.house.actor("trainer"), self.activity().id, self.content(), YEAR)


@pytest.fixture
def ground(session: Session, house: House, tmp_path: Path) -> Ticking:
    return Ticking(session, house, tmp_path / "cours", "liste")


def test_each_tick_is_kept_and_the_last_one_counts(ground: Ticking) -> None:
    first, second, third = ground.items
    ticked = ground.tick(first)
    assert (ticked.changed, ticked.checked, ticked.wanted) == (True, 1, 3)
    assert ground.why() == "Vous avez coché 1 point sur 3."
    assert not ground.traces("activity_completed")
    ground.tick(third)
    done = ground.tick(second)
    assert done.state is not None
    assert (done.state.state, done.checked) == ("done", 3)
    assert len(ground.traces("activity_completed")) == 1
    assert [trace.facts["checked"] for trace in ground.traces("point_checked")] == [1, 2, 3]


def test_ticking_twice_changes_nothing(ground: Ticking) -> None:
    ground.tick(ground.items[0])
    again = ground.tick(ground.items[0])
    assert (again.changed, again.checked) == (False, 1)
    assert len(ground.traces("point_checked")) == 1


def test_a_slip_is_unticked_until_the_list_is_whole(ground: Ticking) -> None:
    first, *others = ground.items
    ground.tick(first)
    assert ground.tick(first, False).checked == 0
    assert [trace.facts["ticked"] for trace in ground.traces("point_checked")] == [True, False]
    for item in (first, *others):
        ground.tick(item)
    with pytest.raises(Conflict):
        ground.tick(first, False)
    assert len(queries.ticked(ground.session, ground.enrolment.id, ground.activity().id)) == 3


def test_unticking_what_was_never_ticked_leaves_no_trace(ground: Ticking) -> None:
    kept = ground.tick(ground.items[0], False)
    assert (kept.changed, kept.state) == (False, None)
    assert not ground.traces("point_checked")


def test_a_point_worded_otherwise_is_another_one_and_what_is_counted_stays(ground: Ticking) -> None:
    for item in ground.items:
        ground.tick(item)
    ground.edit("Mon compte est ouvert", "Mon compte en banque est ouvert")
    assert [point.people for point in ground.results().points] == [1, 1, 0]
    again = ground.tick(ground.items[2])
    assert again.state is not None
    assert (again.checked, again.state.state) == (3, "done")
    assert len(ground.traces("activity_completed")) == 1


def test_the_team_sees_who_is_where(ground: Ticking) -> None:
    ground.tick(ground.items[0])
    ground.tick(ground.items[1])
    (person,) = ground.results().people
    assert (person.name, person.checked) == ("Learner Demo", 2)
    assert [point.people for point in ground.results().points] == [1, 1, 0]
    neighbour = ground.house.neighbour.actor("trainer")
    assert not queries.who_ticked(ground.session, neighbour, ground.activity().id, YEAR)


def test_a_list_is_ticked_by_the_person_alone_while_the_path_is_open(ground: Ticking) -> None:
    with pytest.raises(Invalid):
        ground.tick("inconnu")
    with pytest.raises(NotFound):
        services.tick(
            ground.session, ground.house.neighbour.actor("learner"), None, ground.activity().id, ground.items[0], True
        )
    trainer = ground.house.actor("trainer")
    with pytest.raises(Forbidden):
        services.tick(ground.session, trainer, ground.enrolment.id, ground.activity().id, ground.items[0], True)
    enrolling.pause(ground.session, ground.house.actor("adviser"), ground.enrolment.id, ENTRY, "Congé")
    with pytest.raises(Forbidden):
        ground.tick(ground.items[0])
