from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Forbidden, Invalid
from app.forum import services
from app.forum.models import Post, Thread
from app.forum.searching import services as searching
from app.forum.searching.models import ForumEntry
from tests.factories.house import House

Visit = Callable[..., Any]


def titles(found: searching.Found) -> list[str]:
    return [row.title for row in (*found.titles, *found.posts)]


def opened(
    session: Session, house: House, title: str, body: str = "Bonjour", *, minutes: int = 0, **more: Any
) -> Thread:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        return services.open_thread(session, house.actor("trainer"), title, body, **more)


def test_words_are_found_without_their_accents_and_endings(session: Session, house: House) -> None:
    opened(session, house, "Mes premières factures", "J'ai créé une étiquette à Égletons.")
    learner = house.actor("learner")
    for question in ("premiere facture", "FACTURER", "etiquettes egletons", "créer étiquette", "facture étiquette"):
        assert titles(searching.search(session, learner, question)), question
    assert not titles(searching.search(session, learner, "facture banane"))


def test_titles_come_before_posts_and_the_newest_first(session: Session, house: House) -> None:
    opened(session, house, "Bonjour", "Le devis est long", minutes=5)
    opened(session, house, "Un devis", minutes=1)
    opened(session, house, "Le devis suivant", minutes=2)
    found = searching.search(session, house.actor("learner"), "devis")
    assert [row.title for row in found.titles] == ["Le devis suivant", "Un devis"]
    assert next(row.title for row in found.posts) == "Bonjour"


def test_pages_of_results_follow_each_other_without_loss_or_twice(session: Session, house: House) -> None:
    for n in range(5):
        thread = opened(session, house, f"Devis {n}", minutes=n)
        services.post(session, house.actor("trainer"), thread.id, f"Un devis de plus {n}")
    learner, seen, after = house.actor("learner"), [], ""
    while True:
        found = searching.search(session, learner, "devis", after=after, limit=5)
        seen += [("t", row.id) for row in found.titles] + [("p", row.id) for row in found.posts]
        after = found.following
        if not after:
            break
    assert len(seen) == len(set(seen)) == 15  # five titles, the five posts that they open, five answers


def test_a_changed_post_is_found_by_its_new_words_only(session: Session, house: House) -> None:
    thread = opened(session, house, "Bonjour", "une banane")
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    post.body = "une cerise"
    searching.note_post(session, post)
    learner = house.actor("learner")
    assert not titles(searching.search(session, learner, "banane"))
    assert titles(searching.search(session, learner, "cerise")) == ["Bonjour"]


def test_what_is_hidden_or_taken_back_is_found_no_more(session: Session, house: House) -> None:
    thread = opened(session, house, "Bonjour")
    learner = house.actor("learner")
    for column in ("hidden_at", "deleted_at"):
        post = services.post(session, house.actor("trainer"), thread.id, f"une cerise {column}")
        session.flush()
        assert len(searching.search(session, learner, f"cerise {column}").posts) == 1
        setattr(post, column, clock.now())
        session.flush()
        assert not titles(searching.search(session, learner, f"cerise {column}"))


def test_nobody_finds_what_they_do_not_see(session: Session, house: House) -> None:
    opened(session, house, "Entre nous, un devis")
    opened(session, house, "Un devis pour les patrons", experts=True)
    services.open_thread(session, house.neighbour.actor(Role.TRAINER), "Le devis de la voisine", "Bonjour")
    assert titles(searching.search(session, house.actor("expert"), "devis"))[:1] == ["Un devis pour les patrons"]
    assert not any("nous" in title or "voisine" in title for title in titles(
        searching.search(session, house.actor("expert"), "devis")
    ))  # fmt: skip
    with pytest.raises(Forbidden):
        searching.search(session, house.actor("referrer"), "devis")


def test_filters_narrow_what_is_found(session: Session, house: House) -> None:
    thread = opened(session, house, "Un devis")
    learner = house.actor("learner")
    services.post(session, learner, thread.id, "Mon devis à moi")
    mine = searching.search(session, learner, "devis", authors=frozenset({learner.account_id}))
    assert (len(mine.titles), len(mine.posts)) == (0, 1)
    assert titles(searching.search(session, learner, "devis", space_id=thread.space_id))
    assert not titles(searching.search(session, learner, "devis", space_id="ailleurs"))
    assert not titles(searching.search(session, learner, "devis", since=clock.now() + timedelta(days=1)))
    assert not titles(searching.search(session, learner, "devis", kind="announcement"))


def test_nobody_is_found_by_name_in_what_they_asked_without_it(session: Session, house: House) -> None:
    learner = house.actor("learner")
    thread = services.open_thread(session, learner, "Un devis", "Le devis est cher")
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    thread.anonymous = post.anonymous = True
    session.flush()
    by_name = frozenset({learner.account_id})
    for role in ("trainer", "learner"):
        assert not titles(searching.search(session, house.actor(role), "devis", authors=by_name))
        found = searching.search(session, house.actor(role), "devis")
        assert {row.author_name for row in (*found.titles, *found.posts)} == {None}


@pytest.mark.parametrize(
    "question",
    ["", '"', "'", "devis OR", "NEAR(a b)", "a* b*", "-devis", "(:", "🙂🎉", "l'", "%_\\", "mot " * 1250, "ﷺ" * 50,
     "AND", "title:devis", "{devis}", "^devis", "devis & !prix | <->"],
)  # fmt: skip
def test_odd_questions_are_answered(house: House, visit: Visit, question: str) -> None:
    learner = visit("learner@demo.example")
    answer = learner.get("/forum/recherche", params={"q": question, "auteur": question[:90]})
    assert answer.status_code == 200
    assert "Chercher sur le forum" in answer.text


def test_a_made_up_end_of_list_is_refused(session: Session, house: House) -> None:
    for after in ("x", "t.faux", "z.1_2", "p.1_" + "\x00"):
        with pytest.raises(Invalid):
            searching.search(session, house.actor("learner"), "devis", after=after)


def test_the_page_shows_marked_words_and_leads_to_the_post(session: Session, house: House, visit: Visit) -> None:
    opened(session, house, "Bonjour", "Un **devis** <b>gras</b> & des virgules")
    page = visit("learner@demo.example").page("/forum/recherche?q=devis")
    assert "<mark>devis</mark>" in page
    assert "<b>gras" not in page


def test_what_was_written_before_is_caught_up_with(session: Session, house: House) -> None:
    opened(session, house, "Un devis")
    session.query(ForumEntry).delete()
    learner = house.actor("learner")
    assert not titles(searching.search(session, learner, "devis"))
    searching.catch_up(session)
    assert titles(searching.search(session, learner, "devis"))
    before = session.query(ForumEntry).count()
    searching.catch_up(session)
    assert session.query(ForumEntry).count() == before
