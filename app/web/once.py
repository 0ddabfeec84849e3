"""A machine that sends the same request again, not knowing whether it arrived, gets the same answer: the act was done once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Conflict
from app.core.i18n import _
from app.web.models import GivenAnswer


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key, the fingerprint of the request that carries it, and the status of its answer."""

    key: str
    asked: str
    status: int


def promised(request: Request) -> Once | None:
    key = request.headers.get("idempotency-key")
    if not key or request.method not in ("POST", "PUT", "PATCH"):
        return None
    body = getattr(request, "_body", b"")  # read already when the endpoint takes JSON; a form is known by its address
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    return Once(key[:200], asked, request.scope["route"].status_code or 200)


def carry_out(session: Session, actor: Actor | None, once: Once | None, returns: Any, act: Callable[[], Any]) -> Any:
    """Carry out a machine's request once, however often it is sent with the same Idempotency-Key."""
    if once is None or actor is None:
        return act()
    given = session.execute(
        select(GivenAnswer.request, GivenAnswer.status, GivenAnswer.body).where(
            GivenAnswer.account_id == actor.account_id, GivenAnswer.key == once.key
        )
    ).first()
    if given:
        if given.request != once.asked:
            raise Conflict(_("Cette clé d'idempotence a déjà servi pour une autre demande. Rien n'a été changé."))
        return Response(given.body, status_code=given.status, media_type="application/json")
    answer = act()
    if isinstance(answer, Response):
        return answer
    text = TypeAdapter(returns).dump_json(answer).decode()
    session.add(
        GivenAnswer(account_id=actor.account_id, key=once.key, request=once.asked, status=once.status, body=text)
    )
    return Response(text, status_code=once.status, media_type="application/json")
