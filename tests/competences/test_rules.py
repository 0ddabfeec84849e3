"""What levels mean together, when a moment opens, what answers suggest: no database."""

from datetime import date

import pytest

from app.assessment.rules import CONCLUDED, block_levels, heard, said_level
from app.competences import drawing, rules
from app.competences.positioning import guide
from app.competences.positioning.rules import awaited, moments, suggest
from app.core.errors import Invalid
from app.courses.outline import Activity, Block, Competence, Outline, Sequence

pytestmark = pytest.mark.once


def competence(code: str) -> Competence:
    return Competence(code, code, code, "", ())


def block(n: int) -> Block:
    return Block(f"b{n}", f"b{n}", n, f"Bloc {n}", "", 0, (competence(f"{n}.1"), competence(f"{n}.2")))


def activity(key: str, block_id: str, *codes: str, kind: str = "page") -> Activity:
    return Activity(
        key, key, kind, key, "", 10, "remote", "asynchronous", "individual", "training", {}, codes, "s", block_id, 1
    )


def part(key: str, block_id: str, *activities: Activity) -> Sequence:
    return Sequence(key, key, block_id, 1, key, "", 1, 1, 2, activities)


BLOCKS = (block(1), block(2), block(3))
OUTLINE = Outline("e", "c", "o", "s", "t", 1, 2, ("a", "b", "c", "d"), BLOCKS, (), {})


def test_a_conclusion_counts_before_every_voice_and_until_then_the_adviser_then_the_trainer() -> None:
    assert said_level({"learner": 4, "trainer": 3, "adviser": 2, CONCLUDED: 1}) == 1
    assert said_level({"learner": 4, "trainer": 3, "adviser": 2}) == 2
    assert said_level({"learner": 4, "trainer": 3}) == 3
    assert said_level({}) is None
    assert heard([3, 1, 2]) == 1
    levels = {"1.1": {"exit": {"learner": 4, CONCLUDED: 2}}, "1.2": {"exit": {"learner": 3}}}
    assert block_levels(OUTLINE, levels)["b1"] == {"entry": None, "middle": None, "exit": 2.5}


def test_the_sentence_counts_blocks_that_have_grown_and_marks_those_where_people_differ() -> None:
    levels = {
        "1.1": {"entry": {"learner": 1}, "exit": {"learner": 3, "trainer": 2}},
        "2.1": {"entry": {"learner": 2}, "exit": {"learner": 2, CONCLUDED: 2}},
    }
    lines = rules.lines(OUTLINE, levels)
    assert [line.apart for line in lines] == [True, False, False]
    told = rules.told(OUTLINE, levels, lines)
    assert (told.blocks, told.known, told.twice, told.grown) == (3, 2, 2, 1)
    assert (told.concluded, told.competences) == (1, 6)


def test_the_radar_and_the_curves_draw_the_same_figures() -> None:
    levels = {f"{n}.1": {"entry": {"learner": 1}, "exit": {"learner": n + 1}} for n in (1, 2, 3)}
    lines = rules.lines(OUTLINE, levels)
    drawn = drawing.radar(lines, 4)
    assert drawn is not None
    assert [shape.stage for shape in drawn.shapes] == ["entry", "exit"]
    assert drawn.shapes[1].corners[0] == drawing.Spot(150.0, 100.0)  # level 2 of 4, straight up
    curve = drawing.curve(lines[2], 4)
    assert [(mark.stage, mark.level, mark.sure) for mark in curve.marks] == [("entry", 1, False), ("exit", 4, False)]
    assert curve.marks[0].y > curve.marks[1].y
    assert drawing.radar(lines[:2], 4) is None


def test_moments_follow_the_dates_of_the_path_and_only_the_latest_is_asked_for() -> None:
    found = moments(date(2026, 11, 2), date(2026, 12, 28), None)
    assert found["middle"].opens_on == date(2026, 11, 30)
    assert found["exit"].opens_on == date(2026, 12, 14)
    asked = awaited(found, set(), date(2026, 12, 1))
    assert asked is not None
    assert asked.stage == "middle"  # an entry let go by is not asked for any more
    assert awaited(found, {"middle"}, date(2026, 12, 1)) is None
    over = moments(date(2026, 11, 2), date(2026, 12, 28), date(2026, 12, 1))
    assert not over["middle"].is_open(date(2026, 12, 2))
    assert over["exit"].is_open(date(2026, 12, 20))
    assert not over["exit"].is_open(date(2027, 1, 15))
    short = moments(date(2026, 11, 2), date(2026, 11, 13), None)
    assert short["middle"].opens_on < short["exit"].opens_on <= short["exit"].due_on
    same_day = moments(date(2026, 11, 2), date(2026, 11, 2), None)
    assert all(one.opens_on <= date(2026, 11, 2) for one in same_day.values())


def test_a_sequence_is_proposed_to_be_passed_when_all_it_teaches_is_held_and_nothing_of_it_was_begun() -> None:
    parts = (
        part("held", "b1", activity("a1", "b1", "1.1")),
        part("begun", "b1", activity("a2", "b1", "1.1")),
        part("half", "b1", activity("a3", "b1", "1.1"), activity("a4", "b1", "1.2")),
        part("measures", "b1", activity("a5", "b1", "1.1", kind="self_assessment")),
        part("unknown", "b2", activity("a6", "b2")),
        part("left", "b3", activity("a7", "b3", "3.1")),
        part("left-and-strong", "b3", activity("a8", "b3", "3.2")),
    )
    outline = Outline("e", "c", "o", "s", "t", 1, 2, ("a", "b", "c", "d"), BLOCKS, parts, {})
    levels = {"1.1": (3, True), "1.2": (2, False), "3.1": (1, False), "3.2": (4, False), "2.1": (4, False)}
    found = suggest(outline, levels, {"a2"}, {"left", "left-and-strong"}, 3, 1)
    assert [(one.act, one.part.key, one.figures) for one in found] == [
        ("omit", "held", (("1.1", 3, True),)),
        ("add", "left", (("3.1", 1, False),)),
    ]


def test_the_questionnaire_is_read_strictly_and_answers_are_those_that_were_offered() -> None:
    given = guide.given()
    assert {one.key for one in given.at("entry")} >= {
        "expectations",
        "constraints",
        "availability",
        "digital",
        "accommodation",
    }
    assert given.weak < given.held
    question = {"key": "a", "kind": "choice", "label": "Quoi ?", "options": ["x", "y"], "stages": ["entry"]}
    for wrong in ({"kind": "star"}, {"stages": ["later"]}, {"options": []}, {"color": "red"}, {"label": ""}):
        with pytest.raises(guide.Unreadable):
            guide.questions([question | wrong])
    with pytest.raises(guide.Unreadable):
        guide.questions([question, question])
    asked = guide.questions([question])
    assert guide.sound_answers(asked, {"a": ["x"], "b": ["?"]}) == {"a": "x"}
    assert guide.sound_answers(asked, {"a": [" "]}) == {}
    for said in (["z"], ["x", "y"]):
        with pytest.raises(Invalid):
            guide.sound_answers(asked, {"a": said})
