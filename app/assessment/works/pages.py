"""Handing in a work; what waits for a trainer, and marking a free answer."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies, rules
from app.assessment.quizzes import queries as quizzes
from app.assessment.quizzes import services as marking
from app.assessment.quizzes import showing
from app.assessment.works import queries, services
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, HouseError, Invalid, NotFound, TooLarge
from app.core.i18n import N_, _
from app.files.uploads.forms import GivenFile, given_file
from app.learning import services as learning
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import as_number
from app.web.templating import go, show
from app.web.text import post_html

router = pages("assessment")

STEP_NAMES = (("0", N_("Pas encore")), ("0.5", N_("En partie")), ("1", N_("Oui")))


@router.post("/activites/{activity_id}/travail")
def hand_in(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    text: Annotated[str, Form()] = "",
    number: Annotated[str, Form(max_length=10)] = "",
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    """A text, a file or both. Whatever is refused comes back with the text in its place, and the file kept."""
    refused: HouseError
    try:
        sent = services.submit_work(session, actor, None, activity_id, text, file, as_number(number))
        if sent.repeated:
            return go(f"/activites/{activity_id}", _("Cet envoi était déjà arrivé. Il est affiché ici."))
        if sent.state == services.WAITING:
            return go(
                f"/activites/{activity_id}",
                _("Votre travail est envoyé. L'équipe de formation le lit et vous répond ici. Vous pouvez continuer."),
            )
        return go(f"/activites/{activity_id}", what_next(session, actor, activity_id))
    except (Invalid, Conflict, TooLarge) as error:
        refused = error
    enrolment, outline, activity = learning.activity_for(session, actor, activity_id)
    fields = refused.fields if isinstance(refused, Invalid) else []
    return show_activity(
        request, session, actor, enrolment, outline, activity, status=refused.status, refused=refused, text=text,
        kept=file, typed=[text] if text else [], errors={field.field: field.message for field in fields},
    )  # fmt: skip


@router.get("/travaux")
def waiting(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Works and free answers that nobody has read yet, the longest waiting first."""
    require(policies.may_see_works(actor))
    return show(
        request, "assessment/works.html", works=queries.waiting_works(session, actor),
        answers=quizzes.waiting_answers(session, actor), now=now(), may_review=policies.may_review(actor),
    )  # fmt: skip


@router.get("/travaux/reponses/{attempt_id}/{question_version_id}")
def read_answer(
    request: Request, session: Reading, actor: CurrentActor, attempt_id: str, question_version_id: str
) -> Response:
    return _answer(request, session, actor, attempt_id, question_version_id)


def _answer(
    request: Request,
    session: Session,
    actor: Actor,
    attempt_id: str,
    question_version_id: str,
    *,
    refused: HouseError | None = None,
    comment: str = "",
    points: str = "",
) -> Response:
    attempt = quizzes.attempt_for(session, actor, attempt_id)
    rows = [] if attempt is None else quizzes.answers(session, attempt_id)
    row = next((one for one in rows if one.question_version_id == question_version_id), None)
    versions = quizzes.versions(session, [question_version_id])
    if attempt is None or row is None or not versions:
        raise NotFound()
    require(policies.may_see_works(actor))
    return show(
        request, "assessment/answer.html", status=refused.status if refused else 200, attempt=attempt, answer=row,
        question=showing.html(versions[0].definition["text"]), general=showing.html(versions[0].definition["feedback"]),
        essay=versions[0].kind == "essay", shown=showing.answered(versions[0], row, True),
        text=post_html(row.response) if versions[0].kind == "essay" and row.response else "", steps=STEP_NAMES,
        may_review=policies.may_review(actor), refused=refused, comment=comment, points=points,
        errors={field.field: field.message for field in refused.fields} if isinstance(refused, Invalid) else {},
    )  # fmt: skip


@router.post("/travaux/reponses/{attempt_id}/{question_version_id}")
def mark(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    attempt_id: str,
    question_version_id: str,
    points: Annotated[str, Form(max_length=10)] = "",
    comment: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Not yet, partly, yes."""
    value = next((step for step in rules.STEPS if points == f"{step:g}"), -1.0)
    try:
        marking.mark_answer(session, actor, attempt_id, question_version_id, value, comment)
    except (Invalid, Conflict) as error:
        return _answer(
            request, session, actor, attempt_id, question_version_id, refused=error, comment=comment, points=points
        )
    return go("/travaux", _("La réponse est notée. La personne voit le résultat et votre mot."))
