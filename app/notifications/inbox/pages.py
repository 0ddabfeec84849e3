"""/avis: what is new. Opening it marks it read; the page itself changes nothing."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response

from app.core.cursors import cursor, read_cursor
from app.core.i18n import _, ngettext
from app.notifications.inbox import queries, services
from app.notifications.kinds import by_code
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("notices")

LINES_SHOWN = 30
NEW = "nouveaux"


@router.get("/avis")
def notices(request: Request, session: Reading, actor: CurrentActor, filtre: str = "", suite: str = "") -> Response:
    only_new = filtre == NEW
    rows = queries.notices(
        session, actor, only_new=only_new, before=read_cursor(suite) if suite else None, limit=LINES_SHOWN + 1
    )
    shown, following = rows[:LINES_SHOWN], ""
    if len(rows) > LINES_SHOWN:
        kept = {"filtre": NEW} if only_new else {}
        following = "/avis?" + urlencode({**kept, "suite": cursor(shown[-1].created_at, shown[-1].id)})
    return show(
        request, "notifications/notices.html", notices=shown, only_new=only_new, following=following,
        kinds={row.kind: by_code(row.kind) for row in shown}, latest=shown[0].id if shown and not suite else "",
    )  # fmt: skip


@router.get("/avis/{notice_id}")
def one_notice(request: Request, session: Reading, actor: CurrentActor, notice_id: str) -> Response:
    notice = queries.notice_for(session, actor, notice_id)
    return show(request, "notifications/notice.html", notice=notice, kind=by_code(notice.kind))


@router.post("/avis/{notice_id}/ouverture")
def open_notice(request: Request, session: Writing, actor: CurrentActor, notice_id: str) -> Response:
    notice = services.read(session, actor, notice_id)
    return go(notice.link or f"/avis/{notice_id}")


@router.post("/avis/lus")
def read_all(
    request: Request, session: Writing, actor: CurrentActor, jusque: Annotated[str, Form(max_length=36)] = ""
) -> Response:
    count = services.read_all(session, actor, jusque)
    said = ngettext("%(num)s nouvelle est marquée comme lue.", "%(num)s nouvelles sont marquées comme lues.", count)
    return go("/avis", said % {"num": count} if count else _("Tout était déjà lu."))
