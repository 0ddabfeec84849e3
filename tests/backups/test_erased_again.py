"""What a backup holds of somebody erased since goes again as soon as it is put back."""

import json
from pathlib import Path

import pytest

from app.backups import restoring, writing
from app.core.db import Database
from app.core.settings import settings
from app.privacy.erasure import listing, queries
from app.privacy.erasure import services as erasing
from tests.factories.house import build_house
from tests.privacy.planting import EMAIL, NAME, PHONE
from tests.privacy.test_erasure import ASKED, everything_said, planted, whole


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_somebody_erased_since_the_backup_does_not_come_back(apart: Path, real: Database, tmp_path: Path) -> None:
    with real.writing() as session:
        found = planted(session, build_house(session))
        scope = whole(found)
    backup = tmp_path / "backup.zip"
    with backup.open("wb") as out:
        writing.write(real, out)
    with real.writing() as session:
        certificate_id = erasing.erase(session, None, scope, ASKED).id
    undone = {"id": "undone", "account_id": scope.account_id, "at": "2026-01-01", "state": listing.BEGUN}
    with listing.path().open(
        "a"
    ) as file:  # an act that was not kept is not done again; nor does a cut line stop anything
        file.write(f'{json.dumps(undone)}\n{{"id": "undone", "state": "undone"}}\n{{"id": "cut')

    done = restoring.restore(real, backup, replace=True, erasures=None, say=lambda _words: None)
    assert done.erased_again == 1
    assert not done.broken_chains
    with real.reading() as session:
        said = everything_said(session)
        assert queries.known(session, certificate_id)
    words = (NAME, "Quartzfeld", EMAIL, PHONE, *found.words)
    for word in words:
        assert not [where for where, text in said.items() if word.lower() in text.lower()], word
    places = [path for path in apart.rglob("*") if path.is_file()]
    if real.is_sqlite:
        here = Path(str(real.url.database))
        places += [path for path in here.parent.glob(f"{here.name}*") if ".avant-" not in path.name and path.is_file()]
    for path in places:
        data = path.read_bytes()
        assert not [word for word in words if word.encode() in data], path.name
    assert [(each["id"], each["state"]) for each in listing.read()] == [(certificate_id, listing.KEPT)]


def test_a_list_given_by_hand_is_enough_on_another_machine(apart: Path, real: Database, tmp_path: Path) -> None:
    with real.writing() as session:
        scope = whole(planted(session, build_house(session)))
    backup, given = tmp_path / "backup.zip", tmp_path / "given.jsonl"
    with backup.open("wb") as out:
        writing.write(real, out)
    with real.writing() as session:
        erasing.erase(session, None, scope, ASKED)
    listing.path().rename(given)
    for again in (1, 1):
        done = restoring.restore(real, backup, replace=True, erasures=given, say=lambda _words: None)
        assert done.erased_again == again
        given = tmp_path / "none.jsonl"  # the list of this machine has learned it
