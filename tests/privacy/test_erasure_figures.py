"""Nobody's erasure moves a figure: neither the engine's, nor those that another hand counts from the raw tables."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.periods import Period
from app.ledger.services import verify
from app.privacy.erasure import services as erasing
from app.privacy.erasure.rules import Cause, Why
from app.privacy.erasure.rules import Scope as Erased
from app.quality.measures import services as measures
from app.quality.measures.scopes import Scope
from tests.factories.house import House
from tests.quality.recount import read_all, recount
from tests.quality.story import on
from tests.quality.test_recount import TODAY, life

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.once
def test_the_figures_of_the_year_are_the_same_after_as_before(session: Session, house: House) -> None:
    story = life(session, house)
    scope, period = Scope(story.place.id), Period(*YEAR)

    def counted() -> tuple[dict[str, object], dict[str, object]]:
        raw = recount(read_all(session), story.place.id, (scope.kind, scope.id), *YEAR, on(TODAY))
        engine = {each.name: (each.numerator, each.denominator) for each in measures.figures_of(session, scope, period)}
        return dict(raw), engine

    with clock.at(on(TODAY)):
        before = counted()
        for path in (story.ada, story.bea):
            erasing.erase(session, None, Erased(story.place.id, path.learner_id), Why(Cause.REQUEST))
            session.expire_all()
        after = counted()
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert verify(session, story.place.id).bad_number is None
