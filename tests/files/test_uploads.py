"""Sending a file in pieces: the protocol tus 1.0, by the door of pages and by that of machines."""

import base64
import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.requests import ClientDisconnect

from app.core import clock, storage
from app.core.errors import Conflict, Gone, NotFound, TooLarge, Unavailable
from app.core.settings import settings
from app.files import keeping, queries, services
from app.files.models import Blob, StoredFile, Upload
from app.files.uploads import parts
from app.files.uploads import services as uploads
from tests.factories import files
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

TEXT = b"Mes clients viennent du march\xc3\xa9.\n" * 20_000
PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def _own_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)


@dataclass
class Sender:
    """Somebody's script, or their machine."""

    client: Client
    at: str

    def ask(self, method: str, path: str = "", body: Any = b"", **headers: Any) -> httpx.Response:
        named = {name.replace("_", "-"): str(value) for name, value in headers.items() if value is not None}
        token = {} if self.client.is_api else {"X-CSRF-Token": self.client.token}
        return self.client.request(method, path or self.at, content=body, headers=TUS | token | named)

    def begin(self, size: int, name: str = "plan.txt") -> str:
        said = "filename " + base64.b64encode(name.encode()).decode()
        answer = self.ask("POST", Upload_Length=size, Upload_Metadata=said)
        assert answer.status_code == 201, answer.text
        assert answer.headers["tus-resumable"] == "1.0.0"
        return answer.headers["location"]

    def send(self, where: str, offset: int, body: bytes) -> httpx.Response:
        return self.ask("PATCH", where, body, Upload_Offset=offset, Content_Type=PIECE)

    def offset(self, where: str) -> int:
        answer = self.ask("HEAD", where)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        return int(answer.headers["upload-offset"])

    def whole(self, body: bytes, name: str = "plan.txt") -> str:
        """The id of a finished upload."""
        where = self.begin(len(body), name)
        answer = self.send(where, 0, body)
        assert answer.status_code == 204, answer.text
        return where.rsplit("/", 1)[-1]


@pytest.fixture
def page(visit: Callable[..., Client]) -> Sender:
    return Sender(visit("learner@demo.example"), "/envois")


@pytest.fixture(params=["page", "machine"])
def sender(request: pytest.FixtureRequest, visit: Callable[..., Client], api: Callable[..., Client]) -> Sender:
    if request.param == "page":
        return Sender(visit("learner@demo.example"), "/envois")
    return Sender(api("learner@demo.example"), "/api/v1/uploads")


def claimed(database: RolledBack, house: House, upload_id: str, who: str = "learner") -> StoredFile:
    actor = house.actor(who)
    with database.writing() as session:
        return services.claim(session, actor, upload_id, actor.account_id if who == "learner" else None)


def come(upload_id: str, body: bytes) -> None:
    """As if these octets had come, and the server had been stopped just then."""
    parts.path_of(upload_id).parent.mkdir(exist_ok=True)
    parts.path_of(upload_id).write_bytes(body)


def on_disk() -> list[Path]:
    return [path for path in settings().data_dir.rglob("*") if path.is_file()]


# --- The way it goes ----------------------------------------------------------------------------------------


def test_a_file_comes_in_pieces_and_is_claimed_once(sender: Sender, database: RolledBack, house: House) -> None:
    where = sender.begin(len(TEXT), "Mon plan éàü.txt")
    assert sender.offset(where) == 0
    for start in range(0, len(TEXT), 200_000):
        answer = sender.send(where, start, TEXT[start : start + 200_000])
        assert answer.status_code == 204
        assert int(answer.headers["upload-offset"]) == min(start + 200_000, len(TEXT))
        assert answer.headers["upload-expires"].endswith("GMT")
    assert sender.offset(where) == len(TEXT)
    upload_id = where.rsplit("/", 1)[-1]
    file = claimed(database, house, upload_id)
    assert (file.name, file.size, file.media_type) == ("Mon plan éàü.txt", len(TEXT), "text/plain")
    assert file.owner_id == house.actor("learner").account_id
    assert b"".join(services.pieces(file)) == TEXT
    assert claimed(database, house, upload_id).id == file.id
    assert sender.offset(where) == len(TEXT)
    assert [path.name for path in on_disk()] == [file.blob_id]


def test_the_server_says_what_it_speaks(sender: Sender) -> None:
    answer = sender.ask("OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {"creation", "termination", "expiration"}
    assert int(answer.headers["tus-max-size"]) == settings().upload_limit_mb * 1_000_000


def test_a_photo_that_comes_in_pieces_is_made_again_before_it_is_claimed(
    page: Sender, database: RolledBack, house: House
) -> None:
    body = files.photo(1200, 900)
    upload_id = page.whole(body, "photo.jpg")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Blob).where(Blob.width == 1200)) == 1
    file = claimed(database, house, upload_id)
    assert file.sent_sha256 == hashlib.sha256(body).hexdigest() != file.sha256
    again = claimed(database, house, page.whole(body, "encore.jpg"))
    assert again.id != file.id
    assert again.blob_id == file.blob_id


def test_a_trainer_sends_a_film_that_a_learner_could_not(
    visit: Callable[..., Client], page: Sender, database: RolledBack, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    film = b"\0\0\0\x20ftypisom" + bytes(1_500_000)
    trainer = Sender(visit("trainer@demo.example"), "/envois")
    upload_id = trainer.whole(film, "film.mp4")
    assert page.ask("POST", Upload_Length=len(film)).status_code == 413
    actor = house.actor("trainer")
    with database.writing() as session, pytest.raises(TooLarge):
        services.claim(session, actor, upload_id, actor.account_id)  # as something handed in
    assert claimed(database, house, upload_id, "trainer").media_type == "video/mp4"


def test_what_is_claimed_for_two_people_is_refused(page: Sender, database: RolledBack, house: House) -> None:
    upload_id = page.whole(TEXT)
    claimed(database, house, upload_id)
    with database.writing() as session, pytest.raises(Conflict):
        services.claim(session, house.actor("learner"), upload_id, None)


def test_a_proxy_that_knows_no_patch_is_got_around(sender: Sender) -> None:
    where = sender.begin(1000)
    answer = sender.ask("POST", where, b"a" * 400, Upload_Offset=0, Content_Type=PIECE, X_HTTP_Method_Override="PATCH")
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "400")
    assert sender.ask("POST", where, X_HTTP_Method_Override="PUT").status_code == 405
    assert sender.ask("POST", where, X_HTTP_Method_Override="DELETE").status_code == 204
    assert sender.ask("HEAD", where).status_code == 404


# --- Cuts ---------------------------------------------------------------------------------------------------


def test_a_line_that_is_cut_keeps_what_it_brought(page: Sender) -> None:
    where = page.begin(len(TEXT))

    async def brings_half() -> Any:
        yield TEXT[:70_000]
        yield TEXT[70_000:300_000]
        raise ClientDisconnect

    page.ask("PATCH", where, brings_half(), Upload_Offset=0, Content_Type=PIECE)
    assert page.offset(where) == 300_000
    assert page.send(where, 300_000, TEXT[300_000:]).status_code == 204
    assert page.offset(where) == len(TEXT)
    assert not parts.path_of(where.rsplit("/", 1)[-1]).exists()


def test_an_offset_that_is_not_where_the_file_stands_is_refused_and_changes_nothing(sender: Sender) -> None:
    where = sender.begin(len(TEXT))
    sender.send(where, 0, TEXT[:1000])
    for wrong in (0, 500, 2000):
        answer = sender.send(where, wrong, TEXT[wrong:3000])
        assert answer.status_code == 409
        assert answer.json()["offset"] == 1000
    assert sender.offset(where) == 1000


def test_more_than_was_announced_is_refused_and_the_piece_is_not_kept(page: Sender) -> None:
    where = page.begin(1000)
    page.send(where, 0, b"a" * 400)
    assert page.send(where, 400, b"b" * 700).status_code == 413
    assert page.offset(where) == 400
    assert page.send(where, 400, b"b" * 600).status_code == 204


def test_a_file_that_has_come_answers_the_same_when_its_end_is_sent_again(page: Sender) -> None:
    where = page.begin(1000)
    assert page.send(where, 0, b"a" * 1000).status_code == 204
    assert page.send(where, 1000, b"").status_code == 204
    assert page.send(where, 0, b"a" * 1000).status_code == 409


def test_what_came_before_the_server_was_stopped_is_looked_at_when_it_is_claimed(
    page: Sender, database: RolledBack, house: House
) -> None:
    """Killed between the last octet and what follows it: the part is whole and no blob is there."""
    where = page.begin(len(TEXT))
    upload_id = where.rsplit("/", 1)[-1]
    come(upload_id, TEXT[:-1])
    with database.writing() as session, pytest.raises(Conflict, match="99 %"):
        services.claim(session, house.actor("learner"), upload_id, None)
    come(upload_id, TEXT)
    assert page.offset(where) == len(TEXT)
    file = claimed(database, house, upload_id)
    assert b"".join(services.pieces(file)) == TEXT
    assert not parts.path_of(upload_id).exists()


def test_the_script_can_ask_again_for_what_follows_the_last_octet(page: Sender, database: RolledBack) -> None:
    where = page.begin(len(TEXT))
    upload_id = where.rsplit("/", 1)[-1]
    come(upload_id, TEXT)
    assert page.send(where, len(TEXT), b"").status_code == 204
    with database.reading() as session:
        assert session.get_one(Upload, upload_id).blob_id


def test_while_a_file_is_looked_at_whoever_claims_it_is_told_to_wait(
    page: Sender, database: RolledBack, house: House
) -> None:
    where = page.begin(len(TEXT))
    upload_id = where.rsplit("/", 1)[-1]
    come(upload_id, TEXT)
    with parts.held(upload_id):
        assert page.send(where, len(TEXT), b"").status_code == 409
        with database.writing() as session, pytest.raises(Conflict, match="nous le vérifions"):
            services.claim(session, house.actor("learner"), upload_id, None)
    assert claimed(database, house, upload_id).size == len(TEXT)


def test_an_antivirus_that_does_not_answer_leaves_the_file_waiting(
    page: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(path: Path) -> None:
        raise Unavailable("L'antivirus du serveur ne répond pas.")

    where = page.begin(1000)
    with monkeypatch.context() as patched:
        patched.setattr(keeping.scanning, "scan", unreachable)
        answer = page.send(where, 0, b"a" * 1000)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert page.offset(where) == 1000
    assert page.send(where, 1000, b"").status_code == 204


# --- Walls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["trainer@demo.example", "learner-voisine@demo.example"])
def test_the_upload_of_somebody_else_is_not_there(
    page: Sender, visit: Callable[..., Client], database: RolledBack, house: House, who: str
) -> None:
    where = page.begin(1000)
    other = Sender(visit(who), "/envois")
    assert other.ask("HEAD", where).status_code == 404
    assert other.send(where, 0, b"a").status_code == 404
    assert other.ask("DELETE", where).status_code == 404
    upload_id = page.whole(TEXT)
    for actor in (house.actor("trainer"), house.neighbour.actor("learner")):
        with database.writing() as session, pytest.raises(NotFound):
            services.claim(session, actor, upload_id, None)
    assert page.offset(where) == 0


@pytest.mark.parametrize("upload_id", ["nimporte", "00000000-0000-7000-8000-000000000000", "..", "a" * 300])
def test_an_upload_that_never_was_is_not_there(page: Sender, upload_id: str) -> None:
    assert page.ask("HEAD", f"/envois/{upload_id}").status_code in (404, 405)
    assert page.send(f"/envois/{upload_id}", 0, b"a").status_code in (404, 405)


def test_nobody_sends_without_signing_in_or_from_elsewhere(
    visit: Callable[..., Client], api: Callable[..., Client], page: Sender
) -> None:
    nobody = visit()
    nobody.get("/connexion")
    answer = Sender(nobody, "/envois").ask("POST", Upload_Length=10)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert Sender(api(), "/api/v1/uploads").ask("POST", Upload_Length=10).status_code == 401
    where = page.begin(1000)
    for token in ("", "0" * 40):
        assert (
            page.ask("PATCH", where, b"a", Upload_Offset=0, Content_Type=PIECE, X_CSRF_Token=token).status_code == 403
        )
    assert page.offset(where) == 0


# --- Bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Length": "0"}, 422),
        ({"Upload_Length": str(10**17)}, 413),
        ({"Upload_Length": "1" * 40}, 400),
        ({"Upload_Length": "-5"}, 400),
        ({"Upload_Length": "²"}, 400),
        ({}, 400),
        ({"Upload_Defer_Length": "1"}, 400),
        ({"Upload_Length": "5", "Upload_Metadata": "filename ///"}, 400),
        ({"Upload_Length": "5", "Tus_Resumable": "0.2.2"}, 412),
    ],
)
def test_an_announcement_that_means_nothing_is_refused(sender: Sender, headers: dict[str, str], status: int) -> None:
    named = {name.replace("_", "-"): value.encode("latin-1") for name, value in headers.items()}
    token = {} if sender.client.is_api else {"X-CSRF-Token": sender.client.token}
    answer = sender.client.request("POST", sender.at, headers=TUS | token | named)
    assert answer.status_code == status
    if status != 412:
        assert answer.json()["detail"]
        assert answer.headers["tus-resumable"] == "1.0.0"
    else:
        assert answer.headers["tus-version"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain", "Upload-Offset": "0"}, 415),
        ({"Content-Type": PIECE}, 400),
        ({"Content-Type": PIECE, "Upload-Offset": "-1"}, 400),
        ({"Content-Type": PIECE, "Upload-Offset": "0", "Tus-Resumable": "2.0.0"}, 412),
    ],
)
def test_a_piece_that_means_nothing_is_refused(page: Sender, headers: dict[str, str], status: int) -> None:
    where = page.begin(1000)
    answer = page.client.request("PATCH", where, content=b"a", headers=TUS | headers)
    assert answer.status_code == status
    assert page.offset(where) == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\moi\\CV.docx", "CV.docx"), ("\u202egpj.exe", "gpj.exe"), ("", "fichier")],
)
def test_a_name_that_plays_tricks_is_cleaned(
    page: Sender, database: RolledBack, house: House, name: str, kept: str
) -> None:
    assert claimed(database, house, page.whole(b"bonjour", name)).name == kept


def test_what_is_refused_at_the_end_is_forgotten_at_once(page: Sender, database: RolledBack) -> None:
    body = files.photo(400, 300)[:5000]
    where = page.begin(len(body), "photo.jpg")
    answer = page.send(where, 0, body)
    assert answer.status_code == 422
    assert "abîmée" in answer.json()["detail"]
    assert page.ask("HEAD", where).status_code == 404
    assert on_disk() == []


def test_a_file_that_will_not_come_is_given_up(sender: Sender) -> None:
    where = sender.begin(1000)
    sender.send(where, 0, b"a" * 500)
    assert sender.ask("DELETE", where).status_code == 204
    assert sender.ask("HEAD", where).status_code == 404
    assert on_disk() == []


def test_a_file_that_is_claimed_is_no_longer_given_up(page: Sender, database: RolledBack, house: House) -> None:
    upload_id = page.whole(TEXT)
    file = claimed(database, house, upload_id)
    assert page.ask("DELETE", f"/envois/{upload_id}").status_code == 409
    assert b"".join(services.pieces(file)) == TEXT


def test_an_organisation_that_is_full_hears_it_before_a_single_octet_leaves(
    page: Sender, database: RolledBack, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.reading() as session:
        full = queries.weight_of(session, house.demo.id)
    monkeypatch.setattr(settings(), "quota_mb", 1 + full // 1_000_000)
    answer = page.ask("POST", Upload_Length=2_000_000)
    assert answer.status_code == 413
    assert answer.json()["type"].endswith("#no-room")


# --- Time ---------------------------------------------------------------------------------------------------


def test_what_waited_too_long_is_gone_then_swept_by_whoever_comes_next(
    page: Sender, database: RolledBack, house: House
) -> None:
    half, whole = page.begin(1000), page.whole(TEXT)
    page.send(half, 0, b"a" * 500)
    kept = claimed(database, house, page.whole(b"bonjour"))
    assert len(on_disk()) == 3
    clock.freeze(clock.now() + timedelta(days=7, seconds=1))
    page.client.sign_in("learner@demo.example")
    assert page.ask("HEAD", half).status_code == 410
    assert page.send(half, 500, b"a").status_code == 410
    with database.writing() as session, pytest.raises(Gone):
        services.claim(session, house.actor("learner"), whole, None)
    page.begin(1000)
    assert page.ask("HEAD", half).status_code == 404
    assert [path.name for path in on_disk()] == [kept.blob_id]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Upload)) == 1


def test_parts_without_an_upload_are_swept_once_they_are_old(database: RolledBack, page: Sender) -> None:
    page.begin(1000)
    lost = settings().uploads_dir / "01990000-0000-7000-8000-0000000000aa"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"perdu")
    (settings().uploads_dir / "work-x").mkdir()
    (settings().uploads_dir / "work-x" / "picture").write_bytes(b"perdu")
    for days, swept in ((6, 0), (9, 2)):
        old = (clock.now() - timedelta(days=days)).timestamp()
        for path in (lost, settings().uploads_dir / "work-x"):
            os.utime(path, (old, old))
        with database.writing() as session:
            assert services.sweep(session) == swept
    assert on_disk() == []


def test_whoever_sends_next_clears_away_bytes_whose_row_never_came(
    page: Sender, database: RolledBack, tmp_path: Path
) -> None:
    lost, source = "01990000-0000-7000-8000-0000000000aa", tmp_path / "source"
    source.write_bytes(b"perdu")
    dead = storage.putting(lost, {lost: source})  # kept: when it goes, what it put goes with it
    dead.__enter__()
    source.unlink()
    page.begin(1000)
    assert len(on_disk()) == 2  # it may still be under way
    old = (clock.now() - timedelta(days=2)).timestamp()
    os.utime(settings().uploads_dir / "unsure" / lost, (old, old))
    page.begin(1000)
    assert on_disk() == []


def test_one_person_never_has_more_waiting_than_a_few_files(
    page: Sender, database: RolledBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    sent = [page.begin(1_000_000) for _n in range(6)]
    assert [page.ask("HEAD", where).status_code for where in sent] == [404, 404, 200, 200, 200, 200]


def test_deleting_a_file_forgets_how_it_came(page: Sender, database: RolledBack, house: House) -> None:
    upload_id = page.whole(TEXT)
    file = claimed(database, house, upload_id)
    with database.writing() as session:
        services.delete(session, file.id)
    assert on_disk() == []
    assert page.ask("HEAD", f"/envois/{upload_id}").status_code == 404


# --- Whole, in a form ---------------------------------------------------------------------------------------


def test_a_file_that_came_whole_is_an_upload_like_the_others(database: RolledBack, house: House) -> None:
    learner = house.actor("learner")
    upload_id = uploads.receive(database, learner, "photo.jpg", io.BytesIO(files.photo(700, 500)))
    assert len(on_disk()) == 2
    assert claimed(database, house, upload_id).media_type == "image/jpeg"
