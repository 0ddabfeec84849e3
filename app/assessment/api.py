"""Quizzes, works and levels for machines."""

from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request
from sqlalchemy.orm import Session

from app.assessment import policies, rules
from app.assessment.bank import api as bank
from app.assessment.checklists import api as checklists
from app.assessment.choices import api as choices
from app.assessment.questions import codes, grading, kinds
from app.assessment.quizzes import queries as quiz_queries
from app.assessment.quizzes import services as quizzes
from app.assessment.quizzes.queries import Version
from app.assessment.schemas import (
    ActivityStateOut,
    AnnotationOut,
    AttemptIn,
    AttemptOut,
    GradedOut,
    QuestionOut,
    QuestionsOut,
    ResultOut,
    ReviewIn,
    ReviewOut,
    SentOut,
    SubmissionKept,
    SubmissionOut,
)
from app.assessment.surveys import api as surveys
from app.assessment.works import queries as work_queries
from app.assessment.works import review_queries, rubrics
from app.assessment.works import review_services as reviews
from app.assessment.works import services as works
from app.assessment.works import showing as shown
from app.assessment.works.passages import Note
from app.core.access import Actor
from app.files.uploads.forms import GivenFile, given_file
from app.learning import queries as learning_queries
from app.learning import rules as path
from app.learning import services as learning
from app.learning.openings import must_be_open
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("assessment")


def _state(session: Session, actor: Actor, activity_id: str, enrolment_id: str | None) -> ActivityStateOut:
    enrolment, _outline, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
    session.flush()
    state = learning_queries.state_of(session, enrolment.id, activity_id)
    return ActivityStateOut(state=state.state if state else "new", reason=path.why_not_counted(activity, state))


@router.get("/activities/{activity_id}/questions")
def questions(session: Reading, actor: ApiActor, activity_id: str, enrolment_id: str | None = None) -> QuestionsOut:
    """The questions of a quiz, without their answers."""
    quiz = quizzes.quiz_for(session, actor, activity_id, enrolment_id)
    must_be_open(session, quiz.enrolment, quiz.outline, quiz.activity)
    following = quizzes.next_try(session, quiz)
    seed = kinds.seed(quiz.enrolment.id, activity_id, following.number)
    return QuestionsOut(
        attempt=following.number,
        attempts_left=None if quiz.limit is None else max(0, quiz.limit - len(following.sent)),
        items=[
            QuestionOut(
                id=version.id,
                name=version.name,
                **codes.hide(
                    version.id, kinds.public(version.definition, f"{seed}:{version.question_id}", quiz.shuffled)
                ),
            )
            for version in following.versions
        ],
    )


@router.post("/activities/{activity_id}/attempts", status_code=201)
def send_attempt(request: Request, session: Writing, actor: ApiActor, activity_id: str, given: AttemptIn) -> SentOut:
    """Send a whole try. Questions without an answer count for nothing."""

    def read(versions: list[Version]) -> dict[str, Any]:
        known = {key: version for version in versions for key in (version.name, version.question_id, version.id)}
        return {
            key: codes.reveal(known[key].id, known[key].definition, raw) if key in known else raw
            for key, raw in given.answers.items()
        }

    sent = quizzes.send_attempt(session, actor, given.enrolment_id, activity_id, read, given.attempt)
    session.flush()
    rows = quiz_queries.answers(session, sent.attempt_id)
    versions = {one.id: one for one in quiz_queries.versions(session, [row.question_version_id for row in rows])}
    return SentOut(
        attempt=AttemptOut(
            id=sent.attempt_id,
            number=sent.number,
            state="to_mark" if sent.state == quizzes.TO_MARK else "graded",
            points=sent.points,
            possible=sent.possible,
            percent=rules.percent(sent.points, sent.possible),
        ),
        questions=[_graded(versions[row.question_version_id], row) for row in rows],
        activity=_state(session, actor, activity_id, given.enrolment_id),
    )


def _graded(version: quiz_queries.Version, row: Any) -> GradedOut:
    graded = grading.grade(version.definition, row.response)
    feedback = [*(graded.feedback if graded else ()), version.definition["feedback"], row.comment]
    return GradedOut(id=version.id, name=version.name, points=row.points, feedback=[one for one in feedback if one])


@router.post("/activities/{activity_id}/submissions", status_code=201)
def submit(
    request: Request,
    session: Writing,
    actor: ApiActor,
    activity_id: str,
    text: Annotated[str, Form(max_length=works.LONGEST)] = "",
    enrolment_id: Annotated[str | None, Form(max_length=60)] = None,
    file: Annotated[GivenFile | None, given_file("file", machine=True)] = None,
) -> SubmissionKept:
    """Hand in a text, a file or both. A heavy file may come before, in pieces (tus 1.0 at /api/v1/uploads)."""
    sent = works.submit_work(session, actor, enrolment_id, activity_id, text, file)
    return SubmissionKept(
        id=sent.submission_id,
        number=sent.number,
        state=sent.state,
        activity=_state(session, actor, activity_id, enrolment_id),
    )


@router.get("/submissions")
def submissions(
    session: Reading,
    actor: ApiActor,
    state: Annotated[
        Literal["waiting", "accepted", "sent_back", "received", "replaced"] | None, Query(description="all when absent")
    ] = None,
    limit: Limit = 50,
    after: After = "",
) -> Page[SubmissionOut]:
    """The works of everyone for the team, one's own for a learner."""
    rows = work_queries.listed(session, actor, state=state or "", limit=limit + 1, after=after_id(after))
    told_only = not policies.may_review(actor)
    found = review_queries.annotations_of_many(session, [row.id for row in rows[:limit]], told_only=told_only)
    notes = shown.notes_by_sending(found, told_only=told_only)
    return page(rows, limit, lambda row: _submission(row, notes.get(row.id, [])), key=lambda row: str(row.id))


def _submission(row: Any, notes: list[Note]) -> SubmissionOut:
    rubric = rubrics.from_kept(row.rubric)
    return SubmissionOut(
        id=row.id,
        number=row.number,
        state=row.state,
        sent_at=row.sent_at,
        enrolment_id=row.enrolment_id,
        learner=row.learner_name,
        activity_id=row.activity_id,
        activity_title=row.activity_title,
        course_title=row.course_title,
        text=row.text,
        file=f"/fichiers/{row.file_id}/{row.file_name}" if row.file_id else None,
        comment=row.comment,
        reviewer=row.reviewer,
        decision=row.decision,
        reviewed_at=row.reviewed_at,
        results=[
            ResultOut(
                number=one.number, criterion=one.criterion.title, competence=one.criterion.competence, level=one.level,
                level_name=one.name, of=rubric.top, comment=one.comment,
            )
            for one in rubrics.results(rubric, row.levels or {}, row.comments or {})
        ],
        annotations=[
            AnnotationOut(
                id=note.id, start=note.start, end=note.end, quote=note.quote, comment=note.comment, author=note.author,
                at=note.at, told=note.said, fixed_in=note.fixed_in,
            )
            for note in notes
        ],
        given_back=f"/fichiers/{row.given_back_id}/{row.given_back_name}" if row.given_back_id else None,
    )  # fmt: skip


@router.post("/submissions/{submission_id}/review")
def review(request: Request, session: Writing, actor: ApiActor, submission_id: str, given: ReviewIn) -> ReviewOut:
    """Accept a work, or send it back with a comment."""
    kept = reviews.review_work(
        session, actor, submission_id, given.decision, given.comment, dict(given.criteria),
        levels=given.levels, comments=given.comments,
    )  # fmt: skip
    return ReviewOut(
        submission_id=submission_id, decision=kept.decision, comment=kept.said.comment, criteria=kept.criteria,
        levels=dict(kept.said.levels), comments=dict(kept.said.comments), at=kept.at,
    )  # fmt: skip


for part in (bank, surveys, choices, checklists):
    router.routes.extend(part.router.routes)
