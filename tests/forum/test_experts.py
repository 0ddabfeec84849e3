"""Business owners introduced by name and trade."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.db import database as current
from app.core.errors import Forbidden
from app.forum import services
from app.forum.experts import services as introducing
from app.forum.models import ForumSpace, Thread
from tests.factories.house import House

Visit = Callable[..., Any]
SAID = {"trade": "boulangère", "company": "Le Fournil", "place": "Tulle", "asks": "fixer ses prix"}


def test_experts_introduce_themselves_and_are_shown_beside_their_posts(house: House, visit: Visit) -> None:
    expert, learner, who = visit("expert@demo.example"), visit("learner@demo.example"), house.actor("expert")
    assert "Me présenter" in expert.page(f"/forum/intervenants/{who.account_id}/presentation")
    assert expert.post(f"/forum/intervenants/{who.account_id}/presentation", SAID).status_code == 303
    page = learner.page("/forum/intervenants")
    assert "boulangère, Le Fournil, Tulle" in page
    assert "fixer ses prix" in page
    with current().writing() as session:
        thread = services.open_thread(session, house.actor("learner"), "Mes prix", "Bonjour", experts=True)
        services.post(session, who, thread.id, "Bonjour")
    assert "boulangère, Le Fournil, Tulle" in learner.page(f"/forum/{thread.id}")
    assert "boulangère" in learner.page(f"/forum/personnes/{who.account_id}")


def test_asking_an_expert_names_them_in_a_question(house: House, visit: Visit) -> None:
    who = house.actor("expert")
    with current().writing() as session:
        introducing.introduce(session, house.actor("admin"), who.account_id, **SAID)
    page = visit("learner@demo.example").page(f"/forum/nouveau?a={who.account_id}")
    assert f"@{who.name}" in page
    assert 'name="experts" value="1" checked' in page


def test_nobody_else_introduces_an_expert(house: House, visit: Visit) -> None:
    path = f"/forum/intervenants/{house.actor('expert').account_id}/presentation"
    for role, status in (("learner", 403), ("trainer", 403), ("admin", 303)):
        assert visit(f"{role}@demo.example").post(path, SAID).status_code == status
    learner_path = f"/forum/intervenants/{house.actor('learner').account_id}/presentation"
    assert visit("admin@demo.example").get(learner_path).status_code == 404
    refused = visit("admin@demo.example").post(path, SAID | {"trade": "", "asks": "x" * 501})
    assert refused.status_code == 422
    assert "Dites le métier" in refused.text


def test_a_business_owner_opens_a_thread_in_the_space_they_share_and_nowhere_else(
    session: Session, house: House, visit: Visit
) -> None:
    expert = visit("expert@demo.example")
    form = expert.page("/forum/nouveau")
    assert 'name="experts"' not in form
    assert 'name="anonymous"' not in form
    said = expert.post("/forum", {"title": "Je reçois au fournil", "body": "Venez voir, le mardi matin."})
    assert said.status_code == 303
    shared = session.query(Thread).filter_by(title="Je reçois au fournil").one()
    assert shared.experts
    assert session.get_one(ForumSpace, shared.space_id).kind == "entrepreneurs"
    assert "Je reçois au fournil" in visit("learner@demo.example").page("/forum")
    elsewhere = services.space_of(session, house.demo.id, "organisation")
    assert expert.post("/forum", {"title": "Ailleurs", "body": "Bonjour", "space": elsewhere}).status_code == 422
    with pytest.raises(Forbidden):
        services.open_thread(session, house.actor("expert"), "Au parcours", "Bonjour", course_id="un-parcours")
