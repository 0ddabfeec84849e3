"""Noting a contact, « Plus tard », the log, and how the list is made."""

from datetime import date
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.accompaniment import policies
from app.accompaniment import queries as following
from app.accompaniment.cohort import signals_of
from app.accompaniment.contacts import queries, rules, services
from app.accompaniment.contacts.forms import days_ahead, said_ways
from app.accompaniment.contacts.rules import CHANNELS, OUTCOMES, VISIBILITIES
from app.accompaniment.contacts.showing import effect_of
from app.accompaniment.reasons import BY_KIND, Ways
from app.accompaniment.standings import standings
from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.cursors import cursor, read_cursor
from app.core.days import maybe_day
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.sensitive import Doubtful
from app.core.trail import concerns
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form, Posted, number, only
from app.web.spreadsheets import sheet
from app.web.templating import go, show

router = pages("contacts")

LINES_SHOWN = 100


# --- One person: a contact, « Plus tard » ------------------------------------------------------------------------------


@router.get("/suivi/{enrolment_id}/contact")
def contact(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, par: str = "call") -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    channel = par if par in CHANNELS else "call"
    return _contact(request, session, enrolment, {"channel": channel, "visibility": "team"})


@router.post("/suivi/{enrolment_id}/contact")
def note(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    asked = {name: only(form, name) for name in ("channel", "outcome", "words", "visibility", "minutes", "again_on")}
    try:
        noted = services.note_contact(
            session, actor, enrolment_id, asked["channel"], asked["outcome"], words=asked["words"],
            visibility=asked["visibility"] or "team", minutes=_minutes(form),
            again_on=maybe_day(asked["again_on"], "again_on"), because=only(form, "because").split(","),
            anyway=only(form, "anyway") == "1",
        )  # fmt: skip
    except Invalid as error:
        return _contact(request, session, enrolment, asked, error)
    words = _(
        "Le contact avec %(name)s est noté. Ses raisons se taisent jusqu'au %(day)s, sauf si quelque chose change."
    )
    return go(_back(form), words % {"name": enrolment.learner_name, "day": formats.day(noted.quiet_until)})


def _minutes(form: Form) -> int | None:
    """The minutes given; -1 for what is no number, which the service refuses."""
    return None if not only(form, "minutes") else (found if (found := number(form, "minutes")) is not None else -1)


def _back(form: Form) -> str:
    """Where the person came from: their list, or the dossier."""
    back = only(form, "back")
    return back if back.startswith("/suivi") else "/suivi"


def _contact(
    request: Request, session: Session, enrolment: EnrolmentRow, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    outline = outline_of(session, enrolment.edition_id)
    known = following.contact(session, enrolment.id, now())
    standing = standings(session, enrolment.organisation_id, {enrolment.id: outline})[enrolment.id]
    wrong = error.fields if error else []
    return show(
        request,
        "accompaniment/contact.html",
        status=422 if error else 200,
        enrolment=enrolment,
        phone=known.phone,
        signals=signals_of(session, enrolment, standing, known),
        channels=[(code, _(label)) for code, label in CHANNELS.items()],
        outcomes=[(code, _(label)) for code, label in OUTCOMES.items()],
        visibilities=[(code, _(label)) for code, label in VISIBILITIES.items()],
        asked={name: asked.get(name, "") for name in (*_CONTACT_FIELDS, "again_on")},
        tomorrow=days_ahead(1),
        doubtful=isinstance(error, Doubtful),
        fields=wrong,
        errors={field.field: field.message for field in wrong},
    )


_CONTACT_FIELDS = ("channel", "outcome", "words", "visibility", "minutes")


@router.get("/suivi/{enrolment_id}/attente")
def later(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    """« Plus tard »: which reason, until when, a word."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    return _later(request, session, enrolment, {"kind": "", "until": days_ahead(1), "word": ""})


@router.post("/suivi/{enrolment_id}/attente")
def let_rest(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_contact(actor))
    asked = {name: only(form, name) for name in ("kind", "until", "word")}
    try:
        until = maybe_day(asked["until"], "until") or today()
        services.let_rest(session, actor, enrolment_id, asked["kind"], until, asked["word"])
    except Invalid as error:
        return _later(request, session, enrolment, asked, error)
    words = _("C'est noté : %(name)s revient dans la liste %(day)s.")
    return go("/suivi", words % {"name": enrolment.learner_name, "day": formats.day(until)})


def _later(
    request: Request, session: Session, enrolment: EnrolmentRow, asked: dict[str, str], error: Invalid | None = None
) -> Response:
    outline = outline_of(session, enrolment.edition_id)
    known = following.contact(session, enrolment.id, now())
    standing = standings(session, enrolment.organisation_id, {enrolment.id: outline})[enrolment.id]
    called = signals_of(session, enrolment, standing, known)
    wrong = error.fields if error else []
    return show(
        request,
        "accompaniment/later.html",
        status=422 if error else 200,
        enrolment=enrolment,
        reasons=[("", _("Toutes ses raisons")), *((signal.kind, signal.text) for signal in called)],
        days=[(days_ahead(n), label) for n, label in ((1, _("Demain")), (7, _("Dans une semaine")))],
        asked=asked,
        fields=wrong,
        errors={field.field: field.message for field in wrong},
    )


@router.post("/suivi/attentes/{rest_id}/reveil")
def wake(session: Writing, actor: CurrentActor, rest_id: str) -> Response:
    services.wake(session, actor, rest_id)
    return go("/suivi", _("C'est fait : la raison est de nouveau dans la liste si elle est encore vraie."))


# --- The log -------------------------------------------------------------------------------------------------------------


@router.get("/suivi/contacts")
def log(
    request: Request, session: Reading, actor: CurrentActor, avant: str = "", du: str = "", au: str = ""
) -> Response:
    require(policies.may_contact(actor))
    since, until = _period(du, au)
    before = read_cursor(avant) if avant else None
    rows = queries.log(session, actor, since=since, until=until, before=before, limit=LINES_SHOWN + 1)
    shown = rows[:LINES_SHOWN]
    asked = f"du={du}&au={au}"
    last = shown[-1] if len(rows) > LINES_SHOWN else None
    return show(
        request,
        "accompaniment/log.html",
        rows=shown,
        du=du,
        au=au,
        channels=CHANNELS,
        outcomes=_OUTCOMES,
        following=f"/suivi/contacts?{asked}&avant={cursor(last.at, last.id)}" if last else "",
        csv=f"/suivi/contacts.csv?{asked}",
    )


@router.get("/suivi/contacts.csv")
def log_as_csv(request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    """The whole log of a period: evidence that people are followed (RNQ 12), without what was said."""
    require(policies.may_contact(actor))
    since, until = _period(du, au)
    head = (_("Date"), _("Personne"), _("Contact"), _("Issue"), _("Minutes"), _("Par"), _("À rappeler le"))
    rows: list[tuple[object, ...]] = [head]
    log = queries.log(session, actor, since=since, until=until)
    concerns(row.enrolment_id for row in log)
    for row in log:
        outcome = _OUTCOMES.get(row.outcome, "")
        rows.append(
            (
                local(row.at).strftime("%Y-%m-%d %H:%M"),
                row.learner,
                _(CHANNELS[row.channel]),
                _(outcome) if outcome else "",
                row.minutes or "",
                row.by_name,
                row.again_on.isoformat() if row.again_on else "",
            )
        )
    return Response(
        sheet(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="contacts-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


_OUTCOMES = {**OUTCOMES, **rules.APPOINTMENT_OUTCOMES}


def _period(du: str, au: str) -> tuple[date | None, date | None]:
    """The days asked for; one that is not a day asks for nothing."""
    return _day_or_none(du), _day_or_none(au)


def _day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- How the list is made --------------------------------------------------------------------------------------------------


@router.get("/suivi/regles")
def ways(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """« Comment cette liste est faite », for everybody who sees it; to be changed by those who accompany."""
    require(policies.may_follow(actor))
    return _ways(request, session, actor, queries.ways_of(session, actor.organisation_id))


@router.post("/suivi/regles")
def change_ways(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    form: Posted,
) -> Response:
    """Keep these rules; or only show what they would do, when that is the button pressed."""
    require(policies.may_change_ways(actor))
    wanted = said_ways(form, queries.ways_of(session, actor.organisation_id))
    try:
        if only(form, "act") == "try":
            services.check_ways(wanted)
            return _ways(request, session, actor, wanted, tried=True)
        services.change_ways(session, actor, wanted)
    except Invalid as error:
        return _ways(request, session, actor, wanted, error=error)
    return go("/suivi/regles", _("Les règles sont enregistrées. Elles valent pour toute l'équipe dès maintenant."))


def _ways(
    request: Request, session: Session, actor: Actor, wanted: Ways, *, tried: bool = False, error: Invalid | None = None
) -> Response:
    effect = effect_of(session, actor, wanted) if error is None else None
    wrong = error.fields if error else []
    values: dict[str, Any] = {
        "ways": wanted,
        "effect": effect,
        "effect_words": ngettext(
            "%(num)s personne aujourd'hui avec ces règles",
            "%(num)s personnes aujourd'hui avec ces règles",
            effect.people,
        )
        % {"num": effect.people}
        if effect
        else "",
        "tried": tried,
        "may_change": bool(policies.may_change_ways(actor)),
        "everyone": policies.follows_everyone(actor),
        "count": len(BY_KIND),
        "fields": wrong,
        "errors": {field.field: field.message for field in wrong},
    }
    return show(request, "accompaniment/ways.html", status=422 if error else 200, **values)
