"""Every figure of the engine against tests/quality/recount.py, that was written apart."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.competences.models import LevelConclusion
from app.core import clock
from app.core.access import Role
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.enrolments.exits import services as exits
from app.feedback.campaigns import queries as surveys
from app.feedback.campaigns.models import (
    Campaign,
    Invitation,
    Lot,
    LotAnswer,
    Questionnaire,
    QuestionnaireVersion,
    Reply,
    ReplyAnswer,
    Wording,
)
from app.identity import services as people
from app.outcomes.models import SituationAnswer, SituationCheck
from app.quality.measures import queries, services
from app.quality.measures.catalogue import measures
from app.quality.measures.scopes import Scope
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.quality.recount import Counted, read_all, recount
from tests.quality.story import Story, on, tell

TODAY = date(2027, 9, 15)  # late enough for the news of a year after
PERIODS = (
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 8, 14), date(2026, 8, 21)),
    (date(2026, 8, 21), date(2026, 8, 21)),
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2024, 1, 1), date(2024, 12, 31)),  # nobody
)


def life(session: Session, house: House) -> Story:
    """The story, with everything that a figure may stumble on: twice the same person, a correction, two voices, news."""
    tell(session, house, house.neighbour)
    story = tell(session, house)
    place, adviser = story.place, story.actor(Role.ADVISER)
    funder = people.add_funder(session, place.id, "Département")
    story.ada.funder_id, story.bea.funder_id = funder.id, funder.id
    story.ada.site_id = story.carl.site_id = place.site_id
    with clock.at(on(date(2026, 9, 1))):  # Ada again, the same year
        again = enrolled(session, house, place=place, email="ada@demo.example", name="Ada", starts_on=date(2026, 9, 7))
    with clock.at(on(date(2026, 9, 7))):
        enrolling.start(session, adviser, again.id, date(2026, 9, 7))
    with clock.at(on(date(2026, 9, 18), 17)):
        enrolling.leave(session, adviser, again.id, date(2026, 9, 18), exit_reason="unknown")
    with clock.at(on(date(2026, 9, 20))):
        exits.correct_exit(session, adviser, story.bea.id, date(2026, 8, 17), "business_created", "Elle a son SIRET.")
    with clock.at(on(date(2026, 7, 1))):  # left before the entry: never came
        gone = enrolled(session, house, place=place, email="gus@demo.example", name="Gus", starts_on=date(2026, 8, 3))
    with clock.at(on(date(2026, 7, 20))):
        enrolling.leave(session, adviser, gone.id, date(2026, 7, 20), exit_reason="inactive")
    competences = [c.id for block in story.outline.blocks for c in block.competences]
    with clock.at(on(date(2026, 8, 20), 15)):
        assessing.rate_levels(
            session, story.actor(Role.TRAINER), story.ada.id, None, "exit", "trainer", {competences[0]: 1}
        )
    for number, level in ((0, 4), (1, 2)):
        session.add(
            LevelConclusion(
                organisation_id=place.id, enrolment_id=story.ada.id, competence_id=competences[number], stage="exit",
                level=level, why="Vu en rendez-vous.", concluded_by=adviser.account_id, at=on(date(2026, 8, 20)),
            )
        )  # fmt: skip
    _news(session, place.id, story)
    _voices(session, place.id, story)
    session.flush()
    return story


def _news(session: Session, organisation_id: str, story: Story) -> None:
    """A business alive at 12 months, a job after 6, somebody nobody reaches, a refusal, a date to come."""
    known = (
        (story.ada, 3, "answered", "business_created", None), (story.ada, 12, "answered", "business_created", True),
        (story.bea, 12, "answered", "job_search", False), (story.carl, 6, "answered", "permanent_job", None),
        (story.bea, 6, "unreachable", "", None), (story.ada, 6, "refused", "", None),
        (story.carl, 12, "planned", "", None),
    )  # fmt: skip
    session.query(SituationCheck).filter(SituationCheck.organisation_id == organisation_id).delete()
    for path, month, state, code, active in known:
        assert path.closed_on
        check = SituationCheck(
            organisation_id=organisation_id, enrolment_id=path.id, spell=1, month=month, state=state,
            due_on=path.closed_on + timedelta(days=30 * month),
        )  # fmt: skip
        session.add(check)
        session.flush()
        if state in ("answered", "refused"):
            session.add(
                SituationAnswer(
                    organisation_id=organisation_id, check_id=check.id, refused=state == "refused", code=code,
                    nomenclature="sorties-2026-1", active=active, via="call", said_at=on(TODAY),
                )
            )  # fmt: skip


def _voices(session: Session, organisation_id: str, story: Story) -> None:
    """A named survey with an answer missing, and a closed group of five without names beside an open one."""
    asked = Questionnaire(
        organisation_id=organisation_id, code="essai", title="Essai", moment="hot", audience="learner"
    )
    session.add(asked)
    session.flush()
    definition = {"ask": "Satisfait ?", "kind": "number", "options": [], "low": 0, "high": 10}
    wording = Wording(
        organisation_id=organisation_id, questionnaire_id=asked.id, fingerprint="x" * 64, definition=definition,
        measures="satisfaction",
    )  # fmt: skip
    version = QuestionnaireVersion(
        organisation_id=organisation_id,
        questionnaire_id=asked.id,
        number=1,
        anonymous=False,
        asked=[],
        fingerprint="x" * 64,
    )
    session.add_all([wording, version])
    session.flush()
    for moment, anonymous in (("hot", False), ("cold", True)):
        campaign = Campaign(
            organisation_id=organisation_id, questionnaire_id=asked.id, version_id=version.id, moment=moment,
            title="Essai", anonymous=anonymous, audience="learner", opens_on=date(2026, 8, 20),
        )  # fmt: skip
        session.add(campaign)
        session.flush()
        for number, (path, back, mark) in enumerate(
            ((story.ada, True, 9), (story.bea, True, 6), (story.carl, False, 0))
        ):
            invitation = Invitation(
                organisation_id=organisation_id, campaign_id=campaign.id, enrolment_id=path.id, course_id=path.course_id,
                audience="learner", sent_on=date(2026, 8, 21), expires_on=date(2026, 9, 21),
                answered_on=date(2026, 8, 25) if back else None, nonce="n", token_hash=f"{moment}{number}",
            )  # fmt: skip
            session.add(invitation)
            session.flush()
            if back and not anonymous:
                reply = Reply(
                    organisation_id=organisation_id, campaign_id=campaign.id, version_id=version.id,
                    invitation_id=invitation.id, course_id=path.course_id, sent_on=date(2026, 8, 25),
                )  # fmt: skip
                session.add(reply)
                session.flush()
                session.add(
                    ReplyAnswer(
                        organisation_id=organisation_id, reply_id=reply.id, wording_id=wording.id, response=mark
                    )
                )
        if anonymous:
            for number, closed in ((1, date(2026, 9, 2)), (2, None)):
                lot = Lot(
                    organisation_id=organisation_id, campaign_id=campaign.id, course_id=story.ada.course_id, number=number,
                    replies=5 if closed else 2, closed_on=closed,
                )  # fmt: skip
                session.add(lot)
                session.flush()
                for rank in range(lot.replies):
                    session.add(
                        LotAnswer(
                            id=f"{lot.id[:30]}{rank}", organisation_id=organisation_id, lot_id=lot.id,
                            wording_id=wording.id, response=5 + rank,
                        )
                    )  # fmt: skip


def _same(found: Counted, session: Session, scope: Scope, period: Period) -> dict[str, str]:
    """What the engine and the recount do not agree on, said."""
    wrong = {}
    for figure in services.figures_of(session, scope, period):
        if figure.name in ("presentation_rate", "certification_rate"):
            continue
        numerator, denominator = found[figure.name]
        if (figure.numerator, figure.denominator) != (pytest.approx(numerator), pytest.approx(denominator)):
            wrong[figure.name] = f"{figure.numerator}/{figure.denominator}, recounted {numerator}/{denominator}"
    return wrong


def test_every_figure_is_what_another_hand_counts_in_every_period_and_scope(session: Session, house: House) -> None:
    story = life(session, house)
    with clock.at(on(TODAY)):
        rows = read_all(session)
        scopes = [
            Scope(story.place.id),
            *(Scope(story.place.id, row.kind, row.id) for row in queries.choices(session, story.place.id)),
        ]
        assert {scope.kind for scope in scopes} == set(queries.KINDS)
        met: set[str] = set()
        for scope in scopes:
            for first, last in PERIODS:
                found = recount(rows, story.place.id, (scope.kind, scope.id), first, last, clock.now())
                assert _same(found, session, scope, Period(first, last)) == {}, (scope.kind, first)
                met |= {code for code, (numerator, _whole) in found.items() if numerator}
    unmet = set(measures().measures) - met
    assert unmet <= {
        "presentation_rate",
        "certification_rate",
        "survival_36m_rate",
        "quiz_mean",
        "progress_share_team",
    }, "never above zero here"


def test_the_cases_behind_a_figure_add_up_to_it(session: Session, house: House) -> None:
    story = life(session, house)
    quality, scope, period = story.actor(Role.QUALITY), Scope(story.place.id), Period(*PERIODS[0])
    with clock.at(on(TODAY)):
        for figure in services.read_figures(session, quality, period):
            sums = []
            for side in queries.SIDES:
                behind = services.read_behind(session, quality, figure.name, period, scope, side)
                assert not behind.next
                assert (
                    all(row.why for row in behind.rows) if side == "left-out" else not any(r.why for r in behind.rows)
                )
                sums.append(
                    sum(row.part for row in behind.rows)
                    if side == "numerator"
                    else sum(row.whole for row in behind.rows)
                )
            assert sums[0] == pytest.approx(figure.numerator), figure.name
            if figure.denominator_says:
                assert sums[1] == pytest.approx(figure.denominator), figure.name


def test_a_rate_of_answers_stays_when_the_names_of_those_who_were_asked_are_gone(
    session: Session, house: House
) -> None:
    story = life(session, house)
    year = Period(*PERIODS[0])
    scopes = Scope(story.place.id), Scope(story.place.id, "course", story.ada.course_id)
    with clock.at(on(TODAY)):
        surveys.take_names_off(session, date(2027, 3, 1), clock.now())
        for scope in scopes:
            (rate,) = services.figures_of(session, scope, year, ("response_hot_rate",))
            assert (rate.numerator, rate.denominator) == (2, 3)
