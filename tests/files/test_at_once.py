"""Many people send, claim and delete the same photo at the same moment: its bytes are kept once, then not at all."""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.access import Actor
from app.core.db import Database
from app.core.settings import settings
from app.files import services
from app.files.models import Blob, StoredFile
from app.files.uploads import services as uploads
from tests.factories.files import photo
from tests.files.live import prepare

pytestmark = pytest.mark.once


def test_what_many_send_at_once_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, _secret = prepare(tmp_path)
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    database, body = Database(f"sqlite:///{tmp_path / 'bidaide.db'}"), photo(700, 500)
    kept: list[str] = []
    together(8, lambda n: kept.append(_keep(database, trainer, f"{n}.jpg", body)))
    assert _counts(database) == (1, 8)
    assert len(list((tmp_path / "files").rglob("*-*"))) == 2  # the photo, and the one for phones
    together(7, lambda n: _delete(database, kept[n]))
    assert _counts(database) == (1, 1)
    _delete(database, kept[7])
    assert _counts(database) == (0, 0)
    assert not [path for folder in ("files", "uploads") for path in (tmp_path / folder).rglob("*") if path.is_file()]
    database.dispose()


def together(count: int, act: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=act, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _keep(database: Database, actor: Actor, name: str, body: bytes) -> str:
    upload_id = uploads.receive(database, actor, name, io.BytesIO(body))
    with database.writing() as session:
        return services.claim(session, actor, upload_id, None).id


def _delete(database: Database, file_id: str) -> None:
    with database.writing() as session:
        services.delete(session, file_id)


def _counts(database: Database) -> tuple[int, int]:
    """Blobs, and the files that name them."""
    with database.reading() as session:
        found = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Blob, StoredFile)]
    return found[0], found[1]
