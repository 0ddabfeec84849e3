"""Choices: what may be chosen, places that are never given twice, and who chose what."""

import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment import services
from app.assessment.choices import queries, results, rules
from app.assessment.choices.models import ChoicePick
from app.core.access import Actor
from app.core.db import Database
from app.core.errors import Forbidden, Invalid, NotFound
from app.enrolments import services as enrolling
from tests.factories.house import ENTRY, House, build_house
from tests.factories.opinions import YEAR, Ground

PHOTO, TILL, LEAFLET = "Photographier ses produits", "Tenir sa caisse", "Écrire un tract"


def test_what_is_left_is_never_below_none() -> None:
    assert rules.places_left(None, 99) is None
    assert rules.places_left(3, 1) == 2
    assert rules.places_left(3, 5) == 0, "a new edition may offer fewer places than are taken"
    options = [{"id": "a", "places": 1}, {"id": "b", "places": None}, {"id": "c", "places": 2}]
    assert rules.full(options, ["a", "b", "c"], {"a": 1, "b": 50, "c": 1}) == ["a"]


@pytest.mark.parametrize(
    ("results_", "chosen", "shown"),
    [("always", False, True), ("after", False, False), ("after", True, True), ("never", True, False)],
)
def test_results_are_shown_when_the_author_says(results_: str, chosen: bool, shown: bool) -> None:
    assert rules.shows_results(results_, chosen) is shown


class Choosing(Ground):
    def id(self, title: str) -> str:
        return next(option["id"] for option in self.content()["options"] if option["title"] == title)

    def choose(self, *titles: str, actor: Actor | None = None) -> services.Chosen:
        wanted = [self.id(title) for title in titles]
        return services.choose(self.session, actor or self.me, None, self.activity().id, wanted)

    def picks(self) -> list[str]:
        return [row.title for row in queries.picked(self.session, self.enrolment.id, self.activity().id)]

    def results(self) -> results.ChoiceResults:
        return results.results(self.session, self.house.actor("trainer"), self.activity().id, self.content(), YEAR)


@pytest.fixture
def ground(session: Session, house: House, tmp_path: Path) -> Choosing:
    return Choosing(session, house, tmp_path / "cours", "creneau")


def test_a_choice_counts_and_its_proof_names_the_option(ground: Choosing) -> None:
    chosen = ground.choose(TILL)
    assert (chosen.changed, chosen.state.state) == (True, "done")
    assert ground.picks() == [TILL]
    assert [trace.facts for trace in ground.traces("choice_made")] == [{"options": [ground.id(TILL)], "again": False}]


def test_choosing_the_same_again_changes_nothing(ground: Choosing) -> None:
    ground.choose(PHOTO)
    assert not ground.choose(PHOTO).changed, "one's own place is not a place taken by another"
    assert len(ground.traces("choice_made")) == 1


def test_one_may_choose_otherwise_and_the_place_comes_free(ground: Choosing) -> None:
    ground.choose(PHOTO)
    other = ground.somebody(1)
    with pytest.raises(services.NoPlaceLeft) as refused:
        ground.choose(PHOTO, actor=other)
    assert PHOTO in refused.value.detail
    ground.choose(LEAFLET)
    assert ground.choose(PHOTO, actor=other).changed
    assert [trace.facts["again"] for trace in ground.traces("choice_made")] == [False, True, False]


def test_a_place_refused_leaves_what_was_chosen_before(ground: Choosing) -> None:
    ground.choose(PHOTO, actor=ground.somebody(1))
    ground.choose(TILL)
    with pytest.raises(services.NoPlaceLeft) as refused:
        ground.choose(PHOTO)
    assert "est gardé" in refused.value.detail
    assert ground.picks() == [TILL]


def test_a_place_comes_free_when_a_path_ends(ground: Choosing) -> None:
    ground.choose(PHOTO)
    adviser = ground.house.actor("adviser")
    enrolling.finish(ground.session, adviser, ground.enrolment.id, ENTRY, "Fin", "business_created")
    assert ground.choose(PHOTO, actor=ground.somebody(1)).changed
    found = ground.results().current[0]
    assert (found.taken, found.places) == (1, 1)
    assert [[person.learner_name for person in people] for people in (found.here, found.gone)] == [
        ["Personne 1"], ["Learner Demo"],
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        ground.choose(TILL)


@pytest.mark.parametrize(
    ("titles", "more"), [([], []), ([TILL, LEAFLET], []), ([TILL], ["inconnue"]), ([], ["inconnue"])]
)
def test_what_cannot_be_chosen_is_said(ground: Choosing, titles: list[str], more: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        services.choose(ground.session, ground.me, None, ground.activity().id, [*map(ground.id, titles), *more])
    assert [error.field for error in refused.value.fields] == ["option"]
    assert not ground.picks()


def test_several_may_be_chosen_when_the_author_says_so(ground: Choosing) -> None:
    ground.edit("results: after", "many: true\nresults: after")
    ground.choose(TILL, LEAFLET)
    ground.choose(LEAFLET, PHOTO)
    assert sorted(ground.picks()) == sorted([LEAFLET, PHOTO])


def test_an_option_worded_otherwise_is_another_one_and_the_choice_made_stays(ground: Choosing) -> None:
    ground.choose(TILL)
    ground.edit(TILL, "Tenir sa caisse enregistreuse")
    assert ground.picks() == [TILL]
    found = ground.results()
    assert [len(option.here) for option in found.current] == [0, 0, 0]
    assert [(str(option.html), len(option.here)) for option in found.older] == [(TILL, 1)]


def test_a_choice_is_there_for_whoever_follows_the_course(ground: Choosing) -> None:
    for actor in (ground.house.actor("expert"), ground.house.neighbour.actor("learner")):
        with pytest.raises(NotFound):
            ground.choose(TILL, actor=actor)
    with pytest.raises(Forbidden):
        services.choose(
            ground.session, ground.house.actor("trainer"), ground.enrolment.id, ground.activity().id, [ground.id(TILL)]
        )
    assert not queries.who_chose(ground.session, ground.house.neighbour.actor("trainer"), ground.activity().id, YEAR)


# --- At once ------------------------------------------------------------------------------------------------------


def test_a_last_place_is_never_given_twice(real: Database, tmp_path: Path) -> None:
    people = 8
    with real.writing() as session:
        ground = Choosing(session, build_house(session), tmp_path / "cours", "creneau")
        learners = [ground.somebody(number) for number in range(people)]
        activity, photo, till = ground.activity().id, ground.id(PHOTO), ground.id(TILL)
    ready = threading.Barrier(people)
    said: Counter[str] = Counter()

    def choose(number: int) -> None:
        ready.wait()
        try:
            with real.writing() as session:
                services.choose(session, learners[number], None, activity, [till if number % 2 else photo])
            said["chosen"] += 1
        except services.NoPlaceLeft:
            said["full"] += 1

    threads = [threading.Thread(target=choose, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"chosen": 3, "full": 5}
    with real.reading() as session:
        kept = Counter(session.scalars(select(ChoicePick.option_id)))
    assert kept == {photo: 1, till: 2}
