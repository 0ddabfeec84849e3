"""The weekly statement of people under a contrat d'engagement."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.errors import Forbidden, Invalid
from app.core.periods import Period
from app.enrolments import engagement
from app.enrolments import services as enrolling
from app.learning.remarks import services as remarking
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.reporting.rules import weeks_in
from app.reporting.scopes import scope_for
from app.reporting.statements import Statement, statements
from tests.conftest import Ground
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, learner_of
from tests.reporting.story import Story, at, done_again, tell

Visit = Callable[..., Client]


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        found = tell(session, house)
        adviser = found.actor(Role.ADVISER)
        engagement.expect_weekly_hours(session, adviser, found.ada.id, 15, date(2026, 10, 21), "Contrat signé.")
        engagement.expect_weekly_hours(session, adviser, found.bea.id, 3, date(2026, 10, 12))
        return found


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


def of(session: Session, story: Story, path_id: str, start: date, end: date) -> Statement:
    actor = story.actor(Role.ADVISER)
    (found,) = statements(session, actor, scope_for(session, actor, "person", path_id), Period(start, end))
    return found


def test_each_week_is_counted_from_monday_to_sunday_in_paris(session: Session, story: Story) -> None:
    found = of(session, story, story.bea.id, date(2026, 10, 14), date(2026, 11, 15))
    assert [week.period for week in found.weeks] == weeks_in(Period(date(2026, 10, 12), date(2026, 11, 15)))
    rows = [row for row in done_again(session) if row.enrolment_id == story.bea.id]
    for week in found.weeks:
        assert week.done == sum(row.minutes for row in rows if week.period.start <= row.day <= week.period.end)
    clocks_back = found.weeks[1]
    assert clocks_back.period == Period(date(2026, 10, 19), date(2026, 10, 25))
    assert (clocks_back.sessions, clocks_back.worked) == (420, activity(story.outline, "accueil").minutes)
    assert clocks_back.reached is True
    assert found.done_since_start == sum(row.minutes for row in rows)
    assert found.done_in_month == sum(row.minutes for row in rows if row.day >= date(2026, 11, 1))


def test_what_is_expected_follows_the_contract(session: Session, story: Story) -> None:
    found = of(session, story, story.ada.id, date(2026, 10, 12), date(2026, 11, 8))
    assert [week.expected for week in found.weeks] == [None, 900, 900, 900]
    assert [week.reached for week in found.weeks] == [None, False, False, False]
    last = found.weeks[-1]
    assert (last.sessions, last.appointments) == (180, 45)
    assert of(session, story, story.carl.id, date(2026, 10, 12), date(2026, 10, 18)).weeks[0].expected is None


def test_an_absence_is_told_with_its_reason_and_counts_nothing(session: Session, story: Story) -> None:
    week = of(session, story, story.ada.id, date(2026, 10, 15), date(2026, 10, 15)).weeks[0]
    assert [(one.day, one.half_day, one.minutes, one.code, one.reason) for one in week.absences] == [
        (date(2026, 10, 15), "morning", 180, "illness", "Arrêt ou rendez-vous de santé : santé")
    ]
    assert week.sessions == 0


def test_declared_time_is_beside_and_never_added(session: Session, story: Story) -> None:
    before = of(session, story, story.ada.id, date(2026, 10, 12), date(2026, 10, 12)).weeks[0]
    me = learner_of(session, story.place, story.ada)
    with clock.at(at(date(2026, 10, 13))):
        remarking.leave_remark(session, me, story.ada.id, activity(story.outline, "accueil").id, "more", "90", "")
    after = of(session, story, story.ada.id, date(2026, 10, 12), date(2026, 10, 12)).weeks[0]
    assert (after.declared, after.done) == (90, before.done)


def test_a_week_of_pause_and_the_weeks_after_the_exit_expect_nothing(session: Session, story: Story) -> None:
    adviser = story.actor(Role.ADVISER)
    with clock.at(at(date(2026, 11, 16), 8)):
        enrolling.pause(session, adviser, story.bea.id, date(2026, 11, 16), "Vacances")
    with clock.at(at(date(2026, 11, 25), 8)):
        enrolling.resume(session, adviser, story.bea.id, date(2026, 11, 25), "Retour")
        found = of(session, story, story.bea.id, date(2026, 11, 9), date(2026, 11, 29))
        assert [week.expected for week in found.weeks] == [180, None, 180]
        enrolling.leave(session, adviser, story.bea.id, date(2026, 11, 25), exit_reason="job_search")
        session.flush()
        found = of(session, story, story.bea.id, date(2026, 11, 23), date(2026, 12, 6))
    assert [week.expected for week in found.weeks] == [180, None]


def test_the_week_of_new_year_is_one_week(session: Session, story: Story) -> None:
    for moment in (at(date(2026, 12, 28), 0), at(date(2027, 1, 3), 23, 59), at(date(2027, 1, 4), 0)):
        ledger.append(
            session, story.actor(Role.ADVISER), Kind.ACTIVITY_COMPLETED, person_id=story.ada.learner_id,
            enrolment_id=story.ada.id, minutes=100, place="remote", occurred_at=moment,
        )  # fmt: skip
    with clock.at(at(date(2027, 1, 8))):
        found = of(session, story, story.ada.id, date(2026, 12, 31), date(2027, 1, 10))
    assert [(week.period.start, week.done) for week in found.weeks] == [
        (date(2026, 12, 28), 200),
        (date(2027, 1, 4), 100),
    ]
    assert found.done_in_month == 200  # of January: the minute before midnight of the 3rd, and the 4th
    assert [week.result for week in found.weeks] == ["missed", "open"]  # the second is not over


def test_expected_hours_are_set_by_an_adviser_and_kept_in_the_history(
    session: Session, story: Story, visit: Visit
) -> None:
    browser = visit("adviser@demo.example")
    form = f"/inscriptions/{story.ada.id}/engagement"
    assert 'value="15"' in browser.page(form)
    assert browser.post(form, {"hours": "quinze", "since": "2026-11-02"}).status_code == 422
    assert browser.post(form, {"hours": "60", "since": "2026-11-02"}).status_code == 422
    assert browser.post(form, {"hours": "20", "since": "2026-11-31"}).status_code == 422
    done = browser.post(form, {"hours": "20", "since": "2026-11-02", "reason": "Nouveau contrat."}, follow=True)
    assert "20 h par semaine" in done.text
    assert "Nouveau contrat." in done.text
    session.expire_all()
    assert of(session, story, story.ada.id, date(2026, 10, 26), date(2026, 11, 8)).weeks[0].expected is None
    browser.post(form, {"hours": "", "since": ""})
    session.expire_all()
    assert of(session, story, story.ada.id, date(2026, 11, 2), date(2026, 11, 8)).weekly_hours_due is None


def test_only_who_accompanies_sets_them(session: Session, story: Story) -> None:
    with pytest.raises(Forbidden):
        engagement.expect_weekly_hours(session, story.actor(Role.TRAINER), story.ada.id, 15)
    with pytest.raises(Invalid):
        engagement.expect_weekly_hours(session, story.actor(Role.ADVISER), story.ada.id, 0)


def test_the_pages_and_the_file_say_the_same(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("adviser@demo.example")
    many = browser.page("/heures/semaines?semaine=2026-11-05")
    assert "Ada" in many
    assert "Bea" in many
    assert "Carl" not in many  # no contract
    answer = browser.get("/heures/semaines.csv?semaine=2026-11-05")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))[1:]
    assert [line[0] for line in lines] == ["Ada", "Bea"]
    for line, path in zip(lines, (story.ada, story.bea), strict=True):
        found = of(session, story, path.id, date(2026, 11, 2), date(2026, 11, 8))
        week = found.weeks[0]
        assert [int(cell) for cell in line[3:8]] == [
            week.sessions,
            week.appointments,
            week.worked,
            week.done,
            week.expected,
        ]
        assert int(line[11]) == found.done_in_month
        assert int(line[12]) == found.done_since_start
    one = browser.page(f"/heures/semaines?pour=person:{story.ada.id}&du=2026-10-12&au=2026-11-08")
    assert "15 h par semaine" in one
    assert "santé" in one
    assert browser.get(f"/heures/semaines?pour=person:{story.ada.id}&du=2020-01-01&au=2026-11-08").status_code == 422
    assert visit("ada@demo.example").page(f"/heures/semaines?pour=person:{story.ada.id}")
    assert visit("ada@demo.example").get(f"/heures/semaines?pour=person:{story.bea.id}").status_code == 404


def test_statements_of_many_take_as_many_statements_as_of_one(
    session: Session, story: Story, database: RolledBack
) -> None:
    actor = story.actor(Role.ADVISER)

    def counted() -> int:
        scope = scope_for(session, actor, "organisation")
        database.statements.clear()
        statements(session, actor, scope, Period(date(2026, 11, 2), date(2026, 11, 8)))
        return len(database.statements)

    before = counted()
    engagement.expect_weekly_hours(session, story.actor(Role.ADVISER), story.carl.id, 15, date(2026, 10, 12))
    assert counted() == before <= 8


def test_the_document_to_sign_holds_a_page_for_each_person(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("adviser@demo.example")
    answer = browser.get("/heures/semaines.pdf?semaine=2026-10-15")
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 1  # Ada's contract begins the week after
    assert "Relevé d'heures de Bea" in pages[0].replace("\u2019", "'")
    both = PdfReader(io.BytesIO(browser.get("/heures/semaines.pdf?semaine=2026-10-22").content))
    assert len(both.pages) == 2
    assert browser.get("/heures/semaines.pdf?semaine=2026-01-05").status_code == 404
