"""Sending a quiz, reading its result."""

from typing import Any

from fastapi import Request, Response

from app.assessment import rules
from app.assessment.questions import grading, kinds
from app.assessment.quizzes import queries, services, showing
from app.assessment.quizzes.queries import Version
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.learning import queries as learning
from app.learning import rules as path
from app.learning.openings import openings
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("assessment")


_TYPED = ("essay", "short", "number")  # kinds whose answer is the person's own words


@router.post("/activites/{activity_id}/reponses")
def send_answers(request: Request, session: Writing, actor: CurrentActor, activity_id: str, form: Posted) -> Response:
    """The whole quiz at once. Whatever is refused comes back with every answer in its place."""
    number, asked = as_number(only(form, "attempt")), [one for one in only(form, "asked").split(",") if one]

    def read(versions: list[Version]) -> dict[str, Any]:
        answers, problems = showing.from_form(versions, form)
        if problems:
            raise Invalid(
                _("Rien n'est encore envoyé. Vos réponses sont gardées."),
                [FieldError(f"q{position}", message) for position, message in problems.items()],
            )
        return answers

    try:
        sent = services.send_attempt(session, actor, None, activity_id, read, number, asked)
        result = f"/activites/{activity_id}/essais/{sent.attempt_id}"
        if sent.repeated:
            return go(result, _("Ces réponses étaient déjà envoyées. Voici leur résultat."))
        return go(result, what_next(session, actor, activity_id) if sent.activity_state == path.DONE else "")
    except (Invalid, Conflict) as error:
        refused = error
    return _again(request, session, actor, activity_id, form, asked, refused)


def _again(
    request: Request,
    session: Any,
    actor: Any,
    activity_id: str,
    form: dict[str, list[str]],
    asked: list[str],
    refused: HouseError,
) -> Response:
    """The same form with the person's words, what happened, and the number of the next try."""
    quiz = services.quiz_for(session, actor, activity_id)
    errors = {field.field: field.message for field in refused.fields} if isinstance(refused, Invalid) else {}
    following = services.next_try(session, quiz)
    number, versions, result = following.number, following.versions, ""
    shown = as_number(only(form, "attempt")) or number
    if isinstance(refused, services.AlreadySent):
        shown, result = number, f"/activites/{activity_id}/essais/{refused.attempt_id}"
    elif asked:
        versions = services.shown_by_page(session, quiz, services.next_try(session, quiz, shown), asked) or versions
    if asked:
        form = showing.moved(form, asked, versions)
    seed = kinds.seed(quiz.enrolment.id, activity_id, shown)
    return show_activity(
        request, session, actor, quiz.enrolment, quiz.outline, quiz.activity,
        status=refused.status, refused=refused, result_href=result, number=number,
        typed=[
            words
            for position, version in enumerate(versions, 1)
            if version.kind in _TYPED and (words := only(form, f"q{position}").strip())
        ],
        asked=[
            showing.asked(version, position, seed, quiz.shuffled, form, errors.get(f"q{position}", ""))
            for position, version in enumerate(versions, 1)
        ],
        asked_ids=",".join(version.id for version in versions),
    )  # fmt: skip


@router.get("/activites/{activity_id}/essais/{attempt_id}")
def result(request: Request, session: Reading, actor: CurrentActor, activity_id: str, attempt_id: str) -> Response:
    """What was answered, how it went, what it counts for, and what comes next."""
    attempt = queries.attempt_for(session, actor, attempt_id)
    if attempt is None or attempt.activity_id != activity_id:
        raise NotFound()
    enrolment = enrolments.enrolment_for(session, actor, attempt.enrolment_id)
    outline = outline_of(session, enrolment.edition_id)
    activity = outline.activities.get(activity_id)
    states = learning.states(session, enrolment.id)
    state = states.get(activity_id)
    content = courses.activity_content(session, outline.edition_id, activity_id) if activity else None
    limit = content.content.get("attempts") if content else 0
    sent = len(queries.attempts(session, enrolment.id, activity_id))
    mine = enrolment.learner_id == actor.account_id
    opened = openings(session, enrolment, outline, states) if mine else path.ALL_OPEN
    may_try = mine and activity is not None and rules.may_try_again(limit, sent) and not opened.why(activity_id)
    over = state is not None and state.state == path.DONE
    rows = queries.answers(session, attempt_id)
    versions = {one.id: one for one in queries.versions(session, [row.question_version_id for row in rows])}
    answered = [
        showing.answered(versions[row.question_version_id], row, over or not may_try or not mine) for row in rows
    ]
    words = showing.verdict_words()
    return show(
        request, "assessment/result.html", attempt=attempt, enrolment=enrolment, activity=activity, answered=answered,
        score=showing.score(attempt.points, attempt.possible), percent=rules.percent(attempt.points, attempt.possible),
        needed=rules.needed_percent(activity.completion) if activity and activity.completion.get("rule") == "score" else None,
        empty=[one.position for one in answered if one.verdict == words[grading.EMPTY]],
        to_mark=attempt.state == services.TO_MARK, state=state, over=over, mine=mine, may_try=may_try,
        left=None if limit is None else max(0, limit - sent), step=path.next_step(outline, states, opened) if mine else None,
        reason=path.why_not_counted(activity, state) if activity else "",
    )  # fmt: skip
