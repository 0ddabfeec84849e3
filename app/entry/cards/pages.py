"""/carte: a card of paper opens its person's account, by its square or its code, and a PIN."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database
from app.core.errors import Conflict, HouseError, Invalid
from app.core.i18n import _, ngettext
from app.entry.cards import rules, services
from app.entry.cards.services import CardRefused, Holder
from app.entry.opening import HOME, enter, inside
from app.entry.prints import pass_of, read_pass
from app.entry.shared.kiosks import is_kiosk
from app.entry.trying import TIME_TO_TYPE, attempt_at_home, attempt_by, organisation_slug
from app.identity import guessing
from app.identity.guessing import Attempt
from app.identity.limits import Way
from app.web.credentials import device_cookie
from app.web.doors import MaybeActor, pages
from app.web.templating import go, show

router = pages("cards")

_Text = Annotated[str, Form(max_length=300)]
_SHOWN = "card"


@router.get("/carte")
def card_form(request: Request, actor: MaybeActor, suite: str = HOME) -> Response:
    """Where the square leads: its secret stands after the « # », which no server and no log ever sees."""
    if actor:
        return go(inside(suite).partition("#")[0] + "#main")  # said, or the secret would follow the redirection
    return _code_page(request, suite)


@router.post("/carte")
def show_card(
    request: Request,
    visitor: MaybeActor,
    carte: _Text = "",
    code: _Text = "",
    suite: Annotated[str, Form(max_length=2000)] = HOME,
) -> Response:
    """The card is recognised; its PIN is asked, or chosen the first time."""
    if not carte and not rules.is_well_typed(rules.bare(code)):
        words = _("Ce code n'est pas complet, ou une lettre n'est pas la bonne. Recopiez-le tel qu'il est imprimé.")
        return _code_page(request, suite, code=code, error=words, status=422)
    attempt = attempt_by(request, Way.CARD)
    try:
        with database().reading() as session:
            holder = _found(session, request, attempt, carte, code)
    except CardRefused as error:
        with database().writing() as session:
            guessing.failed(session, attempt)
        return _code_page(request, suite, code=code, error=error.detail, status=401)
    except HouseError as error:
        return _refused(_code_page(request, suite, code=code, error=error.detail, status=error.status), error)
    return _pin_page(request, holder, suite)


def _found(session: Session, request: Request, attempt: Attempt, carte: str, code: str) -> Holder:
    """Whose card it is. Nobody waits for who guesses beside them: neither whoever shows a square, which is too long to
    be guessed, nor whoever types the code on a device, or at an address, where they have entered before."""
    try:
        holder = services.find(session, carte, code)
    except CardRefused:
        guessing.ask(session, attempt)
        raise
    if not carte:
        guessing.ask(session, replace(attempt, account=holder.account_id, device=device_cookie(request)))
    return holder


@router.post("/carte/entree")
def enter_with_card(
    request: Request,
    visitor: MaybeActor,
    montree: Annotated[str, Form(max_length=200)] = "",
    pin: _Text = "",
    encore: _Text = "",
    partage: _Text = "",
    suite: Annotated[str, Form(max_length=2000)] = HOME,
) -> Response:
    """The PIN of the card that was just shown, chosen the first time."""
    card_id = read_pass(_SHOWN, montree)
    if card_id is None:
        words = _("La page est restée ouverte trop longtemps. Scannez la carte de nouveau, ou tapez son code.")
        return _code_page(request, suite, error=words, status=401)
    try:
        with database().reading() as session:
            holder = services.holder(session, card_id)
    except CardRefused as error:
        return _code_page(request, suite, error=error.detail, status=401)
    pin, encore = pin.strip(), encore.strip()
    try:
        if not holder.has_pin:
            services.check_new_pin(pin, encore)
            return _chosen(request, holder, services.hashed(pin), suite, bool(partage))
        if not rules.PIN_SHAPE.fullmatch(pin):
            raise Invalid(_("Le code secret compte de 4 à 6 chiffres."))
        return _typed(request, holder, pin, suite, bool(partage))
    except CardRefused as error:
        return _code_page(request, suite, error=error.detail, status=401)
    except (Invalid, Conflict) as error:
        with database().reading() as session:
            holder = services.holder(session, card_id)
        return _pin_page(request, holder, suite, error=error.detail, shared=bool(partage), status=422)
    except HouseError as error:
        page = _pin_page(request, holder, suite, error=error.detail, shared=bool(partage), status=error.status)
        return _refused(page, error)


def _chosen(request: Request, holder: Holder, pin_hash: str, suite: str, shared: bool) -> Response:
    with database().writing() as session:
        services.choose_pin(session, holder.card_id, pin_hash)
        return _entered(request, session, holder, suite, shared)


def _typed(request: Request, holder: Holder, pin: str, suite: str, shared: bool) -> Response:
    attempt = attempt_by(request, Way.PIN, holder.account_id, holder.organisation_id)
    with database().writing() as session:
        attempt = attempt_at_home(request, session, attempt)
        guessing.take(session, attempt)
    with database().reading() as session:
        right = services.is_pin_of(session, holder.card_id, pin)
    if not right:
        return _mistyped(request, holder, attempt, suite, shared)
    with database().writing() as session:
        services.entered(session, holder.card_id)
        guessing.succeeded(session, attempt)
        guessing.succeeded(session, replace(attempt, way=Way.CARD))
        return _entered(request, session, holder, suite, shared)


def _entered(request: Request, session: Any, holder: Holder, suite: str, shared: bool) -> Response:
    words = _("Bonjour %(name)s.") % {"name": holder.first_name}
    return enter(
        session, request, holder.account_id, suite, words, way="card", shared=shared,
        organisation=organisation_slug(session, holder.organisation_id),
    )  # fmt: skip


def _mistyped(request: Request, holder: Holder, attempt: Attempt, suite: str, shared: bool) -> Response:
    with database().writing() as session:
        guessing.failed(session, attempt, taken=True)
        left = services.mistyped(session, holder.card_id)
    if not left:
        with database().reading() as session:
            services.holder(session, holder.card_id)  # says that it is blocked
    words = _("Ce n'est pas le bon code secret.") + " " + ngettext(
        "Il reste %(num)s essai.", "Il reste %(num)s essais.", left
    ) % {"num": left}  # fmt: skip
    return _pin_page(request, holder, suite, error=words, shared=shared, status=401)


def _code_page(request: Request, suite: str, *, code: str = "", error: str = "", status: int = 200) -> Response:
    return show(
        request, "entry/card.html", status=status, headers={"Cache-Control": "no-store"}, suite=inside(suite), code=code,
        error=error,
    )  # fmt: skip


def _pin_page(
    request: Request, holder: Holder, suite: str, *, error: str = "", shared: bool = False, status: int = 200
) -> Response:
    return show(
        request, "entry/pin.html", status=status, headers={"Cache-Control": "no-store"}, holder=holder,
        shown=pass_of(_SHOWN, holder.card_id, now() + TIME_TO_TYPE), suite=inside(suite), error=error, shared=shared,
        kiosk=is_kiosk(request),
    )  # fmt: skip


def _refused(page: Response, error: HouseError) -> Response:
    page.headers["Retry-After"] = str(getattr(error, "retry_after", 60))
    return page
