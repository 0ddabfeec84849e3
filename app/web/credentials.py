"""Who asks: what a request carries to say so, and the person it turns out to be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session

from app.core import i18n
from app.core.access import Actor
from app.core.errors import SecondFactorNeeded, SignInNeeded, TakenElsewhere
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.core.trail.whence import asked
from app.web import csrf
from app.web.once import Once, promised

_SIGNED_IN = N_("Dit que c'est vous, de page en page. Rien d'autre n'y est écrit qu'un long nombre tiré au hasard.")
_account = PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.ACCOUNT)
SESSION_COOKIES = (  # with HTTPS, without
    keeps(
        Where.COOKIE, "__Host-bidaide", _SIGNED_IN, until=N_("la déconnexion, ou la fin de la connexion"), data=_account
    ),
    keeps(Where.COOKIE, "bidaide", _SIGNED_IN, until=N_("la déconnexion, ou la fin de la connexion"), data=_account),
)
_DEVICE = N_("Reconnaît cet appareil : il n'a pas à attendre quand quelqu'un d'autre essaie d'entrer à votre place.")
DEVICE_COOKIES = (
    keeps(Where.COOKIE, "__Host-bidaide-appareil", _DEVICE, until=N_("un an"), data=_account),
    keeps(Where.COOKIE, "bidaide-appareil", _DEVICE, until=N_("un an"), data=_account),
)
# what stays open to somebody who must first have a second proof: their account, the way out, help
_BEFORE_THE_PROOF = ("/compte", "/deconnexion", "/langue", "/aide", "/accessibilite", "/mentions-legales", "/connexion")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the request carries to say who asks, not yet believed."""

    cookie: str | None = None
    bearer: str | None = None
    device: str = ""  # what the device says of itself: its own cookie, and the browser's words
    agent: str = ""
    address: str = ""
    writes: bool = False
    organisation: str | None = None  # slug asked for by the caller of the API, when it belongs to several
    once: Once | None = None  # a machine's promise that sending this again means the same act


@dataclass(frozen=True, slots=True)
class Identified:
    actor: Actor
    afterwards: Callable[[], None] | None = None  # a small write, done once the request's own work is kept


Identify = Callable[[Session, Credentials], Identified | None]
Stands = Callable[[Session, Actor], bool]

_identify: Identify | None = None
_stands: Stands | None = None

# Asked before an endpoint runs, with its method and its address as the routes write it: may refuse.
Weigh = Callable[[Actor, str, str], None]

_weigh: Weigh | None = None


def plug_weight(weigh: Weigh) -> None:
    """Told once by `wiring`: which acts ask for one more proof of who they are."""
    global _weigh
    _weigh = weigh


def plug_identity(identify: Identify, stands: Stands) -> None:
    """Told once by `wiring`: how credentials become a person, and whether they are still one as their act begins."""
    global _identify, _stands
    _identify, _stands = identify, stands


def session_cookie(request: Request) -> str | None:
    return request.cookies.get(SESSION_COOKIES[0] if settings().https else SESSION_COOKIES[1]) or None


def device_cookie(request: Request) -> str:
    return request.cookies.get(DEVICE_COOKIES[0] if settings().https else DEVICE_COOKIES[1], "")


async def browser(request: Request) -> Credentials:
    cookie = session_cookie(request)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        await csrf.check(request, cookie)
    return Credentials(
        cookie=cookie,
        device=device_cookie(request),
        agent=request.headers.get("user-agent", ""),
        address=request.client.host if request.client else "",
    )


_bearer_scheme = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token", auto_error=False)


async def machine(request: Request, token: Annotated[str | None, Security(_bearer_scheme)]) -> Credentials:
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    asked_for = request.headers.get("x-organisation")
    return Credentials(bearer=token, organisation=asked_for, once=promised(request), writes=writes)


def who_asks(session: Session, credentials: Credentials, required: bool, request: Request | None) -> Identified | None:
    assert _identify is not None, "identity is not plugged in"
    identified = _identify(session, credentials) if credentials.cookie or credentials.bearer else None
    if identified and identified.actor.must_prove and not _is_before_the_proof(request):
        if required:
            raise SecondFactorNeeded(
                _(
                    "Votre organisme demande une deuxième preuve à l'entrée. Mettez-la en place : rien d'autre ne s'ouvre avant."
                )
            )
        identified = None
    if identified is None and required:
        raise SignInNeeded(_("Connectez-vous pour continuer."))
    if identified:
        i18n.locale.set(identified.actor.locale)
        if request is not None:
            request.state.actor = identified.actor
    if identified and required and _weigh and (scope := asked.get()) is not None:
        _weigh(identified.actor, scope["method"], scope["route"].path)
    return identified


def _is_before_the_proof(request: Request | None) -> bool:
    if request is None:
        return False
    path = request.url.path
    return path == "/" or any(path == start or path.startswith(f"{start}/") for start in _BEFORE_THE_PROOF)


def still_here(session: Session, actor: Actor) -> None:
    """The first thing of an act that writes: whoever was erased since they were known has nothing written in their name.

    Until it ends, nobody erases them: what it writes is found.
    """
    assert _stands is not None, "identity is not plugged in"
    if not _stands(session, actor):
        raise SignInNeeded(_("Connectez-vous pour continuer."))


@contextmanager
def ended_if_taken() -> Iterator[None]:
    """A sign-in that somebody has taken elsewhere is ended once the reading that found it is over."""
    try:
        yield
    except TakenElsewhere as taken:
        taken.ended()
        raise
