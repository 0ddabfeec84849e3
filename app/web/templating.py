"""Pages: templates, the components they share, and `show`, which sends a page or the one block that htmx asked for."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.core import i18n
from app.core.access import Actor
from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.core.room import MenuEntry
from app.core.sealed import opens
from app.core.settings import CHECKOUT, settings
from app.web import assets, cookies, csrf, formats
from app.web.compiled import HouseEnvironment
from app.web.credentials import session_cookie

TEMPLATES = CHECKOUT / "templates"
TOAST_COOKIE = keeps(
    Where.COOKIE,
    "bidaide_message",
    N_("Porte d'une page à la suivante la phrase qui dit ce qui vient d'être fait."),
    until=N_("la page suivante, une minute au plus"),
)

_menu: list[MenuEntry] = []


def plug_menu(entries: Iterable[MenuEntry]) -> None:
    """Told once by `wiring`."""
    _menu[:] = sorted(entries, key=lambda entry: (entry.group, entry.order))


_given: dict[str, Any] = {}


def plug_global(name: str, value: Any) -> None:
    """A question that components ask of a room, by its name in every template; told when the room is read."""
    _given[name] = value


def menu_for(actor: Actor) -> list[MenuEntry]:
    return [entry for entry in _menu if entry.shown_to(actor)]


@cache
def icon(name: str, label: str = "") -> Markup:
    """A picture from the sprite; silent for screen readers unless it has a label."""
    said = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
    return Markup('<svg class="icon"{} focusable="false"><use href="{}#{}"/></svg>').format(
        said, assets.path_of("icons.svg"), name
    )


_LEADS_AWAY = re.compile(r'<a href="(?=https?:|/fichiers/)')


def for_show(html: str) -> Markup:
    """A piece of page that is only shown, in a frame perhaps: its forms send nothing, and what leads to files or other
    sites opens beside it. `{% filter for_show %}…{% endfilter %}`."""
    still = _LEADS_AWAY.sub('<a target="_blank" href="', str(html).replace("<form ", "<form inert "))
    return Markup(still)  # noqa: S704 - the page's own, escaped already


@cache
def environment(locale: str, *, escapes: bool = True) -> Environment:
    """The templates in one language; `escapes` False is for plain text, which knows no component."""
    env = HouseEnvironment(
        i18n.catalogue(locale),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().environment == "development",
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        cache_size=-1,
    )
    env.filters.update(
        day=formats.day,
        short_day=formats.short_day,
        full_day=formats.full_day,
        until=formats.span,
        month=formats.month,
        clock=formats.clock,
        moment=formats.moment,
        ago=formats.ago,
        seconds_left=formats.seconds_left,
        hours=formats.hours,
        about=formats.about,
        size=formats.size,
        number=formats.number,
        percent=formats.percent,
        for_show=for_show,
    )
    env.tests["unopened"] = lambda value: not opens(value)
    env.globals.update(static=assets.path_of, icon=icon, lang=locale, menu_for=menu_for)
    env.globals.update(_given)
    env.globals["ui"] = _components(env) if escapes else SimpleNamespace()
    return env


def _components(env: Environment) -> SimpleNamespace:
    """Every macro of templates/components as `ui.name`, published once: also known inside a block rendered alone."""
    found: dict[str, Any] = {}
    env.globals["ui"] = SimpleNamespace()
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        module = env.get_template(f"components/{path.name}").module
        found.update({name: value for name, value in vars(module).items() if not name.startswith("_")})
        env.globals["ui"] = SimpleNamespace(**found)
    return SimpleNamespace(**found)


def current_locale(request: Request) -> str:
    actor: Actor | None = getattr(request.state, "actor", None)
    return actor.locale if actor else i18n.locale.get()


def show(
    request: Request,
    template: str,
    *,
    block: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """The page, or only its named `block` when htmx asks. Values are what the template prints."""
    page = environment(current_locale(request)).get_template(template)
    actor: Actor | None = getattr(request.state, "actor", None)
    secret = session_cookie(request)  # ended or not: `csrf.check` asks the same cookie
    values.update(
        request=request,
        path=request.url.path,
        actor=actor,
        csrf=csrf.token_for(secret or csrf.visitor_secret(request)),
        toast=_toast(request),
    )
    request.state.shown = values  # what the trail reads: whom the page is about
    if block and request.headers.get("hx-request") == "true":
        context = page.new_context(values)
        html = "".join(page.blocks[block](context))
    else:
        html = page.render(values)
    response = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    # what a person reads when signed in stays in no cache: the next one at this screen must not find it with « back »
    response.headers.setdefault("Cache-Control", "private, no-store" if actor else "private, no-cache")
    csrf.keep_visitor(request, response)
    if cookies.read(request, TOAST_COOKIE):
        cookies.take_back(response, TOAST_COOKIE)
    return response


def go(path: str, toast: str = "") -> Response:
    """After a form: lead to a page, with one sentence on what happened and what comes next."""
    response = RedirectResponse(path, status_code=303)
    if toast:
        cookies.give(response, TOAST_COOKIE, toast.encode().hex(), 60)
    return response


def _toast(request: Request) -> str:
    try:
        return bytes.fromhex(cookies.read(request, TOAST_COOKIE)).decode()[:400]
    except ValueError:
        return ""
