"""Proposing an appointment to somebody, once or each week, from their dossier."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.appointments import forms, policies, queries
from app.appointments.forms import Fields
from app.appointments.rules import MEANS_LABELS, Every, Means
from app.appointments.services import booking, meetings
from app.appointments.services.booking import Date, Proposal, SlotTaken
from app.classrooms.rules import choices
from app.core.access import Actor, Role, require
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _
from app.core.settings import settings
from app.enrolments import queries as enrolments
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("appointment-proposals")

_LENGTHS = (20, 30, 45, 60, 90)
_EVERY = (
    ("", N_("Une seule fois")),
    (Every.WEEK, N_("Chaque semaine")),
    (Every.FORTNIGHT, N_("Toutes les deux semaines")),
)


@router.get("/rendez-vous/proposer/{enrolment_id}")
def form(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    return _form(request, session, actor, enrolment_id, {})


@router.post("/rendez-vous/proposer/{enrolment_id}")
def propose(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, fields: Fields) -> Response:
    """One appointment at once; a series once its dates have been shown."""
    enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_accompany(actor))
    try:
        asked = _proposal(fields)
        if asked.every and asked.times > 1 and not fields.get("confirmed"):
            dates = booking.dates_of(session, actor, enrolment_id, asked)
            return _form(request, session, actor, enrolment_id, fields, dates=dates)
        made = booking.propose(session, actor, enrolment_id, asked)
    except SlotTaken as taken:
        return _form(request, session, actor, enrolment_id, fields, taken=taken.detail)
    except Invalid as error:
        return _form(request, session, actor, enrolment_id, fields, error=error)
    first = queries.appointment_for(session, actor, made[0].id)
    if len(made) > 1:
        words = _("%(n)s rendez-vous sont pris, le premier %(when)s.")
    else:
        words = _("Le rendez-vous est pris : %(when)s.")
    return go(f"/rendez-vous/{first.id}", words % {"n": len(made), "when": formats.moment(first.starts_at)})


def _proposal(fields: dict[str, str]) -> Proposal:
    every = fields.get("every", "")
    return Proposal(
        starts_at=forms.read_moment(fields.get("day", ""), fields.get("start", ""), "day", "start"),
        minutes=forms.read_number(fields.get("minutes", "")),
        means=fields.get("means", ""),
        about=fields.get("about", ""),
        adviser_id=fields.get("adviser", ""),
        phone=fields.get("phone", ""),
        site_id=fields.get("site") or None,
        room=fields.get("room", ""),
        classroom=fields.get("classroom", ""),
        link=fields.get("link", ""),
        activity_id=fields.get("activity") or None,
        every=every,
        times=forms.read_number(fields.get("times", "")) if every else 1,
    )


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    asked: dict[str, str],
    *,
    taken: str = "",
    error: Invalid | None = None,
    dates: list[Date] | None = None,
) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_accompany(actor))
    sites = [(row.id, row.name) for row in identity.sites(session, actor.organisation_id)]
    team = [(row.id, row.name) for row in identity.members_with(session, actor.organisation_id, Role.ADVISER)]
    if not actor.has(Role.ADVISER):
        team.insert(0, (actor.account_id, actor.name))
    values = {
        "day": "", "start": "", "minutes": "30", "means": Means.PLACE.value, "about": "", "room": "", "classroom": "", "link": "",
        "phone": queries.phone_of(session, enrolment.learner_id), "site": enrolment.site_id or "", "activity": "",
        "adviser": actor.account_id, "every": "", "times": "6",
    }  # fmt: skip
    fields: list[FieldError] = error.fields if error else []
    return show(
        request,
        "appointments/propose.html",
        status=error.status if error else 409 if taken else 200,
        enrolment=enrolment,
        asked=values | asked,
        taken=taken,
        dates=dates,
        fields=fields,
        errors={one.field: one.message for one in fields},
        means=[(code.value, _(MEANS_LABELS[code])) for code in Means],
        lengths=[(n, formats.hours(n)) for n in _LENGTHS],
        sites=sites,
        classrooms=choices(settings()),
        team=team,
        activities=meetings.individual_activities(session, enrolment),
        every=[(code, _(label)) for code, label in _EVERY],
    )
