"""Answers kept as they come, sent once; needs with their version; the interview; what is proposed and decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.levels.services import competences_of
from app.competences import queries as levels_of
from app.competences.levels import services as levels
from app.competences.models import PlanProposal, Positioning, PositioningGuide
from app.competences.positioning import guide, proposals, queries, services
from app.core import clock
from app.core.access import Role
from app.core.clock import today
from app.core.db import database as current
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.sensitive import Doubtful
from app.core.tasks import drain
from app.courses.outline import Outline
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail
from app.notifications.telling import competences as telling
from app.planning import queries as planning
from app.planning.models import PlanChange
from tests.factories.house import House
from tests.factories.paths import enrolled, small_course

Path = tuple[Enrolment, Outline]


@pytest.fixture
def path(session: Session, house: House) -> Path:
    return enrolled(session, house), small_course(session, house.demo)


def answered(session: Session, house: House, path: Path, level: int | None = 3, stage: str = "entry") -> Positioning:
    enrolment, outline = path
    learner = house.actor(Role.LEARNER)
    services.answer(session, learner, enrolment.id, stage, dict.fromkeys(competences_of(outline), level))
    return services.send(session, learner, enrolment.id, stage)


def test_answers_are_kept_as_they_come_and_count_once_sent(session: Session, house: House, path: Path) -> None:
    enrolment, outline = path
    learner = house.actor(Role.LEARNER)
    first, second, third = competences_of(outline)
    kept = services.answer(session, learner, enrolment.id, "entry", {first: 2})
    assert (kept.answered, kept.wanted) == (1, 3)
    services.answer(session, learner, enrolment.id, "entry", {first: 3, second: None})
    with pytest.raises(Invalid, match="Il reste 1"):
        services.send(session, learner, enrolment.id, "entry")
    assert levels_of.levels(session, enrolment.id, outline) == {}
    services.answer(session, learner, enrolment.id, "entry", {third: 1})
    sent = services.send(session, learner, enrolment.id, "entry")
    assert services.send(session, learner, enrolment.id, "entry").id == sent.id
    known = levels_of.levels(session, enrolment.id, outline)
    assert known == {
        first: {"entry": {"learner": 3}},
        third: {"entry": {"learner": 1}},
    }  # « je ne sais pas » is no level
    with pytest.raises(Conflict, match="ont été envoyées"):
        services.answer(session, learner, enrolment.id, "entry", {first: 1})
    [facts] = session.scalars(select(LedgerEntry.facts).where(LedgerEntry.kind == "positioning_sent"))
    assert facts == {"stage": "entry", "levels": 2, "unsure": 1, "with": False}


def test_an_adviser_may_hold_the_pen_and_the_voice_stays_the_learners(
    session: Session, house: House, path: Path
) -> None:
    enrolment, outline = path
    adviser = house.actor(Role.ADVISER)
    services.answer(session, adviser, enrolment.id, "entry", dict.fromkeys(competences_of(outline), 2))
    sent = services.send(session, adviser, enrolment.id, "entry")
    assert sent.filled_with == adviser.account_id
    assert {one.given_by for one in levels_of.said(session, [enrolment.id])[enrolment.id]} == {enrolment.learner_id}


def test_who_may_answer_when_and_what(session: Session, house: House, path: Path) -> None:
    enrolment, outline = path
    one = next(iter(competences_of(outline)))
    learner = house.actor(Role.LEARNER)
    with pytest.raises(Forbidden):
        services.answer(session, house.actor(Role.TRAINER), enrolment.id, "entry", {one: 1})
    with pytest.raises(NotFound):
        services.answer(session, house.neighbour.actor(Role.ADVISER), enrolment.id, "entry", {one: 1})
    with pytest.raises(NotFound):
        services.answer(session, learner, enrolment.id, "later", {one: 1})
    with pytest.raises(Conflict, match="s'ouvre le"):
        services.answer(session, learner, enrolment.id, "middle", {one: 1})
    for wrong in ({one: 9}, {one: 0}, {"ailleurs": 1}):
        with pytest.raises(Invalid):
            services.answer(session, learner, enrolment.id, "entry", wrong)
    services.answer(session, house.actor(Role.ADVISER), enrolment.id, "middle", {one: 1})  # together, before its day


def test_needs_keep_the_version_they_were_given_to(session: Session, house: House, path: Path) -> None:
    enrolment, _outline = path
    learner, admin = house.actor(Role.LEARNER), house.actor(Role.ADMIN)
    first = services.say_needs(
        session, learner, enrolment.id, "entry", {"expectations": ["Vendre."], "digital": ["À l'aise"]}
    )
    assert first.needs == {"expectations": "Vendre.", "digital": "À l'aise"}
    question = guide.Question("why", "text", "Pourquoi maintenant ?", "", (), ("entry",))
    made = services.change_guide(session, admin, (question,), 2, 1)
    assert (made.number, made.held) == (2, 2)
    assert services.change_guide(session, admin, (question,), 2, 1).number == 2
    assert services.guide_for(session, first).at("entry")[0].key == "expectations"
    assert [one.label for one in queries.guide_of(session, house.demo.id).questions] == ["Pourquoi maintenant ?"]
    assert queries.guide_of(session, house.neighbour.id) == guide.given()
    with pytest.raises(Doubtful):
        services.say_needs(session, learner, enrolment.id, "entry", {"accommodation": ["Je suis diabétique."]})
    with pytest.raises(Invalid):
        services.change_guide(session, admin, (question,), 1, 1)
    with pytest.raises(Invalid):
        services.change_guide(session, admin, (question,), 99, 1)
    with pytest.raises(Forbidden):
        services.change_guide(session, house.actor(Role.TRAINER), (question,), 3, 1)
    assert len(session.scalars(select(PositioningGuide)).all()) == 2


def test_an_interview_is_dated_written_for_the_person_and_adds_no_hour(
    session: Session, house: House, path: Path
) -> None:
    enrolment, _outline = path
    adviser = house.actor(Role.ADVISER)
    answered(session, house, path, 1)
    held = services.note_interview(session, adviser, enrolment.id, "entry", today(), "On garde tout.")
    assert services.note_interview(session, adviser, enrolment.id, "entry", today(), "On garde tout.").id == held.id
    [entry] = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "interview_held"))
    assert (entry.minutes, entry.nature, entry.proof_id) == (0, "accompaniment", held.id)
    assert "garde" not in str(entry.facts)
    for day, words in ((today() + timedelta(days=1), "Demain."), (today(), " ")):
        with pytest.raises(Invalid):
            services.note_interview(session, adviser, enrolment.id, "entry", day, words)
    with pytest.raises(Forbidden):
        services.note_interview(session, house.actor(Role.TRAINER), enrolment.id, "entry", today(), "Rien.")


def test_what_is_accepted_changes_the_plan_by_its_own_services(session: Session, house: House, path: Path) -> None:
    enrolment, outline = path
    adviser = house.actor(Role.ADVISER)
    answered(session, house, path)
    waiting = {one.sequence_id: one for one in queries.undecided(session, enrolment.id)}
    second = outline.sequences[1]
    assert list(waiting) == [second.id]  # the first one holds a self-assessment: it measures, and stays
    proposal = waiting[second.id]
    assert (proposal.act, proposal.threshold, proposal.figures[0]) == ("omit", 3, ["P2.1", 3, False])
    with pytest.raises(Forbidden):
        proposals.decide(session, house.actor(Role.TRAINER), proposal.id, True, "Oui.")
    with pytest.raises(Invalid):
        proposals.decide(session, adviser, proposal.id, True, " ")
    with pytest.raises(NotFound):
        proposals.decide(session, house.neighbour.actor(Role.ADVISER), proposal.id, True, "Oui.")
    decided = proposals.decide(session, adviser, proposal.id, True, "Vous le faites déjà.")
    assert proposals.decide(session, adviser, proposal.id, True, "Vous le faites déjà.").id == decided.id
    assert planning.omitted(session, enrolment.id) == {second.id}
    change = session.get_one(PlanChange, decided.change_id)
    assert (change.act, change.reason) == ("omit", "Vous le faites déjà.")
    with pytest.raises(Conflict, match="déjà décidé"):
        proposals.decide(session, adviser, proposal.id, False, "Non.")


def test_a_proposal_that_no_longer_holds_is_set_aside_and_changes_nothing(
    session: Session, house: House, path: Path
) -> None:
    enrolment, outline = path
    adviser = house.actor(Role.ADVISER)
    sent = answered(session, house, path)
    [proposal] = queries.undecided(session, enrolment.id)
    last = outline.blocks[1].competences[0].id
    levels.conclude(session, adviser, enrolment.id, last, "entry", 1, "Pas encore.")
    services.note_interview(session, adviser, enrolment.id, "entry", today(), "On reprend.")
    assert queries.undecided(session, enrolment.id) == []
    with pytest.raises(Conflict, match="ne tient plus"):
        proposals.decide(session, adviser, proposal.id, True, "Oui.")
    assert planning.omitted(session, enrolment.id) == frozenset()
    assert [row.decision for row in session.scalars(select(PlanProposal)) if row.positioning_id == sent.id] == ["stale"]


def test_a_moment_that_opens_is_told_once_then_once_more_when_it_is_due(
    house: House, visit: Callable[..., Any]
) -> None:
    with current().writing() as session:
        path = enrolled(session, house), small_course(session, house.demo)
        organisation_id = house.demo.id

    def told() -> list[str]:
        with current().writing() as session:
            telling.remind(session, {"after": "", "organisation_id": organisation_id})
        drain()
        with current().reading() as session:
            return list(
                session.scalars(select(Mail.event).where(Mail.event.like("positioning%")).order_by(Mail.created_at))
            )

    assert told() == ["positioning_open"]
    assert told() == ["positioning_open"]
    with current().writing() as session:
        answered(session, house, path)
    clock.freeze(clock.paris(path[0].starts_on + timedelta(days=1), 9))
    assert told() == ["positioning_open"]  # answered: nobody is asked again


def test_a_proposal_that_is_not_kept_is_told_once_and_leads_to_its_reason(
    house: House, visit: Callable[..., Any]
) -> None:
    with current().writing() as session:
        path = enrolled(session, house), small_course(session, house.demo)
        answered(session, house, path)
        adviser = house.actor(Role.ADVISER)
        assert session.scalar(queries.counting_positioned(adviser, everyone=True)) == 1
        [proposal] = queries.undecided(session, path[0].id)
        proposals.decide(session, adviser, proposal.id, False, "Le groupe compte sur vous.")
    drain()
    with current().reading() as session:
        [mail] = session.scalars(select(Mail).where(Mail.event.like("plan%")))
        assert mail.event == "plan_kept"
        assert f"/positionnement/{path[0].id}/entree" in mail.text
        assert "Le groupe compte sur vous" not in mail.text
