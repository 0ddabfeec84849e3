"""The board by its doors: pages, files, API."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.periods import Period
from app.quality import exports, services
from app.quality.measures.catalogue import measures
from app.quality.measures.rules import Detail, Sums, figure
from tests.conftest import Ground
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled
from tests.quality.story import tell

Visit = Callable[..., Client]
YEAR = "du=2026-01-01&au=2026-12-31"
QUALITY = "quality@demo.example"


@pytest.fixture(scope="module")
def laid(ground: Ground) -> None:
    database, house = ground
    with database.writing() as session:
        tell(session, house)


@pytest.fixture
def lived(laid: None, house: House) -> House:
    return house


def test_the_board_shows_33_indicators_today_and_32_before_november(lived: House, visit: Visit) -> None:
    client = visit(QUALITY)
    for query, numbers in (("", range(1, 34)), ("?du=2026-01-01&au=2026-10-31", range(1, 33))):
        page = client.page(f"/qualite{query}")
        assert {int(n) for n in re.findall(r'href="/qualite/indicateurs/(\d+)\?', page)} == set(numbers)


@pytest.mark.parametrize("number", [1, 2, 8, 10, 12, 19, 23, 33])
def test_each_indicator_opens_on_its_rows(lived: House, visit: Visit, number: int) -> None:
    page = visit(QUALITY).page(f"/qualite/indicateurs/{number}?{YEAR}")
    assert f"Indicateur {number}" in page


def test_a_gap_opens_the_people_to_mend(lived: House, visit: Visit) -> None:
    page = visit(QUALITY).page(f"/qualite/indicateurs/8?{YEAR}&preuve=without_entry_levels")
    assert "Bea" in page
    assert "/suivi/" in page


def test_results_are_shown_with_their_formula(lived: House, visit: Visit) -> None:
    page = visit(QUALITY).page(f"/qualite/chiffres?{YEAR}")
    assert "Taux de réalisation" in page
    assert "effectif trop faible" in page


@pytest.mark.parametrize("path", ["/qualite", "/qualite/chiffres", "/qualite/indicateurs/8"])
def test_an_impossible_period_comes_back_with_what_was_typed(house: House, visit: Visit, path: str) -> None:
    answer = visit(QUALITY).get(f"{path}?du=2026-12-01&au=2026-11-01")
    assert answer.status_code == 422
    assert 'value="2026-12-01"' in answer.text
    assert "avant son début" in answer.text
    assert visit(QUALITY).get(f"{path}?du=2026-02-30").status_code == 422


@pytest.mark.parametrize("path", ["/qualite", "/qualite/indicateurs/8"])
def test_a_period_before_the_first_grid_is_refused_in_one_sentence(house: House, visit: Visit, path: str) -> None:
    answer = visit(QUALITY).get(f"{path}?au=2018-01-01")
    assert answer.status_code == 422
    assert "Aucune grille nationale" in answer.text


def test_the_spreadsheet_opens_in_french_and_holds_everything(lived: House, visit: Visit) -> None:
    answer = visit(QUALITY).get(f"/qualite.csv?{YEAR}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert {len(row) for row in rows} == {11}
    assert sum(row[0] == "indicateur" for row in rows) == 33
    assert any(row[0] == "résultat" and row[3] == "Taux de réalisation" and row[5] == "33,33" for row in rows)


def test_the_same_as_json(lived: House, visit: Visit) -> None:
    found = json.loads(visit(QUALITY).get(f"/qualite.json?{YEAR}").text)
    assert len(found["indicators"]) == found["grid"]["indicators"] == 33
    rate = next(f for f in found["figures"] if f["name"] == "completion_rate")
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (33.33, 1, 3)


def test_a_machine_reads_the_indicators_and_the_table(lived: House, api: Callable[..., Client]) -> None:
    client = api(QUALITY)
    found = client.get("/quality/indicators?from=2026-01-01&to=2026-12-31").json()
    assert len(found) == 33
    twelve = next(i for i in found if i["number"] == 12)
    assert twelve["status"] == "applicable"
    assert twelve["evidence_count"] > 0
    assert {"name", "value", "numerator", "denominator"} <= set(twelve["figures"][0])
    table = client.get("/quality/indicators.csv?from=2026-01-01&to=2026-12-31")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {int(row["number"]) for row in rows} == set(range(1, 34))


def test_a_machine_is_told_which_date_is_wrong(house: House, api: Callable[..., Client]) -> None:
    answer = api(QUALITY).get("/quality/indicators?from=2026-12-01&to=2026-11-01")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "to"


@pytest.mark.parametrize("role", Role)
def test_only_quality_admin_and_audit_come_in(
    house: House, visit: Visit, api: Callable[..., Client], role: Role
) -> None:
    expected = 200 if role in (Role.QUALITY, Role.ADMIN, Role.AUDITOR) else 403
    client = visit(f"{role}@demo.example")
    for path in ("/qualite", "/qualite/chiffres", "/qualite/indicateurs/4", "/qualite.csv", "/qualite.json"):
        assert client.get(path).status_code == expected, path
    machine = api(f"{role}@demo.example")
    for path in ("/quality/indicators", "/quality/indicators.csv"):
        assert machine.get(path).status_code == expected, path


def test_an_auditor_reads_no_name(lived: House, visit: Visit) -> None:
    client = visit("auditor@demo.example")
    for number in (4, 8, 10, 11, 12, 19):
        page = client.page(f"/qualite/indicateurs/{number}?{YEAR}")
        assert "/suivi/" not in page
        for name in ("Ada", "Bea", "Carl", "Dina"):
            assert f">{name}<" not in page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/qualite", 4), ("/qualite/chiffres", 12), ("/qualite/indicateurs/19", 9), ("/qualite.json", 12)],
)
def test_a_page_asks_as_many_questions_for_a_hundred_people_as_for_one(
    house: House, database: RolledBack, visit: Visit, path: str, most: int
) -> None:
    client = visit(QUALITY)

    def asked() -> int:
        database.statements.clear()
        assert client.get(path).status_code == 200
        return len(database.statements)

    with database.writing() as session:
        enrolled(session, house)
    few = asked()
    with database.writing() as session:
        for number in range(30):
            enrolled(session, house, email=f"n{number}@demo.example", name=f"N{number}")
    assert asked() == few <= most


def test_a_competence_named_like_a_formula_stays_text_in_the_spreadsheet(session: Session, house: House) -> None:
    board = services.read_board(session, house.actor(Role.QUALITY), Period(date(2026, 1, 1), date(2026, 12, 31)))
    measure = measures().measures["progression_team"]
    lines = [Detail("=HYPERLINK(1)", -0.5, -1, 2)]
    made = figure(measure, measure.versions[0], board.period, Sums(-1, 2, 2, 2), lines, "tout le monde", board.period)
    rows = list(csv.reader(io.StringIO("".join(exports.spreadsheet(board, [made]))), delimiter=";"))
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert rows[-1][3] == "'=HYPERLINK(1)"
    assert rows[-1][5] == "-0,5"
