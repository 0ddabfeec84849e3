"""Bytes in a folder and in a bucket: the same to everybody above."""

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock, storage
from app.core.errors import Unavailable
from app.core.settings import settings
from app.core.storage.disk import Disk
from app.core.storage.places import place_of
from app.courses.services.exporting import export_course, published_manuscript, zip_course
from app.courses.services.importing import import_course
from app.files import services
from app.files.models import StoredFile
from app.files.uploads import services as uploads
from app.privacy.copy import services as privacy
from tests.factories import files
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import SMALL_COURSE, House
from tests.files.bucket_peer import checking_signatures, keeping_objects

KEY, SMALL = "01990000-0000-7000-8000-0000000000aa", "01990000-0000-7000-8000-0000000000aa.480"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with keeping_objects(tmp_path_factory.mktemp("bucket")) as url:
        yield url


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where the bytes of this test go, those of the prepared course with them."""
    prepared = Disk(settings().files_dir)
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    if request.param == "bucket":
        monkeypatch.setattr(settings(), "storage_url", request.getfixturevalue("bucket"))
    if "course" in request.node.name:
        for key, _at in prepared.everything():
            storage.store().put(key, prepared.root / place_of(key))
    yield request.param
    storage.store().delete([key for key, _at in storage.store().everything()])


def put(tmp_path: Path, body: bytes, key: str = KEY) -> None:
    source = tmp_path / "source"
    source.write_bytes(body)
    storage.store().put(key, source)
    source.unlink()


def test_bytes_are_put_read_in_part_listed_and_removed(place: str, tmp_path: Path) -> None:
    store, body = storage.store(), random.Random(1).randbytes(700_000)
    put(tmp_path, body)
    put(tmp_path, b"petite", SMALL)
    assert store.size(KEY) == len(body)
    assert b"".join(store.read(KEY, 0, len(body))) == body
    assert b"".join(store.read(KEY, 300_000, 300_010)) == body[300_000:300_010]
    assert b"".join(store.read(KEY, 5, 5)) == b""
    with store.open(KEY) as opened:
        opened.seek(-5, os.SEEK_END)
        assert opened.read() == body[-5:]
        opened.seek(123_456)
        assert opened.read(1000) == body[123_456:124_456]
    listed = dict(store.everything())
    assert set(listed) == {KEY, SMALL}
    assert all(abs((at - clock.datetime.now(clock.UTC)).total_seconds()) < 600 for at in listed.values())
    put(tmp_path, b"autre chose")  # a key put again is the last one put
    assert store.size(KEY) == 11
    store.delete([KEY, SMALL, KEY])
    assert not list(store.everything())
    for look in (store.size, store.open, lambda key: next(store.read(key, 0, 1))):
        with pytest.raises(FileNotFoundError):
            look(KEY)


def test_a_heavy_file_goes_in_several_parts_and_is_the_same(place: str, tmp_path: Path) -> None:
    body = random.Random(2).randbytes(1_000_003) * 20
    put(tmp_path, body)
    assert storage.store().size(KEY) == len(body)
    assert b"".join(storage.store().read(KEY, 0, len(body))) == body


def test_only_ids_are_keys(place: str) -> None:
    for wrong in ("../x", "a/b", "", KEY + ".png", KEY.upper()):
        for look in (storage.store().size, storage.store().open, storage.store().local):
            with pytest.raises(ValueError, match="id"):
                look(wrong)


def test_an_archive_is_opened_where_it_is(place: str, session: Session, house: House) -> None:
    body = files.archive({f"{n}.txt": b"x" * 10_000 for n in range(50)}, stored=True)
    file = services.store(session, None, house.demo.id, "a.zip", io.BytesIO(body), None)
    with services.open_bytes(file) as opened, zipfile.ZipFile(opened) as zipped:
        assert zipped.testzip() is None
    with services.local_copy(file) as path:
        assert path.read_bytes() == body


def test_a_photo_is_sent_served_in_part_and_deleted(
    place: str, database: RolledBack, house: House, visit: Callable[..., Client]
) -> None:
    learner = house.actor("learner")
    body = files.photo(1200, 900)
    upload_id = uploads.receive(database, learner, "photo.jpg", io.BytesIO(body))
    with database.writing() as session:
        file = services.claim(session, learner, upload_id, learner.account_id)
        address = f"/fichiers/{file.id}/{quote(file.name)}"
    assert {key for key, _at in storage.store().everything()} == {
        file.blob_id,
        f"{file.blob_id}.480",
        f"{file.blob_id}.960",
    }
    browser = visit("learner@demo.example")
    whole = browser.get(address)
    assert len(whole.content) == int(whole.headers["content-length"]) == file.size
    part = browser.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert browser.get(f"{address}?l=480").content[8:12] == b"WEBP"
    assert browser.request("HEAD", address).headers["content-length"] == str(file.size)
    with database.writing() as session:
        services.delete(session, file.id)
    assert not list(storage.store().everything())
    assert browser.get(address).status_code == 404


def test_an_act_that_is_undone_leaves_nothing_in_either(place: str, database: RolledBack, house: House) -> None:
    def undo() -> None:
        with database.writing() as session:
            services.store(session, None, house.demo.id, "photo.jpg", io.BytesIO(files.photo(700, 500)), None)
            assert len(list(storage.store().everything())) == 2
            raise RuntimeError("later")

    with pytest.raises(RuntimeError):
        undo()
    assert not list(storage.store().everything())


def test_what_no_row_names_is_swept_from_either(place: str, database: RolledBack, house: House, tmp_path: Path) -> None:
    put(tmp_path, b"perdu")
    with database.writing() as session:
        kept = services.store(session, None, house.demo.id, "a.txt", io.BytesIO(b"a"), None)
    with database.writing() as session, clock.at(clock.now() + timedelta(days=5000)):
        assert services.sweep_orphans(session) == 1
    assert [key for key, _at in storage.store().everything()] == [kept.blob_id]


def test_a_course_goes_out_and_comes_back_the_same_photos_included(
    place: str, database: RolledBack, house: House, tmp_path: Path
) -> None:
    """A photo is not kept as it came, and importing what was exported still changes nothing."""
    folder = _with_a_photo(tmp_path / "course")
    admin, neighbour = house.actor("admin"), house.neighbour.actor("admin")
    with database.writing() as session:
        assert import_course(session, admin, folder).changed
        assert not import_course(session, admin, folder).changed
        export_course(session, admin, "avec-photo", tmp_path / "out")
        out = (tmp_path / "out" / "images" / "photo.jpg").read_bytes()
        assert files.WHERE not in out
        again = import_course(session, admin, tmp_path / "out")
        assert not again.changed
        assert import_course(session, neighbour, tmp_path / "out").changed
        export_course(session, neighbour, "avec-photo", tmp_path / "back")
        zipped = zip_course(published_manuscript(session, admin, "avec-photo"))
    assert _files(tmp_path / "out") == _files(tmp_path / "back")
    with zipfile.ZipFile(zipped) as archive:
        assert archive.read("avec-photo/images/photo.jpg") == out


def _with_a_photo(folder: Path) -> Path:
    for path in SMALL_COURSE.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(SMALL_COURSE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    head = folder / "course.yaml"
    head.write_text(head.read_text().replace("slug: petit-parcours", "slug: avec-photo"))
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "photo.jpg").write_bytes(files.photo(700, 500))
    page = folder / "activities" / "accueil.md"
    page.write_text(page.read_text() + "\n\n![Un étal](../images/photo.jpg)\n")
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_ones_own_data_holds_the_files_of_either(place: str, session: Session, house: House) -> None:
    learner = house.actor("learner")
    body = b"Mes clients.\n" * 50_000
    services.store(session, learner, house.demo.id, "plan.txt", io.BytesIO(body), learner.account_id)
    copy = b"".join(privacy.stream(privacy.gather(session, learner.account_id)))
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.read("fichiers/plan.txt") == body


# --- A bucket that does not answer, or does not trust us -----------------------------------------------------


def test_a_bucket_that_is_not_there_is_said_and_nothing_is_half_kept(
    database: RolledBack, house: House, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with database.writing() as session:
        kept = services.store(session, None, house.demo.id, "a.txt", io.BytesIO(b"a"), None)
        count = session.scalar(select(func.count()).select_from(StoredFile))
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    monkeypatch.setattr(settings(), "storage_url", "s3://a:b@seau/x?endpoint=http://127.0.0.1:9&region=eu-west-3")
    with database.writing() as session:
        with pytest.raises(Unavailable, match="n'arrive pas à enregistrer"):
            services.store(session, None, house.demo.id, "b.txt", io.BytesIO(b"b"), None)
        assert session.scalar(select(func.count()).select_from(StoredFile)) == count
    answer = visit("trainer@demo.example").get(f"/fichiers/{kept.id}/a.txt")
    assert answer.status_code == 503
    assert "Rien n&#39;est perdu" in answer.text


def test_requests_are_signed_with_the_secret_and_a_wrong_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: RolledBack, house: House
) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    with checking_signatures() as (peer, port):
        for secret in (peer.secret.decode(), "un autre"):
            keys = f"clé:{quote(secret, safe='')}"
            url = f"s3://{keys}@seau/une place?endpoint=http://127.0.0.1:{port}&region=eu-west-3"
            monkeypatch.setattr(settings(), "storage_url", url)
            with database.writing() as session:
                if secret == "un autre":
                    with pytest.raises(Unavailable):
                        services.store(session, None, house.demo.id, "b.txt", io.BytesIO(b"b"), None)
                else:
                    services.store(session, None, house.demo.id, "a.txt", io.BytesIO(b"a"), None)
    assert [right for path, right in peer.heard if path.startswith("/seau/une%20place/")] == [True, False]


def test_keys_may_also_come_from_the_usual_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with checking_signatures() as (peer, port):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", peer.secret.decode())
        monkeypatch.setattr(settings(), "storage_url", f"s3://seau?endpoint=http://127.0.0.1:{port}&region=fr-par")
        put(tmp_path, b"a")
    assert [right for _path, right in peer.heard] == [True]
