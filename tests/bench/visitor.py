"""A browser without a window: one person's cookies, the form of the sign-in page, a token for the API."""

import gzip
import http.client
import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from app.demo.services import PASSWORD
from tests.bench.processes import Failed

HTML = {"Accept": "text/html", "Accept-Language": "fr"}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]  # lower-case names
    sent: bytes  # the body as it travelled
    wire: int  # bytes of the whole answer, head included

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.sent) if self.headers.get("content-encoding") == "gzip" else self.sent

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = HTML | (headers or {})
        if self.cookies:
            given["Cookie"] = self.cookie_header
        connection.request(method, path, body=body.encode() if body is not None else None, headers=given)
        answer = connection.getresponse()
        sent = answer.read()
        pairs = answer.getheaders()
        connection.close()
        head = len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n\r\n") + sum(len(n) + len(v) + 4 for n, v in pairs)
        for name, value in pairs:
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return Reply(answer.status, {name.lower(): value for name, value in pairs}, sent, head + len(sent))

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, headers)

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def form_token(self, path: str) -> str:
        """What the forms of a page carry."""
        found = _TOKEN.search(self.get(path).text)
        if found is None:
            raise Failed(f"{path} holds no form token")
        return found.group(1)

    def sign_in_body(self, email: str) -> str:
        """What the form of the sign-in page sends."""
        return urlencode(
            {"csrf": self.form_token("/connexion"), "email": email, "password": PASSWORD, "suite": "/accueil"}
        )

    def sign_in(self, email: str) -> "Visitor":
        form = self.sign_in_body(email)
        reply = self.send("POST", "/connexion", {"Content-Type": "application/x-www-form-urlencoded"}, form)
        if reply.status != 303:
            raise Failed(f"{email} could not sign in: {reply.status}")
        return self

    def token(self, email: str) -> str:
        form = urlencode({"username": email, "password": PASSWORD})
        reply = self.send("POST", "/api/v1/auth/token", {"Content-Type": "application/x-www-form-urlencoded"}, form)
        if reply.status != 200:
            raise Failed(f"{email} got no token: {reply.status}")
        return str(json.loads(reply.text)["access_token"])


def request(method: str, path: str, headers: dict[str, str], body: str = "") -> str:
    """The text of a request, as the load sends it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: bidaide-bench"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return "\r\n".join([*lines, "", ""]) + body.encode().decode("latin-1")
