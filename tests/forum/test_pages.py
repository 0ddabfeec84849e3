from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.db import database as current
from app.forum import services
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Any]


def open_threads(house: House, count: int, *, experts: bool = False) -> list[str]:
    ids = []
    with current().writing() as session:
        for n in range(count):
            with clock.at(clock.now() + timedelta(minutes=n)):
                title = f"Fil numéro {n:03}"
                ids.append(services.open_thread(session, house.actor("learner"), title, "Bonjour", experts=experts).id)
    return ids


def test_a_learner_opens_a_thread_and_reads_the_answer_of_an_expert(house: House, visit: Visit) -> None:
    learner, expert = visit("learner@demo.example"), visit("expert@demo.example")
    assert "Pas encore de fil" in learner.page("/forum")
    learner.page("/forum/nouveau")
    answer = learner.post("/forum", {"title": "Mes prix", "body": "Comment les fixer ?", "experts": "1"})
    assert answer.status_code == 303
    thread = answer.headers["location"]
    assert "Mes prix" in expert.page("/forum")
    assert expert.post(f"{thread}/messages", {"body": "Partez de vos **coûts**."}).status_code == 303
    page = learner.page(thread)
    assert "<strong>coûts</strong>" in page
    assert "chef d&#39;entreprise" in page


def test_an_expert_never_sees_a_thread_without_experts(house: House, visit: Visit) -> None:
    (thread,) = open_threads(house, 1)
    expert = visit("expert@demo.example")
    assert "Fil numéro" not in expert.page("/forum")
    assert expert.get(f"/forum/{thread}").status_code == 404


def test_referrers_and_auditors_are_told_that_the_forum_is_not_open_to_them(house: House, visit: Visit) -> None:
    (thread,) = open_threads(house, 1, experts=True)
    for role in ("referrer", "auditor"):
        person = visit(f"{role}@demo.example")
        assert person.get("/forum").status_code == 403
        assert person.get(f"/forum/{thread}").status_code == 403


def test_quality_reads_and_is_told_why_it_cannot_answer(house: House, visit: Visit) -> None:
    (thread,) = open_threads(house, 1)
    quality = visit("quality@demo.example")
    assert "y répondre est réservé" in quality.page(f"/forum/{thread}")
    assert quality.post(f"/forum/{thread}/messages", {"body": "Bonjour"}).status_code == 403


def test_a_refused_post_keeps_the_words(house: House, visit: Visit) -> None:
    (thread,) = open_threads(house, 1)
    learner = visit("learner@demo.example")
    long = "mot " * 3000
    answer = learner.post(f"/forum/{thread}/messages", {"body": long})
    assert answer.status_code == 422
    assert "trop long" in answer.text
    assert long.strip() in answer.text
    answer = learner.post("/forum", {"title": "", "body": "Je garde ceci"})
    assert answer.status_code == 422
    assert "Je garde ceci" in answer.text


def test_the_list_goes_on_from_where_it_stopped(house: House, visit: Visit) -> None:
    open_threads(house, 35)
    learner = visit("learner@demo.example")
    first = learner.page("/forum")
    assert "Fil numéro 034" in first
    assert "Fil numéro 000" not in first
    following = first.split('rel="next" href="')[1].split('"')[0]
    assert "Fil numéro 000" in learner.page(following)
    assert learner.get("/forum?avant=pas-un-curseur").status_code == 422


def test_the_filters_choose(house: House, visit: Visit) -> None:
    with current().writing() as session:
        services.open_thread(session, house.actor("trainer"), "De la formation", "Bonjour")
        services.open_thread(session, house.actor("learner"), "De Nadia", "Bonjour", experts=True)
    learner = visit("learner@demo.example")
    assert "De la formation" in learner.page("/forum")
    assert "De la formation" not in learner.page("/forum?filtre=miens")
    assert "De Nadia" in learner.page("/forum?filtre=experts")


def test_the_forum_asks_the_database_the_same_number_of_things_however_long_it_is(
    house: House, visit: Visit, database: Any
) -> None:
    (thread,) = open_threads(house, 1)
    learner = visit("learner@demo.example")

    def count(path: str) -> int:
        learner.page(path)
        database.statements.clear()
        learner.page(path)
        return len(database.statements)

    before = count("/forum"), count(f"/forum/{thread}")
    open_threads(house, 29)
    with current().writing() as session:
        for n in range(20):
            services.post(session, house.actor("trainer"), thread, f"Réponse {n}")
    assert (count("/forum"), count(f"/forum/{thread}")) == before
    assert max(before) <= 12


def test_the_page_of_a_forum_task_shows_its_thread_and_takes_an_answer(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolled(session, house)
        task = activity(small_course(session, house.demo), "fil")
    learner = visit("learner@demo.example")
    page = learner.page(f"/activites/{task.id}")
    assert "Présentez-vous en trois phrases" in page
    refused = learner.post(f"/activites/{task.id}/fil", {"body": " "})
    assert refused.status_code == 422
    answer = learner.post(f"/activites/{task.id}/fil", {"body": "Je m'appelle Nadia."})
    assert answer.status_code == 303
    page = learner.page(f"/activites/{task.id}")
    assert "appelle Nadia" in page
    assert "C'est fait" in page or "C&#39;est fait" in page
    thread = page  # the expert is led to the question by the forum
    expert = visit("expert@demo.example")
    listing = expert.page("/forum")
    assert "Le fil" in listing
    thread = listing.split('href="/forum/')[-1].split('"')[0]
    assert "Présentez-vous en trois phrases" in expert.page(f"/forum/{thread}")
