"""One scene for all the lines of the matrix; each request on it is taken back at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from anyio.from_thread import BlockingPortal

from app.core import db
from tests.access.scene import EMAILS, Scene, build_scene
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.empty import empty_database
from tests.factories.house import build_house


@dataclass
class Walk:
    """The scene, and a browser and a machine for everybody who comes to its doors."""

    scene: Scene
    database: RolledBack
    browsers: dict[str, Client]
    machines: dict[str, Client]

    def knock(self, persona: str, method: str, route: str) -> httpx.Response:
        """One request, with what somebody allowed would send; nothing of it stays."""
        doors = self.machines if route.startswith("/api/v1/") else self.browsers
        client, path, options = doors[persona], self.scene.address(route), self.scene.body(method, route)
        cookies = list(client.http.cookies.jar)
        with self.database.undone():
            if method == "POST":
                answer = client.post(path, **options)
            else:
                answer = client.request(method, path, **options)
        client.http.cookies.jar.clear()
        for cookie in cookies:
            client.http.cookies.jar.set_cookie(cookie)
        return answer


def cookies_of(answer: httpx.Response) -> list[str]:
    """The names of the cookies that an answer, or what led to it, writes in the browser."""
    said = [value for step in (*answer.history, answer) for value in step.headers.get_list("set-cookie")]
    return [value.partition("=")[0] for value in said]


@pytest.fixture(scope="session")
def scenery(app: object, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Built once a process, in a database of its own: the tests of several files come to its doors."""
    before = db._current
    with empty_database(tmp_path_factory.mktemp("scene")) as own:
        db.use_database(own)
        with own.writing() as session:
            house = build_house(session)
        outer = RolledBack(own)
        db.use_database(outer)
        with outer.writing() as session:
            scene = build_scene(session, house, tmp_path_factory.mktemp("course"))
        browsers, machines = {"nobody": Client(app, portal, checks=False)}, {"nobody": Client(app, portal, api=True)}
        browsers["nobody"].get("/connexion")  # the page of a form gives its token a cookie to hold on to
        for persona, email in EMAILS.items():
            for doors, is_api in ((browsers, False), (machines, True)):
                doors[persona] = Client(app, portal, api=is_api, checks=False)
                doors[persona].sign_in(email)
        db.use_database(before)
        yield Walk(scene, outer, browsers, machines)
        for client in (*browsers.values(), *machines.values()):
            client.close()
        outer.close()


@pytest.fixture(scope="module")
def walk(scenery: Walk) -> Iterator[Walk]:
    """The scene, as the database of the process while a file is tried."""
    before = db._current
    db.use_database(scenery.database)
    yield scenery
    db.use_database(before)
