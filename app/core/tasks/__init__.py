"""Work that an act leaves to be done after it: rows written in its transaction, carried out by the worker.

The row is the truth: it is written with the act and marked with the work, so nothing acknowledged is lost.

    @task("planning.weave")                      # what changes the database: one transaction, marked in it, exactly once
    def weave(session: Session, payload: Payload) -> Next | None: ...

    @errand("mail.send")                         # what talks to others: no transaction is held meanwhile, at least once
    def send(payload: Payload) -> Afterwards | None: ...

    @every("appointments.remind", minutes=10)    # what comes back by itself
    def remind(session: Session) -> None: ...

    later(session, "planning.weave", {"session_id": …}, organisation_id=…)
"""

from app.core.tasks.models import Task
from app.core.tasks.queries import later, unless_started
from app.core.tasks.registry import Afterwards, Next, Payload, errand, every, task
from app.core.tasks.worker import drain, run_for_ever, start_beside_the_server

__all__ = [
    "Afterwards", "Next", "Payload", "Task", "drain", "errand", "every", "later", "run_for_ever",
    "start_beside_the_server", "task", "unless_started",
]  # fmt: skip
