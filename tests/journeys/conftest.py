"""A real Chromium in front of a real server: one of each for a worker, one window for a visit."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)

from tests.journeys.world import PASSWORD, Site, prepared, served

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-dev-shm-usage", "--disable-gpu-watchdog", "--disable-gpu-process-crash-limit",
)  # fmt: skip
PHONE, DESK = 360, 1280
PATIENCE = 20_000  # milliseconds: a machine may be busy with other tests
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    """This worker's own copy of the prepared organisation, served."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    shutil.copytree(prepared(shared), data)
    with served(data) as running:
        yield running


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[], Browser]]:
    """The browser of this process, started when it is first asked for and again when it has died."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine (on Debian and Ubuntu: apt install chromium)")
    with sync_playwright() as playwright:
        running: list[Browser] = []

        def living() -> Browser:
            if not running or not running[-1].is_connected():
                running.append(playwright.chromium.launch(executable_path=found, args=list(CHROMIUM)))
            return running[-1]

        yield living
        for browser in running:
            browser.close()


@pytest.fixture
def chromium(launch: Callable[[], Browser]) -> Browser:
    """A browser that lives: one that died takes its own test with it, not all that come after."""
    return launch()


@dataclass
class Watch:
    """What went wrong in a window while somebody used it: nobody looks at the console, so the tests do."""

    home: str
    problems: list[str] = field(default_factory=list)

    def page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        expected = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        cut = "/envois/" in str(message.location.get("url")) and "net::ERR_FAILED" in message.text  # by the test itself
        cut = cut or "net::ERR_INTERNET_DISCONNECTED" in message.text
        if message.type in ("error", "warning") and not expected and not cut:
            self.problems.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.problems.append(f"asked of another site: {url}")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status in (403, 409) and "/brouillon/activites/" in path:
            return  # the session has ended, or two people write: the page tells it
        if response.status >= 500:
            self.problems.append(f"{path} answered {response.status}")
        elif response.status >= 400 and response.request.resource_type != "document" and "/envois/" not in path:
            self.problems.append(f"{path} answered {response.status} to a part of a page")


Enter = Callable[..., Page]


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/connexion")
    page.get_by_label("Adresse de courriel").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Entrer").click()
    expect(page).not_to_have_url("**/connexion")


def choose(where: Page | Locator, label: str) -> None:
    """Tick a radio or a box by touching its words: the whole line is the target."""
    where.locator("label").filter(has_text=label).first.click()


@pytest.fixture(scope="session")
def known_people() -> dict[str, object]:
    """Who has already signed in on this worker's site: the cookies of each."""
    return {}


@pytest.fixture
def enter(site: Site, chromium: Browser, known_people: dict[str, object]) -> Iterator[Enter]:
    """`enter("adviser@demo.example", 360)` opens a window of that width as that person; `enter()` as nobody."""
    opened: list[BrowserContext] = []
    watch = Watch(site.url)

    def open_window(
        email: str = "", width: int = DESK, *, javascript: bool = True, dark: bool = False, fresh: bool = False
    ) -> Page:
        if email and email not in known_people and not fresh:
            door = chromium.new_context(base_url=site.url, locale="fr-FR")
            sign_in(door.new_page(), email)
            known_people[email] = door.storage_state()
            door.close()
        context = chromium.new_context(
            base_url=site.url, locale="fr-FR", java_script_enabled=javascript,
            viewport={"width": width, "height": 740 if width < 700 else 900},
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
            storage_state=None if fresh or not email else known_people[email],  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        context.on("page", watch.page)
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
    if watch.problems:
        told = (
            (site.data / "serve.log").read_text()[-3000:]
            if any("answered 5" in said for said in watch.problems)
            else ""
        )
        raise AssertionError("\n".join([*watch.problems, told]))
