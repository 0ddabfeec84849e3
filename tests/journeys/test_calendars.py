"""The agenda in its three views, on a phone and on a desk; coming to a public session without an account."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Enter, choose
from tests.journeys.pages_met import Walk

LEARNER, ADVISER = "learner@demo.example", "adviser@demo.example"
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_learner_reads_the_agenda_by_day_by_week_and_as_a_list(width: int, enter: Enter) -> None:
    page = enter(LEARNER, width, javascript=width == DESK)  # links and forms: nothing here needs a script
    page.goto("/agenda")
    views = page.get_by_role("navigation", name="Façons de voir")
    expect(views.get_by_role("link", name="Liste")).to_have_attribute("aria-current", "page")
    views.get_by_role("link", name="Semaine").click()
    expect(page.get_by_text("Semaine du 23 au 29 novembre 2026")).to_be_visible()
    days = page.locator(".week-day")
    first, second = days.nth(0).bounding_box(), days.nth(1).bounding_box()
    assert first
    assert second
    if width == DESK:
        assert abs(first["y"] - second["y"]) < 2  # side by side
        box = page.locator(".box").first.bounding_box()
        assert box
        assert box["height"] > 30
    else:
        assert second["y"] > first["y"] + first["height"] - 1  # one under the other
    page.get_by_role("link", name="Après").click()
    expect(page.get_by_text("Semaine du 30 novembre au 6 décembre 2026")).to_be_visible()
    page.get_by_role("link", name="Aujourd'hui").click()
    page.locator(".box-title a").first.click()
    expect(page).to_have_url(re.compile(r"vue=jour.*#s-"))
    expect(page.locator(":target")).to_be_visible()


def test_boxes_stand_at_their_hours_and_never_cover_each_other(enter: Enter) -> None:
    page = enter(ADVISER, DESK)
    page.goto("/agenda?vue=semaine&jour=2026-11-26")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.week-day')].flatMap((day, n) => [...day.querySelectorAll('.box')].map(box => {
             const r = box.getBoundingClientRect()
             return [n, r.left, r.right, r.top, r.bottom] }))"""
    )
    assert len(boxes) > 3
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[2] <= other[1] + 1 or other[2] <= one[1] + 1 or one[4] <= other[3] + 1 or other[4] <= one[3] + 1
            assert apart, (one, other)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_somebody_comes_to_a_meeting_without_an_account_and_cancels(width: int, enter: Enter) -> None:
    page = enter("", width, javascript=width == DESK)
    page.goto("/")
    page.get_by_role("link", name="Venir à une rencontre").click()
    page.get_by_role("link", name="Réunion d'information").last.click()
    left = int(page.locator("main").inner_text().split(" places libres")[0].split()[-1])
    page.get_by_label("Prénom et nom").fill(f"Nora Vigne {width}")
    page.get_by_label("Courriel").fill("nora@courriel.example")
    page.get_by_role("button", name="M'inscrire").click()
    expect(page.get_by_role("link", name="Cochez la case")).to_be_visible()
    expect(page.get_by_label("Prénom et nom")).to_have_value(f"Nora Vigne {width}")
    choose(page, "J'accepte")
    page.get_by_role("button", name="M'inscrire").click()
    expect(page.get_by_role("heading", name="Votre place est gardée")).to_be_visible()
    private = page.url
    page.goto("/rencontres")
    page.get_by_role("link", name="Réunion d'information").last.click()
    expect(page.get_by_text(f"{left - 1} place")).to_be_visible()
    page.goto(private)
    page.get_by_role("button", name="Annuler mon inscription").click()
    expect(page.get_by_role("heading", name="Votre inscription est annulée")).to_be_visible()


def test_a_learner_makes_an_address_and_changes_it(enter: Enter) -> None:
    page = enter(LEARNER, PHONE)
    page.goto("/agenda")
    page.get_by_role("link", name="Mon agenda ailleurs").click()
    page.get_by_role("button", name="Créer mon adresse").click()
    old = page.locator(".address").inner_text()
    expect(page.get_by_role("img", name="Code à lire")).to_be_visible()
    assert page.request.get(old).ok
    page.get_by_role("button", name="Changer l'adresse").click()
    assert page.locator(".address").inner_text() != old
    assert page.request.get(old).status == 404


def test_the_pages_of_agendas_and_visitors_are_in_order(enter: Enter, tmp_path: Path) -> None:
    found = Walk(tmp_path)
    page = enter(LEARNER)
    for view in ("jour", "semaine", "liste"):
        found.look(page, f"/agenda?vue={view}&jour=2026-11-26")
    page.goto("/agenda/ailleurs")
    if page.get_by_role("button", name="Créer mon adresse").count():
        page.get_by_role("button", name="Créer mon adresse").click()
    found.look(page, "/agenda/ailleurs")
    visitor = enter()
    found.look(visitor, "/rencontres?organisation=demo")
    visitor.get_by_role("link", name="Réunion d'information").last.click()
    meeting = visitor.url
    for url in (meeting, f"{meeting}/groupe"):
        found.look(visitor, url)
    visitor.goto(meeting)
    visitor.get_by_label("Prénom et nom").fill("Iris Mas")
    visitor.get_by_label("Téléphone").fill("06 39 98 00 11")
    choose(visitor, "J'accepte")
    visitor.get_by_role("button", name="M'inscrire").click()
    expect(visitor.get_by_role("heading", name="Votre place est gardée")).to_be_visible()
    found.look(visitor, visitor.url)
    team = enter(ADVISER)
    session_id = meeting.rpartition("/")[2]
    for url in (f"/seances/{session_id}/visiteurs", "/rencontres/nouvelle", "/agenda?vue=semaine&jour=2026-11-26"):
        found.look(team, url)
    found.validate()
    assert not found.wrong, "\n".join(found.wrong)
