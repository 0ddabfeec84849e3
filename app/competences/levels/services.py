"""Concluding a level and opening it again: by the adviser, in words that the person reads. Nothing closes by itself."""

from sqlalchemy.orm import Session

from app.assessment import policies as assessing
from app.assessment.levels.services import Rated, competences_of, keep_levels
from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.rules import STAGES
from app.competences import policies, queries
from app.competences.events import ConclusionReopened, LevelConcluded
from app.competences.levels import showing
from app.competences.models import LevelConclusion
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Forbidden, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import Competence, Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED
from app.frameworks import queries as frameworks
from app.ledger import services as ledger
from app.ledger.kinds import Kind

LONGEST_WHY = 1000


def rate(session: Session, actor: Actor, enrolment_id: str, stage: str, levels: dict[str, int]) -> Rated:
    """Give levels in one's own voice; each person keeps their own word beside those of others."""
    enrolment, course = see(session, actor, enrolment_id)
    voice = assessing.voice_of(actor, enrolment.learner_id)
    if voice is None:
        raise Forbidden(_("Vous ne pouvez pas donner de niveau à cette personne."))
    require(assessing.may_rate(actor, enrolment.learner_id, voice))
    return keep_levels(session, actor, enrolment, course, list(competences_of(course).values()), stage, voice, levels)


def conclude(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    competence_id: str,
    stage: str,
    level: int,
    why: str,
    heard: str | None = None,
) -> LevelConclusion:
    """Say where somebody stands in a competence at a stage, and why. One conclusion stands at a time.

    `heard` is the print of the voices that were on the page: who has spoken since is told before anything is kept.
    Saying the very same again changes nothing; another conclusion asks to open the first one again.
    """
    enrolment, course = see(session, actor, enrolment_id)
    require(policies.may_conclude(actor, enrolment.learner_id))
    competence = _sound(session, enrolment, course, competence_id, stage, level)
    why = _words("why", why, _("Dites pourquoi, en quelques mots : la personne le lira."))
    ledger.take_turn(session, actor.organisation_id)
    lock_enrolment(session, enrolment.id)
    standing = queries.standing_conclusion(session, enrolment.id, competence.id, stage)
    if standing is not None:
        if (standing.level, standing.why, standing.concluded_by) == (level, why, actor.account_id):
            return standing
        raise Conflict(
            _(
                "%(name)s a déjà conclu cette compétence : %(level)s. « %(why)s » Votre conclusion n'est pas enregistrée. "
                "Rouvrez celle-ci d'abord, si elle ne convient plus."
            )
            % {
                "name": queries.name_of(session, standing.concluded_by),
                "level": showing.level_words(course.levels, standing.level),
                "why": standing.why,
            },
            conclusion_id=standing.id,
            level=standing.level,
        )
    if heard is not None and heard != (print_ := voices_print(session, enrolment.id, competence.id, stage)):
        raise Conflict(
            _("Une voix s'est exprimée entre-temps. Rien n'est enregistré. Relisez les niveaux, puis concluez."),
            heard=print_,
        )
    conclusion = LevelConclusion(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        competence_id=competence.id,
        stage=stage,
        level=level,
        why=why,
        concluded_by=actor.account_id,
        at=now(),
        reopened_at=None,
        reopened_by=None,
        reopened_why="",
    )
    add_at_once(session, conclusion)
    _prove(session, actor, enrolment, Kind.LEVEL_CONCLUDED, conclusion)
    record(session, actor, LevelConcluded(conclusion.id, enrolment.id))
    return conclusion


def reopen(session: Session, actor: Actor, enrolment_id: str, conclusion_id: str, why: str) -> LevelConclusion:
    """What was concluded no longer stands: the voices count again. It stays in the story with both reasons."""
    enrolment, _course = see(session, actor, enrolment_id)
    require(policies.may_conclude(actor, enrolment.learner_id))
    why = _words("reopened_why", why, _("Dites pourquoi vous rouvrez cette conclusion : la personne le lira."))
    ledger.take_turn(session, actor.organisation_id)
    conclusion = queries.conclusion_to_change(session, enrolment.id, conclusion_id)
    if conclusion.reopened_at is not None:
        if (conclusion.reopened_by, conclusion.reopened_why) == (actor.account_id, why):
            return conclusion
        raise Conflict(
            _("%(name)s a déjà rouvert cette conclusion : « %(why)s ». Rien d'autre n'a changé.")
            % {"name": queries.name_of(session, conclusion.reopened_by or ""), "why": conclusion.reopened_why}
        )
    conclusion.reopened_at, conclusion.reopened_by, conclusion.reopened_why = now(), actor.account_id, why
    session.flush()
    _prove(session, actor, enrolment, Kind.CONCLUSION_REOPENED, conclusion)
    record(session, actor, ConclusionReopened(conclusion.id, enrolment.id))
    return conclusion


def voices_print(session: Session, enrolment_id: str, competence_id: str, stage: str) -> str:
    """The same only while nobody else has spoken."""
    return showing.print_of(
        [
            one
            for one in queries.said(session, [enrolment_id])[enrolment_id]
            if one.competence.id == competence_id and one.stage == stage
        ]
    )


def see(session: Session, actor: Actor, enrolment_id: str) -> tuple[EnrolmentRow, Outline]:
    """A path and its course, for whoever may see what the person can do."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_see(actor, enrolment.learner_id))
    return enrolment, outline(session, enrolment.edition_id)


def _sound(
    session: Session, enrolment: EnrolmentRow, course: Outline, competence_id: str, stage: str, level: int
) -> Competence:
    wrong = []
    competence = competences_of(course).get(competence_id)
    if competence is None:
        wrong.append(FieldError("competence", _("Cette compétence n'est pas dans le parcours.")))
    elif competence_id not in frameworks.in_use(session, [competence_id]):
        wrong.append(FieldError("competence", _("Cette compétence a été retirée du référentiel.")))
    if stage not in STAGES:
        wrong.append(FieldError("stage", _("Choisissez l'entrée, le milieu ou la fin du parcours.")))
    elif enrolment.status in CLOSED and stage != STAGES[-1]:
        wrong.append(FieldError("stage", _("Ce parcours est terminé : seul le niveau de fin peut encore être conclu.")))
    if not 1 <= level <= len(course.levels):
        wrong.append(FieldError("level", _("Ce niveau n'existe pas.") if level else _("Choisissez un niveau.")))
    if wrong:
        raise Invalid(_("La conclusion n'est pas enregistrée. %(why)s") % {"why": wrong[0].message}, wrong)
    assert competence is not None
    return competence


def _words(field: str, words: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid(missing, [FieldError(field, missing)])
    if len(words) > LONGEST_WHY:
        too_long = _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_WHY}
        raise Invalid(too_long, [FieldError(field, too_long)])
    return words


def _prove(session: Session, actor: Actor, enrolment: EnrolmentRow, kind: Kind, conclusion: LevelConclusion) -> None:
    ledger.append(
        session, actor, kind, person_id=enrolment.learner_id, enrolment_id=enrolment.id, funder_id=enrolment.funder_id,
        proof_kind="conclusion", proof_id=conclusion.id,
        facts={"competence": conclusion.competence_id, "stage": conclusion.stage, "level": conclusion.level},
    )  # fmt: skip
