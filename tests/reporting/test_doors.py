"""The pages, the files and the API of hours: all of them say what the one rule says."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.access import Role
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.enrolments.groups import services as grouping
from app.learning import queries as learning
from app.learning.openings import openings
from app.learning.rules import progress
from app.reporting import hours as counting
from app.reporting.hours import PLANNED
from app.reporting.scopes import entry_title, scope_for
from app.web import formats
from tests.conftest import Ground
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.editions import published_with
from tests.factories.house import House
from tests.factories.paths import activity, enrolled
from tests.reporting.story import Story, tell

Visit = Callable[..., Client]
NOVEMBER = "du=2026-11-01&au=2026-11-30"


@pytest.fixture(scope="module")
def laid(ground: Ground) -> Story:
    database, house = ground
    with database.writing() as session:
        return tell(session, house)


@pytest.fixture
def story(laid: Story, house: House) -> Story:
    return laid


def _csv(answer: object) -> list[list[str]]:
    assert answer.status_code == 200  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))  # type: ignore[attr-defined]


def _whole(session: Session, story: Story) -> counting.Hours:
    actor = story.actor(Role.ADVISER)
    return counting.hours(session, actor, scope_for(session, actor, "organisation"))


def test_each_figure_of_the_page_opens_rows_that_add_up(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("adviser@demo.example")
    page = browser.page("/heures?pour=organisation")
    found = _whole(session, story)
    links = re.findall(r'href="(/heures/lignes\?pour=organisation&amp;cote=(\w+)&amp;marque=(\w+))">([^<]+)<', page)
    assert len(links) == 22
    for href, side, mark, shown in links:
        figure = (found.planned if side == PLANNED else found.done).of(mark)
        assert shown == formats.hours(figure)
        rows = browser.page(href.replace("&amp;", "&"))
        assert re.search(rf"<h1>[^<]* : {re.escape(formats.hours(figure))}</h1>", rows), href


def test_the_spreadsheets_say_what_the_pages_say(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("adviser@demo.example")
    found = _whole(session, story)
    lines = _csv(browser.get("/heures.csv?pour=organisation"))[2:]
    assert [(int(line[2]), int(line[3])) for line in lines[:11]] == list(
        zip(found.planned.as_dict().values(), found.done.as_dict().values(), strict=True)
    )
    assert sum(int(line[2]) for line in lines[11:] if line[1] == "En tout") == found.planned.total
    rows = _csv(browser.get("/heures/lignes.csv?pour=organisation&cote=done"))
    assert sum(int(row[5]) for row in rows[1:-1]) == int(rows[-1][5]) == found.done.total
    people = _csv(browser.get(f"/heures/personnes.csv?pour=organisation&{NOVEMBER}"))
    for column in range(4, len(people[0])):
        assert sum(int(line[column]) for line in people[1:-1]) == int(people[-1][column])
    assert {line[0] for line in people[1:-1]} == {"Ada", "Bea", "Carl"}


def test_people_are_sorted_by_any_figure_and_add_up(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("trainer@demo.example")
    shown = [
        re.findall(r'<th scope="row"><a[^>]*>(\w+)</a>', browser.page(f"/heures/personnes?pour=organisation&tri={tri}"))
        for tri in ("nom", "done.total&sens=desc")
    ]
    actor = story.actor(Role.TRAINER)
    lines = counting.people(session, actor, scope_for(session, actor, "organisation"))
    assert shown[0] == ["Ada", "Bea", "Carl"]
    assert shown[1] == [line.name for line in sorted(lines, key=lambda line: -line.done.total)]


def test_the_api_says_the_same(session: Session, story: Story, visit: Visit, api: Visit) -> None:
    machine = api("adviser@demo.example")
    found = _whole(session, story)
    answer = machine.get("/reports/hours?scope=organisation").json()
    assert answer["planned"] == found.planned.as_dict()
    assert answer["done"] == found.done.as_dict()
    assert answer["from"] is None
    minutes, after, pages = 0, "", 0
    while True:
        part = machine.get(
            f"/reports/hours/rows?scope=organisation&side=done&mark=on_site&limit=2&after={after}"
        ).json()
        minutes += sum(item["minutes"] for item in part["items"])
        pages += 1
        after = part["next"]
        if not after:
            break
    assert (minutes, pages > 2) == (found.done.on_site, True)
    november = machine.get(f"/reports/hours?scope=person&id={story.ada.id}&from=2026-11-01&to=2026-11-30").json()
    assert november["done"]["accompaniment"] == 45
    assert _csv(machine.get("/reports/hours.csv?scope=organisation")) == _csv(
        visit("adviser@demo.example").get("/heures.csv?pour=organisation")
    )
    rows = _csv(machine.get("/reports/hours/rows.csv?scope=funder&id=" + str(story.bea.funder_id)))
    assert {row[1] for row in rows[1:-1]} == {"Bea"}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("scope=galaxy", 422), ("scope=person", 422), ("scope=person&id=none", 404), ("scope=entry&id=nivose", 422),
        ("scope=organisation&from=2026-13-01", 422), ("scope=organisation&from=2026-12-01&to=2026-11-01", 422),
        ("scope=organisation&side=dreamt", 422), ("scope=organisation&mark=blue", 422), ("scope=organisation&after=zz", 422),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(story: Story, api: Visit, asked: str, status: int) -> None:
    machine = api("adviser@demo.example")
    door = "/reports/hours/rows?" if any(word in asked for word in ("side", "mark", "after")) else "/reports/hours?"
    assert machine.get(door + asked).status_code == status


def test_a_page_asked_wrongly_comes_back_as_a_form(story: Story, visit: Visit) -> None:
    answer = visit("adviser@demo.example").get("/heures?pour=organisation&du=2026-12-01&au=2026-11-01")
    assert answer.status_code == 422
    assert "Choisissez une date de fin plus tardive" in answer.text


def test_a_learner_sees_their_own_hours_and_nobody_elses(session: Session, story: Story, visit: Visit) -> None:
    browser = visit("ada@demo.example")
    actor = story.actor(Role.ADVISER)
    mine = counting.hours(session, actor, scope_for(session, actor, "person", story.ada.id))
    progression, own = browser.page("/progression"), browser.page("/heures")
    for figure in (mine.planned.on_site, mine.planned.remote, mine.done.on_site, mine.done.remote, mine.done.total):
        assert f">{formats.hours(figure)}</a>" in progression
        assert f">{formats.hours(figure)}</a>" in own
    planned, done = formats.hours(mine.planned.total), formats.hours(mine.done.total)
    for page in (progression, browser.page("/accueil")):
        assert f"{done} faites sur {planned} prévues." in page
    for href in re.findall(r'href="(/heures/lignes[^"]+)"', progression):
        browser.page(href.replace("&amp;", "&"))
    assert browser.get(f"/heures?pour=person:{story.bea.id}").status_code == 404
    assert browser.get(f"/heures/lignes?pour=person:{story.bea.id}").status_code == 404
    for elsewhere in ("organisation", f"funder:{story.ada.funder_id}", f"course:{story.ada.course_id}"):
        assert browser.get(f"/heures?pour={elsewhere}").status_code == 403
    assert "Bea" not in own


def test_progression_and_hours_agree_with_what_the_path_contains(session: Session, house: House) -> None:
    """Without sessions of one's own, what is planned is the course, as the percentage of the path counts it."""
    path = enrolled(session, house)
    row = enrolments.enrolment_for(session, house.actor(Role.ADVISER), path.id)
    course = outline(session, row.edition_id)
    states = learning.states(session, path.id)
    counted = progress(course, states, learning.minutes_done(session, path.id), openings(session, row, course, states))
    gauge = counting.gauge(session, row, frozenset())
    actor = house.actor(Role.ADVISER)
    found = counting.hours(session, actor, scope_for(session, actor, "person", path.id))
    assert (gauge.planned, gauge.on_site_planned, gauge.remote_planned) == (
        counted.planned, counted.on_site_planned, counted.remote_planned,
    )  # fmt: skip
    assert (gauge.done, gauge.on_site, gauge.remote) == (counted.done, counted.on_site, counted.remote)
    assert (found.planned.total, found.done.total) == (gauge.planned, gauge.done)


def test_an_entry_month_is_named_as_one_says_it() -> None:
    said = [entry_title(date(2026, month, 1)) for month in (4, 8, 10, 11)]
    assert said == ["Entrées d'avril 2026", "Entrées d'août 2026", "Entrées d'octobre 2026", "Entrées de novembre 2026"]


def test_an_auditor_reads_no_name(story: Story, visit: Visit) -> None:
    browser = visit("auditor@demo.example")
    for path in ("/heures", "/heures/lignes", "/heures/personnes", "/heures/lignes.csv", "/heures/personnes.csv"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert not re.search(r"\b(Ada|Bea|Carl)\b", answer.text), path
    assert browser.get(f"/heures?pour=person:{story.ada.id}").status_code == 403
    assert browser.get("/heures/semaines?pour=organisation").status_code == 403


def test_pages_ask_the_same_number_of_statements_for_1_and_200_people(
    session: Session, house: House, visit: Visit, database: RolledBack
) -> None:
    browser = visit("adviser@demo.example")
    first = enrolled(session, house, name="P")
    first.weekly_hours_due, first.weekly_hours_from = 15, date(2026, 11, 23)
    session.flush()
    pages = (
        "/heures?pour=organisation", f"/heures?pour=organisation&{NOVEMBER}", "/heures/lignes?pour=organisation&cote=planned",
        "/heures/personnes?pour=organisation", "/heures/semaines?pour=organisation", f"/heures?pour=person:{first.id}",
    )  # fmt: skip

    def counted() -> list[int]:
        found = []
        for page in pages:
            database.statements.clear()
            browser.page(page)
            found.append(len(database.statements))
        return found

    before = counted()
    for number in range(199):
        path = enrolled(session, house, email=f"p{number}@demo.example", name=f"P {number}")
        path.weekly_hours_due, path.weekly_hours_from = 15, date(2026, 11, 23)
    session.flush()
    assert counted() == before
    assert max(before) <= 12


def test_what_is_kept_for_a_group_is_planned_for_its_members_only(
    session: Session, house: House, tmp_path: Path
) -> None:
    """/progression, /heures and the plain count of the path say the same before and after somebody joins the group."""
    adviser = house.actor(Role.ADVISER)
    grouping.create_group(session, adviser, "Soir")
    course = published_with(session, house.demo, tmp_path, {"fiche": "conditions:\n  - group: Soir"})
    fiche = activity(course, "fiche")
    path = enrolled(session, house)

    def planned() -> int:
        row = enrolments.enrolment_for(session, adviser, path.id)
        opened = openings(session, row, course)
        found = counting.hours(session, adviser, scope_for(session, adviser, "person", path.id)).planned.total
        assert counting.gauge(session, row, opened.hidden).planned == found
        assert progress(course, {}, {}, opened).planned == found
        return found

    before = planned()
    grouping.set_groups(session, adviser, path.id, ["Soir"])
    session.flush()
    assert planned() == before + fiche.minutes
