"""/connexion/sms and /connexion/courriel: a code to a telephone, a link to an address."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.clock import now
from app.core.db import database
from app.core.errors import HouseError, NotFound, TooMany
from app.core.i18n import _
from app.entry.codes import sending, services
from app.entry.codes.services import CODE_LIFETIME, CodeRefused
from app.entry.factors.second_pages import second_step
from app.entry.factors.services import held
from app.entry.opening import HOME, enter, inside
from app.entry.prints import pass_of, read_pass
from app.entry.shared.kiosks import is_kiosk
from app.entry.trying import attempt_by, organisation_slug
from app.identity import guessing
from app.identity.guessing import Attempt
from app.identity.limits import Way
from app.identity.rules import phone_key
from app.web.doors import MaybeActor, pages
from app.web.templating import go, show

router = pages("codes")

_Text = Annotated[str, Form(max_length=300)]
_Suite = Annotated[str, Form(max_length=2000)]
_ASKED, _PROVED = "sms asked", "sms proved"


# --- By SMS -------------------------------------------------------------------------------------------------------


@router.get("/connexion/sms")
def sms_form(request: Request, actor: MaybeActor, suite: str = HOME) -> Response:
    _only_with_a_gateway()
    return go(inside(suite)) if actor else _sms(request, "ask", suite)


@router.post("/connexion/sms")
def send_code(request: Request, visitor: MaybeActor, telephone: _Text = "", suite: _Suite = HOME) -> Response:
    """The same answer whoever's number it is."""
    _only_with_a_gateway()
    attempt = attempt_by(request, Way.SEND_SMS, phone_key(telephone))
    try:
        services.number_of(telephone)
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            asked = services.send_code(session, telephone)
    except HouseError as error:
        return _sms(request, "ask", suite, telephone=telephone, error=error)
    return _sms(request, "type", suite, telephone=telephone, passed=pass_of(_ASKED, asked, now() + CODE_LIFETIME))


@router.post("/connexion/sms/code")
def enter_with_code(
    request: Request,
    visitor: MaybeActor,
    demande: _Text = "",
    telephone: _Text = "",
    code: _Text = "",
    partage: _Text = "",
    suite: _Suite = HOME,
) -> Response:
    asked = read_pass(_ASKED, demande)
    old = CodeRefused(_("Ce code n'est plus bon. Demandez-en un nouveau."))
    if asked is None:
        return _sms(request, "ask", suite, telephone=telephone, error=old)
    attempt = attempt_by(request, Way.SMS_CODE, phone_key(telephone))
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
            kept = services.take_try(session, asked)
    except HouseError as error:
        return _sms(request, "type", suite, telephone=telephone, passed=demande, shared=bool(partage), error=error)
    if not services.is_code(kept, code):
        with database().writing() as session:
            guessing.failed(session, attempt, taken=True)
        if not kept:
            return _sms(request, "ask", suite, telephone=telephone, error=old)
        wrong = CodeRefused(_("Ce n'est pas le bon code. Regardez le dernier SMS reçu."))
        return _sms(request, "type", suite, telephone=telephone, passed=demande, shared=bool(partage), error=wrong)
    proved = pass_of(_PROVED, asked, now() + CODE_LIFETIME)
    with database().writing() as session:
        guessing.succeeded(session, attempt)
    return _who(request, proved, telephone, "", suite, bool(partage))


@router.post("/connexion/sms/prenom")
def say_who(
    request: Request,
    visitor: MaybeActor,
    prouve: _Text = "",
    telephone: _Text = "",
    prenom: _Text = "",
    partage: _Text = "",
    suite: _Suite = HOME,
) -> Response:
    """Several people have one telephone: which of them."""
    return _who(request, prouve, telephone, prenom, suite, bool(partage))


def _who(request: Request, proved: str, telephone: str, first_name: str, suite: str, shared: bool) -> Response:
    code_id = read_pass(_PROVED, proved)
    with database().reading() as session:
        people = services.whose(session, code_id, telephone) if code_id else []
    if code_id is None or not people:
        old = CodeRefused(_("Ce code n'est plus bon. Demandez-en un nouveau."))
        return _sms(request, "ask", suite, telephone=telephone, error=old)
    one = people[0] if len(people) == 1 else services.named(people, first_name)
    if one is None:
        unknown = CodeRefused(
            _("Aucune des personnes de ce numéro ne s'appelle ainsi. Écrivez votre prénom et votre nom.")
        )
        error = unknown if first_name else None
        return _sms(request, "who", suite, telephone=telephone, passed=proved, shared=shared, error=error)
    try:
        with database().writing() as session:
            services.use(session, code_id)
            slug = organisation_slug(session, services.place_of(session, one.id))
            if held(session, one.id).has_code:
                return second_step(request, one.id, suite, shared, slug)
            return enter(session, request, one.id, suite, way="sms", shared=shared, organisation=slug)
    except CodeRefused as error:
        return _sms(request, "ask", suite, telephone=telephone, error=error)


def _sms(
    request: Request, step: str, suite: str, *, telephone: str = "", passed: str = "", shared: bool = False,
    error: HouseError | None = None,
) -> Response:  # fmt: skip
    headers = {"Cache-Control": "no-store"}
    if error is not None and (wait := getattr(error, "retry_after", None)):
        headers["Retry-After"] = str(wait)
    return show(
        request, "entry/sms.html", status=error.status if error else 200, headers=headers, step=step, suite=inside(suite),
        telephone=telephone, passed=passed, shared=shared, kiosk=is_kiosk(request), error=error.detail if error else "",
    )  # fmt: skip


def _only_with_a_gateway() -> None:
    if not sending.sms_is_open():
        raise NotFound()


# --- By e-mail ----------------------------------------------------------------------------------------------------


@router.get("/connexion/courriel")
def link_form(request: Request, actor: MaybeActor, suite: str = HOME) -> Response:
    return go(inside(suite)) if actor else _mail(request, suite)


@router.post("/connexion/courriel")
def send_link(request: Request, visitor: MaybeActor, email: _Text = "", suite: _Suite = HOME) -> Response:
    """The same answer whoever's address it is."""
    address = email.strip().lower()
    if "@" not in address[1:-1] or " " in address:
        words = _("Cette adresse de courriel n'est pas complète.")
        return _mail(request, suite, email=email, error=words, status=422)
    try:
        with database().writing() as session:
            guessing.take(session, attempt_by(request, Way.SEND_MAIL, address))
        with database().writing() as session:
            services.send_link(session, address, inside(suite))
    except HouseError as error:
        page = _mail(request, suite, email=email, error=error.detail, status=error.status)
        page.headers["Retry-After"] = str(getattr(error, "retry_after", 60))
        return page
    return _mail(request, suite, email=address, sent=True)


@router.get("/entrer/{token}")
def link_page(request: Request, visitor: MaybeActor, token: str) -> Response:
    """One button: what opens the links of a message by itself does not enter."""
    with database().reading() as session:
        good = services.link_is_good(session, token)
    return _link(request, token, good)


@router.post("/entrer/{token}")
def enter_with_link(request: Request, visitor: MaybeActor, token: str, partage: _Text = "") -> Response:
    attempt = attempt_by(request, Way.MAIL_LINK)
    try:
        with database().writing() as session:
            row = services.open_link(session, token)
            assert row.account_id is not None
            slug = services.slug_of(session, row)
            if held(session, row.account_id).has_code:  # whoever chose to be asked a code is asked for it here too
                return second_step(request, row.account_id, row.suite, bool(partage), slug)
            return enter(
                session, request, row.account_id, row.suite, way="mail", shared=bool(partage), organisation=slug
            )
    except CodeRefused as error:
        return _link_refused(request, token, attempt, error)
    except HouseError as error:
        page = _link(request, token, False, error=error.detail, status=error.status)
        page.headers["Retry-After"] = str(getattr(error, "retry_after", 60))
        return page


def _link_refused(request: Request, token: str, attempt: Attempt, refused: CodeRefused) -> Response:
    """Counted once it was looked at: the right link is too long to be guessed, and never waits for who tries others."""
    try:
        with database().reading() as session:
            guessing.ask(session, attempt)
        with database().writing() as session:
            guessing.failed(session, attempt)
    except TooMany as wait:
        page = _link(request, token, False, error=wait.detail, status=wait.status)
        page.headers["Retry-After"] = str(wait.retry_after)
        return page
    return _link(request, token, False, error=refused.detail, status=401)


@router.post("/entrer/{token}/nouveau")
def renew_link(request: Request, visitor: MaybeActor, token: str) -> Response:
    """An old link asks for a new one in one tap, to the address that its account has now."""
    try:
        with database().writing() as session:
            guessing.take(session, attempt_by(request, Way.SEND_MAIL, token[:200]))
        with database().writing() as session:
            services.renew_link(session, token)
    except HouseError as error:
        page = _link(request, token, False, error=error.detail, status=error.status)
        page.headers["Retry-After"] = str(getattr(error, "retry_after", 60))
        return page
    return _link(request, token, False, sent=True)


def _mail(
    request: Request, suite: str, *, email: str = "", error: str = "", sent: bool = False, status: int = 200
) -> Response:
    return show(
        request, "entry/mail.html", status=status, headers={"Cache-Control": "no-store"}, suite=inside(suite), email=email,
        error=error, sent=sent, kiosk=is_kiosk(request),
    )  # fmt: skip


def _link(
    request: Request, token: str, good: bool, *, error: str = "", sent: bool = False, status: int = 200
) -> Response:
    return show(
        request, "entry/link.html", status=status, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        token=token, good=good, error=error, sent=sent, shared=False, kiosk=is_kiosk(request),
    )  # fmt: skip
