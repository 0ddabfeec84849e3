"""Publishing a checklist, and ticking its points one by one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.checklists import queries
from app.assessment.checklists.models import ChecklistItem
from app.assessment.checklists.reading import fingerprint
from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.tasks import Task, prove, task_for
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.learning import queries as learning_queries
from app.learning import rules as path
from app.learning import services as learning
from app.ledger.kinds import Kind

KIND = "checklist"


@dataclass(frozen=True, slots=True)
class Ticked:
    """`changed` false: the point was already so."""

    task: Task
    state: path.State | None
    changed: bool
    checked: int
    wanted: int


def publish(session: Session, organisation_id: str, activity_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Keep each point under its words."""
    known = queries.item_ids(session, activity_id)
    items = []
    for item in content["items"]:
        mark = fingerprint(item["text"])
        if mark not in known:
            row = ChecklistItem(
                organisation_id=organisation_id, activity_id=activity_id, fingerprint=mark, text=item["text"]
            )
            session.add(row)
            session.flush()
            known[mark] = row.id
        items.append({"id": known[mark], **item})
    return {**content, "items": items}


def tick(
    session: Session, actor: Actor, enrolment_id: str | None, activity_id: str, item_id: str, checked: bool
) -> Ticked:
    """Tick a point, or untick it while the list is not whole. What is counted stays counted."""
    task = task_for(session, actor, activity_id, enrolment_id, KIND)
    learning.working_enrolment(session, actor, task.enrolment, task.outline, task.activity)
    items = [item["id"] for item in task.content["items"]]
    if item_id not in items:
        raise Invalid(
            _("Rien n'a été coché. Rechargez la page : la liste a changé."),
            [FieldError("item", _("Ce point n'est pas dans la liste."))],
        )
    lock_enrolment(session, task.enrolment.id)
    known = queries.ticked(session, task.enrolment.id, activity_id)
    state = learning_queries.state_of(session, task.enrolment.id, activity_id)
    already = sum(1 for one in items if one in known)
    if (item_id in known) is checked:
        return Ticked(task, state, False, already, len(items))
    if not checked and state is not None and state.state == path.DONE:
        raise Conflict(_("Cette liste est déjà comptée. Ce qui est coché le reste."))
    if checked:
        count = already + 1
        session.connection().execute(
            queries.NEW_TICK,
            {
                "enrolment_id": task.enrolment.id, "item_id": item_id, "at": now(),
                "organisation_id": task.enrolment.organisation_id,
            },
        )  # fmt: skip
    else:
        count = already - 1
        queries.forget_tick(session, task.enrolment.id, item_id)
    facts = {"checked": count, "wanted": len(items)}
    prove(session, actor, task, Kind.POINT_CHECKED, {"ticked": checked, **facts}, "checklist_item", item_id)
    result = learning.record_result(
        session, actor, task.enrolment, task.activity, state=path.DONE if count == len(items) else path.OPENED,
        facts=facts, proof_kind="checklist", proof_id=activity_id,
    )  # fmt: skip
    return Ticked(task, result, True, count, len(items))
