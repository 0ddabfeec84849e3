"""The pages of the room, sub-room by sub-room."""

from app.assessment import answer_pages
from app.assessment.bank import pages as bank
from app.assessment.checklists import pages as checklists
from app.assessment.choices import pages as choices
from app.assessment.drafting import pages as drafting
from app.assessment.levels import pages as levels
from app.assessment.quizzes import pages as quizzes
from app.assessment.quizzes import rehearsal_pages as rehearsals
from app.assessment.statistics import pages as statistics
from app.assessment.surveys import pages as surveys
from app.assessment.works import pages as works
from app.assessment.works import review_pages as reviews
from app.web.doors import pages

router = pages("assessment")
for part in (
    bank,
    drafting,
    quizzes,
    rehearsals,
    works,
    reviews,
    levels,
    surveys,
    choices,
    checklists,
    statistics,
    answer_pages,
):
    router.routes.extend(part.router.routes)
