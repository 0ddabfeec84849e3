"""What everybody has of the registers: their own file, what would help them, whom to talk to. And who is named for what."""

from typing import Annotated

from fastapi import Form as Body
from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.core.sensitive import Doubtful
from app.registers import kinds, naming, people_queries, policies, queries, rules, services
from app.registers.words import DUTIES, duty_words
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("own_registers")


@router.get("/mon-dossier-professionnel")
def own_file(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """One's profile with its pieces, one's training, one's reviews: to be kept true by oneself."""
    require(policies.may_see_own_file(actor))
    rows = queries.of_person(session, actor.organisation_id, actor.account_id, policies.OWN_READ)
    return show(
        request,
        "registers/mine.html",
        profile=next((row for row in rows if row.kind == "staff_profile"), None),
        training=[row for row in rows if row.kind == "staff_training"],
        reviews=[row for row in rows if row.kind == "staff_review"],
        files=queries.files_of(session, actor.organisation_id, [row.id for row in rows]),
        kinds=kinds.registers().kinds,
        today=today(),
        late=lambda row: rules.is_overdue(row.review_on, today()),
        duties=people_queries.duties_of(session, actor),
        duty_words=duty_words,
    )


@router.get("/mes-amenagements")
def adjustments(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What a person asked for, and what was decided."""
    require(policies.may_ask_adjustment(actor))
    return _adjustments(request, session, actor)


@router.post("/mes-amenagements")
def ask(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    try:
        services.ask_adjustment(session, actor, only(form, "need"), anyway=only(form, "anyway") == "1")
    except Invalid as error:
        return _adjustments(request, session, actor, only(form, "need"), error)
    return go("/mes-amenagements", _("Votre demande est partie. La personne référente handicap vous répond."))


def _adjustments(
    request: Request, session: Session, actor: Actor, need: str = "", error: Invalid | None = None
) -> Response:
    fields = error.fields if error else []
    doubtful = isinstance(error, Doubtful)
    return show(
        request,
        "registers/adjustments.html",
        status=error.status if error else 200,
        rows=queries.of_person(session, actor.organisation_id, actor.account_id, ("adjustment",)),
        kind=kinds.kind_of("adjustment"),
        referents=people_queries.referents(session, actor.organisation_id, "handicap"),
        need=need,
        fields=[] if doubtful else fields,
        errors={} if doubtful else {one.field: one.message for one in fields},
        doubts=[one.message for one in fields] if doubtful else [],
    )


@router.get("/protection")
def protection(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Violence, harassment, discrimination: whom to talk to, and what happens next."""
    entry = queries.current(session, actor.organisation_id, "procedure")
    return show(
        request,
        "registers/protection.html",
        entry=entry,
        kind=kinds.kind_of("procedure"),
        referents=people_queries.referents(session, actor.organisation_id, "protection"),
        read=bool(entry and queries.has_read(session, entry.id, actor.account_id)),
    )


@router.post("/protection/lecture")
def say_read(session: Writing, actor: CurrentActor) -> Response:
    services.read_procedure(session, actor)
    return go("/protection", _("C'est noté : vous avez lu cette procédure."))


@router.get("/qualite/referents")
def referents(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_name(actor))
    return _referents(request, session, actor)


@router.post("/qualite/referents")
def name(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    duty = only(form, "duty")
    try:
        naming.name_referent(session, actor, duty, only(form, f"person-{duty}"))
    except HouseError as error:
        if error.status != 422:
            raise
        return _referents(request, session, actor, error)
    return go("/qualite/referents", _("C'est noté. Cette personne ouvre désormais ce que sa mission demande."))


@router.post("/qualite/referents/{account_id}/fin")
def end(
    session: Writing, actor: CurrentActor, account_id: str, duty: Annotated[str, Body(max_length=20)] = ""
) -> Response:
    naming.end_referent(session, actor, duty, account_id)
    return go("/qualite/referents", _("C'est noté. Cette personne n'ouvre plus ces registres."))


def _referents(request: Request, session: Session, actor: Actor, error: HouseError | None = None) -> Response:
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "registers/referents.html",
        status=error.status if error else 200,
        duties=list(DUTIES),
        duty_words=duty_words,
        rows=people_queries.referents(session, actor.organisation_id),
        team=[(one.id, one.name) for one in people_queries.team(session, actor.organisation_id)],
        fields=fields,
        errors={one.field: one.message for one in fields},
    )
