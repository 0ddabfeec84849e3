"""What the administrator reads of backups and keys, and what the officer reads of a return."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.backups import standing
from app.core import keyring, upkeep
from app.core.clock import freeze, now
from app.core.settings import settings
from app.core.upkeep import Work
from app.privacy.erasure import services as erasing
from tests.factories.client import Client
from tests.factories.house import House
from tests.privacy.test_erasure import ASKED, planted, whole

PAGE = "/admin/sauvegardes"


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)


def test_the_page_and_the_doctor_say_the_same_of_backups_and_keys(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    number, _secret = keyring.current()
    admin = visit("admin@demo.example")
    page = admin.get(PAGE).text
    assert "Aucune sauvegarde n'a encore été faite" in page.replace("&#39;", "'")
    assert f"{number:012x}" in page

    upkeep.tell(Work.BACKUP, rows=12, files=3, octets=4000, absent=0)
    upkeep.tell(Work.TRIAL, made_at=now().isoformat(), rows=12, files=3, good=True)
    upkeep.tell(Work.KEYS_SAVED, keys=[f"{number:012x}"])
    with upkeep.path().open("a") as file:
        file.write('{"work": "back')  # a power cut
    assert all(each.good for each in standing.remarks(standing.look(session)))
    freeze(now() + timedelta(days=3))
    late = [each.says for each in standing.remarks(standing.look(session)) if not each.good]
    assert late
    assert late[0] in admin.get(PAGE).text.replace("&#39;", "'")


def test_the_officer_reads_what_a_return_erased_again(
    session: Session, house: House, visit: Callable[..., Client]
) -> None:
    certificate = erasing.erase(session, None, whole(planted(session, house)), ASKED)
    session.flush()
    admin = visit("admin@demo.example")
    assert "remise en place" not in admin.get("/donnees/effacements").text
    again = {certificate.organisation_id: [certificate.id], "another": ["not-ours"]}
    upkeep.tell(Work.RESTORE, made_at=now().isoformat(), rows=1, files=0, again=again)
    page = admin.get("/donnees/effacements").text
    assert "1 effacement a été refait" in page
    assert f'href="/donnees/effacements/{certificate.id}"' in page
    assert "not-ours" not in page
