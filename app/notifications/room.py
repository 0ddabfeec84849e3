from fastapi import APIRouter

from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.notifications import api, listeners, pages, policies, sending, work_pages
from app.notifications.addresses import pages as addresses_pages
from app.notifications.choices import pages as choices_pages
from app.notifications.digests import daily as digests
from app.notifications.distance import daily
from app.notifications.distance import pages as distance_pages
from app.notifications.inbox import pages as inbox_pages
from app.notifications.phones import admin_pages as rings_pages
from app.notifications.phones import carrying as phones_carrying
from app.notifications.phones import pages as phones_pages
from app.notifications.replies import commands, fetching
from app.notifications.replies import pages as replies_pages
from app.notifications.telling import (
    admissions,
    appointments,
    attacks,
    badges,
    competences,
    dossiers,
    forum,
    forum_digest,
    live,
    messages,
    plans,
    sessions,
)

PLUGGED = (
    admissions,
    appointments,
    attacks,
    badges,
    competences,
    dossiers,
    daily,
    digests,
    phones_carrying,
    fetching,
    forum,
    forum_digest,
    listeners,
    live,
    sending,
    messages,
    plans,
    sessions,
)  # reading them registers what they listen to and know how to do

_router = APIRouter()
for _part in (
    replies_pages.router, rings_pages.router, pages.router, work_pages.router, distance_pages.router, choices_pages.router, inbox_pages.router, phones_pages.router, addresses_pages.router,
):  # fmt: skip
    _router.routes.extend(_part.routes)


def _reads_mail(actor: Actor) -> bool:
    return bool(policies.may_read_mail(actor))


ROOM = Room(
    "notifications",
    pages=_router,
    api=api.router,
    commands=commands.plug,
    menu=(
        MenuEntry(N_("Courrier"), "/admin/courrier", "mail", _reads_mail, group="admin", order=3),
        MenuEntry(N_("Travaux de fond"), "/admin/travaux", "list-checks", _reads_mail, group="admin", order=4),
        MenuEntry(N_("Heures des avis"), "/admin/avis", "bell", _reads_mail, group="admin", order=5),
    ),
)
