"""The trail as whoever answers for data searches it, and as each person reads what is about them."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.trail import Act, Did, Search, another_trail, note
from app.core.trail.files import FileTrail
from app.core.trail.store import Trail
from app.enrolments import services as enrolling
from app.identity.words import role_words
from app.notifications import queries as notifications
from app.privacy.requests.models import DataRequest
from app.trail.patterns import FILE, Pattern, patterns
from app.trail.services.unusual import point_out
from tests.factories.client import Client
from tests.factories.house import ENTRY, House

Visit = Callable[..., Client]


@pytest.fixture
def kept() -> Iterator[Trail]:
    with another_trail(FileTrail(None)) as trail:
        yield trail


@pytest.fixture
def enrolment(kept: Trail, session: Session, house: House) -> str:
    """A learner, whose file the adviser opened twice this morning and the trainer changed yesterday."""
    made = enrolling.enrol(
        session, house.actor("admin"), house.course_slug, learner_email="learner@demo.example",
        learner_name="Learner Demo", starts_on=ENTRY, adviser_email="adviser@demo.example",
    )  # fmt: skip
    with clock.at(clock.now() - timedelta(days=1)):
        note(Act.by(house.actor("trainer"), Did.CHANGED, "levels", enrolment_id=made.id, device="firefox/linux"))
    for minutes in (40, 0):
        with clock.at(clock.now() - timedelta(minutes=minutes)):
            note(Act.by(house.actor("adviser"), Did.SAW, "dossier", enrolment_id=made.id, device="chrome/windows"))
    return made.id


def test_the_officer_reads_sentences_and_leaves_one(visit: Visit, enrolment: str, kept: Trail, house: House) -> None:
    page = visit("admin@demo.example").get("/donnees/journal")
    assert "Adviser Demo a ouvert le dossier de Learner Demo" in page.text
    assert "Chrome sur Windows" in page.text
    assert kept.find(Search(house.demo.id))[0]["did"] == Did.SEARCHED


def test_a_search_by_person_leads_to_an_address_without_a_name(visit: Visit, enrolment: str, house: House) -> None:
    admin = visit("admin@demo.example")
    answer = admin.post("/donnees/journal", data={"personne": "learner@demo.example", "acte": "changed"})
    learner = house.demo.people["learner"].id
    assert answer.headers["location"] == f"/donnees/journal?personne={learner}&acte=changed"
    page = admin.get(answer.headers["location"])
    assert "Trainer Demo a modifié les compétences de Learner Demo" in page.text
    assert "Adviser Demo a ouvert" not in page.text


def test_a_search_by_reader_asks_for_a_reason_and_is_noted(
    visit: Visit, enrolment: str, kept: Trail, house: House
) -> None:
    admin, reader = visit("admin@demo.example", checks=False), house.demo.people["adviser"].id
    assert admin.get(f"/donnees/journal?lecteur={reader}").status_code == 404  # nobody slips past the question
    refused = admin.post("/donnees/journal", data={"lecteur": "adviser@demo.example", "raison": "bof"})
    assert refused.status_code == 422
    assert "Écrivez pourquoi" in refused.text
    asked = {"lecteur": "adviser@demo.example", "raison": "Une personne se plaint d'une lecture."}
    answer = admin.post("/donnees/journal", data=asked)
    page = admin.get(answer.headers["location"])
    assert "Ce qu'a fait Adviser Demo" in page.text
    assert "Une personne se plaint" in page.text
    noted = kept.find(Search(house.demo.id, did=("searched",)))
    assert {line["account_id"] for line in noted} == {reader}


def test_whom_the_search_does_not_know_is_said_at_the_field(visit: Visit, enrolment: str) -> None:
    page = visit("admin@demo.example").post("/donnees/journal", data={"personne": "Zoé Absente"})
    assert page.status_code == 422
    assert "Personne ici n&#39;a ce nom" in page.text


def test_the_file_holds_the_lines_and_says_that_it_left(
    visit: Visit, enrolment: str, kept: Trail, house: House
) -> None:
    file = visit("admin@demo.example").get("/donnees/journal.csv")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    assert ["Adviser Demo", role_words("adviser"), "a ouvert", "le dossier de Learner Demo"] in [
        row[1:5] for row in rows
    ]
    last = kept.find(Search(house.demo.id))[0]
    assert (last["did"], last["subject"], last["people"]) == ("exported", "trail", len(rows) - 1)


def test_the_learner_reads_who_when_and_why(visit: Visit, enrolment: str) -> None:
    page = visit("learner@demo.example").get("/mes-donnees/lectures")
    for words in ("Lundi 23 novembre", "Adviser Demo", "vous accompagne", "a ouvert le dossier", "8 h 20", "9 h"):
        assert words in page.text, words
    assert "forme dans votre parcours" in page.text
    assert "Vous recevez" not in page.text


def test_a_reading_that_is_not_understood_reaches_whoever_answers(
    visit: Visit, enrolment: str, kept: Trail, house: House, session: Session
) -> None:
    line = next(line for line in kept.find(Search(house.demo.id)) if line["did"] == "saw")
    learner = visit("learner@demo.example")
    answer = learner.post(f"/mes-donnees/lectures/{line['id']}/question", data={})
    assert answer.status_code == 303
    again = learner.post(f"/mes-donnees/lectures/{line['id']}/question", data={})
    assert again.headers["location"] == answer.headers["location"]  # asked twice, one request
    request = session.get_one(DataRequest, answer.headers["location"].rsplit("/", 1)[1])
    assert (request.kind, request.subject, request.state) == ("access", line["id"], "open")
    assert "Adviser Demo a ouvert" in request.words
    assert "Adviser Demo a ouvert" in learner.get(f"/mes-donnees/demandes/{request.id}").text
    admin = house.demo.people["admin"]
    assert notifications.is_known(session, f"privacy_request_due:{request.id}:new:{admin.id}")
    classmate = visit("trainer@demo.example", checks=False)
    assert classmate.post(f"/mes-donnees/lectures/{line['id']}/question", data={}).status_code == 404


def test_somebody_erased_shows_as_erased_and_the_trail_is_not_rewritten(
    visit: Visit, enrolment: str, kept: Trail, house: House
) -> None:
    note(Act(house.demo.id, Did.SAW, "dossier", reader_id="gone", role="adviser", enrolment_id="gone-too"))
    page = visit("admin@demo.example").get("/donnees/journal")
    assert "Une personne effacée a ouvert le dossier d&#39;une personne effacée" in page.text


def test_the_copy_of_ones_data_holds_the_readings(enrolment: str, session: Session, house: House) -> None:
    from app.privacy.copy.readings import readings

    chapter = readings(session, house.demo.people["learner"].id)
    said = {cell.text for row in chapter.tables[0].rows for cell in row}
    assert {"Adviser Demo", "Trainer Demo", "a ouvert le dossier", "a modifié les compétences"} <= said


def test_eighty_dossiers_in_an_hour_are_pointed_out_once(
    enrolment: str, kept: Trail, house: House, session: Session
) -> None:
    most = next(one for one in patterns(clock.today()) if one.name == "many_dossiers").more_than
    reader = house.actor("trainer")
    for n in range(most + 1):
        note(Act.by(reader, Did.SAW, "dossier", enrolment_id=f"path-{n}"))
    with clock.at(clock.now() + timedelta(minutes=1)):
        point_out(session)
        point_out(session)
    admin = house.demo.people["admin"]
    assert notifications.is_known(session, f"trail:many_dossiers:{reader.account_id}:2026-11-23:{admin.id}")


@pytest.mark.once
def test_a_pattern_with_an_unknown_word_is_refused() -> None:
    assert FILE.is_file()
    with pytest.raises(ValueError, match="extra"):
        Pattern.model_validate(
            {
                "name": "many_dossiers",
                "from": "2026-01-01",
                "act": "saw",
                "count": "people",
                "more_than": 5,
                "minutes": 60,
                "extra": 1,
            }
        )


def test_tools_of_the_officer_read_the_same_lines_and_are_noted_too(
    api: Visit, enrolment: str, kept: Trail, house: House
) -> None:
    learner = house.demo.people["learner"].id
    machine = api("admin@demo.example")
    found = machine.get("/api/v1/trail", params={"person": learner, "did": "saw", "limit": 1}).json()
    (line,) = found["items"]
    assert (line["enrolment_id"], line["sentence"]) == (enrolment, "Adviser Demo a ouvert le dossier de Learner Demo")
    rest = machine.get("/api/v1/trail", params={"person": learner, "after": found["next"], "limit": 200}).json()
    assert line["id"] not in [one["id"] for one in rest["items"]]
    looks = kept.find(Search(house.demo.id, did=("searched",)))
    assert [look["account_id"] for look in looks] == [learner, learner]
    assert machine.get("/api/v1/trail", params={"person": house.neighbour.people["learner"].id}).status_code == 404
    assert api("adviser@demo.example").get("/api/v1/trail").status_code == 403
