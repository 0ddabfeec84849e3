"""/admin/courrier: the mail of the organisation, what became of it, and sending it again."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from app.core.access import require
from app.core.cursors import cursor, read_cursor
from app.core.i18n import _
from app.core.settings import settings
from app.notifications import policies, queries, services, words
from app.notifications.models import WAITING
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("notifications")

LINES_SHOWN = 50
# A message is shown as it travels: nothing runs in it, nothing is fetched by it, nothing leaves it but links.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups; frame-ancestors 'none'"


@router.get("/admin/courrier")
def mails(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    etat: str = "",
    recherche: Annotated[str, Query(max_length=200)] = "",
    suite: str = "",
) -> Response:
    require(policies.may_read_mail(actor))
    state = etat if etat in words.STATES else ""
    before = read_cursor(suite) if suite else None
    rows = queries.mails(session, actor, state=state, words=recherche, before=before, limit=LINES_SHOWN + 1)
    shown = rows[:LINES_SHOWN]
    asked = {name: value for name, value in (("etat", state), ("recherche", recherche)) if value}
    following = ""
    if len(rows) > LINES_SHOWN:
        following = "/admin/courrier?" + urlencode({**asked, "suite": cursor(shown[-1].created_at, shown[-1].id)})
    return show(
        request, "notifications/mails.html", mails=shown, counts=queries.how_many(session, actor), state=state,
        searched=recherche, states=[(code, _(said)) for code, (said, _kind) in words.STATES.items()],
        following=following, server=bool(settings().smtp_url), event_words=words.event_words,
        state_words=words.state_words,
    )  # fmt: skip


@router.get("/admin/courrier/{mail_id}")
def one_mail(request: Request, session: Reading, actor: CurrentActor, mail_id: str) -> Response:
    require(policies.may_read_mail(actor))
    mail = queries.mail_for(session, actor, mail_id)
    server = bool(settings().smtp_url)
    return show(
        request, "notifications/mail.html", mail=mail, server=server, event=words.event_words(mail.event),
        state=words.state_words(mail.state), may_send=mail.state != WAITING or not server,
        may_read=policies.may_read_words(mail.event, server),
    )  # fmt: skip


@router.get("/admin/courrier/{mail_id}/page")
def mail_as_page(request: Request, session: Reading, actor: CurrentActor, mail_id: str) -> Response:
    """The message as the mail program of the person shows it, alone and without power."""
    require(policies.may_read_mail(actor))
    mail = queries.mail_for(session, actor, mail_id)
    require(policies.may_read_words(mail.event, bool(settings().smtp_url)))
    headers = {"Content-Security-Policy": _ALONE, "Cache-Control": "private, no-store"}
    return HTMLResponse(mail.html, headers=headers)


@router.post("/admin/courrier/{mail_id}/envoi")
def send_again(request: Request, session: Writing, actor: CurrentActor, mail_id: str) -> Response:
    mail = services.send_again(session, actor, mail_id)
    said = (
        _("Le message part à %(address)s.")
        if settings().smtp_url
        else _("Le message pour %(address)s reste ici : aucun serveur de courrier n'est réglé.")
    )
    return go(f"/admin/courrier/{mail_id}", said % {"address": mail.address})
