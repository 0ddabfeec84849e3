"""What people do in assessment, gathered from its sub-rooms."""

from app.assessment.levels.services import Rated, rate_levels
from app.assessment.quizzes.services import AlreadySent, Sent, mark_answer, send_attempt
from app.assessment.works.services import HandedIn, Upload, WorkAlreadySent, review_work, submit_work

__all__ = [
    "AlreadySent",
    "HandedIn",
    "Rated",
    "Sent",
    "Upload",
    "WorkAlreadySent",
    "mark_answer",
    "rate_levels",
    "review_work",
    "send_attempt",
    "submit_work",
]
