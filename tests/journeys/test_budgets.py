"""What a learner's page costs on a small connection. Weights and requests are promises; times are printed."""

import pytest
from playwright.sync_api import CDPSession, Page

from tests.journeys.conftest import PHONE, Enter
from tests.journeys.world import address

pytestmark = pytest.mark.browser
FIRST_VISIT, REQUESTS, NEXT_VISIT = 100 * 1024, 12, 15 * 1024
PAGES = {
    "home": "/accueil",
    "lesson": "Bienvenue : comment marche le chemin",
    "quiz": "Atouts, limites, besoins : je vérifie",
    "assignment": "Ma fiche : ce que j'apporte",
    "forum task": "Pourquoi me choisirait-on",
    "path": "/mon-parcours",
    "progression": "/progression",
    "agenda": "/agenda",
    "messages": "/messages",
    "forum": "/forum",
    "own data": "/mes-donnees",
}
TIMED = ("home", "lesson", "quiz", "path")
USABLE = """() => {
  const moment = performance.getEntriesByType('navigation')[0]
  const paint = performance.getEntriesByName('first-contentful-paint')[0]
  return Math.round(Math.max(moment.domInteractive, paint ? paint.startTime : 0))
}"""


class Weighed:
    """Octets and requests that a window has needed since it was last emptied, headers included."""

    def __init__(self, line: CDPSession) -> None:
        self.octets = 0
        self.requests = 0
        line.on("Network.loadingFinished", self._arrived)
        line.on("Network.requestServedFromCache", lambda _event: setattr(self, "requests", self.requests - 1))
        line.on("Network.requestWillBeSent", lambda _event: setattr(self, "requests", self.requests + 1))
        line.send("Network.enable")

    def _arrived(self, event: dict[str, float]) -> None:
        self.octets += round(event["encodedDataLength"])

    def visit(self, page: Page, href: str) -> tuple[int, int]:
        self.octets = self.requests = 0
        page.goto(href, wait_until="networkidle")
        return self.octets, self.requests


def test_a_learner_page_is_light(enter: Enter) -> None:
    plan = enter(address("measured"), PHONE)
    plan.goto("/mon-parcours")
    lines, heavy = [], []
    for name, where in PAGES.items():
        link = plan.locator(".plan-sequence a").filter(has_text=where)
        href = where if where.startswith("/") else str(link.first.get_attribute("href"))
        page = enter(address("measured"), PHONE)
        weighed = Weighed(page.context.new_cdp_session(page))
        first, requests = weighed.visit(page, href)
        following, _requests = weighed.visit(page, href)
        page.context.close()

        lines.append(f"{name:<12} {first / 1024:6.1f} KB {requests:3} requests, again {following / 1024:5.1f} KB")
        if first > FIRST_VISIT or requests > REQUESTS or following > NEXT_VISIT:
            heavy.append(lines[-1])
        if name not in TIMED:
            continue
        slow = enter(address("measured"), PHONE)
        line = slow.context.new_cdp_session(slow)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
        )
        line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        slow.goto(href, timeout=30_000)
        usable = slow.evaluate(USABLE)
        slow.context.close()
        lines[-1] += f", usable in {usable} ms"
    print("\n".join(lines))
    assert not heavy, "\n".join(heavy)
