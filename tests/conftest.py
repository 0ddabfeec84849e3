"""The shared ground of the tests: one prepared database per worker, each test rolled back, a browser-like client."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app import wiring
from app.core import clock, db, trail
from app.core import settings as chosen
from app.core.db import Database
from app.core.trail.files import FileTrail
from app.identity import passwords
from app.main import create_app
from tests.factories import disorder
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.empty import empty_database, remove_shapes
from tests.factories.house import House, build_house

hypothesis.settings.register_profile("house", deadline=None)  # speed lives in benchmarks
hypothesis.settings.load_profile("house")

Ground = tuple[RolledBack, House]
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+01:00")


@pytest.fixture(scope="session", autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every run has its own data folder and a still clock: Monday 23 November 2026, 9 in the morning."""
    for name in [name for name in os.environ if name.startswith("BIDAIDE_") and "TEST" not in name]:
        del os.environ[name]
    os.environ["BIDAIDE_ENVIRONMENT"] = "test"
    os.environ["BIDAIDE_DATA_DIR"] = str(tmp_path_factory.mktemp("data"))
    os.environ["BIDAIDE_SECRET_KEY"] = "a-secret-for-tests-only-of-32-characters"
    os.environ["BIDAIDE_CLOCK"] = MONDAY.isoformat()
    chosen.settings.cache_clear()
    wiring.plug_in()
    disorder.unsettle()
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # what it costs: test_sign_in
    passwords._nobody = passwords._hasher.hash("nobody")
    clock.freeze(MONDAY)
    trail.use_trail(FileTrail(None))  # in memory; a test that reads it opens one of its own
    yield
    clock.freeze(None)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of the whole run: what is made there once serves every process."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    yield
    clock.freeze(MONDAY)


@pytest.fixture(scope="session")
def prepared(_settings: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, House]]:
    """A migrated database that holds two organisations, their people and one small course."""
    with empty_database(tmp_path_factory.mktemp("db")) as database:
        db.use_database(database)
        with database.writing() as session:
            house = build_house(session)
        yield database, house
        db.use_database(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest walks begin first, so that no process is left alone with one at the end; and what asks for no database
    runs once, whatever the engine.

    Whoever first asks for the demonstration loads it, and all others that ask wait: one process begins with it, the others
    with long walks that do without.
    """
    for item in items:
        if _NEEDS_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.once)
        if item.get_closest_marker("browser"):  # the death of Chromium says nothing of our pages: it is asked once more
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TargetClosedError"]))
    opening = [item for item in items if _LONG.search(item.nodeid) and _asks_for_the_demonstration(item)][:_HANDED]
    items.sort(key=lambda item: 0 if item in opening else _turn(item))


def _turn(item: pytest.Item) -> int:
    if _LONG.search(item.nodeid):
        return 2 if _asks_for_the_demonstration(item) else 1
    return 3 if item.get_closest_marker("browser") else 4


def _asks_for_the_demonstration(item: pytest.Item) -> bool:
    return "shared" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """The program and the collected tests stay to the end: whoever looks for what can be let go looks at the rest only."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        remove_shapes()


_HANDED = 8  # tests that a process is handed at first: see tools/test.sh
_LONG = re.compile(
    r"test_every_page|test_statements|test_killed|test_recount|test_demonstration|test_matrix|test_erased_again|test_after_erasure"
)
_NEEDS_A_DATABASE = frozenset({"prepared", "real"})  # every other fixture that holds one asks for these


@pytest.fixture
def own_trail() -> Iterator[None]:
    """A trail that knows nothing of other tests: they tell of the same people."""
    with trail.another_trail(FileTrail(None)):
        yield


@pytest.fixture
def real(prepared: object, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, where acts are really kept: threads that share a transaction would prove nothing."""
    before = db._current
    with empty_database(tmp_path) as database:
        db.use_database(database)
        yield database
        db.use_database(before)


@pytest.fixture(scope="module")
def ground(prepared: tuple[Database, House], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A house of its own for a file that lays its scene once, in a fixture of the module named `laid`: the tests that ask
    for it find it as it was laid, whatever the others have done to it."""
    before = db._current
    with empty_database(tmp_path_factory.mktemp("ground")) as own:
        db.use_database(own)
        with own.writing() as session:
            house = build_house(session)
        outer = RolledBack(own)
        db.use_database(outer)
        yield outer, house
        outer.close()
        db.use_database(before)


@pytest.fixture
def database(request: pytest.FixtureRequest, prepared: tuple[Database, House]) -> Iterator[RolledBack]:
    """The database of the process for one test; whatever the test keeps is undone after it."""
    if "laid" in request.fixturenames:
        request.getfixturevalue("laid")
        outer = request.getfixturevalue("ground")[0]
        db.use_database(outer)
        outer.statements.clear()
        with outer.undone():
            yield outer
    else:
        outer = RolledBack(prepared[0])
        db.use_database(outer)
        yield outer
        outer.close()
    db.use_database(prepared[0])


@pytest.fixture
def house(request: pytest.FixtureRequest, prepared: tuple[Database, House], database: Database) -> House:
    """Who and what is there: see tests/factories/house.py."""
    return request.getfixturevalue("ground")[1] if "laid" in request.fixturenames else prepared[1]


@pytest.fixture
def session(database: RolledBack) -> Iterator[Session]:
    """One act, kept for the rest of the test; pages asked meanwhile see it."""
    with database.holding() as opened:
        yield opened


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture(scope="session")
def app(prepared: tuple[Database, House]) -> object:
    return create_app()


@pytest.fixture
def visit(app: object, portal: BlockingPortal, house: House) -> Iterator[Callable[..., Client]]:
    """`visit("learner@demo.example")` opens a browser signed in as that person; `visit()` as nobody."""
    opened: list[Client] = []

    def enter(email: str | None = None, *, api: bool = False, checks: bool = True) -> Client:
        client = Client(app, portal, api=api, checks=checks)  # a part of a page alone is not checked as a page
        opened.append(client)
        if email:
            client.sign_in(email)
        return client

    yield enter
    for client in opened:
        client.close()


@pytest.fixture
def api(visit: Callable[..., Client]) -> Callable[..., Client]:
    """`api("adviser@demo.example")` speaks to /api/v1 with that person's token."""
    return lambda email=None: visit(email, api=True)


@pytest.fixture
def samples() -> Path:
    """Files of other systems, beside the project when they are there; the test says so when they are not."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the sample files of other systems are not on this machine")
    return folder
