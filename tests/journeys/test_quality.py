"""Quality: the indicators of a period, the figures, and the rows behind each."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Enter

pytestmark = pytest.mark.browser


def indicators(page: Page) -> int:
    """How many indicators the board tells of, those that do not apply too."""
    links = page.locator("main :is(h3, details) a[href*='/qualite/indicateurs/']")
    found = (re.search(r"/indicateurs/(\d+)", str(link.get_attribute("href"))) for link in links.all())
    return len({one[1] for one in found if one})


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_quality_reads_the_board_and_opens_the_rows(width: int, enter: Enter) -> None:
    page = enter("quality@demo.example", width)
    page.goto("/accueil")
    expect(page).to_have_url(re.compile("/qualite$"))
    assert indicators(page) == 33
    page.locator("main h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"Indicateur \d+"))
    counted = page.locator("table").first.locator("tbody tr").filter(has=page.get_by_role("link")).first
    number = int(re.sub(r"\D", "", counted.locator("td").first.inner_text()))
    counted.get_by_role("link").click()
    shown = page.locator("h2#preuves ~ div tbody tr")
    expect(shown.first).to_be_visible()
    assert shown.count() <= number

    page.goto("/qualite")
    page.get_by_label("Au", exact=True).fill("2026-10-31")
    page.get_by_role("button", name="Voir cette période").click()
    assert indicators(page) == 32


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_quality_reads_the_figures_with_their_formulas_and_takes_them_away(width: int, enter: Enter) -> None:
    page = enter("quality@demo.example", width)
    page.goto("/qualite/chiffres")
    entered = page.get_by_role("row").filter(has_text=re.compile("entrées")).first
    expect(entered).to_be_visible()
    for row in page.locator("main tbody tr").all():
        assert len(row.locator("td").nth(3).inner_text()) > 10, "a figure without its formula"

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tableur (CSV)").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) > 33
    assert len({len(row) for row in rows if row}) == 1
    answer = page.request.get(str(page.get_by_role("link", name="Données (JSON)").get_attribute("href")))
    held = json.loads(answer.text())
    said = held["indicators"] if isinstance(held, dict) else held
    assert len(said) == 33
    assert {"number", "title", "criterion", "status", "evidence_count", "figures"} <= set(said[0])
