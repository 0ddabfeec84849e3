"""The learner's own phone: a QR that was scanned, or six digits."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.attendance import rules, services, sheets, signing
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, HouseError, TooMany
from app.core.i18n import _
from app.web import cookies, csrf, formats
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("signing")


@router.get("/emarger")
def digits_form(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Six digits, for whoever cannot scan."""
    return _digits(request, session, actor)


@router.post("/emarger")
def sign_with_digits(
    request: Request, session: Writing, actor: CurrentActor, code: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    try:
        done = signing.sign_with_digits(session, actor, code)
    except signing.WrongCode as error:
        signing.note_failure(session, actor, error)
        return _digits(request, session, actor, error, code)
    except HouseError as error:  # said before anything was written
        if error.status not in (409, 422, 429):
            raise
        return _digits(request, session, actor, error, code)
    return go("/emarger", _thanks(done))


def _digits(
    request: Request, session: Session, actor: Actor, error: HouseError | None = None, code: str = ""
) -> Response:
    open_now = services.open_for(session, actor)
    coming = None if open_now else services.next_to_open(session, actor)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return show(
        request,
        "attendance/digits.html",
        status=error.status if error else 200,
        headers=headers,
        halves=[(half, sheets.label_of(half.part)) for half in open_now],
        to_sign=any(half.signed_at is None for half in open_now),
        coming=coming,
        problem=error.detail if error else "",
        code=code,
    )


@router.get("/emarger/{token}")
def scanned(request: Request, session: Reading, actor: MaybeActor, token: str) -> Response:
    """What the QR leads to. Whoever is not signed in is led back here, however long the password takes to type."""
    holders = _holders(request, actor)
    try:
        said = signing.scanned(token, holders)
    except Conflict as error:
        if actor is None:
            return go(f"/connexion?suite={quote('/emarger')}")
        return show(request, "attendance/scanned.html", status=error.status, problem=error.detail, half=None, token="")
    if actor is None:
        mine = token if said.holder else signing.pass_for(token, csrf.visitor_secret(request))
        answer = go(f"/connexion?suite={quote(f'/emarger/{mine}')}")
        csrf.keep_visitor(request, answer)
        return answer
    half = next(
        (
            each
            for each in services.open_for(session, actor)
            if (each.session_id, each.part.day, each.part.half) == (said.session_id, said.day, said.half_day)
        ),
        None,
    )
    mine = token if said.holder else signing.pass_for(token, actor.account_id)
    return show(
        request,
        "attendance/scanned.html",
        status=200 if half else 409,
        problem="" if half else signing.why_not(session, actor, said),
        half=half,
        label=sheets.label_of(half.part) if half else "",
        token=mine,
        now=now(),
    )


@router.post("/emarger/{token}")
def sign_with_token(request: Request, session: Writing, actor: CurrentActor, token: str) -> Response:
    try:
        done = signing.sign_with_token(session, actor, token, _holders(request, actor))
    except Conflict as error:
        return show(request, "attendance/scanned.html", status=error.status, problem=error.detail, half=None, token="")
    return go("/emarger", _thanks(done))


def _holders(request: Request, actor: Actor | None) -> list[str]:
    """Who this request may have scanned as: the person, or their browser before they signed in."""
    known = [actor.account_id] if actor else []
    visitor = cookies.read(request, csrf.VISITOR_COOKIE)
    return [rules.holder_print(each) for each in (*known, *([visitor] if visitor else []))]


def _thanks(done: signing.Signed) -> str:
    words = (
        _("Vous aviez déjà signé pour %(half)s, à %(hour)s. Rien à refaire.")
        if done.again
        else _("C'est signé : %(title)s, %(half)s, à %(hour)s.")
    )
    return words % {"title": done.title, "half": sheets.label_of(done.part), "hour": formats.clock(done.at)}
