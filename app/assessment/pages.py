"""The pages of the room, sub-room by sub-room."""

from app.assessment.levels import pages as levels
from app.assessment.quizzes import pages as quizzes
from app.assessment.statistics import pages as statistics
from app.assessment.works import pages as works
from app.web.doors import pages

router = pages("assessment")
for part in (quizzes, works, levels, statistics):
    router.routes.extend(part.router.routes)
