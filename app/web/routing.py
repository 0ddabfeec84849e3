"""Finding the endpoint of a request: by the first word of its path, instead of trying each route of the house in turn."""

from collections import defaultdict

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

API_PREFIX = "/api/v1"


def word_of(path: str) -> str:
    """The first word of a path; for the API, the first one after its version."""
    if path.startswith(API_PREFIX + "/"):
        return "api " + path[len(API_PREFIX) + 1 :].split("/", 1)[0]
    return path[1:].split("/", 1)[0]


class HouseRouter(APIRouter):
    """The application's own router, with an index. What the index does not find is looked for as usual (404, 405)."""

    index: dict[str, list[BaseRoute]]

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self.index.get(word_of(scope["path"]), ()):
                match, child_scope = route.matches(scope)
                if match == Match.FULL:
                    scope["router"] = self
                    scope.update(child_scope)
                    await route.handle(scope, receive, send)
                    return
        await super().app(scope, receive, send)


def index_routes(app: FastAPI) -> None:
    """Once every route is there. A route that begins with a parameter cannot be indexed, and is found as usual."""
    router = app.router
    router.__class__ = HouseRouter
    assert isinstance(router, HouseRouter)
    router.middleware_stack = router.app  # Starlette took hold of the other `app` when the router was made
    router.index = defaultdict(list)
    for route in router.routes:
        word = word_of(getattr(route, "path", "/{"))
        if "{" not in word:
            router.index[word].append(route)
    for routes in router.index.values():
        routes.sort(key=_named_first)


def _named_first(route: BaseRoute) -> list[bool]:
    """`/atelier/banque` is tried before `/atelier/{slug}`, whatever rooms they belong to."""
    return ["{" in part for part in str(getattr(route, "path", "")).split("/")]
