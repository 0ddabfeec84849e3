"""Spaces, marks and order, by the pages: with and without a script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.db import database as current
from app.forum import queries, services
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Any]


def a_thread(house: House, *, posts: int = 3, kind: str = "question") -> str:
    with current().writing() as session:
        thread = services.open_thread(session, house.actor("learner"), "Mes prix", "Comment faire ?", kind=kind)
        for n in range(2, posts + 1):
            with clock.at(clock.now() + timedelta(minutes=n)):
                services.post(session, house.actor("trainer"), thread.id, f"Réponse numéro {n}")
        return thread.id


def test_a_learner_finds_their_spaces_and_what_is_new_in_each(house: House, visit: Visit) -> None:
    with current().writing() as session:
        enrolled(session, house)
    thread = a_thread(house)
    page = visit("learner@demo.example").page("/forum")
    assert page.index("Tout le monde") < page.index("Entre entrepreneurs")
    assert "1 fil à lire" in page
    assert f'href="/forum/{thread}#nouveau"' in page
    assert "2 nouveaux" in page


def test_a_thread_opens_at_what_is_new_and_is_read_once_it_was_shown(house: House, visit: Visit) -> None:
    thread, learner = a_thread(house), visit("learner@demo.example")
    page = learner.page(f"/forum/{thread}")
    assert page.index('id="nouveau"') < page.index("Réponse numéro 2")
    assert f'action="/forum/{thread}/lecture" class="no-print" data-read' in page
    assert "2 nouveaux" in learner.page("/forum")  # looking alone writes nothing
    assert learner.post(f"/forum/{thread}/lecture", {"number": "3"}).status_code == 303
    assert "nouveaux" not in learner.page("/forum")
    assert 'id="nouveau"' not in learner.page(f"/forum/{thread}")
    learner.post(f"/forum/{thread}/messages/3/non-lu", {})
    assert "1 nouveau" in learner.page("/forum?filtre=non-lus")


def test_a_long_thread_opens_at_the_first_unread_post_and_jumps(house: House, visit: Visit) -> None:
    thread, learner = a_thread(house, posts=130), visit("learner@demo.example")
    learner.post(f"/forum/{thread}/lecture", {"number": "60"})
    page = learner.page(f"/forum/{thread}")
    assert "Messages 60 à 109 sur 130" in page
    assert page.index('id="nouveau"') < page.index("Réponse numéro 61")
    assert "Messages 81 à 130 sur 130" in learner.page(f"/forum/{thread}?depuis=81")
    assert "Premier non lu" in learner.page(f"/forum/{thread}?depuis=1")
    assert "sur 130" in learner.page(f"/forum/{thread}?depuis=pas-un-nombre")
    assert "Messages 130 à 130" in learner.page(f"/forum/{thread}?depuis=99999")


def test_new_posts_are_given_alone_to_whoever_has_the_page_open(house: House, visit: Visit) -> None:
    thread, learner = a_thread(house), visit("learner@demo.example")
    piece = learner.get(f"/forum/{thread}?apres=2", headers={"HX-Request": "true"}).text
    assert "Réponse numéro 3" in piece
    assert "Réponse numéro 2" not in piece
    assert "<html" not in piece
    assert not learner.get(f"/forum/{thread}?apres=3", headers={"HX-Request": "true"}).text.strip()


def test_an_answer_to_a_post_says_to_which_and_quotes_it(house: House, visit: Visit) -> None:
    thread, learner = a_thread(house), visit("learner@demo.example")
    assert "&gt; Réponse numéro 2" in learner.page(f"/forum/{thread}?citer=2")
    assert "Votre réponse au message 2" in learner.page(f"/forum/{thread}?repondre=2")
    learner.post(f"/forum/{thread}/messages", {"body": "Merci", "reply_to": "2"})
    page = learner.page(f"/forum/{thread}")
    assert "message 2</a>" in page
    assert 'href="#message-2"' in page


def test_accepting_thanking_editing_and_taking_back_by_the_page(house: House, visit: Visit) -> None:
    thread, learner, trainer = a_thread(house), visit("learner@demo.example"), visit("trainer@demo.example")
    learner.post(f"/forum/{thread}/messages/2/merci", {})
    assert learner.post(f"/forum/{thread}/solution", {"number": "2"}).status_code == 303
    page = learner.page(f"/forum/{thread}")
    assert "La réponse retenue, de" in page
    assert 'aria-pressed="true"' in page
    trainer.page(f"/forum/{thread}/messages/2/modifier")
    trainer.post(f"/forum/{thread}/messages/2/modifier", {"body": "Partez des coûts"})
    assert "modifié" in learner.page(f"/forum/{thread}")
    assert "Réponse numéro 2" in trainer.page(f"/forum/{thread}/messages/2/versions")
    trainer.post(f"/forum/{thread}/messages/2/retrait", {})
    page = learner.page(f"/forum/{thread}")
    assert "Message retiré par son auteur." in page
    assert "Partez des coûts" not in page
    assert "La réponse retenue, de" not in page


def test_the_team_keeps_order_by_one_page_and_each_act_is_written_there(house: House, visit: Visit) -> None:
    thread, trainer, learner = a_thread(house), visit("trainer@demo.example"), visit("learner@demo.example")
    trainer.page(f"/forum/{thread}/tenue")
    assert trainer.post(f"/forum/{thread}/epingle", {"until": "2020-01-01"}).status_code == 422
    assert trainer.post(f"/forum/{thread}/epingle", {}).status_code == 303
    assert trainer.post(f"/forum/{thread}/fermeture", {"reason": ""}).status_code == 422
    trainer.post(f"/forum/{thread}/fermeture", {"reason": "Tout est dit."})
    page = learner.page(f"/forum/{thread}")
    assert "Ce fil est fermé par l&#39;équipe : Tout est dit." in page
    refused = learner.post(f"/forum/{thread}/messages", {"body": "J'écrivais pendant ce temps"})
    assert refused.status_code == 409
    assert "écrivais pendant ce temps" in refused.text
    kept = trainer.page(f"/forum/{thread}/tenue")
    assert kept.index("Fil fermé") < kept.index("Fil épinglé")
    assert learner.get(f"/forum/{thread}/tenue").status_code == 403


def test_whoever_answers_a_thread_being_removed_keeps_their_words(house: House, visit: Visit) -> None:
    thread, trainer, learner = a_thread(house), visit("trainer@demo.example"), visit("learner@demo.example")
    learner.page(f"/forum/{thread}")
    trainer.post(f"/forum/{thread}/retrait", {"removal": "Hors sujet."})
    answer = learner.post(f"/forum/{thread}/messages", {"body": "J'écrivais pendant ce temps"})
    assert answer.status_code == 409
    assert "retiré par l&#39;équipe" in answer.text
    assert "écrivais pendant ce temps" in answer.text
    assert learner.get(f"/forum/{thread}").status_code == 404
    assert "Mes prix" in trainer.page("/forum?filtre=retires")
    assert learner.get("/forum?filtre=retires").status_code == 403
    trainer.post(f"/forum/{thread}/retrait", {"undo": "1"})
    learner.page(f"/forum/{thread}")


def test_an_expert_keeps_their_words_too(house: House, visit: Visit) -> None:
    with current().writing() as session:
        thread = services.open_thread(session, house.actor("learner"), "Aux patrons", "Alors ?", experts=True).id
        services.remove_thread(session, house.actor("trainer"), thread, "Hors sujet")
    answer = visit("expert@demo.example").post(f"/forum/{thread}/messages", {"body": "Mon conseil"})
    assert answer.status_code == 409
    assert "Mon conseil" in answer.text


def test_the_old_address_of_a_merged_thread_leads_to_where_its_posts_are(house: House, visit: Visit) -> None:
    thread, trainer = a_thread(house), visit("trainer@demo.example")
    with current().writing() as session:
        other = services.open_thread(session, house.actor("trainer"), "Les prix", "Une méthode").id
        post_id = queries.latest_posts(session, other, limit=1)[0].id
    assert trainer.post(f"/forum/{other}/fusion", {"into": thread}).headers["location"] == f"/forum/{thread}"
    assert trainer.get(f"/forum/{other}").headers["location"] == f"/forum/{thread}"
    place = trainer.get(f"/forum/messages/{post_id}").headers["location"]
    assert place.startswith(f"/forum/{thread}?depuis=1#message-")
    assert visit("expert@demo.example").get(f"/forum/{other}").status_code == 404


def test_a_flood_gets_429_with_the_words_kept_and_when_to_come_back(house: House, visit: Visit) -> None:
    thread, learner = a_thread(house, posts=1), visit("learner@demo.example")
    for n in range(7):
        assert learner.post(f"/forum/{thread}/messages", {"body": f"Encore {n}"}).status_code == 303
    slowed = learner.post(f"/forum/{thread}/messages", {"body": "Et toujours moi"})
    assert slowed.status_code == 429
    assert slowed.headers["retry-after"] == "60"
    assert "Et toujours moi" in slowed.text
    slowed = learner.post("/forum", {"title": "Un autre fil", "body": "Mes mots à moi"})
    assert slowed.status_code == 429
    assert "Mes mots à moi" in slowed.text


def test_a_space_is_added_followed_read_and_archived(house: House, visit: Visit) -> None:
    trainer, learner = visit("trainer@demo.example"), visit("learner@demo.example")
    assert trainer.post("/forum/espaces", {"name": ""}).status_code == 422
    trainer.post("/forum/espaces", {"name": "Marchés", "description": "Vendre dehors."})
    page = learner.page("/forum")
    space = page.split('href="/forum/espaces/')[1].split('"')[0]
    assert "Vendre dehors." in learner.page(f"/forum/espaces/{space}")
    learner.post(f"/forum/espaces/{space}/suivi", {"level": "follow"})
    assert "Vous êtes prévenu de chaque nouveau fil." in learner.page(f"/forum/espaces/{space}")
    assert learner.post(f"/forum/espaces/{space}/suivi", {"level": "shout"}).status_code == 422
    trainer.post("/forum", {"title": "Barnums", "body": "Qui en a ?", "space": space})
    learner.post(f"/forum/espaces/{space}/lecture", {})
    trainer.post(f"/forum/espaces/{space}", {"name": "Marchés", "description": "", "archived": "1"})
    refused = learner.post("/forum", {"title": "Trop tard", "body": "Mes mots", "space": space})
    assert refused.status_code == 422
    assert "Mes mots" in refused.text
    assert "archivé" in learner.page(f"/forum/espaces/{space}")
