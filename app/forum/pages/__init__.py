"""The pages of the forum: spaces and lists, one thread, its posts, and keeping order."""

from app.forum.pages import keeping, lists, one, posts, tasks
from app.web.doors import pages

router = pages("forum")
for part in (lists, posts, keeping, tasks, one):
    router.routes.extend(part.router.routes)
