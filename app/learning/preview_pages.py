"""A draft as a learner would meet it, in the frame of a phone: nothing done here is kept."""

from types import SimpleNamespace
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import NotFound
from app.core.i18n import _
from app.courses import policies
from app.courses.drafts import manuscripts, previewing, queries
from app.courses.drafts.previewing import Previewed
from app.courses.kinds import kind_of
from app.courses.rules import when_done
from app.courses.source.manuscript import Manuscript
from app.learning.panels import panel_of
from app.web.doors import CurrentActor, Reading, pages
from app.web.middleware import CONTENT_SECURITY_POLICY
from app.web.templating import show

router = pages("learning")

_FRAMES = CONTENT_SECURITY_POLICY.replace("connect-src", "frame-src 'self'; connect-src")
_FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def _draft(session: Session, actor: Actor, slug: str) -> tuple[Any, Manuscript]:
    row = queries.course(session, actor, slug)
    if row is None:
        raise NotFound()
    require(policies.may_open_workshop(actor))
    if row.about is None:
        raise NotFound()
    return row, manuscripts.of_draft(session, row.id, slug, row.about)


@router.get("/atelier/{slug}/apercu")
def frame(request: Request, session: Reading, actor: CurrentActor, slug: str, activite: str = "") -> Response:
    """The phone, and beside it every activity of the draft."""
    row, manuscript = _draft(session, actor, slug)
    keys = [key for sequence in manuscript.sequences for key in sequence.activities]
    chosen = activite if activite in keys else (keys[0] if keys else "")
    return show(
        request, "learning/preview_frame.html", course=row, sequences=manuscript.sequences, chosen=chosen,
        titles=manuscripts.names(manuscript.activities.values()),
        headers={"Content-Security-Policy": _FRAMES},
    )  # fmt: skip


@router.get("/atelier/{slug}/apercu/{key}")
def inside(request: Request, session: Reading, actor: CurrentActor, slug: str, key: str) -> Response:
    """One activity, as the draft says it."""
    row, manuscript = _draft(session, actor, slug)
    if key not in manuscript.activities:
        raise NotFound()
    files = {one.path: one for one in queries.files(session, row.id)}
    found = previewing.preview(manuscript, key, files)
    if found is None:
        raise NotFound()
    return show(
        request, "learning/preview.html", headers={"Content-Security-Policy": _FRAMED, "X-Frame-Options": "SAMEORIGIN"},
        **_values(row, manuscript, found),
    )  # fmt: skip


def _values(row: Any, manuscript: Manuscript, found: Previewed) -> dict[str, Any]:
    key = found.activity.key
    order = [(sequence, one) for sequence in manuscript.sequences for one in sequence.activities]
    here = next((n for n, (_sequence, one) in enumerate(order) if one == key), None)
    sequence = order[here][0] if here is not None else None
    blocks = list(manuscript.about.get("blocks", ()))
    number, block = next(
        ((n, one) for n, one in enumerate(blocks, 1) if sequence and one.get("key") == sequence.block), (1, {})
    )
    panel = panel_of(found.activity.kind)
    kind = kind_of(found.activity.kind)
    neighbours = [
        order[n][1] if here is not None and 0 <= n < len(order) else "" for n in ((here or 0) - 1, (here or 0) + 1)
    ]
    titles = manuscripts.names(manuscript.activities.values())
    values: dict[str, Any] = panel.preview(found.activity, found.content) if panel.preview else {}
    return {
        "course": row, "activity": found.activity, "sequence": sequence, "number": number, "of_block": block,
        "content": SimpleNamespace(html=found.html, content=found.content, authors=[], licence="", simple=False, other=""),
        "panel": panel.template if panel.preview else "", "kind_name": _(kind.label) if kind else "", "state": None,
        "rule": when_done(found.activity.completion), "may_work": True, "problems": [],
        "place_in_sequence": sequence.activities.index(key) + 1 if sequence else 1,
        "sequence_length": len(sequence.activities) if sequence else 1,
        "before": neighbours[0] if here else "", "after": neighbours[1], "titles": titles, **values,
    }  # fmt: skip
