"""/financeurs/dossiers: who pays for one path, what its funder asks of the person, what is copied into other services."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _
from app.funding import kairos, policies
from app.funding.nomenclature.bpf import forms
from app.funding.nomenclature.esf import DATE, ENTRY, LATER, MOMENTS, REFUSED, form_named
from app.funding.participants import services as participants
from app.funding.participants.reading import in_words
from app.funding.queries import participants as records
from app.funding.services import files
from app.funding.services.files import MOST_FUNDERS, Dossier, Part
from app.funding.words import MOMENTS as MOMENT_WORDS
from app.funding.words import REFUSED_WORDS
from app.identity import queries as identity
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("funding")


@router.get("/financeurs/dossiers/{enrolment_id}")
def dossier(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    found = files.dossier(session, actor, enrolment_id)
    require(policies.may_read_file(actor))
    return _dossier(request, session, actor, found)


@router.post("/financeurs/dossiers/{enrolment_id}/situation")
def set_file(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in ("status", "entrusted_to", "entrusted_by")}
    try:
        files.set_file(session, actor, enrolment_id, **typed)
    except Invalid as error:
        return _dossier(request, session, actor, files.dossier(session, actor, enrolment_id), error, typed)
    return go(f"/financeurs/dossiers/{enrolment_id}", _("La situation est enregistrée pour le bilan annuel."))


@router.post("/financeurs/dossiers/{enrolment_id}/conventions")
def share_hours(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in posted}
    parts = []
    for number in range(1, MOST_FUNDERS + 1):
        if not typed.get(f"funder_{number}"):
            continue
        hours = typed.get(f"hours_{number}", "")
        parts.append(
            Part(
                typed[f"funder_{number}"], as_number(typed.get(f"share_{number}", "")) or 0,
                typed.get(f"reference_{number}", ""), (as_number(hours) or 0) if hours else None,
            )
        )  # fmt: skip
    try:
        files.share_hours(session, actor, enrolment_id, parts)
    except Invalid as error:
        return _dossier(request, session, actor, files.dossier(session, actor, enrolment_id), error, typed)
    return go(f"/financeurs/dossiers/{enrolment_id}", _("Les financeurs et leurs parts sont enregistrés."))


def _dossier(
    request: Request,
    session: Session,
    actor: Actor,
    found: Dossier,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    form = forms()[-1]
    path, file = found.path, found.file
    known = (
        {"status": file.status, "entrusted_to": file.entrusted_to, "entrusted_by": file.entrusted_by} if file else {}
    )
    for number, row in enumerate(found.agreements, 1):
        hours = "" if row.minutes_bought is None else str(row.minutes_bought // 60)
        known |= {
            f"funder_{number}": row.funder_id, f"share_{number}": str(row.share), f"hours_{number}": hours,
            f"reference_{number}": row.reference,
        }  # fmt: skip
    if not found.agreements and path.funder_id:
        known |= {"funder_1": path.funder_id, "share_1": "100"}
    versions = records.of_path(session, path.id)
    offered = [("", _("Personne")), *((row.id, row.name) for row in identity.funders(session, actor.organisation_id))]
    return show(
        request,
        "funding/dossier.html",
        status=error.status if error else 200,
        path_row=path,
        here=f"/financeurs/dossiers/{path.id}",
        asks=found.asks_for_a_record,
        statuses=[("", _("Pas encore dit")), *((line.key, f"{line.number}. {_(line.name)}") for line in form.statuses)],
        funders=offered,
        turns=range(1, min(MOST_FUNDERS, max(2, len(found.agreements) + 1)) + 1),
        typed=known | (typed or {}),
        moments=[
            (moment, _(MOMENT_WORDS[moment]), [row for row in versions if row.moment == moment], _open(found, moment))
            for moment in MOMENTS
        ],
        readings=records.readings(session, path.id),
        has_sealed=any(row.has_sealed for row in versions[:1] if row.moment == ENTRY),
        may_open=bool(policies.may_open_sealed(actor, path.learner_id, path.adviser_id)),
        answers=_in_words(versions),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


def _open(found: Dossier, moment: str) -> bool:
    """Whether the questions of a moment can be answered today."""
    if not found.asks_for_a_record:
        return False
    closed = found.path.closed_on
    if moment == ENTRY or closed is None:
        return moment == ENTRY
    return moment != LATER or participants.months_after(closed, 6) <= today()


def _in_words(versions: Any) -> dict[str, list[tuple[str, str]]]:
    """Record id → question and answer, without what is sealed."""
    found = {}
    for row in versions:
        form = form_named(row.form)
        pairs = []
        for question in form.questions[row.moment]:
            if question.key in row.answers:
                value = in_words(question, row.answers[question.key])
                text = _(str(value)) if question.kind != DATE or value == REFUSED_WORDS else formats.full_day(value)  # type: ignore[arg-type]
                pairs.append((_(question.label), text))
        found[row.id] = pairs
    return found


@router.get("/financeurs/dossiers/{enrolment_id}/questions/{moment}")
def questions(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, moment: str) -> Response:
    return _questions(request, actor, participants.asked(session, actor, enrolment_id, moment))


@router.post("/financeurs/dossiers/{enrolment_id}/questions/{moment}")
def answer(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, moment: str, posted: Posted
) -> Response:
    typed = {name: only(posted, name) for name in posted}
    try:
        participants.fill_in(session, actor, enrolment_id, moment, typed, typed.get("reason", ""))
    except Invalid as error:
        return _questions(request, actor, participants.asked(session, actor, enrolment_id, moment), typed, error)
    back = f"/financeurs/dossiers/{enrolment_id}" if policies.may_read_file(actor) else "/progression"
    return go(back, _("Les réponses sont enregistrées. Merci."))


def _questions(
    request: Request,
    actor: Actor,
    asked: participants.Asked,
    typed: dict[str, str] | None = None,
    error: HouseError | None = None,
) -> Response:
    path = asked.dossier.path
    known: dict[str, Any] = dict(asked.proposed) if asked.earlier is None else dict(asked.earlier.answers)
    values = {key: str(value) for key, value in known.items()} | (typed or {})
    refused = {key for key, value in values.items() if value == REFUSED} | {
        name.removesuffix("_refused") for name, value in (typed or {}).items() if name.endswith("_refused") and value
    }
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "funding/questions.html",
        status=error.status if error else 200,
        here=f"/financeurs/dossiers/{path.id}/questions/{asked.moment}",
        back=f"/financeurs/dossiers/{path.id}" if policies.may_read_file(actor) else "/progression",
        moment=_(MOMENT_WORDS[asked.moment]),
        name=path.learner_name,
        own=actor.account_id == path.learner_id,
        questions=[
            (one, [*((key, _(label)) for key, label in one.options.items()), (REFUSED, _(REFUSED_WORDS))])
            for one in asked.form.questions[asked.moment]
        ],
        values=values,
        refused=refused,
        corrects=asked.answered,
        proposed=bool(asked.proposed) and not asked.answered,
        later=asked.moment == LATER,
        special=any(one.special for one in asked.form.questions[asked.moment]),
        funder=", ".join(row.funder for row in asked.dossier.agreements if row.esf) or path.funder_name or "",
        fields=fields,
        errors={field.field: field.message for field in fields},
    )


@router.post("/financeurs/dossiers/{enrolment_id}/protege")
def open_sealed(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str) -> Response:
    """Opened by a form, and not by an address: each time leaves a trace that the person reads."""
    answers = participants.open_sealed(session, actor, enrolment_id)
    found = files.dossier(session, actor, enrolment_id)
    record = records.last(session, enrolment_id, ENTRY)
    if record is None:
        raise Conflict(_("Cette fiche n'est pas encore remplie."))
    asked = form_named(record.form).questions[ENTRY]
    response = show(
        request,
        "funding/sealed.html",
        name=found.path.learner_name,
        back=f"/financeurs/dossiers/{enrolment_id}" if policies.may_read_file(actor) else "/progression",
        pairs=[
            (_(one.label), _(str(in_words(one, answers[one.key])))) for one in asked if one.special and one.key in answers
        ],
        purged=record.purged_at,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/financeurs/dossiers/{enrolment_id}/kairos")
def copy_sheet(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    require(policies.may_read_file(actor))
    sheet = kairos.sheet(session, actor, enrolment_id)
    return show(request, "funding/kairos.html", sheet=sheet, back=f"/financeurs/dossiers/{enrolment_id}")
