"""The agenda by day, by week and as a list, for a learner and for the team."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.calendars import agenda, queries, rules
from app.calendars.rules import Period, View
from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.i18n import _
from app.courses import queries as courses
from app.enrolments import queries as enrolments
from app.identity import queries as identity
from app.scheduling import policies
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("calendars")

PAST_SHOWN = 20
ALL, OWN = "tous", "moi"  # whose sessions somebody of the team looks at


@router.get("/agenda")
def show_agenda(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    vue: str = "",
    jour: str = "",
    semaine: str = "",
    qui: str = "",
    formateur: str = "",
    lieu: str = "",
    parcours: str = "",
) -> Response:
    """A learner's own sessions, appointments and activities to finish; for the team, theirs or the organisation's."""
    require(policies.may_see_agenda(actor))
    day = rules.asked_day(jour or semaine, today())
    asked = vue if vue in set(View) else View.WEEK if semaine or actor.is_staff else View.LIST
    view = View(asked)
    span = rules.period(view, day)
    if actor.is_staff:
        wanted = {"qui": qui if qui == OWN else ALL, "formateur": formateur, "lieu": lieu, "parcours": parcours}
        return _team(request, session, actor, view, span, wanted)
    return _learner(request, session, actor, view, span)


def _learner(request: Request, session: Session, actor: Actor, view: View, span: Period) -> Response:
    enrolment = enrolments.current_enrolment(session, actor)
    moment = now()
    meetings: list[Any] = []
    due: list[agenda.Due] = []
    offered: list[Any] = []
    past: Any = []
    if enrolment:
        meetings = [
            row
            for row in queries.own_sessions(session, actor, span.starts_at, span.ends_at)
            if view is not View.LIST or row.ends_at > moment or span.first < today()  # what is over is told below
        ]
        due = agenda.due_days(session, actor, span.first, span.last)
        offered = agenda.offers(session, enrolment, moment)
        if view is not View.LIST:
            offered = [row for row in offered if span.starts_at <= row.starts_at < span.ends_at]
        past = queries.past_sessions(session, actor, moment, PAST_SHOWN) if view is View.LIST else []
    return _show(
        request,
        view,
        span,
        meetings,
        due,
        {},
        enrolment=enrolment,
        offers=[(day, list(rows)) for day, rows in groupby(offered, key=lambda row: local(row.starts_at).date())],
        past=past,
        team=False,
        choices=None,
        may_run=False,
        more_offers=view is not View.LIST and enrolment is not None,
    )


def _team(
    request: Request, session: Session, actor: Actor, view: View, span: Period, wanted: dict[str, str]
) -> Response:
    trainers = queries.trainers(session, actor.organisation_id)
    sites = identity.sites(session, actor.organisation_id)
    known = courses.courses(session, actor)
    course_id = next((row.id for row in known if row.slug == wanted["parcours"]), "")
    meetings = queries.team_sessions(
        session,
        actor,
        span.starts_at,
        span.ends_at,
        trainer_id=actor.account_id if wanted["qui"] == OWN else wanted["formateur"],
        site_id=wanted["lieu"],
        course_id=course_id,
    )
    return _show(
        request,
        view,
        span,
        meetings,
        [],
        {name: value for name, value in wanted.items() if value and value != ALL},
        enrolment=None,
        offers=[],
        past=[],
        team=True,
        choices={
            "trainers": [("", _("Toute l'équipe")), *((row.id, row.name) for row in trainers)],
            "sites": [("", _("Tous les lieux")), *((row.id, row.name) for row in sites)],
            "courses": [("", _("Tous les parcours")), *((row.slug, row.title) for row in known)],
            "asked": wanted,
        },
        may_run=bool(policies.may_run_sessions(actor)),
        more_offers=False,
    )


def _show(
    request: Request,
    view: View,
    span: Period,
    meetings: Any,
    due: list[agenda.Due],
    kept: dict[str, str],
    **more: Any,
) -> Response:
    """`kept` is what the links from one view or period to another keep of what was asked."""
    found = rules.days(span, meetings, due)
    if view is View.WEEK:  # a weekend is shown when there is something in it
        found = [day for day in found if day.day.weekday() < 5 or not day.is_empty or day.day == today()]
    first, last = rules.hours(found)

    def href(day: date, other: View = view, **changes: str) -> str:
        return "/agenda?" + urlencode({"vue": other, "jour": day.isoformat(), **kept, **changes})

    here = today() if span.first <= today() <= span.last else span.first
    moment = now()
    return show(
        request,
        "calendars/agenda.html",
        view=view.value,
        span=span,
        days=found,
        is_empty=all(day.is_empty for day in found),
        first_hour=first,
        last_hour=last,
        today=today(),
        moment=moment,
        moved={row.id for row in meetings if rules.was_moved(row, moment)},
        href_of_day=lambda day: href(day, View.DAY),
        links={
            "before": href(span.before),
            "after": href(span.after),
            "today": "" if span.first <= today() <= span.last else href(today()),
            "views": [
                (View.DAY.value, _("Jour"), href(here, View.DAY)),
                (View.WEEK.value, _("Semaine"), href(here, View.WEEK)),
                (View.LIST.value, _("Liste"), href(here, View.LIST)),
            ],
        },
        kept=kept,
        tomorrow=today() + timedelta(days=1),
        **more,
    )
