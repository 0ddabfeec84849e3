"""Publishing a survey, keeping a draft of one's answers, sending them: under one's name or without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.surveys import queries, rules
from app.assessment.surveys.models import AnonymousLot, SurveyQuestion, SurveyReply
from app.assessment.tasks import Task, prove, task_for
from app.core.access import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import timeless_id
from app.courses.queries import lock_activity
from app.enrolments.queries import EnrolmentRow
from app.learning import queries as learning_queries
from app.learning import rules as path
from app.learning import services as learning
from app.ledger.kinds import Kind

KIND = "survey"
_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Replied:
    """`changed` false: the same answers had already arrived, or answers without a name were already given."""

    task: Task
    state: path.State
    changed: bool

    @property
    def anonymous(self) -> bool:
        return bool(self.task.content["anonymous"])


def publish(session: Session, organisation_id: str, activity_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Keep each question; the same words are the same question, other words another one."""
    known = queries.wording_ids(session, activity_id)
    asked = []
    for question in content["asked"]:
        definition = {name: value for name, value in question.items() if name != "required"}
        mark = rules.fingerprint(definition)
        if mark not in known:
            wording = SurveyQuestion(
                organisation_id=organisation_id, activity_id=activity_id, fingerprint=mark, definition=definition
            )
            session.add(wording)
            session.flush()
            known[mark] = wording.id
        asked.append({"id": known[mark], **question})
    return {**content, "asked": asked}


def may_read(actor: Actor, enrolment: EnrolmentRow, sent_at: datetime | None) -> bool:
    """Answers under a name, by whoever sees the path; a draft is for the eyes of the person alone."""
    return sent_at is not None or actor.account_id == enrolment.learner_id


def send_answers(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str,
    answers: Mapping[str, Any],
    *,
    asked: list[str] | None = None,
    promised: bool | None = None,
) -> Replied:
    """Send one's answers. Under a name they may be sent again, changed, for as long as the path is open.

    `answers` are keyed by the id of a question or by its number, from 1. `asked` are the questions that were on the
    page, when a new edition may have come out since; `promised` is what the page said: kept without a name, or with it.
    """
    task = task_for(session, actor, activity_id, enrolment_id, KIND)
    learning.working_enrolment(session, actor, task.enrolment, task.outline, task.activity)
    questions = _asked(session, task, asked, promised)
    responses = read_answers(questions, answers)
    refuse_gaps(questions, responses)
    lock_enrolment(session, task.enrolment.id)
    if task.content["anonymous"]:
        return _send_without_name(session, actor, task, responses)
    return _send_with_name(session, actor, task, responses)


def keep_answers(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str,
    answers: Mapping[str, Any],
    *,
    asked: list[str] | None = None,
) -> Replied:
    """Keep what is answered so far, for later; nobody else reads it. Only under a name: a draft has an owner."""
    task = task_for(session, actor, activity_id, enrolment_id, KIND)
    learning.working_enrolment(session, actor, task.enrolment, task.outline, task.activity)
    questions = _asked(session, task, asked, promised=False)
    responses = read_answers(questions, answers)
    lock_enrolment(session, task.enrolment.id)
    reply = queries.reply_to_change(session, task.enrolment.id, task.activity.id)
    if reply and reply.sent_at:
        raise Conflict(
            _(
                "Vos réponses étaient déjà envoyées. Celles d'ici sont gardées sur cette page : envoyez-les pour les changer."
            )
        )
    changed = _write(session, task, reply, responses, sent=False)
    state = learning.record_result(
        session, actor, task.enrolment, task.activity, state=path.OPENED, facts={"kept": True}
    )
    return Replied(task, state, changed)


def _asked(session: Session, task: Task, asked: list[str] | None, promised: bool | None) -> list[dict[str, Any]]:
    if promised is not None and promised != task.content["anonymous"]:
        raise Conflict(
            _(
                "Ce questionnaire ne garde plus les réponses de la même façon. Rien n'est envoyé, et vos réponses sont "
                "encore sur cette page. Relisez ce qui est écrit au-dessus, puis envoyez-les."
            )
        )
    questions = questions_shown(session, task, asked)
    if questions is None:
        raise Conflict(
            _("Les questions ont changé. Rien n'est envoyé. Relisez la page, complétez vos réponses et envoyez-les.")
        )
    return questions


def questions_shown(session: Session, task: Task, asked: list[str] | None) -> list[dict[str, Any]] | None:
    """The questions of a page: those of today, or of the edition that it came from; None when no edition asked them."""
    current: list[dict[str, Any]] = task.content["asked"]
    if not asked or asked == _ids(current):
        return current
    lists = queries.asked_lists(session, task.activity.id)
    return next((questions for questions in lists if asked == _ids(questions)), None)


def _ids(questions: list[dict[str, Any]]) -> list[str]:
    return [question["id"] for question in questions]


def read_answers(questions: list[dict[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Question id → answer, None where nothing is said; Invalid names each answer that cannot be read."""
    numbers = {question["id"]: number for number, question in enumerate(questions, 1)}
    by_key = {key: one for one in questions for key in (one["id"], str(numbers[one["id"]]))}
    found: dict[str, Any] = dict.fromkeys(numbers)
    wrong = []
    for key, raw in answers.items():
        question = by_key.get(key)
        if question is None:
            name = f"answers.{key[:60].encode('utf-8', 'replace').decode()}"
            wrong.append(FieldError(name, _("Ce questionnaire n'a pas cette question.")))
            continue
        try:
            found[question["id"]] = rules.read_answer(question, raw)
        except rules.WrongAnswer as error:
            wrong.append(FieldError(f"q{numbers[question['id']]}", str(error)))
    if wrong:
        raise Invalid(_("Rien n'est encore envoyé. Vos réponses sont gardées sur cette page."), wrong)
    return found


def refuse_gaps(questions: list[dict[str, Any]], responses: Mapping[str, Any]) -> None:
    """Invalid names each question that has to be answered and is not."""
    wrong = [
        FieldError(f"q{number}", _("Répondez à la question %(number)s.") % {"number": number})
        for number, question in enumerate(questions, 1)
        if question["required"] and responses[question["id"]] is None
    ]
    if not wrong and all(response is None for response in responses.values()):
        wrong.append(FieldError("q1", _("Répondez à une question au moins.")))
    if wrong:
        raise Invalid(_("Rien n'est encore envoyé. Vos réponses sont gardées sur cette page."), wrong)


def _send_with_name(session: Session, actor: Actor, task: Task, responses: dict[str, Any]) -> Replied:
    reply = queries.reply_to_change(session, task.enrolment.id, task.activity.id)
    again = reply is not None and reply.sent_at is not None
    if _write(session, task, reply, responses, sent=True):
        reply = queries.reply_to_change(session, task.enrolment.id, task.activity.id)
        assert reply is not None
        given = sum(1 for response in responses.values() if response is not None)
        facts = {"asked": len(responses), "given": given, "again": again}
        prove(session, actor, task, Kind.SURVEY_ANSWERED, facts, "survey_reply", reply.id)
        state = learning.record_result(
            session, actor, task.enrolment, task.activity, state=path.DONE, proof_kind="survey_reply", proof_id=reply.id
        )
        return Replied(task, state, changed=True)
    state = learning.record_result(session, actor, task.enrolment, task.activity, state=path.DONE)
    return Replied(task, state, changed=False)


def _write(
    session: Session, task: Task, reply: SurveyReply | None, responses: Mapping[str, Any], *, sent: bool
) -> bool:
    """Keep what was answered in the place of what was there; False when nothing differs.

    Answers sent to older wordings stay as they are; those of a draft, which were never sent, do not.
    """
    moment = now()
    if reply is None:
        reply = SurveyReply(
            organisation_id=task.enrolment.organisation_id, enrolment_id=task.enrolment.id,
            activity_id=task.activity.id, changed_at=moment,
        )  # fmt: skip
        session.add(reply)
        session.flush()
        before: dict[str, Any] = {}
    else:
        before = queries.answers(session, reply.id)
        if bool(reply.sent_at) is sent and {key: before.get(key) for key in responses} == responses:
            return False
    queries.forget_answers(session, reply.id, responses if reply.sent_at else {**before, **responses})
    rows = [
        {"reply_id": reply.id, "question_id": key, "organisation_id": reply.organisation_id, "response": response}
        for key, response in responses.items()
        if response is not None
    ]
    if rows:
        session.connection().execute(queries.NEW_ANSWERS, rows)
    reply.changed_at = moment
    if sent:
        reply.sent_at = moment
    session.flush()
    return True


def _send_without_name(session: Session, actor: Actor, task: Task, responses: dict[str, Any]) -> Replied:
    """Once: nobody, not even the person, can say afterwards which answers are theirs."""
    known = learning_queries.state_of(session, task.enrolment.id, task.activity.id)
    if known is not None and known.state == path.DONE:
        return Replied(task, known, changed=False)
    draft = queries.reply_to_change(session, task.enrolment.id, task.activity.id)
    if draft and draft.sent_at is None:  # kept when the survey bore names
        queries.forget_answers(session, draft.id, queries.answers(session, draft.id))
        session.delete(draft)
    lock_activity(session, task.activity.id)
    lot = queries.open_lot(session, task.activity.id)
    if lot is None:
        lot = AnonymousLot(
            organisation_id=task.enrolment.organisation_id, activity_id=task.activity.id,
            number=queries.count_lots(session, task.activity.id) + 1, replies=0,
        )  # fmt: skip
        session.add(lot)
        session.flush()
    # The whole lot is laid again in another order: neither the place of a row nor its transaction tells whose it is.
    answers = queries.take_lot_apart(session, lot.id)
    answers += [(key, response) for key, response in responses.items() if response is not None]
    _chance.shuffle(answers)
    session.connection().execute(
        queries.NEW_ANONYMOUS_ANSWERS,
        [
            {
                "id": timeless_id(), "organisation_id": lot.organisation_id, "lot_id": lot.id, "question_id": key,
                "response": response,
            }
            for key, response in answers
        ],
    )  # fmt: skip
    lot.replies += 1
    if lot.replies >= rules.ENOUGH:
        lot.closed_on = today()
    session.flush()
    prove(session, actor, task, Kind.SURVEY_ANSWERED, {"anonymous": True})
    state = learning.record_result(session, actor, task.enrolment, task.activity, state=path.DONE)
    return Replied(task, state, changed=True)
