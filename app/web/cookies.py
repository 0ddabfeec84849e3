"""What a cookie is called: with HTTPS its name binds it to this very host, so that no neighbour can plant one."""

from fastapi import Request, Response

from app.core.settings import settings


def named(name: str) -> str:
    return f"__Host-{name}" if settings().https else name


def read(request: Request, name: str) -> str:
    """The value that we have given it; empty without. One of the same name without the prefix is somebody else's."""
    return request.cookies.get(named(name), "")


def give(response: Response, name: str, value: str, age: int | None = None) -> None:
    name = named(name)
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=settings().https, path="/")


def take_back(response: Response, name: str) -> None:
    response.delete_cookie(named(name), path="/", httponly=True, samesite="lax", secure=settings().https)
