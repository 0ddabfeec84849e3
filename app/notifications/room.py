from fastapi import APIRouter

from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.notifications import listeners, pages, policies, sending, work_pages
from app.notifications.distance import daily
from app.notifications.distance import pages as distance_pages
from app.notifications.telling import appointments, forum, forum_digest, plans, sessions

PLUGGED = (
    appointments,
    daily,
    forum,
    forum_digest,
    listeners,
    sending,
    plans,
    sessions,
)  # reading them registers what they listen to and know how to do

_router = APIRouter()
for _part in (pages.router, work_pages.router, distance_pages.router):
    _router.routes.extend(_part.routes)


def _reads_mail(actor: Actor) -> bool:
    return bool(policies.may_read_mail(actor))


ROOM = Room(
    "notifications",
    pages=_router,
    menu=(
        MenuEntry(N_("Courrier"), "/admin/courrier", "mail", _reads_mail, group="admin", order=3),
        MenuEntry(N_("Travaux de fond"), "/admin/travaux", "list-checks", _reads_mail, group="admin", order=4),
    ),
)
