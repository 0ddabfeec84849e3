"""Keeping files: whole, or not at all."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core import storage
from app.core.errors import Invalid, TooLarge, Unavailable
from app.core.settings import settings
from app.files import services
from tests.factories.database import RolledBack
from tests.factories.house import House

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 700_000


def keep(session: Session, house: House, body: bytes = PNG, name: str = "photo.png") -> Any:
    learner = house.actor("learner")
    return services.store(session, learner, learner.organisation_id, name, io.BytesIO(body), learner.account_id)


def stored() -> list[Path]:
    return [path for path in settings().files_dir.rglob("*") if path.is_file()] if settings().files_dir.exists() else []


@pytest.fixture(autouse=True)
def _own_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The files of the prepared course belong to all tests: these ones keep theirs elsewhere."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path)


def test_a_file_is_kept_whole_with_its_size_and_fingerprint(session: Session, house: House) -> None:
    file = keep(session, house)
    assert (file.size, file.media_type, file.name) == (len(PNG), "image/png", "photo.png")
    assert services.path_of(file.id).read_bytes() == PNG
    assert len(file.sha256) == 64


def test_an_empty_file_is_refused_and_leaves_nothing(session: Session, house: House) -> None:
    with pytest.raises(Invalid, match="vide"):
        keep(session, house, b"")
    assert stored() == []


def test_a_file_that_is_too_heavy_is_refused_and_leaves_nothing(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "upload_limit_mb", 1)
    with pytest.raises(TooLarge, match="1 Mo"):
        keep(session, house, PNG * 2)
    assert stored() == []


def test_the_bytes_leave_with_a_transaction_that_fails(database: RolledBack, house: House) -> None:
    def fail_after_keeping() -> None:
        with database.writing() as session:
            keep(session, house)
            assert len(stored()) == 1
            raise RuntimeError("later")

    with pytest.raises(RuntimeError):
        fail_after_keeping()
    assert stored() == []


def test_what_was_kept_before_stays_when_a_part_of_the_act_is_undone(database: RolledBack, house: House) -> None:
    with database.writing() as session:
        kept = keep(session, house)
        part = session.begin_nested()
        keep(session, house)
        part.rollback()
        with session.begin_nested():
            also_kept = keep(session, house)
    assert {path.name for path in stored()} == {kept.id, also_kept.id}


def test_a_full_disk_is_said_and_leaves_nothing(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(Unavailable, match="disque du serveur est plein"):
        keep(session, house)
    assert stored() == []


def test_the_path_of_anything_but_an_id_is_refused() -> None:
    for wrong in ("../secret.key", "a" * 36, "", "01990000-0000-7000-8000-00000000000/"):
        with pytest.raises(ValueError, match="id"):
            storage.path_of(wrong)
