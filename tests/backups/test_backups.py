"""A backup, and what it gives back: everything, elsewhere or in place of what is there; and nothing half done."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app.backups import beside, reading, restoring, tables, writing
from app.core import at_work, keyring, upkeep
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.settings import settings
from app.core.storage.places import store
from app.core.upkeep import Work
from app.files import services as files
from app.files.models import Blob, StoredFile
from app.identity.models import Account, Organisation, SignIn
from app.identity.services import open_sign_in
from app.registers.models import RegisterEntry
from tests.factories.house import House, build_house

pytestmark = pytest.mark.usefixtures("own_trail")
WORK = b"Vendre du pain."


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def house(apart: Path, real: Database) -> House:
    """The prepared house, one sealed line, one file, one person signed in."""
    with real.writing() as session:
        found = build_house(session)
        quality, learner = found.actor("quality"), found.actor("learner")
        session.add(
            RegisterEntry(
                organisation_id=quality.organisation_id, kind="adjustment", title="Rang", at=now(),
                data={"need": "Le premier rang"}, marks=[],
            )
        )  # fmt: skip
        files.store(session, learner, learner.organisation_id, "projet.txt", io.BytesIO(WORK), learner.account_id)
        open_sign_in(session, session.get_one(Account, learner.account_id), "Téléphone")
    return found


@pytest.fixture
def backup(house: House, real: Database, tmp_path: Path) -> Path:
    return written(real, tmp_path / "backup.zip")


def written(database: Database, path: Path) -> Path:
    with path.open("wb") as out:
        writing.write(database, out)
    return path


TOLD = (
    b'"privacy_backup_restored"'  # the letter and the notice of the return itself: tests/backups/test_erased_again.py
)


def rows(database: Database) -> dict[str, list[bytes]]:
    with database.engine.connect() as connection:
        return {
            table.name: [line for line in tables.lines(connection, table) if TOLD not in line]
            for table in tables.laid(connection)
            if table.name != "sign_in"
        }


def restore(database: Database, path: Path, **asked: Any) -> restoring.Restored:
    return restoring.restore(database, path, restoring.Asked(**{"replace": True} | asked), lambda _words: None)


def test_everything_comes_back_with_no_key_in_it_and_what_was_done_since_is_gone(
    real: Database, house: House, backup: Path
) -> None:
    before = rows(real)
    with real.writing() as session:
        session.add(Organisation(slug="since", name="Depuis"))
        session.execute(text("DELETE FROM register_entry"))
        blob = session.scalars(select(StoredFile.blob_id).where(StoredFile.name == "projet.txt")).one()
        blobs = len(session.scalars(select(Blob.id)).all())
    store().delete([blob])
    number, secret = keyring.current()
    keyring.remove(number)

    since = rows(real)
    with pytest.raises(Conflict, match=rf"{number:012x}.*keys load"):
        restore(real, backup)
    assert rows(real) == since, "keys are asked for before anything is done"

    done = restore(real, backup, without_keys=True)
    assert rows(real) == before
    assert (done.rows, done.files) == (sum(map(len, before.values())) + 1, blobs)
    assert b"".join(store().read(blob, 0, 100)) == WORK
    assert not done.broken_chains
    assert done.missing_keys == (f"{number:012x}",), "said, and nothing is lost"
    keyring.put(number, secret)
    with real.reading() as session:
        assert session.scalars(select(RegisterEntry.data)).one() == {"need": "Le premier rang"}
        assert session.scalars(select(SignIn.revoked_at)).one() is not None, "nobody is signed in after a restore"


def test_no_key_and_no_sealed_word_is_in_a_backup(real: Database, house: House, backup: Path) -> None:
    with zipfile.ZipFile(backup) as opened:
        whole = b"".join(opened.read(name) for name in opened.namelist())
    assert b"Le premier rang" not in whole
    assert settings().secret_key.encode() not in whole
    assert keyring.current()[1] not in whole


def test_a_place_that_is_taken_is_left_as_it_is(real: Database, house: House, backup: Path) -> None:
    with pytest.raises(Conflict, match="--replace"):
        restore(real, backup, replace=False)
    with real.reading() as session:
        assert session.scalars(select(Organisation.slug)).all()


def _changed(backup: Path, name: str, change: bytes) -> Path:
    other = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(other, "w") as copy:
        for one in source.namelist():
            copy.writestr(one, source.read(one) + (change if one == name else b""))
    return other


def _told_otherwise(backup: Path, name: str, change: bytes) -> Path:
    """The same by somebody who knows how a backup is made, and has no key."""
    changed, other = _changed(backup, name, change), backup.with_name("told.zip")
    with zipfile.ZipFile(changed) as source, zipfile.ZipFile(other, "w") as copy:
        manifest = json.loads(source.read("manifest.json"))
        manifest["tables"]["organisation"]["sha256"] = hashlib.sha256(source.read(name)).hexdigest()
        for one in source.namelist():
            copy.writestr(one, json.dumps(manifest) if one == "manifest.json" else source.read(one))
    return other


def _turned(backup: Path) -> Path:
    """One bit of one row is another."""
    other = backup.with_name("turned.zip")
    with zipfile.ZipFile(backup) as opened:
        begins = opened.getinfo("tables/account.jsonl").header_offset
    data = bytearray(backup.read_bytes())
    data[begins + 120] ^= 1
    other.write_bytes(data)
    return other


def _damaged(backup: Path) -> Iterator[Path]:
    row = b'{"id":"another","slug":"x","name":"x"}\n'
    yield _changed(backup, "tables/organisation.jsonl", row)
    yield _told_otherwise(backup, "tables/organisation.jsonl", row)
    yield _turned(backup)
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
        with pytest.raises(Invalid, match="Rien n'a été changé"), reading.opened(path):
            pass
    with pytest.raises(Invalid, match="Rien n'a été changé"):
        restore(real, _turned(backup))
    assert rows(real) == before


def test_whatever_stops_a_return_half_way_leaves_the_house_as_it_was(
    real: Database, house: House, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real.writing() as session:
        session.add(Organisation(slug="since", name="Depuis"))
        blob = session.scalars(select(StoredFile.blob_id).where(StoredFile.name == "projet.txt")).one()
    store().delete([blob])
    before = rows(real)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_hold_back", _stopped)  # the last thing before it takes its place
        with pytest.raises(KeyboardInterrupt):
            restore(real, backup)
    assert rows(real) == before
    assert not beside.left_behind(real)
    with pytest.raises(FileNotFoundError):
        store().size(blob)
    restore(real, backup)
    assert store().size(blob) == len(WORK)


def _stopped(_database: Database) -> int:
    raise KeyboardInterrupt


def test_a_trial_says_what_a_return_would_and_touches_nothing(real: Database, house: House, backup: Path) -> None:
    with real.writing() as session:
        session.add(Organisation(slug="since", name="Depuis"))
    before = rows(real)
    done = restoring.rehearse(real, backup, restoring.Asked(), lambda _words: None)
    assert rows(real) == before
    assert done.rows > 0
    trial = upkeep.last(upkeep.told(), Work.TRIAL)
    assert trial is not None
    assert trial.facts["good"]


def test_nothing_is_put_back_while_somebody_works(real: Database, house: House, backup: Path) -> None:
    with at_work.serving(), pytest.raises(Conflict, match="en marche"):
        restore(real, backup)
    with at_work.alone(), pytest.raises(Conflict, match="remise en place"), at_work.serving():
        pass


def test_the_backup_of_another_house_asks_to_be_told(real: Database, house: House, backup: Path) -> None:
    with real.writing() as session:
        others = {one.id: one.slug for one in session.scalars(select(Organisation))}
    with zipfile.ZipFile(backup) as opened:
        assert json.loads(opened.read("manifest.json"))["organisations"] == others
    found = {"elsewhere": "ailleurs"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "_here", lambda _house: found)
        with pytest.raises(Conflict, match=r"autre maison.*ailleurs"):
            restore(real, backup)
        assert restore(real, backup, other_house=True).rows


def test_a_file_of_the_database_that_cannot_be_read_gives_way(real: Database, house: House, backup: Path) -> None:
    if not real.is_sqlite:
        return
    before = rows(real)
    real.dispose()
    Path(str(real.url.database)).write_bytes(b"not a database at all" * 1000)
    done = restore(real, backup)
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"not a database")
    assert rows(real) == before
