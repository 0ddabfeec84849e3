"""Every page of the workshop in the narrowest window: nothing is wider than it, and axe has nothing to say."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Enter
from tests.journeys.pages_met import NARROWEST, Walk
from tests.journeys.workshop import TRAINER, add_step, begin

pytestmark = pytest.mark.browser
COURSE = "/atelier/creer-son-activite"
SHELF = ("", "/recherche?q=client", "/recherche?q=zzz", "/importer", "/banque", "/banque/nouvelle")
OF_A_COURSE = (
    "", "/brouillon/sequences/nouvelle", "/brouillon/sequences/b1-s1", "/brouillon/reprise/vendre-sur-un-marche",
    "/brouillon/sequences/b1-s1/activites/nouvelle", "/depart", "/apercu", "/fiche", "/blocs", "/blocs/b1", "/glossaire",
    "/publication", "/publication/activites/b1-bienvenue", "/editions", "/edition", "/reglages", "/mots",
    "/brouillon/activites/b1-bienvenue/historique",
)  # fmt: skip


@pytest.fixture
def page(enter: Enter) -> Page:
    return enter(TRAINER, NARROWEST)


def look(page: Page, folder: Path, addresses: list[str]) -> None:
    assert addresses
    walk = Walk(folder)
    for path in dict.fromkeys(addresses):
        walk.look_narrow(page, path)
    walk.validate()
    assert not walk.wrong, "\n".join(walk.wrong)


def of_each_kind(page: Page) -> list[str]:
    """One activity of each kind in the outline, by its address."""
    page.goto(COURSE)
    found = page.locator(".line").evaluate_all(
        "all => all.map(one => [one.querySelector('.line-facts').textContent.trim().split(' · ')[0], one.dataset.key])"
    )
    return [f"{COURSE}/brouillon/activites/{key}" for key in dict(reversed(found)).values()]


def links(page: Page, where: str, like: str) -> list[str]:
    """The first link of a page whose address ends like this."""
    page.goto(where)
    hrefs = page.locator("main a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [href for href in hrefs if re.search(like, href)][:1]


def test_the_shelf_and_the_banks(page: Page, tmp_path: Path) -> None:
    bank = links(page, "/atelier/banque", r"/banque/[0-9a-f-]{36}$")
    question = links(page, bank[0], r"/questions/[0-9a-f-]{36}$")
    inside = [f"{bank[0]}/{one}" for one in ("import", "questions/nouvelle", "reglages")]
    tried = [f"{question[0]}/{one}" for one in ("essai", "versions")]
    look(page, tmp_path, [*(f"/atelier{path}" for path in SHELF), *bank, *question, *inside, *tried])


@pytest.mark.parametrize("half", [0, 1])
def test_the_pages_of_a_course(half: int, page: Page, tmp_path: Path) -> None:
    addresses = [f"{COURSE}{path}" for path in OF_A_COURSE][half::2]
    if half:
        addresses += links(page, f"{COURSE}/brouillon/activites/b1-bienvenue/historique", r"/historique/[0-9a-f-]{36}$")
        addresses += links(page, f"{COURSE}/brouillon/activites/b1-bienvenue", r"/resultats$")
    look(page, tmp_path, addresses)


@pytest.mark.parametrize("half", [0, 1])
def test_the_form_of_each_kind(half: int, page: Page, tmp_path: Path) -> None:
    kinds = of_each_kind(page)
    assert len(kinds) >= 12
    look(page, tmp_path, kinds[half::2])


def test_a_course_just_begun_and_its_obstacles(page: Page, tmp_path: Path) -> None:
    course = begin(page, "Une page blanche").removeprefix(page.url.split("/atelier")[0])
    empty = [f"{course}{path}" for path in ("/apercu", "/editions", "/reglages", "/glossaire")]
    look(page, tmp_path, [course, *empty])
    add_step(page, course, "Un quiz vide", "Quiz")
    quiz = page.url
    look(
        page,
        tmp_path,
        [f"{quiz}?verifier=1", f"{quiz}/questions", f"{quiz}/questions/nouvelle", f"{course}/publication"],
    )
