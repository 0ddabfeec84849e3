"""The address of stored files."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from app.core import storage
from app.files import queries, services
from tests.factories import files
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PNG = files.picture("PNG")
PHOTO = files.photo(1200, 900)


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
    assert answer.headers["content-range"] == f"bytes 1-3/{len(PNG)}"
    assert answer.headers["content-length"] == "3"


def test_a_part_behind_the_end_is_refused_with_the_size(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    answer = visit("learner@demo.example").get(keep(PNG, "photo.png"), headers={"Range": "bytes=90000-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(PNG)}")


def test_a_part_of_what_has_changed_meanwhile_is_the_whole(
    keep: Callable[..., str], visit: Callable[..., Client]
) -> None:
    browser, address = visit("learner@demo.example"), keep(PNG, "photo.png")
    mark = browser.get(address).headers["etag"]
    for known, status in ((mark, 206), ('"autre"', 200)):
        assert browser.get(address, headers={"Range": "bytes=1-3", "If-Range": known}).status_code == status


def test_the_head_of_a_file_says_all_but_its_bytes(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    browser, address = visit("learner@demo.example"), keep(PNG, "photo.png")
    whole, head = browser.get(address), browser.request("HEAD", address)
    assert (head.status_code, head.content) == (200, b"")
    same = ("content-type", "content-length", "etag", "accept-ranges", "cache-control", "content-disposition")
    assert {name: head.headers[name] for name in same} == {name: whole.headers[name] for name in same}
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(("asked", "width"), [(480, 480), (700, 480), (800, 960), (2000, 1200), (1, 480)])
def test_a_phone_asks_for_a_picture_of_its_size(
    keep: Callable[..., str], visit: Callable[..., Client], asked: int, width: int
) -> None:
    browser, address = visit("learner@demo.example"), keep(PHOTO, "photo.jpg")
    answer = browser.get(f"{address}?l={asked}")
    image = Image.open(io.BytesIO(answer.content))
    assert image.width == width
    assert answer.headers["content-type"] == ("image/jpeg" if width == 1200 else "image/webp")
    assert int(answer.headers["content-length"]) == len(answer.content)
    mark = answer.headers["etag"]
    assert (mark == browser.get(address).headers["etag"]) is (width == 1200)
    again = browser.get(f"{address}?l={asked}", headers={"If-None-Match": f'"x", W/{mark}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("asked", ["0", "-1", "grand", "99999999"])
def test_a_size_that_is_none_is_refused(keep: Callable[..., str], visit: Callable[..., Client], asked: str) -> None:
    assert visit("learner@demo.example").get(f"{keep(PHOTO, 'photo.jpg')}?l={asked}").status_code == 422


def test_the_size_of_what_is_no_picture_changes_nothing(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    assert visit("learner@demo.example").get(f"{keep(b'bonjour', 'note.txt')}?l=480").content == b"bonjour"


def test_a_photo_is_served_without_what_it_told(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    body = visit("learner@demo.example").get(keep(PHOTO, "photo.jpg")).content
    assert files.WHERE in PHOTO
    assert files.WHERE not in body
    assert not Image.open(io.BytesIO(body)).getexif()


def test_bytes_that_are_gone_are_said_to_be_gone(
    keep: Callable[..., str], visit: Callable[..., Client], database: RolledBack, house: House
) -> None:
    address = keep(b"bonjour", "note.txt")
    with database.reading() as session:
        file = queries.file_for(session, house.actor("learner"), address.split("/")[2])
    storage.store().delete([file.blob_id])
    answer = visit("learner@demo.example").get(address)
    assert answer.status_code == 404
    assert "n&#39;est plus sur le serveur" in answer.text
    assert visit("learner@demo.example").request("HEAD", address).status_code == 404


def test_a_document_is_not_packed_again_on_its_way_and_words_are(
    keep: Callable[..., str], visit: Callable[..., Client]
) -> None:
    browser = visit("learner@demo.example")
    assert "content-encoding" not in browser.get(keep(b"%PDF-1.7" + b" " * 5000, "a.pdf")).headers
    assert browser.get(keep(b"bonjour " * 500, "a.txt")).headers["content-encoding"] == "gzip"


def test_a_file_costs_two_statements(
    keep: Callable[..., str], visit: Callable[..., Client], database: RolledBack
) -> None:
    browser, address = visit("learner@demo.example"), keep(PHOTO, "photo.jpg")
    browser.get(address)
    database.statements.clear()
    browser.get(f"{address}?l=480")
    assert len(database.statements) <= 3


def test_a_file_that_has_not_changed_is_not_sent_again(keep: Callable[..., str], visit: Callable[..., Client]) -> None:
    browser = visit("learner@demo.example")
    address = keep(PNG, "photo.png")
    mark = browser.get(address).headers["etag"]
    answer = browser.get(address, headers={"If-None-Match": mark})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("who", "own_work", "unpublished"),
    [
        ("learner@demo.example", 200, 404),
        ("adviser@demo.example", 200, 404),
        ("trainer@demo.example", 200, 200),
        ("expert@demo.example", 404, 404),
        ("learner-voisine@demo.example", 404, 404),
        ("admin-voisine@demo.example", 404, 404),
    ],
)
def test_the_work_of_a_learner_is_for_them_and_the_team_and_a_draft_for_who_writes_it(
    keep: Callable[..., str], visit: Callable[..., Client], who: str, own_work: int, unpublished: int
) -> None:
    browser = visit(who)
    assert browser.get(keep(PNG, "photo.png")).status_code == own_work
    assert browser.get(keep(PNG, "carte.png", material=True)).status_code == unpublished


def test_nobody_is_led_to_sign_in_and_an_unknown_file_is_not_found(
    keep: Callable[..., str], visit: Callable[..., Client]
) -> None:
    assert visit().get(keep(PNG, "photo.png")).status_code == 302
    browser = visit("learner@demo.example")
    assert browser.get("/fichiers/00000000-0000-7000-8000-000000000000/a.png").status_code == 404
    assert browser.get("/fichiers/nimporte/a.png").status_code == 404
