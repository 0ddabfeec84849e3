"""One conversation for each matter: who takes part, what each has read, and the files that come along."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import now
from app.core.db import database as current
from app.core.errors import Forbidden, Invalid, NotFound, TooMany
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from app.messaging import queries, rules, services
from app.messaging.models import ConversationMember, Message
from tests.factories.files import WHERE, photo
from tests.factories.house import House
from tests.factories.paths import enrolled, learner_of
from tests.factories.sessions import booked_with


def test_each_matter_is_a_conversation_of_its_own(session: Session, house: House) -> None:
    path = enrolled(session, house)
    learner, adviser = house.actor("learner"), house.actor("adviser")
    services.send(session, learner, path.id, "Bonjour")
    aid = services.begin(session, adviser, path.id, "Votre aide", "Le dossier est là.")
    assert aid.conversation_id != path.id
    services.send(session, learner, aid.conversation_id, "Merci")
    shown = {row.subject: row.body for row in queries.conversations(session, learner, mine=True)}
    assert shown == {"": "Bonjour", "Votre aide": "Merci"}
    assert [row.body for row in queries.messages(session, path.id)] == ["Bonjour"]
    assert queries.unread_count(session, adviser) == 2


def test_a_trainer_writes_to_those_who_come_to_their_sessions_and_nobody_else(session: Session, house: House) -> None:
    path = enrolled(session, house)
    trainer, learner = house.actor("trainer"), house.actor("learner")
    with pytest.raises(Forbidden):
        services.begin(session, trainer, path.id, "Jeudi", "Bonjour")
    booked_with(session, house, trainer, path)
    matter = services.begin(session, trainer, path.id, "Jeudi", "Apportez vos prix.").conversation_id
    assert (queries.unread_count(session, learner), queries.unread_count(session, house.actor("adviser"))) == (1, 0)
    services.send(session, learner, matter, "D'accord")
    assert (queries.unread_count(session, trainer), queries.unread_count(session, house.actor("adviser"))) == (1, 0)
    with pytest.raises(Forbidden):
        services.conversation_for(session, trainer, path.id)  # what the learner writes to the adviser
    assert services.conversation_for(session, house.actor("adviser"), matter).subject == "Jeudi"  # may take over


def test_a_learner_chooses_to_whom_they_write(session: Session, house: House) -> None:
    path = enrolled(session, house)
    trainer, learner, adviser = house.actor("trainer"), house.actor("learner"), house.actor("adviser")
    booked_with(session, house, trainer, path)
    known = services.correspondents(session, learner, enrolled_row(session, learner, path))
    assert [(one.name, one.follows) for one in known] == [("Adviser Demo", True), ("Trainer Demo", False)]
    with pytest.raises(Invalid):
        services.begin(session, learner, path.id, "Mes prix", "Bonjour", [])
    with pytest.raises(Invalid):
        services.begin(session, learner, path.id, "Mes prix", "Bonjour", [house.actor("quality").account_id])
    services.begin(session, learner, path.id, "Mes prix", "Bonjour", [trainer.account_id])
    assert (queries.unread_count(session, trainer), queries.unread_count(session, adviser)) == (1, 0)
    services.begin(session, learner, path.id, "Mon aide", "Bonjour", [adviser.account_id, trainer.account_id])
    assert (queries.unread_count(session, trainer), queries.unread_count(session, adviser)) == (2, 1)


def enrolled_row(session: Session, actor: Actor, path: Enrolment) -> Any:
    return queries.path_of(session, actor.organisation_id, path.id)


def test_nobody_opens_a_matter_beyond_the_wall_or_about_somebody_else(session: Session, house: House) -> None:
    path = enrolled(session, house)
    other = learner_of(session, house.demo, enrolled(session, house, email="autre@demo.example", name="Autre"))
    matter = services.begin(session, house.actor("adviser"), path.id, "Votre aide", "Là.").conversation_id
    for role in (Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN):
        with pytest.raises(NotFound):
            services.begin(session, house.neighbour.actor(role), path.id, "Bonjour", "Bonjour")
        with pytest.raises(NotFound):
            services.reply(session, house.neighbour.actor(role), matter, "Bonjour")
    with pytest.raises(Forbidden):
        services.begin(session, other, path.id, "Bonjour", "Bonjour", ["equipe"])
    with pytest.raises(NotFound):
        services.reply(session, other, matter, "Bonjour")


def test_what_is_put_back_waits_again_and_was_read_all_the_same(session: Session, house: House) -> None:
    path = enrolled(session, house)
    learner, adviser = house.actor("learner"), house.actor("adviser")
    services.send(session, learner, path.id, "Bonjour")
    services.open_conversation(session, adviser, path.id)
    read_at = session.scalars(select(Message.read_at)).one()
    services.put_back(session, adviser, path.id)
    assert queries.unread_count(session, adviser) == 1
    assert [row.id for row in queries.conversations(session, adviser, mine=True, unread=True)] == [path.id]
    session.expire_all()
    assert session.scalars(select(Message.read_at)).one() == read_at
    services.open_conversation(session, adviser, path.id)
    assert queries.unread_count(session, adviser) == 0


def test_whoever_takes_over_a_path_finds_what_nobody_has_read_and_no_more(session: Session, house: House) -> None:
    path = enrolled(session, house)
    learner, adviser = house.actor("learner"), house.actor("adviser")
    services.send(session, learner, path.id, "Une première")
    services.open_conversation(session, adviser, path.id)
    services.send(session, learner, path.id, "Une seconde")
    path.adviser_id = house.demo.people["admin"].id
    session.flush()
    admin = house.actor("admin")
    assert (queries.unread_count(session, admin), queries.unread_count(session, adviser)) == (1, 0)
    services.send(session, learner, path.id, "Une troisième")
    assert queries.unread_count(session, admin) == 2
    services.open_conversation(session, admin, path.id)
    assert queries.unread_count(session, admin) == 0


def test_a_colleague_who_writes_takes_part_from_then_on(session: Session, house: House) -> None:
    path = enrolled(session, house)
    learner, admin = house.actor("learner"), house.actor("admin")
    services.send(session, learner, path.id, "Bonjour")
    services.send(session, admin, path.id, "Je remplace Adviser.")
    services.send(session, learner, path.id, "Merci")
    assert (queries.unread_count(session, admin), queries.unread_count(session, house.actor("adviser"))) == (1, 3)


def test_a_matter_sent_twice_is_one(session: Session, house: House) -> None:
    path = enrolled(session, house)
    first, second = (
        services.begin(session, house.actor("adviser"), path.id, "Votre aide", "Le dossier est là.") for _n in range(2)
    )
    assert first.id == second.id
    assert session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "message_sent")).one().minutes == 0


def test_a_flood_is_stopped_with_words(session: Session, house: House) -> None:
    path = enrolled(session, house)
    for n in range(rules.FLOOD):
        services.send(session, house.actor("learner"), path.id, f"Message {n}")
    with pytest.raises(TooMany, match="n'est pas parti"):
        services.send(session, house.actor("learner"), path.id, "Un de trop")


def test_words_that_mean_harm_are_only_words(session: Session, house: House) -> None:
    path = enrolled(session, house)
    sent = services.send(
        session, house.actor("learner"), path.id,
        "![x](https://espion.example/p.gif) <script>alert(1)</script> <img src=https://espion.example/q.gif>"
        " [clic](javascript:alert(1))",
    )  # fmt: skip
    assert "<img" not in sent.html
    assert "<script" not in sent.html
    assert 'href="javascript' not in sent.html


def test_photos_come_along_without_the_place_where_they_were_taken(house: House, visit: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
    learner = visit("learner@demo.example")
    files = {"file1": ("devis.txt", b"120 euros", "text/plain"), "file2": ("lieu.jpg", photo(600, 400), "image/jpeg")}
    answer = learner.post(f"/messages/{path_id}", {"body": "Voici."}, files=files)
    assert answer.status_code == 303, answer.text
    page = visit("adviser@demo.example").page(f"/messages/{path_id}")
    assert "devis.txt" in page
    address = page.split('<img src="')[1].split("?")[0]
    picture = visit("adviser@demo.example").get(address)
    assert picture.status_code == 200
    assert WHERE not in picture.content
    assert visit("trainer@demo.example").get(address).status_code == 403
    assert visit("adviser-voisine@demo.example").get(address).status_code == 404
    wrong = address.replace(path_id, now().isoformat())
    assert learner.get(wrong).status_code == 404


def test_a_learner_opens_what_the_adviser_joined(house: House, visit: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
    adviser = visit("adviser@demo.example")
    files = {"file1": ("plan.txt", b"Mes clients", "text/plain")}
    assert adviser.post(f"/messages/{path_id}", {"body": "Voici."}, files=files).status_code == 303
    learner = visit("learner@demo.example")
    page = learner.page(f"/messages/{path_id}")
    address = page.split('href="')[1:]
    link = next(one.split('"')[0] for one in address if "/fichiers/" in one)
    assert learner.get(link).content == b"Mes clients"


def test_two_people_write_about_two_things(house: House, visit: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    form = adviser.page(f"/messages/nouveau?personne={path_id}")
    assert "Écrire à Learner Demo" in form
    said = {"enrolment_id": path_id, "subject": "", "body": "Le dossier est là."}
    refused = adviser.post("/messages/nouveau", said)
    assert refused.status_code == 422
    assert "Le dossier est là." in refused.text
    sent = adviser.post("/messages/nouveau", said | {"subject": "Votre aide"})
    address = sent.headers["location"].split("#")[0]
    assert "Votre aide" in learner.page("/messages")
    assert "Non lus (1)" in learner.page("/messages")
    assert "Le dossier est là." in learner.page(address)
    assert "Lu par Learner Demo" in adviser.page(address)
    newer = adviser.get(f"{address}?apres=1", headers={"HX-Request": "true"})
    assert newer.text.strip() == ""
    assert learner.post(address, {"body": "Merci beaucoup"}).status_code == 303
    newer = adviser.get(f"{address}?apres=1", headers={"HX-Request": "true"}).text
    assert "Merci beaucoup" in newer
    assert "Le dossier est là." not in newer
    assert "<h1" not in newer
    assert adviser.post(f"{address}/non-lu", {}).status_code == 303
    assert "à relire" in adviser.page("/messages")
    assert "Votre aide" in adviser.page("/messages?q=beaucoup")
    assert "Votre aide" not in adviser.page("/messages?q=absent")


def test_five_megabytes_of_text_are_refused_with_words(house: House, visit: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
    learner = visit("learner@demo.example")
    answer = learner.post(f"/messages/{path_id}", {"body": "a" * 5_000_000})
    assert answer.status_code in (413, 422)
    assert "trop" in answer.text
    files = {"file1": ("devis.txt", b"120 euros", "text/plain")}
    answer = learner.post(f"/messages/{path_id}", {"body": "a" * 5_000_000}, files=files)
    assert answer.status_code in (413, 422), answer.text[:300]


def test_a_conversation_costs_the_same_for_one_message_and_for_many(house: House, visit: Any, database: Any) -> None:
    with current().writing() as session:
        path_id = enrolled(session, house).id
        services.send(session, house.actor("learner"), path_id, "Message")
    adviser = visit("adviser@demo.example")
    adviser.page(f"/messages/{path_id}")

    def cost() -> int:
        database.statements.clear()
        adviser.page(f"/messages/{path_id}")
        return len(database.statements)

    before = cost()
    with current().writing() as session:
        for n in range(20):
            services.send(session, house.actor("adviser"), path_id, f"Message {n}")
            services.begin(session, house.actor("adviser"), path_id, f"Sujet {n}", "Bonjour")
    assert cost() == before <= 12


def test_the_places_of_a_conversation_are_few(session: Session, house: House) -> None:
    path = enrolled(session, house)
    services.send(session, house.actor("adviser"), path.id, "Bonjour")
    services.open_conversation(session, house.actor("admin"), path.id)
    services.open_conversation(session, house.actor("learner"), path.id)
    places = session.scalars(select(ConversationMember)).all()
    assert {(one.account_id, one.takes_part) for one in places} == {
        (path.learner_id, True), (path.adviser_id, False),
    }  # fmt: skip
