"""/seances/{id}: one session, for whoever may know of it, and the seats in it."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.courses.outline import current_outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED
from app.identity import queries as identity
from app.scheduling import policies, queries, services
from app.scheduling.rules import Place, State
from app.scheduling.services.documents import is_shown
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show
from app.web.text import post_html

router = pages("scheduling")

_Line = Annotated[str, Form(max_length=200)]

OTHER_DATES = 3
_OWN_PLACES = ((Place.ON_SITE, N_("Je viens sur place")), (Place.REMOTE, N_("Je suis à distance")))


@router.get("/seances/{session_id}")
def one_session(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """When, where, with whom, what it holds; one's own seat for a learner, everybody's for the team."""
    meeting = queries.session_for(session, actor, session_id)
    moment = now()
    documents = queries.documents_of(session, meeting.id)
    shared = {
        "meeting": meeting,
        "order_html": post_html(meeting.running_order) if meeting.running_order else "",
        "equivalent": _equivalent(session, meeting),
        "started": meeting.starts_at <= moment,
        "over": meeting.ends_at <= moment,
        "places": [(value.value, _(label)) for value, label in _OWN_PLACES],
    }
    if not actor.is_staff:
        return _for_learner(request, session, actor, meeting, documents, shared)
    require(policies.may_see_sheet(actor))
    may_run = bool(policies.may_run_sessions(actor))
    people = queries.people_of(session, meeting.id)
    waiting = [row for row in people if row.state == State.WAITING]
    standing = meeting.cancelled_at is None
    return show(
        request,
        "scheduling/session.html",
        **shared,
        documents=documents,
        booked=[row for row in people if row.state == State.BOOKED],
        waiting=sorted(waiting, key=lambda row: (row.created_at, row.id)),
        may_run=may_run,
        may_change=may_run and standing,
        may_cancel=may_run and standing and not (shared["started"] and queries.any_attendance(session, [meeting.id])),
        others=queries.people_to_add(session, actor, meeting.course_id, meeting.id) if may_run and standing else [],
    )


def _for_learner(
    request: Request, session: Session, actor: Actor, meeting: Any, documents: Any, shared: dict[str, Any]
) -> Response:
    path = _own_path(session, actor, meeting)
    seat = queries.seat_of(session, meeting.id, path.id) if path else None
    booked = seat is not None and seat.state == State.BOOKED
    stands = meeting.cancelled_at is None
    others: Any = []
    if path and path.status not in CLOSED and meeting.activity_id and not shared["over"] and not (booked and stands):
        found = queries.next_open(
            session, path.course_id, meeting.activity_id, now(), site_id=path.site_id, limit=OTHER_DATES + 1
        )
        others = [row for row in found if row.id != meeting.id][:OTHER_DATES]
    return show(
        request,
        "scheduling/own_session.html",
        **shared,
        mine=path,
        seat=seat,
        booked=booked,
        position=services.standing(session, meeting.id, path.id).position if path and seat and not booked else None,
        may_book=bool(path and path.status not in CLOSED and not seat and stands and not shared["started"]),
        documents=[one for one in documents if booked and is_shown(one.moment, one.at_once, meeting.ends_at)],
        others=others,
        contact=identity.contact(session, actor.organisation_id),
    )


def _own_path(session: Session, actor: Actor, meeting: Any) -> EnrolmentRow | None:
    """The actor's path that has a seat here, else the one in the course of the session."""
    mine = enrolments.own_enrolments(session, actor)
    seated = [one for one in mine if queries.seat_of(session, meeting.id, one.id)] if len(mine) > 1 else []
    return next(
        iter([*seated, *(one for one in mine if one.course_id == meeting.course_id)]), mine[0] if mine else None
    )


def _equivalent(session: Session, meeting: Any) -> Any:
    """The activity that replaces the session for whoever cannot come."""
    if not meeting.equivalent_activity_id or not meeting.course_id:
        return None
    return current_outline(session, meeting.course_id).activities.get(meeting.equivalent_activity_id)


@router.post("/seances/{session_id}/reservations")
def book(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    enrolment_id: _Line = "",
    place: _Line = "",
) -> Response:
    meeting = queries.session_for(session, actor, session_id)
    booked = services.book(
        session, actor, meeting.id, enrolment_id or _own(session, actor, meeting), place=place or None
    )
    when = formats.moment(meeting.starts_at)
    if booked.state is State.BOOKED:
        words = _("C'est réservé : %(when)s.") % {"when": when}
    else:
        words = _("La séance est complète. La place sur la liste d'attente est la %(rank)s.") % {
            "rank": formats.number(booked.position)
        }
    return go(_back(actor, meeting.id), words)


@router.post("/seances/{session_id}/annulation")
def cancel(
    request: Request, session: Writing, actor: CurrentActor, session_id: str, enrolment_id: _Line = ""
) -> Response:
    meeting = queries.session_for(session, actor, session_id)
    services.cancel_booking(session, actor, meeting.id, enrolment_id or _own(session, actor, meeting))
    return go(_back(actor, meeting.id), _("La place est rendue. Elle va à la première personne qui attend."))


@router.post("/seances/{session_id}/lieu")
def choose_place(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    place: _Line = "",
    enrolment_id: _Line = "",
) -> Response:
    """On site or at a distance, in a session that is both."""
    meeting = queries.session_for(session, actor, session_id)
    services.choose_place(session, actor, meeting.id, enrolment_id or _own(session, actor, meeting), place)
    words = _("C'est noté : sur place.") if place == Place.ON_SITE else _("C'est noté : à distance.")
    return go(f"/seances/{meeting.id}", words)


def _own(session: Session, actor: Actor, meeting: Any) -> str:
    """The actor's own path in the course of the session, or the one that has a seat there."""
    path = _own_path(session, actor, meeting)
    if path is None:
        raise NotFound()
    return path.id


def _back(actor: Actor, session_id: str) -> str:
    return f"/seances/{session_id}" if policies.may_run_sessions(actor) else "/agenda"
