"""An address that opens one file, for a few minutes, as the person it was given to would open it.

For programs: an answer of the API names a file, and whoever asks for it gets an address that a browser, or a tool without
a token, can fetch. It says who it is for and until when, signed: nobody changes it, and their rights are looked at again
each time it serves. It is no key for ever: what it opens it opens for ten minutes.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.derived import key_for
from app.core.errors import Gone, NotFound
from app.core.i18n import _
from app.files import queries
from app.files.queries import FileRow

LIFETIME = timedelta(minutes=10)
PATH = "/fichiers/ouvrir"
_IDS, _WHEN, _SEAL = 48, 4, 32

Person = Callable[[Session, str, str], Actor | None]
_person: Person | None = None


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    until: datetime


def plug_people(person: Person) -> None:
    """Told once by `wiring`: a member of an organisation with the rights they have now."""
    global _person
    _person = person


def link_to(actor: Actor, file: FileRow) -> Link:
    """An address for this person, who may open the file: whoever calls has checked it."""
    until = int((now() + LIFETIME).timestamp())
    ids = b"".join(UUID(id_).bytes for id_ in (file.id, file.organisation_id, actor.account_id))
    said = ids + until.to_bytes(_WHEN)
    token = urlsafe_b64encode(said + _sealed(said)).decode().rstrip("=")
    return Link(f"{PATH}/{token}/{quote(file.name, safe='')}", datetime.fromtimestamp(until, now().tzinfo))


def opened_by(session: Session, token: str) -> FileRow:
    """The file of an address. NotFound when it was made up or its person may not open the file; Gone after its time."""
    said = _read(token)
    if said is None:
        raise NotFound()
    if int.from_bytes(said[_IDS:]) <= now().timestamp():
        raise Gone(_("Cette adresse a servi ses dix minutes. Demandez-en une autre."))
    file_id, organisation_id, account_id = (str(UUID(bytes=said[at : at + 16])) for at in (0, 16, 32))
    actor = _person(session, organisation_id, account_id) if _person else None
    if actor is None:
        raise NotFound()
    return queries.file_for(session, actor, file_id)


def _read(token: str) -> bytes | None:
    """What a token says, when it is one of ours."""
    try:
        given = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    said, seal = given[: _IDS + _WHEN], given[_IDS + _WHEN :]
    good = len(given) == _IDS + _WHEN + _SEAL and hmac.compare_digest(seal, _sealed(said))
    return said if good else None


def _sealed(said: bytes) -> bytes:
    return hmac.digest(bytes.fromhex(key_for("file links")), said, sha256)
