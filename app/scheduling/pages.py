"""The sessions of the team."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now, paris, today
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.identity import queries as identity
from app.scheduling import policies, queries, services
from app.scheduling.rules import People, Place, State
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("scheduling")

_Line = Annotated[str, Form(max_length=2000)]

RECENT = timedelta(days=30)
LISTED = 25  # sessions in each list; the others are in the agenda

_PLACES = ((Place.ON_SITE, N_("Sur place")), (Place.REMOTE, N_("À distance")))
_PEOPLE = ((People.COLLECTIVE, N_("En groupe")), (People.INDIVIDUAL, N_("Avec une seule personne")))


# --- Sessions of the team -------------------------------------------------------------------------------------


@router.get("/seances")
def sessions(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_sheet(actor))
    moment = now()
    since = moment - RECENT
    return show(
        request,
        "scheduling/sessions.html",
        coming=queries.coming_sessions(session, actor, moment, LISTED),
        to_sign=queries.held_sessions(session, actor, moment, since, LISTED, signed=False),
        held=queries.held_sessions(session, actor, moment, since, LISTED, signed=True),
        listed=LISTED,
        may_run=bool(policies.may_run_sessions(actor)),
    )


@router.get("/seances/nouvelle")
def session_form(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_run_sessions(actor))
    asked = {"day": today().isoformat(), "start": "09:00", "end": "12:00", "capacity": "12"}
    return _form(request, session, actor, asked | {"trainer": actor.account_id})


@router.post("/seances")
def plan(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    what: _Line = "",
    title: _Line = "",
    day: _Line = "",
    start: _Line = "",
    end: _Line = "",
    place: _Line = "on_site",
    site: _Line = "",
    room: _Line = "",
    classroom: _Line = "",
    link: _Line = "",
    people: _Line = "collective",
    capacity: _Line = "",
    trainer: _Line = "",
) -> Response:
    require(policies.may_run_sessions(actor))
    asked = {
        "what": what, "title": title, "day": day, "start": start, "end": end, "place": place, "site": site,
        "room": room, "classroom": classroom, "link": link, "people": people, "capacity": capacity, "trainer": trainer,
    }  # fmt: skip
    slug, _bar, activity_id = what.partition("|")
    try:
        if place == Place.ON_SITE and not site and not room.strip():
            raise _wrong("site", _("Dites où : choisissez un lieu, ou écrivez la salle."))
        made = services.plan_session(
            session,
            actor,
            slug,
            title.strip() or _activity_title(session, actor, slug, activity_id),
            _instant(day, start, "start"),
            _instant(day, end, "end"),
            place,
            _number(capacity),
            activity_id or None,
            trainer_id=trainer or None,
            site_id=site or None,
            room=room,
            classroom=classroom,
            link=link,
            people=people,
        )
    except Invalid as error:  # said before anything was written
        return _form(request, session, actor, asked, error)
    words = _("La séance du %(when)s est annoncée. Les personnes du parcours peuvent réserver.")
    return go(f"/seances/{made.id}", words % {"when": formats.moment(made.starts_at)})


@router.get("/seances/{session_id}")
def one_session(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """Who comes, who waits, and the way to the attendance sheet."""
    meeting = queries.session_for(session, actor, session_id)
    require(policies.may_see_sheet(actor))
    may_run = bool(policies.may_run_sessions(actor))
    people = queries.people_of(session, meeting.id)
    moment = now()
    return show(
        request,
        "scheduling/session.html",
        meeting=meeting,
        booked=[row for row in people if row.state == State.BOOKED],
        waiting=[row for row in people if row.state == State.WAITING],
        started=meeting.starts_at <= moment,
        over=meeting.ends_at <= moment,
        may_run=may_run,
        others=queries.people_to_add(session, actor, meeting.course_id, meeting.id) if may_run else [],
    )


@router.post("/seances/{session_id}/reservations")
def book(
    request: Request, session: Writing, actor: CurrentActor, session_id: str, enrolment_id: _Line = ""
) -> Response:
    meeting = queries.session_for(session, actor, session_id)
    booked = services.book(session, actor, meeting.id, enrolment_id or _own(session, actor, meeting.course_id))
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
    services.cancel_booking(session, actor, meeting.id, enrolment_id or _own(session, actor, meeting.course_id))
    return go(_back(actor, meeting.id), _("La place est rendue. Elle va à la première personne qui attend."))


def _own(session: Session, actor: Actor, course_id: str) -> str:
    """The actor's own path in the course of the session."""
    for enrolment in enrolments.own_enrolments(session, actor):
        if enrolment.course_id == course_id:
            return enrolment.id
    raise NotFound()


def _back(actor: Actor, session_id: str) -> str:
    return f"/seances/{session_id}" if policies.may_run_sessions(actor) else "/agenda"


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])


def _instant(day: str, hour: str, field: str) -> datetime:
    try:
        on = date.fromisoformat(day.strip())
    except ValueError as error:
        raise _wrong("day", _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")) from error
    try:
        at = time.fromisoformat(hour.strip())
        return paris(on, at.hour, at.minute)
    except (ValueError, OverflowError) as error:
        raise _wrong(field, _("Cette heure n'est pas écrite comme 09:00.")) from error


def _number(text: str) -> int:
    """The places asked for; 0, which no session has, when it is not a number."""
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 6 else 0


def _activity_title(session: Session, actor: Actor, slug: str, activity_id: str) -> str:
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    activity = outline(session, course.edition_id).activities.get(activity_id) if course else None
    return activity.title if activity else ""


def _form(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    names = (
        "what", "title", "day", "start", "end", "place", "site", "room", "classroom", "link", "people", "capacity", "trainer",
    )  # fmt: skip
    values = {name: asked.get(name, "") for name in names}
    values["place"] = values["place"] or Place.ON_SITE.value
    values["people"] = values["people"] or People.COLLECTIVE.value
    subjects: list[tuple[str, str]] = []
    for course in courses.courses(session, actor):
        path = outline(session, course.edition_id)
        found = [
            (f"{course.slug}|{activity.id}", f"{course.title} · {activity.title}")
            for activity in path.activities.values()
            if activity.kind == "session"
        ]
        subjects += [*found, (f"{course.slug}|", _("%(course)s · autre séance") % {"course": course.title})]
    team = {
        row.id: row.name
        for role in (Role.TRAINER, Role.ADVISER)
        for row in identity.members_with(session, actor.organisation_id, role)
    }
    errors = {field.field: field.message for field in error.fields} if error else {}
    renamed = {"starts_at": "start", "ends_at": "end", "course": "what", "activity_id": "what"}
    errors = {renamed.get(field, field): message for field, message in errors.items()}
    return show(
        request,
        "scheduling/new.html",
        status=error.status if error else 200,
        asked=values,
        problems=[FieldError(field, message) for field, message in errors.items()],
        errors=errors,
        subjects=subjects,
        sites=[(row.id, row.name) for row in identity.sites(session, actor.organisation_id)],
        team=sorted(team.items(), key=lambda item: item[1]),
        places=[(value.value, _(label)) for value, label in _PLACES],
        sizes=[(value.value, _(label)) for value, label in _PEOPLE],
    )
