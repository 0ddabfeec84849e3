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
    assert api("quality@demo.example").post("/forum/threads", json={"title": "a", "body": "b"}).status_code == 403
    assert api().get("/forum/threads").status_code == 401


def test_everything_that_the_page_does_machines_do_too(house: House, api: Speak) -> None:
    learner, trainer = api("learner@demo.example"), api("trainer@demo.example")
    made = learner.post("/forum/threads", json={"title": "Mes prix", "body": "Comment ?", "kind": "question"}).json()
    where = f"/forum/threads/{made['id']}"
    assert (made["kind"], made["read_to"], made["level"]) == ("question", 1, "follow")
    answer = trainer.post(f"{where}/posts", json={"body": "Des coûts", "reply_to_number": 1}).json()
    assert answer["number"] == 2
    assert learner.put(f"{where}/posts/2/thanks", json={"thanked": True}).json() == {"thanked": True, "thanks": 1}
    assert learner.put(f"{where}/posts/2/thanks", json={"thanked": True}).json() == {"thanked": True, "thanks": 1}
    assert learner.put(f"{where}/accepted-answer", json={"number": 2}).json()["accepted_post_id"] == answer["id"]
    assert learner.put(f"{where}/reading", json={"number": 2}).json() == {"read_to": 2}
    assert learner.put(f"{where}/reading", json={"number": 2, "unread": True}).json() == {"read_to": 1}
    assert learner.put(f"{where}/follow", json={"level": "mute"}).json() == {"level": "mute"}
    edited = trainer.request("PATCH", f"{where}/posts/2", json={"body": "De vos coûts"}).json()
    assert edited["edited_at"] is not None
    assert learner.put(f"{where}/lock", json={"locked": True, "reason": "Dit."}).status_code == 403
    assert trainer.put(f"{where}/pin", json={"pinned": True}).json()["pinned"] is True
    assert trainer.put(f"{where}/lock", json={"locked": True, "reason": "Tout est dit."}).json()["locked"] is True
    assert learner.post(f"{where}/posts", json={"body": "Encore"}).status_code == 409
    assert trainer.request("DELETE", f"{where}/posts/2").status_code == 204
    read = learner.get(where).json()
    assert [(post["body"], post["removed"]) for post in read["posts"]] == [("Comment ?", False), ("", True)]
    assert read["accepted_post_id"] is None


def test_machines_move_merge_and_remove_threads(house: House, api: Speak) -> None:
    trainer = api("trainer@demo.example")
    first, second = (
        trainer.post("/forum/threads", json={"title": f"Fil {n}", "body": f"Mots {n}", "experts": n == 1}).json()
        for n in range(2)
    )
    spaces = {one["kind"]: one["id"] for one in trainer.get("/forum/spaces").json()["items"]}
    moved = trainer.put(f"/forum/threads/{first['id']}/space", json={"space_id": spaces["entrepreneurs"]}).json()
    assert (moved["space_id"], moved["experts"]) == (spaces["entrepreneurs"], True)
    merged = trainer.post(f"/forum/threads/{first['id']}/merge", json={"into_id": second["id"]}).json()
    assert (merged["id"], merged["post_count"]) == (second["id"], 2)
    assert trainer.get(f"/forum/threads/{first['id']}").json()["id"] == second["id"]
    assert trainer.post(f"/forum/threads/{second['id']}/removal", json={"reason": ""}).status_code == 422
    assert trainer.post(f"/forum/threads/{second['id']}/removal", json={"reason": "Essai."}).json()["removed"] is True
    assert api("learner@demo.example").get(f"/forum/threads/{second['id']}").status_code == 404


def test_a_flood_by_a_machine_is_told_when_to_come_back(house: House, api: Speak) -> None:
    learner = api("learner@demo.example")
    thread = learner.post("/forum/threads", json={"title": "Long", "body": "0"}).json()
    for n in range(1, 8):
        learner.post(f"/forum/threads/{thread['id']}/posts", json={"body": str(n)})
    slowed = learner.post(f"/forum/threads/{thread['id']}/posts", json={"body": "8"})
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "60")
    assert learner.get(f"/forum/threads/{thread['id']}").json()["post_count"] == 8
