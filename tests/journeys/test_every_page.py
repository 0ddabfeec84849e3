"""Every page that a role can reach by links: there, valid, French; and each kind of page accessible, no wider than its window."""

from pathlib import Path

import pytest

from tests.journeys import pages_found
from tests.journeys.conftest import Enter
from tests.journeys.pages_found import NOBODY, ROLES, SHARES, Page
from tests.journeys.pages_met import Walk
from tests.journeys.world import Site

ONE_OF_EACH_KIND = (
    "Un atout, c'est un fait", "l'enquête qui a changé mes plans", "Mon budget et mon temps", "Bpifrance Création",
    "une offre à essayer", "Je me repère sur le chemin", "Parler à cinq clients", "Pourquoi me choisirait-on",
    "Mon point de départ", "Premier jour ensemble", "Votre avis à mi-parcours", "Votre avis sur le parcours",
    "Ma carte surprise", "avant le jour de l'immatriculation",
    "Annoncer son prix sans s'excuser",
)  # fmt: skip
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def every_page(site: Site, shared: Path) -> dict[str, list[Page]]:
    return pages_found.found(site, shared)


@pytest.mark.parametrize("share", range(SHARES))
def test_each_kind_of_page_is_in_order(
    share: int, every_page: dict[str, list[Page]], shared: Path, enter: Enter, tmp_path: Path
) -> None:
    chosen = pages_found.to_look_at(every_page, shared)
    mine = chosen[len(chosen) * share // SHARES : len(chosen) * (share + 1) // SHARES]
    found = Walk(tmp_path)
    for role in dict.fromkeys(role for role, _page in mine):
        window = enter("" if role == NOBODY else f"{role}@demo.example")
        for whose, page in mine:
            if whose == role:
                found.look(window, page.url)
    assert len(found.saved) == len(mine), "\n".join(found.wrong)
    assert not found.wrong, "\n".join(found.wrong)


def test_each_kind_of_page_is_valid(every_page: dict[str, list[Page]], shared: Path, tmp_path: Path) -> None:
    found = Walk(tmp_path)
    for role, page in pages_found.to_look_at(every_page, shared):
        found.keep(page.html, f"{role} {page.url}")
    found.validate()
    assert not found.wrong, "\n".join(found.wrong)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_reaches_is_there(role: str, every_page: dict[str, list[Page]]) -> None:
    pages = every_page[role]
    assert len(pages) > 30
    wrong = [page.wrong for page in pages if page.wrong]
    assert not wrong, "\n".join(wrong)


def test_an_activity_of_each_kind_is_in_order(enter: Enter, tmp_path: Path) -> None:
    """On the way of the learner of the demonstration: one template, and what is in it looks different."""
    page, found = enter("learner@demo.example"), Walk(tmp_path)
    page.goto("/mon-parcours")
    links = page.locator(".plan-sequence a")
    for url in [str(links.filter(has_text=title).first.get_attribute("href")) for title in ONE_OF_EACH_KIND]:
        found.look(page, url)
    found.validate()
    assert not found.wrong, "\n".join(found.wrong)
