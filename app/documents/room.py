from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.documents import (
    api,
    batches,
    cohort_pages,
    outdating,
    pages,
    policies,
    public_pages,
    signing_pages,
    template_pages,
)
from app.web import doors

__all__ = ["batches", "outdating"]

router = doors.pages("documents")
for part in (template_pages, cohort_pages, signing_pages, public_pages, pages):  # what has a name is no id: first
    router.routes.extend(part.router.routes)

ROOM = Room(
    "documents",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Documents"),
            "/documents",
            "file-text",
            lambda actor: bool(policies.may_see_all(actor)),
            group="follow",
            order=50,
        ),
        MenuEntry(N_("Mes documents"), "/mes-documents", "file-text", lambda actor: actor.has(Role.LEARNER), order=75),
    ),
)
