from app.accompaniment import api, pages, policies
from app.accompaniment.contacts import pages as contact_pages
from app.accompaniment.handing import pages as handing_pages
from app.accompaniment.handing import telling
from app.accompaniment.news import pages as news_pages
from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

# what has a word of its own in its address comes before what has an id
pages.router.routes[:0] = [*contact_pages.router.routes, *handing_pages.router.routes, *news_pages.router.routes]

PLUGGED = (telling,)  # reading it registers what it listens to and knows how to do


def _shown_to(actor: Actor) -> bool:
    return bool(policies.may_follow(actor))


ROOM = Room(
    "accompaniment",
    pages=pages.router,
    api=api.router,
    menu=(MenuEntry(N_("Suivi"), "/suivi", "users", _shown_to, group="follow", order=0),),
)
