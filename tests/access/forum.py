"""A thread with two answers, one asked of experts, a post with a file, a business owner, somebody's private feed."""

from sqlalchemy.orm import Session

from app.forum import services as forum
from app.forum.feeds import services as feeds
from app.forum.writing.models import PostFile
from tests.access.stage import Bodies, Piece, Stage


def spoken(session: Session, stage: Stage) -> dict[str, str]:
    learner, trainer = stage.learner, stage.trainer
    plain = forum.open_thread(session, learner, "Vendre au marché", "Qui le fait déjà ?", kind="question")
    forum.post(session, trainer, plain.id, "Karim, au marché de Tulle.")
    asked = forum.open_thread(session, learner, "Une question de prix", "Comment faire ?", experts=True)
    said = forum.post(session, trainer, plain.id, "Moi, à Brive.")
    brought = PostFile(
        organisation_id=learner.organisation_id, post_id=said.id, file_id=stage.ids["file_id"], position=0
    )
    session.add(brought)
    session.flush()
    return {
        "thread_id": plain.id, "space_id": plain.space_id, "shared_space": asked.space_id, "shared_thread": asked.id,
        "experts_thread": asked.id, "post_id": said.id, "post_file_id": brought.id,
        "account_id": stage.house.demo.people["expert"].id,
        "forum_token": feeds.open_address(session, learner).rpartition("/")[2],
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    return {"token": stage.ids["forum_token"]} if route.startswith("/flux/forum/") else {}


def forms(stage: Stage) -> Bodies:
    return {
        "POST /activites/{activity_id}/fil": {"body": "Je me présente."},
        "POST /forum": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/espaces": {"name": "Marchés", "description": "Vendre dehors."},
        "POST /forum/espaces/{space_id}": {"description": "Ce qui concerne tout le monde."},
        "POST /forum/espaces/{space_id}/suivi": {"level": "follow"},
        "POST /forum/{thread_id}/deplacement": {"space": stage.ids["shared_space"]},
        "POST /forum/{thread_id}/epingle": {"until": "2026-12-24"},
        "POST /forum/{thread_id}/fermeture": {"reason": "Tout est dit."},
        "POST /forum/{thread_id}/fusion": {"into": stage.ids["shared_thread"]},
        "POST /forum/{thread_id}/lecture": {"number": "2"},
        "POST /forum/{thread_id}/messages": {"body": "Partez des coûts."},
        "POST /forum/messages/{post_id}/signalement": {"reason": "advert"},
        "POST /forum/messages/{post_id}/masquage": {"words": "Sans rapport."},
        "POST /forum/messages/{post_id}/retablissement": {"words": "Il revient."},
        "POST /forum/messages/{post_id}/maintien": {"words": "Il reste."},
        "POST /forum/messages/{post_id}/avertissement": {"words": "Citez votre source."},
        "POST /forum/intervenants/{account_id}/presentation": {"trade": "boulangère"},
        "POST /forum/{thread_id}/messages/{number}/modifier": {"title": "Vendre au marché", "body": "Qui l'a déjà fait ?"},
        "POST /forum/{thread_id}/retrait": {"removal": "Hors sujet."},
        "POST /forum/{thread_id}/solution": {"number": "2"},
        "POST /forum/{thread_id}/suivi": {"level": "mute"},
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    return {
        "POST /forum/threads": {"title": "Mes prix", "body": "Comment faites-vous ?"},
        "POST /forum/threads/{thread_id}/posts": {"body": "Partez des coûts."},
        "PATCH /forum/threads/{thread_id}/posts/{number}": {"body": "Qui l'a déjà fait ?"},
        "PUT /forum/threads/{thread_id}/posts/{number}/thanks": {"thanked": True},
        "PUT /forum/threads/{thread_id}/accepted-answer": {"number": 2},
        "PUT /forum/threads/{thread_id}/reading": {"number": 2},
        "PUT /forum/threads/{thread_id}/follow": {"level": "mute"},
        "PUT /forum/spaces/{space_id}/follow": {"level": "follow"},
        "PUT /forum/threads/{thread_id}/pin": {"pinned": True},
        "PUT /forum/threads/{thread_id}/lock": {"locked": True, "reason": "Tout est dit."},
        "PUT /forum/threads/{thread_id}/space": {"space_id": stage.ids["shared_space"]},
        "POST /forum/threads/{thread_id}/merge": {"into_id": stage.ids["shared_thread"]},
        "POST /forum/threads/{thread_id}/removal": {"reason": "Hors sujet."},
    }


PIECE = Piece(spoken, named, activity_of={"/activites/{activity_id}/fil": "fil"}, forms=forms, documents=documents)
