"""What is known of those who left.

situations(session, Scope(organisation_id, start, end, course_id, funder_id, site_id, adviser_id), on=, months=)
    every exit of a period in force, with its outcome and the news at each month, in three statements: what results,
    funders, the quality board and audits count from.
"""

from app.outcomes.queries.checks import (
    answer_to_change,
    answers_of,
    before,
    check_by_print,
    check_for,
    check_to_change,
    checks_of,
    checks_to_ask,
    checks_to_change,
    counting_news,
    exits_without_news,
    house_for,
    learner_of,
    news_to_take,
    news_waiting,
    open_checks_to_change,
    organisations_with_news,
    path_of,
)
from app.outcomes.queries.closings import Wishes, interview, interviews, own_interviews, wishes_of
from app.outcomes.queries.situations import Checked, Scope, Situation, situations
from app.outcomes.queries.ways import ways_of, ways_to_change

__all__ = [
    "Checked", "Scope", "Situation", "Wishes", "answer_to_change", "answers_of", "before", "check_by_print", "check_for",
    "check_to_change", "checks_of", "checks_to_ask", "checks_to_change", "counting_news", "exits_without_news", "house_for", "interview",
    "interviews", "learner_of", "news_to_take", "news_waiting", "open_checks_to_change", "organisations_with_news",
    "own_interviews", "path_of", "situations", "ways_of", "ways_to_change", "wishes_of",
]  # fmt: skip
