"""An appointment taken, moved and given back on a phone, with a script and without; and the adviser who offers it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose
from tests.journeys.world import address

pytestmark = pytest.mark.browser


def fits(page: Page, title: str = "") -> None:
    """Once the page of that title is there, nothing of it is wider than the window."""
    if title:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth") is True


@pytest.mark.parametrize("javascript", [True, False])
def test_a_learner_takes_moves_and_gives_back_an_appointment_on_a_phone(javascript: bool, enter: Enter) -> None:
    page = enter(address("books" if javascript else "books-plain"), PHONE, javascript=javascript)
    page.goto("/accueil")
    page.get_by_role("link", name="Rendez-vous", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos rendez-vous")
    page.get_by_role("link", name="Prendre rendez-vous").click()
    fits(page, "Prendre rendez-vous")
    page.get_by_role("link", name=re.compile("^Choisir")).first.click()
    fits(page, "Confirmer le rendez-vous")
    choose(page, "Par téléphone")
    page.get_by_label("Numéro à appeler").fill("06 39 98 00 07")
    page.get_by_label("De quoi voulez-vous parler ?").fill("Mes premiers clients")
    page.locator('input[type="file"]').set_input_files(
        {"name": "clients.txt", "mimeType": "text/plain", "buffer": b"Trois clients"}
    )
    page.get_by_role("button", name="Prendre ce rendez-vous").click()
    expect(page.locator(".toast")).to_contain_text("C'est réservé")
    card = page.locator(".card.next")
    expect(card).to_contain_text("vous appelle au")
    expect(card).to_contain_text("Mes premiers clients")
    fits(page)
    before = card.locator("strong").first.inner_text()

    card.get_by_role("link", name="Déplacer").click()
    fits(page, "Déplacer le rendez-vous")
    page.get_by_role("button", name=re.compile("^Mettre ici")).last.click()
    expect(page.locator(".toast")).to_contain_text("C'est déplacé")
    expect(page.locator(".card.next strong").first).not_to_have_text(before)

    page.get_by_role("link", name="Voir ce rendez-vous").click()
    expect(page.locator("main")).to_contain_text("clients.txt")
    expect(page.locator("main")).to_contain_text("Déplacements")
    fits(page)
    page.get_by_label("Un mot pour prévenir").fill("Empêchement")
    page.get_by_role("button", name="Annuler ce rendez-vous").click()
    expect(page.locator(".toast")).to_contain_text("est annulé")
    expect(page.locator("main")).to_contain_text("Pas de rendez-vous prévu")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_adviser_opens_slots_after_a_look_and_notes_how_one_went(width: int, enter: Enter) -> None:
    page = enter("adviser@demo.example", width)
    page.goto("/rendez-vous")
    unsettled = page.locator("section[aria-labelledby='unsettled']")
    if unsettled.count():
        unsettled.get_by_role("link").first.click()
        page.get_by_label("La suite").first.fill("Appeler la chambre de métiers.")
        page.get_by_role("button", name="Enregistrer l'issue").click()
        expect(page.locator(".toast")).to_contain_text("C'est noté")
        expect(page.locator("#notes")).to_contain_text("Appeler la chambre de métiers.")
        fits(page)
    page.goto("/rendez-vous/creneaux")
    fits(page)
    form = page.locator("section[aria-labelledby='open-title']")
    form.get_by_label("Jour").fill("2026-12-18")
    form.get_by_label("De", exact=True).fill("18:00" if width == PHONE else "19:00")
    form.get_by_label("À", exact=True).fill("19:00" if width == PHONE else "20:00")
    choose(form, "Par téléphone")
    form.get_by_label("Ou répéter ce nombre de semaines").fill("3")
    form.get_by_role("button", name="Voir ce que cela donne").click()
    preview = page.locator("section[aria-labelledby='preview']")
    expect(preview).to_contain_text("à ouvrir")
    expect(preview).to_contain_text("jour férié")  # Christmas, or New Year's Day
    fits(page)
    preview.get_by_role("button", name="Ouvrir ces créneaux").click()
    expect(page.locator(".toast")).to_contain_text("créneaux sont ouverts")
    expect(page.locator("main")).to_contain_text("libre")
