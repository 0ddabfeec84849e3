"""The forum in a feed reader."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database as current
from app.forum import services
from app.forum.feeds import services as feeds
from app.forum.models import Post
from tests.factories.house import House

Visit = Callable[..., Any]
ATOM = "{http://www.w3.org/2005/Atom}"


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def address(session: Session, house: House, role: str = "learner") -> str:
    return path_of(feeds.open_address(session, house.actor(role)))


def titles(body: str) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in ElementTree.fromstring(body).findall(f"{ATOM}entry")]


def test_a_feed_is_valid_atom(session: Session, house: House, visit: Visit) -> None:
    thread = services.open_thread(session, house.actor("trainer"), "Prix & <marges>", "Un **mot** \x0b & <b>deux</b>")
    services.post(session, house.actor("learner"), thread.id, "Merci 🙂")
    answer = visit().get(address(session, house))
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.text)
    assert root.tag == f"{ATOM}feed"
    assert {child.tag.removeprefix(ATOM) for child in root} >= {"id", "title", "updated", "link", "entry"}
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    ids = [str(entry.findtext(f"{ATOM}id")) for entry in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids)
    for entry in root.iter(f"{ATOM}entry"):
        for name in ("title", "updated", "published", "content"):
            assert entry.findtext(f"{ATOM}{name}")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))) <= now()
    assert titles(answer.text) == ["Réponse : Prix & <marges>", "Prix & <marges>"]
    content = root.find(f"{ATOM}entry[2]/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "<strong>mot</strong>" in str(content.text)


def test_nothing_new_is_said_in_one_line(session: Session, house: House, visit: Visit) -> None:
    services.open_thread(session, house.actor("trainer"), "Bonjour", "Bonjour")
    path, reader = address(session, house), visit()
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    services.open_thread(session, house.actor("trainer"), "Autre chose", "Bonjour")
    assert reader.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_feed_holds_what_its_owner_may_read_now(session: Session, house: House, visit: Visit) -> None:
    trainer = house.actor("trainer")
    inside = services.open_thread(session, trainer, "Entre nous", "Bonjour")
    shared = services.open_thread(session, trainer, "Aux patrons", "Bonjour", experts=True)
    expert, learner, reader = address(session, house, "expert"), address(session, house), visit()
    assert titles(reader.get(expert).text) == ["Aux patrons"]
    assert reader.get(f"{expert}/fils/{inside.id}").status_code == 404
    assert titles(reader.get(f"{learner}/fils/{inside.id}").text) == ["Entre nous"]
    assert titles(reader.get(f"{learner}/espaces/{shared.space_id}").text) == ["Aux patrons"]
    assert reader.get(f"{learner}/espaces/ailleurs").status_code == 404
    post = session.query(Post).filter_by(thread_id=shared.id).one()
    post.hidden_at = now()
    session.flush()
    assert titles(reader.get(expert).text) == []


def test_no_feed_tells_a_name_that_was_not_given(session: Session, house: House, visit: Visit) -> None:
    learner = house.actor("learner")
    services.open_thread(session, learner, "Une dette", "Est-ce grave ?", anonymous=True, experts=True)
    for role in ("expert", "trainer", "learner"):
        body = visit().get(address(session, house, role)).text
        assert "Une dette" in body
        assert learner.name not in body
        assert learner.account_id not in body
        assert "<name>Anonyme</name>" in body


def test_a_changed_or_closed_address_is_dead(house: House, visit: Visit) -> None:
    learner, reader = visit("learner@demo.example"), visit()
    assert "Créer mon adresse" in learner.page("/forum/ailleurs")
    learner.post("/forum/ailleurs", {})
    with current().reading() as session:
        first = path_of(str(feeds.address_of(session, house.actor("learner"))))
    assert first in learner.page("/forum/ailleurs")
    assert reader.get(first).status_code == 200
    learner.post("/forum/ailleurs/nouvelle-adresse", {})
    assert reader.get(first).status_code == 404
    with current().reading() as session:
        second = path_of(str(feeds.address_of(session, house.actor("learner"))))
    assert reader.get(second).status_code == 200
    learner.post("/forum/ailleurs/fermeture", {})
    assert reader.get(second).status_code == 404
    assert reader.get("/flux/forum/" + "é" * 50).status_code == 404
