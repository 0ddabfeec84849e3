"""From a phone without JavaScript to a page of one's own, and every page of the way in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Enter
from tests.journeys.pages_met import Walk
from tests.journeys.test_calendars import PHONE, choose

pytestmark = pytest.mark.browser
ADVISER, ADMIN, REFERRER = "adviser@demo.example", "admin@demo.example", "referrer@demo.example"


def test_the_way_in_is_in_order_on_every_page(enter: Enter, tmp_path: Path) -> None:
    found = Walk(tmp_path)
    visitor = enter("", PHONE, javascript=False)
    visitor.goto("/rejoindre?organisation=demo&lieu=Mairie")
    visitor.get_by_label("Prénom et nom").fill("Iris Mas")
    visitor.get_by_role("button", name="Envoyer ma demande").click()
    expect(visitor.get_by_role("link", name="Cochez la case")).to_be_visible()
    visitor.get_by_label("Téléphone").fill("06 39 98 00 12")
    choose(visitor, "J'accepte")
    visitor.get_by_role("button", name="Envoyer ma demande").click()
    expect(visitor.get_by_role("heading", name="Bonjour Iris Mas")).to_be_visible()
    anyone = enter()
    for url in ("/rejoindre", "/rejoindre?organisation=demo", visitor.url):
        found.look(anyone, url)
    team = enter(ADVISER)
    for url in (
        "/candidatures",
        "/candidatures/nouvelle",
        "/candidatures/decidees",
        "/candidatures/chiffres",
        "/candidatures/affiche",
    ):
        found.look(team, url)
    team.goto("/candidatures")
    team.get_by_role("link", name="Lucie Farge").click()
    here = team.url
    found.look(team, here)
    team.get_by_role("link", name="Prévoir ou noter").first.click()
    for url in (team.url, f"{here}/entree", f"{here}/decision"):
        found.look(team, url)
    admin = enter(ADMIN)
    found.look(admin, "/admin/admission")
    admin.goto("/admin/admission")
    admin.get_by_role("link", name="Changer").first.click()
    found.look(admin, admin.url)
    found.look(enter(REFERRER), "/prescrire")
    found.validate()
    assert not found.wrong, "\n".join(found.wrong)


def test_what_is_typed_on_a_market_is_still_there_when_the_network_has_cut(enter: Enter) -> None:
    page = enter(ADVISER, PHONE)
    page.goto("/candidatures/nouvelle")
    page.get_by_label("Prénom et nom").fill("Jules Chastang")
    page.get_by_label("Téléphone").fill("06 39 98 00 13")
    page.get_by_label("Ce que la personne dit de son idée").fill("Du miel")
    choose(page, "La personne accepte")
    page.context.set_offline(True)
    page.get_by_role("button", name="Enregistrer").first.click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto("/candidatures/nouvelle")
    expect(page.get_by_label("Prénom et nom")).to_have_value("Jules Chastang")
    expect(page.get_by_label("Téléphone")).to_have_value("06 39 98 00 13")
    choose(page, "La personne accepte")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_role("heading", name="Jules Chastang")).to_be_visible()
    page.goto("/candidatures/nouvelle")
    expect(page.get_by_label("Prénom et nom")).to_have_value("")
