"""Writing in a dossier, and the person's own page of it. The team reads it in /suivi."""

from typing import Annotated, Any

from fastapi import Form as Body
from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.cursors import cursor, read_cursor
from app.core.errors import HouseError, Invalid, NotFound
from app.core.i18n import N_, _
from app.core.sensitive import Doubtful
from app.dossiers import policies, queries, rules
from app.dossiers.forms import CHANGED, NEW, About, Form
from app.dossiers.said import shared_contacts
from app.dossiers.services import actions, notes
from app.dossiers.services.seeing import reading_to_note, see
from app.dossiers.showing import everything
from app.enrolments import queries as enrolments
from app.files import queries as files
from app.files.answers import answer
from app.files.uploads.forms import GivenFile, given_file
from app.web.doors import CurrentActor, Reading, Writing, afterwards, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("dossiers")

READINGS_SHOWN = 50


@router.get("/mon-dossier")
def own_dossier(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What the person sees of what is written about them, and what they add."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "dossiers/none.html")
    require(policies.may_open(actor, enrolment.learner_id))
    return show(
        request,
        "dossiers/mine.html",
        readings=queries.readings(session, enrolment.id, limit=5),
        parts=_parts(),
        contacts=shared_contacts(session, enrolment.id),
        **everything(session, actor, enrolment),
    )


@router.get("/mon-dossier/lectures")
def own_readings(request: Request, session: Reading, actor: CurrentActor, avant: str = "") -> Response:
    """Who read the dossier, and when."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "dossiers/none.html")
    before = read_cursor(avant) if avant else None
    rows = queries.readings(session, enrolment.id, before=before, limit=READINGS_SHOWN + 1)
    last = rows[READINGS_SHOWN - 1] if len(rows) > READINGS_SHOWN else None
    return show(
        request,
        "dossiers/readings.html",
        readings=rows[:READINGS_SHOWN],
        parts=_parts(),
        following=f"/mon-dossier/lectures?avant={cursor(last.at, last.id)}" if last else "",
    )


def _parts() -> dict[str, str]:
    return {code: _(label) for code, label in rules.PARTS.items()}


# Parts of the summary, and whether they are in it before anybody chooses. Aids and obstacles never are.
_SUMMARY = {
    "origine": (N_("Origine et parcours"), True),
    "besoins": (N_("Besoins"), False),
    "projet": (N_("Projet"), True),
    "points-forts": (N_("Points forts"), True),
    "mots": (N_("Les mots de la personne"), False),
    "objectifs": (N_("Objectifs"), True),
    "actions": (N_("Actions décidées"), True),
    "partenaires": (N_("Partenaires"), False),
    "notes": (N_("Notes partagées avec la personne"), False),
}


@router.get("/dossier/{enrolment_id}/resume")
def summary(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    enrolment_id: str,
    partie: Annotated[list[str] | None, Query()] = None,
    choix: str = "",
) -> Response:
    """A page for the next partner, to print: what is chosen, of what the person reads too."""
    enrolment = see(session, actor, enrolment_id)
    found = everything(session, actor, enrolment)
    afterwards(request, reading_to_note(session, actor, enrolment, "summary"))
    chosen = (partie or []) if choix else [code for code, (_title, first) in _SUMMARY.items() if first]
    found["notes"] = [row for row in found["notes"] if row.visibility == "shared" and row.withdrawn_at is None]
    found["goals"] = [row for row in found["goals"] if not row.hidden]
    choices = [(code, _(title)) for code, (title, _first) in _SUMMARY.items()]
    return show(request, "dossiers/summary.html", chosen=chosen, choices=choices, **found)


# What changes something ---------------------------------------------------------------------------------------------


@router.post("/dossier/{enrolment_id}/actions/{action_id}/fait")
def tick(
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    action_id: str,
    done: Annotated[str, Body(max_length=1)] = "1",
) -> Response:
    actions.tick(session, actor, enrolment_id, action_id, done == "1")
    words = _("Action cochée. Bravo.") if done == "1" else _("Action à faire de nouveau.")
    return go(_back(session, actor, enrolment_id, "dossier") + "#actions", words)


@router.post("/dossier/{enrolment_id}/freins/{note_id}/levee")
def lift(session: Writing, actor: CurrentActor, enrolment_id: str, note_id: str) -> Response:
    notes.lift_obstacle(session, actor, enrolment_id, note_id)
    return go(_back(session, actor, enrolment_id, "notes"), _("Le frein est levé."))


@router.get("/dossier/{enrolment_id}/notes/{note_id}/versions")
def versions(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, note_id: str) -> Response:
    """What a note said before, for those of the team who read it."""
    enrolment = see(session, actor, enrolment_id)
    note = queries.note_for(session, actor, enrolment_id, note_id)
    require(policies.may_write_note(actor, enrolment.learner_id))
    afterwards(request, reading_to_note(session, actor, enrolment, "notes"))
    return show(
        request,
        "dossiers/versions.html",
        enrolment=enrolment,
        note=note,
        versions=queries.versions(session, note_id),
        labels={code: _(label) for code, label in rules.VISIBILITY_LABELS.items()},
    )


@router.get("/dossier/{enrolment_id}/documents/{note_id}/{name}")
def document(
    request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, note_id: str, name: str
) -> Response:
    """A document, for those who read its note."""
    enrolment = see(session, actor, enrolment_id)
    note = queries.note_for(session, actor, enrolment_id, note_id)
    if note.file_id is None or note.withdrawn_at is not None:
        raise NotFound()
    afterwards(request, reading_to_note(session, actor, enrolment, "document"))
    return answer(request, files.file_of(session, actor.organisation_id, note.file_id))


@router.get("/dossier/{enrolment_id}/{what}/nouveau")
def new(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, what: str) -> Response:
    """The form for something new; for the page and one's own words, which are there once, the form that changes them."""
    return _form(request, _known(NEW, what), _about(session, actor, enrolment_id))


@router.post("/dossier/{enrolment_id}/{what}/nouveau")
def add(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    what: str,
    form: Posted,
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    return _keep(request, _known(NEW, what), _about(session, actor, enrolment_id, file=file), form)


@router.get("/dossier/{enrolment_id}/{what}/{item_id}")
def one(
    request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, what: str, item_id: str
) -> Response:
    return _form(request, _known(CHANGED, what), _about(session, actor, enrolment_id, item_id))


@router.post("/dossier/{enrolment_id}/{what}/{item_id}")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    what: str,
    item_id: str,
    form: Posted,
) -> Response:
    return _keep(request, _known(CHANGED, what), _about(session, actor, enrolment_id, item_id), form)


def _known(forms: dict[str, Form], what: str) -> Form:
    if what not in forms:
        raise NotFound()
    return forms[what]


def _about(
    session: Session, actor: Actor, enrolment_id: str, item_id: str = "", file: GivenFile | None = None
) -> About:
    return About(session, actor, see(session, actor, enrolment_id), item_id, file)


def _keep(request: Request, form: Form, about: About, posted: dict[str, list[str]]) -> Response:
    form.show(about)  # who may, before what is said
    try:
        said = form.keep(about, posted, only(posted, "anyway") == "1")
    except HouseError as error:  # nothing was written: the words come back with what is wrong
        if error.status not in (409, 413, 422):
            raise
        return _form(request, form, about, posted, error)
    return go(_back(about.session, about.actor, about.enrolment.id, form.part), said)


def _form(
    request: Request,
    form: Form,
    about: About,
    posted: dict[str, list[str]] | None = None,
    error: HouseError | None = None,
) -> Response:
    sheet = form.show(about)
    values: dict[str, Any] = dict(sheet.values)
    if posted is not None:
        for asked in sheet.inputs:
            values[asked.name] = (
                posted.get(asked.name, []) if asked.kind in ("boxes", "people") else only(posted, asked.name)
            )
        values["version"] = only(posted, "version")
    fields = error.fields if isinstance(error, Invalid) else []
    doubtful = isinstance(error, Doubtful)
    return show(
        request,
        "dossiers/form.html",
        status=error.status if error else 200,
        sheet=sheet,
        values=values,
        fields=[] if doubtful else fields,
        errors={} if doubtful else {one.field: one.message for one in fields},
        doubts=[one.message for one in fields] if doubtful else [],
        refused=error.detail if error and not fields else "",
        person=about.enrolment.learner_name,
        own=about.own,
        back=_back(about.session, about.actor, about.enrolment.id, form.part),
        file=about.file,
    )


def _back(session: Session, actor: Actor, enrolment_id: str, part: str) -> str:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    if policies.is_own(actor, enrolment.learner_id):
        return "/mon-dossier"
    return f"/suivi/{enrolment_id}?onglet={part}"
