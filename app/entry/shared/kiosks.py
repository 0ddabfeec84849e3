"""Machines that the team has declared as shared: whoever enters there enters for a short while."""

from fastapi import Request, Response

from app.core.settings import settings
from app.entry.prints import print_of

COOKIE = "bidaide_poste"
_YEAR = 31_536_000


def is_kiosk(request: Request) -> bool:
    return bool(kiosk_of(request))


def kiosk_of(request: Request) -> str:
    """The slug of the organisation that declared this machine; empty for any other."""
    slug, _dot, proof = request.cookies.get(COOKIE, "").rpartition(".")
    return slug if slug and proof == print_of("kiosk", slug) else ""


def declare(response: Response, slug: str) -> None:
    response.set_cookie(
        COOKIE, f"{slug}.{print_of('kiosk', slug)}", max_age=_YEAR, httponly=True, samesite="lax",
        secure=settings().https, path="/",
    )  # fmt: skip


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=settings().https)
