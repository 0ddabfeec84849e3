"""What is behind each level: the voices, their proofs, what was concluded. The person and the team read the same page."""

from typing import Annotated

from fastapi import Form as Body
from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.assessment import policies as assessing
from app.assessment.rules import STAGES
from app.competences import policies, words
from app.competences.levels import proofs, services
from app.competences.levels.services import see
from app.competences.levels.showing import Shown, level_words, whole
from app.competences.showing import drawn
from app.core.access import Actor
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.dossiers.services.seeing import reading_to_note
from app.files.uploads.forms import GivenFile, given_file
from app.web.doors import CurrentActor, Reading, Writing, afterwards, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("competences")


@router.get("/competences/{enrolment_id}")
def everything(
    request: Request, session: Reading, actor: CurrentActor, enrolment_id: str, moment: str = ""
) -> Response:
    """Each competence at one moment: who says what, and what stands."""
    enrolment, outline = see(session, actor, enrolment_id)
    found = whole(session, enrolment.id, outline)
    stage = words.IN_PATHS.get(moment) or _latest(found.competences)
    own = actor.account_id == enrolment.learner_id
    afterwards(request, reading_to_note(session, actor, enrolment, "levels"))
    return show(
        request,
        "competences/everything.html",
        enrolment=enrolment,
        outline=outline,
        own=own,
        stage=stage,
        shown=found.competences,
        withdrawn=found.withdrawn,
        voice_names=words.voices(own=own),
        kind_names=words.said(words.KINDS),
        level_words=level_words,
        **drawn(session, enrolment.id, outline, own=own),
    )


def _latest(shown: tuple[Shown, ...]) -> str:
    return next((stage for stage in STAGES[::-1] if any(not one.at(stage).is_silent for one in shown)), STAGES[0])


@router.get("/competences/{enrolment_id}/{competence_id}")
def one(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    enrolment_id: str,
    competence_id: str,
    moment: str = "",
) -> Response:
    """One competence, moment after moment; one's own level and proofs to give, and for the adviser what to conclude."""
    return _one(request, session, actor, enrolment_id, competence_id, words.IN_PATHS.get(moment, ""))


def _one(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    competence_id: str,
    stage: str = "",
    *,
    status: int = 200,
    refused: Invalid | Conflict | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    enrolment, outline = see(session, actor, enrolment_id)
    found = whole(session, enrolment.id, outline)
    shown = next((one for one in found.competences if one.competence.id == competence_id), None)
    if shown is None:
        raise NotFound()
    voice = assessing.voice_of(actor, enrolment.learner_id)
    afterwards(request, reading_to_note(session, actor, enrolment, "levels"))
    typed = typed or {}
    fields = refused.fields if isinstance(refused, Invalid) else []
    return show(
        request,
        "competences/one.html",
        status=status,
        enrolment=enrolment,
        outline=outline,
        own=actor.account_id == enrolment.learner_id,
        shown=shown,
        stage=stage or _latest((shown,)),
        stage_names=words.said(words.STAGES),
        stage_paths=words.PATH_OF,
        voice_names=words.voices(own=actor.account_id == enrolment.learner_id),
        kind_names=words.said(words.KINDS),
        voice=voice,
        me=actor.account_id,
        may_conclude=bool(policies.may_conclude(actor, enrolment.learner_id)),
        may_withdraw=lambda given_by: bool(policies.may_withdraw(actor, given_by)),
        levels=[(number, f"{number} · {name}") for number, name in enumerate(outline.levels, 1)],
        level_words=level_words,
        choices=proofs.choices(session, enrolment, outline) if voice else [],
        typed=typed,
        refused=refused,
        errors={field.field.split("-")[0]: field.message for field in fields},
        summary=[field for field in fields if field.field in typed],
    )


@router.post("/competences/{enrolment_id}/{competence_id}/niveau")
def rate(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, competence_id: str, form: Posted
) -> Response:
    stage, level = only(form, "stage"), as_number(only(form, "level")) or 0
    try:
        services.rate(session, actor, enrolment_id, stage, {competence_id: level})
    except Invalid as error:
        return _refused(request, session, actor, enrolment_id, competence_id, form, error)
    return _back(enrolment_id, competence_id, stage, _("Votre niveau est noté, à côté de ceux des autres."))


@router.post("/competences/{enrolment_id}/{competence_id}/conclusion")
def conclude(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, competence_id: str, form: Posted
) -> Response:
    stage, level = only(form, "stage"), as_number(only(form, "level")) or 0
    try:
        services.conclude(
            session, actor, enrolment_id, competence_id, stage, level, only(form, "why"), only(form, "heard")
        )
    except (Invalid, Conflict) as error:
        return _refused(request, session, actor, enrolment_id, competence_id, form, error)
    return _back(enrolment_id, competence_id, stage, _("C'est conclu. La personne lira pourquoi."))


@router.post("/competences/{enrolment_id}/{competence_id}/reouverture")
def reopen(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, competence_id: str, form: Posted
) -> Response:
    try:
        again = services.reopen(session, actor, enrolment_id, only(form, "conclusion"), only(form, "reopened_why"))
    except (Invalid, Conflict) as error:
        return _refused(request, session, actor, enrolment_id, competence_id, form, error)
    words_ = _("La conclusion est rouverte : les avis comptent de nouveau, jusqu'à la prochaine.")
    return _back(enrolment_id, competence_id, again.stage, words_)


@router.post("/competences/{enrolment_id}/{competence_id}/preuves")
def show_proof(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    competence_id: str,
    form: Posted,
    file: Annotated[GivenFile | None, given_file("file")] = None,
) -> Response:
    """Something chosen in the list, or a document: the document when one came."""
    stage = only(form, "stage")
    try:
        proofs.show_proof(
            session, actor, enrolment_id, competence_id, stage, proofs.DOCUMENT if file else only(form, "proof"),
            only(form, "words"), title=only(form, "title"),
            keep_file=(lambda owner: file.keep(session, actor, owner_id=owner).id) if file else None,
        )  # fmt: skip
    except Invalid as error:
        return _refused(request, session, actor, enrolment_id, competence_id, form, error)
    return _back(enrolment_id, competence_id, stage, _("Votre preuve est ajoutée."))


@router.post("/competences/{enrolment_id}/{competence_id}/preuves/{proof_id}/retrait")
def withdraw_proof(
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    competence_id: str,
    proof_id: str,
    stage: Annotated[str, Body(max_length=10)] = "",
) -> Response:
    proofs.withdraw_proof(session, actor, enrolment_id, proof_id)
    return _back(enrolment_id, competence_id, stage, _("La preuve est retirée. Le niveau, lui, reste."))


@router.get("/preuves/{proof_id}")
def open_proof(session: Reading, actor: CurrentActor, proof_id: str) -> Response:
    """Where the proof is, for whoever may see it."""
    return go(proofs.where(session, actor, proof_id))


def _refused(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment_id: str,
    competence_id: str,
    form: dict[str, list[str]],
    error: Invalid | Conflict,
) -> Response:
    typed = {name: only(form, name) for name in form if name not in ("csrf", "heard")}
    return _one(
        request, session, actor, enrolment_id, competence_id, typed.get("stage", ""), status=error.status, refused=error,
        typed=typed,
    )  # fmt: skip


def _back(enrolment_id: str, competence_id: str, stage: str, toast: str) -> Response:
    moment = words.PATH_OF.get(stage, "")
    return go(f"/competences/{enrolment_id}/{competence_id}" + (f"?moment={moment}" if moment else ""), toast)
