"""Copies made beside the pages: kept two days, opened by their owner through an address that lives a quarter of an hour."""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import storage
from app.core.access import Actor
from app.core.clock import now
from app.core.db import database
from app.core.errors import Conflict, Gone, NotFound
from app.core.i18n import _, speaking
from app.core.private_addresses import token_of
from app.core.settings import settings
from app.core.tasks import Payload, errand, later
from app.files import keeping
from app.files import queries as stored
from app.files import services as files
from app.files.queries import FileRow
from app.privacy.copy import services as gathering
from app.privacy.requests import policies, queries
from app.privacy.requests.models import DataCopy

TASK = "privacy.copy"
KEPT = timedelta(hours=48)
LINK = timedelta(minutes=15)
HEAVY = 20_000_000  # octets of files: beyond, the page does not wait for the copy
SUBJECT = "data-copy"


def order(session: Session, actor: Actor, account_id: str, request_id: str | None = None) -> DataCopy:
    """Have a copy made. One that is being made, or was made and is still there, is the same copy."""
    for known in queries.standing_copies(session, account_id, now()):
        if known.organisation_id == actor.organisation_id and known.request_id == request_id:
            return known
    made = DataCopy(
        organisation_id=actor.organisation_id, account_id=account_id, asked_by=actor.account_id, request_id=request_id,
        asked_at=now(), expires_at=now() + KEPT,
    )  # fmt: skip
    session.add(made)
    session.flush()
    own = account_id == actor.account_id
    result = f"/mes-donnees/copies/{made.id}" if own else f"/donnees/demandes/{request_id}"
    made.task_id = later(
        session, TASK, {"copy": made.id, "locale": actor.locale, "result": result},
        organisation_id=actor.organisation_id, asked_by=actor.account_id,
    )  # fmt: skip
    session.flush()
    return made


@errand(TASK)
def make(payload: Payload) -> None:
    """The whole copy as a stored file: written beside any transaction, its row in a short one. Twice is as once."""
    with database().reading() as session:
        asked = session.get(DataCopy, payload["copy"])
        if asked is None or asked.file_id or asked.expires_at <= now():
            return
        with speaking(payload["locale"]):
            copy = gathering.gather(session, asked.account_id)
    folder = settings().uploads_dir / "copies"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{asked.id}.zip"
    try:
        with path.open("wb") as out:
            for piece in gathering.stream(copy):
                out.write(piece)
        _keep(asked.id, keeping.measured(path))
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _keep(copy_id: str, arrived: keeping.Arrived) -> None:
    with (
        keeping.made_fit(arrived) as fit,
        storage.putting(fit.blob_id, fit.pieces) as put,
        database().writing() as session,
    ):
        made = session.get_one(DataCopy, copy_id, with_for_update={"key_share": True})
        if made.file_id:
            return
        blob = keeping.adopt(session, made.organisation_id, fit, put)
        file = keeping.named(blob, gathering.file_name(), None, arrived.sha256)
        session.add(file)
        session.flush()
        made.file_id, made.made_at, made.expires_at = file.id, now(), now() + KEPT


def own_copy(session: Session, actor: Actor, copy_id: str) -> DataCopy:
    """The copy of one's own data; that of another, or from another house, is not there."""
    found = queries.copy_of(session, actor.organisation_id, copy_id)
    if found.account_id != actor.account_id:
        raise NotFound()
    return found


def seal_of(made: DataCopy) -> str:
    """What ends the address of the file: the moment it closes, signed."""
    ends = min(now() + LINK, made.expires_at)
    until = str(int(ends.timestamp()))
    return f"{until}.{token_of(SUBJECT, f'{made.id}:{until}')}"


def open_file(session: Session, actor: Actor, copy_id: str, seal: str) -> FileRow:
    """The file, for its owner or for the officer who had it made, while the address lives."""
    made = queries.copy_of(session, actor.organisation_id, copy_id)
    if made.account_id != actor.account_id:
        officer = policies.is_officer(actor, queries.officer_id(session, actor.organisation_id))
        if not officer or made.request_id is None:
            raise NotFound()
    until, _dot, token = seal.partition(".")
    good = hmac.compare_digest(token.encode(), token_of(SUBJECT, f"{made.id}:{until}").encode())
    if not good or not until.isdecimal():
        raise NotFound()
    if datetime.fromtimestamp(int(until), UTC) < now():
        raise Gone(_("Ce lien a servi son quart d'heure. Revenez à la page de votre copie : elle en donne un autre."))
    if made.file_id is None or made.expires_at <= now():
        raise Conflict(_("Cette copie n'est plus là, ou pas encore. Demandez-la de nouveau."))
    return stored.file_of(session, made.organisation_id, made.file_id)


def remove_what_is_over(session: Session) -> int:
    """Two days have passed: the file goes, and the row with it."""
    return _let_go(session, queries.copies_over(session, now()))


def forget(session: Session, organisation_id: str, account_id: str) -> int:
    """Every copy of somebody's data, before they are erased."""
    return _let_go(session, queries.every_copy(session, organisation_id, account_id))


def _let_go(session: Session, made: Sequence[DataCopy]) -> int:
    for one in made:
        file_id = one.file_id
        session.delete(one)
        session.flush()
        if file_id:
            files.delete(session, file_id)
    return len(made)
