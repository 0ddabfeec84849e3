"""Levels: three voices, three stages, the last word of each."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment import queries, rules, services
from app.assessment.levels.services import asked_by
from app.assessment.models import LevelAssessment
from app.core.access import Role
from app.core.errors import Forbidden, Invalid, NotFound
from app.learning import queries as learning
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


def test_rating_oneself_counts_when_every_sentence_is_answered(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    learner, outline = house.actor(Role.LEARNER), small_course(session, house.demo)
    activity_ = activity(outline, "niveaux")
    first, *others = asked_by(outline, activity_)
    rated = services.rate_levels(session, learner, None, activity_.id, "", "learner", {first.id: 2})
    assert (rated.known, rated.wanted, rated.activity_state) == (1, len(others) + 1, "opened")
    state = learning.state_of(session, enrolment.id, activity_.id)
    assert state is not None
    assert dict(state.facts) == {"rated": 1, "wanted": len(others) + 1}
    rated = services.rate_levels(session, learner, None, activity_.id, "", "learner", {one.id: 1 for one in others})
    assert rated.activity_state == "done"
    assessed = select(LedgerEntry).where(LedgerEntry.kind == Kind.LEVEL_ASSESSED).order_by(LedgerEntry.number)
    rows = session.scalars(assessed).all()
    assert [row.facts["count"] for row in rows] == [1, len(others)]
    assert rows[0].facts == {"stage": "entry", "voice": "learner", "count": 1}


def test_saying_the_same_again_changes_nothing_and_another_level_adds_a_row(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    adviser, outline = house.actor(Role.ADVISER), small_course(session, house.demo)
    competence = outline.blocks[0].competences[0].id
    for level, rows in ((2, 1), (2, 1), (3, 2)):
        services.rate_levels(session, adviser, enrolment.id, None, "middle", "adviser", {competence: level})
        session.flush()
        assert session.scalar(select(func.count()).select_from(LevelAssessment)) == rows
    assert queries.levels(session, enrolment.id) == {competence: {"middle": {"adviser": 3}}}


def test_voices_that_disagree_stay_visible_and_the_adviser_concludes(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    outline = small_course(session, house.demo)
    block = outline.blocks[0]
    competence = block.competences[0].id
    for role, voice, level in (
        (Role.LEARNER, "learner", 1),
        (Role.TRAINER, "trainer", 2),
        (Role.ADVISER, "adviser", 3),
    ):
        services.rate_levels(session, house.actor(role), enrolment.id, None, "exit", voice, {competence: level})
    session.flush()
    known = queries.levels(session, enrolment.id)
    assert known[competence]["exit"] == {"learner": 1, "trainer": 2, "adviser": 3}
    assert rules.block_levels(outline, known)[block.id] == {"entry": None, "middle": None, "exit": 3.0}


def test_a_voice_cannot_be_borrowed(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    competence = small_course(session, house.demo).blocks[0].competences[0].id
    for role, voice in ((Role.TRAINER, "adviser"), (Role.QUALITY, "trainer"), (Role.LEARNER, "adviser")):
        with pytest.raises(Forbidden):
            services.rate_levels(session, house.actor(role), enrolment.id, None, "entry", voice, {competence: 1})
    neighbour = house.neighbour.actor(Role.ADVISER)
    with pytest.raises(NotFound):
        services.rate_levels(session, neighbour, enrolment.id, None, "entry", "adviser", {competence: 1})


def test_impossible_levels_are_refused(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    competence = small_course(session, house.demo).blocks[0].competences[0].id
    adviser = house.actor(Role.ADVISER)
    for stage, levels in (
        ("entry", {competence: 9}),
        ("entry", {competence: 0}),
        ("entry", {"inconnue": 1}),
        ("later", {competence: 1}),
        ("entry", {}),
    ):
        with pytest.raises(Invalid):
            services.rate_levels(session, adviser, enrolment.id, None, stage, "adviser", levels)
