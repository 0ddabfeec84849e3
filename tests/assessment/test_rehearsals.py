"""A quiz of a draft tried by its author: a real form, real verdicts, and nothing kept."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, Question
from app.assessment.quizzes import rehearsing
from app.assessment.quizzes.queries import Version
from app.courses.drafts.services.opening import open_draft
from app.courses.models import DraftActivity
from app.courses.outline import current_outline
from app.courses.queries import course_by_slug
from app.courses.services.importing import import_course
from app.ledger.models import LedgerEntry
from tests.assessment.test_draws import SLUG as DRAWING
from tests.assessment.test_draws import write
from tests.factories.client import Client
from tests.factories.house import SMALL_COURSE, House
from tests.factories.quizzes import form_in_codes

Visit = Callable[..., Client]
TRY = "/atelier/petit-parcours/apercu/questions/essai"
BY_POSITION = {
    "q1": "0", "q2": ["0", "1"], "q3": "false", "q4": "benefice", "q5": "120", "q6-0": "0", "q6-1": "1", "q6-2": "2",
    "q7-0": "0", "q7-1": "0", "q8-0": "0", "q8-1": "1", "q8-2": "2",
}  # fmt: skip


def asked_on(page: str, text: str) -> list[Version]:
    """The questions of a page, found by the ids that it carries."""
    found = re.search(r'name="asked" value="([^"]*)"', page)
    assert found
    known = rehearsing.possible({"gift": text})
    return [known[one] for one in found.group(1).split(",")]


@pytest.fixture
def gift() -> str:
    return (SMALL_COURSE / "quizzes" / "questions.gift").read_text()


def sent(page: str, gift: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The form of a page with these answers, choices named as the page names them."""
    hidden = dict(re.findall(r'name="(attempt|asked)" value="([^"]*)"', page))
    return {**hidden, **form_in_codes(asked_on(page, gift), answers)}


def counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in (Attempt, Question, LedgerEntry)]


def test_a_quiz_is_tried_from_its_draft_and_nothing_is_kept(visit: Visit, session: Session, gift: str) -> None:
    trainer = visit("trainer@demo.example")
    assert f'href="{TRY}"' in trainer.page("/atelier/petit-parcours/apercu?activite=questions")
    assert f'href="{TRY}"' in trainer.page("/atelier/petit-parcours/brouillon/activites/questions")
    before = counts(session)
    page = trainer.page(TRY)
    assert "Question 8 sur 8" in page
    result = trainer.post(TRY, sent(page, gift, BY_POSITION))
    assert result.status_code == 200
    text = unescape(result.text).replace("\u00a0", " ")
    assert "8 sur 8" in text
    assert text.count("<strong>C'est juste.</strong>") == 8
    assert "ce serait compté" in text
    assert counts(session) == before


def test_verdicts_say_what_was_wrong_and_what_was_expected(visit: Visit, gift: str) -> None:
    trainer = visit("trainer@demo.example")
    page = trainer.page(TRY)
    text = trainer.post(TRY, sent(page, gift, {"q1": "1", "q3": "true"})).text.replace("\u00a0", " ")
    assert "0 sur 8" in text
    assert "Pas seulement." in text
    assert "Il reste à payer les charges." in text
    assert "Réponse attendue" in text
    assert "Sans réponse, donc sans point : question 2, 4, 5, 6, 7, 8." in text
    assert "ne serait pas encore compté" in text
    assert "Le quiz compte à partir de 60" in text


def test_a_refused_form_keeps_every_answer(visit: Visit, gift: str) -> None:
    trainer = visit("trainer@demo.example")
    page = trainer.page(TRY)
    twice = trainer.post(TRY, sent(page, gift, {"q4": "le reste", "q8-0": "0", "q8-1": "0"}))
    assert twice.status_code == 422
    assert "Deux éléments ont la même place" in twice.text
    assert 'value="le reste"' in twice.text
    assert 'href="#field-q8"' in twice.text
    empty = trainer.post(TRY, sent(page, gift, {}))
    assert empty.status_code == 422
    assert "Aucune réponse" in empty.text


def test_questions_changed_meanwhile_are_asked_again(visit: Visit, session: Session, house: House, gift: str) -> None:
    trainer = visit("trainer@demo.example")
    page = trainer.page(TRY)
    draft = open_draft(session, house.actor("trainer"), "petit-parcours")
    row = session.get_one(DraftActivity, (draft.course.id, "questions"))
    row.texts = {"quizzes/questions.gift": gift.replace("Un prix couvre", "Un bon prix couvre")}
    session.flush()
    again = trainer.post(TRY, sent(page, gift, BY_POSITION))
    assert again.status_code == 409
    assert "Un bon prix couvre" in again.text
    assert "ont changé" in again.text


def test_only_a_quiz_is_tried(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    for key in ("accueil", "rien"):
        assert trainer.get(f"/atelier/petit-parcours/apercu/{key}/essai").status_code == 404


def test_a_draw_asks_other_questions_at_another_try(
    visit: Visit, session: Session, house: House, tmp_path: Path
) -> None:
    import_course(session, house.actor("admin"), write(tmp_path / "tire"))
    open_draft(session, house.actor("trainer"), DRAWING)
    trainer = visit("trainer@demo.example")
    here = f"/atelier/{DRAWING}/apercu/questions"
    tries = [set(re.findall(r"Le sujet numéro \d", trainer.page(f"{here}/essai?numero={n}"))) for n in range(1, 7)]
    assert all(len(one) == 2 for one in tries)
    assert len({frozenset(one) for one in tries}) > 1
    assert "Question 3 sur 3" in trainer.page(here)
    page = trainer.page(f"{here}/essai?numero=2")
    hidden = dict(re.findall(r'name="(attempt|asked)" value="([^"]*)"', page))
    codes = re.findall(r'type="radio" id="field-q2" name="q2" value="([^"]*)"', page)
    result = trainer.post(f"{here}/essai", {**hidden, "q2": codes[0]})
    assert set(re.findall(r"Le sujet numéro \d", result.text)) == tries[1]
    assert "numero=3" in result.text
    course = course_by_slug(session, house.demo.id, DRAWING)
    assert course is not None
    quiz = next(one for one in current_outline(session, course.id).activities.values() if one.key == "questions")
    assert "Question 3 sur 3" in trainer.page(f"/atelier/{DRAWING}/activites/{quiz.id}"), (
        "an edition shows its draws too"
    )


def test_an_essay_waits_for_somebody_to_read_it() -> None:
    versions = rehearsing.asked_by({"gift": "::avis::Votre avis ?{}\n\n::b::Oui ?{T}"}, rehearsing.seed("quiz", 1))
    went = rehearsing.mark(versions, {versions[0].id: "Bien.", versions[1].id: "true"})
    assert (went.tried.points, went.tried.possible, went.tried.pending, went.tried.empty) == (1.0, 1.0, 1.0, 0)
    nothing = rehearsing.mark(versions, {})
    assert (nothing.tried.pending, nothing.tried.empty) == (0.0, 2)


def test_an_id_follows_the_wording_and_nothing_else() -> None:
    one, two = (
        list(rehearsing.possible({"gift": text})) for text in ("::a::Oui ?{T}\n\n::b::Non ?{F}", "::b::Non ?{F}")
    )
    assert one[1] == two[0]
    assert list(rehearsing.possible({"gift": "::b::Non ?{T}"})) != two
