"""What every answer gets: security headers, a language, one line of log, one measure. Pure ASGI."""

import time
from dataclasses import dataclass

from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from app.core import i18n
from app.core.trail import whence

log = get_logger()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# What a page of ours never asks of a device; passkeys and a film on the whole screen are ours alone.
_NEVER = (
    "accelerometer", "autoplay", "browsing-topics", "camera",
    "compute-pressure", "display-capture", "encrypted-media", "gamepad", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer",
    "microphone", "midi", "otp-credentials", "payment", "screen-wake-lock", "serial", "storage-access",
    "sync-xhr", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
_OURS = ("fullscreen", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get")
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",  # what is meant for other sites says so itself (badges)
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in _NEVER), *(f"{name}=(self)" for name in _OURS)]),
}

_AT_HOME = ("127.0.0.1", "localhost", "[::1]")  # who watches over the service, on its own machine
_BODILESS = frozenset({"GET", "HEAD"})
_WORDS = 2_000_000
_PIECES = b"application/offset+octet-stream"  # of a file that comes over several requests (tus)
_MOST_THROWN_AWAY = 150_000_000

_requests = Counter("bidaide_requests_total", "Requests answered", ["method", "route", "status"])
_seconds = Histogram("bidaide_request_seconds", "Time to answer", ["route"])


@dataclass(frozen=True, slots=True)
class Most:
    """Octets that a body may have. `form`: with what somebody hands in; `material`: with the material of a course.

    Material comes as pieces to the addresses of `pieces`, which are written to the disk as they arrive, or in a form of
    the `workshop`. Anywhere else a body may be read into memory, whatever it says of itself.
    """

    form: int
    material: int
    pieces: tuple[str, ...] = ()
    workshop: tuple[str, ...] = ()

    def of(self, path: str, kind: bytes) -> int:
        if kind == _PIECES and path.startswith(self.pieces):
            return self.material
        if kind.startswith(b"multipart/"):
            return self.material if path.startswith(self.workshop) else self.form
        return min(self.form, _WORDS)


class House:
    def __init__(self, app: ASGIApp, https: bool, most: Most, host: str = "") -> None:
        """`host`: the only name that the house answers to, beside those of its own machine; empty for any."""
        self.app = app
        self.most = most
        self.hosts = frozenset({host.lower(), *_AT_HOME}) if host else frozenset()
        self.headers = dict(_HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500
        language = i18n.locale.set(_language(scope))
        here = whence.asked.set(scope)

        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                if getattr(state.get("actor"), "shared", False):
                    headers["Cache-Control"] = "no-store"  # on a screen of everybody's nothing is kept
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")  # what a program is told is of its person
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            if self.hosts and _host(scope) not in self.hosts:
                await PlainTextResponse("421", 421)(scope, receive, send_with_headers)
                return
            taken = receive if scope["method"] in _BODILESS else _at_most(receive, self._most(scope))
            await self.app(scope, taken, send_with_headers)
        finally:
            i18n.locale.reset(language)
            whence.asked.reset(here)
            elapsed = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "-")
            _requests.labels(scope["method"], route, status).inc()
            _seconds.labels(route).observe(elapsed)
            if status >= 500:
                log.warning(
                    "answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round(elapsed * 1000),
                )

    def _most(self, scope: Scope) -> int:
        kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
        return self.most.of(scope["path"], kind)


def _host(scope: Scope) -> str:
    """The name that was asked for, without its port; nothing when it was asked for twice."""
    found: list[str] = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1:
        return ""
    return found[0].rpartition("]")[0] + "]" if found[0].startswith("[") else found[0].partition(":")[0]


def _at_most(receive: Receive, most: int) -> Receive:
    """A body of at most so many bytes. A heavier one is read on for a while and thrown away: a browser that is still
    sending would not hear the answer."""
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            while message.get("more_body") and taken < most + min(3 * most, _MOST_THROWN_AWAY):
                message = await receive()
                taken += len(message.get("body", b""))
            raise HTTPException(413)
        return message

    return take


def _language(scope: Scope) -> str:
    """The language asked for by the `langue` cookie, then by the browser."""
    accepted = ""
    for name, value in scope["headers"]:
        if name == b"cookie" and b"langue=en" in value:
            return "en"
        if name == b"cookie" and b"langue=fr" in value:
            return "fr"
        if name == b"accept-language":
            accepted = value.decode("latin-1").lower()
    for part in accepted.split(","):
        code = part.strip()[:2]
        if code in i18n.LOCALES:
            return code
    return "fr"
