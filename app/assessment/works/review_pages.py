"""Reading a work again: the work on one side, what it is read against on the other. The versions of a work."""

from typing import Annotated, Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.quizzes.pages import Posted, only
from app.assessment.works import annotation_services, queries, review_queries, review_services, rubrics
from app.assessment.works import showing as shown
from app.assessment.works.review_form import Typed, typed
from app.assessment.works.review_services import carried
from app.assessment.works.services import ACCEPTED, WAITING
from app.core.access import Actor, require
from app.core.errors import Conflict, HouseError, Invalid, NotFound, TooLarge
from app.core.i18n import _
from app.core.settings import settings
from app.courses.outline import Outline
from app.courses.outline import outline as outline_of
from app.files.uploads.forms import GivenFile, given_file
from app.learning import services as learning
from app.web import differences
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("assessment")


@router.get("/travaux/{submission_id}")
def read(request: Request, session: Reading, actor: CurrentActor, submission_id: str) -> Response:
    return _work(request, session, actor, submission_id)


@router.post("/travaux/{submission_id}")
def review(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    submission_id: str,
    form: Posted,
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    """Accept, or send back with a comment: the person is told, and every comment on the text goes with it."""
    words, decision = typed(form), only(form, "decision")
    try:
        review_services.review_work(
            session, actor, submission_id, decision, words.comment, words.codes,
            levels=words.numbers, comments=words.comments, fixed=words.fixed,
            passages=_passages(session, actor, submission_id, words),
            upload=file, mark=words.mark,
        )  # fmt: skip
    except (Invalid, Conflict, TooLarge) as error:
        return _work(request, session, actor, submission_id, refused=error, words=words, given=file)
    if decision == ACCEPTED:
        return go(f"/travaux/{submission_id}", _("Le travail est accepté. La personne le voit sur sa page."))
    return go(
        f"/travaux/{submission_id}",
        _("Le travail est renvoyé avec votre commentaire. La personne peut le reprendre."),
    )


@router.post("/travaux/{submission_id}/relecture")
def keep(request: Request, session: Writing, actor: CurrentActor, submission_id: str, form: Posted) -> Response:
    """What is chosen and written so far is kept for its trainer alone; comments on the text are added or taken back.

    htmx sends the form while it is being filled in: comments under way are then left where they are typed.
    """
    words, by_itself = typed(form), request.headers.get("hx-request") == "true"
    ids: list[str] = []
    try:
        kept_at = review_services.keep_draft(session, actor, submission_id, words.said, words.mark)
        if not by_itself:
            passages = _passages(session, actor, submission_id, words)
            ids = annotation_services.annotate(session, actor, submission_id, passages)
            if taken_back := only(form, "take-back"):
                annotation_services.take_back_annotation(session, actor, submission_id, taken_back)
    except (Invalid, Conflict) as error:
        if by_itself:
            return show(
                request, "assessment/work_desk.html", block="kept", status=error.status, not_kept=error, kept_at=None,
                summary="",
            )  # fmt: skip
        return _work(request, session, actor, submission_id, refused=error, words=words)
    if by_itself:
        summary = _summary(session, actor, submission_id, words)
        return show(request, "assessment/work_desk.html", block="kept", not_kept=None, kept_at=kept_at, summary=summary)
    if only(form, "go") == "later":
        return go("/travaux", _("Votre relecture est gardée. La personne n'en sait encore rien."))
    return go(f"/travaux/{submission_id}" + (f"#note-{ids[-1]}" if ids else "#text"))


def _passages(session: Session, actor: Actor, submission_id: str, words: Typed) -> list[annotation_services.Passage]:
    if not (words.notes or words.passage[2]):
        return []
    row = queries.submission_for(session, actor, submission_id)
    return words.passages(row.text) if row is not None else []


def _summary(session: Session, actor: Actor, submission_id: str, words: Typed) -> str:
    row = queries.submission_for(session, actor, submission_id)
    rubric = rubrics.rubric_of(row.content) if row is not None else rubrics.Rubric()
    return rubrics.in_words(rubric, words.said.levels)


def _work(
    request: Request,
    session: Session,
    actor: Actor,
    submission_id: str,
    *,
    refused: HouseError | None = None,
    words: Typed | None = None,
    given: GivenFile | None = None,
) -> Response:
    """The page of one work. `words` and `given` are those of a refused form: they come back where they were."""
    row = queries.submission_for(session, actor, submission_id)
    if row is None:
        raise NotFound()
    require(policies.may_see_works(actor))
    may_review = policies.may_review(actor)
    rows = queries.submissions(session, row.enrolment_id, row.activity_id)
    sent = shown.sendings(session, rows, row.enrolment_id, row.activity_id, told_only=not may_review)
    work = next(one for one in sent if one.row.id == row.id)
    course = outline_of(session, row.edition_id)
    values: dict[str, Any] = {
        "submission": row, "work": work, "others": [one for one in sent if one.row.id != row.id],
        "instructions": row.html or "", "state_names": shown.STATE_NAMES, "refused": refused, "may_review": may_review,
        "waiting": row.state == WAITING, "competence_titles": shown.competence_titles(course),
        "next_id": review_queries.next_waiting(session, actor, row.id, row.sent_at), "words": words or Typed(),
        "errors": {field.field: field.message for field in refused.fields} if isinstance(refused, Invalid) else {},
        "to_rate": _to_rate(actor, course, row, work), "kept_at": None, "not_kept": None,
        "given": given,
    }  # fmt: skip
    if may_review and row.state == WAITING:
        values |= _desk(session, actor, row, sent, words)
    return show(request, "assessment/work.html", status=refused.status if refused else 200, **values)


def _desk(session: Session, actor: Actor, row: Any, sent: list[shown.Sending], words: Typed | None) -> dict[str, Any]:
    """What a trainer works with: the rubric, their own review under way, what was asked of the versions before."""
    rubric = rubrics.rubric_of(row.content)
    drafts = review_queries.drafts(session, row.id)
    own = next((one for one in drafts if one.reviewer_id == actor.account_id), None)
    if words is not None:
        on_page = review_services.rubric_on_page(session, row.edition_id, row.activity_id, words.mark)
        words = words if on_page.mark == rubric.mark else words.saying(carried(words.said, on_page, rubric))
    elif own is not None:
        before = rubrics.from_kept(own.rubric)
        words = Typed().saying(carried(review_services.said_again(own.said), before, rubric))
    words = words or Typed()
    asked = [
        note for one in sent if one.row.number < row.number for note in one.notes if note.said and not note.fixed_in
    ]
    before_this = [one for one in sent if one.row.number < row.number and one.row.decision]
    return {
        "rubric": rubric,
        "words": words,
        "kept_at": own.saved_at if own else None,
        "summary": rubrics.in_words(rubric, words.said.levels),
        "begun_by": [one for one in drafts if one.reviewer_id != actor.account_id],
        "asked": asked,
        "said_before": before_this[-1] if before_this else None,
        "levels_before": shown.levels_before(before_this[-1], rubric) if before_this else {},
        "phrases": shown.phrases(review_queries.said_before(session, actor.account_id, row.activity_id), rubric),
        "heaviest": settings().upload_limit_mb * 1_000_000,
    }


def _to_rate(actor: Actor, course: Outline, row: Any, work: shown.Sending) -> list[tuple[str, str]]:
    """(code, address) of the competences that an accepted work speaks of: a level may be given, nothing gives it."""
    if row.decision != ACCEPTED or policies.voice_of(actor, row.learner_id) in (None, "learner"):
        return []
    ids = {competence.code: competence.id for block in course.blocks for competence in block.competences}
    return [
        (code, f"/suivi/{row.enrolment_id}?onglet=competences#field-level-{ids[code]}")
        for code in rubrics.competences(work.rubric, row.levels)
        if code in ids
    ]


@router.get("/activites/{activity_id}/versions")
def versions(
    request: Request, session: Reading, actor: CurrentActor, activity_id: str, envoi: str = "", parcours: str = ""
) -> Response:
    """The sendings of a work, one at a time: what changed since the one before, and what was said of it."""
    enrolment, course, activity = learning.activity_for(session, actor, activity_id, parcours or None)
    rows = queries.submissions(session, enrolment.id, activity_id)
    if not rows:
        raise NotFound()
    number = int(envoi) if envoi.isdecimal() and len(envoi) < 6 else len(rows)
    if not 1 <= number <= len(rows):
        raise NotFound()
    own = enrolment.learner_id == actor.account_id
    sent = shown.sendings(session, rows, enrolment.id, activity_id, told_only=own or not policies.may_review(actor))
    chosen, before = sent[number - 1], sent[number - 2] if number > 1 else None
    return show(
        request, "assessment/versions.html", enrolment=enrolment, activity=activity, sent=sent, chosen=chosen,
        before=before, own=own, state_names=shown.STATE_NAMES, competence_titles=shown.competence_titles(course),
        changes=differences.changes(before.row.text, chosen.row.text) if before else None,
        query=f"&parcours={parcours}" if parcours else "",
        readable=policies.may_see_works(actor) and not own,
    )  # fmt: skip
