"""A backup, and what it gives back: everything, elsewhere or in place of what is there; and nothing half done."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.backups import restoring, tables, writing
from app.core import keyring
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.settings import settings
from app.core.storage.places import store
from app.files import services as files
from app.identity.models import Organisation, SignIn
from app.identity.services import open_sign_in
from app.registers.models import RegisterEntry
from tests.factories.house import House, build_house


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def house(apart: Path, real: Database) -> House:
    with real.writing() as session:
        found = build_house(session)
        actor = found.actor("quality")
        session.add(
            RegisterEntry(
                organisation_id=actor.organisation_id, kind="adjustment", title="Rang", at=now(),
                data={"need": "Le premier rang"}, marks=[],
            )
        )  # fmt: skip
    return found


@pytest.fixture
def backup(house: House, real: Database, tmp_path: Path) -> Path:
    return written(real, tmp_path / "backup.zip")


def written(database: Database, path: Path) -> Path:
    with path.open("wb") as out:
        writing.write(database, out)
    return path


def rows(database: Database) -> dict[str, list[bytes]]:
    with database.engine.connect() as connection:
        return {
            table.name: list(tables.lines(connection, table))
            for table in tables.laid(connection)
            if table.name != "sign_in"
        }


def restore(database: Database, path: Path, *, replace: bool = True) -> restoring.Restored:
    return restoring.restore(database, path, replace=replace, erasures=None, say=lambda _words: None)


def test_everything_comes_back_and_what_was_done_since_is_gone(real: Database, house: House, backup: Path) -> None:
    before = rows(real)
    with real.writing() as session:
        session.add(Organisation(slug="since", name="Depuis"))
        session.execute(text("DELETE FROM register_entry"))
    done = restore(real, backup)
    assert rows(real) == before
    assert done.rows == sum(len(lines) for lines in before.values())
    assert not done.missing_keys
    assert not done.broken_chains
    with real.reading() as session:
        assert session.scalars(select(RegisterEntry.data)).one() == {"need": "Le premier rang"}


def test_what_is_sealed_stays_sealed_and_no_key_comes_along(real: Database, house: House, backup: Path) -> None:
    with zipfile.ZipFile(backup) as opened:
        whole = b"".join(opened.read(name) for name in opened.namelist())
        assert not [name for name in opened.namelist() if "key" in name.rsplit("/", 1)[-1].split(".")[-1]]
    assert b"Le premier rang" not in whole
    assert settings().secret_key.encode() not in whole
    number, secret = keyring.current()
    keyring.remove(number)
    assert restore(real, backup).missing_keys == (number,)
    keyring.put(number, secret)
    with real.reading() as session:
        assert session.scalars(select(RegisterEntry.data)).one() == {"need": "Le premier rang"}


def test_stored_files_come_back_with_their_rows(real: Database, house: House, apart: Path, tmp_path: Path) -> None:
    with real.writing() as session:
        actor = house.actor("learner")
        file = files.keep(session, actor, "mon projet.txt", io.BytesIO(b"Vendre du pain."))
        file_id = file.id
        key = session.execute(text("SELECT blob_id FROM stored_file WHERE id = :id"), {"id": file_id}).scalar_one()
    backup = written(real, tmp_path / "backup.zip")
    store().delete([key])
    assert restore(real, backup).files == 1
    assert b"".join(store().read(key, 0, 100)).decode() == "Vendre du pain."


def test_a_place_that_is_taken_is_left_as_it_is(real: Database, house: House, backup: Path) -> None:
    with pytest.raises(Conflict, match="--replace"):
        restore(real, backup, replace=False)
    with real.reading() as session:
        assert session.scalars(select(Organisation.slug)).all()


def test_nobody_is_signed_in_after_a_restore(real: Database, house: House, tmp_path: Path) -> None:
    with real.writing() as session:
        open_sign_in(session, house.demo.people["learner"], "Téléphone")  # type: ignore[index]
    restore(real, written(real, tmp_path / "backup.zip"))
    with real.reading() as session:
        assert session.scalars(select(SignIn.revoked_at)).one() is not None


def _changed(backup: Path, name: str, change: bytes) -> Path:
    other = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(other, "w") as copy:
        for one in source.namelist():
            copy.writestr(one, source.read(one) + (change if one == name else b""))
    return other


def _damaged(backup: Path) -> Iterator[Path]:
    yield _changed(backup, "tables/organisation.jsonl", b'{"id":"another","slug":"x","name":"x"}\n')
    yield _changed(backup, "manifest.json", b"}")
    cut = backup.with_name("cut.zip")
    cut.write_bytes(backup.read_bytes()[:-200])
    yield cut
    other = backup.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("photo.jpg", b"")
    yield other


def test_a_backup_that_has_changed_is_refused_and_nothing_is_touched(
    real: Database, house: House, backup: Path
) -> None:
    before = rows(real)
    for path in _damaged(backup):
        with pytest.raises(Invalid, match="Rien n'a été changé"):
            restore(real, path)
    assert rows(real) == before
