from collections.abc import Callable
from typing import Any

from tests.factories.house import House

Speak = Callable[..., Any]


def test_threads_are_opened_listed_answered_and_read(house: House, api: Speak) -> None:
    learner, expert = api("learner@demo.example"), api("expert@demo.example")
    made = learner.post("/forum/threads", json={"title": "Mes prix", "body": "Comment ?", "experts": True})
    assert made.status_code == 201, made.text
    thread = made.json()
    assert thread["post_count"] == 1
    listed = expert.get("/forum/threads").json()
    assert [item["id"] for item in listed["items"]] == [thread["id"]]
    assert listed["next"] is None
    posted = expert.post(f"/forum/threads/{thread['id']}/posts", json={"body": "Partez des coûts."})
    assert posted.status_code == 201
    read = learner.get(f"/forum/threads/{thread['id']}").json()
    assert [(post["role"], post["body"]) for post in read["posts"]] == [
        ("participant", "Comment ?"),
        ("chef d'entreprise", "Partez des coûts."),
    ]


def test_pages_of_posts_follow_each_other(house: House, api: Speak) -> None:
    learner = api("learner@demo.example")
    thread = learner.post("/forum/threads", json={"title": "Long", "body": "0"}).json()
    for n in range(1, 5):
        learner.post(f"/forum/threads/{thread['id']}/posts", json={"body": str(n)})
    seen, after = [], ""
    while True:
        page = learner.get(f"/forum/threads/{thread['id']}?limit=2&after={after}").json()
        seen += [post["body"] for post in page["posts"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == ["0", "1", "2", "3", "4"]


def test_bad_demands_get_a_problem_document(house: House, api: Speak) -> None:
    learner = api("learner@demo.example")
    empty = learner.post("/forum/threads", json={"title": "Titre", "body": ""})
    assert empty.status_code == 422
    assert empty.json()["errors"][0]["field"] == "body"
    assert learner.get("/forum/threads?after=faux").status_code == 422
    assert learner.get("/forum/threads/inconnu").status_code == 404
    assert learner.get("/forum/threads?limit=201").status_code == 422
    assert api("referrer@demo.example").get("/forum/threads").status_code == 403
    assert api("expert@demo.example").post("/forum/threads", json={"title": "a", "body": "b"}).status_code == 403
    assert api().get("/forum/threads").status_code == 401
