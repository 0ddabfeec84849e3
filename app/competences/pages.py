"""A learner's progression, read in ten seconds: how many blocks have grown, then where."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.competences import drawing, queries, rules, words
from app.competences.positioning import queries as positioning
from app.competences.positioning.rules import awaited, moments
from app.core.clock import today
from app.core.i18n import _, ngettext
from app.courses.outline import Outline
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


def drawn(session: Session, enrolment_id: str, outline: Outline, *, own: bool) -> dict[str, Any]:
    """The sentence, the radar, the curves and their table: one statement."""
    levels = queries.levels(session, enrolment_id, outline)
    some = rules.lines(outline, levels)
    told = rules.told(outline, levels, some)
    top = len(outline.levels)
    return {
        "sentence": sentence(told, own=own),
        "told": told,
        "lines": some,
        "radar": drawing.radar(some, top) if told.known else None,
        "curves": {line.block.id: drawing.curve(line, top) for line in some},
        "top": top,
        "scale": outline.levels,
        "stage_names": words.said(words.STAGES),
        "short_names": words.said(words.SHORT_STAGES),
        "stage_paths": words.PATH_OF,
    }


def sentence(told: rules.Told, *, own: bool) -> str:
    """What is read first. Never a percentage; what is not measured yet is said so."""
    if not told.known:
        return (
            _("Votre point de départ n'est pas encore noté.") if own else _("Le point de départ n'est pas encore noté.")
        )
    known = {"grown": told.grown, "twice": told.twice, "known": told.known, "blocks": told.blocks}
    if not told.twice:
        return (
            _("Votre point de départ est noté dans %(known)s blocs sur %(blocks)s.")
            if own
            else _("Le point de départ est noté dans %(known)s blocs sur %(blocks)s.")
        ) % known
    if not told.grown:
        return (
            _("Votre niveau est le même qu'à l'entrée dans %(twice)s blocs sur %(blocks)s.")
            if own
            else _("Le niveau est le même qu'à l'entrée dans %(twice)s blocs sur %(blocks)s.")
        ) % known
    if own:
        return (
            ngettext(
                "Vous avez progressé dans %(grown)s bloc sur %(blocks)s.",
                "Vous avez progressé dans %(grown)s blocs sur %(blocks)s.",
                told.grown,
            )
            % known
        )
    return (
        ngettext(
            "Progression dans %(grown)s bloc sur %(blocks)s.",
            "Progression dans %(grown)s blocs sur %(blocks)s.",
            told.grown,
        )
        % known
    )
