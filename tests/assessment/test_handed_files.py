"""A file that comes with a work: in pieces before it, or with the form."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assessment.works import queries
from app.files import services as files
from tests.factories.client import Client
from tests.factories.files import WHERE, photo
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Client]
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def work(session: Session, house: House) -> tuple[str, str]:
    """The enrolment of the learner, and the page of the work."""
    return enrolled(session, house).id, f"/activites/{activity(small_course(session, house.demo), 'travail').id}"


def come(client: Client, body: bytes, name: str = "plan.txt") -> str:
    """The id of an upload that has come in full."""
    at = "/api/v1/uploads" if client.is_api else "/envois"
    token = {} if client.is_api else {"X-CSRF-Token": client.token}
    said = "filename " + base64.b64encode(name.encode()).decode()
    heads: dict[str, Any] = TUS | token
    made = client.request("POST", at, headers=heads | {"Upload-Length": str(len(body)), "Upload-Metadata": said})
    piece = heads | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert client.request("PATCH", made.headers["location"], content=body, headers=piece).status_code == 204
    return made.headers["location"].rsplit("/", 1)[-1]


def sent(session: Session, work: tuple[str, str]) -> Any:
    return queries.submissions(session, work[0], work[1].rsplit("/", 1)[-1])


def test_a_file_that_came_in_pieces_is_handed_in(session: Session, visit: Visit, work: tuple[str, str]) -> None:
    learner = visit("learner@demo.example")
    upload_id = come(learner, b"Mes clients")
    assert learner.post(f"{work[1]}/travail", {"number": "1", "file_upload": upload_id}).status_code == 303
    assert [row.file_name for row in sent(session, work)] == ["plan.txt"]
    again = learner.post(f"{work[1]}/travail", {"number": "1", "file_upload": upload_id}, follow=True)
    assert "Cet envoi était déjà arrivé." in again.text
    assert len(sent(session, work)) == 1


def test_a_machine_hands_in_what_it_sent_in_pieces(
    session: Session, api: Callable[..., Client], work: tuple[str, str]
) -> None:
    machine = api("learner@demo.example")
    where = work[1].replace("activites", "activities")
    answer = machine.post(f"{where}/submissions", {"file_upload": come(machine, b"Mes clients")})
    assert answer.status_code == 201
    assert [row.file_size for row in sent(session, work)] == [11]


def test_the_same_photo_sent_twice_from_one_page_is_one_sending(
    session: Session, visit: Visit, work: tuple[str, str]
) -> None:
    """Though it is not kept as it came."""
    learner, body = visit("learner@demo.example"), photo(700, 500)
    for _n in range(2):
        answer = learner.post(f"{work[1]}/travail", {"number": "1"}, files={"file": ("moi.jpg", body)}, follow=True)
    assert "Cet envoi était déjà arrivé." in answer.text
    (row,) = sent(session, work)
    info = files.describe(session, [row.file_id])[row.file_id]
    with files.open_bytes(info) as kept:
        assert WHERE not in kept.read()


def test_a_form_that_comes_back_keeps_the_file_and_the_words(
    session: Session, visit: Visit, work: tuple[str, str]
) -> None:
    learner = visit("learner@demo.example")
    form = {"number": "1", "text": "é" * 50_001}
    answer = learner.post(f"{work[1]}/travail", form, files={"file": ("plan.txt", b"Mes clients")})
    assert answer.status_code == 422
    assert "« plan.txt » est déjà arrivé" in answer.text
    kept = re.search(r'name="file_upload" value="([^"]+)"', answer.text)
    assert kept
    again = learner.post(f"{work[1]}/travail", {"number": "1", "text": "Voici.", "file_upload": kept[1]})
    assert again.status_code == 303
    assert [(row.text, row.file_name) for row in sent(session, work)] == [("Voici.", "plan.txt")]


@pytest.mark.parametrize("body", [b"", photo(400, 300)[:4000]])
def test_a_file_that_is_refused_costs_no_words(
    session: Session, visit: Visit, work: tuple[str, str], body: bytes
) -> None:
    answer = visit("learner@demo.example").post(
        f"{work[1]}/travail", {"number": "1", "text": "Voici."}, files={"file": ("moi.jpg", body)}
    )
    assert answer.status_code == 422
    assert "Voici." in answer.text
    assert "Rien n&#39;a été enregistré." in answer.text
    assert not sent(session, work)


@pytest.mark.parametrize("upload_id", ["00000000-0000-7000-8000-000000000000", "nimporte"])
def test_the_upload_of_nobody_or_of_somebody_else_is_no_file(
    session: Session, visit: Visit, work: tuple[str, str], upload_id: str
) -> None:
    theirs = come(visit("trainer@demo.example"), b"Les notes de la formatrice")
    learner = visit("learner@demo.example")
    for given in (upload_id, theirs):
        answer = learner.post(f"{work[1]}/travail", {"number": "1", "text": "Voici.", "file_upload": given})
        assert answer.status_code == 422
        assert "Choisissez-le de nouveau." in answer.text
        assert "Voici." in answer.text
    assert not sent(session, work)
