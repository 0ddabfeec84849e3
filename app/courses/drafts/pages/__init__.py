"""The pages of the workshop where courses are written, part by part."""

from app.courses.drafts.pages import about, activities, bringing, outline, publication, shelf
from app.web.doors import pages

router = pages("courses")
for part in (shelf, outline, activities, bringing, about, publication):
    router.routes.extend(part.router.routes)
