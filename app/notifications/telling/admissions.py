"""What is told to candidates: heard, a date taken, the next step, what was decided. Their page says the same.

The team is told of those who wrote by themselves, or were sent by a partner: they wait for a first answer.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.events import ApplicantContacted, ApplicationDecided, ApplicationReopened, StepPlanned, StepSettled
from app.admissions.rules import State, StepState, Way
from app.admissions.services.acts import private_link
from app.core.access import Actor
from app.core.clock import elsewhere, now
from app.core.db import AnyRow
from app.core.journal import on
from app.core.tasks import later, task
from app.core.tasks.registry import Payload
from app.notifications import queries, services
from app.notifications.listeners import tell_later
from app.notifications.telling.team_queries import team
from app.notifications.writing import Person

BEFORE = timedelta(hours=24)


@on(ApplicantContacted)
def of_a_contact(session: Session, actor: Actor, event: ApplicantContacted) -> None:
    _leave(session, actor, "application_received", event.application_id, event.application_id)
    row = admissions.application(session, event.application_id)
    if row is not None and row.way in (Way.FORM, Way.REFERRER):  # whoever met the others knows of them
        _leave(session, actor, "application_new", f"{row.organisation_id}:{row.id}", row.id)


@on(StepPlanned)
def of_a_date(session: Session, actor: Actor, event: StepPlanned) -> None:
    step = _step(session, event.application_id, event.step_id)
    if step is None or step.session_id or elsewhere():
        return  # the meeting tells its own news
    key = f"{event.application_id}:{event.step_id}:{step.planned_at.isoformat()}"
    _leave(session, actor, "application_step", key, event.application_id, step_id=event.step_id)
    later(
        session, "notifications.application_tomorrow",
        {"application_id": event.application_id, "step_id": event.step_id, "at": step.planned_at.isoformat()},
        organisation_id=actor.organisation_id, key=f"application_tomorrow:{key}", due_at=step.planned_at - BEFORE,
    )  # fmt: skip


@on(StepSettled)
def of_a_step(session: Session, actor: Actor, event: StepSettled) -> None:
    key = f"{event.application_id}:{event.step_id}:{now().isoformat()}"
    _leave(session, actor, "application_next", key, event.application_id, step_id=event.step_id)


@on(ApplicationReopened)
def of_a_new_start(session: Session, actor: Actor, event: ApplicationReopened) -> None:
    _leave(session, actor, "application_next", f"{event.application_id}:{now().isoformat()}", event.application_id)


@on(ApplicationDecided)
def of_a_decision(session: Session, actor: Actor, event: ApplicationDecided) -> None:
    if actor.account_id:  # their own choice is no news for them
        key = f"{event.application_id}:{now().isoformat()}"
        _leave(session, actor, "application_decided", key, event.application_id)


def _leave(session: Session, actor: Actor, name: str, key: str, application_id: str, step_id: str = "") -> None:
    payload = {"application_id": application_id, "step_id": step_id, "told": f"{name}:{key}"}
    tell_later(session, actor, name, key, payload)


@task("notifications.application_received")
def tell_of_a_contact(session: Session, payload: Payload) -> None:
    row = _open(session, payload)
    if row is not None:
        _write(session, row, "application_received", payload["told"], due_on=row.due_on)


@task("notifications.application_new")
def tell_the_team(session: Session, payload: Payload) -> None:
    """Those that came together are one message to each adviser; without advisers, to whoever administers."""
    first = admissions.application(session, payload["application_id"])
    if first is None:
        return
    found = {payload["application_id"]: payload}
    begins = f"application_new:{first.organisation_id}:"
    for more in queries.take_waiting_work(session, begins, "notifications.application_new"):
        found[more["application_id"]] = more
    opened = (_open(session, one) for one in found.values())
    rows = sorted((row for row in opened if row is not None and row.answered_at is None), key=lambda row: row.id)
    if not rows:
        return
    page = f"/candidatures/{rows[0].id}" if len(rows) == 1 else "/candidatures"
    for person in team(session, first.organisation_id):
        services.write_to(
            session, first.organisation_id, person, "application_new", f"{payload['told']}:{person.account_id}",
            {"applications": rows, "page": page}, link=page,
        )  # fmt: skip


@task("notifications.application_step")
def tell_of_a_date(session: Session, payload: Payload) -> None:
    row, step = _open(session, payload), _step(session, payload["application_id"], payload["step_id"])
    if row is not None and step is not None and step.state == StepState.PLANNED and step.planned_at > now():
        _write(session, row, "application_step", payload["told"], step=step, tomorrow=False)


@task("notifications.application_tomorrow")
def remind_of_a_date(session: Session, payload: Payload) -> None:
    """Unless it has moved since, or was taken less than a day before: that message was the reminder."""
    row, step = _open(session, payload), _step(session, payload["application_id"], payload["step_id"])
    if row is None or step is None or step.state != StepState.PLANNED or step.planned_at <= now():
        return
    if step.planned_at.isoformat() != payload["at"] or row.last_act_at > step.planned_at - BEFORE:
        return
    key = f"application_tomorrow:{row.id}:{step.step_id}:{payload['at']}"
    _write(session, row, "application_step", key, step=step, tomorrow=True)


@task("notifications.application_next")
def tell_of_what_follows(session: Session, payload: Payload) -> None:
    row = _open(session, payload)
    if row is None:
        return
    step = _step(session, row.id, payload["step_id"]) if payload["step_id"] else None
    steps = admissions.steps(session, row.organisation_id)
    coming = next((one for one in steps if one.id == row.step_id), None)
    _write(session, row, "application_next", payload["told"], step=step, coming=coming, due_on=row.due_on)


@task("notifications.application_decided")
def tell_of_a_decision(session: Session, payload: Payload) -> None:
    row = admissions.application(session, payload["application_id"])
    if row is not None and not row.emptied_at and row.state not in (State.OPEN, State.DOUBLE):
        _write(session, row, "application_decided", payload["told"])


def _open(session: Session, payload: Payload) -> AnyRow | None:
    row = admissions.application(session, payload["application_id"])
    return row if row is not None and row.state == State.OPEN and not row.emptied_at else None


def _step(session: Session, application_id: str, step_id: str) -> AnyRow | None:
    return next((row for row in admissions.steps_of(session, application_id) if row.step_id == step_id), None)


def _write(session: Session, row: AnyRow, event: str, key: str, **values: Any) -> None:
    services.write_to(
        session, row.organisation_id, Person(row.name, row.email), event, key,
        {"application": row, "link": private_link(row.id), **values},
    )  # fmt: skip
