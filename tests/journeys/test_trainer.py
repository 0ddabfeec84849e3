"""A trainer: reads what was handed in, says who was there, sees how a sequence goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose
from tests.journeys.world import HELD, NEWCOMERS, address

pytestmark = pytest.mark.browser
WORK = "Ma fiche : ce que j'apporte, ce qu'il me faut"


def hand_in(page: Page, text: str) -> None:
    page.goto("/mon-parcours")
    sequence = page.locator("details.plan-sequence").filter(has_text=WORK)
    if sequence.get_attribute("open") is None:
        sequence.locator("summary").click()
    sequence.get_by_role("link", name=WORK).click()
    page.get_by_role("textbox", name="Votre travail").fill(text)
    page.get_by_role("button", name="Envoyer mon travail").click()


def choose_words(page: Page, words: str) -> None:
    """As a mouse or a finger would, in the text that was handed in."""
    page.evaluate(
        """words => {
          const node = [...document.querySelectorAll('[data-from]')].map(one => one.firstChild).find(one => one.data.includes(words))
          getSelection().setBaseAndExtent(node, node.data.indexOf(words), node, node.data.indexOf(words) + words.length)
        }""",
        words,
    )
    expect(page.locator("#passage")).to_be_visible()


@pytest.mark.parametrize(("width", "newcomer"), [(PHONE, "read-on-phone"), (DESK, "read-at-desk")])
def test_a_trainer_sends_a_work_back_then_accepts_it(width: int, newcomer: str, enter: Enter) -> None:
    name = NEWCOMERS[newcomer]
    learner, trainer = enter(address(newcomer), PHONE), enter("trainer@demo.example", width)
    hand_in(learner, "Atout 1 : je tiens les délais.")

    trainer.goto("/accueil")
    expect(trainer.get_by_role("heading", name="Travaux à relire")).to_be_visible()
    trainer.goto("/travaux")
    trainer.get_by_role("link", name=name).click()
    expect(trainer.locator("main")).to_contain_text("Atout 1 : je tiens les délais.")
    trainer.get_by_role("button", name="Renvoyer").click()
    expect(trainer.locator(".error-summary")).to_be_visible()
    strengths = trainer.get_by_role("group", name="Trois atouts prouvés")
    choose(strengths, "En bonne voie")
    expect(trainer.locator("#kept")).to_contain_text("1 critère sur 4 a un niveau : 1 En bonne voie.")
    choose_words(trainer, "je tiens")
    trainer.get_by_label("Votre commentaire sur ce passage").fill("Racontez une fois où c'était vrai.")
    trainer.locator("#passage").get_by_role("button", name="Ajouter ce commentaire").click()
    expect(trainer.locator(".notes")).to_contain_text("Racontez une fois où c'était vrai.")
    address_of_work = trainer.url.split("#")[0]
    trainer.close()  # a closed tab loses nothing
    trainer = enter("trainer@demo.example", width)
    trainer.goto(address_of_work)
    expect(trainer.get_by_role("group", name="Trois atouts prouvés").get_by_label("En bonne voie")).to_be_checked()
    expect(trainer.locator("mark")).to_have_text("je tiens")
    trainer.get_by_label("Votre mot à la personne").fill("Bon départ. Il manque deux atouts et vos chiffres.")
    trainer.get_by_role("button", name="Renvoyer").click()
    expect(trainer.get_by_role("status")).to_contain_text("Le travail est renvoyé avec votre commentaire.")

    learner.goto("/progression")
    expect(learner.locator("main")).to_contain_text("Votre travail vous a été renvoyé avec un commentaire.")
    learner.get_by_role("link", name=WORK).click()
    expect(learner.locator(".verdict.attention").last).to_contain_text("Il manque deux atouts et vos chiffres.")
    expect(learner.locator("mark")).to_have_text("je tiens")
    expect(learner.locator(".notes")).to_contain_text("Racontez une fois où c'était vrai.")
    expect(learner.get_by_role("textbox", name="Votre travail")).to_have_value("Atout 1 : je tiens les délais.")
    hand_in(learner, "Trois atouts, deux limites, trois chiffres.")

    trainer.goto("/travaux")
    trainer.get_by_role("link", name=name).click()
    choose(trainer.get_by_role("group", name="Trois atouts prouvés"), "Acquis")
    choose(trainer.get_by_role("group", name="Cochez ce qui est corrigé"), "Racontez une fois")
    trainer.get_by_role("button", name="Accepter").click()
    expect(trainer.get_by_role("status")).to_contain_text("Le travail est accepté.")
    expect(trainer.get_by_role("link", name="Donner un niveau pour B1.1")).to_be_visible()
    learner.reload()
    expect(learner.locator(".verdict.good").first).to_contain_text("C'est fait")
    learner.get_by_role("link", name="Voir vos versions et ce qui a changé").click()
    expect(learner.locator("ins").first).to_contain_text("Trois")
    learner.get_by_role("link", name="Envoi 1").click()
    expect(learner.locator(".notes")).to_contain_text("corrigé dans l'envoi 2")


@pytest.mark.parametrize(("width", "title"), [(PHONE, HELD[0]), (DESK, HELD[1])])
def test_a_trainer_notes_who_was_there_by_half_day(width: int, title: str, enter: Enter) -> None:
    page = enter("trainer@demo.example", width)
    page.goto("/seances")
    row = page.get_by_role("row").filter(has_text=title).first
    expect(row).to_contain_text("jamais rempli")
    row.get_by_role("link", name=title).click()  # straight to the sheet: that is what is left to do
    page.get_by_text("Noter tout le monde d'un coup").click()
    people = page.locator("#marks > li")
    expect(people).to_have_count(3)
    for number in range(3):
        halves = people.nth(number).get_by_role("group")
        expect(halves).to_have_count(2)
        choose(halves.nth(0), "Présence")
        choose(halves.nth(1), "Absence" if number == 2 else "Présence")
    people.nth(2).get_by_role("textbox").fill("Rendez-vous à la banque")
    page.get_by_role("button", name="Enregistrer les présences").click()
    expect(page.get_by_role("status")).not_to_be_empty()

    page.goto("/seances")
    expect(page.get_by_role("row").filter(has_text=title)).to_have_count(0)
    page.get_by_role("navigation", name="Listes").get_by_role("link", name="Tenues").click()
    expect(page.get_by_role("row").filter(has_text=title).first).to_contain_text("présences notées")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="Ouvrir l'émargement").click()
    page.get_by_text("Noter tout le monde d'un coup").click()
    expect(people.nth(2).get_by_role("group").nth(1).get_by_label("Absence")).to_be_checked()
    expect(people.nth(2).get_by_role("textbox")).to_have_value("Rendez-vous à la banque")
    choose(people.nth(2).get_by_role("group").nth(1), "Présence")  # a correction is an act too
    page.get_by_role("button", name="Enregistrer les présences").click()
    person = people.nth(2).get_by_role("link").first
    person.click()
    expect(page.locator(".timeline")).to_contain_text(title)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_trainer_sees_how_a_sequence_goes(width: int, enter: Enter) -> None:
    page = enter("trainer@demo.example", width)
    page.goto("/atelier")
    page.get_by_role("region", name="Les parcours").get_by_role("link", name="Créer son activité").click()
    page.get_by_role("link", name="Éditions").click()
    page.get_by_role("link", name="La relire").click()
    expect(page.locator(".lead")).to_contain_text(re.compile(r"27 séquences, 165 activités, 112.h"))
    sequence = page.locator("a[href*='/sequences/']").first
    if not sequence.is_visible():
        page.locator("details").filter(has=page.locator("a[href*='/sequences/']")).first.locator("summary").click()
    sequence.click()
    expect(page.locator(".lead")).to_contain_text(re.compile(r"pour les \d+ personnes"))
    first = page.locator("tbody tr").filter(has_text="Bienvenue : comment marche le chemin")
    done = re.search(r"faite (\d+)", first.inner_text())
    assert done is not None
    assert int(done.group(1)) >= 10
    expect(page.locator("main")).to_contain_text("de bonnes réponses")
    page.get_by_role("link", name="Je me repère sur le chemin").first.click()
    expect(page.locator("main")).to_contain_text("Ce que les personnes en disent")
    expect(page.locator("main")).to_contain_text("personnes au premier essai")
