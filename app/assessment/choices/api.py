"""Choices for machines."""

from fastapi import Request

from app.assessment.choices import kind, queries, services
from app.assessment.choices.schemas import ChoiceIn, ChoiceKept, ChoiceOptionOut, ChoiceOut
from app.assessment.schemas import ActivityStateOut
from app.assessment.tasks import task_for
from app.learning.rules import why_not_counted
from app.web.doors import ApiActor, Reading, Writing, api

router = api("assessment")


@router.get("/activities/{activity_id}/choices")
def choice(session: Reading, actor: ApiActor, activity_id: str, enrolment_id: str | None = None) -> ChoiceOut:
    """The options with what is left, and what is chosen."""
    task = task_for(session, actor, activity_id, enrolment_id, services.KIND)
    mine = {row.option_id for row in queries.picked(session, task.enrolment.id, activity_id)}
    taken = queries.taken(session, task.enrolment.organisation_id, activity_id)
    titles = {option["id"]: option["title"] for option in task.content["options"]}
    return ChoiceOut(
        many=task.content["many"],
        options=[
            ChoiceOptionOut(
                id=option.id,
                title=titles[option.id],
                places=option.places,
                left=option.left,
                people=option.people,
                chosen=option.mine,
            )
            for option in kind.options(task.content, taken, mine)
        ],
    )


@router.post("/activities/{activity_id}/choices")
def choose(request: Request, session: Writing, actor: ApiActor, activity_id: str, given: ChoiceIn) -> ChoiceKept:
    """Choose, or choose otherwise. Choosing the same again changes nothing; 409 when no place is left."""
    kept = services.choose(session, actor, given.enrolment_id, activity_id, given.options)
    return ChoiceKept(
        changed=kept.changed,
        activity=ActivityStateOut(state=kept.state.state, reason=why_not_counted(kept.task.activity, kept.state)),
    )
