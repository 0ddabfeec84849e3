"""A learner's booklet and badges; a person's badges, for the team; what is certified, for the administration."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.credentials import booklets, documents, holdings, keys, policies, queries, rules, services
from app.credentials.booklets import Choice
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import show

router = pages("credentials")

Problems = Sequence[FieldError]


# --- The learner -------------------------------------------------------------------------------------------------


@router.get("/mon-livret")
def booklet(request: Request, session: Reading, actor: CurrentActor, garde: str = "") -> Response:
    """What the learner can do, what of it the booklet tells, and their badges."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    return _booklet(request, session, actor, enrolment, kept=bool(garde))


@router.post("/mon-livret")
def write_booklet(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        raise NotFound()
    choices = [
        Choice(key, only(form, f"shown-{key}") == "1", only(form, f"words-{key}"), form.get(f"proofs-{key}[]", []))
        for key in form.get("competence[]", [])
    ]
    try:
        booklets.write(session, actor, enrolment.id, only(form, "words"), choices)
    except Invalid as error:
        return _booklet(request, session, actor, enrolment, problems=error.fields, typed=form)
    return RedirectResponse("/mon-livret?garde=1#livret", 303)


@router.get("/mon-livret/livret.pdf")
def booklet_pdf(session: Reading, actor: CurrentActor) -> Response:
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        raise NotFound()
    page = booklets.booklet_of(session, actor, enrolment)
    return _file(documents.booklet_pdf(page, actor.organisation_name), "application/pdf", "livret-de-competences.pdf")


@router.post("/mon-livret/badges/{badge_id}")
def show_badge(
    session: Writing, actor: CurrentActor, badge_id: str, shown: Annotated[str, Form(max_length=1)] = ""
) -> Response:
    """Open the public page of a badge, or close it."""
    services.show_badge(session, actor, badge_id, shown == "1")
    return RedirectResponse("/mon-livret#badges", 303)


@router.get("/mon-livret/badges/{badge_id}/badge.json")
def own_document(session: Reading, actor: CurrentActor, badge_id: str) -> Response:
    """To keep, or to put in a wallet: shown to nobody by itself."""
    badge = services.own_badge(session, actor, badge_id)
    return JSONResponse(
        badge.document, media_type="application/ld+json",
        headers={"Content-Disposition": 'attachment; filename="badge.json"', "Cache-Control": "private, no-store"},
    )  # fmt: skip


@router.get("/mon-livret/badges/{badge_id}/badge.png")
def own_picture(session: Reading, actor: CurrentActor, badge_id: str) -> Response:
    badge = services.own_badge(session, actor, badge_id)
    return _file(services.baked_picture(session, badge.block_id, badge.document), "image/png", "badge.png")


def _booklet(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    *,
    kept: bool = False,
    problems: Problems = (),
    typed: dict[str, list[str]] | None = None,
) -> Response:
    page = booklets.booklet_of(session, actor, enrolment)
    return show(
        request,
        "credentials/booklet.html",
        status=422 if problems else 200,
        page=page,
        kept=kept,
        problems=problems,
        errors={field.field: field.message for field in problems},
        typed={name: values[0] for name, values in (typed or {}).items() if values},
        longest=(booklets.LONGEST_HEAD, booklets.LONGEST_LINE),
    )


# --- The team ----------------------------------------------------------------------------------------------------


@router.get("/suivi/{enrolment_id}/badges")
def of_person(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    return _of_person(request, session, actor, enrolment_id)


@router.post("/suivi/{enrolment_id}/badges/{block_id}")
def give(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, block_id: str) -> Response:
    try:
        services.give(session, actor, enrolment_id, block_id)
    except Conflict as error:
        return _of_person(request, session, actor, enrolment_id, status=409, refused=error.detail)
    return RedirectResponse(f"/suivi/{enrolment_id}/badges", 303)


@router.get("/suivi/{enrolment_id}/badges/{badge_id}/retirer")
def taking_back(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, badge_id: str) -> Response:
    return _taking_back(request, session, actor, enrolment_id, badge_id)


@router.post("/suivi/{enrolment_id}/badges/{badge_id}/retirer")
def take_back(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    badge_id: str,
    why: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    try:
        services.take_back(session, actor, badge_id, why)
    except Invalid as error:
        return _taking_back(request, session, actor, enrolment_id, badge_id, problems=error.fields)
    return RedirectResponse(f"/suivi/{enrolment_id}/badges", 303)


def _taking_back(
    request: Request, session: Session, actor: Actor, enrolment_id: str, badge_id: str, problems: Problems = ()
) -> Response:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_issue(actor, enrolment.learner_id))
    badge = services.own_badge(session, actor, badge_id)
    if badge.enrolment_id != enrolment.id or badge.revoked_at is not None:
        raise NotFound()
    return show(
        request,
        "credentials/take_back.html",
        status=422 if problems else 200,
        enrolment=enrolment,
        badge=badge,
        problems=problems,
        errors={field.field: field.message for field in problems},
    )


def _of_person(
    request: Request, session: Session, actor: Actor, enrolment_id: str,
    *, status: int = 200, refused: str = "",
) -> Response:  # fmt: skip
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_see(actor, enrolment.learner_id))
    offers = queries.offers(session, actor.organisation_id)
    badges = queries.badges_of(session, [enrolment.id])
    rows = []
    for block, held in holdings.of_blocks(session, enrolment):
        offer = offers.get(block.id)
        standing = next((b for b in badges if b.block_id == block.id and b.revoked_at is None), None)
        short = rules.missing([one.held for one in held], offer.level) if offer else []
        rows.append((block, offer, held, short, standing))
    return show(
        request,
        "credentials/person.html",
        status=status,
        enrolment=enrolment,
        rows=rows,
        gone=[badge for badge in badges if badge.revoked_at],
        may_issue=bool(policies.may_issue(actor, enrolment.learner_id)),
        refused=refused,
    )


# --- The administration ------------------------------------------------------------------------------------------


@router.get("/admin/badges")
def settings(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _settings(request, session, actor)


@router.post("/admin/badges/cle")
def change_key(
    request: Request, session: Writing, actor: CurrentActor,
    stolen: Annotated[str, Form(max_length=1)] = "", why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:  # fmt: skip
    try:
        keys.change_key(session, actor, stolen=stolen == "1", why=why)
    except Invalid as error:
        return _settings(request, session, actor, problems=error.fields)
    return RedirectResponse("/admin/badges#cles", 303)


@router.get("/admin/badges/{block_id}")
def offer(request: Request, session: Reading, actor: CurrentActor, block_id: str) -> Response:
    require(policies.may_set_up(actor))
    block = queries.certifiable_block(session, actor.organisation_id, block_id)
    if block is None:
        raise NotFound()
    kept = queries.offers(session, actor.organisation_id).get(block_id)
    typed = {
        "name": kept.name if kept else block.title,
        "description": kept.description if kept else "",
        "criteria": kept.criteria if kept else _usual_criteria(),
        "level": str(kept.level if kept else (len(block.levels) + 1) // 2),
        "given": "1" if kept is None or kept.withdrawn_at is None else "",
    }
    return _offer(request, block, typed)


@router.post("/admin/badges/{block_id}")
def set_offer(request: Request, session: Writing, actor: CurrentActor, block_id: str, form: Posted) -> Response:
    typed = {name: only(form, name) for name in ("name", "description", "criteria", "level", "given")}
    words = {name: typed[name] for name in ("name", "description", "criteria")}
    try:
        services.set_offer(
            session, actor, block_id, level=number(form, "level") or 0, given=typed["given"] == "1", **words
        )
    except Invalid as error:
        block = queries.certifiable_block(session, actor.organisation_id, block_id)
        return _offer(request, block, typed, error.fields)
    return RedirectResponse("/admin/badges", 303)


def _offer(request: Request, block: Any, typed: dict[str, str], problems: Problems = ()) -> Response:
    return show(
        request,
        "credentials/offer_form.html",
        status=422 if problems else 200,
        target=block,
        typed=typed,
        levels=[(str(step), f"{step} : {words}") for step, words in enumerate(block.levels, 1)],
        problems=problems,
        errors={field.field: field.message for field in problems},
    )


def _usual_criteria() -> str:
    return _(
        "Les niveaux sont donnés par la personne, par l'équipe de formation et par la personne qui accompagne, sur des "
        "preuves. La personne qui accompagne conclut."
    )


def _settings(request: Request, session: Session, actor: Actor, problems: Problems = ()) -> Response:
    require(policies.may_set_up(actor))
    return show(
        request,
        "credentials/settings.html",
        status=422 if problems else 200,
        blocks=queries.certifiable_blocks(session, actor.organisation_id),
        offers=queries.offers(session, actor.organisation_id),
        counts=queries.badge_counts(session, actor.organisation_id),
        keys=queries.keys(session, actor.organisation_id),
        readable=keys.readable(session, actor.organisation_id),
        problems=problems,
        errors={field.field: field.message for field in problems},
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
