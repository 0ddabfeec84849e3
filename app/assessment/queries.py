"""What other rooms ask of assessment, gathered from its sub-rooms."""

from app.assessment.levels.queries import LevelsByCompetence, levels
from app.assessment.quizzes.queries import attempts, visible_attempts, waiting_answers
from app.assessment.surveys.queries import Answered, answers_between
from app.assessment.works.queries import (
    Waiting,
    submissions,
    visible_submissions,
    waiting_by_enrolment,
    waiting_works,
)

__all__ = [
    "Answered",
    "LevelsByCompetence",
    "Waiting",
    "answers_between",
    "attempts",
    "levels",
    "submissions",
    "visible_attempts",
    "visible_submissions",
    "waiting_answers",
    "waiting_by_enrolment",
    "waiting_works",
]
