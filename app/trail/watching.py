"""What the doors tell the trail: whoever has been shown, has changed or was refused something of somebody else's.

It costs no statement: whom a page is about is read in its address, in what the page was made of, or in its answer.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.trail import Act, Did, note
from app.core.trail.whence import asked
from app.trail.routes import Watched, act_of, rule_of

_LEARNER = frozenset({Role.LEARNER})
_MOST = 2000  # enrolments named one by one in an export


def watch(actor: Actor, answer: Any, session: Session | None) -> None:
    """Called once the answer is ready: after a reading, or inside the transaction of what changes."""
    found = _watched(actor)
    if found is None or (getattr(answer, "status_code", 200) >= 300 and session is None):
        return
    scope, watched, did = found
    if getattr(answer, "status_code", 200) >= 400:
        return  # the form came back: nothing was changed
    shown = scope.get("state", {}).get("shown") or {}
    if shown.get("own") is True and not watched.by_anybody:
        return
    enrolment = _enrolment(scope, shown, answer)
    concerned = scope.get("state", {}).get("concerned") or ()
    people = scope.get("state", {}).get("people")
    if people is None and not enrolment:
        people = _people(watched, shown, answer, did)
    among = tuple(dict.fromkeys(concerned or _among(answer)))[:_MOST] if did is Did.EXPORTED else ()
    whom = scope["path_params"].get(watched.whose, "") if watched.whose else ""
    if watched.by_anybody:
        whom = actor.account_id
    act = Act.by(
        actor,
        did,
        watched.subject,
        _subject(scope),
        account_id=whom,
        enrolment_id=enrolment,
        people=people,
        among=among,
    )
    note(act, session)


def refused(actor: Actor) -> None:
    """Somebody asked for what they may not see or do."""
    found = _watched(actor)
    if found is not None:
        scope, watched, _did = found
        enrolment = scope["path_params"].get("enrolment_id", "")
        note(Act.by(actor, Did.REFUSED, watched.subject, _subject(scope), enrolment_id=enrolment))


def _watched(actor: Actor) -> tuple[dict[str, Any], Watched, Did] | None:
    scope = asked.get()
    route = scope.get("route") if scope is not None else None
    if route is None:
        return None
    rule = rule_of(scope["method"], route.path)
    if not isinstance(rule, Watched) or (actor.roles <= _LEARNER and not rule.by_anybody):
        return None
    return scope, rule, act_of(scope["method"], route.path, rule)


def _subject(scope: dict[str, Any]) -> str:
    """The row that the address names, when it is not an enrolment."""
    for name, value in reversed(scope["path_params"].items()):
        if name.endswith("_id") and name != "enrolment_id":
            return str(value)[:36]
    return ""


def _enrolment(scope: dict[str, Any], shown: dict[str, Any], answer: Any) -> str:
    if given := scope["path_params"].get("enrolment_id"):
        return str(given)[:36]
    for name in ("enrolment", "path_row"):
        if (path := shown.get(name)) is not None and isinstance(id_ := getattr(path, "id", None), str):
            return id_
    for value in (*shown.values(), answer):
        if isinstance(id_ := getattr(value, "enrolment_id", None), str):
            return id_
    return ""


def _people(watched: Watched, shown: dict[str, Any], answer: Any, did: Did) -> int | None:
    """How many, as far as the page says: the length of its list, the lines of its file."""
    value = shown.get(watched.people) if watched.people else None
    if isinstance(value, int):
        return value
    if value is not None and hasattr(value, "__len__"):
        return len(value)
    if (items := _items(answer)) is not None:
        return len(items)
    if did is Did.EXPORTED and "csv" in (getattr(answer, "media_type", None) or ""):
        return max(0, bytes(getattr(answer, "body", b"")).count(b"\r\n") - 1)
    return None


def _among(answer: Any) -> Iterable[str]:
    for item in _items(answer) or ():
        id_ = item.get("enrolment_id") if isinstance(item, dict) else getattr(item, "enrolment_id", None)
        if isinstance(id_, str):
            yield id_


def _items(answer: Any) -> list[Any] | None:
    if isinstance(answer, list):
        return answer
    items = answer.get("items") if isinstance(answer, dict) else getattr(answer, "items", None)
    return items if isinstance(items, list) else None
