"""Keeping files: whole, or not at all, and their bytes once."""

import errno
import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, storage
from app.core.errors import Forbidden, Invalid, NoRoomLeft, NotFound, TooLarge, Unavailable
from app.core.settings import settings
from app.core.storage import disk
from app.files import queries, services
from app.files.models import Blob, StoredFile
from tests.factories import files
from tests.factories.database import RolledBack
from tests.factories.house import House, Place

TEXT = b"Mes clients.\n" * 60_000


def keep(
    session: Session, house: House, body: bytes = TEXT, name: str = "plan.txt", place: Place | None = None, **more: Any
) -> StoredFile:
    place = place or house.demo
    learner = place.actor("learner")
    owner = more.get("owner_id", learner.account_id)
    return services.store(session, learner, place.id, name, io.BytesIO(body), owner)


def stored() -> list[Path]:
    return [path for path in settings().data_dir.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _own_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The files of the prepared course belong to all tests: these ones keep theirs elsewhere."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path)


def test_a_file_is_kept_whole_with_its_size_and_fingerprint(session: Session, house: House) -> None:
    file = keep(session, house)
    assert (file.size, file.media_type, file.name) == (len(TEXT), "text/plain", "plan.txt")
    assert file.sha256 == hashlib.sha256(TEXT).hexdigest()
    with services.open_bytes(file) as opened:
        assert opened.read() == TEXT
        opened.seek(5)
        assert opened.read(7) == TEXT[5:12]
    with services.local_copy(file) as path:
        assert path.read_bytes() == TEXT
    assert b"".join(services.pieces(file)) == TEXT


def test_an_empty_file_is_refused_and_leaves_nothing(session: Session, house: House) -> None:
    with pytest.raises(Invalid, match="vide"):
        keep(session, house, b"")
    assert stored() == []


def test_a_file_that_is_too_heavy_is_refused_and_leaves_nothing(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    with pytest.raises(TooLarge, match="1 Mo"):
        keep(session, house, TEXT * 2)
    assert stored() == []


def test_the_material_of_a_course_may_be_heavier_than_what_is_handed_in(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    monkeypatch.setattr(settings(), "material_limit_mb", 2)
    assert keep(session, house, TEXT * 2, owner_id=None).size == 2 * len(TEXT)
    with pytest.raises(TooLarge, match="2 Mo"):
        keep(session, house, TEXT * 3, owner_id=None)


def test_nobody_keeps_anything_for_another_organisation(session: Session, house: House) -> None:
    with pytest.raises(Forbidden):
        services.store(session, house.actor("admin"), house.neighbour.id, "a.txt", io.BytesIO(b"a"), None)


# --- Both or neither ----------------------------------------------------------------------------------------


def test_the_bytes_leave_with_a_transaction_that_fails(database: RolledBack, house: House) -> None:
    def fail_after_keeping() -> None:
        with database.writing() as session:
            keep(session, house)
            assert len(stored()) == 2  # the bytes, and the note that they are in question
            raise RuntimeError("later")

    with pytest.raises(RuntimeError):
        fail_after_keeping()
    assert stored() == []


def test_what_was_kept_before_stays_when_a_part_of_the_act_is_undone(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        kept = keep(session, house)
        part = session.begin_nested()
        keep(session, house, b"autre chose")
        part.rollback()
        with session.begin_nested():
            also_kept = keep(session, house, b"encore autre chose")
    assert {path.name for path in stored()} == {kept.blob_id, also_kept.blob_id}


def test_a_refusal_that_a_page_catches_leaves_no_bytes_when_the_page_is_kept(
    database: RolledBack, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "quota_mb", 1)
    with database.writing() as session:
        weight = queries.weight_of(session, house.demo.id)
        monkeypatch.setattr(queries, "weight_of", lambda *_: weight + 10**6)
        with pytest.raises(NoRoomLeft):
            keep(session, house)
    assert stored() == []


def test_a_full_disk_is_said_and_leaves_nothing(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(Unavailable, match="disque du serveur est plein"):
        keep(session, house)
    assert stored() == []


def test_a_disk_that_gives_one_name_only_gets_a_copy(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(disk.os, "link", refused)
    assert b"".join(services.pieces(keep(session, house))) == TEXT


def test_the_key_of_anything_but_an_id_is_refused() -> None:
    for wrong in ("../secret.key", "a" * 36, "", "01990000-0000-7000-8000-00000000000/", "x.480"):
        with pytest.raises(ValueError, match="id"):
            storage.store().open(wrong)


# --- Once ---------------------------------------------------------------------------------------------------


def test_the_same_bytes_are_kept_once_for_an_organisation_whoever_sends_them(
    database: RolledBack, house: House
) -> None:
    with database.writing() as session:
        one, two = keep(session, house), keep(session, house, name="copie.txt", owner_id=None)
        assert one.blob_id == two.blob_id
        assert one.id != two.id
        weight = queries.weight_of(session, house.demo.id)
        keep(session, house)
        assert queries.weight_of(session, house.demo.id) == weight
    assert len(stored()) == 1


def test_two_organisations_share_nothing_and_cannot_tell(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        ours, theirs = keep(session, house), keep(session, house, place=house.neighbour)
        assert ours.blob_id != theirs.blob_id
        services.delete(session, ours.id)
    assert [path.name for path in stored()] == [theirs.blob_id]


def test_a_photo_sent_twice_is_kept_once_though_it_is_not_kept_as_it_came(database: RolledBack, house: House) -> None:
    body = files.photo(700, 500)
    with database.writing() as session:
        one, two = keep(session, house, body, "photo.jpg"), keep(session, house, body, "la même.jpg")
        assert one.blob_id == two.blob_id
        assert one.sha256 != one.sent_sha256 == hashlib.sha256(body).hexdigest()
        with services.open_bytes(one) as opened:
            third = keep(session, house, opened.read(), "rendue.jpg")
        assert third.blob_id == one.blob_id
        info = services.describe(session, [one.id, "nowhere"])
    assert list(info) == [one.id]
    assert (info[one.id].width, info[one.id].height, info[one.id].widths) == (700, 500, (480,))
    assert {path.name for path in stored()} == {one.blob_id, f"{one.blob_id}.480"}


def test_bytes_go_with_the_last_file_that_names_them(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        one, two = keep(session, house, files.photo(700, 500)), keep(session, house, files.photo(700, 500))
    with database.writing() as session:
        services.delete(session, one.id)
        services.delete(session, one.id)  # asking twice changes nothing
    assert len(stored()) == 2
    with database.writing() as session:
        services.delete(session, two.id)
        assert len([path for path in stored() if "files" in path.parts]) == 2  # not before it is kept
    assert stored() == []
    with database.reading() as session:
        assert session.scalar(select(Blob.id).where(Blob.id == one.blob_id)) is None


def test_bytes_stay_when_their_deletion_is_undone(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        kept = keep(session, house)

    def undo() -> None:
        with database.writing() as session:
            services.delete(session, kept.id)
            raise RuntimeError("later")

    with pytest.raises(RuntimeError):
        undo()
    assert b"".join(services.pieces(kept)) == TEXT
    assert [path.name for path in stored()] == [kept.blob_id]


# --- Quota --------------------------------------------------------------------------------------------------


def test_an_organisation_that_is_full_keeps_nothing_more(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = queries.weight_of(session, house.demo.id)
    monkeypatch.setattr(settings(), "quota_mb", 1 + before // 1_000_000)
    keep(session, house)
    with pytest.raises(NoRoomLeft, match="espace de fichiers de votre organisme est plein"):
        keep(session, house, TEXT + b"x")
    keep(session, house)  # what is there already weighs nothing more
    keep(session, house, place=house.neighbour)  # and the others have their own
    monkeypatch.setattr(settings(), "quota_mb", 0)
    keep(session, house, TEXT + b"x")


def test_the_smaller_pictures_count_too(session: Session, house: House) -> None:
    before = queries.weight_of(session, house.demo.id)
    keep(session, house, files.photo(1200, 900))
    weight = sum(path.stat().st_size for path in stored() if "files" in path.parts)
    assert queries.weight_of(session, house.demo.id) - before == weight


# --- What a process that died leaves ------------------------------------------------------------------------


def test_bytes_whose_row_never_came_are_swept_after_a_day(database: RolledBack, house: House, tmp_path: Path) -> None:
    """A process killed between writing the bytes and the commit: its note says what was in question."""
    with database.writing() as session:
        kept = keep(session, house)
    lost, source = "01990000-0000-7000-8000-0000000000aa", tmp_path / "source"
    source.write_bytes(b"perdu")
    put = storage.putting(lost, {lost: source, f"{lost}.480": source})
    put.__enter__()
    assert len(stored()) == 5
    with database.writing() as session:
        assert services.sweep(session) == 0  # it may still be under way
    _age(tmp_path / "uploads" / "unsure" / lost, days=2)
    settled = tmp_path / "uploads" / "unsure" / kept.blob_id  # killed just after the commit
    settled.write_text(kept.blob_id)
    _age(settled, days=2)
    with database.writing() as session:
        assert services.sweep(session) == 1
    source.unlink()
    assert [path.name for path in stored()] == [kept.blob_id]


def test_the_whole_storage_can_be_compared_with_the_table(
    database: RolledBack, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        kept = keep(session, house, files.photo(700, 500))
    lost = "01990000-0000-7000-8000-0000000000aa"
    for name in (lost, f"{lost}.480", f"{lost}.1234.part", "notes.txt"):
        (tmp_path / "files" / "aa").mkdir(exist_ok=True)
        (tmp_path / "files" / "aa" / name).write_bytes(b"perdu")
    _age(tmp_path / "files" / "aa" / f"{lost}.1234.part", days=2)
    with database.writing() as session:
        with clock.at(clock.now() - timedelta(days=5000)):
            assert services.sweep_orphans(session) == 0  # younger than a day
        with clock.at(clock.now() + timedelta(days=5000)):
            assert services.sweep_orphans(session) == 2
    assert {path.name for path in stored()} == {kept.blob_id, f"{kept.blob_id}.480", "notes.txt"}


def _age(path: Path, days: int) -> None:
    moment = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


def test_bytes_that_somebody_has_removed_are_said_to_be_missing(session: Session, house: House) -> None:
    file = keep(session, house)
    storage.store().delete([file.blob_id])
    with pytest.raises(NotFound, match="n'est plus sur le serveur"):
        services.open_bytes(file)
    with pytest.raises(NotFound, match="n'est plus sur le serveur"):
        services.pieces(file)
