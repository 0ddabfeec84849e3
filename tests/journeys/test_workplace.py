"""Staff enter with the account of their workplace: chosen, tied and used in a browser, at a real local provider."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.entry.provider import SECRET, running
from tests.journeys.conftest import DESK, PHONE, sign_in
from tests.journeys.world import Site, prepared, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """The prepared organisation at the hour of the machine, as the provider is, and let to ask this machine."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    data = tmp_path_factory.mktemp("workplace") / "data"
    shutil.copytree(prepared(shared), data)
    with served(data, BIDAIDE_CLOCK="", BIDAIDE_PRIVATE_HOSTS="127.0.0.1") as site:
        yield site


def test_a_provider_is_chosen_its_account_tied_and_then_opens_alone(today: Site, chromium: Browser) -> None:
    with running(f"{today.url}/connexion-professionnelle/retour") as issuer:
        admin = window(chromium, today, DESK)
        sign_in(admin, "admin@demo.example")
        admin.goto("/admin/connexion-professionnelle")
        fill(admin, name="Le bureau", issuer=issuer, client_id="bidaide", secret=SECRET, domains="demo.example")
        admin.get_by_role("button", name="Ajouter ce fournisseur").click()
        expect(admin.get_by_role("link", name="Le bureau")).to_be_visible()

        stranger = window(chromium, today, PHONE)
        at_the_provider(stranger, "paul")
        expect(stranger.get_by_text("n'est relié à personne ici")).to_be_visible()

        admin.goto("/connexion-professionnelle")
        admin.get_by_role("button", name="Relier Le bureau").click()
        admin.get_by_role("button", name="marie").click()
        expect(admin.get_by_text("Votre compte professionnel est relié")).to_be_visible()

        phone = window(chromium, today, PHONE)
        at_the_provider(phone, "marie")
        expect(phone).not_to_have_url(re.compile("/connexion"))
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE


def window(chromium: Browser, site: Site, width: int) -> Page:
    context = chromium.new_context(
        base_url=site.url, locale="fr-FR", reduced_motion="reduce", viewport={"width": width, "height": 800}
    )
    context.set_default_timeout(20_000)
    return context.new_page()


def fill(page: Page, **typed: str) -> None:
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)


def at_the_provider(page: Page, who: str) -> None:
    page.goto("/connexion")
    page.get_by_role("link", name="Connexion professionnelle").click()
    page.get_by_role("link", name="Continuer avec Le bureau").click()
    page.get_by_role("button", name=who).click()
