"""News in a real browser: the bell, the choices without a script, and a push that shows while no page is open."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Enter

LEARNER = "learner@demo.example"
pytestmark = pytest.mark.browser

_SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, data, actions }) => ({ title, body, open: data.open, actions: actions.map((one) => one.title) }))"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_choices_are_made_without_a_script(width: int, enter: Enter) -> None:
    page = enter(LEARNER, width, javascript=False)
    page.goto("/avis")
    page.get_by_role("link", name="Choisir ce que vous recevez").click()
    page.get_by_label("Messages de l'équipe et du groupe : Courriel").select_option("résumé chaque jour")
    page.get_by_role("button", name="Enregistrer mes choix").click()
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()
    expect(page.get_by_label("Messages de l'équipe et du groupe : Courriel")).to_have_value("day")


def test_a_push_is_shown_with_what_it_says_and_how_it_stops(enter: Enter) -> None:
    page = enter(LEARNER, DESK)
    page.goto("/reglages/avis")
    page.context.grant_permissions(["notifications"])
    devtools, known = page.context.new_cdp_session(page), []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda found: known.extend(found["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready }"
    )
    while not known:
        page.wait_for_timeout(20)
    said = {"id": "n1", "title": "Votre séance a changé", "body": "Elle est jeudi.", "open": "/avis", "stop": "/avis/arreter/x", "stopWords": "Ne plus recevoir"}  # fmt: skip
    origin = page.url.removesuffix("/reglages/avis")
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": known[-1]["registrationId"], "data": json.dumps(said)},
    )
    shown: list[dict[str, object]] = []
    while not shown:
        shown = page.evaluate(_SHOWN)
        page.wait_for_timeout(20)
    assert shown == [{"title": said["title"], "body": said["body"], "open": "/avis", "actions": ["Ne plus recevoir"]}]
