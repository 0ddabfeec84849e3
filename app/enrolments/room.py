from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.courses.conditions import plug_group_names
from app.directory.listing import plug_site_of
from app.enrolments import api, engagement_pages, listeners, pages, policies, queries
from app.enrolments.groups import pages as group_pages
from app.enrolments.groups import queries as groups
from app.web import doors

__all__ = ["listeners"]

router = doors.pages("enrolments")
for part in (
    group_pages,
    engagement_pages,
    pages,
):  # « groupes » is no enrolment, « engagement » no act on a status: first
    router.routes.extend(part.router.routes)
plug_site_of(queries.own_site)
plug_group_names(lambda session, organisation_id: [name for _id, name in groups.open_names(session, organisation_id)])

ROOM = Room(
    "enrolments",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Inscrire une personne"),
            "/inscriptions/nouvelle",
            "user-plus",
            lambda actor: bool(policies.may_enrol(actor)),
            group="follow",
            order=30,
        ),
        MenuEntry(
            N_("Groupes"),
            "/inscriptions/groupes",
            "users",
            lambda actor: bool(policies.may_see_groups(actor)),
            group="follow",
            order=31,
        ),
    ),
)
