"""An adviser on a Monday morning: who needs them and why, then the group, then one person."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter

pytestmark = pytest.mark.browser
REASON = re.compile(r"rendu il y a \d+ jours|rappeler|refusé|silence|sans signe|absen|[Rr]etard|message")


def percents(page: Page) -> list[int]:
    cells = page.locator("table.heat tbody td.figure").all_inner_texts()
    return [int(text.split()[0]) for text in cells]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_adviser_sees_who_needs_them_and_opens_a_person(width: int, enter: Enter) -> None:
    page = enter("adviser@demo.example", width)
    page.goto("/accueil")
    expect(page).to_have_url(re.compile("/suivi$"))
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        re.compile(r"Ce matin : \d+ personnes? \w+ besoin de vous")
    )
    first = page.locator(".calling").first
    expect(first.locator(".calling-reasons")).to_contain_text(REASON)
    for act in ("Écrire", "Appeler", "Rendez-vous", "Plus tard"):
        expect(first.locator(".actions").get_by_role("link", name=act)).to_be_visible()

    if width == PHONE:  # the rail is a menu there
        menu = page.locator(".rail-switch summary")
        expect(page.get_by_role("link", name="Messages", exact=True)).to_be_hidden()
        menu.click()
        expect(page.get_by_role("link", name="Messages", exact=True)).to_be_visible()
        menu.click()

    page.locator("summary", has_text="dont une raison attend").click()  # she was called yesterday
    page.locator(".calling-name a", has_text="Nadia Belkacem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nadia Belkacem")
    expect(page.locator("main")).to_contain_text("Boulangerie ambulante")
    expect(page.locator(".timeline > li").first).to_be_visible()
    for tab, shown in {
        "Parcours": "Sur place",
        "Compétences": "Se connaître pour entreprendre",
        "Présence": "Premier jour ensemble",
        "Échanges": "Inès Lafitte",
        "Travaux": "Parler à cinq clients",
    }.items():
        page.get_by_role("navigation", name="Parties du dossier").get_by_role("link", name=re.compile(tab)).click()
        expect(page.locator("main")).to_contain_text(shown)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_adviser_sorts_and_filters_the_heat_map(width: int, enter: Enter) -> None:
    page = enter("adviser@demo.example", width)
    page.goto("/suivi")
    everyone = percents(page)
    heads = page.locator("table.heat thead")
    heads.get_by_role("link", name="Avancement").click()
    expect(heads.locator("[aria-sort=ascending]")).to_have_text("Avancement")
    rising = percents(page)
    assert rising == sorted(rising)
    heads.get_by_role("link", name="Avancement").click()
    expect(heads.locator("[aria-sort=descending]")).to_have_text("Avancement")
    expect(heads.locator("[aria-sort]")).to_have_count(1)
    assert percents(page) == sorted(rising, reverse=True)

    page.get_by_label("Statut").select_option(label="Parcours terminé")
    page.get_by_label("Lieu").select_option(label="Tulle")
    page.get_by_role("button", name="Filtrer").click()
    page.wait_for_url(re.compile("statut=finished"))
    kept = percents(page)
    assert kept
    assert kept != everyone
    expect(page.get_by_label("Statut")).to_have_value("finished")
    expect(page.locator("table.heat tbody svg title").first).to_have_text(re.compile(r"Bloc 1 : \d+ %"))
    page.get_by_label("Entrée").select_option(index=1)
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("main")).to_contain_text("Personne ne correspond à ces filtres")
    page.get_by_role("link", name="Tout montrer").click()
    page.wait_for_url(re.compile("/suivi$"))
    assert percents(page) == everyone
