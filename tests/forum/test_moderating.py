"""Reporting posts, and what moderators make of reports."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.db import database as current
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.forum import services
from app.forum.models import ForumAct, Post
from app.forum.moderating import queries
from app.forum.moderating import services as moderating
from app.forum.moderating.models import PostReport
from app.forum.searching import services as searching
from tests.factories.house import House

Visit = Callable[..., Any]


def a_post(session: Session, house: House, role: str = "learner", body: str = "Achetez mes flyers") -> Post:
    thread = services.open_thread(session, house.actor("trainer"), "Bons plans", "Bonjour", experts=True)
    return services.post(session, house.actor(role), thread.id, body)


def test_a_report_waits_for_moderators_and_is_made_once(session: Session, house: House) -> None:
    post = a_post(session, house)
    expert, trainer = house.actor("expert"), house.actor("trainer")
    moderating.report(session, expert, post.id, "advert", "Deux fois ce matin")
    moderating.report(session, expert, post.id, "hurts", "")
    moderating.report(session, house.actor("quality"), post.id, "hurts", "")
    (waiting,) = queries.waiting(session, trainer, 10)
    assert (waiting.id, waiting.reports) == (post.id, 2)
    assert [row.reason for row in queries.reports_of(session, [post.id])] == ["advert", "hurts"]


def test_reports_that_say_nothing_are_refused(session: Session, house: House) -> None:
    post = a_post(session, house)
    for reason, words in (("", ""), ("autre", ""), ("other", ""), ("hurts", "x" * 1001)):
        with pytest.raises(Invalid):
            moderating.report(session, house.actor("expert"), post.id, reason, words)
    with pytest.raises(Conflict):
        moderating.report(session, house.actor("learner"), post.id, "hurts", "")
    with pytest.raises(NotFound):
        moderating.report(session, house.neighbour.actor(Role.ADMIN), post.id, "hurts", "")


def test_the_author_never_learns_who_reported(house: House, visit: Visit) -> None:
    with current().writing() as session:
        post = a_post(session, house)
        thread_id = post.thread_id
    expert, learner = visit("expert@demo.example"), visit("learner@demo.example")
    assert expert.page(f"/forum/messages/{post.id}/signalement")
    sent = expert.post(f"/forum/messages/{post.id}/signalement", {"reason": "advert", "words": "Encore de la réclame"})
    assert sent.status_code == 303
    assert "déjà signalé" in expert.page(f"/forum/messages/{post.id}/signalement")
    for path in ("/forum", f"/forum/{thread_id}", f"/forum/messages/{post.id}/signalement", "/mes-donnees"):
        page = learner.get(path).text
        assert "Encore de la réclame" not in page
    assert learner.get("/forum/moderation").status_code == 403
    assert "Encore de la réclame" in visit("trainer@demo.example").page("/forum/moderation")


def test_hiding_says_why_keeps_the_thread_readable_and_is_undone(house: House, visit: Visit) -> None:
    with current().writing() as session:
        post = a_post(session, house)
        thread_id = post.thread_id
        moderating.report(session, house.actor("expert"), post.id, "advert", "")
    trainer, expert = visit("trainer@demo.example"), visit("expert@demo.example")
    refused = trainer.post(f"/forum/messages/{post.id}/masquage", {"words": ""})
    assert refused.status_code == 422
    done = trainer.post(f"/forum/messages/{post.id}/masquage", {"words": "La publicité n'a pas sa place ici."})
    assert done.status_code == 303
    page = expert.page(f"/forum/{thread_id}")
    assert "flyers" not in page
    assert "mis de côté" in page
    assert "flyers" in trainer.page(f"/forum/{thread_id}")
    mine = visit("learner@demo.example").page(f"/forum/{thread_id}")
    assert "La publicité n&#39;a pas sa place ici." in mine
    with current().reading() as session:
        assert not searching.search(session, house.actor("expert"), "flyers").posts
        assert queries.count_waiting(session, house.actor("trainer")) == 0
    assert "Achetez mes flyers" in trainer.page("/forum/moderation")
    assert trainer.post(f"/forum/messages/{post.id}/retablissement", {"words": "Sans le prix"}).status_code == 303
    assert "flyers" in expert.page(f"/forum/{thread_id}")


def test_keeping_and_warning_are_written_down(session: Session, house: House) -> None:
    post = a_post(session, house)
    trainer = house.actor("trainer")
    moderating.report(session, house.actor("expert"), post.id, "wrong", "")
    moderating.warn(session, trainer, post.id, "Citez votre source.")
    assert queries.count_waiting(session, trainer) == 1
    moderating.keep(session, trainer, post.id, "C'est exact.")
    assert queries.count_waiting(session, trainer) == 0
    moderating.keep(session, trainer, post.id, "Encore.")
    assert sorted((act.act, act.reason) for act in session.query(ForumAct)) == [
        ("author_warned", "Citez votre source."), ("report_kept", "C'est exact."),
    ]  # fmt: skip
    assert session.query(PostReport).one().outcome == "kept"


def test_nobody_judges_their_own_post(session: Session, house: House) -> None:
    post = a_post(session, house, "trainer")
    moderating.report(session, house.actor("learner"), post.id, "hurts", "")
    assert not queries.waiting(session, house.actor("trainer"), 10)
    assert queries.waiting(session, house.actor("adviser"), 10)
    with pytest.raises(Conflict):
        moderating.hide(session, house.actor("trainer"), post.id, "Rien")
    for role in ("learner", "expert", "quality"):
        with pytest.raises(Forbidden):
            moderating.hide(session, house.actor(role), post.id, "Rien")


def test_the_page_costs_the_same_for_one_report_and_for_twenty(house: House, visit: Visit, database: Any) -> None:
    with current().writing() as session:
        post = a_post(session, house)
        moderating.report(session, house.actor("expert"), post.id, "advert", "")
    trainer = visit("trainer@demo.example")

    def count() -> int:
        trainer.page("/forum/moderation")
        database.statements.clear()
        trainer.page("/forum/moderation")
        return len(database.statements)

    before = count()
    with current().writing() as session:
        for n in range(20):
            more = services.post(session, house.actor("adviser"), post.thread_id, f"Encore {n}")
            moderating.report(session, house.actor("expert"), more.id, "advert", "")
    assert count() == before
