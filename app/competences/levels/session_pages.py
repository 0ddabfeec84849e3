"""After a session, those who ran it say what they have seen: people down, the competences it works on across."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies as assessing
from app.competences import policies, queries, words
from app.competences.levels import proofs, services
from app.core.access import Actor, require
from app.core.errors import FieldError, Forbidden, Invalid
from app.core.i18n import _, ngettext
from app.courses.outline import Competence, Outline, current_outline
from app.enrolments import queries as enrolments
from app.scheduling import queries as scheduling
from app.scheduling.rules import State
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("competences")

PREFIX = "level-"


@router.get("/seances/{session_id}/competences")
def people(request: Request, session: Reading, actor: CurrentActor, session_id: str, moment: str = "") -> Response:
    return _people(request, session, actor, session_id, words.IN_PATHS.get(moment, "middle"))


def _people(
    request: Request, session: Session, actor: Actor, session_id: str, stage: str, refused: Invalid | None = None
) -> Response:
    require(policies.may_see_many(actor))
    meeting = scheduling.session_for(session, actor, session_id)
    outline = current_outline(session, meeting.course_id) if meeting.course_id else None
    rows = [row for row in scheduling.people_of(session, meeting.id) if row.state == State.BOOKED]
    said = queries.said(session, [row.enrolment_id for row in rows])
    mine = {
        (one.enrolment_id, one.competence.id): one.level
        for some in said.values()
        for one in some
        if one.given_by == actor.account_id and one.stage == stage
    }
    return show(
        request,
        "competences/session.html",
        status=refused.status if refused else 200,
        meeting=meeting,
        people=rows,
        competences=worked_on(outline, meeting.activity_id) if outline else [],
        levels=list(enumerate(outline.levels, 1)) if outline else [],
        mine=mine,
        stage=stage,
        stages=[(code, _(name)) for code, name in words.STAGES.items()],
        stage_names=words.said(words.STAGES),
        stage_paths=words.PATH_OF,
        may_rate=any(assessing.voice_of(actor, row.learner_id) not in (None, "learner") for row in rows),
        refused=refused,
    )


@router.post("/seances/{session_id}/competences")
def rate(request: Request, session: Writing, actor: CurrentActor, session_id: str, form: Posted) -> Response:
    """Keep what was chosen, each level with the session as its proof for whoever was there."""
    require(policies.may_see_many(actor))
    meeting = scheduling.session_for(session, actor, session_id)
    stage = only(form, "stage")
    seated = {row.enrolment_id for row in scheduling.people_of(session, meeting.id) if row.state == State.BOOKED}
    chosen: dict[str, dict[str, int]] = {}
    for name in form:
        enrolment_id, _sep, competence_id = name.removeprefix(PREFIX).partition(":")
        if name.startswith(PREFIX) and only(form, name) and enrolment_id in seated:
            chosen.setdefault(enrolment_id, {})[competence_id] = as_number(only(form, name)) or 0
    try:
        if not chosen:
            message = _("Choisissez au moins un niveau.")
            raise Invalid(message, [FieldError("levels", message)])
        changed = 0
        for enrolment_id, levels in sorted(chosen.items()):
            changed += services.rate(session, actor, enrolment_id, stage, levels).changed
            _show_session(session, actor, enrolment_id, levels, stage, meeting.id)
    except Invalid as error:
        return _people(request, session, actor, session_id, stage if stage in words.STAGES else "middle", error)
    return go(
        f"/seances/{meeting.id}/competences?moment={words.PATH_OF[stage]}",
        ngettext(
            "C'est noté : %(changed)s niveau, avec la séance pour preuve.",
            "C'est noté : %(changed)s niveaux, avec la séance pour preuve.",
            changed,
        )
        % {"changed": changed},
    )


def _show_session(
    session: Session, actor: Actor, enrolment_id: str, levels: dict[str, int], stage: str, session_id: str
) -> None:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    if assessing.voice_of(actor, enrolment.learner_id) is None:
        raise Forbidden(_("Vous ne pouvez pas donner de niveau à cette personne."))
    attended = any(
        row.id == session_id and row.present_minutes for row in scheduling.sessions_of_enrolment(session, enrolment_id)
    )
    for competence_id in levels if attended else ():
        proofs.show_proof(session, actor, enrolment_id, competence_id, stage, f"session:{session_id}")


def worked_on(outline: Outline, activity_id: str | None) -> list[Competence]:
    """The competences of the session's activity; those of its block when it names none; all of them without an activity."""
    activity = outline.activities.get(activity_id or "")
    block = next((one for one in outline.blocks if activity and one.id == activity.block_id), None)
    every = [one for block_ in outline.blocks for one in block_.competences]
    if activity is None or block is None:
        return every
    return [one for one in every if one.code in activity.competences] or list(block.competences)
