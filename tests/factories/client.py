"""A small browser over ASGI: keeps cookies, follows redirects, fills the form token, checks every page it meets."""

from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal

from app.core.db import database
from app.identity import queries, services, tokens
from app.web import csrf

PASSWORD = "demo-bidaide"


class Client:
    """`get`, `post` … return httpx responses; `page(path)` also asserts 200 and gives the HTML."""

    def __init__(self, app: Any, portal: BlockingPortal, api: bool = False, checks: bool = True) -> None:
        self.portal = portal
        self._checks = checks
        self.is_api = api
        self.secret = ""
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://house.test", timeout=30)

    def sign_in(self, email: str) -> None:
        """Without the slow password: tests of sign-in itself post the form."""
        with database().writing() as session:
            account = queries.account_by_email(session, email)
            assert account is not None, email
            sign_in, self.secret = services.open_sign_in(
                session, account, "tests", lifetime=services.BROWSER_LIFETIME, idle=timedelta(0)
            )
            token = tokens.issue(account.id, sign_in.id)
        if self.is_api:
            self.http.headers["Authorization"] = f"Bearer {token}"
        else:
            self.http.cookies.set("bidaide", self.secret)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        if self.is_api and not path.startswith("/api/"):
            path = "/api/v1" + path
        if not self.is_api and method in ("PATCH", "PUT", "DELETE"):  # what a script of ours sends
            options["headers"] = {"X-CSRF-Token": self.token, **options.get("headers", {})}
        response = self.portal.call(lambda: self.http.request(method, path, **options))
        part = "HX-Request" in (options.get("headers") or {}) or method == "HEAD"  # a fragment is no whole page
        if self._checks and not part and response.headers.get("content-type", "").startswith("text/html"):
            check_page(response.text, path)
        return response

    @property
    def token(self) -> str:
        """Of the forms of this browser."""
        return csrf.token_for(self.secret or self.http.cookies.get("bidaide_visite") or "")

    def get(self, path: str, follow: bool = False, **options: Any) -> httpx.Response:
        return self.request("GET", path, follow_redirects=follow, **options)

    def post(
        self, path: str, data: dict[str, Any] | None = None, follow: bool = False, **options: Any
    ) -> httpx.Response:
        """On pages, the hidden form token is filled in, as the browser would send it."""
        if not self.is_api and "json" not in options:
            data = {csrf.FIELD: self.token, **(data or {})}
        if data is not None:
            options["data"] = data
        return self.request("POST", path, follow_redirects=follow, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PUT", path, **options)

    def page(self, path: str) -> str:
        response = self.get(path, follow=True)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        return response.text

    def close(self) -> None:
        self.portal.call(self.http.aclose)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lang = ""
        self.title = False
        self.h1 = 0
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.forms: list[dict[str, str | None]] = []
        self.tokens = 0
        self.label_depth = 0
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if "style" in found:
            self.inline.append(f"<{tag} style>")
        if any(name.startswith("on") for name in found):
            self.inline.append(f"<{tag} on…>")
        if tag == "html":
            self.lang = str(found.get("lang") or "")
        elif tag == "title":
            self.title = True
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
            self.h1 += tag == "h1"
        elif tag == "label":
            self.label_depth += 1
            if found.get("for"):
                self.labels.add(str(found["for"]))
        elif tag in ("input", "select", "textarea") and found.get("type") not in (
            "hidden",
            "submit",
            "button",
        ):
            self.fields.append((tag, found | ({"inside": "1"} if self.label_depth else {})))
        elif tag == "form":
            self.forms.append(found)
        if tag == "input" and found.get("name") == "csrf":
            self.tokens += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.label_depth -= 1


def check_page(html: str, path: str) -> None:
    """Language, title, one h1, heading order, unique ids, labelled fields, a token in every posting form."""
    page = _Reader()
    page.feed(html)
    assert page.lang in ("fr", "en"), f"{path}: lang"
    assert page.title, f"{path}: no title"
    assert page.h1 == 1, f"{path}: {page.h1} h1"
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        assert after <= before + 1, f"{path}: h{before} then h{after}"
    twice = {name for name, count in Counter(page.ids).items() if count > 1}
    assert not twice, f"{path}: ids used twice: {twice}"
    for tag, field in page.fields:
        named = (
            "inside" in field
            or field.get("id") in page.labels
            or field.get("aria-label")
            or field.get("aria-labelledby")
        )
        assert named, f"{path}: <{tag} name={field.get('name')}> has no label"
    posting = [form for form in page.forms if (form.get("method") or "get").lower() == "post"]
    assert page.tokens == len(posting), f"{path}: {len(posting)} forms, {page.tokens} tokens"
    assert not page.inline, f"{path}: {page.inline}"
