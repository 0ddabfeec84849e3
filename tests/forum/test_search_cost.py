"""A search among many posts. With fifty thousand, a word that all of them say takes 0.13 s of processor time."""

import time

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.ids import new_id
from app.forum import services
from app.forum.models import Post
from app.forum.searching import services as searching
from app.forum.searching.models import ForumEntry
from app.forum.searching.words import indexed
from tests.factories.house import House

POSTS = 10_000
OFTEN, SELDOM = "un devis pour le marché du samedi", "une étiquette en braille"


@pytest.mark.once
def test_a_word_that_every_post_says_is_found_at_once(session: Session, house: House) -> None:
    thread = services.open_thread(session, house.actor("trainer"), "Bonjour", "Bonjour")
    learner = house.actor("learner").account_id
    posts = [
        {
            "id": new_id(), "organisation_id": house.demo.id, "thread_id": thread.id, "number": n + 2,
            "author_id": learner, "anonymous": False, "body": "", "html": "", "via": "page", "thanks": 0,
            "created_at": now(), "hidden_why": "",
        }
        for n in range(POSTS)
    ]  # fmt: skip
    often, seldom = indexed(OFTEN), indexed(OFTEN, SELDOM)
    entries = [
        {"organisation_id": house.demo.id, "post_id": post["id"], "stems": seldom if n % 1_000 == 0 else often}
        for n, post in enumerate(posts)
    ]
    for start in range(0, POSTS, 5_000):
        session.execute(insert(Post), posts[start : start + 5_000])
        session.execute(insert(ForumEntry), entries[start : start + 5_000])
    actor = house.actor("learner")
    for question, found in (("étiquettes braille", 10), ("devis", 20), ("devis samedi marché", 20)):
        started = time.process_time()
        assert len(searching.search(session, actor, question).posts) == found
        assert time.process_time() - started < 0.5, question
