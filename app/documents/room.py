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
from app.documents.models import DocumentSettings
from app.files.queries import plug_own_door
from app.web import doors

__all__ = ["batches", "outdating"]

plug_own_door(DocumentSettings.signature_id)  # drawn on documents, and given to nobody

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
    ),
)
