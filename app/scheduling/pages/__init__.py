"""The pages of sessions: lists, planning, one session and what becomes of it, rooms."""

from app.scheduling.pages import changing, documents, lists, one, planning, rooms
from app.web.doors import pages

router = pages("scheduling")
for part in (lists, planning, rooms, one, changing, documents):
    router.routes.extend(part.router.routes)
