"""The pages of the room, sub-room by sub-room."""

from app.assessment import sequence_pages
from app.assessment.levels import pages as levels
from app.assessment.quizzes import pages as quizzes
from app.assessment.works import pages as works
from app.assessment.works import review_pages as reviews
from app.web.doors import pages

router = pages("assessment")
for part in (quizzes, works, reviews, levels, sequence_pages):
    router.routes.extend(part.router.routes)
