"""What is told of competences to the person: that something is concluded, opened again, or that a change of the plan was
not kept, never its words; and that a moment to take one's bearings has opened, then once more when its time is nearly over."""

from sqlalchemy.orm import Session

from app.competences.events import ConclusionReopened, LevelConcluded, ProposalDecided
from app.competences.positioning import proposals
from app.competences.positioning import queries as positionings
from app.competences.positioning.rules import awaited, moments
from app.competences.words import PATH_OF
from app.core import tasks
from app.core.access import Actor
from app.core.clock import today
from app.core.journal import on
from app.core.tasks import Next, every, task
from app.core.tasks.registry import Payload
from app.identity import queries as identity
from app.notifications import queries, services
from app.notifications.distance import queries as distance
from app.notifications.distance.services import is_working_time
from app.notifications.listeners import tell_later

AT_ONCE = 200  # paths looked at in one transaction


@on(LevelConcluded)
def of_a_conclusion(session: Session, actor: Actor, event: LevelConcluded) -> None:
    _leave(session, actor, "level_concluded", event.conclusion_id, event.enrolment_id)


@on(ConclusionReopened)
def of_a_reopening(session: Session, actor: Actor, event: ConclusionReopened) -> None:
    _leave(session, actor, "level_reopened", event.conclusion_id, event.enrolment_id)


@on(ProposalDecided)
def of_a_refusal(session: Session, actor: Actor, event: ProposalDecided) -> None:
    """What is accepted changes the plan, and is told as any change is."""
    decided = positionings.decision_of(session, event.proposal_id)
    if decided.decision == proposals.REFUSED:
        payload = {
            "enrolment_id": event.enrolment_id, "organisation_id": actor.organisation_id, "day": today().isoformat(),
            "stage": decided.stage,
        }  # fmt: skip
        tell_later(session, actor, "plan_kept", f"{event.enrolment_id}:{payload['day']}", payload)


def _leave(session: Session, actor: Actor, name: str, what: str, enrolment_id: str) -> None:
    """One message a day for a person, however many levels are concluded at an interview."""
    day = today().isoformat()
    payload = {"enrolment_id": enrolment_id, "organisation_id": actor.organisation_id, "day": day}
    tell_later(session, actor, name, f"{enrolment_id}:{day}", payload)


@task("notifications.level_concluded")
def tell_of_a_conclusion(session: Session, payload: Payload) -> None:
    _tell(session, payload, "level_concluded")


@task("notifications.level_reopened")
def tell_of_a_reopening(session: Session, payload: Payload) -> None:
    _tell(session, payload, "level_reopened")


@task("notifications.plan_kept")
def tell_of_a_refusal(session: Session, payload: Payload) -> None:
    page = f"/positionnement/{payload['enrolment_id']}/{PATH_OF[payload['stage']]}"
    _tell(session, payload, "plan_kept", page)


def _tell(session: Session, payload: Payload, event: str, page: str = "") -> None:
    enrolment_id = payload["enrolment_id"]
    page = page or f"/competences/{enrolment_id}"
    learner = queries.person_of_path(session, enrolment_id)
    if learner is not None:
        by = identity.names(session, {payload["by"]}).get(payload["by"], "")
        services.write_to(
            session, payload["organisation_id"], learner, event, f"{event}:{enrolment_id}:{payload['day']}",
            {"by": by, "page": page}, link=page,
        )  # fmt: skip


@every("notifications.open_positionings", minutes=60)
def look_for_open_moments(session: Session) -> None:
    """Once a day for each organisation, when it works."""
    for organisation_id in distance.organisations_on_their_way(session):
        if is_working_time(session, organisation_id):
            tasks.later(
                session, "notifications.remind_positionings", {"after": "", "organisation_id": organisation_id},
                organisation_id=organisation_id, key=f"positionings:{organisation_id}:{today().isoformat()}",
            )  # fmt: skip


@task("notifications.remind_positionings")
def remind(session: Session, payload: Payload) -> Next | None:
    """Those whose moment is open and who have not answered: told when it opens, and once more when it is due."""
    organisation_id = payload["organisation_id"]
    rows = positionings.open_paths(session, organisation_id, payload["after"], AT_ONCE)
    sent = positionings.sent_stages(session, [row.id for row in rows])
    day = today()
    for row in rows:
        asked = awaited(moments(row.starts_on, row.ends_on, row.closed_on), sent.get(row.id, set()), day)
        if asked is None or (asked.stage == "entry" and day < row.starts_on):
            continue
        event = "positioning_again" if day >= asked.due_on else "positioning_open"
        learner = queries.person_of_path(session, row.id)
        if learner is not None:
            page = f"/positionnement/{row.id}/{PATH_OF[asked.stage]}"
            services.write_to(
                session, organisation_id, learner, event, f"{event}:{row.id}:{asked.stage}",
                {"page": page, "stage": asked.stage}, link=page,
            )  # fmt: skip
    if len(rows) < AT_ONCE:
        return None
    seen = payload.get("seen", 0) + len(rows)
    return Next({**payload, "after": rows[-1].id, "seen": seen}, seen, seen + AT_ONCE)
