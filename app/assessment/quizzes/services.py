"""Publishing questions, sending answers, marking the free ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.assessment import policies, rules
from app.assessment.models import Answer, Question, QuestionVersion
from app.assessment.questions import drawing, grading, kinds
from app.assessment.questions.gift import Question as WrittenQuestion
from app.assessment.questions.gift import parse
from app.assessment.questions.shown_pictures import address, renamed
from app.assessment.quizzes import asking, queries
from app.assessment.quizzes.queries import Version
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.courses import queries as courses
from app.courses.outline import Activity, Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.identity import queries as identity
from app.learning import rules as learning_rules
from app.learning import services as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web import formats

GRADED, TO_MARK = "graded", "to_mark"
PICTURE = "picture "  # in a content that is being published: before the name of each picture of the questions

Answers = Mapping[str, Any] | Callable[[list[Version]], Mapping[str, Any]]


class AlreadySent(Conflict):
    """This try left from another window, with other answers; what is shown is the first one."""

    code = "already-sent"

    def __init__(self, attempt_id: str, number: int, other_questions: bool) -> None:
        super().__init__(
            _(
                "Cet essai était déjà parti d'une autre fenêtre. C'est le premier envoi qui compte. "
                "Un nouvel essai pose d'autres questions : vos réponses à celles qui reviennent sont gardées sur cette page."
            )
            if other_questions
            else _(
                "Cet essai était déjà parti d'une autre fenêtre. C'est le premier envoi qui compte. "
                "Vos réponses d'ici sont gardées sur cette page : vous pouvez les relire ou les envoyer comme un nouvel essai."
            ),
            attempt={"id": attempt_id, "number": number},
        )
        self.attempt_id = attempt_id


@dataclass(frozen=True, slots=True)
class Sent:
    """A try as it is kept. `repeated`: the same answers had already arrived, nothing was written."""

    attempt_id: str
    number: int
    state: str
    points: float
    possible: float
    empty: tuple[int, ...]  # positions left without an answer
    activity_state: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz as somebody meets it today."""

    enrolment: EnrolmentRow
    outline: Outline
    activity: Activity
    content: dict[str, Any]  # what its edition says of it

    @property
    def limit(self) -> int | None:
        return self.content.get("attempts")

    @property
    def shuffled(self) -> bool:
        return bool(self.content.get("shuffle", True))


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a quiz before it is sent: what it asks, and the tries sent before."""

    number: int
    versions: list[Version]
    sent: Sequence[Any]


def publish(session: Session, organisation_id: str, activity_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Keep each question under its name; the same wording is the same version, an edited one a new version."""
    pools = content.get("draws", [])
    texts, pictures = [content["gift"], *(draw["gift"] for draw in pools)], pictures_of(content)
    lists = [
        [replace(question, definition=renamed(question.definition, pictures)) for question in parse(text)[0]]
        for text in texts
    ]
    own, *drawn = _keep_questions(session, organisation_id, activity_id, lists)
    kept = {name: value for name, value in content.items() if not name.startswith(PICTURE)} | {"questions": own}
    if pools:
        kept["draws"] = [
            {"count": draw["count"], "pool": pool} | ({"bank": draw["bank"]} if "bank" in draw else {})
            for draw, pool in zip(pools, drawn, strict=True)
        ]
    return kept


def pictures_of(content: Mapping[str, Any]) -> dict[str, str]:
    """How each picture of the questions is called in their files → where it is served."""
    return {
        name.removeprefix(PICTURE): address(kept["id"], kept["name"])
        for name, kept in content.items()
        if name.startswith(PICTURE)
    }


def _keep_questions(
    session: Session, organisation_id: str, activity_id: str, lists: Sequence[Sequence[WrittenQuestion]]
) -> list[list[str]]:
    """The wordings of each list of questions, those that are new now kept."""
    kept = {name: question.id for name, question in queries.questions_of(session, activity_id).items()}
    versions = queries.version_ids(session, activity_id)
    new_questions, new_versions, found = [], [], []
    for questions in lists:
        ids = []
        for question in questions:
            if question.name not in kept:
                kept[question.name] = new_id()
                new_questions.append(
                    Question(
                        id=kept[question.name], organisation_id=organisation_id, activity_id=activity_id,
                        name=question.name,
                    )
                )  # fmt: skip
            question_id, mark = kept[question.name], kinds.fingerprint(question.definition)
            if (question_id, mark) not in versions:
                versions[question_id, mark] = new_id()
                new_versions.append(
                    QuestionVersion(
                        id=versions[question_id, mark], organisation_id=organisation_id, question_id=question_id,
                        kind=question.kind, fingerprint=mark, definition=question.definition,
                    )
                )  # fmt: skip
            ids.append(versions[question_id, mark])
        found.append(ids)
    session.add_all(new_questions)
    session.flush()
    session.add_all(new_versions)
    session.flush()
    return found


def quiz_for(session: Session, actor: Actor, activity_id: str, enrolment_id: str | None = None) -> Quiz:
    """The quiz in the given enrolment or in the actor's own; NotFound otherwise."""
    enrolment, course, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
    content = courses.content_of(session, course.edition_id, activity_id)
    if activity.kind != "quiz" or content is None:
        raise NotFound()
    return Quiz(enrolment, course, activity, content)


def next_try(session: Session, quiz: Quiz, number: int | None = None) -> Try:
    """The try that comes next, or the one of this number."""
    sent = queries.attempts(session, quiz.enrolment.id, quiz.activity.id)
    number = number if number is not None and 0 < number <= len(sent) else len(sent) + 1
    versions = asking.questions_of_try(session, quiz.content, quiz.enrolment.id, quiz.activity.id, number, sent)
    return Try(number, versions, sent)


def shown_by_page(session: Session, quiz: Quiz, this: Try, shown: list[str] | None) -> list[Version] | None:
    """The questions that a page has shown for a try; None when that try never asked them."""
    if not shown or shown == [version.id for version in this.versions]:
        return this.versions
    return asking.questions_shown(session, quiz.content, quiz.enrolment.id, quiz.activity.id, this.number, shown)


def send_attempt(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str,
    answers: Answers,
    attempt_key: int | None = None,
    asked: list[str] | None = None,
) -> Sent:
    """Send a whole try: graded, kept, proven and counted at once.

    `answers` are keyed by the name of a question or the id of its version; a door that must know the questions to read
    them gives the way to do it. `attempt_key` is the number that the page
    expected this try to have: sent twice, it is kept once. `asked` are the versions shown to the person, when a new
    edition may have come out since.
    """
    quiz = quiz_for(session, actor, activity_id, enrolment_id)
    learning.working_enrolment(session, actor, quiz.enrolment, quiz.outline, quiz.activity)
    queries.lock_enrolment(session, quiz.enrolment.id)
    this = next_try(session, quiz, attempt_key)
    versions, sent = shown_by_page(session, quiz, this, asked), this.sent
    if versions is None:
        raise Conflict(
            _("Les questions de ce quiz ont changé. Rechargez la page et répondez de nouveau. Rien n'a été enregistré.")
        )
    responses = _read(versions, answers(versions) if callable(answers) else answers)
    if this.number <= len(sent):
        return _again(session, quiz, sent[this.number - 1], responses)
    if not rules.may_try_again(quiz.limit, len(sent)):
        raise Conflict(
            _(
                "Vous avez fait tous les essais prévus pour ce quiz. Rien n'est perdu : parlez-en à l'équipe de formation."
            )
        )
    if all(response is None for response in responses.values()):
        raise Invalid(_("Aucune réponse n'est donnée. Répondez à une question au moins, puis envoyez."), [])
    return _keep(session, actor, quiz, versions, responses, len(sent) + 1)


def _read(versions: list[Version], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Version id → response in its one shape; Invalid names each question that cannot be read."""
    by_key = {key: version for version in versions for key in (version.name, version.question_id, version.id)}
    positions = {version.id: position for position, version in enumerate(versions, 1)}
    responses: dict[str, Any] = {version.id: None for version in versions}
    wrong = []
    for key, raw in answers.items():
        version = by_key.get(key)
        if version is None:
            wrong.append(FieldError(_field(key), _("Ce quiz n'a pas de question de ce nom.")))
            continue
        try:
            responses[version.id] = grading.read(version.definition, raw)
        except grading.WrongShape as error:
            wrong.append(FieldError(f"q{positions[version.id]}" if key == version.id else _field(key), str(error)))
    if wrong:
        raise Invalid(_("Une réponse n'a pas la forme attendue. Rien n'a été enregistré."), wrong)
    return responses


def _field(key: str) -> str:
    return f"answers.{key[:100].encode('utf-8', 'replace').decode()}"


def _again(session: Session, quiz: Quiz, attempt: Any, responses: dict[str, Any]) -> Sent:
    kept = queries.answers(session, attempt.id)
    if {row.question_version_id: row.response for row in kept} != responses:
        raise AlreadySent(attempt.id, attempt.number, drawing.draws(quiz.content))
    tries = queries.tries(session, quiz.enrolment.id, quiz.activity.id)
    state = rules.outcome(quiz.activity.completion, tries).state
    empty = tuple(row.position for row in kept if row.response is None)
    return Sent(
        attempt.id, attempt.number, attempt.state, attempt.points, attempt.possible, empty, state, repeated=True
    )


def _keep(
    session: Session, actor: Actor, quiz: Quiz, versions: list[Version], responses: dict[str, Any], number: int
) -> Sent:
    enrolment, activity = quiz.enrolment, quiz.activity
    rows, empty = [], []
    for position, version in enumerate(versions, 1):
        response = responses[version.id]
        graded = grading.grade(version.definition, response)
        if response is None:
            empty.append(position)
        points = graded.points if graded else (0.0 if response is None else None)  # an empty essay needs no reader
        rows.append((position, version.id, response, points))
    graded_rows = [points for _position, _id, _response, points in rows if points is not None]
    state = GRADED if len(graded_rows) == len(rows) else TO_MARK
    tries = queries.tries(session, enrolment.id, activity.id) if number > 1 else []
    attempt_id, points, possible = new_id(), round(sum(graded_rows), 4), float(len(graded_rows))
    connection = session.connection()
    connection.execute(
        queries.NEW_ATTEMPT,
        {
            "id": attempt_id, "organisation_id": enrolment.organisation_id, "enrolment_id": enrolment.id,
            "activity_id": activity.id, "edition_id": quiz.outline.edition_id, "number": number, "state": state,
            "points": points, "possible": possible, "sent_at": now(),
        },
    )  # fmt: skip
    connection.execute(
        queries.NEW_ANSWERS,
        [
            {
                "attempt_id": attempt_id, "question_version_id": version_id, "position": position,
                "organisation_id": enrolment.organisation_id, "response": response, "points": earned, "possible": 1.0,
                "comment": "",
            }
            for position, version_id, response, earned in rows
        ],
    )  # fmt: skip
    ledger.append(
        session, actor, Kind.QUIZ_SENT,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity.id, block_id=activity.block_id,
        funder_id=enrolment.funder_id, place=activity.place, timing=activity.timing, people=activity.people,
        guidance=activity.guidance, proof_kind="attempt", proof_id=attempt_id,
        facts={
            "number": number, "questions": len(rows), "empty": len(empty), "to_mark": len(rows) - len(graded_rows),
            "points": points, "possible": possible,
        },
    )  # fmt: skip
    tries.append(rules.Tried(sum(graded_rows), possible, float(len(rows) - len(graded_rows)), len(empty)))
    known = _count(session, actor, enrolment, activity, attempt_id, tries)
    return Sent(attempt_id, number, state, points, possible, tuple(empty), known.state)


def _count(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity,
    attempt_id: str,
    tries: list[rules.Tried],
) -> learning_rules.State:
    """Say to learning what the tries are worth together now."""
    result = rules.outcome(activity.completion, tries)
    return learning.record_result(
        session, actor, enrolment, activity, state=result.state, facts=result.facts, proof_kind="attempt",
        proof_id=attempt_id,
    )  # fmt: skip


def mark_answer(
    session: Session, actor: Actor, attempt_id: str, question_version_id: str, points: float, comment: str = ""
) -> Answer:
    """A trainer says what a free answer is worth: 0, 0.5 or 1, with a comment. Never twice."""
    attempt = queries.attempt_to_mark(session, actor, attempt_id)
    answers = queries.answers_to_mark(session, attempt_id) if attempt else []
    answer = next((one for one in answers if one.question_version_id == question_version_id), None)
    if attempt is None or answer is None:
        raise NotFound()
    require(policies.may_review(actor))
    if points not in rules.STEPS:
        raise Invalid(
            _("Dites si la réponse est bonne : pas encore, en partie ou oui."),
            [FieldError("points", _("Choisissez pas encore, en partie ou oui."))],
        )
    comment = comment.strip()
    if answer.points is not None:
        if answer.marked_by == actor.account_id and answer.points == points and answer.comment == comment:
            return answer
        raise _marked_already(session, answer)
    answer.points, answer.comment = points, comment
    answer.marked_by, answer.marked_at = actor.account_id, now()
    session.flush()
    graded = [(one.points, one.possible) for one in answers if one.points is not None]
    session.connection().execute(
        queries.CHANGE_ATTEMPT,
        {
            "attempt_id": attempt_id,
            "to_points": round(sum(earned for earned, _possible in graded), 4),
            "to_possible": sum(possible for _earned, possible in graded),
            "to_state": GRADED if len(graded) == len(answers) else TO_MARK,
        },
    )
    enrolment = enrolments.enrolment_for(session, actor, attempt.enrolment_id)
    activity = outline(session, enrolment.edition_id).activities.get(attempt.activity_id)
    ledger.append(
        session, actor, Kind.QUESTION_MARKED,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=attempt.activity_id,
        block_id=activity.block_id if activity else None, funder_id=enrolment.funder_id,
        proof_kind="attempt", proof_id=attempt_id,
        facts={"question_version": question_version_id, "points": points, "possible": answer.possible},
    )  # fmt: skip
    if activity:
        tries = queries.tries(session, enrolment.id, activity.id)
        _count(session, actor, enrolment, activity, attempt_id, tries)
    return answer


def _marked_already(session: Session, answer: Answer) -> Conflict:
    if answer.marked_by is None:
        return Conflict(_("Cette réponse est notée automatiquement. Rien n'a été changé."))
    name = identity.names(session, {answer.marked_by}).get(answer.marked_by, "")
    return Conflict(
        _("%(name)s a déjà relu cette réponse %(when)s. Rien n'a été changé.")
        % {"name": name, "when": formats.moment(answer.marked_at)}
    )
