"""/connexion/ecran and /ecran: a shared screen, and the device that says who enters there."""

from datetime import timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup

from app.attendance.documents import qr
from app.core.access import require
from app.core.db import database
from app.core.errors import HouseError, TooMany
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.pace import Pace
from app.core.settings import settings
from app.entry import policies
from app.entry.cards import rules
from app.entry.cards.staff_pages import access_page
from app.entry.opening import HOME, enter, inside
from app.entry.shared import kiosks, services
from app.entry.trying import attempt_by, organisation_slug
from app.identity import guessing, sign_ins
from app.identity.limits import Way
from app.identity.models import Account
from app.identity.pages import address_of, leave_nothing
from app.web import cookies
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.formats import seconds_left
from app.web.templating import go, show

router = pages("shared")

COOKIE = keeps(
    Where.COOKIE,
    "bidaide_ecran",
    N_("Relie cet écran au code qu'il montre, le temps que l'on dise qui entre."),
    until=N_("dix minutes"),
)
_Text = Annotated[str, Form(max_length=300)]
_SCREENS = Pace(most=200, within=timedelta(minutes=10))  # a whole access point, and no flood of rows


# --- The screen ---------------------------------------------------------------------------------------------------


@router.get("/connexion/ecran")
def screen(request: Request, session: Reading, actor: MaybeActor) -> Response:
    """The code of this screen, until somebody has said who enters."""
    if actor:
        return go(HOME)
    found = services.waiting(session, cookies.read(request, COOKIE))
    drawn = Markup()
    if found and not found.ready:
        address = f"{settings().base_url.rstrip('/')}/ecran?code={rules.bare(found.code)}"
        drawn = Markup(qr(address))  # noqa: S704 - an image drawn here
    return show(request, "entry/screen.html", headers={"Cache-Control": "no-store"}, waiting=found, qr=drawn)


@router.post("/connexion/ecran")
def begin(request: Request, session: Writing, visitor: MaybeActor) -> Response:
    if wait := _SCREENS.wait(address_of(request)):
        raise TooMany(_("Trop d'écrans attendent déjà d'ici. Attendez quelques minutes."), retry_after=wait)
    secret = services.begin(session, request.headers.get("user-agent", ""))
    response = go("/connexion/ecran")
    cookies.give(response, COOKIE, secret, int(services.LIFETIME.total_seconds()))
    return response


@router.get("/connexion/ecran/etat")
def state(request: Request, session: Reading) -> Response:
    """What the script of the screen asks while it waits."""
    found = services.waiting(session, cookies.read(request, COOKIE))
    said = "old" if found is None else "ready" if found.ready else "waiting"
    return JSONResponse({"state": said}, headers={"Cache-Control": "no-store"})


@router.post("/connexion/ecran/entree")
def enter_here(request: Request, session: Writing, visitor: MaybeActor) -> Response:
    """Somebody has said who enters: the session opens here, a short one."""
    row = services.open_screen(session, cookies.read(request, COOKIE))
    if row is None or row.account_id is None or row.organisation_id is None:
        return go("/connexion/ecran", _("Personne n'a encore dit qui entre ici."))
    helper = row.confirmed_by if row.confirmed_by != row.account_id else None
    words = ""
    if helper:
        words = _("Session ouverte avec l'aide de %(name)s.") % {"name": session.get_one(Account, helper).name}
    response = enter(
        session, request, row.account_id, toast=words, way="screen", shared=True, helped_by=helper,
        organisation=organisation_slug(session, row.organisation_id),
    )  # fmt: skip
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=settings().https)
    return response


# --- The other device ---------------------------------------------------------------------------------------------


@router.get("/ecran")
def own_form(request: Request, session: Reading, actor: CurrentActor, code: str = "") -> Response:
    return show(request, "entry/confirm.html", code=code[:20], error="")


@router.post("/ecran")
def confirm_own(request: Request, actor: CurrentActor, code: _Text = "") -> Response:
    """My own session, on the screen that I am looking at."""
    attempt = attempt_by(request, Way.PRIVATE_LINK, actor.account_id)
    try:
        with database().reading() as session:
            guessing.ask(session, attempt)
        with database().writing() as session:
            services.confirm_own(session, actor, code)
    except HouseError as error:
        with database().writing() as session:
            guessing.failed(session, attempt)
        return show(request, "entry/confirm.html", status=error.status, code=code, error=error.detail)
    return go("/accueil", _("C'est fait : votre compte s'ouvre sur l'écran."))


@router.post("/suivi/{enrolment_id}/acces/ecran")
def confirm_for(
    request: Request, actor: CurrentActor, enrolment_id: str, code: _Text = "", parle: _Text = ""
) -> Response:
    """The session of somebody I accompany, on the screen that they are sitting at."""
    attempt = attempt_by(request, Way.PRIVATE_LINK, actor.account_id)
    try:
        with database().reading() as session:
            guessing.ask(session, attempt)
        with database().writing() as session:
            services.confirm_for(session, actor, enrolment_id, code, parle == "oui")
    except HouseError as error:
        if error.status == 403 or not error.detail:
            raise
        with database().writing() as session:
            guessing.failed(session, attempt)
        with database().reading() as session:
            return access_page(request, session, actor, enrolment_id, code=code, error=error)
    return go(f"/suivi/{enrolment_id}/acces", _("C'est fait : l'écran s'ouvre. La personne en est informée."))


# --- A short session ----------------------------------------------------------------------------------------------


@router.post("/poste-partage/prolonger")
def stay(request: Request, session: Reading, actor: CurrentActor, suite: _Text = HOME) -> Response:
    """Asking is an act: the session begins its half-hour again."""
    if request.headers.get("accept") == "application/json" and actor.until:
        return JSONResponse({"seconds": seconds_left(actor.until)})
    return go(inside(suite), _("Votre session continue."))


@router.get("/poste-partage/fin")
def over(request: Request, session: Reading, actor: MaybeActor) -> Response:
    """Where a page left open leads once its time is over; one that is still good goes on."""
    if actor:
        return go(HOME)
    return leave_nothing(show(request, "entry/over.html"))


@router.post("/poste-partage/fin")
def leave(request: Request, session: Writing, actor: MaybeActor) -> Response:
    """The script of the page says that the time is over, or nearly."""
    if actor:
        sign_ins.sign_out(session, actor)
    return leave_nothing(go("/connexion", _("La session s'est fermée. Rien n'est resté sur ce poste.")))


# --- Machines of the organisation ---------------------------------------------------------------------------------


@router.get("/poste-partage")
def kiosk(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Whether this very machine is declared as shared."""
    require(policies.may_help_in(actor))
    return show(request, "entry/kiosk.html", declared=kiosks.is_kiosk(request))


@router.post("/poste-partage")
def declare(request: Request, session: Writing, actor: CurrentActor, declare: _Text = "") -> Response:
    require(policies.may_help_in(actor))
    if declare == "oui":
        response = go("/poste-partage", _("Ce poste est déclaré partagé : chaque session y dure 30 minutes au plus."))
        kiosks.declare(response, actor.organisation_slug)
        return response
    response = go("/poste-partage", _("Ce poste n'est plus déclaré partagé."))
    kiosks.forget(response)
    return response
