"""Planning one session, or a series that is looked at before it is written."""

from datetime import date, time
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.days import read_day, read_hour
from app.core.errors import Conflict, FieldError, Invalid, invalid
from app.core.i18n import _, ngettext
from app.courses import queries as courses
from app.courses.outline import outline
from app.scheduling import policies, rules, services
from app.scheduling.pages import forms
from app.scheduling.pages.forms import AllSaid, Said
from app.scheduling.rules import Every, People, Place, Recurrence
from app.scheduling.services import Wish
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("scheduling")

_NEW = {"start": "09:00", "end": "12:00", "capacity": str(rules.USUAL), "times": ""}


@router.get("/seances/nouvelle")
def session_form(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_run_sessions(actor))
    asked = {**_NEW, "day": today().isoformat(), "trainer": actor.account_id}
    return _form(request, session, actor, Said({name: [value] for name, value in asked.items()}))


@router.post("/seances")
def plan(request: Request, session: Writing, actor: CurrentActor, said: AllSaid) -> Response:
    """One session is announced at once; a series is shown first."""
    require(policies.may_run_sessions(actor))
    try:
        wish = _wish(session, actor, said)
        if said.line("repeat"):
            return _show_series(request, session, actor, said, wish)
        made = services.plan_wish(session, actor, wish, *forms.span_of(said))
    except (Invalid, Conflict) as error:  # said before anything was written
        return _form(request, session, actor, said, error)
    words = _("La séance du %(when)s est annoncée. Les personnes du parcours peuvent réserver.")
    return go(f"/seances/{made.id}", words % {"when": formats.moment(made.starts_at)})


@router.post("/seances/serie")
def plan_series(request: Request, session: Writing, actor: CurrentActor, said: AllSaid) -> Response:
    """The dates that were kept, all of them or none."""
    require(policies.may_run_sessions(actor))
    try:
        start, end = read_hour(said.get("start"), "start"), read_hour(said.get("end"), "end")
        days = [read_day(text, "day") for text in said.all("days")]
        made = services.plan_series(
            session, actor, _wish(session, actor, said), days, start, end, overnight=said.has("overnight")
        )
    except (Invalid, Conflict) as error:
        return _form(request, session, actor, said, error)
    words = ngettext(
        "%(num)s séance est annoncée à partir du %(when)s. Les personnes du parcours peuvent réserver.",
        "%(num)s séances sont annoncées à partir du %(when)s. Les personnes du parcours peuvent réserver.",
        len(made),
    )
    return go(f"/seances/{made[0].id}", words % {"num": len(made), "when": formats.day(made[0].starts_at)})


def _wish(session: Session, actor: Actor, said: Said) -> Wish:
    slug, _bar, activity_id = said.get("what").partition("|")
    place = said.line("place") or Place.ON_SITE.value
    if place != Place.REMOTE and not (said.line("site") or said.line("room_id") or said.line("room")):
        raise invalid("site", _("Dites où : choisissez une salle ou un lieu, ou écrivez l'endroit."))
    return Wish(
        course=slug,
        title=said.line("title") or _activity_title(session, actor, slug, activity_id),
        place=place,
        capacity=forms.number_of(said.get("capacity")),
        activity_id=activity_id or None,
        trainer_id=said.line("trainer") or None,
        site_id=said.line("site") or None,
        room_id=said.line("room_id") or None,
        room=said.get("room"),
        classroom=said.line("classroom"),
        link=said.get("link"),
        people=said.line("people") or People.COLLECTIVE,
        running_order=said.get("running_order"),
    )


def _activity_title(session: Session, actor: Actor, slug: str, activity_id: str) -> str:
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    activity = outline(session, course.edition_id).activities.get(activity_id) if course else None
    return activity.title if activity else ""


def _recurrence(said: Said) -> Recurrence:
    if said.line("repeat") not in set(Every):
        raise invalid("repeat", _("Dites à quel rythme la séance revient."))
    weekdays = frozenset(int(day) for day in said.all("weekdays") if day in "0123456" and day)
    if said.line("repeat") == Every.DAYS and not weekdays:
        raise invalid("weekdays", _("Cochez au moins un jour de la semaine."))
    until = read_day(said.get("until"), "until") if said.line("until") else None
    times = forms.number_of(said.get("times")) if said.line("times") else None
    return Recurrence(Every(said.line("repeat")), until, times, weekdays)


def _show_series(request: Request, session: Session, actor: Actor, said: Said, wish: Wish) -> Response:
    day = read_day(said.get("day"), "day")
    start, end = read_hour(said.get("start"), "start"), read_hour(said.get("end"), "end")
    series = services.preview_series(
        session, actor, wish, day, start, end, _recurrence(said), overnight=said.has("overnight")
    )
    kept = [(name, value) for name, found in said.fields.items() if name not in ("csrf", "days") for value in found]
    return show(
        request,
        "scheduling/series.html",
        wish=wish,
        series=series,
        start=start,
        end=end,
        free=[one for one in series.occurrences if not one.clashes],
        busy=[one for one in series.occurrences if one.clashes],
        changes=_changes_of_hour(day, start, series.occurrences),
        kept=kept,
    )


def _changes_of_hour(first: date, start: time, occurrences: Any) -> bool:
    """Whether the clocks change within the series: the hours on the wall stay the same."""
    offsets = {rules.span_on(one.day, start, start).starts_at.time() for one in occurrences}
    return len(offsets) > 1


def _form(
    request: Request, session: Session, actor: Actor, said: Said, error: Invalid | Conflict | None = None
) -> Response:
    values = said.values()
    names = (
        "what", "title", "day", "start", "end", "overnight", "place", "site", "room_id", "room", "classroom", "link", "people",
        "capacity", "trainer", "running_order", "repeat", "until", "times",
    )  # fmt: skip
    asked: dict[str, Any] = {name: values.get(name, "") for name in names}
    asked["place"] = asked["place"] or Place.ON_SITE.value
    asked["people"] = asked["people"] or People.COLLECTIVE.value
    errors = forms.errors_of(error) if isinstance(error, Invalid) else {}
    problems = [FieldError(field, message) for field, message in errors.items()]
    if error and not problems:
        problems = [FieldError("day", error.detail)]
    return show(
        request,
        "scheduling/new.html",
        status=error.status if error else 200,
        asked=asked,
        problems=problems,
        errors=errors,
        subjects=forms.subjects(session, actor),
        repeats=[(value, _(label)) for value, label in forms.REPEATS],
        weekdays=[(str(number), _(label)) for number, label in enumerate(forms.WEEKDAYS)],
        chosen_days=said.all("weekdays"),
        **forms.choices(session, actor),
    )
