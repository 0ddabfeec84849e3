"""The yearly report: figures counted again from raw rows, totals that agree, a workbook that calculates the same."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.funding.nomenclature import bpf, kinds
from app.funding.rules import hours_of_lines, shared, year_problem
from app.funding.services import files, profiles
from app.funding.services.files import Part
from app.funding.years import figures, services, showing, workbook
from app.funding.years.figures import Cell
from app.identity.models import Account
from app.learning import services as learning
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.paths import activity, learner_of
from tests.funding.story import Funded, frames_again, fund, minutes_again

Visit = Callable[..., Client]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def funded(session: Session, house: House) -> Funded:
    return fund(session, house)


def _report(session: Session, funded: Funded, year: str = "") -> services.Report:
    return services.report(session, funded.story.actor(Role.QUALITY), year or funded.year)


def _same(cell: Cell | None, told: tuple[int, int]) -> None:
    assert cell is not None
    assert (cell.count, cell.minutes) == told


def test_every_frame_is_what_raw_rows_say(session: Session, funded: Funded) -> None:
    told = frames_again(session, funded.story.place.id, *YEAR)
    found = _report(session, funded).figures
    assert set(told) == {"own", "f1.job_seeker", "f1.employee", "f2", "f3.other_training", "f4.310", "g"}
    for key, counted in told.items():
        _same(found.cell(key), counted)
    for frame in (found.f1, found.f3, found.f4):
        assert (frame.total.count, frame.total.minutes) == told["own"]
        assert frame.total.hours == (told["own"][1] + 30) // 60
        assert not frame.unsaid
    assert found.people == 2


def test_controls_hold_and_each_gap_opens_what_mends_it(session: Session, funded: Funded, visit: Visit) -> None:
    adviser = funded.story.actor(Role.ADVISER)
    assert _report(session, funded).holds
    files.set_file(session, adviser, funded.story.ada.id, "")
    found = _report(session, funded)
    assert {check.name for check in found.checks if not check.holds} == {
        "F-1 et F-3 : stagiaires", "F-1 et F-3 : heures", "F-1 et F-4 : stagiaires", "F-1 et F-4 : heures",
        "F-1 et le registre : stagiaires", "F-1 et le registre : heures",
    }  # fmt: skip
    browser = visit("quality@demo.example")
    page = browser.page(f"/financeurs/bilans/{funded.year}")
    assert f'href="/financeurs/dossiers/{funded.story.ada.id}"' in page
    browser.post(f"/financeurs/dossiers/{funded.story.ada.id}/situation", {"status": "job_seeker"})
    assert _report(session, funded).holds


def test_money_from_other_bodies_wants_learners_from_them(session: Session, funded: Funded) -> None:
    admin = funded.story.actor(Role.ADMIN)
    services.save_typed(session, admin, funded.year, {"c10": "1 200 €"}, None)
    assert _report(session, funded).holds
    files.set_file(session, funded.story.actor(Role.ADVISER), funded.story.carl.id, "other")
    assert [check.name for check in _report(session, funded).checks if not check.holds] == [
        "C-10 au-dessus de zéro : le cadre G est rempli"
    ]


def test_two_funders_share_a_path_and_no_minute_is_counted_twice(session: Session, funded: Funded) -> None:
    found = _report(session, funded)
    ada = next(path for path in found.paths if path.id == funded.story.ada.id)
    region, europe = found.figures.cell("c.c6"), found.figures.cell("c.c4")
    others = sum(path.minutes for path in found.paths) - ada.minutes
    assert region is not None
    assert europe is not None
    assert region.minutes + europe.minutes == ada.minutes + others
    assert region.count + europe.count == 3  # Ada once, where her largest share is
    assert ada.id in region.paths
    assert ada.id in europe.paths


def test_a_learner_with_two_paths_is_two_learners_and_one_person(
    session: Session, house: House, funded: Funded
) -> None:
    story = funded.story
    with clock.at(clock.paris(date(2026, 11, 20), 9)):
        enrolling.leave(session, story.actor(Role.ADVISER), story.ada.id, date(2026, 11, 20), exit_reason="job_search")
        again = enrolling.enrol(
            session, story.actor(Role.ADMIN), house.course_slug, "ada@demo.example", "Ada", date(2026, 11, 20),
            story.place.people["adviser"].email, funder="Région",
        )  # fmt: skip
    before = _report(session, funded).figures
    with clock.at(clock.paris(date(2026, 11, 21), 9)):
        learning.complete_activity(
            session, learner_of(session, story.place, again), again.id, activity(story.outline, "accueil").id
        )
    after = _report(session, funded).figures
    assert (after.own.count, after.people) == (before.own.count + 1, before.people)


def test_hours_belong_to_the_year_in_which_they_were_followed(session: Session, funded: Funded) -> None:
    admin = funded.story.actor(Role.ADMIN)
    with pytest.raises(Invalid, match="chevauchent"):
        services.open_year(session, admin, "2026-07-01", "2027-06-30")
    told = {}
    for first, last in ((date(2026, 1, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 12, 31))):
        form = bpf.form_for(Period(first, last))
        found = services.followed_paths(session, funded.story.place.id, Period(first, last), form)
        told[first] = {path.id: path.minutes for path in found}
        assert told[first] == minutes_again(session, funded.story.place.id, first, last)
    whole = {path.id: path.minutes for path in _report(session, funded).paths}
    assert {path: sum(part.get(path, 0) for part in told.values()) for path in whole} == whole


def test_a_year_with_nobody_has_zeros_and_no_error(session: Session, funded: Funded, visit: Visit) -> None:
    year = services.open_year(session, funded.story.actor(Role.ADMIN), "2020-01-01", "2020-12-31")
    found = _report(session, funded, year.id)
    assert (found.figures.own.count, found.figures.f1.total.hours, found.part_of_turnover) == (0, 0, None)
    assert found.holds
    browser = visit("admin@demo.example")
    assert "pas encore calculable" in browser.page(f"/financeurs/bilans/{year.id}")
    for file in (
        "bilan.xlsx",
        "bilan.pdf",
        "lignes?cellule=f1.job_seeker",
        "lignes?cellule=f1.total",
        "lignes?cellule=e.internal",
    ):
        assert browser.get(f"/financeurs/bilans/{year.id}/{file}").status_code == 200
    assert browser.get(f"/financeurs/bilans/{year.id}/lignes?cellule=f9.x").status_code == 404


def test_each_line_of_frame_e_opens_its_half_days(session: Session, funded: Funded, visit: Visit) -> None:
    report = _report(session, funded)
    lines = {key: hands for key, _name, hands in showing.hands_of(report)}
    found = {key: figures.taught_by(key, report.taught, report.external) for key in figures.HANDS}
    assert sum(len(rows) for rows in found.values()) == len(report.taught) > 0
    for key, hands in lines.items():
        assert sum(row.minutes for row in found[key]) == hands.minutes
        page = visit("quality@demo.example").page(f"/financeurs/bilans/{funded.year}/lignes?cellule={key}")
        assert all(row.title in page for row in found[key])


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        ("2025-01-01", "2024-12-31", "avant son début"), ("2025-02-30", "2025-12-31", "existe pas"),
        ("1990-01-01", "1990-12-31", "trop éloignée"), ("2018-01-01", "2021-12-31", "moins de deux ans"),
        ("", "", "existe pas"),
    ],
)  # fmt: skip
def test_impossible_dates_are_said_in_words(visit: Visit, starts: str, ends: str, says: str) -> None:
    answer = visit("admin@demo.example").post("/financeurs/bilans", {"starts_on": starts, "ends_on": ends})
    assert answer.status_code == 422
    assert says in answer.text


def test_amounts_are_kept_with_who_and_when_and_a_stale_form_is_refused(
    session: Session, funded: Funded, visit: Visit
) -> None:
    browser, here = visit("quality@demo.example"), f"/financeurs/bilans/{funded.year}"
    assert browser.post(here, {"c6": "61 000", "c_turnover": "122000", "version": "1"}).status_code == 303
    page = browser.page(here)
    assert "Saisis par Quality Demo" in page
    assert "Part de la formation dans les produits : 50" in page
    stale = browser.post(here, {"c6": "1", "version": "1"})
    assert (stale.status_code, "entre-temps" in stale.text) == (409, True)
    wrong = browser.post(here, {"c6": "12,50", "c7": "=1+1"})
    assert wrong.status_code == 422
    assert "euros entiers" in wrong.text
    assert 'value="12,50"' in wrong.text
    assert _report(session, funded).typed == {"c6": 61000, "c_turnover": 122000}


def test_a_year_across_two_versions_of_the_form_takes_the_one_of_its_end(
    session: Session, funded: Funded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit
) -> None:
    raw = bpf.PATH.read_text(encoding="utf-8")
    body = raw[raw.index("  - key: cerfa") :]
    second = (
        body.replace("cerfa-10443-17", "cerfa-10443-18")
        .replace("10443*17", "10443*18")
        .replace("2020-01-01", "2026-07-01")
    )
    both = "forms:\n" + body.replace("applies_until: null", "applies_until: 2026-06-30") + second
    path = tmp_path / "bpf.yaml"
    path.write_text(both, encoding="utf-8")
    found = bpf.forms(path)
    monkeypatch.setattr(bpf, "forms", lambda: found)
    report = _report(session, funded)
    assert (report.form.key, report.form_changed) == ("cerfa-10443-18", True)
    assert "Le formulaire a changé pendant l'exercice" in visit("admin@demo.example").page(
        f"/financeurs/bilans/{funded.year}"
    )


@pytest.mark.once
def test_a_form_that_says_what_nobody_understands_stops_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "bpf.yaml"
    raw = bpf.PATH.read_text(encoding="utf-8")
    for wrong in (raw.replace("counts: [training, accompaniment]", "counts: [sleep]"), raw.replace("notice:", "note:")):
        path.write_text(wrong, encoding="utf-8")
        bpf.forms.cache_clear()
        with pytest.raises(ValueError, match=str(path)):
            bpf.forms(path)
    bpf.forms.cache_clear()
    assert {kind.origin for kind in kinds.kinds().values()} <= {line.key for line in bpf.forms()[0].origins}


def test_an_unknown_speciality_is_refused(session: Session, funded: Funded, visit: Visit) -> None:
    admin, course = funded.story.actor(Role.ADMIN), funded.story.ada.course_id
    with pytest.raises(Invalid, match="NSF"):
        profiles.set_course(session, admin, course, "other_training", "", "999")
    with pytest.raises(Invalid, match="niveau"):
        profiles.set_course(session, admin, course, "other_training", "level_5", "310")
    answer = visit("admin@demo.example").post(f"/financeurs/reglages/parcours/{course}", {"nsf": "31O"})
    assert answer.status_code == 422


def test_shares_that_are_not_a_whole_are_refused(session: Session, funded: Funded) -> None:
    adviser, ada = funded.story.actor(Role.ADVISER), funded.story.ada.id
    for shares in ((50, 40), (60, 60), (100, 0)):
        with pytest.raises(Invalid):
            files.share_hours(
                session,
                adviser,
                ada,
                [Part(funded.funders["Région"], shares[0]), Part(funded.funders["Pôle"], shares[1])],
            )
    with pytest.raises(Invalid, match="deux fois"):
        files.share_hours(session, adviser, ada, [Part(funded.funders["Région"], 50)] * 2)


def test_only_those_who_declare_read_the_report(session: Session, house: House, funded: Funded) -> None:
    with pytest.raises(Forbidden):
        services.report(session, funded.story.actor(Role.TRAINER), funded.year)
    with pytest.raises(NotFound):
        services.report(session, house.neighbour.actor(Role.ADMIN), funded.year)
    with pytest.raises(Conflict):
        services.save_typed(session, funded.story.actor(Role.ADMIN), funded.year, {}, 99)


# --- The workbook, calculated again ---------------------------------------------------------------------------


class Sheets:
    """A small calculator of our own (no office suite is asked for): SUM, IF, N, comparisons, + - and /, on cells and blocks.
    It reads the formulas from the file itself, and never their kept values."""

    def __init__(self, content: bytes) -> None:
        book = load_workbook(io.BytesIO(content))
        self.values = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        archive = zipfile.ZipFile(io.BytesIO(content))
        self.formulas: dict[tuple[str, str], str] = {}
        for number, name in enumerate(book.sheet_names, 1):
            xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            for cell, formula in re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>', xml):
                text = formula.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
                self.formulas[name, cell] = text.replace("&amp;", "&")

    def kept(self, sheet: str, cell: str) -> Any:
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
        index = 0
        for letter in column:
            index = index * 26 + ord(letter) - 64
        rows = self.values[sheet]
        line = rows[int(row) - 1] if int(row) <= len(rows) else []
        return line[index - 1] if index <= len(line) else ""

    def value(self, sheet: str, cell: str) -> Any:
        if (sheet, cell) in self.formulas:
            return self.calculated(sheet, self.formulas[sheet, cell])
        return self.kept(sheet, cell)

    def calculated(self, sheet: str, formula: str) -> Any:
        def block(match: re.Match[str]) -> str:
            column, first, _same, last = match.groups()
            return ",".join(f"V('{sheet}','{column}{row}')" for row in range(int(first), int(last) + 1))

        def across(match: re.Match[str]) -> str:
            first, row, last, _row = match.groups()
            return ",".join(f"V('{sheet}','{chr(letter)}{row}')" for letter in range(ord(first), ord(last) + 1))

        parts = re.split(r"('(?:[^']|'')*'![A-Z]+\d+|\"[^\"]*\")", formula)
        for place, part in enumerate(parts):
            if part.startswith("'"):
                name, cell = part[1:].rsplit("'!", 1)
                parts[place] = f"V({name!r},'{cell}')"
            elif not part.startswith('"'):
                part = re.sub(r"(?<![A-Z'])([A-Z])(\d+):(\1)(\d+)", block, part)
                part = re.sub(r"(?<![A-Z'])([A-Z])(\d+):([A-Z])(\2)(?!\d)", across, part)
                part = re.sub(r"(?<![A-Z'])([A-Z]{1,2}\d+)(?!')", rf"V('{sheet}','\1')", part)
                parts[place] = re.sub(r"(?<![<>])=", "==", part)
        python = "".join(parts).replace("IF(", "IF_(")
        return eval(python, {"__builtins__": {}}, {"V": self.value, "SUM": _sum, "IF_": _if, "N": _n})


def _n(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _sum(*values: Any) -> float:
    return sum(_n(value) for value in values)


def _if(condition: bool, then: Any, otherwise: Any) -> Any:
    return then if condition else otherwise


def recalculated(content: bytes) -> int:
    """Every formula of a workbook gives the value that is kept with it; how many there were."""
    sheets = Sheets(content)
    for (sheet, cell), formula in sheets.formulas.items():
        try:
            found = sheets.calculated(sheet, formula)
        except ZeroDivisionError:
            continue  # only inside a branch that the spreadsheet does not take: Python calculates both
        assert found == pytest.approx(sheets.kept(sheet, cell)), (sheet, cell, formula)
    return len(sheets.formulas)


def test_the_workbook_calculates_what_the_page_shows(session: Session, funded: Funded) -> None:
    services.save_typed(
        session, funded.story.actor(Role.ADMIN), funded.year, {"c6": "61000", "c_turnover": "122000"}, None
    )
    report = _report(session, funded)
    content = workbook.report_workbook(report)
    assert recalculated(content) > 25
    lines = {str(row[1]): row for row in Sheets(content).values["Bilan"]}
    assert lines["Personnes en recherche d'emploi"][3] == 1
    assert workbook.report_workbook(report) == content


def test_names_that_look_like_formulas_stay_names(session: Session, funded: Funded) -> None:
    session.get_one(Account, funded.story.ada.learner_id).name = '=HYPERLINK("http://x";"y")'
    session.flush()
    content = workbook.report_workbook(_report(session, funded))
    assert "HYPERLINK" not in "".join(Sheets(content).formulas.values())
    assert '=HYPERLINK("http://x";"y")' in [row[0] for row in Sheets(content).values["Stagiaires"]]


@pytest.mark.once
def test_shared_parts_always_make_the_whole() -> None:
    assert shared(100, {"a": 67, "b": 33}) == {"a": 67, "b": 33}
    assert shared(1, {"a": 50, "b": 50}) == {"a": 1, "b": 0}
    assert shared(7, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert sum(hours_of_lines({"a": 29, "b": 29, "c": 32}).values()) == 2  # 90 minutes are two hours, on whichever line
    assert year_problem(Period(*YEAR), []) == ""
