"""Banks for machines, and found from the search of the workshop."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.assessment.bank import services
from app.courses.drafts.searching import search
from tests.factories.client import Client
from tests.factories.house import House

Api = Callable[..., Client]

GIFT = "::prix::Un prix couvre d'abord…{=les coûts ~l'envie}\n\n::marché::Où vendre ?{=au marché ~nulle part}\n"


@pytest.fixture
def bank(session: Session, house: House) -> str:
    made = services.open_bank(session, house.actor("trainer"), "Prix et marge", house.course_slug)
    session.flush()
    return made.id


def test_a_machine_lists_banks_adds_questions_and_reads_them(bank: str, api: Api) -> None:
    trainer = api("trainer@demo.example")
    (known,) = trainer.get("/question-banks").json()["items"]
    assert known == {"id": bank, "title": "Prix et marge", "course": "petit-parcours", "questions": 0}
    sent = trainer.post(
        f"/question-banks/{bank}/questions", json={"text": GIFT, "tags": ["Vente"], "competences": ["P2.1"]}
    )
    assert sent.status_code == 201
    assert sent.json() == {"added": 2, "known": 0, "changed": []}
    assert trainer.post(f"/question-banks/{bank}/questions", json={"text": GIFT}).json()["known"] == 2
    first = trainer.get(f"/question-banks/{bank}/questions?limit=1").json()
    assert [one["name"] for one in first["items"]] == ["prix"]
    then = trainer.get(f"/question-banks/{bank}/questions?limit=1&after={first['next']}").json()
    assert ([one["name"] for one in then["items"]], then["next"]) == (["marché"], None)
    found = trainer.get(f"/question-banks/{bank}/questions?text=marche&tag=vente&competence=P2.1&kind=single").json()
    assert [one["tags"] for one in found["items"]] == [["vente"]]
    assert trainer.get(f"/question-banks/{bank}/questions?tag=absente").json()["items"] == []


def test_what_cannot_be_read_is_refused_whole_with_its_line(bank: str, api: Api) -> None:
    trainer = api("trainer@demo.example")
    refused = trainer.post(f"/question-banks/{bank}/questions", json={"text": f"{GIFT}\n::cassée::Quoi ?{{=a\n"})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["text.5"]
    assert trainer.get(f"/question-banks/{bank}/questions").json()["items"] == []
    assert (
        trainer.post(f"/question-banks/{bank}/questions", json={"text": GIFT, "competences": ["deux mots"]}).status_code
        == 422
    )
    assert api("learner@demo.example").get(f"/question-banks/{bank}/questions").status_code == 403


def test_the_search_of_the_workshop_finds_questions_of_banks(bank: str, session: Session, house: House) -> None:
    services.add_text(session, house.actor("trainer"), bank, GIFT)
    session.flush()
    found = [hit for hit in search(session, house.actor("trainer"), "OU VENDRE") if "/banque/" in hit.path]
    assert [(hit.title, hit.within) for hit in found] == [("marché", "Prix et marge")]
    assert not [hit for hit in search(session, house.actor("learner"), "vendre") if "/banque/" in hit.path]
    assert not [hit for hit in search(session, house.neighbour.actor("trainer"), "vendre") if "/banque/" in hit.path]
    services.archive_bank(session, house.actor("trainer"), bank)
    assert not [hit for hit in search(session, house.actor("trainer"), "vendre") if "/banque/" in hit.path]
