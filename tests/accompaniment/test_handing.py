"""People handed to a colleague for good, and colleagues who stand in for some days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.appointments.models import Appointment
from app.core import clock, tasks
from app.core.access import Role
from app.core.db import database as current
from app.enrolments.covers import queries as covers
from app.enrolments.models import Enrolment, EnrolmentChange
from app.identity import services as identity
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.notifications.models import Mail
from tests.accompaniment.test_pages import path_of
from tests.factories.appointments import proposed
from tests.factories.house import House

Visit = Callable[..., Any]
MARC = "marc@demo.example"


@pytest.fixture
def marc(house: House) -> str:
    """Another adviser; their account id."""
    with current().writing() as session:
        return identity.welcome(session, house.demo.id, MARC, "Marc Roux", Role.ADVISER).id


def adviser_of(path: str) -> str | None:
    with current().reading() as session:
        return session.get_one(Enrolment, path).adviser_id


def told() -> dict[str, list[str]]:
    """Address → subjects of what was written."""
    tasks.drain()
    found: dict[str, list[str]] = {}
    with current().reading() as session:
        for address, subject in session.execute(select(Mail.address, Mail.subject).order_by(Mail.id)):
            found.setdefault(address, []).append(subject)
    return found


def handing(house: House, *paths: str, **changes: str) -> dict[str, Any]:
    return {
        "adviser": house.demo.people["adviser"].id, "people": list(paths), "adviser_email": MARC,
        "reason": "Départ en congé", "meetings": "keep", **changes,
    }  # fmt: skip


def test_people_are_handed_over_at_once_and_everybody_is_told_once(house: House, visit: Visit, marc: str) -> None:
    first, second, third = path_of(house, 1), path_of(house, 2), path_of(house, 3)
    admin = visit("admin@demo.example")
    page = admin.page(f"/suivi/remplacements?de={house.demo.people['adviser'].id}")
    assert "Personne 001" in page
    assert admin.post("/suivi/confier", handing(house, first, second)).status_code == 303
    assert [adviser_of(path) for path in (first, second)] == [marc, marc]
    assert adviser_of(third) == house.demo.people["adviser"].id
    mails = told()
    assert mails["personne1@demo.example"] == ["Marc Roux vous accompagne désormais"]
    assert mails[MARC] == ["2 personnes vous sont confiées"]
    assert mails["adviser@demo.example"] == ["2 personnes sont confiées à Marc Roux"]
    assert "personne3@demo.example" not in mails
    with current().reading() as session:
        reasons = session.scalars(select(EnrolmentChange.reason).where(EnrolmentChange.what == "adviser")).all()
        facts = session.scalars(select(LedgerEntry.facts).where(LedgerEntry.kind == Kind.ADVISER_CHANGED.value)).all()
    assert reasons == ["Départ en congé"] * 2
    assert {fact["to"] for fact in facts} == {marc}
    assert "Personne 001" in visit(MARC).page("/suivi")
    assert "Personne 001" not in visit("adviser@demo.example").page("/suivi")


@pytest.mark.parametrize(("choice", "kept"), [("keep", True), ("rebook", False)])
def test_appointments_to_come_are_listed_then_kept_or_taken_again(
    house: House, visit: Visit, marc: str, choice: str, kept: bool
) -> None:
    path = path_of(house)
    with current().writing() as session:
        meeting = proposed(session, house, path)[0].id
    adviser = visit("adviser@demo.example")
    assert "jeudi 26 novembre à 14 h" in adviser.page("/suivi/remplacements")
    adviser.post("/suivi/confier", handing(house, path, meetings=choice))
    with current().reading() as session:
        assert (session.get_one(Appointment, meeting).cancelled_at is None) is kept


@pytest.mark.parametrize(
    "changes",
    [{"reason": " "}, {"adviser_email": ""}, {"adviser_email": "learner@demo.example"}, {"people": []},
     {"people": ["someone"]}, {"meetings": "burn"}, {"adviser_email": "adviser@demo.example"}],
)  # fmt: skip
def test_what_cannot_be_handed_changes_nothing(house: House, visit: Visit, marc: str, changes: dict[str, Any]) -> None:
    path = path_of(house)
    answer = visit("adviser@demo.example").post("/suivi/confier", handing(house, path) | changes)
    assert answer.status_code == 422
    assert adviser_of(path) == house.demo.people["adviser"].id
    assert not told()


def covering(house: House, colleague: str, **changes: Any) -> dict[str, Any]:
    return {
        "adviser": house.demo.people["adviser"].id, "colleague": colleague, "since": "2026-11-24",
        "until": "2026-11-27", "whom": "all", "reason": "Congés", **changes,
    }  # fmt: skip


def test_a_colleague_sees_the_people_of_who_is_away_and_it_ends_by_itself(
    house: House, visit: Visit, marc: str
) -> None:
    path = path_of(house, 1)
    assert visit("adviser@demo.example").post("/suivi/remplacements", covering(house, marc)).status_code == 303
    for days, seen in ((0, False), (1, True), (4, True), (5, False)):
        with clock.at(clock.now() + timedelta(days=days)):
            assert ("Personne 001" in visit(MARC).page("/suivi")) is seen
            assert "Personne 001" in visit("adviser@demo.example").page("/suivi")
            with current().reading() as session:
                assert covers.stand_ins(session, path, clock.today()) == ([marc] if seen else [])
    with clock.at(clock.now() + timedelta(days=4)):
        assert "pour Adviser Demo" in visit(MARC).page("/suivi")
        assert "pour Adviser Demo" not in visit("adviser@demo.example").page("/suivi")
    assert adviser_of(path) == house.demo.people["adviser"].id
    mails = told()
    assert mails[MARC] == ["Vous remplacez Adviser Demo du mardi 24 novembre au vendredi 27 novembre"]
    assert mails["personne1@demo.example"] == ["Marc Roux vous accompagne du mardi 24 novembre au vendredi 27 novembre"]
    assert "adviser@demo.example" not in mails  # they did it themselves


def test_only_those_chosen_are_covered_and_a_cover_can_be_ended(house: House, visit: Visit, marc: str) -> None:
    path_of(house, 1)
    second = path_of(house, 2)
    adviser = visit("adviser@demo.example")
    adviser.post("/suivi/remplacements", covering(house, marc, since="2026-11-23", whom="some", people=[second]))
    page = visit(MARC).page("/suivi")
    assert "Personne 002" in page
    assert "Personne 001" not in page
    page = adviser.page("/suivi/remplacements")
    assert "Marc Roux remplace Adviser Demo" in page
    cover = page.split('action="/suivi/remplacements/')[1].split("/")[0]
    assert adviser.post(f"/suivi/remplacements/{cover}/fin").status_code == 303
    assert "Personne 002" not in visit(MARC).page("/suivi")


def test_what_comes_to_the_adviser_comes_to_who_stands_in(house: House, visit: Visit, marc: str) -> None:
    path = path_of(house)
    visit("adviser@demo.example").post("/suivi/remplacements", covering(house, marc, since="2026-11-23"))
    with current().writing() as session:
        proposed(session, house, path)
    assert any("Rendez-vous" in subject for subject in told()[MARC])


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"colleague": ""}, 422), ({"until": "2026-11-20"}, 422), ({"since": "2026-11-10", "until": "2026-11-12"}, 422),
     ({"until": "2029-01-01"}, 422), ({"since": "un jour"}, 422), ({"whom": "some", "people": []}, 422)],
)  # fmt: skip
def test_a_cover_that_cannot_be_is_refused(
    house: House, visit: Visit, marc: str, changes: dict[str, Any], status: int
) -> None:
    path_of(house)
    form = covering(house, marc) | changes
    assert visit("adviser@demo.example").post("/suivi/remplacements", form).status_code == status
    assert (
        visit("adviser@demo.example")
        .post("/suivi/remplacements", covering(house, house.demo.people["adviser"].id))
        .status_code
        == 422
    )


def test_the_same_cover_twice_is_said_to_exist(house: House, visit: Visit, marc: str) -> None:
    path_of(house)
    adviser = visit("adviser@demo.example")
    adviser.post("/suivi/remplacements", covering(house, marc))
    answer = adviser.post("/suivi/remplacements", covering(house, marc))
    assert answer.status_code == 409
    assert "existe déjà" in answer.text


def test_nobody_else_hands_people_over(house: House, visit: Visit, marc: str) -> None:
    path = path_of(house)
    for role in ("learner", "trainer", "quality", "referrer"):
        assert visit(f"{role}@demo.example").post("/suivi/confier", handing(house, path)).status_code == 403
    visit("admin-voisine@demo.example").post("/suivi/confier", handing(house, path))
    assert adviser_of(path) == house.demo.people["adviser"].id
