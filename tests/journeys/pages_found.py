"""Finding every kind of page that links lead a role to, and which of them a browser has to look at.

Finding needs no browser: every role follows every link over HTTP, and each page must answer, in French, with its title, its
headings and its fields in order. What takes longer (a browser in both lights and widths, axe, the validator) depends on
templates and classes: of all the pages found they are given those whose kind, or some sort of element, is new to them.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from tests.factories.client import check_page
from tests.journeys.pages_met import ID, NO_PAGE, template_of
from tests.journeys.world import PASSWORD, Site

NOBODY = "nobody"
ROLES = ("learner", "adviser", "admin", "quality", "trainer", "auditor", "expert", "referrer", "guest", NOBODY)
DOORS = {  # where a role begins; elsewhere: at its own page
    NOBODY: ("/", "/connexion", "/api/docs"),
    "trainer": ("/accueil", "/atelier/creer-son-activite"),  # stands for the other courses
    "admin": ("/accueil", "/seances/salles"),
}
SHARES = 12  # of what is to be looked at, so that each process takes some
_ONE_OF = re.compile(  # the same page, filled with one entry or another of a list that is ours
    r"^(/qualite/registres|/qualite/questionnaires|/donnees/fiches/[^/]+|/donnees/registre|/donnees/durees)/[^/?]+"
)


@dataclass
class Page:
    """A page that a role reached: where it is, what leads there, and the sorts of elements that it is made of."""

    url: str  # within the site: each process has its own
    by: str
    sorts: list[str] = field(default_factory=list)
    html: str = ""
    wrong: str = ""


def kind_of(url: str) -> str:
    """What a browser would see alike: neither the entry of a list nor what is asked of it matters."""
    return _ONE_OF.sub(r"\1/#", template_of(url).partition("?")[0])


def found(site: Site, shared: Path) -> dict[str, list[Page]]:
    """Every page of every role, found once for all the processes of a run: each takes a role that nobody has taken."""
    for waits in (False, True):
        for role in ROLES:
            _find(site, shared, role, waits)
    return {role: [Page(**one) for one in json.loads(_kept(shared, role).read_text())] for role in ROLES}


def to_look_at(pages: dict[str, list[Page]], shared: Path) -> list[tuple[str, Page]]:
    """A kind for the first role that meets it, and again where it shows what was seen nowhere.

    What finding made (the news of a sign-in) is in one process alone: nobody else can look at it.
    """
    filled = (shared / "journeys" / "ready").stat().st_mtime * 1000
    kinds: set[str] = set()
    sorts: set[str] = set()
    chosen: list[tuple[str, Page]] = []
    for role, met in pages.items():
        for page in met:
            if page.wrong or _made_after(filled, page.url):
                continue
            if (kind := kind_of(page.url)) in kinds and sorts.issuperset(page.sorts):
                continue
            kinds.add(kind)
            sorts.update(page.sorts)
            chosen.append((role, page))
    return chosen


def _made_after(moment: float, url: str) -> bool:
    """`moment` in milliseconds: a UUIDv7 begins with its own."""
    return any(one[14] == "7" and int(one.replace("-", "")[:12], 16) > moment for one in ID.findall(url))


def _kept(shared: Path, role: str) -> Path:
    return shared / f"found-{role}.json"


def _find(site: Site, shared: Path, role: str, waits: bool) -> None:
    with (shared / f"found-{role}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError:
            return
        if not _kept(shared, role).exists():
            pages = [vars(page) for page in _walk(site.url, role)]
            _kept(shared, role).write_text(json.dumps(pages))


def _walk(home: str, role: str) -> Iterator[Page]:
    """Breadth first; a list asked in another way is followed for each thing that may be asked of it."""
    with httpx.Client(base_url=home, follow_redirects=True, timeout=60) as client:
        if role != NOBODY:
            _sign_in(client, f"{role}@demo.example")
        todo = [Page(path, "the door") for path in DOORS.get(role, ("/accueil",))]
        asked = {(template_of(page.url), "") for page in todo}
        for page in todo:
            links = _open(client, page)
            yield page
            for link in dict.fromkeys(link.removeprefix(home) for link in links if link.startswith(f"{home}/")):
                kind, _query, names = template_of(link).partition("?")
                new = {(kind, name) for name in names.split("&")} - asked
                if new and not NO_PAGE.match(urlsplit(link).path):
                    asked |= new
                    todo.append(Page(link, page.url))


def _sign_in(client: httpx.Client, email: str) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/connexion").text)
    assert token
    told = client.post("/connexion", data={"csrf": token[1], "email": email, "password": PASSWORD})
    assert told.url.path != "/connexion", email


def _open(client: httpx.Client, page: Page) -> list[str]:
    """Fill in what the page is; the addresses that it leads to."""
    answer = client.get(page.url)
    what = answer.headers.get("content-type", "")
    if answer.status_code != 200 or not what.startswith("text/html"):
        page.wrong = f"{page.url}: answered {answer.status_code}, {what}; the link is on {page.by}"
        return []
    read = _Reader()
    read.feed(answer.text)
    page.url = answer.url.raw_path.decode()
    page.html, page.sorts = answer.text, sorted(read.sorts)
    if read.lang != "fr" or not read.title.endswith(" · Bidaide"):
        page.wrong = f"{page.url}: lang, title: {read.lang}, {read.title}"
    try:
        check_page(answer.text, page.url)
    except AssertionError as found:
        page.wrong = str(found)
    return [urljoin(str(answer.url), link).split("#")[0] for link in read.links]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lang = self.title = ""
        self.links: list[str] = []
        self.sorts: set[str] = set()
        self._in_title = self._in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "title":
            self._in_title = True
        elif tag == "main":
            self._in_main = True
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if self._in_main:
            kind = f"[{given['type']}]" if tag == "input" and "type" in given else ""
            self.sorts.add(".".join([tag + kind, *sorted(given.get("class", "").split())]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "main":
            self._in_main = False

    def handle_data(self, data: str) -> None:
        if self._in_title and not self.title:
            self.title = data
