"""What people became, against a count made by hand; nobody is dropped, and nothing is divided by zero."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.enrolments import services as enrolling
from app.enrolments.exits import services as exiting
from app.enrolments.models import Enrolment
from app.enrolments.rules import Act
from app.outcomes import queries
from app.outcomes.figures import PREDICATES, STANDING, Rate, chosen, results
from app.outcomes.models import SituationCheck
from app.outcomes.queries import Scope
from app.outcomes.services import answering, asking
from app.outcomes.services.answering import Said
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.exits import check_of, left
from tests.factories.house import House
from tests.factories.paths import enrolled

MARCH, JULY, AUGUST = date(2026, 3, 10), date(2026, 7, 10), date(2026, 8, 10)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@dataclass
class Story:
    paths: dict[str, Enrolment]


def told(session: Session, house: House) -> Story:
    """Eight participations of seven people. On 23 November 2026, news is due at 3 months for all but the last."""
    adviser = house.actor(Role.ADVISER)
    exits = {  # who: when, with what, finished or not
        "created": (MARCH, "business_created", Act.LEAVE),
        "stopped": (MARCH, "business_created", Act.FINISH),
        "job": (AUGUST, "job_search", Act.FINISH),
        "refuses": (AUGUST, "inactive", Act.LEAVE),
        "away": (AUGUST, "unknown", Act.LEAVE),
        "silent": (AUGUST, "", Act.FINISH),
        "late": (date(2026, 11, 2), "other_training", Act.LEAVE),
    }
    start = date(2026, 1, 5)
    paths = {
        who: left(session, house, f"{who}@demo.example", on, outcome, act, start, who.title())
        for who, (on, outcome, act) in exits.items()
    }
    paths["again"] = left(
        session, house, "job@demo.example", date(2026, 11, 10), "certifying_training", Act.FINISH, date(2026, 9, 1)
    )

    def says(who: str, month: int, said: Said) -> None:
        check = check_of(session, paths[who], month)
        with clock.at(clock.paris(check.due_on, 12)):
            answering.answer_for(session, adviser, check.id, said)

    says("created", 3, Said("business_created", siret="73282932000074"))
    says("created", 6, Said("business_created", active=True))
    says("stopped", 3, Said("business_created"))
    says("stopped", 6, Said("permanent_job", active=False))
    says("job", 3, Said("fixed_term_under_6m"))
    says("refuses", 3, Said(refused=True))
    check = check_of(session, paths["away"], 3)
    for _call in range(3):
        answering.count_attempt(session, adviser, check.id)
    answering.give_up(session, adviser, check.id)
    asking.ask_due(session, house.demo.id, "", 100)
    return Story(paths)


@pytest.fixture
def story(session: Session, house: House) -> Story:
    return told(session, house)


def found(session: Session, house: House, start: date = FIRST, end: date = LAST) -> list[queries.Situation]:
    return queries.situations(session, Scope(house.demo.id, start, end))


def test_the_figures_are_those_counted_by_hand(session: Session, house: House, story: Story) -> None:
    counted = results(found(session, house), (3, 6, 12))
    assert (counted.exits.participations, counted.exits.people) == (8, 7)
    ends = {what: one.participations for what, one in counted.ends.items()}
    assert ends == {
        "finished": 4,
        "left": 4,
        "abandoned": 2,
    }  # « refuses » and « away »; never « created » nor « late »
    stands = [{what: moment.counts[what].participations for what in STANDING} for moment in counted.moments]
    assert stands == [
        {"known": 6, "unknown": 2, "unreachable": 0, "refused": 0, "pending": 0, "not_due": 0},
        {"known": 3, "unknown": 0, "unreachable": 1, "refused": 1, "pending": 1, "not_due": 2},
        {"known": 2, "unknown": 0, "unreachable": 0, "refused": 0, "pending": 0, "not_due": 6},
        {"known": 0, "unknown": 0, "unreachable": 0, "refused": 0, "pending": 0, "not_due": 8},
    ]
    rates = [{rate.name: _share(rate) for rate in moment.rates} for moment in counted.moments]
    assert rates[0] == {
        "positive_known": (4, 6), "positive_all": (4, 8), "created": (2, 8), "dynamic_a": (2, 6), "dynamic_b": (0, 6),
        "dynamic_c": (2, 6),
    }  # fmt: skip
    assert rates[1] == {
        "positive_known": (3, 3), "positive_all": (3, 6), "created": (2, 6), "dynamic_a": (2, 3), "dynamic_b": (1, 3),
        "dynamic_c": (0, 3), "alive": (2, 2), "alive_all": (2, 2),
    }  # fmt: skip
    assert rates[2]["alive"] == (1, 2)
    assert rates[2]["dynamic_a"] == (2, 2)
    assert rates[3]["positive_known"] == (0, 0)
    assert counted.moments[3].rates[0].value is None
    assert counted.moments[1].counts["registered"].participations == 1


def _share(rate: Rate) -> tuple[int, int]:
    return rate.numerator.participations, rate.denominator.participations


def test_every_exit_stands_in_one_place_at_each_moment(session: Session, house: House, story: Story) -> None:
    every = found(session, house)
    for month in (0, 3, 6, 12):
        assert sum(len(chosen(every, month, what)) for what in STANDING) == len(every)


def test_the_rate_is_the_one_another_hand_finds(session: Session, house: House, story: Story) -> None:
    """The same share by plain SQL, without a line of ours."""
    rows = session.execute(
        text(
            "SELECT a.code FROM path_exit x JOIN situation_check c ON c.enrolment_id = x.enrolment_id AND c.spell = x.spell"
            " JOIN situation_answer a ON a.check_id = c.id AND a.replaced_at IS NULL WHERE x.replaced_at IS NULL AND"
            " x.returned_on IS NULL AND c.month = 3 AND a.code <> '' AND x.organisation_id = :organisation"
        ),
        {"organisation": house.demo.id},
    ).all()
    bad = {"job_search", "inactive", "moved_or_health", "project_paused", "project_set_aside"}
    by_hand = Fraction(sum(row.code not in bad for row in rows), len(rows))
    rate = results(found(session, house), (3,)).moments[1].rates[0]
    assert Fraction(rate.numerator.participations, rate.denominator.participations) == by_hand


def test_a_learner_with_two_paths_counts_twice_then_once(session: Session, house: House, story: Story) -> None:
    autumn = results(found(session, house, date(2026, 8, 1), date(2026, 11, 30)), (3,))
    assert (autumn.exits.participations, autumn.exits.people) == (6, 5)


def test_a_period_with_nobody_has_no_value(session: Session, house: House, story: Story) -> None:
    nothing = results(found(session, house, date(2025, 1, 1), date(2025, 1, 31)), (3, 6, 12))
    assert nothing.exits.participations == 0
    assert all(rate.value is None for moment in nothing.moments for rate in moment.rates)


def test_whoever_left_before_the_entry_never_came(session: Session, house: House) -> None:
    path = enrolled(session, house, email="karim@demo.example", starts_on=date(2026, 11, 30))
    enrolling.leave(session, house.actor(Role.ADVISER), path.id, clock.today(), "", "inactive")
    assert found(session, house) == []


def test_a_correction_moves_the_figures_of_today(session: Session, house: House, story: Story) -> None:
    path = story.paths["away"]
    exiting.correct_exit(session, house.actor(Role.ADVISER), path.id, AUGUST, "permanent_job", "Il a appelé.")
    counted = results(found(session, house), (3,))
    assert counted.moments[0].counts["unknown"].participations == 1
    assert counted.ends["abandoned"].participations == 1


def test_the_scope_is_an_organisation_a_course_or_a_funder(session: Session, house: House, story: Story) -> None:
    one = story.paths["job"]
    session.execute(
        text("UPDATE enrolment SET funder_id = :funder WHERE id = :id"), {"funder": house.demo.funder_id, "id": one.id}
    )
    of_funder = queries.situations(session, Scope(house.demo.id, FIRST, LAST, funder_id=house.demo.funder_id))
    assert [row.enrolment_id for row in of_funder] == [one.id]
    assert len(queries.situations(session, Scope(house.demo.id, FIRST, LAST, course_id=one.course_id))) == 8
    assert queries.situations(session, Scope(house.demo.id, FIRST, LAST, course_id="nowhere")) == []
    assert queries.situations(session, Scope(house.neighbour.id, FIRST, LAST)) == []


def test_three_statements_whatever_the_number(database: RolledBack, session: Session, house: House) -> None:
    left(session, house, "one@demo.example", AUGUST)
    session.flush()
    counts = []
    for more in (0, 5):
        for number in range(more):
            left(session, house, f"more{number}@demo.example", AUGUST)
        session.flush()
        database.statements.clear()
        found(session, house)
        counts.append(len(database.statements))
    assert counts == [3, 3]


# --- Pages and files ----------------------------------------------------------------------------------------------

PERIOD = "du=2026-01-01&au=2026-12-31"


@pytest.fixture
def pages(database: RolledBack, house: House, visit: Callable[..., Client]) -> Iterator[Client]:
    with database.writing() as session:
        told(session, house)
    return visit("adviser@demo.example")


def test_every_figure_of_the_page_opens_as_many_rows_as_it_says(pages: Client) -> None:
    page = pages.page(f"/suivi/sorties?{PERIOD}")
    assert "Participations terminées" in page
    assert "pas de sortie" not in page.lower()
    for month, what, n in (
        (0, "exits", 8),
        (3, "known", 3),
        (3, "unreachable", 1),
        (3, "pending", 1),
        (6, "alive", 1),
        (0, "abandoned", 2),
    ):
        listed = pages.page(f"/suivi/sorties/liste?{PERIOD}&moment={month}&quoi={what}")
        assert listed.count('<th scope="row">') == n, (month, what)
    for what in PREDICATES:
        assert pages.get(f"/suivi/sorties/liste?{PERIOD}&moment=3&quoi={what}").status_code == 200
    for wrong in ("moment=4&quoi=known", "moment=3&quoi=rien", "moment=a&quoi=known", "moment=-1&quoi=known"):
        assert pages.get(f"/suivi/sorties/liste?{PERIOD}&{wrong}").status_code == 422


def test_an_empty_period_says_so_and_a_wrong_one_keeps_the_dates(pages: Client) -> None:
    assert "Pas de sortie dans la période" in pages.page("/suivi/sorties?du=2020-01-01&au=2020-12-31")
    wrong = pages.get("/suivi/sorties?du=2026-12-01&au=2026-01-01")
    assert wrong.status_code == 422
    assert "avant son début" in wrong.text
    assert "2026-12-01" in wrong.text
    assert pages.get("/suivi/sorties?du=hier").status_code == 422


def test_the_files_say_the_same_with_their_denominators(pages: Client) -> None:
    answer = pages.get(f"/suivi/sorties.csv?{PERIOD}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    rates = {(row[0], row[1]): row for row in rows if len(row) > 5 and row[5]}
    assert rates["À 3 mois", "Taux de sortie positive"][2:6] == ["3", "3", "3", "100,0"]
    assert rates["À 12 mois", "Taux de sortie positive"][5] == "pas de sortie dans la période"
    book = CalamineWorkbook.from_filelike(io.BytesIO(pages.get(f"/suivi/sorties.xlsx?{PERIOD}").content))
    assert book.sheet_names == ["Chiffres", "Sorties"]
    assert len(book.get_sheet_by_name("Sorties").to_python()) == 9
    empty = pages.get("/suivi/sorties.xlsx?du=2020-01-01&au=2020-12-31")
    assert empty.status_code == 200


def test_an_auditor_counts_without_names(pages: Client, visit: Callable[..., Client]) -> None:
    auditor = visit("auditor@demo.example")
    listed = auditor.page(f"/suivi/sorties/liste?{PERIOD}&moment=0&quoi=exits")
    assert "Created" not in listed
    assert listed.count("personne ") >= 8
    assert visit("learner@demo.example").get("/suivi/sorties").status_code == 403
    assert visit("adviser-voisine@demo.example").page(f"/suivi/sorties?{PERIOD}").count("Pas de sortie dans la période")


def test_the_machine_reads_the_same(pages: Client, api: Callable[..., Client]) -> None:
    moments = api("quality@demo.example").get("/outcomes/figures?from=2026-01-01&to=2026-12-31").json()
    assert [moment["month"] for moment in moments] == [0, 3, 6, 12]
    assert moments[1]["counts"]["unreachable"] == {"participations": 1, "people": 1}
    assert moments[1]["rates"][0]["value"] == 1.0
    assert moments[3]["rates"][0] | {"formula": ""} == {
        "name": "positive_known", "formula": "", "numerator": 0, "denominator": 0, "value": None,
    }  # fmt: skip


def test_checks_stay_those_of_a_return_too(session: Session, house: House, story: Story) -> None:
    path = story.paths["created"]
    enrolling.resume(session, house.actor(Role.ADVISER), path.id, clock.today())
    states = session.scalars(select(SituationCheck.state).where(SituationCheck.enrolment_id == path.id)).all()
    assert sorted(states) == ["answered", "answered", "cancelled"]
    assert path.id not in {one.enrolment_id for one in found(session, house)}
