"""A key of the browser, made and used for real: Chromium's own virtual authenticator."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.world import Site, address

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def phone(site: Site, chromium: Browser) -> Iterator[Page]:
    """A telephone that keeps keys, at the name that keys are for: a number has none."""
    context = chromium.new_context(
        base_url=site.url.replace("127.0.0.1", "localhost"), locale="fr-FR", reduced_motion="reduce",
        viewport={"width": 360, "height": 740},
    )  # fmt: skip
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_a_key_is_made_and_opens_by_itself(phone: Page) -> None:
    sign_in(phone, address("keys"))
    phone.goto("/compte")
    phone.get_by_role("link", name="Ajouter une clé").click()
    phone.get_by_label("Nom de cette clé").fill("Mon téléphone")
    phone.get_by_role("button", name="Ajouter une clé d'accès").click()
    expect(phone.get_by_text("Mon téléphone").first).to_be_visible()
    phone.get_by_text("Faire dix codes").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    expect(phone.locator("ol code")).to_have_count(10)
    phone.goto("/compte")
    phone.get_by_role("button", name="Déconnecter cet appareil").first.click()
    phone.goto("/connexion")
    phone.get_by_role("button", name="Utiliser une clé d'accès").click()
    expect(phone).not_to_have_url(re.compile("/connexion"))
    phone.goto("/compte")
    expect(phone.get_by_text("clé d'accès)").first).to_be_visible()
    phone.context.clear_cookies(name="bidaide")
    sign_in(phone, address("keys"))  # the password alone opens nothing now
    expect(phone.get_by_role("heading", level=1)).to_have_text("Deuxième étape")
    phone.get_by_role("button", name="Utiliser ma clé d'accès").click()
    expect(phone).not_to_have_url(re.compile("/connexion"))
    phone.goto("/compte")
    phone.get_by_text("Renommer ou retirer").click()
    phone.get_by_role("button", name="Retirer cette clé").click()
    expect(phone.get_by_text("Cette clé n'ouvre plus votre compte")).to_be_visible()


def test_without_javascript_the_page_says_what_else_to_do(site: Site, chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/connexion")
    expect(page.get_by_text("demande JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser une clé d'accès")).to_be_hidden()
    context.close()
