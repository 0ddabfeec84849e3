"""Taking one's bearings, one block a screen: for the person alone, or with somebody of the team beside them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form as Body
from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment.levels.services import competences_of
from app.assessment.rules import STAGES
from app.competences import policies, words
from app.competences.levels.services import see
from app.competences.positioning import proposals, queries, rules, services
from app.competences.positioning.guide import Guide
from app.competences.positioning.queries import Standing
from app.core.access import Actor, require
from app.core.clock import today
from app.core.days import read_day
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.core.sensitive import Doubtful
from app.courses.outline import Outline
from app.courses.outline import outline as outline_of
from app.dossiers.services.seeing import reading_to_note
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.web.doors import CurrentActor, Reading, Writing, afterwards, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("competences")

PREFIX = "level-"
UNSURE = "?"  # « je ne sais pas », in a form


@router.get("/positionnement")
def own(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The three moments of one's own path: done, to do now, to come."""
    enrolment = enrolments.current_enrolment(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    return _moments(request, session, actor, enrolment)


@router.get("/positionnement/{enrolment_id}")
def moments(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str) -> Response:
    enrolment, _outline = see(session, actor, enrolment_id)
    afterwards(request, reading_to_note(session, actor, enrolment, "levels"))
    return _moments(request, session, actor, enrolment)


def _moments(request: Request, session: Session, actor: Actor, enrolment: EnrolmentRow) -> Response:
    known = queries.positionings(session, enrolment.id)
    found = rules.moments(enrolment.starts_on, enrolment.ends_on, enrolment.closed_on)
    asked = rules.awaited(found, {stage for stage, one in known.items() if one.sent_at}, today())
    return show(
        request, "competences/positioning/moments.html", enrolment=enrolment, own=actor.account_id == enrolment.learner_id,
        known=known, moments=[found[stage] for stage in STAGES], asked=asked.stage if asked else "", today=today(),
        stage_names=words.said(words.STAGES), stage_paths=words.PATH_OF,
        may_answer=bool(policies.may_position(actor, enrolment.learner_id)),
    )  # fmt: skip


@router.get("/positionnement/{enrolment_id}/{moment}")
def summary(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, moment: str) -> Response:
    """What was answered, what was agreed, what it changes; before it is sent, what is left to say. Prints as a document."""
    return _summary(request, session, actor, enrolment_id, moment)


def _summary(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    moment: str,
    *,
    refused: Invalid | Conflict | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    stage = _stage(moment)
    enrolment, outline = see(session, actor, enrolment_id)
    known = queries.positionings(session, enrolment.id).get(stage)
    course = outline_of(session, known.edition_id) if known else outline
    chosen = _chosen(session, enrolment, known, stage)
    asked = _asked(session, actor, known)
    mine = known.id if known else ""
    titles = {part.id: part.title for part in outline.sequences}
    codes = {one.code: one.title for one in competences_of(outline).values()}
    afterwards(request, reading_to_note(session, actor, enrolment, "levels"))
    fields = refused.fields if isinstance(refused, Invalid) else []
    left = [one for key, one in competences_of(course).items() if key not in chosen]
    return show(
        request,
        "competences/positioning/summary.html",
        status=refused.status if refused else 200,
        **_frame(session, actor, enrolment, course, stage, known, asked),
        chosen=chosen,
        left=left,
        questions=asked.at(stage),
        interviews=[row for row in queries.interviews(session, [mine]) if mine],
        proposals=[
            (
                row,
                titles.get(row.sequence_id, ""),
                [(codes.get(code, code), level) for code, level, _sure in row.figures],
            )
            for row in queries.proposals(session, enrolment.id)
            if row.positioning_id == mine
        ],
        may_interview=bool(policies.may_interview(actor)),
        stage_path=words.PATH_OF[stage],
        today=today(),
        refused=refused,
        doubtful=isinstance(refused, Doubtful),
        typed=typed or {},
        errors={field.field: field.message for field in fields},
        fields=[field for field in fields if field.field in ("held_on", "agreed")],
    )


@router.get("/positionnement/{enrolment_id}/{moment}/besoins")
def needs(request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, moment: str) -> Response:
    return _needs(request, session, actor, enrolment_id, moment)


def _needs(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    moment: str,
    *,
    refused: Invalid | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> Response:
    stage = _stage(moment)
    enrolment, outline = see(session, actor, enrolment_id)
    require(policies.may_position(actor, enrolment.learner_id))
    known = queries.positionings(session, enrolment.id).get(stage)
    asked = _asked(session, actor, known)
    said: dict[str, Any] = dict(known.needs) if known else {}
    for question in asked.at(stage):
        if typed is not None:
            said[question.key] = (
                typed.get(question.key, []) if question.kind == "choices" else only(typed, question.key)
            )
    fields = refused.fields if refused else []
    return show(
        request,
        "competences/positioning/needs.html",
        status=refused.status if refused else 200,
        **_frame(session, actor, enrolment, outline, stage, known, asked),
        questions=asked.at(stage),
        said=said,
        refused=refused,
        fields=fields,
        doubtful=isinstance(refused, Doubtful),
        errors={field.field: field.message for field in fields},
    )


@router.post("/positionnement/{enrolment_id}/{moment}/besoins")
def say_needs(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, moment: str, form: Posted
) -> Response:
    try:
        services.say_needs(session, actor, enrolment_id, _stage(moment), form, anyway=bool(only(form, "anyway")))
    except Invalid as error:
        return _needs(request, session, actor, enrolment_id, moment, refused=error, typed=form)
    return go(f"/positionnement/{enrolment_id}/{moment}", _("C'est gardé. Relisez, puis envoyez."))


@router.get("/positionnement/{enrolment_id}/{moment}/{step}")
def step(
    request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, moment: str, step: str
) -> Response:
    """One block: what a person who can would say, everyday examples, and large choices."""
    return _step(request, session, actor, enrolment_id, moment, step)


def _step(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    moment: str,
    step: str,
    *,
    refused: Invalid | None = None,
) -> Response:
    stage = _stage(moment)
    enrolment, outline = see(session, actor, enrolment_id)
    require(policies.may_position(actor, enrolment.learner_id))
    known = queries.positionings(session, enrolment.id).get(stage)
    course = outline_of(session, known.edition_id) if known else outline
    number = as_number(step) or 0
    if not 1 <= number <= len(course.blocks):
        raise NotFound()
    asked = _asked(session, actor, known)
    return show(
        request,
        "competences/positioning/step.html",
        status=refused.status if refused else 200,
        **_frame(session, actor, enrolment, course, stage, known, asked),
        step=number,
        shown=course.blocks[number - 1],
        chosen=_chosen(session, enrolment, known, stage),
        options=list(enumerate(course.levels, 1)),
        unsure=UNSURE,
        refused=refused,
    )


@router.post("/positionnement/{enrolment_id}/{moment}/{step}")
def answer(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, moment: str, step: str, form: Posted
) -> Response:
    """Keep the choices of a screen, and go on; with JavaScript they are kept as they are made."""
    stage = _stage(moment)
    try:
        kept = services.answer(session, actor, enrolment_id, stage, _answers(form))
    except Invalid as error:
        return _step(request, session, actor, enrolment_id, moment, step, refused=error)
    if request.headers.get("hx-request") == "true":
        return show(request, "competences/positioning/kept.html", kept=kept)
    enrolment, _outline = see(session, actor, enrolment_id)
    known = queries.positionings(session, enrolment.id)[stage]
    number = (as_number(step) or 0) + 1
    way = f"/positionnement/{enrolment.id}/{moment}"
    if number <= len(outline_of(session, known.edition_id).blocks):
        return go(f"{way}/{number}")
    if _asked(session, actor, known).at(stage):
        return go(f"{way}/besoins")
    return go(way, _("Vos réponses sont gardées. Relisez, puis envoyez."))


@router.post("/positionnement/{enrolment_id}/{moment}/envoi")
def send(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, moment: str) -> Response:
    try:
        sent = services.send(session, actor, enrolment_id, _stage(moment))
    except (Invalid, Conflict) as error:
        return _summary(request, session, actor, enrolment_id, moment, refused=error)
    said = (
        _("C'est envoyé. La suite : l'entretien, et ce que cela change au plan.")
        if sent.filled_with
        else _("C'est envoyé. La suite : en parler avec la personne qui vous accompagne.")
    )
    return go(f"/positionnement/{enrolment_id}/{moment}", said)


@router.post("/positionnement/{enrolment_id}/{moment}/entretien")
def note_interview(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, moment: str, form: Posted
) -> Response:
    typed = {name: only(form, name) for name in ("held_on", "agreed")}
    try:
        held_on = read_day(typed["held_on"], "held_on")
        services.note_interview(
            session, actor, enrolment_id, _stage(moment), held_on, typed["agreed"], anyway=bool(only(form, "anyway"))
        )
    except Invalid as error:
        return _summary(request, session, actor, enrolment_id, moment, refused=error, typed=typed)
    return go(
        f"/positionnement/{enrolment_id}/{moment}", _("L'entretien est noté. La personne lira ce qui est convenu.")
    )


@router.post("/propositions/{proposal_id}")
def decide(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    proposal_id: str,
    decision: Annotated[str, Body(max_length=10)] = "",
    word: Annotated[str, Body(max_length=2000)] = "",
) -> Response:
    """Accept or refuse a change of plan."""
    if decision not in ("accept", "refuse"):
        raise Invalid(_("Choisissez d'accepter ou de refuser la proposition."))
    enrolment_id = queries.path_of_proposal(session, actor.organisation_id, proposal_id)
    try:
        decided = proposals.decide(session, actor, proposal_id, decision == "accept", word)
    except Invalid as error:
        moment = next(
            words.PATH_OF[stage]
            for stage, one in queries.positionings(session, enrolment_id).items()
            if any(
                row.id == proposal_id and row.positioning_id == one.id
                for row in queries.proposals(session, enrolment_id)
            )
        )
        typed = {f"word-{proposal_id}": word}
        return _summary(request, session, actor, enrolment_id, moment, refused=error, typed=typed)
    said = (
        _("Le plan est changé. La personne en est prévenue, avec votre raison.")
        if decided.change_id
        else _("C'est noté : le plan ne change pas.")
    )
    stages = {one.id: stage for stage, one in queries.positionings(session, enrolment_id).items()}
    return go(f"/positionnement/{enrolment_id}/{words.PATH_OF[stages[decided.positioning_id]]}#propositions", said)


def _answers(form: Mapping[str, list[str]]) -> dict[str, int | None]:
    """Competence id → level, or None for « je ne sais pas »; what was left without an answer is not there."""
    found: dict[str, int | None] = {}
    for name in form:
        value = only(form, name)
        if name.startswith(PREFIX) and value:
            found[name.removeprefix(PREFIX)] = None if value == UNSURE else (as_number(value) or 0)
    return found


def _chosen(session: Session, enrolment: EnrolmentRow, known: Standing | None, stage: str) -> dict[str, int | None]:
    """What is answered so far; before a first answer, what the person already said in an activity of the course."""
    said = services.said_before(session, enrolment, stage)
    return {**said, **(queries.answers(session, known.id) if known else {})}


def _asked(session: Session, actor: Actor, known: Standing | None) -> Guide:
    if known is not None and known.guide_id:
        return queries.guide_answered(session, known.guide_id)
    return queries.guide_of(session, actor.organisation_id)


def _stage(moment: str) -> str:
    stage = words.IN_PATHS.get(moment)
    if stage is None:
        raise NotFound()
    return stage


def _frame(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    course: Outline,
    stage: str,
    known: Standing | None,
    asked: Guide,
) -> dict[str, Any]:
    """What every screen of the walk shows: whose it is, which moment, how many screens."""
    moment = rules.moments(enrolment.starts_on, enrolment.ends_on, enrolment.closed_on)[stage]
    own = actor.account_id == enrolment.learner_id
    sent = known is not None and known.sent_at is not None
    return {
        "enrolment": enrolment,
        "outline": course,
        "own": own,
        "stage": stage,
        "stage_name": _(words.STAGES[stage]),
        "way": f"/positionnement/{enrolment.id}/{words.PATH_OF[stage]}",
        "standing": known,
        "moment": moment,
        "scale": course.levels,
        "has_needs": bool(asked.at(stage)),
        "steps": len(course.blocks) + bool(asked.at(stage)),
        "may_answer": bool(policies.may_position(actor, enrolment.learner_id))
        and not sent
        and (moment.is_open(today()) or (not own and moment.closes_on is None)),
    }
