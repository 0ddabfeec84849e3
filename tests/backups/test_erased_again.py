"""What a backup holds of somebody erased since goes again as soon as it is put back."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.backups import erased, restoring, writing
from app.core import upkeep
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.settings import settings
from app.core.trail import another_trail
from app.core.trail.files import FileTrail
from app.core.upkeep import Work
from app.notifications.models import WAITING, Mail
from app.privacy.erasure import listing
from app.privacy.erasure import services as erasing
from app.privacy.erasure.queries import certificates
from tests.factories.house import build_house
from tests.privacy.planting import EMAIL, NAME, PHONE
from tests.privacy.test_erasure import ASKED, everything_said, planted, whole

pytestmark = pytest.mark.usefixtures("own_trail")


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
    undone = listing.read()[0] | {"id": "undone", "state": listing.BEGUN}
    with listing.path().open(
        "a"
    ) as file:  # an act that was not kept is not done again; nor does a cut line stop anything
        file.write(f'{json.dumps(undone)}\n{{"id": "undone", "state": "undone"}}\n{{"id": "cut')

    done = restoring.restore(real, backup, restoring.Asked(replace=True), lambda _words: None)
    assert done.erased_again == 1
    assert not done.broken_chains
    with real.reading() as session:
        said = everything_said(session)
        assert certificates.known(session, certificate_id)
        told = list(session.scalars(select(Mail).where(Mail.event == "privacy_backup_restored")))
        assert {(mail.state, mail.link) for mail in told} == {(WAITING, "/donnees/effacements")}, (
            "it is held back by nothing"
        )
        here = {mail.organisation_id for mail in told if "Un effacement fait depuis a été refait" in mail.text}
        assert here == {scope.organisation_id} < {mail.organisation_id for mail in told}
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
    backup = tmp_path / "backup.zip"
    given: Path | None = tmp_path / "given.jsonl"
    assert given is not None
    with backup.open("wb") as out:
        writing.write(real, out)
    with real.writing() as session:
        erasing.erase(session, None, scope, ASKED)
    listing.path().rename(given)
    for again in (1, 1):
        done = restoring.restore(real, backup, restoring.Asked(given, replace=True), lambda _words: None)
        assert done.erased_again == again
        given = None  # the list of this machine has learned it
    told = upkeep.last(upkeep.told(), Work.RESTORE)
    assert told is not None
    assert list(told.facts["again"]) == [scope.organisation_id]


def test_a_list_that_is_not_entire_stops_a_return(apart: Path, real: Database, tmp_path: Path) -> None:
    """A line that somebody has changed; and one that somebody has taken out, which the trail of this machine knows of."""
    with real.writing() as session:
        scope = whole(planted(session, build_house(session)))
    backup = tmp_path / "backup.zip"
    with backup.open("wb") as out:
        writing.write(real, out)
    with another_trail(FileTrail(None)), real.writing() as session:
        certificate = erasing.erase(session, None, scope, ASKED)
        words = listing.written([listing.line_of(certificate)])
    with pytest.raises(Invalid, match=r"ligne 1.*Rien n'a été changé"):
        listing.check(words.replace('"request"', '"nothing"'), "ici")
    listing.check(words + '{"id": "cut', "ici")
    noted = {certificate.id, "taken-out"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erased, "_known_to_the_trail", lambda: noted)
        with pytest.raises(Conflict, match=r"1 effacements.*--erasures"):
            restoring.restore(real, backup, restoring.Asked(replace=True), lambda _words: None)
