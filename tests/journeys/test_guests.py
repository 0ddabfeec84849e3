"""An expert who answers and sees nothing else; a passer-by who reads the programme sheet."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Enter

pytestmark = pytest.mark.browser
CLOSED = (
    "/suivi",
    "/travaux",
    "/seances",
    "/atelier",
    "/qualite",
    "/admin",
    "/agenda",
    "/messages",
    "/inscriptions/nouvelle",
)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_expert_answers_a_thread_and_sees_nothing_else(width: int, enter: Enter) -> None:
    learner = enter("learner@demo.example", width)
    learner.goto("/forum/nouveau")
    learner.get_by_label("Titre").fill(f"Entre nous, sans invités ({width})")
    learner.get_by_label("Message").fill("Qui fait la route avec moi jeudi ?")
    learner.get_by_role("button", name="Ouvrir le fil").click()
    private = learner.url

    page = enter("expert@demo.example", width)
    page.goto("/accueil")
    expect(page).to_have_url(re.compile("/forum$"))
    expect(page.get_by_text("Entre nous")).to_have_count(0)
    page.get_by_role("link", name="Demandez à celles et ceux qui vendent").click()
    page.get_by_label("Message").fill(f"Chez moi, la première vente est venue d'une voisine ({width}).")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    mine = page.locator("#posts > li").last
    expect(mine).to_contain_text("Le Fournil de Maïder")
    expect(mine).to_contain_text(f"est venue d'une voisine ({width})")

    for path in CLOSED:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, f"{path}: {answer.status}"
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
    answer = page.goto(private)
    assert answer is not None
    assert answer.status in (403, 404)
    expect(page.get_by_text("Qui fait la route avec moi")).to_have_count(0)


@pytest.mark.parametrize(("width", "javascript"), [(PHONE, True), (DESK, True), (PHONE, False)])
def test_anybody_reads_the_programme_sheet_of_a_course(width: int, javascript: bool, enter: Enter) -> None:
    page = enter(width=width, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Voir les parcours").click()
    page.get_by_role("link", name="Lire la fiche programme").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Créer son activité")
    for asked_by_law in (
        "Ce que vous saurez faire", "Pour qui", "Prérequis", "Comment et quand entrer", "Comment on apprend",
        "Comment on évalue", "Ce que vous obtenez", "Handicap et besoins particuliers", "Prix", "Contact",
    ):  # fmt: skip
        expect(page.locator("main")).to_contain_text(asked_by_law)
    expect(page.locator("main")).to_contain_text(re.compile(r"112.h"))
    answer = page.goto("/accueil")
    assert answer is not None
    expect(page).to_have_url(re.compile("/connexion"))
