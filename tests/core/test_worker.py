"""The worker as it runs: several at once, and a process of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.settings import CHECKOUT
from app.core.tasks import Task, errand, later, task
from app.core.tasks.registry import Payload, errands, tasks
from app.core.tasks.worker import run_one
from tests.factories.empty import empty_file
from tests.factories.house import House


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
    given = {name: value for name, value in os.environ.items() if not name.startswith("BIDAIDE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        cwd=CHECKOUT,
        env={**given, "BIDAIDE_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Le travail de fond est en marche")
        for _look in range(400):
            with database.reading() as session:
                if session.scalar(select(Task.state).where(Task.key.is_(None))) == "done":
                    break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the work was never done")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        database.dispose()
