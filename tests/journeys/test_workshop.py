"""A trainer makes a course: from documents that were there already, by hand without JavaScript, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose
from tests.journeys.workshop import GIFT, PDF, TRAINER, add_step, begin, follow_obstacles, lines, word_document
from tests.journeys.world import address

pytestmark = pytest.mark.browser
CARNET = "/atelier/tenir-son-carnet-de-commandes"


def test_documents_become_a_sequence_that_learners_see(enter: Enter) -> None:
    page = enter(TRAINER, DESK)
    page.goto(CARNET)
    page.get_by_role("link", name="Ajouter une séquence à ce bloc").click()
    page.get_by_role("link", name="Partir de ce que j'ai").click()
    page.get_by_label("Titre de la séquence neuve").fill("Le bon prix")
    document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.get_by_label("Un texte").set_input_files(
        {"name": "Fixer son prix.docx", "mimeType": document, "buffer": word_document()}
    )
    page.get_by_label("Un document à donner").set_input_files(
        {"name": "Tarifs.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("Une liste de questions").set_input_files(
        {"name": "prix.gift", "mimeType": "text/plain", "buffer": GIFT}
    )
    page.get_by_label("Une séance").fill("Atelier des prix")
    page.get_by_role("button", name="Créer les activités").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui est arrivé")
    main = page.locator("main")
    for said in (
        "Depuis « Fixer son prix.docx »",
        "Depuis « Tarifs.pdf »",
        "2 questions sont gardées",
        "Atelier des prix",
    ):
        expect(main).to_contain_text(said)
    expect(page.locator(".verdict.attention")).to_contain_text("n'a pas pu être gardée telle quelle")
    expect(main).to_contain_text("n'a pas de texte de remplacement")
    page.get_by_role("link", name="Vérifier et publier").click()
    publication = page.url
    expect(page.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    assert len(follow_obstacles(page, publication)) == 3

    page.get_by_role("link", name="n'a pas de texte de remplacement").click()
    area = page.locator("#field-text")
    expect(area).to_be_focused()
    assert "| Bois | 40 |" in area.input_value()
    area.fill(re.sub(r"!\[\]\(", "![Un carnet de prix ouvert](", area.input_value()))
    page.get_by_role("button", name="Enregistrer et vérifier de nouveau").click()
    page.get_by_role("link", name="Dites où se tient cette séance").click()
    choose(page.get_by_role("group", name="Où", exact=True), "Sur place")
    page.get_by_role("button", name="Enregistrer et vérifier de nouveau").click()
    page.get_by_role("link", name="Écrivez l'objectif de cette séquence").click()
    page.get_by_label("Objectif").fill("À la fin, vous savez fixer un prix.")
    page.get_by_role("button", name="Enregistrer la séquence").click()
    page.get_by_role("link", name="Vérifier et publier").click()
    page.get_by_label("Ce qui change, en une phrase").fill("Une séquence sur les prix.")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("L'édition 2 est publiée.")
    page.get_by_role("link", name="Éditions").click()
    expect(page.locator("main")).to_contain_text("Une séquence sur les prix.")

    learner = enter(address("brings"), PHONE)
    learner.goto("/mon-parcours")
    for title in ("Fixer son prix", "Tarifs", "Atelier des prix"):
        expect(learner.locator(".plan-sequence a").filter(has_text=title)).to_have_count(1)
    learner.goto(str(learner.locator(".plan-sequence a").filter(has_text="Fixer son prix").get_attribute("href")))
    expect(learner.get_by_role("img", name="Un carnet de prix ouvert")).to_be_visible()
    expect(learner.get_by_role("heading", name="Compter ses frais")).to_be_visible()
    expect(learner.get_by_role("cell", name="Bois")).to_be_visible()


def test_a_course_is_made_and_published_without_javascript(enter: Enter) -> None:
    page = enter(TRAINER, PHONE, javascript=False)
    course = begin(page, "Emballer sans plastique")
    page.get_by_role("link", name="Première séquence", exact=True).click()
    page.get_by_label("Objectif").fill("À la fin, vous savez emballer.")
    page.get_by_label("Titre").press("Enter")  # saves, and adds no row
    expect(page.get_by_role("status").first).to_contain_text("La séquence est enregistrée.")
    for title in ("Choisir un papier", "Plier"):
        add_step(page, course, title)
        page.get_by_label("Texte (la leçon)").fill(f"## {title}\n\nUn pas après l'autre.")
        page.get_by_role("button", name="Enregistrer et revenir au plan").click()
    assert lines(page) == ["Choisir un papier", "Plier"]
    page.get_by_role("button", name="Monter : Plier").click()
    assert lines(page) == ["Plier", "Choisir un papier"]
    said = follow_obstacles(page, f"{course}/publication")
    assert len(said) == 2, said
    page.get_by_role("link", name="Résumez le parcours").click()
    page.get_by_label("Résumé en une ou deux phrases").fill("Emballer, en deux pas.")
    page.get_by_label("Objectifs").fill("Choisir son papier")
    page.get_by_role("button", name="Enregistrer la fiche").click()
    page.get_by_role("link", name="Publier", exact=True).click()
    page.get_by_label("Ce qui change, en une phrase").fill("La première.")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("L'édition 1 est publiée.")
    page.goto("/parcours/emballer-sans-plastique")
    expect(page.get_by_role("heading", level=1)).to_have_text("Emballer sans plastique")


def test_each_kind_says_what_it_lacks_at_a_field_one_can_see(enter: Enter) -> None:
    page = enter(TRAINER, DESK)
    course = begin(page, "Tout est vide")
    kinds = page.request.get(f"{course}/brouillon/sequences/s1/activites/nouvelle").text()
    names = re.findall(r'name="kind" value="([a-z_]+)"', kinds)
    assert len(names) > 10
    token = re.search(r'name="csrf" value="([^"]+)"', kinds)
    assert token
    for name in names:
        sent = {"csrf": token[1], "kind": name, "title": f"Vide {name}"}
        assert page.request.post(f"{course}/brouillon/sequences/s1/activites", form=sent).ok
    said = follow_obstacles(page, f"{course}/publication")
    for name in set(names) - {"session"}:
        assert any(f"Vide {name}" in one for one in said), name
    assert not re.search(r"[a-z]+: *[\[{]|\bkind\b", " ".join(said)), (
        "YAML is not said to somebody who writes in a form"
    )


def _minutes(page: Page) -> str:
    return page.locator(".totals strong").inner_text()


def _drag(page: Page, title: str, onto: str) -> None:
    grip = page.locator(".line").filter(has_text=title).locator(".grip")
    there = page.locator(onto)
    there.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), there.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for near in (20, 8, 6, 4):
        page.mouse.move(end["x"] + 40, end["y"] + near, steps=10)
    page.mouse.up()


def test_the_outline_is_ordered_by_mouse_and_by_keyboard(enter: Enter) -> None:
    page = enter(TRAINER, DESK)
    course = begin(page, "Ranger son atelier")
    for title in ("Trier", "Laver", "Ranger"):
        add_step(page, course, title)
    page.goto(course)
    told = page.locator("[data-said]")
    expect(page.locator(".totals")).to_contain_text("45 min")

    down = page.get_by_role("button", name="Descendre : Trier")
    down.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # at once: the second waits for the first
    expect(told).to_have_text("Déplacé : place 3 sur 3, dans « Première séquence ».")
    expect(page.get_by_role("button", name="Descendre : Trier")).to_be_focused()
    assert lines(page) == ["Laver", "Ranger", "Trier"]
    page.keyboard.press("Enter")
    expect(told).to_have_text("C’est déjà au bout.")

    _drag(page, "Trier", ".line >> nth=0")
    expect(told).to_contain_text("Déplacé : place 1 sur 3")
    assert lines(page) == ["Trier", "Laver", "Ranger"]
    _drag(page, "Laver", "#cote .lines")
    expect(told).to_contain_text("Mis de côté")
    expect(page.locator(".totals strong")).to_have_text("30 min")
    before = (lines(page), _minutes(page))
    page.reload()
    assert (lines(page), _minutes(page)) == before == (["Trier", "Ranger", "Laver"], "30 min")


def test_a_move_that_could_not_be_kept_is_told(enter: Enter) -> None:
    page = enter(TRAINER, PHONE)
    course = begin(page, "Sans réseau")
    for title in ("Un", "Deux"):
        add_step(page, course, title)
    page.goto(course)
    page.context.set_offline(True)
    page.get_by_role("button", name="Monter : Deux").press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("rien n’est changé dans le brouillon")
    expect(page.locator("[data-said]")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Monter : Deux").press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("Déplacé : place 1 sur 2")
    assert lines(page) == ["Deux", "Un"]
