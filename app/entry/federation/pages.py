"""Leaving for a provider and coming back; one's own links; the administration's choice of providers."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import database
from app.core.errors import Conflict, Forbidden, HouseError, Invalid, TooMany
from app.core.i18n import _
from app.entry.federation import policies, protocol, queries, services
from app.entry.federation.rules import Said
from app.entry.federation.words import trouble_words
from app.entry.opening import HOME, enter, inside
from app.entry.pages import sign_in_page
from app.identity import guessing
from app.identity import services as identity
from app.identity.guessing import Attempt, Way
from app.identity.pages import address_of
from app.web import csrf
from app.web.credentials import SESSION_COOKIES
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.middleware import CONTENT_SECURITY_POLICY
from app.web.templating import go, show

router = pages("federation")

_MINE = "/connexion-professionnelle"
_CHOICES = "/admin/connexion-professionnelle"


@router.get("/connexion-professionnelle/choix")
def choose(request: Request, session: Reading, actor: MaybeActor, suite: str = HOME) -> Response:
    """Which of the house's providers; with one alone there is nothing to choose."""
    found = queries.offered(session, actor.organisation_id if actor else "")
    return show(request, "entry/federation/choice.html", providers=found, suite=inside(suite))


@router.get("/connexion-professionnelle/{provider_id}/aller")
def leave(request: Request, actor: MaybeActor, provider_id: str, suite: str = HOME) -> Response:
    """Asked for by our own pages only: nobody else sends a browser through a sign-in."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(_("Cette connexion doit partir de notre page. Ouvrez la page de connexion."))
    browser = csrf.visitor_secret(request)
    with database().reading() as session:
        provider = services.chosen(session, provider_id)
    try:
        protocol.metadata_of(provider.issuer)
        with database().writing() as session:
            away = services.leave(session, provider, browser, inside(suite))
    except protocol.Trouble as error:
        return sign_in_page(request, suite, error=_away(error), status=503)
    return _sent(request, away)


@router.get(services.BACK)
def come_back(
    request: Request, actor: MaybeActor, state: str = "", code: str = "", iss: str | None = None, error: str = ""
) -> Response:
    """Short transactions of its own: what was left with serves once, and a refused return is counted."""
    attempt = Attempt(Way.FEDERATION, address=address_of(request))
    try:
        with database().writing() as session:
            journey = services.come_back(session, state[:200], csrf.visitor_secret(request))
        if journey is None:
            raise services.BadReturn(services.not_proved())
        if error or not code:
            raise services.BadReturn(_("Vous n'avez pas terminé la connexion professionnelle. Rien n'a été ouvert."))
        said = services.proved(journey, code[:4000], iss)
        if journey.account_id is not None:
            return _linked(request, journey, said, actor)
        with database().writing() as session:
            account = services.whose(session, journey, said)
            slug = services.slug_of(session, journey.provider)
            return enter(
                session, request, account.id, journey.suite or HOME, organisation=slug, way="federation",
                factors=2 if said.strong else 1,
            )  # fmt: skip
    except protocol.Trouble as trouble:
        return sign_in_page(request, error=_away(trouble), status=503)
    except services.OneProofOnly as refused:
        return sign_in_page(request, error=refused.detail, status=refused.status)
    except (services.BadReturn, services.NotKnown) as refused:
        return _back_in_vain(request, attempt, refused)


def _back_in_vain(request: Request, attempt: Attempt, refused: HouseError) -> Response:
    """Counted once it was looked at: whoever really comes back never waits for who makes returns up beside them."""
    try:
        with database().reading() as session:
            guessing.ask(session, attempt)
        with database().writing() as session:
            guessing.failed(session, attempt)
    except TooMany as wait:
        return sign_in_page(request, error=wait.detail, status=429, headers={"Retry-After": str(wait.retry_after)})
    return sign_in_page(request, error=refused.detail, status=refused.status)


def _linked(request: Request, journey: services.Journey, said: Said, actor: Actor | None) -> Response:
    if actor is None:
        raise services.BadReturn(_("Connectez-vous, puis reliez votre compte de nouveau. Rien n'a été relié."))
    try:
        with database().writing() as session:
            services.link(session, actor, journey, said)
    except Conflict as error:
        return go(_MINE, error.detail)
    return go(_MINE, _("Votre compte professionnel est relié. Vous pourrez vous connecter avec lui."))


@router.get(_MINE)
def mine(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = queries.mine(session, actor)
    goals = " ".join(sorted({"https:", *(_origin(row.issuer) for row in found)}))  # its forms end at the provider's
    policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action 'self' {goals}")
    return show(request, "entry/federation/mine.html", providers=found, headers={"Content-Security-Policy": policy})


@router.post("/connexion-professionnelle/{provider_id}/lien")
def link(request: Request, actor: CurrentActor, provider_id: str) -> Response:
    with database().reading() as session:
        queries.provider_for(session, actor, provider_id)
        provider = services.chosen(session, provider_id)
    try:
        protocol.metadata_of(provider.issuer)
        with database().writing() as session:
            away = services.leave(session, provider, csrf.visitor_secret(request), "", actor.account_id)
    except protocol.Trouble as error:
        return go(_MINE, _away(error))
    return _sent(request, away)


@router.post("/connexion-professionnelle/{provider_id}/retrait")
def unlink(request: Request, session: Writing, actor: CurrentActor, provider_id: str) -> Response:
    services.unlink(session, actor, provider_id)
    return go(_MINE, _("Le lien est retiré. Votre mot de passe et vos autres moyens d'entrer ne changent pas."))


@router.post("/connexion-professionnelle/{provider_id}/fin")
def sign_out_everywhere(request: Request, actor: CurrentActor, provider_id: str) -> Response:
    """Out of here, then out of there."""
    with database().reading() as session:
        queries.provider_for(session, actor, provider_id)
        provider = services.chosen(session, provider_id)
    with database().writing() as session:
        identity.sign_out(session, actor)
    try:
        away = services.farewell(provider)
    except protocol.Trouble:
        away = ""
    response = _sent(request, away) if away else go("/", _("Vous êtes déconnecté. À bientôt."))
    for name in SESSION_COOKIES:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return response


# --- The administration's choice -----------------------------------------------------------------------------


@router.get(_CHOICES)
def choices(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_choose_providers(actor))
    return _choices(request, session, actor, {"is_open": "1"})


@router.post(_CHOICES)
def add(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in posted}
    try:
        services.keep_provider(session, actor, None, typed)
    except Invalid as error:
        return _choices(request, session, actor, typed, error)
    return go(_CHOICES, _("Le fournisseur est enregistré. Bidaide le vérifie maintenant."))


@router.get("/admin/connexion-professionnelle/{provider_id}")
def one(request: Request, session: Reading, actor: CurrentActor, provider_id: str) -> Response:
    require(policies.may_choose_providers(actor))
    row = queries.provider_for(session, actor, provider_id)
    typed = {
        "name": row.name, "issuer": row.issuer, "client_id": row.client_id, "domains": " ".join(row.domains),
        "strong": " ".join(row.strong), "links_by_address": "1" if row.links_by_address else "",
        "is_open": "1" if row.is_open else "", "version": str(row.version),
    }  # fmt: skip
    return _one(request, provider_id, row.name, bool(row.secret), typed)


@router.post("/admin/connexion-professionnelle/{provider_id}")
def change(request: Request, session: Writing, actor: CurrentActor, provider_id: str, posted: Posted) -> Response:
    require(policies.may_choose_providers(actor))
    row = queries.provider_for(session, actor, provider_id)
    typed = {name: only(posted, name) for name in posted}
    try:
        services.keep_provider(session, actor, provider_id, typed)
    except (Invalid, Conflict) as error:
        return _one(request, provider_id, row.name, bool(row.secret), typed, error)
    return go(_CHOICES, _("Les réglages sont enregistrés. Bidaide vérifie le fournisseur maintenant."))


def _choices(
    request: Request, session: Session, actor: Actor, typed: dict[str, Any], error: Invalid | None = None
) -> Response:
    return show(
        request, "entry/federation/choices.html", status=error.status if error else 200, typed=typed,
        providers=queries.providers(session, actor), back=services.back_address(), trouble_words=trouble_words,
        fields=error.fields if error else [], errors={each.field: each.message for each in error.fields} if error else {},
    )  # fmt: skip


def _one(
    request: Request, provider_id: str, name: str, has_secret: bool, typed: dict[str, Any],
    error: HouseError | None = None,
) -> Response:  # fmt: skip
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request, "entry/federation/provider.html", status=error.status if error else 200, provider_id=provider_id,
        name=name, has_secret=has_secret, typed=typed, back=services.back_address(), fields=fields,
        errors={each.field: each.message for each in fields}, problem=error.detail if error and not fields else "",
    )  # fmt: skip


def _sent(request: Request, away: str) -> Response:
    response = RedirectResponse(
        away, status_code=303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )
    csrf.keep_visitor(request, response)
    return response


def _away(error: protocol.Trouble) -> str:
    return _("La connexion professionnelle ne marche pas en ce moment. %(why)s Utilisez un autre moyen.") % {
        "why": trouble_words(error.why)
    }


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
