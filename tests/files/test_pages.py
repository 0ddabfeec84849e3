"""The address of stored files."""

import io
from collections.abc import Callable

import pytest

from app.files import services
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def keep(database: RolledBack, house: House) -> Callable[..., str]:
    """Keep a file of the learner (or course material) and give its address."""

    def kept(body: bytes, name: str, *, material: bool = False) -> str:
        learner = house.actor("learner")
        owner = None if material else learner.account_id
        with database.writing() as session:
            file = services.store(session, learner, learner.organisation_id, name, io.BytesIO(body), owner)
            return f"/fichiers/{file.id}/{file.name}"

    return kept


def test_a_picture_opens_in_place_without_being_a_page(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    answer = visit("learner@demo.example").get(keep(PNG, "photo.png"))
    assert answer.status_code == 200
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    ("body", "name", "media_type"),
    [
        (SVG, "dessin.svg", "image/svg+xml"),
        (HTML, "page.png", "application/octet-stream"),
        (b"MZ\x90\0", "outil.exe", "application/octet-stream"),
        (b"%PDF-1.7 ...", "guide.pdf", "application/pdf"),
        (b"bonjour", "note.txt", "text/plain; charset=utf-8"),
    ],
)
def test_what_could_act_is_only_ever_downloaded(
    keep: Callable[..., str], visit: Callable[..., Client], body: bytes, name: str, media_type: str
) -> None:
    answer = visit("learner@demo.example").get(keep(body, name))
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_part_of_a_file_can_be_asked_for(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    answer = visit("learner@demo.example").get(keep(PNG, "photo.png"), headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.content) == (206, b"PNG")


def test_a_file_that_has_not_changed_is_not_sent_again(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    browser = visit("learner@demo.example")
    address = keep(PNG, "photo.png")
    mark = browser.get(address).headers["etag"]
    answer = browser.get(address, headers={"If-None-Match": mark})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("who", "own_work", "material"),
    [
        ("learner@demo.example", 200, 200),
        ("adviser@demo.example", 200, 200),
        ("trainer@demo.example", 200, 200),
        ("expert@demo.example", 404, 200),
        ("learner-voisine@demo.example", 404, 404),
        ("admin-voisine@demo.example", 404, 404),
    ],
)
def test_the_work_of_a_learner_is_for_them_and_the_team(
    keep: Callable[..., str], visit: Callable[..., Client], who: str, own_work: int, material: int
) -> None:
    browser = visit(who)
    assert browser.get(keep(PNG, "photo.png")).status_code == own_work
    assert browser.get(keep(PNG, "carte.png", material=True)).status_code == material


def test_nobody_is_led_to_sign_in_and_an_unknown_file_is_not_found(
    keep: Callable[..., str], visit: Callable[..., Client]
) -> None:
    assert visit().get(keep(PNG, "photo.png")).status_code == 302
    browser = visit("learner@demo.example")
    assert browser.get("/fichiers/00000000-0000-7000-8000-000000000000/a.png").status_code == 404
    assert browser.get("/fichiers/nimporte/a.png").status_code == 404
