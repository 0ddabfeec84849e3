"""Three voices and their proofs, what is concluded, opened again, and what stays from one version to the next."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment import services as assessment
from app.assessment.models import LevelAssessment
from app.assessment.rules import CONCLUDED
from app.competences import queries
from app.competences.levels import proofs, services
from app.competences.levels.showing import whole
from app.core.access import Actor, Role
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.courses.outline import Outline
from app.enrolments import services as enrolling
from app.enrolments.models import Enrolment
from app.frameworks.models import Competence, CompetenceBlock, Framework
from app.learning import levels as learning
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


@pytest.fixture
def path(session: Session, house: House) -> tuple[Enrolment, Outline, str]:
    enrolment, outline = enrolled(session, house), small_course(session, house.demo)
    return enrolment, outline, outline.blocks[0].competences[0].id


def colleague(house: House, role: Role, name: str) -> Actor:
    """Another of the team: the expert's account will do, with the role of a colleague."""
    account = house.demo.people[Role.QUALITY if role is Role.TRAINER else Role.ADMIN]
    actor = house.actor(role)
    return Actor(
        account.id, actor.organisation_id, actor.organisation_slug, actor.organisation_name, name, account.email,
        frozenset({role}),
    )  # fmt: skip


def test_two_trainers_who_differ_are_both_kept_and_visible(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, competence = path
    for actor, level in ((house.actor(Role.TRAINER), 1), (colleague(house, Role.TRAINER, "B"), 3)):
        services.rate(session, actor, enrolment.id, "entry", {competence: level})
        assert services.rate(session, actor, enrolment.id, "entry", {competence: level}).changed == 0
    shown = whole(session, enrolment.id, outline).competences[0].at("entry")
    assert sorted(one.said.level for one in shown.voices) == [1, 3]
    assert shown.gap == 2
    assert shown.conclusion is None  # nothing closes by itself
    assert queries.levels(session, enrolment.id, outline)[competence]["entry"] == {"trainer": 1}


def test_what_is_concluded_counts_everywhere_says_why_and_can_be_opened_again(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, competence = path
    adviser = house.actor(Role.ADVISER)
    services.rate(session, house.actor(Role.LEARNER), enrolment.id, "exit", {competence: 1})
    made = services.conclude(session, adviser, enrolment.id, competence, "exit", 3, " Vu en atelier. ")
    assert services.conclude(session, adviser, enrolment.id, competence, "exit", 3, "Vu en atelier.").id == made.id
    assert queries.levels(session, enrolment.id, outline)[competence]["exit"] == {"learner": 1, CONCLUDED: 3}
    assert learning.of_blocks(session, enrolment.id, outline)[outline.blocks[0].id]["exit"] == 3.0
    assert learning.latest(session, enrolment.id, outline)["P1.1"] == 3
    [stands] = queries.concluded(session, [enrolment.id], stage="exit")[enrolment.id]
    assert (stands.level, stands.why, stands.by, stands.level_name) == (
        3, "Vu en atelier.", adviser.account_id, "Je fais sans aide",
    )  # fmt: skip
    again = services.reopen(session, adviser, enrolment.id, made.id, "Un travail de plus.")
    assert services.reopen(session, adviser, enrolment.id, made.id, "Un travail de plus.").id == again.id
    assert queries.concluded(session, [enrolment.id])[enrolment.id] == []
    [told] = queries.concluded(session, [enrolment.id], story=True)[enrolment.id]
    assert (told.stands, told.reopened_why) == (False, "Un travail de plus.")
    assert queries.levels(session, enrolment.id, outline)[competence]["exit"] == {"learner": 1}
    kinds = session.scalars(
        select(LedgerEntry.kind).where(LedgerEntry.proof_id == made.id).order_by(LedgerEntry.number)
    ).all()
    assert kinds == ["level_concluded", "conclusion_reopened"]
    assert not any("Vu" in str(facts) for facts in session.scalars(select(LedgerEntry.facts)))


def test_of_two_advisers_who_conclude_at_once_the_second_is_told_what_the_first_said(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, _outline, competence = path
    seen = services.voices_print(session, enrolment.id, competence, "entry")
    services.conclude(session, house.actor(Role.ADVISER), enrolment.id, competence, "entry", 2, "Vu ensemble.", seen)
    with pytest.raises(Conflict, match=r"Vu ensemble\."):
        services.conclude(
            session, colleague(house, Role.ADVISER, "C"), enrolment.id, competence, "entry", 3, "Non.", seen
        )
    services.rate(session, house.actor(Role.TRAINER), enrolment.id, "middle", {competence: 1})
    with pytest.raises(Conflict, match="entre-temps"):
        services.conclude(session, house.actor(Role.ADVISER), enrolment.id, competence, "middle", 2, "Vu.", seen)


def test_only_an_adviser_concludes_and_says_why_on_the_scale(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, _outline, competence = path
    adviser = house.actor(Role.ADVISER)
    for role in (Role.LEARNER, Role.TRAINER, Role.QUALITY, Role.ADMIN):
        with pytest.raises(Forbidden):
            services.conclude(session, house.actor(role), enrolment.id, competence, "exit", 2, "Vu.")
    with pytest.raises(NotFound):
        services.conclude(session, house.neighbour.actor(Role.ADVISER), enrolment.id, competence, "exit", 2, "Vu.")
    for level, why, stage, one in (
        (4, "Vu.", "exit", competence), (0, "Vu.", "exit", competence), (2, " ", "exit", competence),
        (2, "Vu.", "later", competence), (2, "Vu.", "exit", "ailleurs"), (2, "x" * 1001, "exit", competence),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            services.conclude(session, adviser, enrolment.id, one, stage, level, why)


def test_after_the_exit_only_the_last_moment_is_still_said(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, _outline, competence = path
    adviser = house.actor(Role.ADVISER)
    enrolling.start(session, adviser, enrolment.id, today(), "")
    enrolling.finish(session, adviser, enrolment.id, today())
    for stage in ("entry", "middle"):
        with pytest.raises(Invalid, match="pas encore enregistrés"):
            services.rate(session, adviser, enrolment.id, stage, {competence: 2})
        with pytest.raises(Invalid, match="seul le niveau de fin"):
            services.conclude(session, adviser, enrolment.id, competence, stage, 2, "Vu.")
    assert services.rate(session, adviser, enrolment.id, "exit", {competence: 2}).changed == 1
    assert services.conclude(session, adviser, enrolment.id, competence, "exit", 2, "Vu.").level == 2


def test_a_proof_is_what_the_person_did_or_a_document_and_opens_for_whoever_may(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, competence = path
    learner, trainer = house.actor(Role.LEARNER), house.actor(Role.TRAINER)
    sent = assessment.submit_work(session, learner, None, activity(outline, "travail").id, "Mes clients.", None)
    with pytest.raises(Invalid):
        proofs.show_proof(session, trainer, enrolment.id, competence, "exit", "work:ailleurs")
    with pytest.raises(Invalid):
        proofs.show_proof(session, trainer, enrolment.id, competence, "exit", proofs.DOCUMENT)
    chosen = f"work:{sent.submission_id}"
    shown = proofs.show_proof(session, trainer, enrolment.id, competence, "exit", chosen, "Trois clients nommés.")
    assert proofs.show_proof(session, trainer, enrolment.id, competence, "exit", chosen).id == shown.id
    assert proofs.where(session, trainer, shown.id) == f"/travaux/{sent.submission_id}"
    assert proofs.where(session, learner, shown.id) == f"/activites/{activity(outline, 'travail').id}"
    with pytest.raises(NotFound):
        proofs.where(session, house.neighbour.actor(Role.TRAINER), shown.id)
    services.conclude(session, house.actor(Role.ADVISER), enrolment.id, competence, "exit", 2, "Vu.")
    [concluded] = queries.concluded(session, [enrolment.id])[enrolment.id]
    assert [proof.title for proof in concluded.proofs] == [activity(outline, "travail").title]
    with pytest.raises(Forbidden):
        proofs.withdraw_proof(session, learner, enrolment.id, shown.id)
    proofs.withdraw_proof(session, trainer, enrolment.id, shown.id)
    assert queries.proofs(session, [enrolment.id])[enrolment.id] == []
    with pytest.raises(NotFound):
        proofs.where(session, trainer, shown.id)


def older(
    session: Session, house: House, enrolment: Enrolment, outline: Outline, *, code: str, levels: int, level: int
) -> str:
    """A level given under an earlier version of the framework."""
    framework = Framework(
        organisation_id=house.demo.id, code=outline.framework_code, version="0", title="Avant",
        levels=[f"niveau {n}" for n in range(1, levels + 1)],
    )  # fmt: skip
    session.add(framework)
    session.flush()
    block = CompetenceBlock(
        organisation_id=house.demo.id, framework_id=framework.id, code="p1", position=1, title="Avant"
    )
    session.add(block)
    session.flush()
    competence = Competence(
        organisation_id=house.demo.id, block_id=block.id, code=code, position=1, title="Se repérer avant"
    )
    session.add(competence)
    session.flush()
    session.add(
        LevelAssessment(
            organisation_id=house.demo.id, enrolment_id=enrolment.id, competence_id=competence.id, stage="entry",
            voice="learner", level=level, given_by=enrolment.learner_id, at=now(),
        )
    )  # fmt: skip
    session.flush()
    return competence.id


def test_a_new_version_of_the_framework_keeps_the_curve_of_somebody_on_their_way(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, competence = path
    older(session, house, enrolment, outline, code="P1.1", levels=3, level=2)
    assert queries.levels(session, enrolment.id, outline) == {competence: {"entry": {"learner": 2}}}
    assert queries.levels_of_many(session, {enrolment.id: outline})[enrolment.id][competence]["entry"] == {"learner": 2}
    [voice] = whole(session, enrolment.id, outline).competences[0].at("entry").voices
    assert voice.older == "0"


def test_a_level_on_another_scale_is_shown_as_it_was_and_never_mixed_in(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, _competence = path
    older(session, house, enrolment, outline, code="P1.1", levels=8, level=6)
    assert queries.levels(session, enrolment.id, outline) == {}
    [voice] = whole(session, enrolment.id, outline).competences[0].at("entry").voices
    assert voice.words == "6 · niveau 6"


def test_a_withdrawn_competence_stays_visible_and_is_no_longer_rated(
    session: Session, house: House, path: tuple[Enrolment, Outline, str]
) -> None:
    enrolment, outline, competence = path
    gone = older(session, house, enrolment, outline, code="P9.9", levels=3, level=2)
    [(name, [said])] = whole(session, enrolment.id, outline).withdrawn
    assert (name.id, said.level) == (gone, 2)
    session.get_one(Competence, competence).position = 0
    session.flush()
    with pytest.raises(Invalid, match="pas encore enregistrés"):
        services.rate(session, house.actor(Role.TRAINER), enrolment.id, "entry", {competence: 2})
    with pytest.raises(Invalid, match="retirée du référentiel"):
        services.conclude(session, house.actor(Role.ADVISER), enrolment.id, competence, "entry", 2, "Vu.")
