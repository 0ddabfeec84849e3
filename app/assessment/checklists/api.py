"""Checklists for machines."""

from fastapi import Request

from app.assessment.checklists import queries, services
from app.assessment.checklists.schemas import CheckIn, CheckKept, CheckOut, ChecksOut
from app.assessment.schemas import ActivityStateOut
from app.assessment.tasks import task_for
from app.learning.rules import why_not_counted
from app.web.doors import ApiActor, Reading, Writing, api

router = api("assessment")


@router.get("/activities/{activity_id}/checks")
def checks(session: Reading, actor: ApiActor, activity_id: str, enrolment_id: str | None = None) -> ChecksOut:
    """The points, and when each was ticked."""
    task = task_for(session, actor, activity_id, enrolment_id, services.KIND)
    known = queries.ticked(session, task.enrolment.id, activity_id)
    items = [
        CheckOut(id=item["id"], text=item["text"], checked_at=known.get(item["id"])) for item in task.content["items"]
    ]
    return ChecksOut(checked=sum(1 for item in items if item.checked_at), wanted=len(items), items=items)


@router.post("/activities/{activity_id}/checks")
def check(request: Request, session: Writing, actor: ApiActor, activity_id: str, given: CheckIn) -> CheckKept:
    """Tick a point, or untick it while the list is not whole. Saying the same again changes nothing."""
    kept = services.tick(session, actor, given.enrolment_id, activity_id, given.item, given.checked)
    return CheckKept(
        changed=kept.changed,
        checked=kept.checked,
        wanted=kept.wanted,
        activity=ActivityStateOut(
            state=kept.state.state if kept.state else "new", reason=why_not_counted(kept.task.activity, kept.state)
        ),
    )
