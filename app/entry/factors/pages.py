"""/compte: where one's account is open, and what proves who one is."""

from typing import Annotated, Any

import segno
from fastapi import Form, Request, Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local, now
from app.core.db import AnyRow, database
from app.core.errors import Conflict, HouseError, Invalid, TooMany
from app.core.i18n import N_, _, ngettext
from app.entry.cards import proving
from app.entry.factors import lost, machines, passkeys, queries, rules, services
from app.entry.factors.passkeys import PasskeyRefused
from app.entry.factors.second_pages import attempt_on
from app.entry.factors.services import Held
from app.entry.factors.words import way_words
from app.entry.opening import HOME, inside
from app.entry.prints import read_pass
from app.identity import guessing, passwords, sign_ins
from app.identity.agents import device_words
from app.identity.browsers import keep_secret
from app.identity.guessing import Way
from app.identity.lifetimes import sees_others
from app.identity.models import Account, SignIn
from app.identity.pages import address_of
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("entry_account")

NOT_ME = "not me"
_ONCE = {"Cache-Control": "no-store"}
_WRONG = N_("Ce n'est pas le bon. Rien n'a été changé. Essayez de nouveau.")
Suite = Annotated[str, Form(max_length=2000)]
Answer = Annotated[str, Form(max_length=20_000)]
_Name = Annotated[str, Form(max_length=200)]


# --- Where it is open ------------------------------------------------------------------------------------------------


@router.get("/compte")
def account(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _account(request, session, actor)


@router.get("/compte/securite")
def security(request: Request, actor: CurrentActor) -> Response:
    return go("/compte")


def _account(request: Request, session: Session, actor: Actor, **answer: Any) -> Response:
    moment = now()
    asked = queries.factors_from(session, actor.organisation_id).factors_from
    return show(
        request, "entry/factors/account.html", sign_ins=queries.sign_ins(session, actor.account_id, moment),
        here=sign_ins.address_print(address_of(request)), held=services.held(session, actor.account_id),
        keys=queries.passkeys(session, actor.account_id), tokens=queries.machine_tokens(session, actor.account_id, moment),
        asked=asked if asked and sees_others(actor.roles) else None,
        is_due=sign_ins.are_two_asked(actor.roles, asked, moment), lost=lost.under_way(session, actor.account_id),
        may_skip_old=services.has_proved_otherwise(actor), device_words=device_words, way_words=way_words, lives=machines.LIVES, **{"error": "", "said": ""} | answer,
    )  # fmt: skip


@router.post("/compte/connexions/{sign_in_id}/fin")
def end_sign_in(request: Request, session: Writing, actor: CurrentActor, sign_in_id: str) -> Response:
    sign_ins.revoke(session, actor, sign_in_id)
    if sign_in_id == actor.session_id:
        return go("/connexion", _("Vous êtes déconnecté. À bientôt."))
    return go("/compte", _("Cet appareil est déconnecté."))


@router.post("/compte/connexions/fin")
def end_others(request: Request, session: Writing, actor: CurrentActor) -> Response:
    ended = sign_ins.end_all(session, actor.account_id, but=actor.session_id)
    words = ngettext("%(num)s appareil est déconnecté.", "%(num)s appareils sont déconnectés.", ended)
    return go("/compte", words % {"num": ended} if ended else _("Aucun autre appareil n'était connecté."))


@router.get("/pas-moi/{token}")
def not_me_form(request: Request, session: Reading, token: str) -> Response:
    account_id = read_pass(NOT_ME, token)
    found = session.get(Account, account_id) if account_id else None
    return show(
        request, "entry/factors/not_me.html", token=token, name=found.name if found else "", status=200 if found else 410,
        headers=_ONCE | {"Referrer-Policy": "no-referrer"},
    )  # fmt: skip


@router.post("/pas-moi/{token}")
def not_me(request: Request, session: Writing, token: str) -> Response:
    """One tap ends every open browser, and whatever is being asked in their name. It opens nothing to anybody."""
    account_id = read_pass(NOT_ME, token)
    if account_id is None:
        return go(f"/pas-moi/{token}")
    sign_ins.end_all(session, account_id, why="not-me", keys=True)
    lost.cancel(session, account_id)
    return go(
        "/connexion", _("Tout est fermé. Entrez de nouveau et changez votre mot de passe, ou appelez votre organisme.")
    )


# --- What proves who one is ------------------------------------------------------------------------------------------


@router.get("/compte/deuxieme-preuve")
def second_proof(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The one page that opens while two proofs are asked and one was given: set one up, or show the one there is."""
    held = services.held(session, actor.account_id)
    return show(
        request, "entry/factors/set_up.html", held=held, site=passkeys.site_of_keys(), error="", is_due=actor.must_prove
    )


@router.post("/compte/cles-d-acces/defi")
def ask_new_key(request: Request, session: Writing, actor: CurrentActor) -> Response:
    text = passkeys.options_to_add(session, actor)
    return Response(text, media_type="application/json", headers=_ONCE)


@router.post("/compte/cles-d-acces")
def add_key(
    request: Request, actor: CurrentActor, answer: Answer = "", name: _Name = ""
) -> Response:  # opens its own transaction: what was drawn is used up even when the answer is refused
    with database().writing() as session:
        try:
            passkeys.add(session, actor, answer, name)
            return _proved(session, actor, "/compte", _("Votre clé d'accès est prête : elle suffit pour entrer."))
        except PasskeyRefused:
            pass
    words = _("Cette clé n'a pas pu être ajoutée. Rien n'a été changé. Essayez de nouveau, ou avec un autre appareil.")
    return go("/compte/deuxieme-preuve", words)


@router.post("/compte/cles-d-acces/{passkey_id}/nom")
def rename_key(request: Request, session: Writing, actor: CurrentActor, passkey_id: str, name: _Name = "") -> Response:
    passkeys.rename(session, actor, passkey_id, name)
    return go("/compte", _("Le nom est enregistré."))


@router.post("/compte/cles-d-acces/{passkey_id}/retrait")
def remove_key(request: Request, session: Writing, actor: CurrentActor, passkey_id: str) -> Response:
    passkeys.remove(session, actor, passkey_id)
    return go("/compte", _("Cette clé n'ouvre plus votre compte."))


@router.post("/compte/codes")
def begin_codes(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.begin_codes(session, actor)
    return go("/compte/codes")


@router.get("/compte/codes")
def codes(request: Request, session: Reading, actor: CurrentActor) -> Response:
    secret = services.secret_to_show(session, actor)
    if secret is None:
        return go("/compte/deuxieme-preuve")
    return _codes(request, actor, secret)


def _codes(request: Request, actor: Actor, secret: str, error: str = "", status: int = 200) -> Response:
    address = rules.address_of_secret(secret, "Bidaide", actor.email or actor.name)
    return show(
        request, "entry/factors/codes.html", picture=_picture(address), typed=rules.spaced(secret), error=error,
        status=status, headers=_ONCE,
    )  # fmt: skip


@router.post("/compte/codes/confirmation")
def confirm_codes(
    request: Request, session: Writing, actor: CurrentActor, code: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    try:
        services.confirm_codes(session, actor, code)
    except Invalid as error:
        secret = services.secret_to_show(session, actor)
        return _codes(request, actor, secret or "", error.detail, 422)
    words = _(
        "Votre application est prête. Faites maintenant vos codes de secours, pour le jour où vous ne l'aurez pas."
    )
    return _proved(session, actor, "/compte", words)


@router.post("/compte/codes/retrait")
def remove_codes(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.remove_codes(session, actor)
    return go("/compte", _("Votre application de codes n'est plus demandée."))


@router.post("/compte/codes-de-secours")
def paper_codes(request: Request, session: Writing, actor: CurrentActor) -> Response:
    """Shown in the answer itself, and nowhere else: no address leads back to them."""
    made = services.make_paper_codes(session, actor)
    return show(request, "entry/factors/paper.html", codes=made, made_on=local(now()).date(), headers=_ONCE)


@router.post("/compte/mot-de-passe")
def change_password(
    request: Request,
    actor: CurrentActor,
    before: Annotated[str, Form(max_length=1000)] = "",
    after: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Whoever finds a screen open guesses the present password no faster here than at the front door."""
    with database().reading() as session:
        attempt = attempt_on(session, request, actor.account_id, Way.PASSWORD)
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            services.change_password(session, actor, before, after)
            guessing.succeeded(session, attempt)
    except (Invalid, TooMany) as error:
        with database().writing() as session:
            if isinstance(error, services.WrongPassword):
                guessing.failed(session, attempt, taken=True)
            elif isinstance(error, Invalid):  # it is the new one that does not do
                guessing.succeeded(session, attempt)
        with database().reading() as session:
            return _account(request, session, actor, error=error.detail, status=error.status)
    return go("/compte", _("Votre mot de passe est changé. Vos autres appareils sont déconnectés."))


# --- Keys of programs ------------------------------------------------------------------------------------------------


@router.post("/compte/cles-de-programmes")
def make_token(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    name: _Name = "",
    days: Annotated[int, Form()] = 90,
    writes: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    try:
        token, secret = machines.make(session, actor, name, days, writes=bool(writes))
    except (Invalid, Conflict) as error:
        return _account(request, session, actor, error=error.detail, status=error.status)
    return show(request, "entry/factors/token.html", token=token, secret=secret, headers=_ONCE)


@router.post("/compte/cles-de-programmes/{token_id}/fin")
def end_token(request: Request, session: Writing, actor: CurrentActor, token_id: str) -> Response:
    machines.end(session, actor, token_id)
    return go("/compte", _("Cette clé n'ouvre plus rien."))


# --- Proving it once more --------------------------------------------------------------------------------------------


@router.get("/compte/confirmer")
def confirm_form(request: Request, session: Reading, actor: CurrentActor, suite: str = HOME) -> Response:
    return _confirm_page(request, session, actor, suite)


@router.post("/compte/confirmer")
def confirm(
    request: Request,
    actor: CurrentActor,
    code: Annotated[str, Form(max_length=40)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    pin: Annotated[str, Form(max_length=100)] = "",
    suite: Suite = HOME,
) -> Response:
    """A code for whoever has an application, the PIN for whoever has a card, the password for whoever has nothing else."""
    with database().reading() as session:
        held = services.held(session, actor.account_id)
        card = _card_to_ask(session, actor, held)
    if card is not None:
        return _confirm_with_card(request, actor, card.id, pin, suite)
    with database().reading() as session:
        attempt = attempt_on(session, request, actor.account_id, Way.TOTP if held.second else Way.PASSWORD)
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            if held.second:
                right = services.is_code_of(session, actor.account_id, code)
            else:
                right = passwords.matches(session.get_one(Account, actor.account_id).password_hash, password)
            if right:
                guessing.succeeded(session, attempt)
                return _fresh(session, actor, suite, 2 if held.second else 1)
            guessing.failed(session, attempt, taken=True)
        error, status = _(_WRONG), 401
    except HouseError as refused:
        error, status = refused.detail, refused.status
    with database().reading() as session:
        return _confirm_page(request, session, actor, suite, error=error, status=status)


def _confirm_with_card(request: Request, actor: Actor, card_id: str, pin: str, suite: str) -> Response:
    try:
        if proving.is_right(request, actor, card_id, pin):
            with database().writing() as session:
                return _fresh(session, actor, suite, 1)
        error, status = _(_WRONG), 401
    except HouseError as refused:
        error, status = refused.detail, refused.status
    with database().reading() as session:
        return _confirm_page(request, session, actor, suite, error=error, status=status)


@router.post("/compte/confirmer/defi")
def ask_confirming_key(request: Request, session: Writing, actor: CurrentActor) -> Response:
    text = passkeys.options_to_enter(session, "confirm", actor.account_id)
    return Response(text, media_type="application/json", headers=_ONCE)


@router.post("/compte/confirmer/cle")
def confirm_with_key(request: Request, actor: CurrentActor, answer: Answer = "", suite: Suite = HOME) -> Response:
    with database().writing() as session:
        try:
            passkeys.check(session, answer, "confirm", actor.account_id)
            return _fresh(session, actor, suite, 2)
        except PasskeyRefused as refused:
            error = refused.detail
    with database().reading() as session:
        return _confirm_page(request, session, actor, suite, error=error, status=401)


def _confirm_page(
    request: Request, session: Session, actor: Actor, suite: str, *, error: str = "", status: int = 200
) -> Response:
    held = services.held(session, actor.account_id)
    return show(
        request, "entry/factors/confirm.html", suite=inside(suite), error=error, held=held,
        card=_card_to_ask(session, actor, held), site=passkeys.site_of_keys(), status=status,
    )  # fmt: skip


def _card_to_ask(session: Session, actor: Actor, held: Held) -> AnyRow | None:
    """The card whose PIN proves that it is them: of whoever entered with it, or has nothing else."""
    if held.second or (held.has_password and actor.way != "card"):
        return None
    return proving.card_with_pin(session, actor)


def _proved(session: Session, actor: Actor, path: str, words: str) -> Response:
    sign_in, secret = services.proved(session, actor)
    return _renewed(go(path, words), sign_in, secret)


def _fresh(session: Session, actor: Actor, suite: str, factors: int) -> Response:
    sign_in, secret = sign_ins.refresh(session, actor, factors)
    return _renewed(
        go(inside(suite), _("C'est bien vous. Vous pouvez continuer pendant quinze minutes.")), sign_in, secret
    )


def _renewed(response: Response, sign_in: SignIn, secret: str) -> Response:
    keep_secret(response, sign_in, secret)
    return response


def _picture(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False)
    label = Markup(' role="img" aria-label="{}"').format(_("Code à lire avec votre application de codes"))
    svg = drawn.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True, dark="#000", light="#fff")
    return Markup(svg.replace("<svg", f"<svg{label}", 1))  # noqa: S704 - drawn by the library from an address of ours
