"""/admin/courrier/recus: what came by e-mail, and what became of it."""

from fastapi import Request, Response

from app.core.access import require
from app.core.cursors import cursor, read_cursor
from app.core.settings import settings
from app.notifications import policies
from app.notifications.replies import queries, words
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("replies")

LINES_SHOWN = 50


@router.get("/admin/courrier/recus")
def received(request: Request, session: Reading, actor: CurrentActor, etat: str = "", suite: str = "") -> Response:
    require(policies.may_read_mail(actor))
    state = etat if etat in words.STATES else ""
    before = read_cursor(suite) if suite else None
    rows = queries.received(session, actor, state=state, before=before, limit=LINES_SHOWN + 1)
    shown = rows[:LINES_SHOWN]
    following = ""
    if len(rows) > LINES_SHOWN:
        following = f"/admin/courrier/recus?etat={state}&suite={cursor(shown[-1].received_at, shown[-1].id)}"
    return show(
        request,
        "notifications/received.html",
        rows=shown,
        state=state,
        states=words.STATES,
        why=words.WHY,
        following=following,
        address=settings().reply_address,
        look=queries.last_look(session) if settings().inbox_url else None,
    )
