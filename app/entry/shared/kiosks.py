"""Machines that the team has declared as shared: whoever enters there enters for a short while."""

import hmac

from fastapi import Request, Response

from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.entry.prints import print_of
from app.web import cookies

COOKIE = keeps(
    Where.COOKIE,
    "bidaide_poste",
    N_("Dit que cet ordinateur est partagé : on y entre pour peu de temps. Il ne dit rien de personne."),
    until=N_("un an, ou quand l'équipe l'efface"),
)
_YEAR = 31_536_000


def is_kiosk(request: Request) -> bool:
    return bool(kiosk_of(request))


def kiosk_of(request: Request) -> str:
    """The slug of the organisation that declared this machine; empty for any other."""
    slug, _dot, proof = cookies.read(request, COOKIE).rpartition(".")
    return slug if slug and hmac.compare_digest(proof.encode(), print_of("kiosk", slug).encode()) else ""


def declare(response: Response, slug: str) -> None:
    cookies.give(response, COOKIE, f"{slug}.{print_of('kiosk', slug)}", _YEAR)


def forget(response: Response) -> None:
    cookies.take_back(response, COOKIE)
