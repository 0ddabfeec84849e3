"""Publishing a choice, and choosing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.choices import queries, rules
from app.assessment.choices.models import ChoiceOption
from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.tasks import Task, prove, task_for
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.courses.queries import lock_activity
from app.learning import rules as path
from app.learning import services as learning
from app.ledger.kinds import Kind

KIND = "choice"


class NoPlaceLeft(Conflict):
    """Somebody took the last place meanwhile; what was chosen before stays."""

    code = "no-place-left"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`changed` false: it was already chosen."""

    task: Task
    state: path.State
    changed: bool


def publish(session: Session, organisation_id: str, activity_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """Keep each option under its title."""
    known = queries.option_ids(session, activity_id)
    for option in content["options"]:
        if option["title"] not in known:
            row = ChoiceOption(organisation_id=organisation_id, activity_id=activity_id, title=option["title"])
            session.add(row)
            session.flush()
            known[row.title] = row.id
    return {**content, "options": [{"id": known[option["title"]], **option} for option in content["options"]]}


def choose(session: Session, actor: Actor, enrolment_id: str | None, activity_id: str, option_ids: list[str]) -> Chosen:
    """Choose, or choose otherwise while the path is open. Two people at once never share a last place."""
    task = task_for(session, actor, activity_id, enrolment_id, KIND)
    learning.working_enrolment(session, actor, task.enrolment, task.outline, task.activity)
    wanted = list(dict.fromkeys(option_ids))
    _check(task, wanted)
    lock_enrolment(session, task.enrolment.id)
    lock_activity(session, activity_id)
    before = [row.option_id for row in queries.picked(session, task.enrolment.id, activity_id)]
    if set(before) == set(wanted):
        return Chosen(
            task, learning.record_result(session, actor, task.enrolment, task.activity, state=path.DONE), False
        )
    new = [one for one in wanted if one not in before]  # a place already held is not asked for again
    others = queries.taken(session, task.enrolment.organisation_id, activity_id, but=task.enrolment.id)
    if full := rules.full(task.content["options"], new, others):
        titles = [option["title"] for option in task.content["options"] if option["id"] in full]
        kept = _("Votre choix d'avant est gardé.") if before else _("Rien n'est enregistré.")
        raise NoPlaceLeft(
            _("Il n'y a plus de place pour « %(titles)s ». %(kept)s Choisissez autre chose.")
            % {"titles": " », « ".join(titles), "kept": kept}
        )
    queries.forget_picks(session, task.enrolment.id, [one for one in before if one not in wanted])
    moment = now()
    if new:
        session.connection().execute(
            queries.NEW_PICKS,
            [
                {
                    "enrolment_id": task.enrolment.id, "option_id": one,
                    "organisation_id": task.enrolment.organisation_id, "at": moment,
                }
                for one in new
            ],
        )  # fmt: skip
    facts = {"options": sorted(wanted), "again": bool(before)}
    prove(session, actor, task, Kind.CHOICE_MADE, facts, "choice", activity_id)
    state = learning.record_result(
        session, actor, task.enrolment, task.activity, state=path.DONE, proof_kind="choice", proof_id=activity_id
    )
    return Chosen(task, state, True)


def _check(task: Task, wanted: list[str]) -> None:
    known = {option["id"] for option in task.content["options"]}
    message = ""
    if not wanted:
        message = _("Choisissez une option.")
    elif not set(wanted) <= known:
        message = _("Cette option n'est pas dans la liste.")
    elif len(wanted) > 1 and not task.content["many"]:
        message = _("Choisissez une seule option.")
    if message:
        raise Invalid(_("Votre choix n'est pas encore enregistré."), [FieldError("option", message)])
