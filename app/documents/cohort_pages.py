"""Documents for many: whom, then a long task, then one archive or one file to print. And what was agreed for a path."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, FieldError, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.core.periods import read_period
from app.core.trail import concerns
from app.documents import batches, due, giving, kinds, making, policies, queries, words, writing
from app.documents.kinds import About, Span
from app.documents.models import VALID
from app.enrolments import queries as enrolments
from app.enrolments.groups import queries as groups
from app.identity import queries as identity
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("documents")

_Word = Annotated[str, Query(max_length=60)]


@router.get("/documents/cohorte")
def cohort(
    request: Request, session: Reading, actor: CurrentActor, genre: _Word = due.CERTIFICATE, parcours: _Word = "",
    groupe: _Word = "", statut: _Word = "", financeur: _Word = "", entree_du: _Word = "", entree_au: _Word = "", manque: _Word = "",
) -> Response:  # fmt: skip
    """Whom: by course, group, state, funder and entry; `manque`: those who lack it."""
    require(policies.may_make(actor))
    asked = {
        "genre": genre, "parcours": parcours, "groupe": groupe, "statut": statut, "financeur": financeur,
        "entree_du": entree_du, "entree_au": entree_au, "manque": manque,
    }  # fmt: skip
    return _cohort(request, session, actor, asked)


@router.post("/documents/cohorte")
def make_for_many(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    asked = {
        name: only(posted, name)
        for name in ("genre", "parcours", "groupe", "statut", "financeur", "entree_du", "entree_au", "manque")
    }
    try:
        kind = making.kind_of(asked["genre"])
        period = None
        if kind.span is not Span.NONE and (only(posted, "du") or only(posted, "au")):
            period = read_period(only(posted, "du"), only(posted, "au"), today=today())
        people = posted.get("people", [])
        if only(posted, "all"):  # one act for everybody who lacks it
            found = next((each for each in due.due(session, actor.organisation_id) if each.kind == kind.code), None)
            people = [path.id for path in found.people] if found else []
            period = found.period if found else period
        task_id = batches.make_for_many(
            session, actor, kind.code, people, period=period, give=bool(only(posted, "give"))
        )
    except (Conflict, Invalid) as error:
        return _cohort(request, session, actor, asked, error)
    return go(f"/avancement/{task_id}")


def _cohort(
    request: Request, session: Session, actor: Actor, asked: dict[str, str], error: HouseError | None = None
) -> Response:
    place = actor.organisation_id
    of_person = [kind for kind in kinds.kinds().values() if kind.about is About.PERSON]
    kind = kinds.kinds().get(asked["genre"]) or kinds.kinds()[due.CERTIFICATE]
    entry, wrong = None, {}
    if asked["entree_du"] or asked["entree_au"]:
        try:
            entry = read_period(asked["entree_du"], asked["entree_au"], today=today(), names=("entree_du", "entree_au"))
        except Invalid as problem:
            wrong = {field.field: field.message for field in problem.fields}
    rows = queries.paths(
        session,
        place,
        course=asked["parcours"],
        group=asked["groupe"],
        status=asked["statut"],
        funder=asked["financeur"],
        entry=entry,
    )
    have = {row.enrolment_id: row for row in queries.have(session, place, kind.code)}
    if asked["manque"]:
        rows = [row for row in rows if row.id not in have]
    return show(
        request,
        "issued/cohort.html",
        status=error.status if error else 200,
        error=error.detail if error else "",
        errors=wrong | ({field.field: field.message for field in error.fields} if isinstance(error, Invalid) else {}),
        asked=asked,
        kind=kind,
        spans=kind.span is not Span.NONE,
        kinds=[(each.code, each.title) for each in of_person],
        courses=[
            ("", _("Tous les parcours")),
            *((row.id, row.title) for row in queries.published_courses(session, place)),
        ],
        groups=[("", _("Tous les groupes")), *groups.open_names(session, place)],
        funders=[("", _("Tous les financeurs")), *((row.id, row.name) for row in identity.funders(session, place))],
        statuses=[("", _("Toutes les personnes")), ("open", _("En parcours")), ("closed", _("Sorties"))],
        rows=rows[: batches.MOST],
        total=len(rows),
        have=have,
    )


@router.get("/documents/lots/{task_id}")
def batch(request: Request, session: Reading, actor: CurrentActor, task_id: str) -> Response:
    """What a batch has made, and what it could not make, with the reason."""
    found = batches.batch_of(session, actor, task_id)
    rows = {row.id: row for row in queries.made(session, actor.organisation_id, found.made)}
    return show(
        request, "issued/batch.html", batch=found, task_id=task_id, kind=words.kind_words(found.kind),
        rows=[words.shown(rows[each]) for each in found.made if each in rows],
        to_give=sum(1 for each in found.made if each in rows and rows[each].sent_at is None),
    )  # fmt: skip


@router.post("/documents/lots/{task_id}/remise")
def give_batch(request: Request, session: Writing, actor: CurrentActor, task_id: str) -> Response:
    found = batches.batch_of(session, actor, task_id)
    standing = [row.id for row in queries.made(session, actor.organisation_id, found.made) if row.state == VALID]
    count = giving.give(session, actor, standing)
    return go(
        f"/documents/lots/{task_id}",
        ngettext("%(num)s document est remis.", "%(num)s documents sont remis.", count) % {"num": count},
    )


@router.get("/documents/lots/{task_id}/dossier.zip")
def batch_archive(session: Reading, actor: CurrentActor, task_id: str) -> Response:
    found = batches.batch_of(session, actor, task_id)
    kept = queries.kept_files(session, actor.organisation_id, found.made)
    concerns(queries.paths_of_papers(session, actor.organisation_id, found.made))
    return StreamingResponse(
        batches.archive(kept), media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="documents-{found.kind}.zip"', "Cache-Control": "private, no-store"},
    )  # fmt: skip


@router.get("/documents/lots/{task_id}/a-imprimer.pdf")
def batch_print(session: Reading, actor: CurrentActor, task_id: str) -> Response:
    found = batches.batch_of(session, actor, task_id)
    concerns(queries.paths_of_papers(session, actor.organisation_id, found.made))
    return Response(
        batches.merged(session, actor.organisation_id, found.made), media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="documents-{found.kind}.pdf"', "Cache-Control": "private, no-store"},
    )  # fmt: skip


# --- What was agreed ----------------------------------------------------------------------------------------------


@router.get("/documents/accord/{enrolment_id}")
def terms(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    require(policies.may_make(actor))
    kept = queries.terms(session, enrolments.enrolment_for(session, actor, enrolment_id).id)
    return _terms(
        request, session, actor, enrolment_id, {name: getattr(kept, name) if kept else "" for name in writing.TERMS}
    )


@router.post("/documents/accord/{enrolment_id}")
def keep_terms(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in writing.TERMS}
    try:
        writing.keep_terms(session, actor, enrolment_id, typed)
    except Invalid as error:
        return _terms(request, session, actor, enrolment_id, typed, error.fields)
    return go(f"/documents/personne/{enrolment_id}", _("Ce qui est convenu est enregistré."))


def _terms(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    typed: dict[str, str],
    problems: list[FieldError] | None = None,
) -> Response:
    return show(
        request, "issued/terms.html", status=422 if problems else 200, typed=typed, problems=problems or [],
        enrolment=enrolments.enrolment_for(session, actor, enrolment_id),
        errors={each.field: each.message for each in problems or []},
    )  # fmt: skip
