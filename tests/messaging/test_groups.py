"""The same words to several people: seen before, separate copies, each once."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import database as current
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.tasks import drain
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from app.messaging import queries as conversations
from app.messaging import services as talking
from app.messaging.groups import queries, services
from app.messaging.groups.queries import Wish
from app.messaging.models import Conversation, Message
from tests.factories.files import photo
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import booked_with


def several(session: Session, house: House, count: int, start: int = 0) -> list[Enrolment]:
    return [
        enrolled(session, house, email=f"p{n}@demo.example", name=f"Personne {chr(65 + n)}")
        for n in range(start, start + count)
    ]


def sent(session: Session, house: House, wish: Wish, key: str = "once", body: str = "Bonjour {prenom}") -> str:
    actor = house.actor("adviser")
    seen = services.audience(session, actor, wish, "Fermeture", body).mark
    group, _task = services.send_to_group(session, actor, wish, "Fermeture", body, [], form_key=key, seen=seen)
    session.flush()
    return group.id


def test_each_person_has_a_conversation_of_their_own(session: Session, house: House) -> None:
    paths = several(session, house, 3)
    group_id = sent(session, house, Wish())
    drain()
    for path in paths:
        learner = learner_of(session, house.demo, path)
        (row,) = conversations.conversations(session, learner, mine=True)
        assert (row.subject, row.body) == ("Fermeture", "Bonjour Personne")
        for other in paths:
            if other.id != path.id:
                with pytest.raises(NotFound):
                    talking.conversation_for(session, learner_of(session, house.demo, other), row.id)
    entries = select(func.count()).where(LedgerEntry.kind == "message_sent")
    assert session.scalar(entries) == 3
    talking.open_conversation(session, learner, row.id)
    found = queries.sending_for(session, house.actor("adviser"), group_id)
    assert (found.total, found.sent, found.read) == (3, 3, 1)


def test_sent_twice_it_leaves_once(session: Session, house: House) -> None:
    several(session, house, 2)
    assert sent(session, house, Wish()) == sent(session, house, Wish())
    drain()
    drain()
    assert session.scalar(select(func.count()).select_from(Message)) == 2


def test_work_that_is_taken_up_again_writes_to_nobody_twice(session: Session, house: House) -> None:
    several(session, house, services.AT_ONCE + 5)
    group_id = sent(session, house, Wish())
    payload = {"group_id": group_id, "by": house.actor("adviser").account_id}
    following = services.write_to_each(session, payload)
    assert following is not None
    assert (following.done, following.total) == (services.AT_ONCE, services.AT_ONCE + 5)
    assert services.write_to_each(session, payload) is None
    assert services.write_to_each(session, payload) is None
    assert session.scalar(select(func.count()).select_from(Conversation)) == services.AT_ONCE + 5


def test_who_is_left_out_is_said_with_the_reason(session: Session, house: House) -> None:
    paths = several(session, house, 2)
    booked_with(session, house, house.actor("trainer"), paths[0])
    found = services.audience(session, house.actor("adviser"), Wish(), "Jeudi", "Votre séance : {prochaine_seance}")
    assert [row.id for row in found.people] == [paths[0].id]
    assert [(one.name, one.why) for one in found.left_out] == [
        ("Personne B", "il manque : titre, jour et heure de sa prochaine séance")
    ]
    assert found.sample == "Votre séance : Premier jour, jeudi 26 novembre à 9 h"


def test_a_group_is_within_reach_of_who_writes(session: Session, house: House) -> None:
    paths = several(session, house, 2)
    path = enrolled(session, house, email="seul@demo.example", name="Sans conseil", adviser=False)
    held = booked_with(session, house, house.actor("trainer"), paths[0])
    reach = lambda role, wish: {row.id for row in services.audience(session, house.actor(role), wish).people}  # noqa: E731
    assert reach("adviser", Wish()) == {paths[0].id, paths[1].id}
    assert reach("admin", Wish()) == {paths[0].id, paths[1].id, path.id}
    assert reach("trainer", Wish()) == {paths[0].id}
    assert reach("trainer", Wish(session=held.id)) == {paths[0].id}
    assert not services.audience(session, house.neighbour.actor("admin"), Wish()).people
    with pytest.raises(NotFound):
        services.audience(session, house.neighbour.actor("admin"), Wish(session=held.id))
    with pytest.raises(Forbidden):
        services.audience(session, house.actor("learner"), Wish())
    assert not services.audience(session, house.actor("admin"), Wish(course="nulle-part")).people
    assert not services.audience(session, house.actor("admin"), Wish(entry="2020-01")).people
    assert (
        len(services.audience(session, house.actor("admin"), Wish(entry="2026-11", site=house.demo.site_id)).people)
        == 3
    )


def test_what_was_seen_is_what_is_sent(session: Session, house: House) -> None:
    several(session, house, 2)
    actor = house.actor("adviser")
    seen = services.audience(session, actor, Wish()).mark
    enrolled(session, house, email="nouveau@demo.example", name="Nouveau")
    with pytest.raises(Conflict):
        services.send_to_group(session, actor, Wish(), "Bonjour", "Bonjour", [], form_key="x", seen=seen)


def test_a_thousand_people_are_one_act_and_a_fixed_cost(session: Session, house: House, database: Any) -> None:
    def cost(key: str) -> int:
        database.statements.clear()
        sent(session, house, Wish(), key)
        return len(database.statements)

    several(session, house, 1)
    before = cost("first")
    several(session, house, 12, start=1)
    assert cost("second") == before


def test_an_adviser_writes_to_a_group_sees_who_and_follows_it(house: House, visit: Any) -> None:
    with current().writing() as session:
        for path in several(session, house, 2):
            talking.send(session, house.actor("adviser"), path.id, "Bonjour")
    adviser = visit("adviser@demo.example")
    assert "2 personnes" in adviser.page("/messages/groupe?statut=active")
    said = {"statut": "active", "subject": "Fermeture", "body": "Bonjour {prenom} !"}
    assert adviser.post("/messages/groupe", said | {"subject": ""}).status_code == 422
    assert adviser.post("/messages/groupe", said | {"statut": "left"}).status_code == 422
    files = {"file1": ("plan.jpg", photo(), "image/jpeg")}
    preview = adviser.post("/messages/groupe", said, files=files)
    assert preview.status_code == 200, preview.text
    assert "2 personnes le recevront" in preview.text
    assert "Bonjour Personne" in preview.text
    hidden = {name: value for name, value in _hidden(preview.text).items() if name != "csrf"}
    assert hidden["file1_upload"]
    stale = adviser.post("/messages/groupe", said | hidden | {"step": "send", "seen": "autre"})
    assert stale.status_code == 409
    answer = adviser.post("/messages/groupe", said | hidden | {"step": "send"})
    assert answer.headers["location"].startswith("/avancement/")
    again = adviser.post("/messages/groupe", said | hidden | {"step": "send"})
    assert again.headers["location"].startswith("/messages/envois/")
    drain()
    assert "Voir le résultat" in adviser.page(answer.headers["location"])
    assert "Envoyé à 2 personnes, lu par 0." in adviser.page("/messages/envois")
    page = adviser.page(again.headers["location"])
    assert "Personne A" in page
    assert "pas encore lu" in page
    assert visit("trainer@demo.example").get(again.headers["location"]).status_code == 404
    copy = page.split('<a href="/messages/')[1:]
    address = next(one.split('"')[0] for one in copy if "Personne A" in one.split("</a>")[0])
    assert "plan.jpg" in adviser.page(f"/messages/{address}")


def _hidden(html: str) -> dict[str, str]:
    found = {}
    for one in html.split('<input type="hidden" name="')[1:]:
        name, _sep, rest = one.partition('" value="')
        found[name] = rest.split('"')[0]
    return found
