"""The attendance sheet."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from app.attendance import services
from app.core.access import require
from app.core.clock import now
from app.core.errors import NotFound
from app.core.i18n import N_, _
from app.scheduling import policies, queries, rules
from app.scheduling.rules import Half, State
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("attendance")

_HALVES = {Half.MORNING: N_("matin"), Half.AFTERNOON: N_("après-midi")}


async def _fields(request: Request) -> dict[str, str]:
    """A form whose fields depend on who is on the page."""
    form = await request.form(max_fields=5000)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(_fields)]


@router.get("/seances/{session_id}/emargement")
def sheet(request: Request, session: Reading, actor: CurrentActor, session_id: str) -> Response:
    """Who comes, and who was there: the attendance sheet, on the phone of the trainer and on paper."""
    meeting = queries.session_for(session, actor, session_id)
    require(policies.may_see_sheet(actor))
    may_run = bool(policies.may_run_sessions(actor))
    people = queries.people_of(session, meeting.id)
    known: dict[str, dict[tuple[date, str], Any]] = {}
    for row in queries.attendances_of(session, meeting.id):
        known.setdefault(row.enrolment_id, {})[row.day, row.half_day] = row
    parts = rules.half_days(meeting.starts_at, meeting.ends_at)
    several_days = len({part.day for part in parts}) > 1
    columns = [
        {
            "key": (part.day, part.half.value),
            "name": f"{part.day.isoformat()}:{part.half.value}",
            "label": (f"{formats.short_day(part.day)} " if several_days else "") + _(_HALVES[part.half]),
            "minutes": part.minutes,
        }
        for part in parts
    ]
    return show(
        request,
        "attendance/sheet.html",
        meeting=meeting,
        booked=[row for row in people if row.state == State.BOOKED],
        known=known,
        columns=columns,
        started=meeting.starts_at <= now(),
        may_run=may_run,
        others=queries.people_to_add(session, actor, meeting.course_id, meeting.id) if may_run else [],
    )


@router.post("/seances/{session_id}/presences")
def record_sheet(request: Request, session: Writing, actor: CurrentActor, session_id: str, fields: Fields) -> Response:
    """Every box that was ticked, at once; boxes left alone stay as they were."""
    lines = []
    for name, value in fields.items():
        parts = name.split(":")
        if parts[0] != "p" or len(parts) != 4 or value not in ("present", "absent"):
            continue
        try:
            day = date.fromisoformat(parts[2])
        except ValueError as error:
            raise NotFound() from error
        reason = fields.get(f"r:{parts[1]}", "")
        lines.append(services.Line(parts[1], day, parts[3], value == "present", reason))
    services.record_sheet(session, actor, session_id, lines, fields.get("also_came") or None)
    return go(
        f"/seances/{session_id}/emargement", _("Les présences sont enregistrées. Vous pouvez encore les corriger.")
    )
