"""Sending a quiz: once, whole, proven, and never marked again by an edition."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment import queries
from app.assessment.models import Answer, Attempt, QuestionVersion
from app.assessment.questions.gift import parse
from app.assessment.quizzes import queries as quiz_queries
from app.assessment.quizzes import services
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.courses.models import EditionActivity
from app.learning import queries as learning
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

RIGHT = {
    "prix": "0", "sources": ["0", "1"], "vrai": "false", "mot": "Benefice", "calcul": "120,2",
    "paires": {"0": "0", "1": "1", "2": "2"}, "trous": ["0", "0"], "etapes": ["0", "1", "2"],
}  # fmt: skip


class Path:
    """The learner of the house in the small course, and its quiz."""

    def __init__(self, session: Session, house: House) -> None:
        self.session, self.house = session, house
        self.enrolment = enrolled(session, house)
        self.learner = house.actor(Role.LEARNER)
        self.outline = small_course(session, house.demo)
        self.quiz = activity(self.outline, "questions")

    def send(self, answers: dict[str, Any], key: int | None = None) -> services.Sent:
        return services.send_attempt(self.session, self.learner, self.enrolment.id, self.quiz.id, answers, key)

    def count(self, kind: Kind) -> int:
        found = self.session.scalar(
            select(func.count()).where(LedgerEntry.kind == kind, LedgerEntry.enrolment_id == self.enrolment.id)
        )
        return found or 0

    def state(self) -> Any:
        return learning.state_of(self.session, self.enrolment.id, self.quiz.id)

    def rewrite(self, text: str) -> None:
        """Another edition of the questions, as publishing would make it."""
        row = self.session.scalars(
            select(EditionActivity).where(
                EditionActivity.edition_id == self.outline.edition_id, EditionActivity.activity_id == self.quiz.id
            )
        ).one()
        content = {**row.content, "gift": text}
        row.content = services.publish(self.session, self.house.demo.id, self.quiz.id, content)
        self.session.flush()


@pytest.fixture
def path(session: Session, house: House) -> Path:
    return Path(session, house)


def test_a_whole_quiz_is_graded_proven_and_counted(path: Path) -> None:
    sent = path.send(RIGHT)
    assert (sent.points, sent.possible, sent.state, sent.activity_state) == (8.0, 8.0, "graded", "done")
    assert path.count(Kind.QUIZ_SENT) == 1
    assert path.count(Kind.ACTIVITY_COMPLETED) == 1
    proof = path.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == Kind.QUIZ_SENT)).one()
    assert proof.proof_id == sent.attempt_id
    assert proof.minutes == 0


def test_too_few_right_answers_say_how_many_are_needed(path: Path) -> None:
    sent = path.send({"prix": "0"})
    assert sent.empty == (2, 3, 4, 5, 6, 7, 8)
    assert sent.activity_state == "opened"
    assert dict(path.state().facts) == {"percent": 12, "needed": 60}


def test_a_better_try_counts_and_a_worse_one_takes_nothing_back(path: Path) -> None:
    path.send({"prix": "1"})
    path.send(RIGHT)
    sent = path.send({"prix": "1"})
    assert sent.number == 3
    assert path.state().state == "done"
    assert path.count(Kind.ACTIVITY_COMPLETED) == 1


def test_the_same_try_sent_twice_is_kept_once(path: Path) -> None:
    first = path.send(RIGHT, 1)
    again = path.send(RIGHT, 1)
    assert again.repeated
    assert again.attempt_id == first.attempt_id
    assert path.count(Kind.QUIZ_SENT) == 1
    assert path.session.scalar(select(func.count()).select_from(Answer)) == 8


def test_another_window_is_told_that_this_try_has_left(path: Path) -> None:
    first = path.send(RIGHT, 1)
    with pytest.raises(services.AlreadySent) as refused:
        path.send({"prix": "1"}, 1)
    assert refused.value.attempt_id == first.attempt_id
    assert path.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_tries_end_where_the_course_says(path: Path) -> None:
    for _n in range(3):
        path.send({"prix": "1"})
    with pytest.raises(Conflict):
        path.send(RIGHT)


def test_an_empty_form_is_not_a_try(path: Path) -> None:
    with pytest.raises(Invalid):
        path.send({})
    assert path.count(Kind.QUIZ_SENT) == 0


def test_an_unknown_question_and_a_wrong_shape_are_named(path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        path.send({"inconnue": "1", "prix": ["0"], "etapes": ["0"]})
    assert {field.field for field in refused.value.fields} == {"answers.inconnue", "answers.prix", "answers.etapes"}


def test_an_edited_question_is_a_new_version_and_old_answers_keep_their_worth(path: Path) -> None:
    first = path.send(RIGHT)
    before = quiz_queries.answers(path.session, first.attempt_id)
    row = path.session.scalars(select(EditionActivity).where(EditionActivity.activity_id == path.quiz.id)).first()
    assert row is not None
    text = row.content["gift"]
    path.rewrite(text.replace("=les coûts#Oui. ~l'envie#Pas seulement.", "~les coûts#Non. =l'envie#Oui."))
    second = path.send(RIGHT)
    assert second.points == 7.0
    after = quiz_queries.answers(path.session, first.attempt_id)
    assert [(r.question_version_id, r.response, r.points) for r in after] == [
        (r.question_version_id, r.response, r.points) for r in before
    ]
    assert after[0].question_version_id != quiz_queries.answers(path.session, second.attempt_id)[0].question_version_id


def test_the_same_wording_is_the_same_version(path: Path) -> None:
    count = select(func.count()).select_from(QuestionVersion)
    before = path.session.scalar(count)
    row = path.session.scalars(select(EditionActivity).where(EditionActivity.activity_id == path.quiz.id)).first()
    assert row is not None
    old = list(row.content["questions"])
    path.rewrite(row.content["gift"])
    assert path.session.scalar(count) == before
    assert (
        path.session.scalars(
            select(EditionActivity).where(
                EditionActivity.activity_id == path.quiz.id, EditionActivity.edition_id == path.outline.edition_id
            )
        )
        .one()
        .content["questions"]
        == old
    )


def test_what_was_shown_is_what_is_graded_when_an_edition_comes_out_meanwhile(path: Path) -> None:
    quiz = services.quiz_for(path.session, path.learner, path.quiz.id)
    shown = [version.id for version in services.next_try(path.session, quiz).versions]
    with pytest.raises(Conflict):
        services.send_attempt(path.session, path.learner, None, path.quiz.id, RIGHT, 1, shown[:1])


ESSAY = "::prix::Prix ?{=a ~b}\n\n::texte::Racontez.{####Merci.}\n"


def test_a_free_answer_waits_then_a_trainer_marks_it_once(path: Path) -> None:
    path.rewrite(ESSAY)
    sent = path.send({"prix": "1", "texte": "Mon idée."})
    assert (sent.state, sent.points, sent.possible) == ("to_mark", 0.0, 1.0)
    trainer, adviser = path.house.actor(Role.TRAINER), path.house.actor(Role.ADVISER)
    (line,) = queries.waiting_answers(path.session, trainer)
    assert queries.waiting_by_enrolment(path.session, [path.enrolment.id])[path.enrolment.id].count == 1
    with pytest.raises(Forbidden):
        services.mark_answer(path.session, adviser, line.attempt_id, line.question_version_id, 1.0, "Bien.")
    with pytest.raises(Invalid):
        services.mark_answer(path.session, trainer, line.attempt_id, line.question_version_id, 0.7)
    services.mark_answer(path.session, trainer, line.attempt_id, line.question_version_id, 1.0, "Bien.")
    attempt = path.session.get_one(Attempt, sent.attempt_id)
    assert (attempt.state, attempt.points, attempt.possible) == ("graded", 1.0, 2.0)
    assert path.count(Kind.QUESTION_MARKED) == 1
    services.mark_answer(path.session, trainer, line.attempt_id, line.question_version_id, 1.0, "Bien.")
    assert path.count(Kind.QUESTION_MARKED) == 1
    with pytest.raises(Conflict) as refused:
        services.mark_answer(path.session, trainer, line.attempt_id, line.question_version_id, 0.0, "Non.")
    assert trainer.name in refused.value.detail
    assert not queries.waiting_answers(path.session, trainer)


def test_marking_a_free_answer_makes_the_quiz_count(path: Path) -> None:
    path.rewrite(ESSAY)
    sent = path.send({"prix": "0", "texte": "Mon idée."})
    assert sent.activity_state == "waiting"
    (line,) = queries.waiting_answers(path.session, path.house.actor(Role.TRAINER))
    services.mark_answer(path.session, path.house.actor(Role.TRAINER), line.attempt_id, line.question_version_id, 0.5)
    assert path.state().state == "done"
    assert path.count(Kind.ACTIVITY_COMPLETED) == 1


def test_nobody_answers_for_somebody_else(path: Path) -> None:
    with pytest.raises(Forbidden):
        services.send_attempt(path.session, path.house.actor(Role.ADVISER), path.enrolment.id, path.quiz.id, RIGHT)
    with pytest.raises(NotFound):
        services.send_attempt(
            path.session, path.house.neighbour.actor(Role.LEARNER), path.enrolment.id, path.quiz.id, RIGHT
        )


def test_the_small_quiz_has_every_kind_that_a_machine_grades(path: Path) -> None:
    quiz = services.quiz_for(path.session, path.learner, path.quiz.id)
    assert [version.kind for version in services.next_try(path.session, quiz).versions] == [
        "single", "multiple", "true_false", "short", "number", "matching", "gaps", "ordering",
    ]  # fmt: skip
    assert parse(ESSAY)[0][1].kind == "essay"
