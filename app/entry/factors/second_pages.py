"""/connexion, with a key or with a second proof: between the two there is no session, only a pass of five minutes."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import database
from app.core.errors import HouseError, TooMany
from app.core.i18n import N_, _, ngettext
from app.core.keepings import Where, keeps
from app.core.pace import Pace
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.entry.factors import lost, passkeys, queries, rules, services
from app.entry.factors.passkeys import PasskeyRefused
from app.entry.opening import HOME, enter, inside
from app.entry.prints import pass_of, read_pass
from app.entry.trying import organisation_of
from app.identity import guessing
from app.identity.guessing import Attempt, Way
from app.identity.models import Account
from app.identity.pages import address_of
from app.web.credentials import device_cookie
from app.web.doors import MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("entry_second")

HALF_COOKIE = keeps(
    Where.COOKIE,
    "bidaide-etape",
    N_("Retient que votre mot de passe était le bon, le temps de donner la deuxième preuve."),
    until=N_("cinq minutes, ou votre entrée"),
    data=PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.ACCOUNT),
)
_HALF_OPEN = "half open"
_AT = "@"  # after the id: the organisation they enter
_SHARED = "+"  # at the end: they have said that the computer is everybody's
_PATH = "/connexion"

_DRAWN = Pace(most=300, within=timedelta(minutes=10))  # what is drawn for keys is kept: a school, and no flood of rows

Suite = Annotated[str, Form(max_length=2000)]
Answer = Annotated[str, Form(max_length=20_000)]


def second_step(request: Request, account_id: str, suite: str, shared: bool, place: str = "") -> Response:
    """The password was right: this opens nothing yet, and says so for five minutes to this browser only.

    `place`: the slug of the organisation that they enter, when it is not the one they came to first.
    """
    response = go(f"/connexion/deuxieme-preuve?suite={quote(inside(suite))}")
    until = now() + rules.TO_TYPE
    said = account_id + (_AT + place if place else "") + (_SHARED if shared else "")
    response.set_cookie(
        HALF_COOKIE, pass_of(_HALF_OPEN, said, until), max_age=int(rules.TO_TYPE.total_seconds()),
        httponly=True, samesite="strict", secure=settings().https, path=_PATH,
    )  # fmt: skip
    return response


@router.get("/connexion/deuxieme-preuve")
def second_form(request: Request, session: Reading, visitor: MaybeActor, suite: str = HOME) -> Response:
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    return _page(request, session, account_id, suite)


@router.post("/connexion/deuxieme-preuve")
def second(
    request: Request,
    visitor: MaybeActor,
    code: Annotated[str, Form(max_length=40)] = "",
    secours: Annotated[str, Form(max_length=60)] = "",
    suite: Suite = HOME,
) -> Response:
    """A code of the application, or one on paper. Short transactions: a refused try is remembered."""
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    paper = bool(secours.strip())
    with database().reading() as session:
        attempt = attempt_on(session, request, account_id, Way.RECOVERY if paper else Way.TOTP)
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            check = services.use_paper_code if paper else services.is_code_of
            right = check(session, account_id, secours if paper else code)
            if right:
                guessing.succeeded(session, attempt)
                if paper:
                    services.paper_used(session, account_id, attempt.organisation)
                return _entered(request, session, account_id, suite, paper)
            guessing.failed(session, attempt, taken=True)
        words = _("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant et essayez de nouveau.")
        if paper:
            words = _("Ce code de secours n'est pas le bon, ou il a déjà servi.")
        error, status, headers = words, 401, {}
    except HouseError as refused:
        error, status = refused.detail, refused.status
        headers = {"Retry-After": str(getattr(refused, "retry_after", 60))}
    with database().reading() as session:
        return _page(request, session, account_id, suite, error=error, status=status, headers=headers)


@router.post("/connexion/deuxieme-preuve/defi")
def ask_second_key(request: Request, session: Writing, visitor: MaybeActor) -> Response:
    account_id = _half_open(request)
    if account_id is None:
        raise PasskeyRefused()
    return _json(passkeys.options_to_enter(session, "second", account_id))


@router.post("/connexion/deuxieme-preuve/cle")
def second_key(request: Request, visitor: MaybeActor, answer: Answer = "", suite: Suite = HOME) -> Response:
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    with database().writing() as session:
        try:
            passkeys.check(session, answer, "second", account_id)
            return _entered(request, session, account_id, suite, False)
        except PasskeyRefused as refused:
            error = refused.detail
    with database().reading() as session:
        return _page(request, session, account_id, suite, error=error, status=401)


@router.post("/connexion/cle/defi")
def ask_key(request: Request, session: Writing, visitor: MaybeActor) -> Response:
    if wait := _DRAWN.wait(address_of(request)):
        raise TooMany(_("Trop de demandes viennent d'ici. Attendez quelques minutes."), retry_after=wait)
    return _json(passkeys.options_to_enter(session))


@router.post("/connexion/cle")
def enter_with_key(request: Request, visitor: MaybeActor, answer: Answer = "", suite: Suite = HOME) -> Response:
    """A key that its owner has unlocked is two proofs at once: the device, and the finger or the code that opens it."""
    with database().writing() as session:
        try:
            key = passkeys.check(session, answer)
            if organisation_of(session, key.account_id):
                return enter(session, request, key.account_id, suite, way="passkey", factors=2)
            error = PasskeyRefused().detail
        except PasskeyRefused as refused:
            error = refused.detail
    return go(f"/connexion?suite={quote(inside(suite))}", error)


@router.post("/connexion/appareil-perdu")
def lose_device(request: Request, session: Writing, visitor: MaybeActor, suite: Suite = HOME) -> Response:
    """Only somebody who knows the password asks: a stranger must not be able to wake two colleagues."""
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    lost.ask(session, account_id, organisation_of(session, account_id))
    return go("/connexion/deuxieme-preuve", _("C'est demandé. Deux collègues vont vérifier que c'est bien vous."))


@router.post("/connexion/appareil-perdu/annulation")
def find_device(request: Request, session: Writing, visitor: MaybeActor, suite: Suite = HOME) -> Response:
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    lost.cancel(session, account_id)
    return go("/connexion/deuxieme-preuve", _("La demande est annulée. Rien n'a été changé."))


@router.post("/connexion/nouvel-appareil")
def replace_device(request: Request, session: Writing, visitor: MaybeActor, suite: Suite = HOME) -> Response:
    """The way that two colleagues have opened, once: what was lost opens nothing more, a new proof is set up."""
    account_id = _half_open(request)
    if account_id is None:
        return _too_late(suite)
    lost.use(session, account_id)
    shared = _half(request).endswith(_SHARED)
    response = enter(session, request, account_id, "/compte/deuxieme-preuve", way="recovery", shared=shared)
    response.delete_cookie(HALF_COOKIE, path=_PATH)
    return response


def attempt_on(session: Session, request: Request, account_id: str, way: Way) -> Attempt:
    """A try on a known account; from a device where they have entered before, it has its own count."""
    return Attempt(
        way, account_id, address_of(request), organisation_of(session, account_id), device_cookie(request)
    )  # fmt: skip


def _entered(request: Request, session: Session, account_id: str, suite: str, paper: bool) -> Response:
    words = ""
    if paper:
        left = queries.codes_left(session, account_id)
        words = ngettext(
            "Il vous reste %(num)s code de secours.", "Il vous reste %(num)s codes de secours.", left
        ) % {"num": left}  # fmt: skip
    shared = _half(request).endswith(_SHARED)
    place = _half(request).removesuffix(_SHARED).partition(_AT)[2]
    response = enter(
        session, request, account_id, suite, words, way="password", factors=2, shared=shared, organisation=place
    )
    response.delete_cookie(HALF_COOKIE, path=_PATH)
    return response


def _half_open(request: Request) -> str | None:
    return _half(request).removesuffix(_SHARED).partition(_AT)[0] or None


def _half(request: Request) -> str:
    given = request.cookies.get(HALF_COOKIE, "")
    return (read_pass(_HALF_OPEN, given) or "") if given else ""


def _too_late(suite: str) -> Response:
    words = _("La deuxième étape est restée ouverte trop longtemps. Recommencez : rien n'a été changé.")
    return go(f"/connexion?suite={quote(inside(suite))}", words)


def _page(
    request: Request, session: Session, account_id: str, suite: str, *, error: str = "", **answer: Any
) -> Response:
    asked = lost.under_way(session, account_id)
    headers = {"Cache-Control": "no-store", **answer.pop("headers", {})}
    return show(
        request, "entry/factors/second.html", suite=inside(suite), error=error, held=services.held(session, account_id),
        name=session.get_one(Account, account_id).name, lost=asked, is_open=lost.is_open(asked),
        site=passkeys.site_of_keys(), headers=headers, **answer,
    )  # fmt: skip


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={"Cache-Control": "no-store"})
