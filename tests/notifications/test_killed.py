"""A worker process killed at random while hundreds of messages leave: each arrives once, or is shown to somebody."""

import os
import random
import signal
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import settings as chosen
from app.core.db import Database
from app.core.ids import new_id
from app.core.tasks import Task
from app.identity import services as people
from app.notifications import queries, services
from app.notifications.models import Mail
from app.notifications.writing import Person
from tests.conftest import MONDAY
from tests.factories.empty import empty_file
from tests.factories.processes import begin, clean
from tests.factories.smtp import Post, post_office

pytestmark = pytest.mark.once

MESSAGES, KILLS = 600, 3  # before the last kill, 480 at most have left


def test_a_worker_killed_at_random_sends_nothing_twice_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process begins eleven minutes later by the clock of the house: by then what it was doing is taken up again."""
    chance = random.Random("kills")
    database = empty_file(tmp_path / "bidaide.db")
    with post_office() as post:
        monkeypatch.setattr(chosen.settings(), "smtp_url", post.url)
        with database.writing() as session:
            house = people.open_organisation(session, "demo", "Demo")
            told = {"words": "Bonjour.", "author": "Inès", "modules": []}
            first = services.write_to(session, house.id, Person("P", "p0@demo.example"), "nudge", "k0", told)
            letter = {
                column.name: getattr(session.get_one(Mail, first), column.name) for column in Mail.__table__.columns
            }
            for number in range(1, MESSAGES):  # the same words for each: what is tried here is how they leave
                mail_id = new_id()
                row = {**letter, "id": mail_id, "key": f"k{number}", "address": f"p{number}@demo.example"}
                queries.keep_once(session, row)
                services.leave_errand(session, house.id, mail_id, 1, MONDAY)
        moment = MONDAY
        for kill in range(KILLS + 1):
            process = _worker(tmp_path, post.url, moment)
            try:
                before = len(post.letters)
                wanted = before + chance.randint(60, 160)
                _until(partial(_has_come, post, wanted) if kill < KILLS else partial(_is_done, database))
                threading.Event().wait(chance.random() / 200)  # somewhere in the middle of a message
                assert process.pid
                os.kill(process.pid, signal.SIGKILL if kill < KILLS else signal.SIGTERM)
                process.join(20)
            finally:
                process.kill()
                process.join()
            moment += timedelta(minutes=11)
        arrived = Counter(letter["To"].addresses[0].addr_spec for letter in post.letters)
        with database.reading() as session:
            states = Counter(session.scalars(select(Mail.state)))
            doubtful = set(session.scalars(select(Mail.address).where(Mail.state == "doubtful")))
        database.dispose()
    assert max(arrived.values()) == 1, "nothing twice"
    assert set(states) <= {"sent", "doubtful"}
    assert {f"p{number}@demo.example" for number in range(MESSAGES)} - set(arrived) <= doubtful, "nothing lost unseen"
    assert len(doubtful) <= KILLS


def _worker(folder: Path, smtp_url: str, moment: datetime) -> BaseProcess:
    given = {
        "BIDAIDE_DATA_DIR": str(folder), "BIDAIDE_SMTP_URL": smtp_url, "BIDAIDE_CLOCK": moment.isoformat(),
        "BIDAIDE_SECRET_KEY": "a-secret-for-tests-only-of-32-characters",
    }  # fmt: skip
    return begin("worker", environment=clean() | given, out=folder / "worker.log")


def _has_come(post: Post, wanted: int) -> bool:
    return len(post.letters) >= wanted


def _is_done(database: Database) -> bool:
    with database.reading() as session:
        waiting = session.scalar(
            select(func.count()).where(Task.name == "notifications.send", Task.state.in_(("waiting", "running")))
        )
    return not waiting


def _until(holds: object) -> None:
    assert callable(holds)
    ends = time.monotonic() + 200
    while not holds():
        assert time.monotonic() < ends, "the worker does not go on"
        threading.Event().wait(0.02)
