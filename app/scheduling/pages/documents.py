"""The documents of a session: brought by the team, opened by those who have a seat."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.errors import Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.files.answers import answer
from app.files.uploads.forms import GivenFile, given_file
from app.scheduling import queries, services
from app.scheduling.rules import State
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go

router = pages("scheduling")

_Line = Annotated[str, Form(max_length=300)]


@router.post("/seances/{session_id}/documents")
def add_document(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    file: Annotated[GivenFile | None, given_file("file")] = None,
    moment: _Line = "before",
    title: _Line = "",
    at_once: _Line = "",
) -> Response:
    try:
        services.add_document(session, actor, session_id, file, moment, title, bool(at_once))
    except Invalid as error:  # the form has one file and a title: its sentence is enough
        return go(f"/seances/{session_id}#documents", error.detail)
    return go(f"/seances/{session_id}#documents", _("Le document est ajouté."))


@router.get("/seances/{session_id}/documents/{document_id}")
def open_document(
    request: Request, session: Reading, actor: CurrentActor, session_id: str, document_id: str
) -> Response:
    seats = (queries.seat_of(session, session_id, one.id) for one in enrolments.own_enrolments(session, actor))
    has_seat = any(seat is not None and seat.state == State.BOOKED for seat in seats)
    return answer(request, services.open_document(session, actor, session_id, document_id, has_seat))


@router.post("/seances/{session_id}/documents/{document_id}")
def change_document(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    document_id: str,
    at_once: _Line = "",
) -> Response:
    document = services.change_document(session, actor, session_id, document_id, at_once=bool(at_once))
    words = _("Le document est visible dès maintenant.") if document.at_once else _("Il sera visible après la séance.")
    return go(f"/seances/{session_id}#documents", words)


@router.post("/seances/{session_id}/documents/{document_id}/retrait")
def remove_document(
    request: Request, session: Writing, actor: CurrentActor, session_id: str, document_id: str
) -> Response:
    services.remove_document(session, actor, session_id, document_id)
    return go(f"/seances/{session_id}#documents", _("Le document est retiré."))
