"""What goes wrong while a course is written: two trainers, a closed tab, a cut network, a killed server, a return."""

import os
import re
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose
from tests.journeys.workshop import TRAINER, add_step, begin
from tests.journeys.world import CHECKOUT, PASSWORD, Site, address, prepared, served

pytestmark = pytest.mark.browser
STATE = "#writing [data-state]"
SAVED = re.compile("^Enregistré à")
COURSE, STEP = "creer-son-activite", "b1-bienvenue"
ACTIVITIES = sum(
    1 for path in (CHECKOUT / "content" / COURSE / "activities").glob("*.md") if ".simple" not in path.name
)


def write(page: Page, words: str) -> None:
    page.locator("#field-text").fill(words)


def test_two_trainers_on_one_page_are_told_and_nothing_is_overwritten(enter: Enter) -> None:
    first, second = enter(TRAINER, DESK), enter("admin@demo.example", DESK)
    add_step(first, begin(first, "À deux mains"), "Le même texte")
    second.goto(first.url)
    write(first, "Le texte de la première.")
    expect(first.locator(STATE)).to_have_text(SAVED)
    write(second, "Le texte de la seconde.")
    expect(second.locator(STATE)).to_contain_text("Rien n'est écrasé")
    second.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(second.get_by_role("heading", name="Deux personnes ont écrit en même temps")).to_be_visible()
    expect(second.locator(".diff")).to_contain_text("première")
    expect(second.locator(".diff")).to_contain_text("seconde")
    second.get_by_role("button", name="Garder mon texte").click()
    expect(second.locator("#field-text")).to_have_value("Le texte de la seconde.")
    first.reload()
    expect(first.locator("#field-text")).to_have_value("Le texte de la seconde.")
    first.get_by_role("link", name="Historique").click()
    first.get_by_role("link", name="Voir cette version").nth(1).click()
    expect(first.locator(".diff")).to_contain_text("première")
    first.get_by_role("button", name="Revenir à cette version").click()
    expect(first.locator("#field-text")).to_have_value("Le texte de la première.")


def test_a_cut_network_and_a_closed_tab_lose_nothing(enter: Enter) -> None:
    page = enter(TRAINER, PHONE)
    add_step(page, begin(page, "Dans le train"), "Un tunnel")
    where, context = page.url, page.context
    context.set_offline(True)
    write(page, "Écrit dans le tunnel.")
    page.get_by_label("Pourquoi, en une phrase").fill("Vous saurez attendre.")
    expect(page.locator(STATE)).to_contain_text("La connexion est coupée.")
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(where)
    expect(page.locator("#field-text")).to_have_value("Écrit dans le tunnel.")
    expect(page.get_by_label("Pourquoi, en une phrase")).to_have_value("Vous saurez attendre.")
    expect(page.locator(STATE)).to_have_text(SAVED)

    write(page, "Juste avant de fermer.")
    page.close(run_before_unload=True)  # before the pause after which it would have been saved
    page = context.new_page()
    page.goto(where)
    expect(page.locator("#field-text")).to_have_value("Juste avant de fermer.")
    expect(page.locator(STATE)).to_have_text(re.compile("^Enregistré"))
    assert page.evaluate("() => Object.keys(localStorage).filter(key => key.endsWith(':writing'))") == []


def test_a_session_that_ended_is_said_and_the_words_come_back(enter: Enter) -> None:
    page = enter(TRAINER, PHONE)
    add_step(page, begin(page, "La pause de midi"), "Reprendre après")
    where = page.url
    page.context.clear_cookies()
    write(page, "Écrit après la pause.")
    expect(page.locator(STATE)).to_contain_text("Votre session est terminée.")
    page.reload()
    page.get_by_label("Adresse de courriel").fill(TRAINER)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(where)
    expect(page.locator("#field-text")).to_have_value("Écrit après la pause.")
    expect(page.locator(STATE)).to_have_text(SAVED)


def test_a_button_pressed_without_network_keeps_the_words_and_a_later_hand_does_not_lose_them(enter: Enter) -> None:
    page, other = enter(TRAINER, DESK), enter("admin@demo.example", DESK)
    add_step(page, begin(page, "Une panne"), "La box redémarre")
    where = page.url
    page.context.set_offline(True)
    write(page, "Mes mots d'avant la panne.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.context.set_offline(False)
    page.goto(where)
    expect(page.locator("#field-text")).to_have_value("Mes mots d'avant la panne.")
    expect(page.locator(STATE)).to_have_text(SAVED)

    page.context.set_offline(True)
    write(page, "Mes mots pendant la panne.")
    expect(page.locator(STATE)).to_contain_text("La connexion est coupée.")
    other.goto(where)
    write(other, "Les mots d'une autre.")
    expect(other.locator(STATE)).to_have_text(SAVED)
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(where)
    expect(page.locator("#field-text")).to_have_value("Les mots d'une autre.")
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator("#field-text")).to_have_value("Mes mots pendant la panne.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".diff del").first).to_contain_text("Les")
    expect(page.locator(".diff ins").first).to_contain_text("Mes")


def _machine(site: Site) -> httpx.Client:
    """The trainer's own program."""
    door = httpx.post(f"{site.url}/api/v1/auth/token", data={"username": TRAINER, "password": PASSWORD})
    return httpx.Client(
        base_url=f"{site.url}/api/v1/courses/", timeout=20,
        headers={"Authorization": f"Bearer {door.json()['access_token']}"},
    )  # fmt: skip


def _publish_and_kill(site: Site, machine: httpx.Client, after: float) -> None:
    def publish() -> None:
        with suppress(httpx.TransportError):  # the server is gone
            machine.post(f"{COURSE}/publication", json={"note": "Coupée ?"})

    asking = Thread(target=publish)
    asking.start()
    time.sleep(after)
    os.kill(site.pid, signal.SIGKILL)
    asking.join()


def test_a_server_killed_while_publishing_leaves_one_edition_whole(
    chromium: Browser, tmp_path: Path, shared: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared(shared), data)
    learner = chromium.new_page(locale="fr-FR")  # one window: its cookie outlives the server
    published, seen, words = 1, "Bonjour et bienvenue.", ""
    for after in (0.15, 0.45, 3.0, None):
        with served(data) as site, _machine(site) as machine:
            step = machine.get(f"{COURSE}/draft/activities/{STEP}").json()
            if words:
                published, seen = _one_edition_whole(machine, published, seen, words)
                assert step["text"] == words, "the draft is intact"
            _learner_reads(learner, site, seen)
            if after is None:
                break
            words = f"Cette page a été écrite {after} s avant la panne."
            kept = machine.put(f"{COURSE}/draft/activities/{STEP}", json={"version": step["version"], "text": words})
            assert kept.status_code == 200, kept.text
            _publish_and_kill(site, machine, after)
    learner.close()
    assert published > 1, "left long enough, it is published"


def _one_edition_whole(machine: httpx.Client, before: int, seen: str, words: str) -> tuple[int, str]:
    """The edition that learners have after a failure, the old or the new one, and what its page says."""
    now = next(one["number"] for one in machine.get(f"{COURSE}/editions").json() if one["current"])
    assert now in (before, before + 1)
    review = machine.get(f"{COURSE}/publication").json()
    assert (review["ready"], review["same"]) == (True, now > before)
    blocks = machine.get(COURSE).json()["blocks"]
    assert sum(len(sequence["activities"]) for block in blocks for sequence in block["sequences"]) == ACTIVITIES
    return now, words if now > before else seen


def _learner_reads(page: Page, site: Site, words: str) -> None:
    if page.url == "about:blank":
        page.goto(f"{site.url}/connexion")
        page.get_by_label("Adresse de courriel").fill("learner@demo.example")
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        expect(page).not_to_have_url(re.compile("/connexion"))
    page.goto(f"{site.url}/mon-parcours")
    link = page.locator(".plan-sequence a").filter(has_text="Bienvenue :").first.get_attribute("href")
    page.goto(f"{site.url}{link}")
    expect(page.locator("main")).to_contain_text(words)


def test_a_return_to_an_earlier_edition_keeps_what_a_learner_has_done(enter: Enter) -> None:
    learner, trainer = enter(address("returns"), PHONE), enter(TRAINER, DESK)
    base = "/atelier/preparer-sa-vitrine"

    def open_step(title: str) -> None:
        learner.goto("/mon-parcours")
        learner.goto(str(learner.locator(".plan-sequence a").filter(has_text=title).get_attribute("href")))

    open_step("Ouvrir le carnet")
    learner.get_by_role("button", name="J'ai terminé").click()
    expect(learner.get_by_role("status").first).to_contain_text("C'est enregistré.")
    open_step("Ai-je compris ?")
    choose(learner, "au moment de la prendre")
    learner.get_by_role("button", name="Envoyer mes réponses").click()
    expect(learner.get_by_role("heading", level=1)).to_contain_text("Votre résultat")
    result = learner.url
    answered = learner.locator("#q1").inner_text()
    learner.goto("/progression")
    done = learner.get_by_text("faites sur").first.inner_text()
    assert "30" in done

    trainer.goto(base)
    trainer.get_by_role("link", name="Ouvrir le carnet").click()
    write(trainer, "Tout autre chose.")
    trainer.get_by_label("Minutes").fill("90")
    trainer.get_by_role("button", name="Enregistrer", exact=True).click()
    trainer.goto(base)
    trainer.get_by_role("link", name="Ai-je compris ?").click()
    trainer.get_by_label("Séquence").select_option(label="Mettre de côté : ne pas publier")
    trainer.get_by_role("button", name="Déplacer").click()
    trainer.goto(f"{base}/publication")
    trainer.get_by_role("button", name="Publier", exact=True).click()
    learner.goto("/mon-parcours")
    expect(learner.locator(".plan-sequence a").filter(has_text="Ai-je compris ?")).to_have_count(0)

    trainer.goto(f"{base}/editions")
    trainer.get_by_role("button", name="Revenir à cette édition 1").click()
    expect(trainer.get_by_role("status").first).to_contain_text("L'édition 3 dit de nouveau ce que disait l'édition 1.")
    learner.goto("/progression")
    expect(learner.get_by_text("faites sur").first).to_have_text(done)
    learner.goto(result)
    assert learner.locator("#q1").inner_text() == answered
    open_step("Ouvrir le carnet")
    expect(learner.locator("main")).to_contain_text("Notez chaque commande.")
    expect(learner.locator(".verdict.good").first).to_contain_text("C'est fait")
    open_step("Ai-je compris ?")
    expect(learner.locator("main")).to_contain_text("Ce qui est compté reste compté.")
