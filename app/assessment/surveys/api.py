"""Surveys for machines."""

from fastapi import Request

from app.assessment.schemas import ActivityStateOut
from app.assessment.surveys import queries, rules, services
from app.assessment.surveys.schemas import SurveyAnswersIn, SurveyAnswersKept, SurveyOut, SurveyQuestionOut
from app.assessment.tasks import task_for
from app.learning.rules import why_not_counted
from app.web.doors import ApiActor, Reading, Writing, api

router = api("assessment")


@router.get("/activities/{activity_id}/survey-answers")
def survey(session: Reading, actor: ApiActor, activity_id: str, enrolment_id: str | None = None) -> SurveyOut:
    """What is asked, and what is answered under the person's name."""
    task = task_for(session, actor, activity_id, enrolment_id, services.KIND)
    anonymous = task.content["anonymous"]
    reply = None if anonymous else queries.reply(session, task.enrolment.id, activity_id)
    readable = reply is not None and services.may_read(actor, task.enrolment, reply.sent_at)
    given = queries.answers(session, reply.id) if reply and readable else {}
    return SurveyOut(
        anonymous=anonymous,
        sent_at=reply.sent_at if reply else None,
        questions=[
            SurveyQuestionOut(
                number=number,
                id=question["id"],
                ask=question["ask"],
                kind=question["kind"],
                options=rules.steps(question),
                low=question["low"],
                high=question["high"],
                required=question["required"],
                answer=given.get(question["id"]),
            )
            for number, question in enumerate(task.content["asked"], 1)
        ],
    )


@router.post("/activities/{activity_id}/survey-answers")
def answer(
    request: Request, session: Writing, actor: ApiActor, activity_id: str, given: SurveyAnswersIn
) -> SurveyAnswersKept:
    """Send answers, or keep them for later. Sending the same again changes nothing."""
    if given.draft:
        kept = services.keep_answers(session, actor, given.enrolment_id, activity_id, given.answers)
    else:
        kept = services.send_answers(
            session, actor, given.enrolment_id, activity_id, given.answers, promised=given.anonymous
        )
    return SurveyAnswersKept(
        changed=kept.changed,
        activity=ActivityStateOut(state=kept.state.state, reason=why_not_counted(kept.task.activity, kept.state)),
    )
