"""Every page that a role can reach by links: accessible, valid, French, no wider than its window, alone in its corner."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.pages_met import Walk

ROLES = (
    "admin",
    "adviser",
    "quality",
    "trainer",
    "learner",
    "auditor",
    "expert",
    "referrer",
)  # the longest walks first
COMMON = ("/aide/erreurs", "/accessibilite", "/mentions-legales", "/compte", "/parcours", "/api/docs")
_TIME = (
    "/agenda",
    "/candidatures",
    "/heures",
    "/rencontres",
    "/rendez-vous",
    "/suivi",
    "/annuaire/",
    "/lieux/",
    "/temoignages/",
    "/competences/",
    "/positionnement",
    "/bilans/",
    "/documents",
)  # the adviser's; sessions are the trainer's
SEEN_ELSEWHERE = {  # the same page for another role
    "learner": (),
    "admin": (*COMMON, *_TIME, "/inscriptions", "/qualite", "/atelier", "/seances"),
    "adviser": (*COMMON, "/seances", "/qualite", "/financeurs"),
    "trainer": (*COMMON, *_TIME, "/qualite"),
    "quality": (*COMMON, *_TIME, "/seances", "/financeurs"),
    "auditor": (*COMMON, "/qualite/indicateurs"),
}
COURSE = "/atelier/creer-son-activite"  # stands for the others; each kind's form: test_workshop_pages
ONE_OF_EACH_KIND = (
    "Un atout, c'est un fait", "l'enquête qui a changé mes plans", "Mon budget et mon temps", "Bpifrance Création",
    "une offre à essayer", "Je me repère sur le chemin", "Parler à cinq clients", "Pourquoi me choisirait-on",
    "Mon point de départ", "Premier jour ensemble", "Votre avis à mi-parcours", "Votre avis sur le parcours",
    "Ma carte surprise", "avant le jour de l'immatriculation",
    "Annoncer son prix sans s'excuser",
)  # fmt: skip
MOST = 140  # pages of one role: beyond, something multiplies by itself
pytestmark = pytest.mark.browser


def walk(
    enter: Enter, folder: Path, email: str, start: str, also: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> Walk:
    found = Walk(folder, but)
    found.from_page(enter(email), start, most=MOST, also=also)
    found.validate()
    print(f"{email or 'anyone'}: {len(found.saved)} pages")
    return found


def one_of_each_kind(enter: Enter) -> tuple[str, ...]:
    """Addresses of activities that look different, on the way of the learner of the demonstration."""
    page = enter("learner@demo.example")
    page.goto("/mon-parcours")
    links = page.locator(".plan-sequence a")
    return tuple(str(links.filter(has_text=title).first.get_attribute("href")) for title in ONE_OF_EACH_KIND)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_in_order(role: str, enter: Enter, tmp_path: Path) -> None:
    also = {"admin": ("/seances/salles",), "trainer": (COURSE,)}.get(role, ())
    if role == "learner":
        also = one_of_each_kind(enter)
    found = walk(enter, tmp_path, f"{role}@demo.example", "/accueil", also, SEEN_ELSEWHERE.get(role, COMMON))
    assert len(found.saved) > 3
    assert len(found.saved) < MOST, "the walk was cut short"
    assert not found.wrong, "\n".join(found.wrong)


def test_every_page_without_an_account_is_in_order(enter: Enter, tmp_path: Path) -> None:
    found = walk(enter, tmp_path, "", "/", also=("/connexion", "/api/docs"))
    assert not found.wrong, "\n".join(found.wrong)
