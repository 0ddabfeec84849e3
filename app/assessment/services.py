"""What people do in assessment, gathered from its sub-rooms."""

from app.assessment.checklists.services import Ticked, tick
from app.assessment.choices.services import Chosen, NoPlaceLeft, choose
from app.assessment.levels.services import Rated, rate_levels
from app.assessment.quizzes.services import AlreadySent, Sent, mark_answer, send_attempt
from app.assessment.surveys.services import Replied, keep_answers, send_answers
from app.assessment.works.annotation_services import Passage, annotate, take_back_annotation
from app.assessment.works.review_services import Reviewed, Said, keep_draft, review_work
from app.assessment.works.services import HandedIn, Upload, WorkAlreadySent, submit_work

__all__ = [
    "AlreadySent",
    "Chosen",
    "HandedIn",
    "NoPlaceLeft",
    "Passage",
    "Rated",
    "Replied",
    "Reviewed",
    "Said",
    "Sent",
    "Ticked",
    "Upload",
    "WorkAlreadySent",
    "annotate",
    "choose",
    "keep_answers",
    "keep_draft",
    "mark_answer",
    "rate_levels",
    "review_work",
    "send_answers",
    "send_attempt",
    "submit_work",
    "take_back_annotation",
    "tick",
]
