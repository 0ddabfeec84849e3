"""The one way in which the house asks an address for something, so that nobody makes it ask where they could not go.

Addresses come from administrators (a provider of sign-in), from browsers (a push service), from whoever installs the
house. Each is checked the same: its scheme and its port; its name resolved once, every answer being a public address;
the connection made to the very address that was checked, whatever the name says a moment later; no redirect unless each
hop passes the same door; so many octets and so many seconds, and no more.

`own=True` is for an address that whoever installs the house has written in its settings: it may be on their own
network. BIDAIDE_PRIVATE_HOSTS opens names and networks of theirs to the others: `sso.interne.example 10.4.0.0/16`.
What gives cloud machines their keys (169.254.0.0/16, fe80::/10) is never opened but by its own address there.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from app.core.settings import settings

if TYPE_CHECKING:
    import httpx

Address = IPv4Address | IPv6Address

LARGEST = 2_000_000
WHOLE = 20.0
CONNECT = 5.0
_PORTS = frozenset({443, 8443})
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")  # an IPv4 address in disguise, long out of use


class NotFetched(Exception):
    """Nothing came of it; `why` is a word for logs, without the address."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Refused(NotFetched):
    """The house does not go there."""


class Unreachable(NotFetched):
    """Nobody answered, or the line broke before anything was asked."""


class NoAnswer(NotFetched):
    """It was asked, and no answer came in time: it may have been heard."""


class TooHeavy(NotFetched):
    """The answer is larger than anything expected there."""


@dataclass(frozen=True, slots=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = field(default="", repr=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def fetch(
    method: str,
    url: str,
    *,
    own: bool = False,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    json: Any = None,
    data: Mapping[str, str] | None = None,
    most: int = LARGEST,
    within: float = WHOLE,
    redirects: int = 0,
) -> Fetched:
    """Ask once, and read the answer. Raises NotFetched; an answer that says no is an answer."""
    until = time.monotonic() + within
    while True:
        found = _once(method, url, own, headers, content, json, data, most, until)
        where = found.headers.get("location", "")
        if found.status not in (301, 302, 303, 307, 308) or not where or redirects < 1 or method != "GET":
            return found
        url, redirects = urljoin(url, where), redirects - 1


def is_named(host: str) -> bool:
    """Whether whoever installs the house has opened this name to its administrators."""
    return host.lower().rstrip(".") in _opened()[0]


def checked(url: str, own: bool = False) -> "tuple[httpx.URL, list[Address]]":
    """The address taken apart, and where it leads by now. Raises Refused, or Unreachable when its name leads nowhere."""
    import httpx  # noqa: PLC0415 - it costs 6 MB to a house that asks nobody

    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("not-an-address") from error
    if not target.host or target.userinfo or not url.isprintable() or " " in url:
        raise Refused("not-an-address")
    port = target.port or {"https": 443, "http": 80}.get(target.scheme, 0)
    named = is_named(target.host)
    if target.scheme != "https" and not ((own or named) and target.scheme == "http"):
        raise Refused("scheme")
    if port not in _PORTS and not own and not named:
        raise Refused("port")
    found = _resolve(target.host, port)
    for address in found:
        if not _may_go(address, own=own, named=named):
            raise Refused("private-address")
    return target, found


def _once(
    method: str,
    url: str,
    own: bool,
    headers: Mapping[str, str] | None,
    content: bytes | None,
    json: Any,
    data: Mapping[str, str] | None,
    most: int,
    until: float,
) -> Fetched:
    target, addresses = checked(url, own)
    last: NotFetched = Unreachable("no-address")
    for address in addresses[:3]:
        try:
            with _line(until) as line:
                request = line.build_request(
                    method,
                    target.copy_with(host=str(address)),
                    headers={**(headers or {}), "Host": target.netloc.decode("ascii")},
                    content=content,
                    json=json,
                    data=dict(data) if data is not None else None,
                    extensions={"sni_hostname": target.host} if target.scheme == "https" else {},
                )
                return _read(line, request, most, until, url)
        except Unreachable as error:
            last = error
    raise last


@contextmanager
def _line(until: float) -> "Iterator[httpx.Client]":
    import httpx  # noqa: PLC0415

    left = max(0.1, until - time.monotonic())
    timeout = httpx.Timeout(left, connect=min(CONNECT, left))
    with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=_trusted()) as client:
        yield client


def _read(line: "httpx.Client", request: "httpx.Request", most: int, until: float, url: str) -> Fetched:
    import httpx  # noqa: PLC0415

    try:
        answer = line.send(request, stream=True)
        try:
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > most:
                    raise TooHeavy("too-heavy")
                if time.monotonic() > until:
                    raise NoAnswer("slow")
            return Fetched(answer.status_code, answer.headers, bytes(body), url)
        finally:
            answer.close()
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise Unreachable(type(error).__name__) from error
    except httpx.TimeoutException as error:
        raise NoAnswer(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise Unreachable(type(error).__name__) from error


def _resolve(host: str, port: int) -> list[Address]:
    """Every address behind a name, each once. Numbers in disguise (2130706433, 0x7f.1) come out as what they are."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("unknown-name") from error
    found = dict.fromkeys(ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers)
    if not found:
        raise Unreachable("unknown-name")
    return list(found)


def _may_go(address: Address, *, own: bool, named: bool) -> bool:
    inside = _inside(address)
    if any(inside.version == network.version and inside in network for network in _opened()[1]):
        return True
    if inside.is_link_local or inside.is_multicast or inside.is_unspecified:
        return False
    return own or named or (inside.is_global and not inside.is_reserved)


def _inside(address: Address) -> Address:
    """The IPv4 address that some IPv6 addresses are another way of writing."""
    if isinstance(address, IPv4Address):
        return address
    if found := address.ipv4_mapped or address.sixtofour:
        return found
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _opened() -> "tuple[frozenset[str], tuple[Any, ...]]":
    return _read_opened(settings().private_hosts)


@cache
def _read_opened(said: str) -> "tuple[frozenset[str], tuple[Any, ...]]":
    names, networks = set(), []
    for word in said.replace(",", " ").split():
        try:
            networks.append(ip_network(word, strict=False))
        except ValueError:
            names.add(word.lower().rstrip("."))
        else:
            names.add(word.lower())  # an address written as such is also a name: its scheme and port are free
    return frozenset(names), tuple(networks)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities of the machine; TLS 1.2 at least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
