"""/donnees/durees, /donnees/gels, /donnees/purge: for whoever answers for personal data; « je garde mon compte » for anybody."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, let_see, require
from app.core.clock import today
from app.core.db import database
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import read_period
from app.core.trail import concerns
from app.entry.factors import services as factors
from app.entry.opening import enter
from app.funding.queries import paths as funding
from app.privacy.requests.queries import officer_id
from app.privacy.retention import (
    deciding,
    holding,
    keeping,
    policies,
    queries,
    services,
    showing,
    wave_queries,
    waves,
    words,
)
from app.privacy.retention import record_queries as records
from app.privacy.retention.holding import Asked
from app.privacy.retention.planning import Plan, plan
from app.privacy.retention.queries import THRESHOLD
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show
from app.web.workbooks import download

router = pages("retention")
Text = Annotated[str, Form(max_length=1000)]
SHOWN = 100  # lines on a page; the files hold them all


# --- Durations --------------------------------------------------------------------------------------------------------


@router.get("/donnees/durees")
def durations(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _durations(request, session, actor)


@router.post("/donnees/durees/paiements")
def notify_payment(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in ("funder_id", "reference", "paid_on", "proof")}
    try:
        deciding.notify_payment(session, actor, **typed)
    except Invalid as error:
        return _durations(request, session, actor, error, typed)
    return go("/donnees/durees#paiements", _("La date est notée. Les délais de ce financeur en partent désormais."))


@router.get("/donnees/durees/{retention}")
def duration(request: Request, session: Reading, actor: CurrentActor, retention: str) -> Response:
    return _duration(request, session, actor, retention)


@router.post("/donnees/durees/{retention}")
def decide(
    request: Request, session: Writing, actor: CurrentActor, retention: str, active: Text = "", archive: Text = "",
    why: Text = "", agreed: Text = "",
) -> Response:  # fmt: skip
    """The effect is shown first; the same form sent again with « agreed » decides."""
    typed = {"active": active, "archive": archive, "why": why}
    try:
        if agreed != "yes":
            effect = deciding.try_out(session, actor, retention, active, archive)
            return _duration(request, session, actor, retention, typed=typed, effect=effect)
        deciding.decide(session, actor, retention, active, archive, why)
    except Invalid as error:
        return _duration(request, session, actor, retention, error, typed)
    return go("/donnees/durees", _("La durée est enregistrée. Elle vaut dès maintenant."))


def _durations(
    request: Request, session: Session, actor: Actor, error: Invalid | None = None, typed: dict[str, str] | None = None
) -> Response:
    said = deciding.decided_here(session, actor)
    kept = queries.choices(session, [actor.organisation_id])
    paying = funding.funders(session, actor.organisation_id)
    return show(
        request, "privacy/retention/durations.html", status=error.status if error else 200, version=said.version,
        rules=showing.rules(said), threshold=said.threshold,
        history=[(row, _said(row)) for row in reversed(kept)],
        funders=paying, funder_options=[(row.id, row.name) for row in paying],
        funder_rules=[(_(words.IMPOSED[one.key]), one) for one in said.version.funders.values()],
        payments=queries.payments(session, actor.organisation_id), typed=typed or {}, fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


def _said(row: Any) -> str:
    if row.retention == THRESHOLD:
        return _("Accord demandé au-delà de %(n)s personnes") % {"n": row.active}
    name = next((_(title) for one, title in words.RETENTIONS.items() if one == row.retention), row.retention)
    return _("%(name)s : %(active)s mois, puis %(archive)s mois d'archive") % {
        "name": name, "active": row.active, "archive": row.archive,
    }  # fmt: skip


def _duration(
    request: Request,
    session: Session,
    actor: Actor,
    retention: str,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
    effect: deciding.Effect | None = None,
) -> Response:
    asked = deciding.asked(session, actor, retention)
    return show(
        request, "privacy/retention/duration.html", status=error.status if error else 200, asked=asked,
        name=_(words.RETENTIONS[asked.rule.retention]) if asked.rule else _("Taille d'une vague qui attend un accord"),
        typed={"active": str(asked.active), "archive": str(asked.archive), "why": ""} | (typed or {}), effect=effect,
        fields=error.fields if error else [], errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


# --- Holds ------------------------------------------------------------------------------------------------------------


@router.get("/donnees/gels")
def holds(request: Request, session: Reading, actor: CurrentActor, personne: str = "", parcours: str = "") -> Response:
    return _holds(request, session, actor, typed={"account_id": personne, "enrolment_id": parcours})


@router.post("/donnees/gels")
def set_hold(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    names = ("why", "proof", "funder_id", "email", "account_id", "enrolment_id", "year", "from_on", "until")
    typed = {name: only(posted, name) for name in names}
    try:
        hold = holding.set_hold(session, actor, Asked(**typed))
    except Invalid as error:
        return _holds(request, session, actor, error, typed)
    n = holding.covered(session, actor.organisation_id, hold.id)
    return go("/donnees/gels", _("Le gel est posé. Parcours protégés : %(n)s.") % {"n": n})


@router.post("/donnees/gels/{hold_id}/levee")
def lift_hold(request: Request, session: Writing, actor: CurrentActor, hold_id: str, why: Text = "") -> Response:
    try:
        holding.lift(session, actor, hold_id, why)
    except Invalid as error:
        return _holds(request, session, actor, error, lifting=hold_id)
    return go("/donnees/gels", _("Le gel est levé. Ce dont le délai est passé partira avec la prochaine vague."))


def _holds(
    request: Request,
    session: Session,
    actor: Actor,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
    lifting: str = "",
) -> Response:
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    return show(
        request, "privacy/retention/holds.html", status=error.status if error else 200,
        holds=queries.holds(session, actor.organisation_id), today=today(),
        funders=[("", _("Tous")), *((row.id, row.name) for row in funding.funders(session, actor.organisation_id))],
        typed=typed or {}, lifting=lifting, fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


# --- What goes and when -----------------------------------------------------------------------------------------------


@router.get("/donnees/purge")
def purge(request: Request, session: Reading, actor: CurrentActor, le: str = "") -> Response:
    """What would go on a day: today, or the one that is asked."""
    found = _planned(session, actor, le)
    said = deciding.decided_here(session, actor)
    opens = waves.next_day(session, actor.organisation_id, today())
    drawn = showing.years(found)
    return show(
        request, "privacy/retention/purge.html", plan=found, opens=opens, today=today(),
        due=[(one, showing.detail(one), _(words.STEPS[one.step]), words.why(one.why, one.funder)) for one in found.due[:SHOWN]],
        shown=SHOWN, years=drawn, year_pairs=[(one.leaves, one.gone) for one in drawn], top=max([1, *(max(one.leaves, one.gone) for one in drawn)]),
        old=records.old(session, actor.organisation_id, said.kept, found.day),
        bundles=queries.bundles(session, actor.organisation_id, found.day)[:SHOWN],
        waves=wave_queries.waves(session, actor.organisation_id), states=words.WAVES, threshold=said.threshold,
    )  # fmt: skip


@router.get("/donnees/purge/liste.csv")
def purge_csv(session: Reading, actor: CurrentActor, le: str = "") -> Response:
    found = _planned(session, actor, le)
    name = f"purge-{found.day.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(showing.csv(found), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/donnees/purge/liste.xlsx")
def purge_xlsx(session: Reading, actor: CurrentActor, le: str = "") -> Response:
    found = _planned(session, actor, le)
    return download(showing.xlsx(found), f"purge-{found.day.isoformat()}.xlsx")


def _planned(session: Session, actor: Actor, le: str) -> Plan:
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    day = read_period(le, le, today=today(), names=("le", "le")).end
    found = plan(session, actor.organisation_id, day)
    concerns((one.enrolment_id for one in found.due), people=found.people)
    return found


@router.get("/donnees/vagues/{wave_id}")
def wave(request: Request, session: Reading, actor: CurrentActor, wave_id: str) -> Response:
    found = waves.wave_seen(session, actor, wave_id)
    lines = wave_queries.lines(session, wave_id)
    return show(
        request, "privacy/retention/wave.html", wave=found, state=words.WAVES[found.state],
        lines=[(row, _(words.STEPS[row.step]), words.reason_named(row.why), _(words.LINES[row.state])) for row in lines[:SHOWN]],
        n=len(lines), done=sum(row.state == "done" for row in lines), spared=sum(row.state == "spared" for row in lines),
        shown=SHOWN, counts=showing.counted(found.counts),
    )  # fmt: skip


@router.get("/donnees/vagues/{wave_id}/rapport.csv")
def wave_csv(session: Reading, actor: CurrentActor, wave_id: str) -> Response:
    found = waves.wave_seen(session, actor, wave_id)
    concerns(row.enrolment_id for row in wave_queries.lines(session, wave_id))
    name = f"vague-{found.opens_on.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(showing.wave_csv(session, wave_id), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/donnees/vagues/{wave_id}/accord")
def agree(session: Writing, actor: CurrentActor, wave_id: str) -> Response:
    waves.agree(session, actor, wave_id)
    return go(
        f"/donnees/vagues/{wave_id}", _("La vague part, un parcours à la fois. Rechargez cette page pour la suivre.")
    )


@router.post("/donnees/vagues/{wave_id}/ecarter")
def drop(session: Writing, actor: CurrentActor, wave_id: str) -> Response:
    waves.drop(session, actor, wave_id)
    return go("/donnees/purge", _("La vague est écartée : rien n'est parti. La prochaine proposera ce qui reste."))


@router.get("/donnees/delais/{account_id}")
def person(request: Request, session: Reading, actor: CurrentActor, account_id: str) -> Response:
    """When what is held about one person goes, and why."""
    let_see(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    going = services.when_does_it_go(session, account_id, actor.organisation_id)
    day = today()
    return show(
        request, "privacy/retention/person.html", going=going, today=day, states=words.STATES, bound=words.bound,
        name_of=lambda retention: _(words.RETENTIONS[retention]),
        paths=[(clock, showing.drawn(clock, day)) for clock in going.paths],
    )  # fmt: skip


# --- « Je garde mon compte » ------------------------------------------------------------------------------------------


@router.get("/compte/garder/{token}")
def ask_to_keep(request: Request, visitor: MaybeActor, token: str) -> Response:
    """Programs that read mails open links: only the button keeps."""
    with database().reading() as session:
        keeping.asked(session, token)
    return show(request, "privacy/retention/keep.html", token=token)


@router.post("/compte/garder/{token}")
def keep(request: Request, visitor: MaybeActor, token: str) -> Response:
    with database().writing() as session:
        kept = keeping.keep(session, token)
        if not kept.enters or factors.held(session, kept.account_id).second:
            return go("/connexion", _("Votre compte est gardé. Connectez-vous quand vous voulez."))
        said = _("Votre compte est gardé. Vous êtes connecté.")
        return enter(session, request, kept.account_id, toast=said, way="mail", lifetime=keeping.ENTERS_FOR)
