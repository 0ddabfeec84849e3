"""A learner on their first day: one step after the other, then one activity of each kind."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose, sign_in
from tests.journeys.world import address

pytestmark = pytest.mark.browser

VISITS = {
    "phone": (PHONE, True),
    "phone-plain": (PHONE, False),
    "desk": (DESK, True),
    "desk-plain": (DESK, False),
}


def toast(page: Page, said: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("status")).to_contain_text(said)


def one_next_step(page: Page) -> str:
    """The title of the step that the home proposes: one, with its time and what it counts for."""
    card = page.locator(".card.next")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Votre prochaine étape")
    expect(card).to_contain_text(re.compile(r"environ \d+", re.IGNORECASE))
    expect(card).to_contain_text("Compté quand")
    expect(page.locator(".button.next")).to_have_count(1)
    return card.locator(".step-title").inner_text()


def open_by_name(page: Page, name: str) -> None:
    """From the plan, as somebody who looks for one thing."""
    page.goto("/mon-parcours")
    sequence = page.locator("details.plan-sequence").filter(has_text=name)
    if sequence.get_attribute("open") is None:
        sequence.locator("summary").click()
    sequence.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def back_home(page: Page) -> None:
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Accueil").click()


@pytest.mark.parametrize("visit", VISITS)
def test_a_learner_goes_through_one_activity_of_each_kind(visit: str, enter: Enter) -> None:
    width, javascript = VISITS[visit]
    page = enter(width=width, javascript=javascript, fresh=True)
    sign_in(page, address(visit))

    _first_steps(page)
    _thursday(page)
    _listen(page)
    _open_the_file(page)
    _bring_a_proof(page)
    _answer_every_kind_of_question(page)
    _wait_for_a_trainer_after_a_free_text(page)
    _hand_in(page)
    _answer_the_forum(page)
    _give_an_opinion(page)
    _choose_a_card(page)
    _tick_a_list(page)
    _see_the_plan(page)
    _see_the_progression(page)


def _first_steps(page: Page) -> None:
    """A page to read, then the starting point: each act leads to the next step."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    first = one_next_step(page)
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.locator("main")).to_contain_text("étape 1 sur")
    page.get_by_role("button", name="J'ai terminé").click()
    toast(page, "C'est enregistré. Prochaine étape")

    second = one_next_step(page)
    assert second != first
    page.get_by_role("link", name="Continuer").click()
    statements = page.get_by_role("group").filter(has=page.get_by_role("radio"))
    assert statements.count() >= 6
    for number in range(statements.count()):
        choose(statements.nth(number), "Je fais avec de l'aide")
    page.get_by_role("button", name="Enregistrer mes niveaux").click()
    toast(page, "C'est enregistré.")
    back_home(page)
    assert one_next_step(page) not in (first, second)


def _thursday(page: Page) -> None:
    """The session of Thursday: the plan has kept a seat in it, and its place is said."""
    open_by_name(page, "Premier jour ensemble")
    expect(page.get_by_role("heading", name="Votre séance")).to_be_visible()
    page.goto("/accueil")
    expect(page.locator("main")).to_contain_text(re.compile(r"jeudi 26 novembre.*9.h"))
    expect(page.locator("main")).to_contain_text("Tulle, Salle 2")
    page.goto("/agenda")
    expect(page.locator("main")).to_contain_text("jeudi 26 novembre")
    expect(page.locator("main")).to_contain_text("Maison de l'emploi, Tulle")


def _listen(page: Page) -> None:
    open_by_name(page, "Écouter : l'enquête qui a changé mes plans")
    sound = page.locator("audio")
    expect(sound).to_have_attribute("preload", "none")
    expect(page.get_by_role("heading", name="Transcription")).to_be_visible()
    expect(page.locator("main")).to_contain_text("je suis boulangère ambulante")
    heard = page.request.get(str(sound.get_attribute("src")))
    assert heard.ok
    assert heard.headers["content-type"] == "audio/ogg"
    page.get_by_role("button", name="J'ai terminé").click()
    toast(page, "C'est enregistré.")


def _open_the_file(page: Page) -> None:
    open_by_name(page, "Mon budget et mon temps : le tableau")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Ouvrir le fichier").click()
    assert waiting.value.suggested_filename == "b1-budget-du-foyer.xlsx"
    assert Path(waiting.value.path()).read_bytes()[:4] == b"PK\x03\x04"
    page.reload()
    expect(page.locator(".verdict.good")).to_contain_text("C'est fait")


def _bring_a_proof(page: Page) -> None:
    open_by_name(page, "Comparer avec d'autres : le site Bpifrance Création")
    outside = page.get_by_role("link", name="https://bpifrance-creation.fr/")
    expect(outside).to_have_attribute("rel", re.compile("noopener"))
    page.get_by_label("Ce que vous en rapportez").fill("Lu lundi : une page sur l'idée. Confirme : commencer petit.")
    page.get_by_role("button", name="Envoyer ma preuve").click()
    expect(page.locator("main")).to_contain_text("Confirme : commencer petit.")


def _question(page: Page, said: str) -> "Callable[[str], None]":
    fieldset = page.locator("fieldset.question").filter(has_text=said)

    def check(label: str) -> None:
        choose(fieldset, label)

    expect(fieldset).to_have_count(1)
    return check


def _put(page: Page, said: str, values: dict[str, str]) -> None:
    fieldset = page.locator("fieldset.question").filter(has_text=said)
    for label, value in values.items():
        fieldset.get_by_label(label).select_option(label=value)


def _answer_every_kind_of_question(page: Page) -> None:
    """Seven kinds in one quiz: first with a mistake and a forgotten answer, then right; each try is kept."""
    open_by_name(page, "Atouts, limites, besoins : je vérifie")
    _question(page, "Quelle phrase prouve un atout")("Je suis une personne très motivée.")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre résultat")
    expect(page.locator("#q1 .verdict")).to_contain_text("C'est une étiquette. Rien ne permet de le vérifier.")
    expect(page.locator("main")).to_contain_text("Sans réponse, donc sans point")
    expect(page.locator(".verdict.attention").first).to_contain_text("Pas encore compté.")
    page.get_by_role("link", name="Réessayer").click()

    _question(page, "Quelle phrase prouve un atout")("J'ai ouvert la boulangerie à 5 heures")
    _put(page, "Noémie, couturière", {
        "Une mariée est arrivée": "Place 1", "J'ai décousu le dos": "Place 2", "Elle a dansé dedans": "Place 3", "Mon atout est de garder": "Place 4",
    })  # fmt: skip
    pick = _question(page, "lesquelles sont dites comme des faits")
    pick("J'oublie un rendez-vous sur dix.")
    pick("Après trois heures debout")
    _put(page, "Rodrigue, menuisier", {
        "Un voisin le conduit": "S'entourer", "Il vend des meubles": "Contourner",
        "Il limite sa zone": "Accepter", "Il prend des leçons": "Apprendre",
    })  # fmt: skip
    page.locator("fieldset").filter(has_text="Karim paie 360").get_by_role("textbox").fill("60")
    page.locator("fieldset").filter(has_text="Le foyer de Lucie").get_by_role("textbox").fill("620,00 €")
    _question(page, "Elle doit donc faire payer 620")("Faux")
    page.locator("fieldset").filter(has_text="on appelle cela un").get_by_role("textbox").fill("Fait vécu")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.locator("main")).to_contain_text("C'est compté")
    expect(page.locator("#q1 .verdict")).to_contain_text("Il y a un fait, une durée et un résultat.")
    assert page.locator("li.card .verdict.good").count() == 8
    page.get_by_role("link", name="Atouts, limites, besoins").first.click()
    expect(page.get_by_role("heading", name="Vos essais")).to_be_visible()


def _wait_for_a_trainer_after_a_free_text(page: Page) -> None:
    """The two kinds that are left: words to choose in a sentence, and a free text that somebody reads."""
    open_by_name(page, "Peser juste")
    _question(page, "Elsa, fleuriste")("Elle parle de cette raison avec une personne qualifiée.")
    page.locator("fieldset").filter(has_text="il faut à Pauline").get_by_role("textbox").fill("15")
    _question(page, "J'ai déjà travaillé huit semaines")("Faux")
    _put(page, "vraie ligne rouge", {
        "Peur de trop dépenser": "Je ne mets pas plus de 3 000 €",
        "Peur de m'épuiser": "Pas plus de six jours sur sept pendant un mois",
        "Peur d'attendre trop longtemps": "Au bout de neuf mois sous 500 €, je change de plan",
        "Peur d'oublier ma famille": "Jamais de travail le mercredi après-midi",
    })  # fmt: skip
    sentence = page.locator("fieldset.question").filter(has_text="Cherchez le pas le plus")
    sentence.get_by_role("combobox").nth(0).select_option(label="petit")
    sentence.get_by_role("combobox").nth(1).select_option(label="défaire")
    page.get_by_label("Une formatrice ou un formateur la lira").fill(
        "Pas plus de 2 000 € d'ici juin. Inès est au courant."
    )
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.locator("main")).to_contain_text("va lire la réponse écrite")
    expect(page.locator("main")).to_contain_text("Inès est au courant.")


def _hand_in(page: Page) -> None:
    """A text and a file; nothing at all is refused in a sentence, and what was written stays."""
    open_by_name(page, "Ma fiche : ce que j'apporte, ce qu'il me faut")
    expect(page.locator("main")).to_contain_text("Trois atouts prouvés")
    page.get_by_role("button", name="Envoyer mon travail").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_role("textbox", name="Votre travail").fill(
        "Atout 1 : je tiens les délais.\nLimite 1 : je dis oui trop vite."
    )
    page.get_by_label("Un fichier ou une photo").set_input_files(
        {"name": "Ma fiche été.txt", "mimeType": "text/plain", "buffer": BytesIO(b"mes chiffres").getvalue()}
    )
    page.get_by_role("button", name="Envoyer mon travail").click()
    expect(page.locator("main")).to_contain_text("Atout 1 : je tiens les délais.")
    expect(page.get_by_role("link", name="Ma fiche été.txt")).to_be_visible()
    expect(page.locator(".verdict.attention").first).to_contain_text("attend d'être lu")


def _answer_the_forum(page: Page) -> None:
    """This task asks for two messages: after one, the page says what is missing."""
    open_by_name(page, "Pourquoi me choisirait-on ?")
    page.get_by_role("textbox", name="Votre message").fill("Je livre le pain **avant sept heures**, à vélo.")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.locator("#fil")).to_contain_text("Je livre le pain avant sept heures, à vélo.")
    expect(page.locator(".verdict.attention")).to_contain_text("1 message sur 2")
    page.get_by_role("textbox", name="Votre message").fill("À la place de ton client, je demanderais un essai.")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.locator(".verdict.good")).to_contain_text("C'est fait")


def _give_an_opinion(page: Page) -> None:
    """Under one's name: begun, kept, sent, changed. Without it: sent, and not shown again."""
    open_by_name(page, "Votre avis sur le parcours")
    choose(page.locator("fieldset").filter(has_text="répondu à ce que vous attendiez"), "4")
    page.get_by_role("button", name="Garder pour plus tard").click()
    expect(page.locator(".verdict.attention")).to_contain_text("Il reste à les envoyer")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.locator(".error-summary")).to_contain_text("Répondez à la question 2")
    choose(page.locator("fieldset").filter(has_text="capable de la suite"), "3")
    choose(page.locator("fieldset").filter(has_text="votre conseillère ou votre conseiller"), "5")
    _question(page, "Conseilleriez-vous")("Oui, avec une réserve")
    page.locator("fieldset").filter(has_text="Ce que vous garderez").get_by_role("textbox").fill(
        "Le carnet d'entretien."
    )
    page.get_by_role("button", name="Envoyer mes réponses").click()
    toast(page, "C'est enregistré.")
    open_by_name(page, "Votre avis sur le parcours")
    expect(page.get_by_label("4").first).to_be_checked()
    expect(page.get_by_role("button", name="Envoyer les changements")).to_be_visible()

    open_by_name(page, "Votre avis à mi-parcours")
    _question(page, "Le rythme vous convient-il")("Juste bien")
    choose(page.locator("fieldset").filter(has_text="sert-il à votre projet"), "5")
    choose(page.locator("fieldset").filter(has_text="de l'aide assez vite"), "4")
    pick = _question(page, "vous aide le plus")
    pick("Les entretiens")
    pick("Le groupe")
    page.get_by_role("button", name="Envoyer mes réponses").click()
    toast(page, "C'est enregistré.")
    open_by_name(page, "Votre avis à mi-parcours")
    expect(page.locator("main")).to_contain_text("Personne ne peut dire lesquelles sont les vôtres")
    expect(page.get_by_role("group").filter(has_text="Le rythme vous convient-il")).to_have_count(0)
    expect(page.get_by_role("button", name="Envoyer mes réponses")).to_have_count(0)


def _choose_a_card(page: Page) -> None:
    open_by_name(page, "Ma carte surprise pour l'atelier")
    choose(page, "Une demande de remise")
    page.get_by_role("button", name="Enregistrer mon choix").click()
    toast(page, "C'est enregistré.")
    open_by_name(page, "Ma carte surprise pour l'atelier")
    expect(page.get_by_label("Une demande de remise")).to_be_checked()
    expect(page.locator("main")).to_contain_text(
        "l'ont choisie" if page.get_by_text("l'ont choisie").count() else "l'a choisie"
    )


def _tick_a_list(page: Page) -> None:
    """By keyboard: with a script the page stays and the focus with it; without, the page comes back at the point."""
    open_by_name(page, "Mes fichiers sont à l'abri : je coche")
    points = page.locator("button.tick")
    for number in range(points.count()):
        expect(page.locator("main .meter")).to_contain_text(f"{number} sur 6")
        points.nth(number).focus()
        page.keyboard.press("Space")
        if number < 5:
            expect(points.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"/accueil$"))
    toast(page, "C'est enregistré.")


def _see_the_plan(page: Page) -> None:
    page.goto("/mon-parcours")
    expect(page.locator(".lead")).to_contain_text(
        re.compile(r"du (lundi )?23 novembre 2026 au (\w+ )?\d+ janvier 2027")
    )
    dated = page.locator(".plan-sequence").filter(has_text="Bienvenue sur le chemin")
    expect(dated).to_contain_text(re.compile(r"du lundi 23 novembre au jeudi 26 novembre"))
    expect(dated).to_contain_text("fait")


def _see_the_progression(page: Page) -> None:
    page.goto("/progression")
    expect(page.get_by_text(re.compile(r"faites sur 111.h 50 prévues")).first).to_be_visible()
    why = page.locator("section").filter(has=page.get_by_role("heading", name="Pas encore compté, et pourquoi"))
    expect(why).to_contain_text("Votre travail attend d'être lu par l'équipe de formation.")
    expect(why).not_to_contain_text("Peser juste")  # all its questions are answered: that is what it asks
    expect(page.get_by_role("table").filter(has_text="Prévu")).to_contain_text("À distance")
    expect(page.locator("main")).to_contain_text("À l'entrée")
    assert page.locator("section[class*=' block-']").get_by_role("heading", level=3).count() == 6
