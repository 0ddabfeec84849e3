"""Surveys: what is read, what is kept, under one's name or without it, and what it adds up to."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment import queries as assessment
from app.assessment import services
from app.assessment.surveys import queries, results, rules
from app.assessment.surveys.models import AnonymousAnswer, AnonymousLot, SurveyAnswer, SurveyReply
from app.assessment.surveys.rules import WrongAnswer, read_answer
from app.core import clock
from app.core.access import Actor, Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.learning import queries as learning
from tests.factories.house import ENTRY, House
from tests.factories.opinions import YEAR, Ground

ANSWERS = {"1": "4", "2": ["1", "3"], "5": "  Plus d'ateliers.\r\nMerci.  "}


def question(kind: str, **more: Any) -> dict[str, Any]:
    return {"ask": "?", "kind": kind, "options": [], "low": None, "high": None} | more


OPTIONS = question("one", options=["Oui", "Plutôt", "Non"])


@pytest.mark.parametrize(
    ("asked", "raw", "read"),
    [
        (question("scale"), "5", 5),
        (question("scale"), 1, 1),
        (question("scale", options=["Non", "Oui"]), "Oui", 2),
        (OPTIONS, "2", 2),
        (OPTIONS, "Plutôt", 2),
        (OPTIONS, "", None),
        (question("several", options=["a", "b", "c"]), ["3", 1, "3"], [1, 3]),
        (question("several", options=["a", "b", "c"]), "2", [2]),
        (question("several", options=["a", "b", "c"]), [], None),
        (question("number"), "12,5", 12.5),
        (question("number"), "1 200", 1200),
        (question("number", low=0, high=10), 10, 10),
        (question("number"), "-3", -3),
        (question("text"), "  un\r\nmot ", "un\nmot"),
        (question("text"), "   ", None),
        (question("text"), None, None),
    ],
)
def test_an_answer_is_read_in_one_shape(asked: dict[str, Any], raw: Any, read: Any) -> None:
    found = read_answer(asked, raw)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("asked", "raw"),
    [
        (question("scale"), "6"), (question("scale"), 0), (question("scale"), True), (question("scale"), 2.5),
        (question("scale"), {"a": 1}), (OPTIONS, "4"), (OPTIONS, "Peut-être"), (OPTIONS, ["1"]),
        (question("several", options=["a", "b"]), ["1", "7"]), (question("number"), "douze"), (question("number"), "nan"),
        (question("number"), "1e400"), (question("number"), float("inf")), (question("number"), True),
        (question("number", low=0, high=10), "11"), (question("number", low=0), -1), (question("text"), 3),
        (question("text"), "x" * 5_001),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused_with_words(asked: dict[str, Any], raw: Any) -> None:
    with pytest.raises(WrongAnswer) as refused:
        read_answer(asked, raw)
    assert str(refused.value).endswith(".")


@given(
    st.sampled_from(["scale", "one", "several", "number", "text"]),
    st.one_of(
        st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.one_of(st.text(), st.integers()))
    ),
)
def test_whatever_is_sent_is_read_or_refused(kind: str, raw: Any) -> None:
    options = [] if kind in ("number", "text") else ["a", "b", "c"]
    asked = question(kind, options=options)
    try:
        found = read_answer(asked, raw)
    except WrongAnswer:
        return
    assert found is None or read_answer(asked, found) == found
    if found is not None:
        assert rules.in_words(asked, found)
        assert rules.tally(asked, [found]).answers == 1


def test_what_answers_add_up_to() -> None:
    scale = rules.tally(question("scale", low="non", high="oui"), [5, 5, 2])
    assert (scale.answers, scale.mean) == (3, 4)
    assert [(bar.label, bar.count, bar.percent) for bar in scale.bars] == [
        ("1 (non)", 0, 0), ("2", 1, 33), ("3", 0, 0), ("4", 0, 0), ("5 (oui)", 2, 67),
    ]  # fmt: skip
    several = rules.tally(question("several", options=["a", "b"]), [[1], [1, 2]])
    assert [(bar.count, bar.percent) for bar in several.bars] == [(2, 100), (1, 50)]
    numbers = rules.tally(question("number"), [2, 2.5, 2])
    assert (numbers.mean, numbers.least, numbers.most) == (6.5 / 3, 2, 2.5)
    assert [(bar.label, bar.count) for bar in numbers.bars] == [("2", 2), ("2,5", 1)]
    assert not rules.tally(question("number"), range(40)).bars
    assert [bar.count for bar in rules.tally(OPTIONS, []).bars] == [0, 0, 0]
    assert rules.tally(question("text"), ["oui", "non"]).answers == 2


# --- Sent ---------------------------------------------------------------------------------------------------------


class Asking(Ground):
    def send(self, answers: dict[str, Any], key: str = "avis", **more: Any) -> services.Replied:
        return services.send_answers(self.session, self.me, None, self.activity(key).id, answers, **more)

    def count(self, model: Any) -> int:
        return self.session.scalar(select(func.count()).select_from(model)) or 0

    def state(self, key: str = "avis") -> str:
        known = learning.state_of(self.session, self.enrolment.id, self.activity(key).id)
        return known.state if known else ""

    def results(self, key: str = "avis", period: Period = YEAR) -> results.SurveyResults:
        trainer = self.house.actor("trainer")
        return results.results(self.session, trainer, self.activity(key).id, self.content(key), period)


@pytest.fixture
def ground(session: Session, house: House, tmp_path: Path) -> Asking:
    return Asking(session, house, tmp_path / "cours")


def test_answers_are_kept_with_their_proof_and_count_at_once(ground: Asking) -> None:
    sent = ground.send(ANSWERS)
    assert (sent.changed, sent.state.state) == (True, "done")
    kept = {
        row.response if not isinstance(row.response, list) else tuple(row.response)
        for row in ground.session.scalars(select(SurveyAnswer))
    }
    assert kept == {4, (1, 3), "Plus d'ateliers.\nMerci."}
    (trace,) = ground.traces("survey_answered")
    assert (trace.proof_kind, trace.facts) == ("survey_reply", {"asked": 5, "given": 3, "again": False})
    (counted,) = ground.traces("activity_completed")
    assert (counted.minutes, counted.proof_kind) == (10, "survey_reply")


def test_the_same_answers_twice_change_nothing(ground: Asking) -> None:
    ground.send(ANSWERS)
    assert not ground.send(ANSWERS).changed
    assert len(ground.traces("survey_answered")) == 1


def test_answers_under_a_name_may_be_changed_while_the_path_is_open(ground: Asking) -> None:
    ground.send(ANSWERS)
    assert ground.send({"1": 2, "2": [2], "4": "3"}).changed
    assert sorted(str(row.response) for row in ground.session.scalars(select(SurveyAnswer))) == ["2", "3", "[2]"]
    assert [trace.facts["again"] for trace in ground.traces("survey_answered")] == [False, True]
    assert len(ground.traces("activity_completed")) == 1
    enrolling.finish(
        ground.session, ground.house.actor("adviser"), ground.enrolment.id, ENTRY, "Fin", "business_created"
    )
    with pytest.raises(Forbidden):
        ground.send(ANSWERS)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, {"q1", "q2"}),
        ({"1": "4"}, {"q2"}),
        ({"1": "9", "2": ["1"], "4": "61"}, {"q1", "q4"}),
        ({"1": 1, "2": 1, "7": "x"}, {"answers.7"}),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(
    ground: Ground, answers: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        ground.send(answers)
    assert {error.field for error in refused.value.fields} == fields
    assert ground.count(SurveyReply) == ground.count(SurveyAnswer) == 0
    assert ground.state() == ""


def test_a_survey_where_nothing_is_required_still_wants_one_answer(ground: Asking) -> None:
    ground.edit("high: tout à fait}", "high: tout à fait, required: false}")
    ground.edit("Les quiz]}", "Les quiz], required: false}")
    with pytest.raises(Invalid):
        ground.send({"5": "  "})
    assert ground.send({"5": "Rien à dire."}).state.state == "done"


def test_a_draft_waits_for_the_person_alone_and_does_not_count(ground: Asking) -> None:
    kept = services.keep_answers(ground.session, ground.me, None, ground.activity("avis").id, {"5": "À finir"})
    assert (kept.changed, kept.state.state, kept.state.facts) == (True, "opened", {"kept": True})
    assert not ground.traces("survey_answered")
    assert ground.results().named == 0
    assert not assessment.answers_between(ground.session, ground.house.demo.id, YEAR)
    ground.send(ANSWERS)
    assert ground.count(SurveyReply) == 1
    with pytest.raises(Conflict):
        services.keep_answers(ground.session, ground.me, None, ground.activity("avis").id, {"5": "Trop tard"})


def test_a_draft_in_older_words_never_leaves(ground: Asking) -> None:
    services.keep_answers(ground.session, ground.me, None, ground.activity("avis").id, {"5": "Un brouillon"})
    ground.edit("Un mot à l'équipe", "Un mot pour l'équipe")
    ground.send({"1": 4, "2": [1]})
    assert not ground.results().older


def test_a_reworded_question_is_another_one_and_past_answers_keep_their_words(ground: Asking) -> None:
    ground.send(ANSWERS)
    ground.edit("Le rythme vous convient-il ?", "Le rythme est-il bon pour vous ?")
    found = ground.results()
    assert [result.tally.answers for result in found.current] == [0, 1, 0, 0, 1]
    (older,) = found.older
    assert (older.definition["ask"], older.tally.mean) == ("Le rythme vous convient-il ?", 4)
    ground.send({"1": 1, "2": [1]})
    found = ground.results()
    assert (found.current[0].tally.mean, found.older[0].tally.mean) == (1, 4)


def test_saying_that_a_question_is_required_does_not_make_it_another_one(ground: Asking) -> None:
    before = [asked["id"] for asked in ground.content("avis")["asked"]]
    ground.edit("En voiture], required: false}", "En voiture]}")
    assert [asked["id"] for asked in ground.content("avis")["asked"]] == before


def test_a_page_opened_before_a_new_edition_is_answered_in_its_own_words(ground: Asking) -> None:
    asked = [one["id"] for one in ground.content("avis")["asked"]]
    ground.edit("Le rythme vous convient-il ?", "Le rythme est-il bon pour vous ?")
    ground.send(ANSWERS, asked=asked)
    assert ground.results().older[0].tally.answers == 1
    with pytest.raises(Conflict):
        ground.send(ANSWERS, asked=asked[:2])


def test_answers_are_never_kept_otherwise_than_the_page_promised(ground: Asking) -> None:
    ground.edit("why: Votre avis", "anonymous: true\nwhy: Votre avis")
    with pytest.raises(Conflict):
        ground.send(ANSWERS, promised=False)
    assert ground.count(SurveyReply) == ground.count(AnonymousAnswer) == 0
    with pytest.raises(Conflict):
        services.keep_answers(ground.session, ground.me, None, ground.activity("avis").id, ANSWERS)


# --- Without a name -----------------------------------------------------------------------------------------------


def fill(ground: Asking, people: int, *, first: int = 0) -> None:
    """So many more people answer."""
    for number in range(first, first + people):
        say(ground, ground.somebody(number), number)


def say(ground: Asking, somebody: Actor, number: int) -> None:
    answers = {"1": 1 + number % 5, "2": [1], "5": f"Mot {number}"}
    services.send_answers(ground.session, somebody, None, ground.activity("avis-libre").id, answers)


def test_nothing_that_is_kept_without_a_name_leads_to_the_person(ground: Asking) -> None:
    ground.send(ANSWERS, "avis-libre")
    assert ground.count(SurveyReply) == 0
    for model in (AnonymousAnswer, AnonymousLot):
        targets = {key.column.table.name for column in model.__table__.columns for key in column.foreign_keys}
        assert not targets & {"account", "enrolment", "ledger_entry"}
    for row in ground.session.scalars(select(AnonymousAnswer)):
        assert row.id[14] == "4", "a UUIDv4 says no time"
    (trace,) = ground.traces("survey_answered")
    assert (trace.facts, trace.proof_id, trace.person_id) == ({"anonymous": True}, None, ground.me.account_id)
    kept = learning.state_of(ground.session, ground.enrolment.id, ground.activity("avis-libre").id)
    assert kept is not None
    assert (kept.state, kept.facts) == ("done", {})


def test_answers_without_a_name_are_sent_once(ground: Asking) -> None:
    assert ground.send(ANSWERS, "avis-libre").changed
    assert not ground.send({"1": 1, "2": [2]}, "avis-libre").changed
    assert ground.count(AnonymousAnswer) == 3
    assert len(ground.traces("survey_answered")) == 1


def test_answers_without_a_name_are_read_by_whole_groups_of_five(ground: Asking) -> None:
    fill(ground, 4)
    found = ground.results("avis-libre")
    assert (found.unnamed, found.waiting) == (0, 4)
    assert not found.current[0].tally.answers
    assert not assessment.answers_between(ground.session, ground.house.demo.id, YEAR)
    fill(ground, 3, first=4)
    found = ground.results("avis-libre")
    assert (found.unnamed, found.waiting) == (5, 2)
    assert (found.current[0].tally.answers, found.current[0].tally.mean) == (5, 3)
    assert {words.text for words in found.current[4].words} == {f"Mot {number}" for number in range(5)}
    assert {words.name for words in found.current[4].words} == {""}


def test_no_two_periods_differ_by_fewer_than_five_people(ground: Asking) -> None:
    for number, somebody in enumerate([ground.somebody(number) for number in range(12)]):
        with clock.at(clock.paris(ENTRY.replace(day=23 + number // 2), 10 + number % 2)):
            say(ground, somebody, number)
    seen = {ground.results("avis-libre", Period(ENTRY, ENTRY.replace(day=23 + day))).unnamed for day in range(6)}
    assert seen == {0, 5, 10}


def test_a_lot_is_laid_again_in_another_order_each_time(ground: Asking) -> None:
    """Neither the order of the rows nor their transaction may tell whose answers came last."""
    fill(ground, 1)
    before = set(ground.session.scalars(select(AnonymousAnswer.id)))
    fill(ground, 1, first=1)
    after = set(ground.session.scalars(select(AnonymousAnswer.id)))
    assert len(after) == 2 * len(before)
    assert not before & after


def test_a_draft_under_a_name_is_forgotten_when_the_survey_no_longer_bears_names(ground: Asking) -> None:
    services.keep_answers(ground.session, ground.me, None, ground.activity("avis").id, {"5": "À finir"})
    ground.edit("why: Votre avis", "anonymous: true\nwhy: Votre avis")
    ground.send(ANSWERS, promised=True)
    assert ground.count(SurveyReply) == ground.count(SurveyAnswer) == 0
    assert ground.count(AnonymousAnswer) == 3


# --- Walls --------------------------------------------------------------------------------------------------------


def test_a_survey_is_there_for_whoever_follows_the_course_and_for_nobody_else(ground: Asking) -> None:
    for actor in (ground.house.actor("expert"), ground.house.neighbour.actor(Role.LEARNER)):
        with pytest.raises(NotFound):
            services.send_answers(ground.session, actor, None, ground.activity("avis").id, ANSWERS)
    with pytest.raises(NotFound):
        services.send_answers(ground.session, ground.me, None, ground.activity("liste").id, {"1": 1})
    with pytest.raises(Forbidden):
        services.send_answers(
            ground.session, ground.house.actor("trainer"), ground.enrolment.id, ground.activity("avis").id, ANSWERS
        )


def test_the_answers_of_a_period_are_those_of_the_organisation(ground: Asking) -> None:
    ground.send(ANSWERS)
    fill(ground, 5)
    found = assessment.answers_between(ground.session, ground.house.demo.id, YEAR)
    assert len(found) == 3 + 15
    assert {answer.activity_id for answer in found} == {ground.activity("avis").id, ground.activity("avis-libre").id}
    assert not assessment.answers_between(ground.session, ground.house.neighbour.id, YEAR)
    assert not assessment.answers_between(
        ground.session, ground.house.demo.id, Period(ENTRY.replace(day=1), ENTRY.replace(day=2))
    )
    trainer = ground.house.neighbour.actor(Role.TRAINER)
    assert not queries.named_answers(ground.session, trainer, ground.activity("avis").id, YEAR)
