"""Documents of a session, for before and for after."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.files import queries as files
from app.files import services as stored
from app.files.models import StoredFile
from app.files.queries import FileRow
from app.scheduling import policies, queries
from app.scheduling.models import SessionDocument

MOST = 30  # documents of a session
MOMENTS = ("before", "after")


class Given(Protocol):
    """A file that has come with a form (`app.files.uploads.forms.GivenFile`), or anything that can be kept as one."""

    def keep(self, session: Session, actor: Actor, owner_id: str | None) -> StoredFile: ...


def add_document(
    session: Session,
    actor: Actor,
    session_id: str,
    file: Given | None,
    moment: str,
    title: str = "",
    at_once: bool = False,
) -> SessionDocument:
    """A file for those who have a seat. One for after is shown from the end of the session on, or `at_once`."""
    meeting = queries.session_entity(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    if moment not in MOMENTS:
        raise invalid("moment", _("Dites si le document se lit avant ou après la séance."))
    if file is None:
        raise invalid("file", _("Choisissez un fichier."))
    if len(queries.documents_of(session, meeting.id)) >= MOST:
        raise Conflict(_("Une séance a %(most)s documents au plus. Retirez-en un d'abord.") % {"most": MOST})
    kept = file.keep(session, actor, owner_id=actor.account_id)  # opened by the session's own address, not by all
    document = SessionDocument(
        id=new_id(), organisation_id=meeting.organisation_id, session_id=meeting.id, file_id=kept.id, moment=moment,
        title=(" ".join(title.split()) or kept.name)[:200], at_once=at_once and moment == "after", created_at=now(),
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document


def change_document(
    session: Session, actor: Actor, session_id: str, document_id: str, *, at_once: bool
) -> SessionDocument:
    """Show a document for after before the session ends, or no longer."""
    queries.session_entity(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    document = queries.document_for(session, session_id, document_id)
    document.at_once = at_once and document.moment == "after"
    return document


def remove_document(session: Session, actor: Actor, session_id: str, document_id: str) -> None:
    queries.session_entity(session, actor, session_id)
    require(policies.may_run_sessions(actor))
    document = queries.document_for(session, session_id, document_id)
    session.delete(document)
    session.flush()
    stored.delete(session, document.file_id)


def open_document(session: Session, actor: Actor, session_id: str, document_id: str, has_seat: bool) -> FileRow:
    """The file of a document, for the team and for those who have a seat; NotFound otherwise, or before its time."""
    meeting = queries.session_for(session, actor, session_id)
    document = queries.document_for(session, meeting.id, document_id)
    if not actor.is_staff and not (has_seat and is_shown(document.moment, document.at_once, meeting.ends_at)):
        raise NotFound()
    return files.file_of(session, meeting.organisation_id, document.file_id)


def is_shown(moment: str, at_once: bool, ends_at: datetime) -> bool:
    """To those who have a seat."""
    return moment == "before" or at_once or now() >= ends_at
