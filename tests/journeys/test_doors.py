"""The pages of the ways in that no link leads to: steps between two forms, answers shown once, addresses of messages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.demo.entries import PIN, code_of
from app.entry.cards.rules import in_groups
from tests.factories.processes import begin
from tests.journeys.conftest import Enter, choose
from tests.journeys.pages_met import Walk
from tests.journeys.world import NOW, Site, environment

pytestmark = pytest.mark.browser
_LINK = "Lien pour entrer"
# a screen of everybody's that nobody looks after closes without a script; a PIN is remembered by no browser
_MEANT = ("meta-refresh", "autocomplete-password")


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    return Walk(tmp_path, meant=_MEANT)


def in_order(walk: Walk) -> None:
    walk.validate()
    assert not walk.wrong, "\n".join(walk.wrong)


def to_the_pin(page: Page) -> None:
    page.goto("/carte")
    page.get_by_label("Code de la carte").fill(in_groups(code_of("")))
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_label("Code secret")).to_be_visible()


def test_the_pages_of_whoever_is_not_in_yet(enter: Enter, walk: Walk) -> None:
    page = enter("")
    for address in ("/connexion", "/connexion/aide", "/connexion/aide/tout-perdu", "/connexion/courriel", "/carte"):
        walk.look(page, address)
    walk.look(page, "/entrer/un-lien-qui-a-vieilli")
    walk.look(page, "/connexion/ecran")
    page.get_by_role("button", name="Afficher un code").click()
    expect(page.locator("#screen-code")).to_be_visible()
    walk.look_here(page, "/connexion/ecran, with its code")
    to_the_pin(page)
    walk.look_here(page, "/carte, the PIN")
    page.get_by_label("Code secret").fill(PIN)
    choose(page, "Cet appareil sert à plusieurs personnes")
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator(".shared-bar")).to_be_visible()
    walk.look_here(page, "/accueil, on a screen of everybody's")
    for address in ("/compte", "/compte/entrer", "/ecran"):
        walk.look(page, address)
    page.get_by_role("button", name="Partir sans rien laisser").click()
    expect(page).to_have_url(re.compile("/connexion"))
    page.go_back()
    expect(page).to_have_url(re.compile("/connexion"))
    assert page.evaluate("[localStorage, sessionStorage].flatMap(Object.keys)") == []
    walk.look(page, "/poste-partage/fin")
    in_order(walk)


def test_the_pages_of_the_team(enter: Enter, walk: Walk) -> None:
    adviser = enter("adviser@demo.example")
    adviser.goto("/suivi")
    path = adviser.locator('main a[href^="/suivi/0"]').last.get_attribute("href")
    walk.look(adviser, f"{path}/acces")
    walk.look(adviser, "/poste-partage")
    walk.look(adviser, "/compte/deuxieme-preuve")
    adviser.goto(f"{path}/acces")
    adviser.get_by_role("button", name=re.compile("Faire une carte|Remplacer la carte")).click()
    expect(adviser.get_by_role("link", name="Télécharger la carte")).to_be_visible()
    walk.look_here(adviser, "/suivi/#/acces/carte")
    admin = enter("admin@demo.example")
    for address in ("/admin/securite", "/compte", "/compte/confirmer"):
        walk.look(admin, address)
    in_order(walk)


def test_the_link_of_a_message(enter: Enter, walk: Walk, site: Site, tmp_path: Path) -> None:
    page = enter("")
    page.goto("/connexion/courriel")
    page.get_by_label("Adresse de courriel").fill("expert@demo.example")
    page.get_by_role("button", name="Recevoir un lien").click()
    walk.look_here(page, "/connexion/courriel, sent")
    work = begin(
        NOW, NOW, environment=environment(site.data), out=tmp_path / "work.log", program="tests.journeys.rounds"
    )
    work.join(60)
    admin = enter("admin@demo.example")
    admin.goto("/admin/courrier?recherche=expert%40demo.example")
    admin.get_by_role("row").filter(has_text=_LINK).first.get_by_role("link").first.click()
    found = re.search(r"(/entrer/[\w-]+)", admin.locator("pre").inner_text())
    assert found is not None
    walk.look(page, found[1])
    in_order(walk)
