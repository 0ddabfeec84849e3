"""How a sequence goes for all its learners."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from app.assessment import policies, rules
from app.assessment import sequence_queries as queries
from app.assessment.quizzes import queries as quizzes
from app.assessment.quizzes import showing
from app.core.access import require
from app.core.errors import NotFound
from app.courses import queries as courses
from app.courses.outline import Activity, outline
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("assessment")


@dataclass(frozen=True, slots=True)
class Going:
    """One activity of the sequence: how many people stand where, and when in their path they do it."""

    activity: Activity
    new: int
    opened: int
    waiting: int
    sent_back: int
    skipped: int
    done: int
    day: float | None  # of their own path, when half of those who have done it had
    quiz: Any = None
    average: int | None = None
    hardest: Any = None
    hardest_success: int | None = None


@router.get("/atelier/{slug}/sequences/{sequence_id}")
def sequence(request: Request, session: Reading, actor: CurrentActor, slug: str, sequence_id: str) -> Response:
    """One page for a trainer: who is where, activity by activity."""
    course = courses.course_by_slug(session, actor.organisation_id, slug)
    if course is None:
        raise NotFound()
    require(policies.may_see_sequence(actor))
    whole = outline(session, course.edition_id)
    found = next((one for one in whole.sequences if one.id == sequence_id), None)
    if found is None:
        raise NotFound()
    ids = [activity.id for activity in found.activities]
    people = queries.people(session, actor, course.id)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in queries.states(session, actor, course.id, ids):
        counts[row.activity_id][row.state] = row.people
    reached = queries.days_into_path(session, actor, course.id, ids)
    quiz_ids = [activity.id for activity in found.activities if activity.kind == "quiz"]
    averages = quizzes.averages(session, actor, quiz_ids)
    hardest: dict[str, Any] = {}
    for row in quizzes.successes(session, actor, quiz_ids):
        hardest.setdefault(row.activity_id, row)
    texts = {
        version.id: showing.html(version.definition["text"])
        for version in quizzes.versions(session, [row.question_version_id for row in hardest.values()])
    }
    lines = []
    for activity in found.activities:
        states = counts[activity.id]
        average, hard = averages.get(activity.id), hardest.get(activity.id)
        lines.append(
            Going(
                activity, max(0, people - sum(states.values())), states.get("opened", 0), states.get("waiting", 0),
                states.get("sent_back", 0), states.get("skipped", 0), states.get("done", 0), rules.middle_value(reached.get(activity.id, [])), average,
                round(100 * average.average) if average and average.average is not None else None,
                texts.get(hard.question_version_id) if hard else None, round(100 * hard.success) if hard else None,
            )
        )  # fmt: skip
    block = next(one for one in whole.blocks if one.id == found.block_id)
    return show(
        request, "assessment/sequence.html", course=course, sequence=found, competence_block=block, lines=lines, people=people,
        others=whole.sequences,
    )  # fmt: skip
