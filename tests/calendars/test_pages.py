"""The agenda as people see it."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest

from app.core import clock
from app.core.clock import now, paris
from app.scheduling import services as scheduling
from app.scheduling.models import TrainingSession
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
THURSDAY = date(2026, 11, 26)
LEARNER, TRAINER = "learner@demo.example", "trainer@demo.example"


@pytest.fixture
def path(database: RolledBack, house: House) -> str:
    with database.writing() as session:
        return enrolled(session, house).id


def planned(
    database: RolledBack, house: House, title: str, day: date = THURSDAY, hour: int = 9, role: str = "trainer"
) -> str:
    with database.writing() as session:
        return scheduling.plan_session(
            session, house.actor(role), house.course_slug, title, paris(day, hour), paris(day, hour + 2), "on_site", 5
        ).id


def booked(database: RolledBack, house: House, session_id: str, path: str) -> None:
    with database.writing() as session:
        scheduling.book(session, house.actor("trainer"), session_id, path)


def test_a_week_shows_each_day_and_says_when_there_is_nothing(
    visit: Visit, database: RolledBack, house: House, path: str
) -> None:
    booked(database, house, planned(database, house, "Atelier prix", date(2027, 2, 4)), path)
    browser = visit(LEARNER)
    page = unescape(browser.page("/agenda?vue=semaine&jour=2027-02-02"))  # the plan is over
    for day in ("lundi 1er février", "mardi 2", "mercredi 3", "jeudi 4", "vendredi 5"):
        assert day in page
    assert "samedi" not in page
    assert page.count("Rien ce jour-là.") == 4
    assert "Atelier prix" in page
    assert "aujourd'hui</span>" not in page
    assert unescape(browser.page("/agenda?vue=semaine")).count("aujourd'hui</span>") == 1


def test_a_weekend_shows_when_there_is_something(visit: Visit, database: RolledBack, house: House, path: str) -> None:
    booked(database, house, planned(database, house, "Marché", date(2026, 11, 28)), path)
    page = visit(LEARNER).page("/agenda?vue=semaine")
    assert "samedi 28" in page
    assert "dimanche" not in page


def test_links_lead_to_the_periods_beside_and_keep_the_view(visit: Visit, path: str) -> None:
    browser = visit(LEARNER)
    assert path
    for view, before, after in (
        ("jour", "2026-11-25", "2026-11-27"), ("semaine", "2026-11-16", "2026-11-30"), ("liste", "2026-10-01", "2027-01-21"),
    ):  # fmt: skip
        page = unescape(browser.page(f"/agenda?vue={view}&jour=2026-11-26"))
        assert f"/agenda?vue={view}&jour={before}" in page
        assert f"/agenda?vue={view}&jour={after}" in page
    assert browser.get("/agenda?vue=mois&jour=2026-02-30").status_code == 200


def test_moved_cancelled_and_waiting_sessions_say_so(
    visit: Visit, database: RolledBack, house: House, path: str
) -> None:
    moved, off = planned(database, house, "Déplacée ?"), planned(database, house, "Annulée ?", hour=14)
    for one in (moved, off):
        booked(database, house, one, path)
    with database.writing() as session:
        first, second = session.get_one(TrainingSession, moved), session.get_one(TrainingSession, off)
        first.revision, first.changed_at = 1, now()
        second.revision, second.changed_at, second.cancelled_at, second.cancel_reason = 1, now(), now(), "Grève."
    browser = visit(LEARNER)
    for view in ("jour", "semaine", "liste"):
        page = browser.page(f"/agenda?vue={view}&jour=2026-11-26")
        assert "déplacée" in page
        assert "annulée" in page
    assert "Grève." in page
    assert page.count("Rendre ma place") == 1
    assert f'href="/seances/{moved}"' in page
    with clock.at(now() + timedelta(days=15)):
        assert "déplacée" not in browser.page("/agenda?vue=jour&jour=2026-11-26")


def test_the_team_sees_all_or_its_own_and_filters(visit: Visit, database: RolledBack, house: House) -> None:
    planned(database, house, "Du formateur")
    planned(database, house, "De la conseillère", role="adviser")
    browser = visit(TRAINER)
    both = browser.page("/agenda")
    assert "Du formateur" in both
    assert "De la conseillère" in both
    own = browser.page("/agenda?qui=moi")
    assert "Du formateur" in own
    assert "De la conseillère" not in own
    adviser = house.actor("adviser").account_id
    theirs = browser.page(f"/agenda?formateur={adviser}")
    assert "Du formateur" not in theirs
    assert "De la conseillère" in theirs
    assert f"formateur={adviser}" in unescape(theirs)  # the links to other weeks keep it
    assert "Du formateur" in browser.page(f"/agenda?lieu={house.demo.site_id}&parcours={house.course_slug}")
    assert "Du formateur" not in browser.page("/agenda?lieu=inconnu")
    assert "Du formateur" not in visit("trainer-voisine@demo.example").page("/agenda")


def test_an_agenda_asks_the_same_of_the_database_for_one_or_many(
    visit: Visit, database: RolledBack, house: House, path: str
) -> None:
    booked(database, house, planned(database, house, "S"), path)
    asked = [(who, f"/agenda?vue={view}") for who in (LEARNER, TRAINER) for view in ("jour", "semaine", "liste")]
    browsers = {who: visit(who) for who in (LEARNER, TRAINER)}

    def counts() -> list[int]:
        found = []
        for who, path_ in asked:
            browsers[who].page(path_)
            database.statements.clear()
            browsers[who].page(path_)
            found.append(len(database.statements))
        return found

    before = counts()
    for n in range(10):
        booked(
            database,
            house,
            planned(database, house, f"S{n}", THURSDAY + timedelta(days=n // 4), 11 + 2 * (n % 4)),
            path,
        )
    assert counts() == before
    assert max(before) <= 8
