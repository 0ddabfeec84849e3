"""News as it happens: who may listen, what is said, and nothing of what was undone."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from app.core import live
from app.core.clock import now
from app.core.db import Database
from app.core.live import bell, queries
from app.core.live.carrying import ORIGIN
from app.core.live.models import LiveEvent
from app.core.live.relay import Relay
from app.core.settings import settings
from app.forum import services as forum
from app.messaging import services as messaging
from app.web import direct
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]


def test_what_is_kept_is_told_and_what_is_undone_is_not(database: RolledBack, portal: BlockingPortal) -> None:
    async def listen() -> list[str]:
        with live.listening(["thread:1", "thread:2"], "me") as ear:
            await asyncio.to_thread(act)
            return await ear.heard(5)

    def act() -> None:
        with suppress(ZeroDivisionError), database.writing() as session:
            live.publish(session, "thread:1")
            raise ZeroDivisionError
        with database.writing() as session:
            live.publish(session, "thread:2")

    assert portal.call(listen) == ["thread:2"]


def test_a_message_and_a_post_are_told_to_those_who_listen(
    database: RolledBack, house: House, portal: BlockingPortal
) -> None:
    with database.writing() as session:
        path = enrolled(session, house).id
        thread = forum.open_thread(session, house.actor("trainer"), "Vos prix", "Comment faites-vous ?").id

    def act() -> None:
        with database.writing() as session:
            messaging.send(session, house.actor("adviser"), path, "Bonjour.")
            forum.post(session, house.actor("adviser"), thread, "Partez des coûts.")

    async def listen() -> set[str]:
        with live.listening([f"conversation:{path}", f"thread:{thread}"], "me") as ear:
            await asyncio.to_thread(act)
            heard: set[str] = set()
            while len(heard) < 2 and (more := await ear.heard(5)):
                heard |= set(more)
            return heard

    assert portal.call(listen) == {f"conversation:{path}", f"thread:{thread}"}


def test_nobody_has_more_ears_than_tabs(portal: BlockingPortal) -> None:
    async def listen() -> None:
        held = [live.listening(["thread:1"], "me") for _number in range(bell.MOST_OF_ONE)]
        for one in held:
            one.__enter__()
        assert not live.has_room("me")
        assert live.has_room("somebody else")
        with pytest.raises(live.TooManyEars), live.listening(["thread:1"], "me"):
            pass
        for one in held:
            one.__exit__(None, None, None)
        assert live.has_room("me")
        assert not bell._ears

    portal.call(listen)


def test_only_those_who_may_read_listen(visit: Visit, database: RolledBack, house: House) -> None:
    with database.writing() as session:
        path = enrolled(session, house).id
    address = f"/direct?sujet=conversation:{path}"
    assert visit().get(address).status_code in (302, 401)
    assert visit("adviser-voisine@demo.example").get(address).status_code == 404
    assert visit("expert@demo.example").get(address).status_code in (403, 404)
    for wrong in ("/direct", "/direct?sujet=x", "/direct?sujet=autre:1", "/direct?sujet=conversation:absente"):
        assert visit("adviser@demo.example").get(wrong).status_code == 404


def test_the_line_says_what_is_new_and_stops_when_one_may_no_longer_hear(
    monkeypatch: pytest.MonkeyPatch, portal: BlockingPortal
) -> None:
    may = [True]

    async def allowed(steps: object, subjects: object) -> None:
        if not may[0]:
            raise direct.NotFound()

    monkeypatch.setattr(direct, "allowed", allowed)

    async def listen() -> list[bytes]:
        line = direct.speak(None, ["thread:1"], "me", "41")  # type: ignore[arg-type]
        said = [await anext(line)]
        live.tell("thread:1")
        said.append(await anext(line))
        may[0] = False
        live.tell("thread:1")
        said.extend([one async for one in line])
        return said

    first, news, end = portal.call(listen)
    assert b"event: ici" in first
    assert b"id: 42" in first  # after the one that the browser had
    assert b"data: thread:1" in news
    assert b"event: fini" in end


def test_a_line_gives_a_sign_of_life(monkeypatch: pytest.MonkeyPatch, portal: BlockingPortal) -> None:
    monkeypatch.setattr(direct, "SILENCE", 0.01)

    async def listen() -> bytes:
        line = direct.speak(None, ["thread:1"], "me")  # type: ignore[arg-type]
        await anext(line)
        alive = await anext(line)
        await line.aclose()  # type: ignore[attr-defined]
        return alive

    assert portal.call(listen).startswith(b":")
    assert not bell._ears


def test_another_process_is_heard(real: Database, portal: BlockingPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    """By LISTEN/NOTIFY on PostgreSQL, by rows on SQLite: a process of another name says it."""
    monkeypatch.setattr("app.core.live.relay.LOOKED", 0.05)
    monkeypatch.setattr("app.core.live.carrying.tell", lambda subject: None)  # nobody here says it
    worked = threading.Event()
    monkeypatch.setattr(bell, "_on_work", [worked.set])

    async def listen() -> list[str]:
        relay = Relay(real)
        try:
            with live.listening(["thread:9"], "me") as ear:
                for _time in range(100):
                    await asyncio.to_thread(say)
                    if heard := await ear.heard(0.1):
                        return heard
                return []
        finally:
            await asyncio.to_thread(relay.stop)

    def say() -> None:
        monkeypatch.setattr("app.core.live.carrying.ORIGIN", "another")
        with real.writing() as session:
            live.publish(session, "thread:9")

    assert portal.call(listen) == ["thread:9"]


def test_what_this_process_says_is_not_heard_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(bell, "tell", told.append)
    relay = Relay.__new__(Relay)
    relay._heard(f"{ORIGIN} thread:1")
    relay._heard("another thread:2")
    assert told == ["thread:2"]


def test_rows_go_after_some_minutes(real: Database) -> None:
    with real.writing() as session:
        session.add(LiveEvent(subject="thread:1", origin="x", at=now() - timedelta(minutes=11)))
        session.add(LiveEvent(subject="thread:2", origin="x"))
        session.flush()
        queries.forget(session, now() - timedelta(minutes=10))
        assert [row.subject for row in queries.since(session, 0)] == ["thread:2"]


def test_redis_carries_the_news_when_it_is_set(
    real: Database, portal: BlockingPortal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        pytest.skip("no Redis on this machine (on Debian and Ubuntu: apt install redis-server)")
    address = tmp_path / "redis.sock"
    command = [server, "--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(tmp_path)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        monkeypatch.setattr(settings(), "redis_url", f"unix://{address}")
        test_another_process_is_heard(real, portal, monkeypatch)
    finally:
        running.terminate()
        running.wait(10)
