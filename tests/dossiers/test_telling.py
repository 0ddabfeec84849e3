"""What the person is told of their dossier, what of contacts they read there, and what is kept nowhere."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import database as current
from app.core.tasks import drain
from app.notifications.models import Mail
from tests.dossiers.test_pages import NIR, note, path

__all__ = ["path"]

Visit = Callable[..., Any]
CALL = {"channel": "call", "outcome": "reached", "visibility": "shared", "words": "Nous avons parlé du stage."}


def told() -> list[tuple[str, str, str]]:
    drain()
    with current().reading() as session:
        rows = session.scalars(select(Mail).where(Mail.event.like("dossier%")).order_by(Mail.created_at, Mail.id))
        return [(row.event, row.address, row.text) for row in rows]


def test_a_note_shared_or_opened_later_is_told_once_without_its_words(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    adviser.post(f"/dossier/{path}/notes/nouveau", note())
    assert told() == []
    adviser.post(f"/dossier/{path}/notes/nouveau", note(body="Bravo pour la maquette.", visibility="shared"))
    adviser.post(f"/dossier/{path}/notes/nouveau", note(body="Bravo pour la maquette.", visibility="shared"))
    ((event, address, text),) = told()
    assert (event, address) == ("dossier_note", "learner@demo.example")
    assert "/mon-dossier" in text
    assert "maquette" not in text


def test_the_answer_to_a_correction_is_told(path: str, visit: Visit) -> None:
    learner, adviser = visit("learner@demo.example"), visit("adviser@demo.example")
    learner.post(f"/dossier/{path}/corrections/nouveau", {"body": "Mon projet a changé."})
    page = adviser.page(f"/suivi/{path}?onglet=dossier")
    address = page.split(f'href="/dossier/{path}/corrections/')[1].split('"')[0]
    adviser.post(f"/dossier/{path}/corrections/{address}", {"answer": "C'est corrigé."})
    assert [event for event, _address, _text in told()] == ["dossier_answer"]


def test_words_of_a_contact_shared_with_the_person_are_in_their_dossier(path: str, visit: Visit) -> None:
    adviser, learner = visit("adviser@demo.example"), visit("learner@demo.example")
    adviser.post(f"/suivi/{path}/contact", CALL)
    adviser.post(f"/suivi/{path}/contact", CALL | {"visibility": "team", "words": "Semble fatigué."})
    page = unescape(learner.page("/mon-dossier"))
    assert "Nous avons parlé du stage." in page
    assert "Semble fatigué" not in page


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("/suivi/{path}/contact", CALL | {"words": f"Son numéro : {NIR}"}),
        ("/suivi/{path}/attente", {"kind": "", "until": "2026-12-01", "word": NIR}),
    ],
)
def test_what_is_never_kept_is_refused_where_contacts_are_noted(
    path: str, visit: Visit, where: str, sent: dict[str, str]
) -> None:
    answer = visit("adviser@demo.example").post(where.format(path=path), sent | {"anyway": "1"})
    assert answer.status_code == 422
    assert "ne le garde jamais" in unescape(answer.text)


def test_delicate_words_of_a_contact_are_kept_by_whoever_insists(path: str, visit: Visit) -> None:
    adviser = visit("adviser@demo.example")
    said = CALL | {"words": "Elle parle de sa dépression."}
    answer = adviser.post(f"/suivi/{path}/contact", said)
    assert answer.status_code == 422
    assert "Garder quand même" in unescape(answer.text)
    assert adviser.post(f"/suivi/{path}/contact", said | {"anyway": "1"}).status_code == 303
