"""A file goes in pieces over a bad line: cut, paused, left in a closed tab, sent before it has all come."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories import files
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.journeys.test_mishaps import WORK, activity
from tests.journeys.world import address

pytestmark = pytest.mark.browser
PIECES = re.compile(r"/envois/[0-9a-f-]+$")
SAID = ".upload-said"


class Line:
    """What goes over the line of a page: `.` a piece that passes, `x` one that is cut; the last sign holds for the rest."""

    def __init__(self, page: Page, weather: str = ".") -> None:
        self.sent: list[int] = []  # octets of each piece that passed
        self._weather = weather
        page.route(PIECES, self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method == "PATCH":
            now, self._weather = self._weather[0], self._weather[1:] or self._weather
            if now == "x":
                return route.abort()
            self.sent.append(len(route.request.post_data_buffer or b""))
        return route.continue_()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "mon plan.txt"
    path.write_bytes(b"Mes clients viennent du march\xc3\xa9.\n" * 28_000)
    return path


def opened(page: Page) -> Page:
    page.goto(activity(page, WORK))
    return page


def choose(page: Page, path: Path) -> None:
    page.get_by_label("Un fichier ou une photo").set_input_files(path)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Envoyer mon travail").click()


def test_a_line_that_is_cut_costs_a_pause_and_not_the_file(enter: Enter, plan: Path) -> None:
    page = opened(enter(address("bad-line"), PHONE))
    line = Line(page, "xx.")
    choose(page, plan)
    expect(page.locator(SAID)).to_have_text("La connexion est coupée. 0 % est arrivé. Nous reprenons dès que possible.")
    expect(page.locator("progress")).to_be_visible()
    hand_in(page)  # before it has all come: the form leaves by itself at the end
    expect(page.locator(SAID)).to_contain_text("Le formulaire partira tout seul à la fin.")
    expect(page.get_by_role("heading", name="Votre envoi")).to_be_visible()
    assert sum(line.sent) == plan.stat().st_size
    assert len(line.sent) > 1
    answer = page.request.get(str(page.get_by_role("link", name="mon plan.txt").get_attribute("href")))
    assert answer.body() == plan.read_bytes()
    assert page.evaluate("() => Object.keys(localStorage).filter(key => key.includes(':envoi:'))") == []


def test_a_file_left_in_a_closed_tab_goes_on_where_it_was(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "grand plan.txt"
    path.write_bytes(b"a" * 990_000)
    first = opened(enter(address("closed-tab"), PHONE))
    cut = Line(first, "x.x")  # after a cut, pieces become smaller
    choose(first, path)
    expect(first.locator(SAID)).to_contain_text("La connexion est coupée. 52 % est arrivé.")
    second = first.context.new_page()
    first.close()
    line = Line(opened(second))
    choose(second, path)
    expect(second.locator(SAID)).to_have_text("« grand plan.txt » est arrivé. Il partira avec votre envoi.")
    assert sum(cut.sent) + sum(line.sent) == 990_000
    hand_in(second)
    expect(second.get_by_role("heading", name="Votre envoi")).to_be_visible()


def test_one_may_pause_and_change_ones_mind(enter: Enter, plan: Path, tmp_path: Path) -> None:
    page = opened(enter(address("bad-line"), PHONE))
    Line(page, "xxx.")
    choose(page, plan)
    expect(page.locator(SAID)).to_contain_text("La connexion est coupée.")
    page.get_by_role("button", name="Mettre en pause").click()
    expect(page.locator(SAID)).to_have_text("En pause. 0 % est arrivé.")
    page.get_by_role("button", name="Reprendre").click()
    expect(page.locator(SAID)).to_have_text("« mon plan.txt » est arrivé. Il partira avec votre envoi.")
    damaged = tmp_path / "photo.jpg"
    damaged.write_bytes(files.photo(400, 300)[:6000])
    choose(page, damaged)
    expect(page.locator(SAID)).to_contain_text("Cette image est abîmée")
    expect(page.get_by_label("Un fichier ou une photo")).to_have_value("")  # the same name may be chosen again
    damaged.write_bytes(files.photo(400, 300))
    choose(page, damaged)
    expect(page.locator(SAID)).to_have_text("« photo.jpg » est arrivé. Il partira avec votre envoi.")
    hand_in(page)
    expect(page.get_by_role("link", name="photo.jpg").first).to_be_visible()


def test_a_form_that_comes_back_keeps_its_file_without_javascript_too(enter: Enter, plan: Path) -> None:
    page = opened(enter(address("closed-tab"), PHONE, javascript=False))
    choose(page, plan)
    page.get_by_role("textbox", name="Votre travail").fill("é" * 49_999)
    page.get_by_role("textbox", name="Votre travail").evaluate("area => area.removeAttribute('maxlength')")
    page.get_by_role("textbox", name="Votre travail").fill("é" * 50_001)
    hand_in(page)
    expect(page.locator(".error-summary")).to_contain_text("trop long")
    expect(page.locator(SAID)).to_contain_text("« mon plan.txt » est déjà arrivé : il partira avec votre envoi.")
    page.get_by_role("textbox", name="Votre travail").fill("Voici mon plan.")
    hand_in(page)
    expect(page.get_by_role("link", name="mon plan.txt").first).to_be_visible()


def test_a_trainer_puts_a_photo_into_a_lesson_over_a_bad_line(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "étal.jpg"
    path.write_bytes(files.photo(1200, 900))
    page = enter("trainer@demo.example", DESK)
    page.goto("/atelier/creer-son-activite/brouillon/activites/b1-bienvenue")
    line = Line(page, "x.")
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_label("Ce que montre l'image, ou le nom du document").fill("Un étal de légumes")
    page.get_by_role("button", name="Ajouter au texte").click()  # before it has come
    expect(page.locator("#attach .upload-said")).to_have_text("")  # it has come, has gone into the text, and is over
    expect(page.locator("#field-text")).to_have_value(re.compile(r"!\[Un étal de légumes\]\(\.\./images/etal.*\.jpg\)"))
    assert sum(line.sent) == path.stat().st_size
    assert page.get_by_label("Fichier", exact=True).evaluate("field => field.name") == "piece"
