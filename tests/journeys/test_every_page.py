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
)  # the adviser's; sessions are the trainer's
_LEVELS = ("/competences/", "/positionnement", "/suivi/competences", "/suivi/positionnements")
_AFTER = ("/bilans/", "/suivi/sorties", "/suivi/nouvelles", "/documents")
_VOICES = (
    "/qualite/enquetes",
    "/qualite/reclamations",
    "/qualite/aleas",
    "/qualite/ameliorations",
    "/qualite/essais",
    "/qualite/questionnaires",
)
_HELD = ("/qualite/registres", "/qualite/registre-scelle", "/qualite/referents", "/qualite/profil")
_TOLD = ("/qualite/publications", "/qualite/revue", "/qualite/audit", "/qualite/chiffres")
SEEN_ELSEWHERE = {  # the same page for another role, or in a walk of its own
    "learner": (),
    "admin": (*COMMON, *_TIME, *_LEVELS, *_AFTER, "/inscriptions", "/qualite", "/atelier", "/seances", "/financeurs"),
    "adviser": (*COMMON, *_LEVELS, *_AFTER, "/seances", "/qualite", "/financeurs"),
    "trainer": (*COMMON, *_TIME, *_LEVELS, *_AFTER, "/qualite"),
    "quality": (*COMMON, *_TIME, *_LEVELS, *_AFTER, *_VOICES, *_HELD, *_TOLD, "/seances", "/financeurs"),
    "auditor": (*COMMON, *_VOICES, *_HELD, *_TOLD, "/qualite/indicateurs"),
}
PARTS = {  # what a role has so much of that it is walked alone: where from, and within what
    "levels": ("adviser", "/suivi/positionnements", _LEVELS),
    "after": ("adviser", "/documents", _AFTER),
    "voices": ("quality", "/qualite/enquetes", _VOICES),
    "held": ("quality", "/qualite/registres", _HELD),
    "told": ("quality", "/qualite/publications", _TOLD),
    "funders": ("admin", "/financeurs", ("/financeurs",)),
}
IN_PART = {
    "learner",
    "trainer",
    "adviser",
    "held",
}  # more kinds of pages than a walk sees: not all looked at, to be split
COURSE = "/atelier/creer-son-activite"  # stands for the others; each kind's form: test_workshop_pages
ONE_OF_EACH_KIND = (
    "Un atout, c'est un fait", "l'enquête qui a changé mes plans", "Mon budget et mon temps", "Bpifrance Création",
    "une offre à essayer", "Je me repère sur le chemin", "Parler à cinq clients", "Pourquoi me choisirait-on",
    "Mon point de départ", "Premier jour ensemble", "Votre avis à mi-parcours", "Votre avis sur le parcours",
    "Ma carte surprise", "avant le jour de l'immatriculation",
    "Annoncer son prix sans s'excuser",
)  # fmt: skip
pytestmark = pytest.mark.browser


def walk(
    enter: Enter, folder: Path, email: str, start: str, also: tuple[str, ...] = (), but: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
) -> Walk:  # fmt: skip
    found = Walk(folder, but, within)
    found.from_page(enter(email), start, also=also)
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
    assert not found.left or role in IN_PART, f"cut short: {found.left} kinds of pages not looked at"
    assert not found.wrong, "\n".join(found.wrong)


@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_a_part_is_in_order(part: str, enter: Enter, tmp_path: Path) -> None:
    role, start, within = PARTS[part]
    found = walk(enter, tmp_path, f"{role}@demo.example", start, (), COMMON, within)
    assert len(found.saved) > 2
    assert not found.left or part in IN_PART, f"cut short: {found.left} kinds of pages not looked at"
    assert not found.wrong, "\n".join(found.wrong)


def test_every_page_without_an_account_is_in_order(enter: Enter, tmp_path: Path) -> None:
    found = walk(enter, tmp_path, "", "/", also=("/connexion", "/api/docs"))
    assert not found.wrong, "\n".join(found.wrong)
