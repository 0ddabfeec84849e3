"""What people do with threads and posts, by the services that the page and the API call."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, journal
from app.core.access import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.core.journal import on
from app.forum import events, queries, services
from app.forum.models import ForumAct, Post, PostVersion, Thread, ThreadFollow
from app.learning import queries as learning
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course


@contextmanager
def later(minutes: float) -> Iterator[None]:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        yield


def a_question(session: Session, house: House, answers: int = 2) -> Thread:
    """Asked by the learner, answered by the trainer a minute apart."""
    thread = services.open_thread(session, house.actor("learner"), "Mes prix", "Comment faire ?", kind="question")
    for n in range(answers):
        with later(n + 1):
            services.post(session, house.actor("trainer"), thread.id, f"Réponse {n + 1}")
    return thread


def marks(session: Session, actor: Actor, thread_id: str) -> int | None:
    found = queries.reading(session, actor.account_id, thread_id)
    return found.read_to if found else None


def test_the_asker_accepts_an_answer_changes_it_and_takes_it_back(session: Session, house: House) -> None:
    thread, learner = a_question(session, house), house.actor("learner")
    services.accept_answer(session, learner, thread.id, 2)
    second, third = (queries.post_at(session, thread.id, "", n).id for n in (2, 3))
    assert thread.accepted_post_id == second
    services.accept_answer(session, house.actor("adviser"), thread.id, 3)
    assert thread.accepted_post_id == third
    assert thread.id not in {row.id for row in queries.threads(session, learner, which="waiting")}
    services.accept_answer(session, learner, thread.id, None)
    assert thread.accepted_post_id is None
    assert thread.id in {row.id for row in queries.threads(session, learner, which="waiting")}
    with pytest.raises(Conflict):
        services.accept_answer(session, learner, thread.id, 1)
    with pytest.raises(NotFound):
        services.accept_answer(session, learner, thread.id, 9)


def test_somebody_else_does_not_choose_the_answer_and_a_discussion_has_none(session: Session, house: House) -> None:
    asked = services.open_thread(session, house.actor("trainer"), "Question", "Alors ?", kind="question")
    services.post(session, house.actor("learner"), asked.id, "Voilà")
    with pytest.raises(Forbidden):
        services.accept_answer(session, house.actor("learner"), asked.id, 2)
    talk = services.open_thread(session, house.actor("trainer"), "Discussion", "Alors ?")
    services.post(session, house.actor("learner"), talk.id, "Voilà")
    with pytest.raises(Conflict):
        services.accept_answer(session, house.actor("trainer"), talk.id, 2)


def test_only_the_team_announces_and_an_announcement_may_take_no_reply(session: Session, house: House) -> None:
    learner = house.actor("learner")
    with pytest.raises(Forbidden):
        services.open_thread(session, learner, "Annonce", "Oyez", kind="announcement")
    told = services.open_thread(
        session, house.actor("adviser"), "Fermeture", "En août.", kind="announcement", takes_replies=False
    )
    with pytest.raises(services.ThreadClosed):
        services.post(session, learner, told.id, "Et en juillet ?")
    assert told.posts == 1


def test_an_edited_post_says_so_and_keeps_what_it_said_for_moderators(session: Session, house: House) -> None:
    thread, learner = a_question(session, house), house.actor("learner")
    with later(60):
        post = services.edit_post(session, learner, thread.id, 1, "Comment **fixer** mes prix ?", "Fixer mes prix")
        assert post.edited_at == clock.now()
    assert "<strong>fixer</strong>" in post.html
    assert session.get_one(Thread, thread.id).title == "Fixer mes prix"
    assert [version.body for version in session.scalars(select(PostVersion))] == ["Comment faire ?"]
    services.edit_post(session, learner, thread.id, 1, "Comment **fixer** mes prix ?")  # the same again: nothing
    assert len(session.scalars(select(PostVersion)).all()) == 1
    with pytest.raises(Forbidden):
        services.edit_post(session, house.actor("admin"), thread.id, 1, "Autre chose")
    with pytest.raises(Invalid):
        services.edit_post(session, learner, thread.id, 1, " ")


def test_a_post_taken_back_keeps_its_place_and_can_be_put_back(session: Session, house: House) -> None:
    thread, trainer, learner = a_question(session, house), house.actor("trainer"), house.actor("learner")
    services.accept_answer(session, learner, thread.id, 2)
    services.remove_post(session, trainer, thread.id, 2)
    assert session.get_one(Thread, thread.id).accepted_post_id is None
    assert [post.number for post in queries.posts_from(session, thread.id, "", 1, 10)] == [1, 2, 3]
    with pytest.raises(Conflict):
        services.edit_post(session, trainer, thread.id, 2, "Encore")
    services.restore_post(session, trainer, thread.id, 2)
    assert queries.post_at(session, thread.id, "", 2).deleted_at is None
    with pytest.raises(Forbidden):
        services.remove_post(session, learner, thread.id, 3)


def test_what_the_team_removes_its_author_does_not_put_back(session: Session, house: House) -> None:
    thread = a_question(session, house)
    services.remove_post(session, house.actor("trainer"), thread.id, 1)
    with pytest.raises(Forbidden):
        services.restore_post(session, house.actor("learner"), thread.id, 1)
    assert [act.act for act in session.scalars(select(ForumAct))] == ["post_removed"]


def test_thanks_toggle_count_once_and_are_for_others(session: Session, house: House) -> None:
    thread, learner = a_question(session, house), house.actor("learner")
    assert services.thank(session, learner, thread.id, 2) is True
    assert services.thank(session, learner, thread.id, 2, True) is True
    assert services.thank(session, house.actor("adviser"), thread.id, 2) is True
    shown = queries.post_at(session, thread.id, learner.account_id, 2)
    assert (shown.thanks, shown.thanked) == (2, True)
    assert services.thank(session, learner, thread.id, 2) is False
    shown = queries.post_at(session, thread.id, learner.account_id, 2)
    assert (shown.thanks, shown.thanked) == (1, False)
    with pytest.raises(Forbidden):
        services.thank(session, learner, thread.id, 1)


def test_marks_are_kept_per_post_in_order_and_go_back_when_asked(session: Session, house: House) -> None:
    thread, learner = a_question(session, house, answers=4), house.actor("learner")
    assert marks(session, learner, thread.id) == 1  # they wrote it
    services.mark_read(session, learner, thread.id, 4)
    services.mark_read(session, learner, thread.id, 2)  # a page seen again
    session.expire_all()
    assert marks(session, learner, thread.id) == 4
    assert services.mark_read(session, learner, thread.id, 99) == 5
    services.mark_unread(session, learner, thread.id, 3)
    session.expire_all()
    assert marks(session, learner, thread.id) == 2
    row = next(row for row in queries.threads(session, learner, which="unread", horizon=services.horizon()))
    assert (row.id, row.read_to, row.posts) == (thread.id, 2, 5)
    with pytest.raises(NotFound):
        services.mark_unread(session, learner, thread.id, 6)


def test_an_old_thread_is_no_news_and_neither_is_a_muted_one(session: Session, house: House) -> None:
    thread, adviser = a_question(session, house), house.actor("adviser")

    def news() -> set[str]:
        return {row.id for row in queries.threads(session, adviser, which="unread", horizon=services.horizon())}

    assert news() == {thread.id}
    with later(60 * 24 * 40):
        assert not news()
    services.follow_thread(session, adviser, thread.id, "mute")
    assert not news()
    services.follow_thread(session, adviser, thread.id, "")
    assert news() == {thread.id}
    services.follow_space(session, adviser, thread.space_id, "mute")
    assert not news()
    services.follow_thread(session, adviser, thread.id, "follow")
    assert news() == {thread.id}


def test_whoever_writes_follows_unless_they_chose_otherwise(session: Session, house: House) -> None:
    thread, trainer = a_question(session, house), house.actor("trainer")
    followers = queries.followers(session, thread.id, thread.space_id)
    assert set(followers) == {house.actor("learner").account_id, trainer.account_id}
    services.follow_thread(session, trainer, thread.id, "mute")
    services.follow_space(session, house.actor("adviser"), thread.space_id, "follow")
    with later(10):
        services.post(session, trainer, thread.id, "Encore un mot")
    followers = queries.followers(session, thread.id, thread.space_id)
    assert set(followers) == {house.actor("learner").account_id, house.actor("adviser").account_id}


def test_everything_of_a_space_is_read_at_once(session: Session, house: House) -> None:
    thread, adviser = a_question(session, house), house.actor("adviser")
    services.mark_read(session, adviser, thread.id, 1)
    other = services.open_thread(session, house.actor("learner"), "Autre", "Bonjour")
    assert services.mark_space_read(session, adviser, thread.space_id) == 2
    session.expire_all()
    assert (marks(session, adviser, thread.id), marks(session, adviser, other.id)) == (3, 1)
    assert services.mark_space_read(session, adviser, thread.space_id) == 0


def test_a_closed_thread_is_read_and_takes_no_answer_but_of_the_team(session: Session, house: House) -> None:
    thread, trainer = a_question(session, house), house.actor("trainer")
    with pytest.raises(Invalid):
        services.lock_thread(session, trainer, thread.id, True, " ")
    services.lock_thread(session, trainer, thread.id, True, "Tout est dit.")
    with pytest.raises(services.ThreadClosed, match="Tout est dit"):
        services.post(session, house.actor("learner"), thread.id, "Encore")
    services.post(session, trainer, thread.id, "Dernier mot.")
    services.lock_thread(session, trainer, thread.id, False)
    services.post(session, house.actor("learner"), thread.id, "Merci")
    with pytest.raises(Forbidden):
        services.lock_thread(session, house.actor("learner"), thread.id, True, "Non")
    assert [row.act for row in queries.acts(session, thread.id)] == ["unlocked", "locked"]


def test_a_pinned_thread_comes_first_until_its_day(session: Session, house: House) -> None:
    thread, trainer = a_question(session, house), house.actor("trainer")
    services.pin_thread(session, trainer, thread.id, True, clock.now() + timedelta(days=2))
    learner = house.actor("learner")
    assert [row.id for row in queries.pinned(session, learner, thread.space_id, clock.now())] == [thread.id]
    assert not queries.pinned(session, learner, thread.space_id, clock.now() + timedelta(days=3))
    with pytest.raises(Invalid):
        services.pin_thread(session, trainer, thread.id, True, clock.now() - timedelta(days=1))


def test_a_thread_moves_with_its_readers_and_a_task_stays(session: Session, house: House) -> None:
    thread, trainer = a_question(session, house), house.actor("trainer")
    shared = services.space_of(session, house.demo.id, "entrepreneurs")
    services.move_thread(session, trainer, thread.id, shared)
    assert thread.experts  # those who read the space may answer
    services.post(session, house.actor("expert"), thread.id, "Partez de vos coûts.")
    enrolled(session, house)
    task = activity(small_course(session, house.demo), "fil")
    answered = services.answer_activity(session, house.actor("learner"), task.id, "Me voici")
    for act in (
        lambda: services.move_thread(session, trainer, answered.thread_id, shared),
        lambda: services.merge_threads(session, trainer, answered.thread_id, thread.id),
        lambda: services.remove_thread(session, trainer, answered.thread_id, "Hors sujet"),
    ):
        with pytest.raises(Conflict):
            act()


def test_two_threads_become_one_in_the_order_of_time_and_nobody_loses_a_mark(session: Session, house: House) -> None:
    learner, trainer, adviser = house.actor("learner"), house.actor("trainer"), house.actor("adviser")
    target = services.open_thread(session, learner, "Mes prix", "Comment faire ?", kind="question")  # minute 0
    with later(1):
        source = services.open_thread(session, trainer, "Les prix", "Une méthode")
    with later(2):
        services.post(session, trainer, target.id, "Partez des coûts")
    with later(3):
        services.post(session, learner, source.id, "Merci", reply_to=1)
    services.mark_read(session, adviser, target.id, 2)
    services.mark_read(session, adviser, source.id, 1)
    with later(4):
        assert services.merge_threads(session, trainer, source.id, target.id).id == target.id
    session.expire_all()
    posts = queries.posts_from(session, target.id, "", 1, 10)
    assert [(post.number, post.body, post.reply_to_number) for post in posts] == [
        (1, "Comment faire ?", None),
        (2, "Une méthode", None),
        (3, "Partez des coûts", None),
        (4, "Merci", 2),
    ]
    assert session.get_one(Thread, target.id).posts == 4
    assert marks(session, adviser, target.id) == 3  # all but « Merci »
    assert marks(session, learner, target.id) == 1  # had not opened the trainer's words
    assert queries.merged_into(session, house.demo.id, source.id) == target.id
    follows = session.scalars(select(ThreadFollow).where(ThreadFollow.thread_id == source.id)).all()
    assert not follows
    written = services.post(session, adviser, source.id, "Écrit avec l'ancienne page")
    assert (written.thread_id, written.number) == (target.id, 5)
    assert [row.id for row in queries.threads(session, learner)] == [target.id]


def test_a_thread_that_receives_older_words_is_still_opened_by_whom_and_when_it_was(
    session: Session, house: House
) -> None:
    learner, trainer = house.actor("learner"), house.actor("trainer")
    with clock.at(clock.now() - timedelta(days=6)):
        old = services.open_thread(session, trainer, "Les prix", "Une méthode")
    kept = services.open_thread(session, learner, "Mes prix", "Comment ?")
    opened = kept.created_at
    services.merge_threads(session, trainer, old.id, kept.id)
    row = queries.thread_for(session, trainer, kept.id)
    assert (row.author_name, row.created_at) == (learner.name, opened)
    assert [post.body for post in queries.posts_from(session, kept.id, "", 1, 9)] == ["Une méthode", "Comment ?"]


def test_a_chain_of_merges_leads_to_the_end(session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    one, two, three = (services.open_thread(session, trainer, f"Fil {n}", f"Mots {n}") for n in range(3))
    services.merge_threads(session, trainer, one.id, two.id)
    services.merge_threads(session, trainer, two.id, three.id)
    assert queries.merged_into(session, house.demo.id, one.id) == three.id
    assert [post.body for post in queries.posts_from(session, three.id, "", 1, 9)] == ["Mots 0", "Mots 1", "Mots 2"]
    with pytest.raises(Conflict):
        services.merge_threads(session, trainer, three.id, three.id)
    with pytest.raises(NotFound):
        services.merge_threads(session, trainer, one.id, three.id)


def test_an_answer_to_a_thread_just_removed_is_refused_in_words_and_the_team_can_put_it_back(
    session: Session, house: House
) -> None:
    thread, trainer, learner = a_question(session, house), house.actor("trainer"), house.actor("learner")
    services.remove_thread(session, trainer, thread.id, "Hors sujet")
    with pytest.raises(services.ThreadGone, match="vos mots sont gardés"):
        services.post(session, learner, thread.id, "J'allais le dire")
    with pytest.raises(NotFound):  # nothing is said of it to those who never saw it
        services.post(session, house.actor("expert"), thread.id, "Bonjour")
    assert session.get_one(Thread, thread.id).posts == 3
    services.restore_thread(session, trainer, thread.id)
    services.post(session, learner, thread.id, "J'allais le dire")


def test_a_flood_is_slowed_for_people_and_not_for_the_team(session: Session, house: House) -> None:
    learner, trainer = house.actor("learner"), house.actor("trainer")
    thread = services.open_thread(session, learner, "Un fil", "Bonjour")
    for n in range(7):
        services.post(session, learner, thread.id, f"Et encore {n}")
    with pytest.raises(TooMany) as slowed:
        services.post(session, learner, thread.id, "Et toujours")
    assert slowed.value.retry_after == 60
    with pytest.raises(TooMany):
        services.open_thread(session, learner, "Un autre fil", "Bonjour")
    for n in range(20):
        services.post(session, trainer, thread.id, f"Réponse {n}")
    with later(1.1):
        services.post(session, learner, thread.id, "Et toujours")


def test_posts_taken_back_do_not_count_for_the_task(session: Session, house: House) -> None:
    enrolment = enrolled(session, house)
    task = activity(small_course(session, house.demo), "fil")
    learner = house.actor("learner")
    post = services.answer_activity(session, learner, task.id, "Me voici")
    services.remove_post(session, learner, post.thread_id, post.number)
    assert queries.count_posts_by(session, post.thread_id, learner.account_id) == 0
    assert learning.states(session, enrolment.id)[task.id].state == "done"  # what was proved stays proved


def test_html_scripts_and_images_of_others_never_reach_a_page(session: Session, house: House) -> None:
    thread = a_question(session, house)
    words = (
        "<script>alert(1)</script> ![x](https://mouchard.example/p.gif) <img src=x onerror=alert(1)> [a](javascript:x)"
    )
    post = services.post(session, house.actor("learner"), thread.id, words)
    assert "<script" not in post.html
    assert "<img" not in post.html
    assert 'href="javascript' not in post.html
    with pytest.raises(Invalid):
        services.post(session, house.actor("learner"), thread.id, "x" * 5_000_000)


def test_each_act_is_told_once(session: Session, house: House) -> None:
    told: list[object] = []
    kinds = (
        events.ThreadOpened, events.PostWritten, events.PostEdited, events.AnswerAccepted, events.PostThanked,
        events.ThreadMoved, events.ThreadMerged, events.ThreadLocked, events.ThreadRemoved,
    )  # fmt: skip

    def listen(session: Session, actor: Actor, event: object) -> None:
        told.append(event)

    for kind in kinds:
        on(kind)(listen)
    try:
        learner, trainer = house.actor("learner"), house.actor("trainer")
        thread = services.open_thread(session, learner, "Mes prix", "Comment ?", kind="question")
        answer = services.post(session, trainer, thread.id, "Ainsi", reply_to=1)
        services.edit_post(session, trainer, thread.id, 2, "Comme ceci")
        services.accept_answer(session, learner, thread.id, 2)
        services.accept_answer(session, learner, thread.id, 2)
        services.thank(session, learner, thread.id, 2)
        assert told == [
            events.ThreadOpened(thread.id, session.scalars(select(Post.id).where(Post.number == 1)).one()),
            events.PostWritten(thread.id, answer.id, 1),
            events.PostEdited(thread.id, answer.id),
            events.AnswerAccepted(thread.id, answer.id),
            events.PostThanked(thread.id, answer.id),
        ]
    finally:
        for kind in kinds:
            journal._listeners[kind].remove(listen)
