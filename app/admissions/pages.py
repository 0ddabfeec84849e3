"""The team's pages: who waits for what, somebody met outside, and everything about one candidate."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.admissions import asking, policies, queries, rules, showing
from app.admissions.services import entering, following
from app.admissions.services.entering import Contact, KnownAlready
from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.errors import Conflict, Gone, Invalid, invalid
from app.core.i18n import _
from app.core.sensitive import Doubtful
from app.core.settings import settings
from app.enrolments.policies import may_enrol
from app.identity import queries as identity
from app.visits import queries as meetings
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.paging import after_id, cursor
from app.web.templating import go, show

router = pages("admissions")

Line = Annotated[str, Form(max_length=2000)]
Words = Annotated[str, Form(max_length=20_000)]
SHOWN = 50


@router.get("/candidatures")
def candidates(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    qui: str = "",
    voie: str = "",
    nom: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Step by step, what is due first at the top of each; those who wait for a first answer before all."""
    require(policies.may_receive(actor))
    rows = queries.open_applications(session, actor, mine=qui == "moi", way=voie, words=nom)
    columns = showing.board(queries.steps(session, actor.organisation_id), rows[: queries.MOST])
    return show(
        request,
        "admissions/board.html",
        columns=columns,
        count=min(len(rows), queries.MOST),
        more=len(rows) > queries.MOST,
        late=sum(bool(line.late) for column in columns for line in column.lines),
        asked={"qui": qui, "voie": voie, "nom": nom},
        whose=[("", _("Toute l'équipe")), ("moi", _("Les miennes"))],
        ways=[("", _("Toutes")), *showing.ways()],
        may_arrange=bool(policies.may_arrange(actor)),
        join=f"{settings().base_url.rstrip('/')}/rejoindre?organisation={actor.organisation_slug}",
    )


@router.get("/candidatures/decidees")
def decided(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    etat: str = "",
    nom: Annotated[str, Query(max_length=200)] = "",
    apres: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Those that have come to a decision; any of them can be opened again but an entry."""
    require(policies.may_receive(actor))
    rows = queries.closed_applications(session, actor, state=etat, words=nom, limit=SHOWN + 1, after=after_id(apres))
    states = [
        (state.value, _(said)) for state, (said, _kind) in rules.STATES.items() if state not in ("open", "double")
    ]
    more = cursor(rows[SHOWN - 1].id) if len(rows) > SHOWN else ""
    return show(
        request,
        "admissions/decided.html",
        lines=[(row, *showing.state_words(row.state)) for row in rows[:SHOWN]],
        states=[("", _("Toutes")), *states],
        asked={"etat": etat, "nom": nom},
        next_href="/candidatures/decidees?" + urlencode({"etat": etat, "nom": nom, "apres": more}) if more else "",
    )


@router.get("/candidatures/nouvelle")
def new(request: Request, session: Reading, actor: CurrentActor, lieu: str = "") -> Response:
    """Somebody met outside, on a phone: a name, a number, their words."""
    require(policies.may_receive(actor))
    return _new(request, session, actor, {"source": rules.one_line(lieu, 120)})


@router.post("/candidatures")
def meet(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    name: Line = "",
    phone: Line = "",
    email: Line = "",
    project: Words = "",
    source: Line = "",
    town: Line = "",
    referrer: Line = "",
    situation: Line = "",
    consent: Line = "",
    meeting: Line = "",
    day: Line = "",
    hour: Line = "",
    where: Line = "",
    anyway: Line = "",
    known: Line = "",
) -> Response:
    require(policies.may_receive(actor))
    asked = {
        "name": name, "phone": phone, "email": email, "project": project, "source": source, "town": town,
        "referrer": referrer, "situation": situation, "consent": consent, "meeting": meeting, "day": day, "hour": hour,
        "where": where, "anyway": anyway, "known": known,
    }  # fmt: skip
    try:
        asking.look_at({"project": project}, anyway)
        contact = Contact(
            name=name, phone=phone, email=email, project=project, source=source, town=town, referrer=referrer,
            situation=situation, consent=bool(consent),
        )  # fmt: skip
        place = asking.place_of(meeting, day, hour, where)
        made = entering.meet(session, actor, contact, place=place, anyway=bool(known))
    except (Invalid, Conflict) as error:  # said before anything was written
        return _new(request, session, actor, asked, error)
    return go(f"/candidatures/{made.application_id}", _("%(name)s est dans les candidatures.") % {"name": name.strip()})


def _new(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: Invalid | Conflict | None = None
) -> Response:
    names = (
        "name", "phone", "email", "project", "source", "town", "referrer", "situation", "consent", "meeting", "day",
        "hour", "where", "anyway", "known",
    )  # fmt: skip
    return show(
        request,
        "admissions/new.html",
        asked={name: asked.get(name, "") for name in names},
        alike=error.alike if isinstance(error, KnownAlready) else None,
        meetings=coming_meetings(session, actor),
        situations=[("", _("Ne pas dire")), *((code, _(label)) for code, label in rules.SITUATIONS.items())],
        state_words=showing.state_words,
        **refused(error),
    )


@router.post("/candidatures/visites/{visit_id}")
def receive_visitor(request: Request, session: Writing, actor: CurrentActor, visit_id: str) -> Response:
    """Somebody who came to a public meeting becomes a candidate, in one tap."""
    made = entering.receive_visitor(session, actor, visit_id)
    return go(f"/candidatures/{made.application_id}", _("Cette personne est venue : sa candidature est ouverte."))


@router.get("/candidatures/{application_id}")
def one(request: Request, session: Reading, actor: CurrentActor, application_id: str) -> Response:
    return show_one(request, session, actor, application_id)


@router.post("/candidatures/{application_id}/suivi")
def follow(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    application_id: str,
    what: Line = "",
    words: Words = "",
    anyway: Line = "",
) -> Response:
    """Reached, not reached, or a note."""
    asked = {"what": what, "words": words, "anyway": anyway}
    require(policies.may_receive(actor))
    try:
        asking.look_at({"words": words}, anyway)
        if what == "noted":
            following.add_note(session, actor, application_id, words)
        elif what in ("answered", "tried"):
            following.answer(session, actor, application_id, reached=what == "answered", words=words)
        else:
            raise invalid("what", _("Dites si vous avez joint la personne."))
    except Invalid as error:  # said before anything was written
        return show_one(request, session, actor, application_id, asked, error)
    return go(f"/candidatures/{application_id}", _("C'est noté."))


@router.post("/candidatures/{application_id}/dit")
def told(request: Request, session: Writing, actor: CurrentActor, application_id: str) -> Response:
    following.told(session, actor, application_id)
    return go(f"/candidatures/{application_id}", _("C'est noté : la personne est au courant."))


@router.post("/candidatures/{application_id}/conseil")
def hand_over(
    request: Request, session: Writing, actor: CurrentActor, application_id: str, adviser: Line = ""
) -> Response:
    try:
        following.hand_over(session, actor, application_id, adviser)
    except Invalid as error:  # said before anything was written
        return show_one(request, session, actor, application_id, {}, error)
    return go(f"/candidatures/{application_id}", _("La candidature a changé de mains."))


def show_one(
    request: Request,
    session: Session,
    actor: Actor,
    application_id: str,
    asked: dict[str, str] | None = None,
    error: Invalid | None = None,
) -> Response:
    """The page of a candidate, given back with the words of a form that was refused."""
    row = queries.application_for(session, actor, application_id)
    require(policies.may_receive(actor))
    if row.emptied_at is not None:
        raise Gone(_("Cette candidature est effacée : son nom et ses mots ne sont plus gardés."))
    asked = asked or {}
    label, kind = showing.state_words(row.state)
    steps = showing.steps_shown(session, row)
    return show(
        request,
        "admissions/one.html",
        application=row,
        state_label=label,
        state_kind=kind,
        way=_(rules.WAYS[rules.Way(row.way)]),
        stage=_(rules.STAGES[row.stage]) if row.stage else "",
        situation=_(rules.SITUATIONS[row.situation]) if row.situation else "",
        steps=steps,
        coming=next((step for step in steps if step.id == row.step_id), None),
        acts=[(act, _(rules.ACTS[act.what])) for act in queries.acts_of(session, row.id)],
        alike=entering.alike(session, row) if row.state == "open" else entering.Alike(),
        state_words=showing.state_words,
        waits=rules.waited(row.contacted_at.date(), today()),
        late=rules.waited(row.due_on, today()) if row.due_on and row.state == "open" else 0,
        asked={name: asked.get(name, "") for name in ("what", "words", "anyway")},
        advisers=[(one.id, one.name) for one in identity.members_with(session, actor.organisation_id, Role.ADVISER)],
        may_enrol=bool(may_enrol(actor)),
        **refused(error),
    )


def refused(error: Invalid | Conflict | None) -> dict[str, Any]:
    """What a form says of its refusal."""
    problems = error.fields if isinstance(error, Invalid) else []
    return {
        "status": error.status if error else 200,
        "problems": problems,
        "errors": {field.field: field.message for field in problems},
        "refused": error.detail if isinstance(error, Conflict) else "",
        "doubtful": isinstance(error, Doubtful),
    }


def coming_meetings(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The meetings open to everybody that still have a seat."""
    rows = meetings.public_sessions(session, now(), actor.organisation_slug, limit=20)
    return [
        (row.id, f"{row.title}, {formats.moment(row.starts_at)}")
        for row in rows
        if row.starts_at > now() and not row.cancelled_at and row.booked < row.capacity
    ]
