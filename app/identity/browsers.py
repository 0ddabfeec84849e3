"""The cookies of a browser: the secret of its sign-in, and the device's own."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.settings import settings
from app.identity import sign_ins
from app.identity.models import Account, SignIn
from app.web.credentials import DEVICE_COOKIES, SESSION_COOKIES, device_cookie

_DEVICE_AGE = 400 * 24 * 3600  # the longest that browsers keep one


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in with what its browser must keep."""

    sign_in: SignIn
    secret: str
    device_secret: str


def open_browser(
    session: Session,
    request: Request,
    account: Account,
    organisation_slug: str = "",
    lifetime: timedelta | None = None,
    *,
    way: str = "password",
    factors: int = 1,
    shared: bool = False,
    helped_by: str | None = None,
    idle: timedelta | None = None,
) -> Opened:
    """Who they are is proved: a sign-in for this browser, tied to its device. `keep` then gives it its cookies."""
    device_secret = device_cookie(request) or sign_ins.new_device_secret()
    sign_in, secret = sign_ins.open_sign_in(
        session, account, request.headers.get("user-agent", ""), organisation_slug, lifetime,
        way=way, factors=factors, shared=shared, helped_by=helped_by, idle=idle, device_secret=device_secret,
        address=request.client.host if request.client else "",
    )  # fmt: skip
    return Opened(sign_in, secret, device_secret)


def keep(response: Response, opened: Opened) -> None:
    """On a screen of everybody's, the browser forgets all of it when it is closed."""
    _set(response, DEVICE_COOKIES, opened.device_secret, None if opened.sign_in.shared else _DEVICE_AGE)
    keep_secret(response, opened.sign_in, opened.secret)


def keep_secret(response: Response, sign_in: SignIn, secret: str) -> None:
    """The secret of a sign-in alone: new, or renewed."""
    age = int((sign_in.expires_at - now()).total_seconds())
    _set(response, SESSION_COOKIES, secret, None if sign_in.shared else age)


def _set(response: Response, names: tuple[str, str], value: str, age: int | None) -> None:
    name = names[0] if settings().https else names[1]
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=settings().https, path="/")
