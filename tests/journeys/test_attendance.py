"""A session signed with several phones at once: the trainer's, and those of two learners."""

import re
from datetime import datetime

from playwright.sync_api import Page, expect

from app.attendance import rules
from app.scheduling.rules import Half
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.journeys.world import NEWCOMERS, NOW, ON_NOW, PASSWORD, SECRET, TODAY, address


def open_sheet(page: Page) -> str:
    """From the list of sessions to the sheet; the id of the session."""
    page.goto("/seances")
    page.get_by_role("link", name=ON_NOW).first.click()
    page.get_by_role("link", name="Ouvrir l'émargement").click()
    found = re.search(r"/seances/([0-9a-f-]{36})/", page.url)
    assert found
    return found[1]


def draw(page: Page) -> None:
    sheet = page.locator("canvas")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 40 + 25 * (step % 2))
    page.mouse.up()


def test_a_morning_is_signed_with_three_phones_and_closed(enter: Enter) -> None:
    trainer = enter("trainer@demo.example", PHONE)
    session_id = open_sheet(trainer)
    count = trainer.locator(".sign-count")
    expect(count).to_contain_text("0 signé / ")
    seats = trainer.locator("#live li").count()
    digits = trainer.locator(".sign-digits").inner_text()
    expect(trainer.locator(".sign-qr svg")).to_be_visible()

    typing = enter(address("types-code"), PHONE)  # one types the six digits
    typing.goto("/accueil")
    typing.get_by_role("link", name="Signer ma présence").click()
    typing.get_by_label("Code du moment").fill("000 000" if digits != "000 000" else "111 111")
    typing.get_by_role("button", name="Je signe ma présence").click()
    expect(typing.get_by_role("alert")).to_contain_text("pas celui du moment")
    typing.get_by_label("Code du moment").fill(digits)
    typing.get_by_role("button", name="Je signe ma présence").click()
    expect(typing.get_by_role("status")).to_contain_text("C'est signé")

    scanning = enter(width=PHONE, fresh=True)  # the other scans, and signs in first
    said = rules.Token(session_id, TODAY, Half.MORNING.value, rules.step_of(datetime.fromisoformat(NOW)))
    scanning.goto("/connexion")
    scanning.goto(f"/emarger/{rules.token(rules.secret_of(SECRET, session_id), said)}")
    scanning.get_by_label("Adresse de courriel").fill(address("scans-code"))
    scanning.get_by_label("Mot de passe").fill(PASSWORD)
    scanning.get_by_role("button", name="Entrer").click()
    scanning.get_by_role("button", name="Je signe ma présence").click()
    expect(scanning.get_by_role("status")).to_contain_text("C'est signé")

    expect(count).to_contain_text(f"2 signés / {seats}")  # by itself
    trainer.get_by_role("link", name=NEWCOMERS["draws"]).click()  # the phone goes round
    draw(trainer)
    trainer.get_by_role("button", name="Je signe ma présence").click()
    expect(count).to_contain_text(f"3 signés / {seats}")
    expect(trainer.locator("li", has_text=NEWCOMERS["draws"]).locator(".sign-drawing")).to_be_visible()

    plain = enter("trainer@demo.example", DESK, javascript=False)  # a name is typed where nothing can be drawn
    plain.goto(trainer.url)
    plain.locator(".sign-unsaid a").first.click()
    expect(plain.locator("canvas")).to_be_hidden()
    plain.get_by_label("Ou écrivez votre nom").fill("Mon nom")
    plain.get_by_role("button", name="Je signe ma présence").click()
    expect(plain.locator(".sign-count")).to_contain_text(f"4 signés / {seats}")
    plain.get_by_role("link", name="Actualiser la liste").click()

    trainer.get_by_role("link", name="Clore et contresigner").click()
    answers = trainer.locator("select")
    expect(answers).to_have_count(seats - 4)
    for number in range(seats - 4):
        answers.nth(number).select_option("present" if number else "transport")
    draw(trainer)
    trainer.get_by_role("button", name="Je certifie et je clos").click()
    expect(trainer.get_by_text("Demi-journée contresignée")).to_be_visible()
    expect(trainer.locator(".sign-digits")).to_have_count(0)

    trainer.get_by_role("link", name=NEWCOMERS["types-code"]).click()  # a correction says why
    trainer.get_by_label("Raison de la correction").fill("Partie à 10 h 15")
    trainer.get_by_label("Motif, pour une absence").select_option("family")
    trainer.get_by_role("button", name="Noter l'absence").click()
    expect(trainer.get_by_role("region", name="Corrections")).to_contain_text("Partie à 10 h 15")

    trainer.get_by_role("link", name=re.compile("Vérifier la feuille")).click()
    anyone = enter(width=PHONE)
    anyone.goto(trainer.url)
    expect(anyone.get_by_text("rien n'y a été changé")).to_be_visible()
    expect(anyone.locator("body")).not_to_contain_text(NEWCOMERS["draws"])
