"""/admin/courrier/appareils: what was sent to phones, by push and by SMS, and what became of it."""

from urllib.parse import urlencode

from fastapi import Request, Response

from app.core.access import require
from app.core.cursors import cursor, read_cursor
from app.core.i18n import _
from app.core.settings import settings
from app.notifications import policies, words
from app.notifications.phones import queries
from app.notifications.phones.services import PUSH, SMS
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("rings")

LINES_SHOWN = 50


@router.get("/admin/courrier/appareils")
def rings(request: Request, session: Reading, actor: CurrentActor, canal: str = "", suite: str = "") -> Response:
    require(policies.may_read_mail(actor))
    channel = canal if canal in (PUSH, SMS) else ""
    rows = queries.rings(
        session, actor, channel=channel, before=read_cursor(suite) if suite else None, limit=LINES_SHOWN + 1
    )
    shown, following = rows[:LINES_SHOWN], ""
    if len(rows) > LINES_SHOWN:
        kept = {"canal": channel} if channel else {}
        following = "/admin/courrier/appareils?" + urlencode(
            {**kept, "suite": cursor(shown[-1].created_at, shown[-1].id)}
        )
    return show(
        request, "notifications/rings.html", rings=shown, counts=queries.ring_counts(session, actor), channel=channel,
        following=following, gateway=bool(settings().sms_url), state_words=words.state_words,
        channels={PUSH: _("notification"), SMS: _("SMS")},
    )  # fmt: skip
