"""The worker makes audit files, and deletes those that are kept no longer."""

import shutil
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.settings import settings
from app.core.tasks import Next, Payload, errand, every
from app.quality.audit import services

FORGOTTEN = timedelta(days=4)  # longer than the worker tries


@errand(services.TASK)
def make_audit_file(payload: Payload) -> Next | None:
    """One folder at each turn, so that a mail never waits for a whole file."""
    seen_at = datetime.fromisoformat(payload["seen_at"])
    step = services.make_next(payload["file"], payload["at"], seen_at, payload["works"])
    return Next({**payload, "at": step[0]}, *step) if step else None


@every("quality.audit_files_over", minutes=6 * 60)
def delete_what_is_over(session: Session) -> None:
    services.remove_what_is_over(session)
    _tidy()


def _tidy() -> None:
    """Folders of makings that were given up."""
    folder = settings().uploads_dir / "audits"
    for place in folder.iterdir() if folder.is_dir() else ():
        if now() - datetime.fromtimestamp(place.stat().st_mtime, UTC) > FORGOTTEN:
            shutil.rmtree(place, ignore_errors=True)
