"""A database that is not migrated, read-only, locked or on a full disk: one clear sentence, the right status, nothing lost."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from app.core import db
from app.core.access import Role
from app.core.db import Database
from app.forum.models import Post, Thread
from app.identity import services
from app.identity.models import Organisation
from app.learning import queries
from app.ledger import services as ledger
from tests.factories.client import PASSWORD, Client
from tests.factories.empty import empty_file
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

EMAIL = "learner@demo.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small migrated file with one organisation and one learner."""
    path = tmp_path_factory.mktemp("bad") / "house.db"
    made = empty_file(path)
    with made.writing() as session:
        organisation = services.open_organisation(session, "demo", "Demo")
        services.welcome(session, organisation.id, EMAIL, "Nadia", Role.LEARNER, password=PASSWORD)
    made.dispose()
    return path


@pytest.fixture
def broken(
    template: Path, tmp_path: Path, app: object, portal: BlockingPortal, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], tuple[Database, Client, Client]]]:
    """Opens a copy of the file, with a browser and a machine that are signed in."""
    before = db._current
    path = tmp_path / "house.db"
    shutil.copy(template, path)
    opened: list[Database] = []
    clients: list[Client] = []

    def enter() -> tuple[Database, Client, Client]:
        database = Database(f"sqlite:///{path}")
        opened.append(database)
        db.use_database(database)
        browser, machine = Client(app, portal), Client(app, portal, api=True)
        for client in (browser, machine):
            client.sign_in(EMAIL)
            clients.append(client)
        return database, browser, machine

    yield enter
    for client in clients:
        client.close()
    for database in opened:
        database.dispose()
    db.use_database(before)


def threads(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM thread").fetchone()[0])
    finally:
        connection.close()


def refused(browser: Client, machine: Client, words: str) -> None:
    """Both doors say 503 with the sentence, and what was written comes back to nobody as kept."""
    page = browser.post("/forum", {"title": "Mes prix", "body": "Comment faire ?"})
    assert page.status_code == 503
    assert words in page.text
    problem = machine.post("/forum/threads", json={"title": "Mes prix", "body": "Comment faire ?"})
    assert problem.status_code == 503
    assert problem.headers["content-type"] == "application/problem+json"
    assert words in problem.json()["detail"]
    assert int(problem.headers["retry-after"]) > 0
    assert "Traceback" not in page.text + problem.text


def test_a_database_that_is_not_migrated_says_what_to_run(tmp_path: Path, app: object, portal: BlockingPortal) -> None:
    before = db._current
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    db.use_database(database)
    browser, machine = Client(app, portal), Client(app, portal, api=True)
    try:
        page = browser.get("/parcours")
        assert page.status_code == 503
        assert "bidaide migrate" in page.text
        problem = machine.get("/me", headers={"Authorization": "Bearer x"})
        assert problem.status_code in (401, 503)
        answer = machine.post("/auth/token", {"username": EMAIL, "password": PASSWORD})
        assert (answer.status_code, answer.json()["title"]) == (503, "Le service est momentanément indisponible")
        assert "bidaide migrate" in answer.json()["detail"]
        ready = browser.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not-migrated")
        assert browser.get("/healthz").status_code == 200
    finally:
        browser.close()
        machine.close()
        database.dispose()
        db.use_database(before)


def test_a_read_only_database_still_shows_and_says_that_it_keeps_nothing(
    broken: Callable[[], tuple[Database, Client, Client]], tmp_path: Path
) -> None:
    database, browser, machine = broken()

    @event.listens_for(database.engine, "begin")
    def only_read(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    assert browser.get("/forum").status_code == 200
    assert browser.get("/readyz").status_code == 200
    refused(browser, machine, "en lecture seule")
    assert threads(tmp_path / "house.db") == 0


def test_a_locked_database_asks_to_send_again(
    broken: Callable[[], tuple[Database, Client, Client]], tmp_path: Path
) -> None:
    database, browser, machine = broken()

    @event.listens_for(database.engine, "checkout")
    def be_impatient(connection: sqlite3.Connection, record: object, proxy: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    other = sqlite3.connect(tmp_path / "house.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert browser.get("/forum").status_code == 200  # readers do not wait for a writer
        refused(browser, machine, "occupée")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert threads(tmp_path / "house.db") == 0
    assert browser.post("/forum", {"title": "Mes prix", "body": "Comment faire ?"}).status_code == 303


def test_a_full_disk_keeps_nothing_by_half(
    broken: Callable[[], tuple[Database, Client, Client]], tmp_path: Path
) -> None:
    database, browser, machine = broken()

    @event.listens_for(database.engine, "checkout")
    def fill(connection: sqlite3.Connection, record: object, proxy: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    long = "Une longue question. " * 450  # more than what is free in the pages that exist
    for n in range(30):
        answer = browser.post("/forum", {"title": f"Titre {n}", "body": f"{n} {long}"})
        if answer.status_code != 303:
            break
    assert answer.status_code == 503
    assert "disque du serveur est plein" in answer.text
    with database.reading() as session:
        kept = session.scalar(select(func.count()).select_from(Thread))
        posts = session.scalar(select(func.count()).select_from(Post))
    assert kept == posts == n
    problem = machine.post("/forum/threads", json={"title": "Encore", "body": long})
    assert problem.status_code == 503
    assert "plein" in problem.json()["detail"]


def test_what_an_act_had_begun_is_taken_back_with_it(
    database: Database, house: House, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up after the state was written and before the proof is: neither stays, and the page says so."""
    with database.writing() as session:
        path = enrolled(session, house)
        reading = activity(small_course(session, house.demo), "accueil").id

    def fail(*_arguments: object, **_facts: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    browser = visit(EMAIL)
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "append", fail)
        answer = browser.post(f"/activites/{reading}/fait")
    assert answer.status_code == 503
    with database.reading() as session:
        assert queries.state_of(session, path.id, reading) is None
    assert browser.post(f"/activites/{reading}/fait").status_code == 303


def test_a_server_that_hangs_up_in_the_middle_of_an_act_is_named_as_the_cause(real: Database) -> None:
    if real.is_sqlite:
        pytest.skip("SQLite has no server that could hang up")

    def open_two() -> None:
        with real.writing() as session:
            services.open_organisation(session, "demo", "Demo")
            session.flush()
            own = session.scalar(text("SELECT pg_backend_pid()"))
            with real.reading() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            services.open_organisation(session, "autre", "Autre")

    with pytest.raises(OperationalError) as refused:
        open_two()
    assert "ne répond pas" in db.explain(refused.value).detail
    with real.reading() as session:
        assert not session.scalar(select(func.count(Organisation.id)))
