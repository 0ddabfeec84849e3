"""What the worker does for classrooms: a round every minute, and what somebody who waits asks at once."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.classrooms import bigbluebutton, queries, rounds, services
from app.core.clock import now
from app.core.db import database
from app.core.settings import settings
from app.core.tasks import Afterwards, Payload, errand, every, later, task

_TOO_LATE = timedelta(minutes=2)  # a round that comes so late is left to the next one


@every("classrooms.tend", minutes=1)
def tend(session: Session) -> None:
    """Leave a round when a meeting needs one, and the presence of sessions that are over."""
    moment = now()
    if settings().bbb_url and queries.anything_to_look_after(session, moment):
        later(session, "classrooms.round", {"at": moment.isoformat()}, key=f"classrooms.round:{moment:%Y%m%d%H%M}")
    for session_id in queries.to_settle(session, moment):
        later(session, "classrooms.settle", {"session_id": session_id}, key=f"classrooms.settle:{session_id}")


@errand("classrooms.round")
def go_round(payload: Payload) -> Afterwards | None:
    server = bigbluebutton.configured(settings())
    if server is None or now() - datetime.fromisoformat(payload["at"]) > _TOO_LATE:
        return None
    with database().reading() as session:
        work = queries.work(session, now())
    findings = rounds.go_round(server, work)
    return lambda session: rounds.keep(session, findings)


@errand("classrooms.open")
def open_now(payload: Payload) -> Afterwards | None:
    """One session, at once: somebody waits at its door, or its meeting has just ended."""
    server = bigbluebutton.configured(settings())
    with database().reading() as session:
        row = queries.work_of(session, payload["session_id"])
    if server is None or row is None or row.ended_at is not None:
        return None
    findings = rounds.go_round(server, [row])
    return lambda session: rounds.keep(session, findings)


@task("classrooms.settle")
def settle(session: Session, payload: Payload) -> None:
    services.settle(session, payload["session_id"])
