"""What people do with the data of others by the doors of the house, as the trail keeps it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import record
from app.core.trail import Did, Search, another_trail, carry
from app.core.trail.files import FileTrail
from app.core.trail.models import TrailWaiting
from app.core.trail.store import Line, Trail
from app.enrolments import services as enrolling
from app.entry.factors.events import FactorChanged
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import ENTRY, House

Visit = Callable[..., Client]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Trail]:
    with another_trail(FileTrail(None)) as trail:
        yield trail


@pytest.fixture
def enrolment(session: Session, house: House) -> str:
    made = enrolling.enrol(
        session, house.actor("admin"), house.course_slug, learner_email="learner@demo.example",
        learner_name="Learner Demo", starts_on=ENTRY, adviser_email="adviser@demo.example",
    )  # fmt: skip
    return made.id


def lines(kept: Trail, house: House) -> list[Line]:
    """From the first to the last, without those who enter."""
    return [line for line in reversed(kept.find(Search(house.demo.id))) if line["subject"] != "sign_in"]


def test_a_dossier_that_is_opened_is_noted_at_once(kept: Trail, visit: Visit, house: House, enrolment: str) -> None:
    visit("adviser@demo.example").get(f"/suivi/{enrolment}")
    (line,) = lines(kept, house)
    assert (line["did"], line["subject"], line["enrolment_id"]) == ("saw", "dossier", enrolment)
    assert (line["reader_id"], line["role"]) == (house.demo.people["adviser"].id, "adviser")
    assert line["sign_in_id"]
    assert line["people"] is None


def test_a_reading_asks_the_application_for_no_statement_more(
    visit: Visit, database: RolledBack, enrolment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    adviser = visit("adviser@demo.example")
    adviser.get(f"/suivi/{enrolment}")
    counts = []
    for watched in (True, False):
        if not watched:
            monkeypatch.setattr("app.web.doors._watch", None)
        database.statements.clear()
        adviser.get(f"/suivi/{enrolment}")
        counts.append(len(database.statements))
    assert counts[0] == counts[1]


def test_what_people_do_with_their_own_data_is_not_noted(
    kept: Trail, visit: Visit, house: House, enrolment: str
) -> None:
    learner = visit("learner@demo.example")
    for path in ("/mon-parcours", "/mon-dossier", f"/competences/{enrolment}", "/mes-donnees/lectures"):
        learner.get(path)
    assert lines(kept, house) == []


def test_a_list_says_how_many_and_an_export_too(kept: Trail, visit: Visit, house: House, enrolment: str) -> None:
    adviser = visit("adviser@demo.example")
    adviser.get("/suivi")
    adviser.get("/suivi.csv")
    seen, exported = lines(kept, house)
    assert (seen["did"], seen["subject"], seen["people"]) == ("saw", "list_follow_up", 1)
    assert (exported["did"], exported["people"], exported["among"]) == ("exported", 1, enrolment)


def test_a_change_waits_with_its_act_and_is_carried(
    kept: Trail, visit: Visit, house: House, enrolment: str, database: RolledBack
) -> None:
    visit("adviser@demo.example").post(
        f"/suivi/{enrolment}/contact",
        data={"canal": "phone", "issue": "reached", "le": "2026-11-23", "texte": "Tout va bien.", "qui": "team"},
    )
    found = [line for line in lines(kept, house) if line["did"] == "changed"]
    assert [line["subject"] for line in found] in (["contact"], [])  # kept when the form was
    with database.writing() as session:
        assert carry(session) >= len(found)
        assert carry(session) == 0


def test_whoever_enters_leaves_and_is_given_a_role_is_noted(kept: Trail, visit: Visit, house: House) -> None:
    admin = visit("admin@demo.example")
    admin.post("/admin/personnes", data={"email": "quality@demo.example", "name": "Quality Demo", "role": "trainer"})
    admin.post("/deconnexion", data={})
    found = [(line["did"], line["subject"]) for line in reversed(kept.find(Search(house.demo.id)))]
    assert [one for one in found if one[1] in ("sign_in", "role")] == [
        ("entered", "sign_in"), ("granted", "role"), ("left", "sign_in"),
    ]  # fmt: skip


def test_a_no_is_noted_too(kept: Trail, visit: Visit, house: House, enrolment: str) -> None:
    answer = visit("quality@demo.example").post(f"/suivi/{enrolment}/niveaux", data={})
    assert answer.status_code == 403
    (line,) = lines(kept, house)
    assert (line["did"], line["enrolment_id"]) == (Did.REFUSED, enrolment)


def test_the_api_is_noted_like_the_pages(kept: Trail, api: Visit, house: House, enrolment: str) -> None:
    machine = api("adviser@demo.example")
    machine.get(f"/api/v1/enrolments/{enrolment}/dossier")
    machine.get("/api/v1/enrolments")
    one, many = lines(kept, house)
    assert (one["subject"], one["enrolment_id"], one["device"]) == ("notes", enrolment, "program")
    assert (many["subject"], many["people"]) == ("list_follow_up", 1)


def test_a_page_that_cannot_be_noted_is_not_shown(
    visit: Visit, enrolment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.errors import Unavailable

    def nowhere(*_given: object) -> None:
        raise Unavailable("Le journal des accès ne peut pas être tenu en ce moment.")

    monkeypatch.setattr("app.trail.watching.note", nowhere)
    answer = visit("adviser@demo.example", checks=False).get(f"/suivi/{enrolment}")
    assert answer.status_code == 503
    assert "Learner Demo" not in answer.text


def test_a_change_of_proof_is_in_the_trail(session: Session, house: House) -> None:
    learner = house.actor("learner")
    record(session, learner, FactorChanged(learner.account_id, "passkey_added"))
    record(session, replace(learner, account_id=""), FactorChanged(learner.account_id, "paper_used"))
    noted = [(line["did"], line["subject"], line["account_id"]) for line in session.scalars(select(TrailWaiting.line))]
    assert noted == [("changed", "factor", learner.account_id)] * 2
