"""What a funder is told of its paths, territories, and what is copied by hand."""

import io
import re
from collections.abc import Callable
from datetime import date

import pypdf
import pytest
from python_calamine import load_workbook
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Invalid, NotFound
from app.core.periods import Period
from app.enrolments import services as enrolling
from app.enrolments.exits import services as exits
from app.files import queries as stored
from app.files import services as storing
from app.funding.areas import services as areas
from app.funding.queries import hours
from app.funding.reports import files, services, signing
from app.identity import organisations
from app.privacy.copy.queries import files as handed
from tests.factories.client import Client
from tests.factories.house import House
from tests.funding.story import Funded, fund, minutes_again
from tests.funding.test_years import recalculated

Visit = Callable[..., Client]
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 22))
QUERY = "du=2026-10-01&au=2026-11-22"


@pytest.fixture
def funded(session: Session, house: House) -> Funded:
    return fund(session, house)


def _report(session: Session, funded: Funded, funder: str, period: Period = AUTUMN) -> services.Report:
    return services.report(session, funded.story.actor(Role.QUALITY), funded.funders[funder], period)


def test_funders_of_a_path_retain_each_its_part_and_together_the_whole(session: Session, funded: Funded) -> None:
    told = minutes_again(session, funded.story.place.id, AUTUMN.start, AUTUMN.end)
    region, europe = _report(session, funded, "Région"), _report(session, funded, "Pôle")
    assert [line.learner for line in region.lines] == ["Ada", "Carl"]
    assert [line.learner for line in europe.lines] == ["Ada", "Bea"]
    ada = [next(line for line in report.lines if line.learner == "Ada") for report in (region, europe)]
    assert {line.minutes for line in ada} == {told[funded.story.ada.id]}
    assert sum(line.retained for line in ada) == told[funded.story.ada.id]
    assert region.total("retained") + europe.total("retained") == sum(told.values())
    for line in (*region.lines, *europe.lines):
        assert line.on_site + line.live + line.alone == line.training + line.accompaniment == line.minutes


def test_entries_pauses_and_exits_of_the_period_are_said(session: Session, funded: Funded, visit: Visit) -> None:
    adviser = funded.story.actor(Role.ADVISER)
    with clock.at(clock.paris(date(2026, 11, 16), 9)):
        enrolling.pause(session, adviser, funded.story.ada.id, date(2026, 11, 16), "Congé")
    report = _report(session, funded, "Région")
    ada, carl = report.lines
    assert (ada.entered, ada.pauses, ada.left_on) == (True, ((date(2026, 11, 16), None),), None)
    assert (carl.left_on, carl.outcome, carl.pauses) == (date(2026, 10, 19), "recherche d'emploi", ())
    page = visit("quality@demo.example").page(f"/financeurs/rapports?financeur={funded.funders['Région']}&{QUERY}")
    assert "depuis le 16 novembre 2026" in page
    assert "19 octobre 2026, recherche d'emploi" in page
    assert not _report(session, funded, "Région", Period(date(2026, 9, 1), date(2026, 9, 30))).lines


def test_files_say_the_same_and_their_sums_live(session: Session, funded: Funded) -> None:
    report = _report(session, funded, "Région")
    content = files.report_workbook(report)
    assert recalculated(content) == 8
    book = load_workbook(io.BytesIO(content))
    total = book.get_sheet_by_name("Parcours").to_python()[-1]
    assert total[10] == report.total("minutes")
    rows = book.get_sheet_by_name("Demi-journées").to_python()
    assert rows[-1][7] == sum(row.minutes for row in report.half_days if row.present)
    legal = organisations.legal_identity(session, funded.story.place.id)
    assert files.report_pdf(report, legal)[:5] == b"%PDF-"


def test_a_signature_holds_until_what_was_signed_changes(session: Session, funded: Funded, visit: Visit) -> None:
    browser, funder = visit("admin@demo.example"), funded.funders["Région"]
    asked = {"financeur": funder, "du": "2026-10-01", "au": "2026-11-22"}
    assert browser.post("/financeurs/rapports", asked).status_code == 422  # in which capacity?
    for _twice in range(2):
        assert browser.post("/financeurs/rapports", asked | {"capacity": "Directrice"}).status_code == 303
    address = f"/financeurs/rapports.pdf?financeur={funder}&{QUERY}&numero=1"
    first = browser.get(address)
    assert first.content[:5] == b"%PDF-"
    assert browser.get(address).content == first.content
    assert (
        len(re.findall(r"<strong>N° \d</strong>", browser.page(f"/financeurs/rapports?financeur={funder}&{QUERY}")))
        == 1
    )
    with clock.at(clock.paris(date(2026, 11, 22), 9)):
        exits.correct_exit(
            session,
            funded.story.actor(Role.ADVISER),
            funded.story.carl.id,
            date(2026, 10, 16),
            "job_search",
            "Erreur de date",
        )
    assert browser.get(address).content == first.content  # what was sent stays what was sent
    assert "les données ont changé depuis" in browser.page(f"/financeurs/rapports?financeur={funder}&{QUERY}")


def test_what_is_not_over_or_empty_is_not_signed(session: Session, house: House, funded: Funded) -> None:
    admin, region = funded.story.actor(Role.ADMIN), funded.funders["Région"]
    for period, says in (
        (Period(date(2026, 11, 1), date(2026, 12, 31)), "pas terminée"), (Period(date(2020, 1, 1), date(2020, 2, 1)), "Personne"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            signing.sign(session, admin, region, period, "Directrice")
    with pytest.raises(NotFound):
        services.report(session, house.neighbour.actor(Role.ADMIN), region, AUTUMN)
    with pytest.raises(NotFound):
        signing.signed_file(session, admin, region, 7)


def test_a_signed_report_is_for_those_who_report_and_in_nobodys_copy(
    session: Session, funded: Funded, visit: Visit
) -> None:
    admin = funded.story.actor(Role.ADMIN)
    signed = signing.sign(session, admin, funded.funders["Région"], AUTUMN, "Directrice")
    assert signed.file_id is not None
    assert "Ada" in "".join(page.extract_text() for page in pypdf.PdfReader(_bytes(session, signed.file_id)).pages)
    address = f"/fichiers/{signed.file_id}/rapport.pdf"
    assert visit("trainer@demo.example").get(address).status_code == 404
    kept = f"/financeurs/rapports.pdf?financeur={funded.funders['Région']}&numero={signed.number}"
    assert visit("quality@demo.example").get(kept).content[:5] == b"%PDF-"
    assert visit("trainer@demo.example").get(kept).status_code == 403
    assert signed.file_id not in {row.id for row in handed.files(session, admin.account_id)}


def _bytes(session: Session, file_id: str) -> io.BytesIO:
    file = stored.stored_file(session, file_id)
    assert file is not None
    return io.BytesIO(b"".join(storing.pieces(stored.file_of(session, file.organisation_id, file_id))))


def test_a_territory_counts_persons_once_and_hides_small_numbers(
    session: Session, funded: Funded, visit: Visit
) -> None:
    quality = funded.story.actor(Role.QUALITY)
    found = areas.areas(session, quality, "commune", AUTUMN)
    assert found.shown.whole is None  # three persons: nothing is shown
    counted = {one.name: (one.times, one.persons) for one in areas.counters(session, quality, AUTUMN)}
    assert counted["Parcours ouverts"] == (None, None)
    assert counted["Rencontres publiques"] == (0, 0)
    browser = visit("quality@demo.example")
    for dimension in areas.DIMENSIONS:
        assert "masqué" in browser.page(f"/financeurs/territoires?par={dimension}&{QUERY}")
        assert browser.get(f"/financeurs/territoires.xlsx?par={dimension}&{QUERY}").status_code == 200
    assert browser.get("/financeurs/territoires?par=revenu").status_code == 422
    assert "Personne dans cette période" in browser.page("/financeurs/territoires?du=2020-01-01&au=2020-01-31")


def test_accompaniment_is_counted_by_adviser_and_by_person(session: Session, funded: Funded, visit: Visit) -> None:
    rows = hours.of_advisers(session, funded.story.place.id, AUTUMN)
    assert [(row.learner, row.minutes) for row in rows] == [("Ada", 45)]
    assert "45 min" in visit("admin@demo.example").page(f"/financeurs/accompagnement?{QUERY}")


def test_the_sheet_for_kairos_is_ready_to_copy(funded: Funded, visit: Visit) -> None:
    page = visit("adviser@demo.example").page(f"/financeurs/dossiers/{funded.story.carl.id}/kairos")
    assert "Sortie : 19 octobre 2026" in page
    assert "Motif de sortie : recherche d&#39;emploi" in page or "recherche d'emploi" in page
