"""What a page weighs for a browser that has never come, and for one that comes back."""

import re
from dataclasses import dataclass

from tests.bench.processes import Failed
from tests.bench.visitor import Reply, Visitor

_FETCHED = (
    re.compile(r'<link\b[^>]*\brel="(?:preload|stylesheet|icon|manifest|modulepreload)"[^>]*>'),
    re.compile(r"<script\b[^>]*\bsrc=[^>]*>"),
    re.compile(r"<img\b[^>]*>"),
    re.compile(r"<use\b[^>]*>"),
)
_ADDRESS = re.compile(r'\b(?:href|src)="([^"#]+)')
_INSIDE_STYLE = re.compile(r'url\(["\']?([^"\')#]+)')
_INSIDE_SCRIPT = re.compile(r'\bimport\b[^"\';]*["\'](/[^"\']+)["\']')


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes as they travel, heads included."""

    html: int
    first_bytes: int
    first_requests: int
    second_bytes: int
    second_requests: int


def weigh(visitor: Visitor, path: str) -> Weight:
    page = _fetch(visitor, path)
    waiting = [
        address for pattern in _FETCHED for tag in pattern.findall(page.text) for address in _ADDRESS.findall(tag)
    ]
    seen = {path: page}
    while waiting:
        address = waiting.pop(0)
        if address in seen or address.startswith("data:"):
            continue
        if not address.startswith("/"):
            raise Failed(f"{path} loads {address} from elsewhere")
        reply = seen[address] = _fetch(visitor, address)
        kind = reply.headers.get("content-type", "")
        if "css" in kind:
            waiting += _INSIDE_STYLE.findall(reply.text)
        elif "javascript" in kind:
            waiting += _INSIDE_SCRIPT.findall(reply.text)
    again = [_fetch_again(visitor, address, reply) for address, reply in seen.items() if not _kept(reply)]
    return Weight(
        page.wire, sum(reply.wire for reply in seen.values()), len(seen), sum(reply.wire for reply in again), len(again)
    )


def _fetch(visitor: Visitor, path: str, **conditions: str) -> Reply:
    reply = visitor.get(path, **({"Accept-Encoding": "gzip"} | conditions))
    if reply.status not in (200, 304):
        raise Failed(f"{path} answered {reply.status}")
    return reply


def _kept(reply: Reply) -> bool:
    """Whether a browser uses its own copy without asking."""
    said = reply.headers.get("cache-control", "")
    return "immutable" in said or (bool(re.search(r"max-age=[1-9]", said)) and "no-cache" not in said)


def _fetch_again(visitor: Visitor, path: str, before: Reply) -> Reply:
    tag = before.headers.get("etag")
    return _fetch(visitor, path, **({"If-None-Match": tag} if tag else {}))
