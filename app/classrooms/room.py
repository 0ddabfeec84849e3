from app.classrooms import api, pages, policies, rules, tasks
from app.classrooms.rules import Door
from app.core.clock import now
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.core.settings import settings
from app.web.templating import plug_global

__all__ = ["tasks"]


def _door(meeting: rules.Meeting, moderates: bool = False) -> Door:
    return rules.door(meeting, now(), moderates)


plug_global("classroom_door", _door)
plug_global("classroom_choices", lambda: rules.choices(settings()))

ROOM = Room(
    "classrooms",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Classes à distance"),
            "/admin/classes-a-distance",
            "video",
            lambda actor: policies.may_see_servers(actor) is True,
            group="admin",
            order=20,
        ),
    ),
)
