"""The door of a classroom, who was there, and what the server tells us by itself."""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session

from app.classrooms import policies, queries, rules, secrets, services
from app.classrooms.rules import State
from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.db import AnyRow, database
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.core.settings import settings
from app.core.trail import concerns
from app.identity import queries as identity
from app.identity import tokens
from app.scheduling import policies as sessions
from app.scheduling import queries as scheduling
from app.scheduling.rules import Half
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.spreadsheets import sheet
from app.web.templating import go, show

router = pages("classrooms")

SOON = timedelta(minutes=40)  # before the opening: the page looks again by itself
AGAIN = 10  # seconds until it does

WORDS = {
    "down": N_("le serveur ne répond pas"),
    "slow": N_("le serveur met trop de temps à répondre"),
    "refused": N_("le serveur refuse la demande"),
    "nonsense": N_("le serveur répond autre chose que ce qui est attendu"),
}
ROLES = {"learner": N_("en parcours"), "team": N_("équipe"), "guest": N_("invité par un lien")}
HALVES = {Half.MORNING: N_("matin"), Half.AFTERNOON: N_("après-midi")}
FORMATS = {
    "presentation": N_("Revoir la séance"), "video": N_("Revoir la vidéo"), "podcast": N_("Réécouter"),
    "notes": N_("Lire les notes partagées"), "screenshare": N_("Revoir le partage d'écran"),
}  # fmt: skip


# --- The door -------------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/salle")
def door(request: Request, actor: CurrentActor, session_id: str) -> Response:
    """Leads in when the room is open. When it is not yet, it asks for it, in a short act of its own, and looks again."""
    with database().reading() as session:
        way = services.way_in(session, actor, session_id)
        require(way.may)
        if way.address:
            return _lead(way.address)
        over = way.door.state is State.OVER
        values: dict[str, Any] = {
            "meeting": way.meeting,
            "door": way.door,
            "works_here": way.works_here,
            "failing": way.failures >= rules.WORRYING or not way.works_here,
            "fallback": way.meeting.link,
            "contact": identity.contact(session, actor.organisation_id),
            "recordings": _recordings(session, actor, way.meeting) if over else [],
            "home": f"/seances/{session_id}" if sessions.may_see_sheet(actor) else "/agenda",
        }
    preparing = way.door.state is State.OPEN
    if preparing and way.works_here:
        with database().writing() as session:
            services.hurry(session, actor, session_id)
    soon = way.door.state is State.LATER and way.door.opens_at - now() < SOON
    # a header rather than a tag: it works without a script, and the page itself stays still for screen readers
    headers = {"Refresh": str(AGAIN)} if preparing or soon else {}
    return show(request, "classrooms/door.html", headers=headers, preparing=preparing, again=bool(headers), **values)


def _lead(address: str) -> Response:
    return Response(
        status_code=303, headers={"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )


def _recordings(session: Session, actor: Actor, meeting: AnyRow) -> list[dict[str, Any]]:
    """What this person may look at."""
    known = queries.meeting(session, meeting.id)
    if not sessions.may_see_sheet(actor) and not (known and known.recordings_shown):
        return []
    return [
        {
            "starts_at": row.starts_at,
            "minutes": row.minutes,
            "links": [(_(FORMATS[kind]) if kind in FORMATS else kind, address) for kind, address in row.links],
        }
        for row in queries.recordings(session, meeting.id)
    ]


# --- Who was there --------------------------------------------------------------------------------------------


@router.get("/seances/{session_id}/connexions")
def connections(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """The record of connections: evidence beside the signatures."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_read_connections(actor))
    people = services.connections(session, meeting)
    known = queries.meeting(session, meeting.id)
    first, last = _frame(meeting, people)
    return show(
        request,
        "classrooms/connections.html",
        meeting=meeting,
        kind=rules.kind_of(meeting),
        known=known,
        trouble=_(WORDS.get(known.trouble, WORDS["nonsense"])) if known and known.trouble else "",
        people=[_drawn(there, meeting, first, last) for there in people],
        first=first,
        last=last,
        several=any(len(there.half_days) > 1 for there in people),
        share=round(rules.SHARE * 100),
        to_note=sum(there.to_note for there in people),
        over=meeting.ends_at <= now(),
        may_run=bool(sessions.may_run_sessions(actor)),
        recordings=_recordings(session, actor, meeting),
    )


def _frame(meeting: AnyRow, people: list[services.There]) -> tuple[datetime, datetime]:
    """From when to when the bars go: the session, and what came around it."""
    visits = [visit for there in people for visit in there.visits]
    opens, closes = meeting.starts_at - rules.EARLY_FOR_TEAM, meeting.ends_at + rules.ENDED
    first = min([meeting.starts_at, *(max(one.came_at, opens) for one in visits)])
    return first, max([meeting.ends_at, *(min(one.left_at, closes) for one in visits)])


def _drawn(there: services.There, meeting: AnyRow, first: datetime, last: datetime) -> dict[str, Any]:
    whole = (last - first).total_seconds()

    def across(moment: datetime) -> int:
        return max(0, min(1000, round(1000 * (moment - first).total_seconds() / whole)))

    bars = [
        {"x": across(one.came_at), "width": max(4, across(one.left_at) - across(one.came_at)), "visit": one}
        for one in there.visits
    ]
    halves = [
        {
            "label": (_(HALVES[one.part.half]) + (f" {formats.short_day(one.part.day)}" if _two_days(meeting) else "")),
            "minutes": one.minutes,
            "of": one.part.minutes,
            "said": one.said,
            "enough": one.enough,
        }
        for one in there.half_days
    ]
    return {
        "name": there.name,
        "role": _(ROLES[there.role]),
        "is_learner": there.role == "learner",
        "seated": there.seated,
        "enrolment_id": there.enrolment_id,
        "minutes": there.minutes,
        "visits": there.visits,
        "bars": bars,
        "half_days": halves,
        "session": {"x": across(meeting.starts_at), "width": across(meeting.ends_at) - across(meeting.starts_at)},
    }


def _two_days(meeting: AnyRow) -> bool:
    return local(meeting.starts_at).date() != local(meeting.ends_at).date()


@router.get("/seances/{session_id}/connexions.csv")
def connections_csv(session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """A row per visit, for a spreadsheet; the minutes are those of the session itself."""
    meeting = scheduling.session_for(session, actor, session_id)
    require(policies.may_read_connections(actor))
    rows: list[tuple[object, ...]] = [
        (
            _("Nom"),
            _("Rôle"),
            _("Arrivée"),
            _("Départ"),
            _("Minutes de la visite"),
            _("Minutes de la personne dans la séance"),
        )
    ]
    people = services.connections(session, meeting)
    concerns(there.enrolment_id for there in people)
    for there in people:
        for visit in there.visits:
            spent = rules.minutes_between([visit], meeting.starts_at, meeting.ends_at)
            moments = (f"{local(moment):%d/%m/%Y %H:%M}" for moment in visit)
            rows.append((there.name, _(ROLES[there.role]), *moments, spent, there.minutes))
    return Response(
        sheet(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="connexions-{local(meeting.starts_at):%Y-%m-%d}.csv"'},
    )


@router.post("/seances/{session_id}/connexions")
def note(request: Request, session: Writing, actor: CurrentActor, session_id: str) -> Response:
    """Note present those who were connected long enough, and of whom nothing is said yet."""
    noted = services.note_the_connected(session, actor, session_id)
    words = (
        _("Présences notées d'après les connexions. Relisez-les, puis contresignez la feuille.")
        if noted
        else _("Rien à noter : la feuille dit déjà tout ce que les connexions montrent.")
    )
    return go(f"/seances/{session_id}/connexions", words)


@router.post("/seances/{session_id}/enregistrements")
def show_recordings(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    session_id: str,
    shown: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    services.show_recordings(session, actor, session_id, shown == "oui")
    words = (
        _("Les personnes inscrites peuvent maintenant revoir la séance.")
        if shown == "oui"
        else _("Les enregistrements ne sont plus montrés aux personnes inscrites.")
    )
    return go(f"/seances/{session_id}/connexions", words)


# --- For who administers --------------------------------------------------------------------------------------


@router.get("/admin/classes-a-distance")
def servers(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Which servers are set, and what is wrong with them."""
    require(policies.may_see_servers(actor))
    chosen = settings()
    rows = queries.recent_meetings(session, actor.organisation_id, now() - timedelta(days=7), 50)
    return show(
        request,
        "classrooms/servers.html",
        bbb=chosen.bbb_url,
        jitsi=chosen.jitsi_url,
        jitsi_signs=bool(chosen.jitsi_app_id),
        meetings=[(row, _(WORDS.get(row.trouble, WORDS["nonsense"])) if row.trouble else "") for row in rows],
        failing=sum(1 for row in rows if row.trouble),
    )


# --- What the server tells us by itself -----------------------------------------------------------------------
# No cookie and no form: each call proves where it comes from, and whoever cannot is told that nothing is here.


@router.get("/rappels/classe/{session_id}")
def meeting_is_over(session: Writing, session_id: str, cle: str = "") -> Response:
    """BigBlueButton's end callback: it asks with the key that was given at the opening."""
    if not settings().bbb_url or not secrets.is_key_of(session_id, cle):
        raise NotFound()
    services.it_is_over(session, session_id)
    return Response(status_code=204)


async def _report(request: Request) -> Any:
    """The report, once it is known who sends it; None when it is not JSON."""
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    secret = settings().bbb_secret
    if not secret or kind.lower() != "bearer" or not tokens.is_report_signed(token, secret):
        raise NotFound()
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        return None


@router.post("/rappels/classe/{session_id}")
def meeting_report(session: Writing, session_id: str, report: Annotated[Any, Depends(_report)]) -> Response:
    """BigBlueButton's report of a meeting, signed with the secret that is shared with the server."""
    services.keep_report(session, session_id, report)
    return Response(status_code=204)
