"""How a request enters: who asks, one transaction around the endpoint, in the thread that runs it.

An endpoint is a plain function that asks for what it needs:

    def show_plan(request: Request, session: Reading, actor: CurrentActor) -> Response

`Reading` cannot write. `Writing` is one whole act, kept or not at all. `CurrentActor` is the person signed in by the
browser's cookie, `ApiActor` the one named by a bearer token; `MaybeActor` may be nobody.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar, get_type_hints

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import OAuth2PasswordBearer
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import i18n
from app.core.access import Actor
from app.core.db import database
from app.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    SecondFactorNeeded,
    SignInNeeded,
    TakenElsewhere,
)
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.core.trail.whence import asked
from app.web import csrf
from app.web.models import GivenAnswer
from app.web.private_doors import opened_by_its_address
from app.web.refusals import RESPONSES
from app.web.routing import API_PREFIX

T = TypeVar("T")

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
    once: "Once | None" = None  # a machine's promise that sending this again means the same act


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key, the fingerprint of the request that carries it, and the status of its answer."""

    key: str
    asked: str
    status: int


@dataclass(frozen=True, slots=True)
class Identified:
    actor: Actor
    afterwards: Callable[[], None] | None = None  # a small write, done once the request's own work is kept


Identify = Callable[[Session, Credentials], Identified | None]
Stands = Callable[[Session, Actor], bool]

_identify: Identify | None = None
_stands: Stands | None = None

# Told what an endpoint has given to whom: the session of an act that changes, nothing after a reading.
Watch = Callable[[Actor, Any, Session | None], None]

_watch: Watch | None = None
_refused: Callable[[Actor], None] | None = None

# Asked before an endpoint runs, with its method and its address as the routes write it: may refuse.
Weigh = Callable[[Actor, str, str], None]

_weigh: Weigh | None = None


def plug_weight(weigh: Weigh) -> None:
    """Told once by `wiring`: which acts ask for one more proof of who they are."""
    global _weigh
    _weigh = weigh


def plug_trail(watch: Watch, refused: Callable[[Actor], None]) -> None:
    """Told once by `wiring`: what notes who has seen, changed and been refused what."""
    global _watch, _refused
    _watch, _refused = watch, refused


def plug_identity(identify: Identify, stands: Stands) -> None:
    """Told once by `wiring`: how credentials become a person, and whether they are still one as their act begins."""
    global _identify, _stands
    _identify, _stands = identify, stands


def session_cookie(request: Request) -> str | None:
    return request.cookies.get(SESSION_COOKIES[0] if settings().https else SESSION_COOKIES[1]) or None


def device_cookie(request: Request) -> str:
    return request.cookies.get(DEVICE_COOKIES[0] if settings().https else DEVICE_COOKIES[1], "")


async def _no_session() -> None:
    """The route class opens the real one in the endpoint's own thread."""


async def _browser(request: Request) -> Credentials:
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


async def _machine(request: Request, token: Annotated[str | None, Security(_bearer_scheme)]) -> Credentials:
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    asked_for = request.headers.get("x-organisation")
    return Credentials(bearer=token, organisation=asked_for, once=_promise(request), writes=writes)


def _promise(request: Request) -> Once | None:
    key = request.headers.get("idempotency-key")
    if not key or request.method not in ("POST", "PUT", "PATCH"):
        return None
    body = getattr(request, "_body", b"")  # read already when the endpoint takes JSON; a form is known by its address
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    return Once(key[:200], asked, request.scope["route"].status_code or 200)


class Steps:
    """For what waits on bytes: who asks, and short transactions of one's own, each in a thread that ends with it.

    An endpoint that holds a session is a plain function, and holds nothing else up. One that receives a film over a bad
    line is asynchronous, and says at each step what it wants of the database:

        async def receive(request: Request, steps: PageSteps) -> Response:
            upload = await steps.reading(lambda session, actor: queries.upload_of(session, actor, upload_id))
    """

    def __init__(self, request: Request, credentials: Credentials) -> None:
        self._request, self._credentials = request, credentials
        self._actor: Actor | None = None

    async def who(self) -> Actor:
        if self._actor is None:
            self._actor = await to_thread.run_sync(self._find)
            i18n.locale.set(self._actor.locale)  # the thread has only told itself
        return self._actor

    def again(self) -> "Steps":
        """The same request, its person looked up anew: they may have signed out since."""
        return Steps(self._request, self._credentials)

    async def reading(self, act: Callable[[Session, Actor], T]) -> T:
        return await self._in(database().reading, act, writes=False)

    async def writing(self, act: Callable[[Session, Actor], T]) -> T:
        return await self._in(database().writing, act, writes=True)

    async def _in(
        self, opened: Callable[[], AbstractContextManager[Session]], act: Callable[[Session, Actor], T], *, writes: bool
    ) -> T:
        actor = await self.who()

        def step() -> T:
            with opened() as session:
                if writes:
                    still_here(session, actor)
                return act(session, actor)

        return await to_thread.run_sync(step)

    def _find(self) -> Actor:
        with _ended_if_taken(), database().reading() as session:
            identified = _who(session, self._credentials, True, self._request)
        assert identified is not None
        if identified.afterwards:
            identified.afterwards()
        return identified.actor


async def _browser_steps(request: Request, credentials: Annotated[Credentials, Depends(_browser)]) -> Steps:
    return Steps(request, credentials)


async def _machine_steps(request: Request, credentials: Annotated[Credentials, Depends(_machine)]) -> Steps:
    return Steps(request, credentials)


PageSteps = Annotated[Steps, Depends(_browser_steps)]
ApiSteps = Annotated[Steps, Depends(_machine_steps)]


@dataclass(frozen=True, slots=True)
class _Wants:
    what: str


Reading = Annotated[Session, Depends(_no_session), _Wants("reading")]
Writing = Annotated[Session, Depends(_no_session), _Wants("writing")]
CurrentActor = Annotated[Actor, Depends(_browser), _Wants("actor")]
MaybeActor = Annotated[Actor | None, Depends(_browser), _Wants("maybe")]
ApiActor = Annotated[Actor, Depends(_machine), _Wants("actor")]


def _wanted(endpoint: Callable[..., Any]) -> dict[str, str]:
    found = {}
    for name, hint in get_type_hints(endpoint, include_extras=True).items():
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, _Wants):
                found[extra.what] = name
    return found


def in_one_transaction(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint, given its person and its session, and kept whole or not at all."""
    wanted = _wanted(endpoint)
    if not wanted or hasattr(endpoint, "in_one_transaction"):
        return endpoint
    if inspect.iscoroutinefunction(endpoint):
        raise TypeError(f"{endpoint.__name__}: an endpoint that holds a session is a plain function")
    session_name = wanted.get("reading") or wanted.get("writing")
    actor_name = wanted.get("actor") or wanted.get("maybe")
    writes, required = "writing" in wanted, "actor" in wanted
    returns = get_type_hints(endpoint).get("return")

    @wraps(endpoint)
    def run(**arguments: Any) -> Any:
        with _ended_if_taken():
            return enter(**arguments)

    def enter(**arguments: Any) -> Any:
        request: Request | None = arguments.get("request")
        once = arguments[actor_name].once if actor_name else None
        if any(isinstance(value, str) and "\x00" in value for value in arguments.values()):
            if request is not None and request.method != "GET":  # no word holds one, and PostgreSQL refuses it
                raise Invalid(
                    _(
                        "Un texte contient un caractère qui ne peut pas être gardé. Rien n'a été enregistré. Corrigez-le."
                    )
                )
            raise NotFound()  # and no address of ours does
        db = database()
        identified: Identified | None = None
        try:
            if session_name and not writes:
                with db.reading() as session:
                    if actor_name:
                        identified = _who(session, arguments[actor_name], required, request)
                        arguments[actor_name] = identified.actor if identified else None
                    arguments[session_name] = session
                    answer = endpoint(**arguments)
                if identified and _watch:
                    _watch(identified.actor, answer, None)
            else:
                if actor_name:
                    with db.reading() as session:
                        identified = _who(session, arguments[actor_name], required, request)
                    arguments[actor_name] = identified.actor if identified else None
                if not session_name:
                    return endpoint(**arguments)
                with db.writing() as session:
                    arguments[session_name] = session
                    actor = identified.actor if identified else None
                    if actor is not None:
                        still_here(session, actor)
                    answer = _once(session, actor, once, returns, lambda: endpoint(**arguments))
                    if actor and _watch:
                        _watch(actor, answer, session)
        except Forbidden:
            if identified and _refused:
                _refused(identified.actor)
            raise
        if identified and identified.afterwards:
            identified.afterwards()
        if request is not None:
            for act in getattr(request.state, "afterwards", ()):
                act()
        return answer

    run.in_one_transaction = True  # type: ignore[attr-defined]  # some versions rebuild included routes
    return run


def still_here(session: Session, actor: Actor) -> None:
    """The first thing of an act that writes: whoever was erased since they were known has nothing written in their name.

    Until it ends, nobody erases them: what it writes is found.
    """
    assert _stands is not None, "identity is not plugged in"
    if not _stands(session, actor):
        raise SignInNeeded(_("Connectez-vous pour continuer."))


@contextmanager
def _ended_if_taken() -> Iterator[None]:
    """A sign-in that somebody has taken elsewhere is ended once the reading that found it is over."""
    try:
        yield
    except TakenElsewhere as taken:
        taken.ended()
        raise


def afterwards(request: Request, act: Callable[[], None] | None) -> None:
    """A small write of its own, done once the page is made and its reading is over: who has looked at what."""
    if act is not None:
        request.state.afterwards = [*getattr(request.state, "afterwards", ()), act]


def _who(session: Session, credentials: Credentials, required: bool, request: Request | None) -> Identified | None:
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


def _once(session: Session, actor: Actor | None, once: Once | None, returns: Any, act: Callable[[], Any]) -> Any:
    """Carry out a machine's request once, however often it is sent with the same Idempotency-Key."""
    if once is None or actor is None:
        return act()
    given = session.execute(
        select(GivenAnswer.request, GivenAnswer.status, GivenAnswer.body).where(
            GivenAnswer.account_id == actor.account_id, GivenAnswer.key == once.key
        )
    ).first()
    if given:
        if given.request != once.asked:
            raise Conflict(_("Cette clé d'idempotence a déjà servi pour une autre demande. Rien n'a été changé."))
        return Response(given.body, status_code=given.status, media_type="application/json")
    answer = act()
    if isinstance(answer, Response):
        return answer
    text = TypeAdapter(returns).dump_json(answer).decode()
    session.add(
        GivenAnswer(account_id=actor.account_id, key=once.key, request=once.asked, status=once.status, body=text)
    )
    return Response(text, status_code=once.status, media_type="application/json")


class Door(APIRoute):
    """A route whose endpoint runs in one transaction."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, opened_by_its_address(path, in_one_transaction(endpoint)), **options)


def pages(name: str) -> APIRouter:
    """A router for the pages of a room; routes are named `room:endpoint`."""
    return APIRouter(
        route_class=Door,
        include_in_schema=False,
        default_response_class=Response,
        generate_unique_id_function=lambda route: f"{name}:{route.name}",
    )


def api(name: str) -> APIRouter:
    """A router for the API of a room, served under /api/v1."""
    return APIRouter(prefix=API_PREFIX, route_class=Door, tags=[name], responses=RESPONSES)
