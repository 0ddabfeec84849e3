"""The annual review of a course: figures of two years, decisions, and a closing that freezes everything."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.periods import Period
from app.enrolments.exits import services as exits
from app.feedback import queries as feedback
from app.quality.reviews import queries, services
from app.quality.reviews.services import Decided
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.quality.story import on, tell

SLUG = "petit-parcours"
YEAR = 2026


def test_a_closed_review_keeps_its_figures_and_gives_actions_to_their_owners(session: Session, house: House) -> None:
    story = tell(session, house)
    quality, trainer = story.actor(Role.QUALITY), story.actor(Role.TRAINER)
    block = f"block:{story.outline.blocks[0].id}"
    with clock.at(on(date(2026, 12, 10))):
        services.decide(session, trainer, SLUG, YEAR, Decided("course", "keep", "Les entrées chaque lundi."))
        services.decide(session, trainer, SLUG, YEAR, Decided(block, "change", "Trop long."))
        with pytest.raises(Conflict, match="qui s'en charge"):
            services.close_review(session, quality, SLUG, YEAR)
        with pytest.raises(Forbidden):
            services.close_review(session, trainer, SLUG, YEAR)
        past = Decided(block, "change", "Trop long.", due_on=date(2026, 12, 9))
        with pytest.raises(Invalid):  # an action begins with it: it cannot be late on its first day
            services.decide(session, trainer, SLUG, YEAR, past)
        due = date(2027, 1, 31)
        services.decide(session, trainer, SLUG, YEAR, Decided(block, "change", "Trop long.", trainer.account_id, due))
        review = services.close_review(session, quality, SLUG, YEAR)
        assert services.close_review(session, quality, SLUG, YEAR) is review
        held = services.read_review(session, quality, SLUG, YEAR)
        created = {line.name: line for line in held.lines}["creation_rate"]
        assert (created.now.numerator, created.now.denominator, created.before.denominator) == (1, 3, 1)
        fill = {line.name: line for line in held.lines}["fill"]
        assert (fill.now.numerator, fill.now.denominator) == (2, 12)
        with clock.at(on(date(2026, 8, 5))):  # nobody's place is empty before the session
            assert (
                queries.seats(session, story.ada.course_id, Period(date(2026, 1, 1), date(2026, 12, 31))).offered == 0
            )
        exits.correct_exit(
            session,
            story.actor(Role.ADVISER),
            story.bea.id,
            date(2026, 8, 14),
            "business_created",
            "Son SIRET est arrivé.",
        )
        assert services.read_review(session, quality, SLUG, YEAR).lines == held.lines
        with pytest.raises(Conflict, match="clos"):
            services.decide(session, trainer, SLUG, YEAR, Decided("course", "stop", "Non."))
        with pytest.raises(Conflict):
            services.take_back(session, trainer, SLUG, YEAR, "course")
    actions = feedback.improvements(session, story.place.id, Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert [(action.origin, action.owner_id, action.due_on) for action in actions] == [
        ("review", trainer.account_id, due)
    ]
    point = next(one for one in held.points if one.element == block)
    assert (point.action_id, actions[0].origin_id) == (actions[0].id, point.id)


def test_what_is_not_sound_is_said_and_nothing_is_kept(session: Session, house: House) -> None:
    story = tell(session, house)
    trainer = story.actor(Role.TRAINER)
    with clock.at(on(date(2026, 12, 10))):
        for said in (
            Decided("sequence:nothing", "keep", "Bien."),
            Decided("course", "perhaps", "Bien."),
            Decided("course", "keep", "  "),
            Decided("course", "keep", "Bien.", story.ada.learner_id),
        ):
            with pytest.raises(Invalid):
                services.decide(session, trainer, SLUG, YEAR, said)
        with pytest.raises(Invalid):
            services.open_review(session, trainer, SLUG, 2027)
        review = services.open_review(session, trainer, SLUG, YEAR)
        services.write_summary(session, trainer, SLUG, YEAR, "Une bonne année.", review.version)
        with pytest.raises(Conflict, match="entre-temps"):
            services.write_summary(session, trainer, SLUG, YEAR, "Une autre.", review.version - 1)
        with pytest.raises(Forbidden):
            services.open_review(session, story.actor(Role.ADVISER), SLUG, YEAR)


def test_a_team_writes_its_review_by_the_pages(
    house: House, database: RolledBack, visit: Callable[..., Client]
) -> None:
    with database.writing() as session:
        tell(session, house)
    here = f"/qualite/revue/{SLUG}"
    with clock.at(on(date(2026, 12, 10))):
        trainer, quality = visit("trainer@demo.example"), visit("quality@demo.example")
        assert "pas encore ouvert" in trainer.page(here)
        assert trainer.post(here, data={"annee": "2026"}).status_code == 303
        wrong = trainer.post(f"{here}/decisions", data={"annee": "2026", "element": "course", "decision": "keep"})
        assert wrong.status_code == 422
        said = {"annee": "2026", "element": "course", "decision": "keep", "words": "Les entrées chaque lundi."}
        assert trainer.post(f"{here}/decisions", data=said).status_code == 303
        assert "Les entrées chaque lundi." in quality.page(f"{here}?annee=2026")
        assert trainer.post(f"{here}/cloture", data={"annee": "2026"}).status_code == 403
        assert quality.post(f"{here}/cloture", data={"annee": "2026"}).status_code == 303
        page = quality.page(f"{here}?annee=2026")
        assert "Clos le 10 décembre 2026" in page
        assert "Enregistrer la décision" not in page
        assert quality.get(f"{here}/bilan.pdf?annee=2026").content.startswith(b"%PDF")
        assert quality.get(f"{here}?annee=abc").status_code == 422
        assert visit("adviser@demo.example").get(here).status_code == 403
