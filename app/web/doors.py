"""How a request enters: who asks, one transaction around the endpoint, in the thread that runs it.

An endpoint is a plain function that asks for what it needs:

    def show_plan(request: Request, session: Reading, actor: CurrentActor) -> Response

`Reading` cannot write. `Writing` is one whole act, kept or not at all. `CurrentActor` is the person signed in by the
browser's cookie, `ApiActor` the one named by a bearer token; `MaybeActor` may be nobody.
"""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar, get_type_hints

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from app.core import i18n
from app.core.access import Actor
from app.core.db import database
from app.core.errors import (
    Forbidden,
    Invalid,
    NotFound,
)
from app.core.i18n import _
from app.web.credentials import Credentials, Identified, browser, ended_if_taken, machine, still_here, who_asks
from app.web.once import carry_out
from app.web.private_doors import opened_by_its_address
from app.web.refusals import RESPONSES
from app.web.routing import API_PREFIX

T = TypeVar("T")

# Told what an endpoint has given to whom: the session of an act that changes, nothing after a reading.
Watch = Callable[[Actor, Any, Session | None], None]

_watch: Watch | None = None
_refused: Callable[[Actor], None] | None = None


def plug_trail(watch: Watch, refused: Callable[[Actor], None]) -> None:
    """Told once by `wiring`: what notes who has seen, changed and been refused what."""
    global _watch, _refused
    _watch, _refused = watch, refused


async def _no_session() -> None:
    """The route class opens the real one in the endpoint's own thread."""


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
        with ended_if_taken(), database().reading() as session:
            identified = who_asks(session, self._credentials, True, self._request)
        assert identified is not None
        if identified.afterwards:
            identified.afterwards()
        return identified.actor


async def _browser_steps(request: Request, credentials: Annotated[Credentials, Depends(browser)]) -> Steps:
    return Steps(request, credentials)


async def _machine_steps(request: Request, credentials: Annotated[Credentials, Depends(machine)]) -> Steps:
    return Steps(request, credentials)


PageSteps = Annotated[Steps, Depends(_browser_steps)]
ApiSteps = Annotated[Steps, Depends(_machine_steps)]


@dataclass(frozen=True, slots=True)
class _Wants:
    what: str


Reading = Annotated[Session, Depends(_no_session), _Wants("reading")]
Writing = Annotated[Session, Depends(_no_session), _Wants("writing")]
CurrentActor = Annotated[Actor, Depends(browser), _Wants("actor")]
MaybeActor = Annotated[Actor | None, Depends(browser), _Wants("maybe")]
ApiActor = Annotated[Actor, Depends(machine), _Wants("actor")]


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
        with ended_if_taken():
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
                        identified = who_asks(session, arguments[actor_name], required, request)
                        arguments[actor_name] = identified.actor if identified else None
                    arguments[session_name] = session
                    answer = endpoint(**arguments)
                if identified and _watch:
                    _watch(identified.actor, answer, None)
            else:
                if actor_name:
                    with db.reading() as session:
                        identified = who_asks(session, arguments[actor_name], required, request)
                    arguments[actor_name] = identified.actor if identified else None
                if not session_name:
                    return endpoint(**arguments)
                with db.writing() as session:
                    arguments[session_name] = session
                    actor = identified.actor if identified else None
                    if actor is not None:
                        still_here(session, actor)
                    answer = carry_out(session, actor, once, returns, lambda: endpoint(**arguments))
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


def afterwards(request: Request, act: Callable[[], None] | None) -> None:
    """A small write of its own, done once the page is made and its reading is over: who has looked at what."""
    if act is not None:
        request.state.afterwards = [*getattr(request.state, "afterwards", ()), act]


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
