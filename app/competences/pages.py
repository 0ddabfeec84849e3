"""A learner's progression, read in ten seconds: how many blocks have grown, then where."""

from fastapi import Request, Response

from app.competences import words
from app.competences.positioning import queries as positioning
from app.competences.positioning.rules import awaited, moments
from app.competences.showing import drawn
from app.core.clock import today
from app.courses.outline import outline as outline_of
from app.enrolments import queries as enrolments
from app.learning import queries as learning
from app.learning import rules as path
from app.learning.gauge import gauge_of
from app.learning.openings import openings
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("competences")


@router.get("/progression")
def progression(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """One sentence, then the moments side by side, each block with its curve; hours, and why something does not count yet."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    outline = outline_of(session, enrolment.edition_id)
    states = learning.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    progress = path.progress(outline, states, learning.minutes_done(session, enrolment.id), opened)
    sent = positioning.sent_stages(session, [enrolment.id]).get(enrolment.id, set())
    asked = awaited(moments(enrolment.starts_on, enrolment.ends_on, enrolment.closed_on), sent, today())
    return show(
        request, "competences/progression.html", enrolment=enrolment, outline=outline, progress=progress,
        gauge=gauge_of(session, enrolment, progress, opened.hidden),
        reasons=path.reasons(outline, states, opened), ahead=path.ahead(outline, opened),
        passed=path.passed(outline, states), asked=words.PATH_OF[asked.stage] if asked else "",
        by_block={block.id: block for block in progress.blocks},
        **drawn(session, enrolment.id, outline, own=True),
    )  # fmt: skip
