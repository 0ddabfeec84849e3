"""Levels, proofs and conclusions for machines."""

from fastapi import Request

from app.assessment import policies as assessing
from app.competences import queries
from app.competences.levels import proofs, services
from app.competences.levels.services import see
from app.competences.levels.showing import Shown, whole
from app.competences.models import LevelConclusion
from app.competences.rules import Concluded, Proof
from app.competences.schemas import (
    CompetenceLevelsOut,
    ConclusionIn,
    ConclusionOut,
    LevelsIn,
    LevelsKept,
    LevelsOut,
    MadeOut,
    ProofIn,
    ProofOut,
    ReopeningIn,
    VoiceOut,
)
from app.dossiers.services.seeing import reading_to_note
from app.web.doors import ApiActor, Reading, Writing, afterwards, api

router = api("competences")


@router.post("/enrolments/{enrolment_id}/levels")
def rate(session: Writing, actor: ApiActor, enrolment_id: str, given: LevelsIn) -> LevelsKept:
    """Give levels to competences. Saying the same again changes nothing."""
    rated = services.rate(session, actor, enrolment_id, given.stage, given.levels)
    enrolment, _outline = see(session, actor, enrolment_id)
    return LevelsKept(changed=rated.changed, voice=assessing.voice_of(actor, enrolment.learner_id) or "")


@router.get("/enrolments/{enrolment_id}/levels")
def levels(request: Request, session: Reading, actor: ApiActor, enrolment_id: str) -> LevelsOut:
    """What each voice and each person said of each competence, stage by stage, their proofs, and what is concluded."""
    enrolment, outline = see(session, actor, enrolment_id)
    afterwards(request, reading_to_note(session, actor, enrolment, "api"))
    known = queries.levels(session, enrolment.id, outline)
    found = whole(session, enrolment.id, outline)
    return LevelsOut(
        scale=list(outline.levels),
        items=[
            CompetenceLevelsOut(
                competence_id=one.competence.id, code=one.competence.code, title=one.competence.title,
                levels=known.get(one.competence.id, {}), voices=_voices(one), conclusions=_conclusions(one),
            )
            for one in found.competences
        ],
    )  # fmt: skip


@router.post("/enrolments/{enrolment_id}/competences/{competence_id}/conclusion", status_code=201)
def conclude(
    session: Writing, actor: ApiActor, enrolment_id: str, competence_id: str, given: ConclusionIn
) -> ConclusionOut:
    """Conclude a level at a stage. The same again changes nothing."""
    made = services.conclude(session, actor, enrolment_id, competence_id, given.stage, given.level, given.why)
    return _made(made, queries.name_of(session, made.concluded_by))


@router.post("/enrolments/{enrolment_id}/conclusions/{conclusion_id}/reopening")
def reopen(
    session: Writing, actor: ApiActor, enrolment_id: str, conclusion_id: str, given: ReopeningIn
) -> ConclusionOut:
    """Open a conclusion again: the voices count until the next one."""
    again = services.reopen(session, actor, enrolment_id, conclusion_id, given.why)
    return _made(again, queries.name_of(session, again.concluded_by), queries.name_of(session, again.reopened_by or ""))


@router.post("/enrolments/{enrolment_id}/competences/{competence_id}/proofs", status_code=201)
def show_proof(session: Writing, actor: ApiActor, enrolment_id: str, competence_id: str, given: ProofIn) -> MadeOut:
    """Bring a proof beside one's own voice. Showing the same again changes nothing."""
    proof = proofs.show_proof(
        session, actor, enrolment_id, competence_id, given.stage, f"{given.kind}:{given.id}", given.words
    )
    return MadeOut(id=proof.id)


@router.delete("/enrolments/{enrolment_id}/proofs/{proof_id}", status_code=204)
def withdraw_proof(session: Writing, actor: ApiActor, enrolment_id: str, proof_id: str) -> None:
    """No longer show a proof; that it was shown stays in the ledger."""
    proofs.withdraw_proof(session, actor, enrolment_id, proof_id)


def _proof(proof: Proof) -> ProofOut:
    return ProofOut(id=proof.id, kind=proof.kind, title=proof.title, words=proof.words, href=proof.href, at=proof.at)


def _voices(shown: Shown) -> list[VoiceOut]:
    return [
        VoiceOut(
            stage=at.code, voice=one.said.voice, name=one.said.name, level=one.said.level,
            of=len(one.said.competence.scale), framework_version=one.said.competence.framework_version, at=one.said.at,
            proofs=[_proof(proof) for proof in one.proofs],
        )
        for at in shown.stages
        for one in at.voices
    ]  # fmt: skip


def _conclusions(shown: Shown) -> list[ConclusionOut]:
    stand = [at.conclusion for at in shown.stages if at.conclusion]
    return [_concluded(one) for one in (*stand, *(one for at in shown.stages for one in at.reopened))]


def _concluded(one: Concluded) -> ConclusionOut:
    return ConclusionOut(
        id=one.id, stage=one.stage, level=one.level, why=one.why, by=one.by_name, at=one.at, reopened_at=one.reopened_at,
        reopened_by=one.reopened_by_name, reopened_why=one.reopened_why,
    )  # fmt: skip


def _made(one: LevelConclusion, by: str, reopened_by: str = "") -> ConclusionOut:
    return ConclusionOut(
        id=one.id, stage=one.stage, level=one.level, why=one.why, by=by, at=one.at, reopened_at=one.reopened_at,
        reopened_by=reopened_by, reopened_why=one.reopened_why,
    )  # fmt: skip
