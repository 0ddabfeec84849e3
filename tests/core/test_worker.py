"""The worker as it runs: several at once, and a process of its own."""

import os
import signal
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.tasks import Task, errand, later, task
from app.core.tasks.registry import Payload, errands, tasks
from app.core.tasks.worker import run_one
from tests.factories.empty import empty_file
from tests.factories.house import House
from tests.factories.processes import begin, clean


def test_several_workers_share_the_work_and_none_is_done_twice(prepared: tuple[Database, House]) -> None:
    database, seen = prepared[0], Counter[str]()

    @task("test.share")
    def share(session: Session, payload: Payload) -> None:
        seen[f"task {payload['n']}"] += 1

    @errand("test.carry")
    def carry(payload: Payload) -> None:
        seen[f"errand {payload['n']}"] += 1

    def work() -> None:
        while run_one(database):
            pass

    try:
        with database.writing() as session:
            for n in range(12):
                later(session, "test.share", {"n": n})
                later(session, "test.carry", {"n": n})
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == Counter({f"{what} {n}": 1 for what in ("task", "errand") for n in range(12)})
        with database.reading() as session:
            assert set(session.scalars(select(Task.state))) == {"done"}
    finally:
        del tasks["test.share"], errands["test.carry"]
        with database.writing() as session:
            session.execute(delete(Task))


@pytest.mark.once
def test_the_worker_can_be_a_process_of_its_own(tmp_path: Path) -> None:
    database = empty_file(tmp_path / "bidaide.db")
    with database.writing() as session:
        later(session, "tasks.sweep", {})
    said = tmp_path / "said"
    process = begin("worker", environment=clean() | {"BIDAIDE_DATA_DIR": str(tmp_path)}, out=said)
    try:
        for _look in range(400):
            with database.reading() as session:
                if session.scalar(select(Task.state).where(Task.key.is_(None))) == "done":
                    break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the work was never done")
        assert said.read_text("utf-8").startswith("Le travail de fond est en marche")
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        process.join(20)
        assert process.exitcode == 0
    finally:
        process.kill()
        database.dispose()
