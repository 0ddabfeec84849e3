"""What a trainer sends in pieces goes on the shelf of the course once the form is saved."""

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.core.settings import settings
from app.courses.drafts import queries
from app.files import services as files
from tests.factories.client import Client
from tests.factories.files import WHERE, photo
from tests.factories.forms import filled
from tests.factories.house import House

Visit = Callable[..., Client]
BASE = "/atelier/petit-parcours"
FILM = b"\0\0\0\x20ftypisom" + bytes(range(256)) * 5_000


def come(trainer: Client, body: bytes, name: str) -> str:
    """The id of an upload that has come in full, in two pieces."""
    heads = {"Tus-Resumable": "1.0.0", "X-CSRF-Token": trainer.token}
    said = "filename " + base64.b64encode(name.encode()).decode()
    where = trainer.request(
        "POST", "/envois", headers=heads | {"Upload-Length": str(len(body)), "Upload-Metadata": said}
    ).headers["location"]
    half = len(body) // 2
    for offset, piece in ((0, body[:half]), (half, body[half:])):
        more = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        assert trainer.request("PATCH", where, content=piece, headers=heads | more).status_code == 204
    return where.rsplit("/", 1)[-1]


def shelf(session: Session, house: House) -> dict[str, str]:
    """Path on the shelf of the course → file."""
    course = queries.course(session, house.actor("trainer"), "petit-parcours")
    assert course is not None
    return {row.path: row.file_id for row in queries.files(session, course.id)}


def test_a_film_that_came_in_pieces_becomes_the_medium_of_an_activity(
    visit: Visit, session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)  # heavier than what a learner hands in
    trainer = visit("trainer@demo.example")
    where = f"{BASE}/brouillon/activites/voix"
    form = filled(trainer.page(where), "writing") | {"new_media_upload": come(trainer, FILM, "étal.mp4")}
    before = shelf(session, house)
    trainer.post(where, {**form, "autosave": "1"})
    assert shelf(session, house) == before  # a file leaves with the button
    form = filled(trainer.page(where), "writing") | {"new_media_upload": form["new_media_upload"]}
    assert trainer.post(where, form).status_code == 303
    assert list(shelf(session, house).keys() - before) == ["media/etal.mp4"]
    info = files.describe(session, shelf(session, house).values())
    kept = info[shelf(session, house)["media/etal.mp4"]]
    assert (kept.media_type, kept.size) == ("video/mp4", len(FILM))
    with files.open_bytes(kept) as opened:
        assert opened.read() == FILM


def test_a_photo_put_into_a_text_is_shown_in_the_size_of_the_screen(
    visit: Visit, session: Session, house: House
) -> None:
    trainer = visit("trainer@demo.example")
    where = f"{BASE}/brouillon/activites/accueil"
    upload_id = come(trainer, photo(1200, 900), "Mon étal.jpg")
    put = trainer.post(f"{where}/fichiers", {"piece_upload": upload_id, "alt": "Un étal"}, follow=True)
    assert put.status_code == 200
    file_id = next(file_id for path, file_id in shelf(session, house).items() if path.startswith("images/mon-"))
    assert f"/fichiers/{file_id}/Mon%20%C3%A9tal.jpg?l=480 480w" in put.text
    image = trainer.get(f"/fichiers/{file_id}/x?l=480").content
    assert Image.open(io.BytesIO(image)).width == 480
    assert WHERE not in image


def test_a_document_that_came_in_pieces_begins_a_sequence(visit: Visit, session: Session, house: House) -> None:
    trainer = visit("trainer@demo.example")
    form = {"title": "Vendre", "block": "p1", "file_upload": come(trainer, b"%PDF-1.7 " + b"x" * 5000, "guide.pdf")}
    answer = trainer.post(f"{BASE}/depart", form, follow=True)
    assert answer.status_code == 200
    assert "guide.pdf" in answer.text
    assert "files/guide.pdf" in shelf(session, house)


@pytest.mark.parametrize("where", [f"{BASE}/brouillon/activites/accueil/fichiers", f"{BASE}/depart"])
def test_a_file_that_is_refused_is_said_in_the_form(visit: Visit, where: str) -> None:
    field = "piece" if where.endswith("fichiers") else "file"
    answer = visit("trainer@demo.example").post(
        where, {"alt": "Un étal", "title": "Vendre", "block": "p1"}, files={field: ("photo.jpg", photo()[:400])}
    )
    assert answer.status_code == 422
    assert "Cette image est abîmée" in answer.text
