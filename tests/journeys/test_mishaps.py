"""What goes wrong in a life: two tabs, a shared computer, a cut network, the wrong file."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, sign_in
from tests.journeys.world import Site, address

pytestmark = pytest.mark.browser
WORK = "Ma fiche : ce que j'apporte, ce qu'il me faut"
SCRIPT = b"<html><body><script>document.title = 'taken'; fetch('/mes-donnees')</script>bonjour</body></html>"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>alert(1)</script></svg>'


def activity(page: Page, name: str) -> str:
    page.goto("/mon-parcours")
    return str(page.locator(".plan-sequence a").filter(has_text=name).first.get_attribute("href"))


def test_two_tabs_finish_the_same_activity(enter: Enter) -> None:
    first = enter(address("two-tabs"), PHONE)
    href = activity(first, "Bienvenue : comment marche le chemin")
    second = first.context.new_page()
    first.goto(href)
    second.goto(href)
    first.get_by_role("button", name="J'ai terminé").click()
    expect(first.get_by_role("status")).to_contain_text("C'est enregistré.")
    second.get_by_role("button", name="J'ai terminé").click()
    expect(second).to_have_url(re.compile("/accueil$"))
    second.goto("/progression")
    expect(second.get_by_text(re.compile(r"^20.min faites")).first).to_be_visible()


def test_a_cookie_is_worth_nothing_after_signing_out(enter: Enter, site: Site) -> None:
    page = enter(width=PHONE, fresh=True)
    sign_in(page, address("leaves"))
    kept = page.context.cookies()
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/accueil")
    expect(page).to_have_url(re.compile("/connexion"))
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto("/accueil")
    expect(page).to_have_url(re.compile("/connexion"))


def test_what_is_being_written_survives_a_reload_and_goes_once_it_is_sent(enter: Enter) -> None:
    page = enter(address("draft"), PHONE)
    href = activity(page, WORK)
    page.goto(href)
    box = page.get_by_role("textbox", name="Votre travail")
    box.press_sequentially("Atout 1 : je tiens les délais.")
    expect(page.locator(".kept")).to_have_text("Votre texte est gardé sur cet appareil.")
    page.reload()
    expect(box).to_have_value("Atout 1 : je tiens les délais.")
    expect(page.locator(".kept")).to_be_visible()
    page.get_by_role("button", name="Envoyer mon travail").click()
    expect(page.get_by_role("heading", name="Votre envoi")).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('bidaide:'))") == []
    page.reload()
    expect(page.locator(".kept")).to_have_count(0)


def test_a_shared_computer_forgets_the_draft_when_one_signs_out(enter: Enter) -> None:
    page = enter(width=DESK, fresh=True)
    sign_in(page, address("draft"))
    page.goto("/messages/nouveau")
    page.get_by_role("textbox", name="Votre message").press_sequentially("Je voudrais vous parler de")
    assert page.evaluate("() => Object.keys(localStorage).length") == 1
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).not_to_have_url(re.compile("/messages"))
    assert page.evaluate("() => Object.keys(localStorage).length") == 0


def send(page: Page, name: str, kind: str, content: bytes) -> None:
    page.get_by_role("textbox", name="Votre travail").fill(f"Avec {name}")
    page.get_by_label("Un fichier ou une photo").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Envoyer mon travail").click()


def test_a_file_that_is_empty_or_too_heavy_costs_no_words(enter: Enter) -> None:
    page = enter(address("uploads"), PHONE, javascript=False)
    href = activity(page, WORK)
    page.goto(href)
    send(page, "vide.txt", "text/plain", b"")
    expect(page.locator(".error-summary")).to_contain_text("Ce fichier est vide.")
    expect(page.get_by_role("textbox", name="Votre travail")).to_have_value("Avec vide.txt")
    send(page, "lourd.bin", "application/octet-stream", b"0" * 1_200_000)
    expect(page.locator(".error-summary")).to_contain_text("trop lourd")
    expect(page.get_by_role("textbox", name="Votre travail")).to_have_value("Avec lourd.bin")
    send(page, "immense.bin", "application/octet-stream", b"0" * 3_000_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est trop lourd")
    page.goto(href)
    expect(page.get_by_role("heading", name="Votre envoi")).to_have_count(0)


def test_a_file_that_is_too_heavy_does_not_even_leave(enter: Enter) -> None:
    page = enter(address("uploads"), DESK)
    page.goto(activity(page, WORK))
    send(page, "lourd.bin", "application/octet-stream", b"0" * 1_200_000)
    said = page.get_by_label("Un fichier ou une photo").evaluate("field => field.validationMessage")
    assert said.startswith("Ce fichier est trop lourd.")
    expect(page.get_by_role("heading", name="Remettre votre travail")).to_be_visible()


def test_files_that_do_harm_are_kept_and_never_run(enter: Enter) -> None:
    page = enter(address("harm"), DESK)
    href = activity(page, WORK)
    for name, kind, content in (("page.html", "text/html", SCRIPT), ("../../dessin.svg", "image/svg+xml", PICTURE)):
        page.goto(href)
        send(page, name, kind, content)
        link = page.get_by_role("link", name=name.rsplit("/", 1)[-1]).first
        answer = page.request.get(str(link.get_attribute("href")))
        assert answer.status == 200
        assert answer.body() == content
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        with page.expect_download():
            link.click()
        assert "taken" not in page.title()
