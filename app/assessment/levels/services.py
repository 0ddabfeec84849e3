"""Giving levels to competences."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.levels import queries
from app.assessment.quizzes.queries import lock_enrolment
from app.assessment.rules import STAGES, VOICES
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.courses import queries as courses
from app.courses.outline import Activity, Competence, Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED
from app.frameworks import queries as frameworks
from app.learning import services as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating act left behind: how many levels changed, and how many of the wanted ones are known now."""

    changed: int
    known: int
    wanted: int
    activity_state: str | None = None


def competences_of(course: Outline) -> dict[str, Competence]:
    """Competence id → competence, in the order of the blocks."""
    return {competence.id: competence for block in course.blocks for competence in block.competences}


def asked_by(course: Outline, activity: Activity) -> list[Competence]:
    """The competences that a self-assessment asks about; all of them when it names none."""
    every = competences_of(course).values()
    return [one for one in every if one.code in activity.competences] or list(every)


def rate_levels(
    session: Session,
    actor: Actor,
    enrolment_id: str | None,
    activity_id: str | None,
    stage: str,
    voice: str,
    levels: dict[str, int],
) -> Rated:
    """Give levels at a stage, in a voice. Through a self-assessment, the stage is the activity's own.

    Only what differs from the last word of this person is written; saying the same again changes nothing.
    """
    activity: Activity | None = None
    if activity_id:
        enrolment, course, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
        content = courses.content_of(session, course.edition_id, activity_id)
        if activity.kind != "self_assessment" or content is None:
            raise NotFound()
        learning.working_enrolment(session, actor, enrolment, course, activity)
        stage, voice = content.get("stage", stage), "learner"
    else:
        if not enrolment_id:
            raise NotFound()
        enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
        course = outline(session, enrolment.edition_id)
    require(policies.may_rate(actor, enrolment.learner_id, voice))
    wanted = asked_by(course, activity) if activity else list(competences_of(course).values())
    rated = keep_levels(session, actor, enrolment, course, wanted, stage, voice, levels, activity=activity)
    if activity is None:
        return rated
    state = learning.record_result(
        session, actor, enrolment, activity, state="done" if rated.known == rated.wanted else "opened",
        facts={"rated": rated.known, "wanted": rated.wanted}, proof_kind="levels", proof_id=enrolment.id,
    ).state  # fmt: skip
    return replace(rated, activity_state=state)


def keep_levels(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    course: Outline,
    wanted: list[Competence],
    stage: str,
    voice: str,
    levels: dict[str, int],
    *,
    activity: Activity | None = None,
) -> Rated:
    """Write the levels of a voice, once the caller has seen who may speak in it. The learner's voice is the learner's,
    whoever of the team holds the pen; of the team, each person keeps their own word."""
    _check(session, enrolment, course, wanted, stage, voice, levels)
    ledger.take_turn(session, actor.organisation_id)
    lock_enrolment(session, enrolment.id)
    speaker = enrolment.learner_id if voice == "learner" else actor.account_id
    said = queries.words_of(session, enrolment.id, stage, voice, speaker)
    changed = {key: level for key, level in levels.items() if said.get(key) != level}
    if changed:
        moment = now()
        session.connection().execute(
            queries.NEW_LEVELS,
            [
                {
                    "id": new_id(), "organisation_id": enrolment.organisation_id, "enrolment_id": enrolment.id,
                    "competence_id": key, "stage": stage, "voice": voice, "level": level,
                    "given_by": speaker, "at": moment,
                }
                for key, level in changed.items()
            ],
        )  # fmt: skip
        _prove(session, actor, enrolment, activity, stage, voice, len(changed))
    count = sum(1 for one in wanted if one.id in said or one.id in changed)
    return Rated(len(changed), count, len(wanted))


def _check(
    session: Session,
    enrolment: EnrolmentRow,
    course: Outline,
    wanted: list[Competence],
    stage: str,
    voice: str,
    levels: dict[str, int],
) -> None:
    wrong = []
    if stage not in STAGES:
        wrong.append(FieldError("stage", _("Choisissez l'entrée, le milieu ou la fin du parcours.")))
    elif enrolment.status in CLOSED and stage != STAGES[-1]:
        wrong.append(FieldError("stage", _("Ce parcours est terminé : seul le niveau de fin peut encore être noté.")))
    if voice not in VOICES:
        wrong.append(FieldError("voice", _("Cette voix n'existe pas.")))
    if not levels:
        wrong.append(FieldError("levels", _("Choisissez au moins un niveau.")))
    ids = {one.id for one in wanted}
    for key, level in levels.items():
        if key not in ids:
            wrong.append(FieldError(f"level-{key}"[:60], _("Cette compétence n'est pas dans le parcours.")))
        elif not 1 <= level <= len(course.levels):
            wrong.append(FieldError(f"level-{key}", _("Ce niveau n'existe pas.")))
    if not wrong and (gone := levels.keys() - frameworks.in_use(session, levels)):
        wrong.append(FieldError(f"level-{min(gone)}", _("Cette compétence a été retirée du référentiel.")))
    if wrong:
        raise Invalid(_("Les niveaux ne sont pas encore enregistrés."), wrong)


def _prove(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity | None,
    stage: str,
    voice: str,
    count: int,
) -> None:
    ledger.append(
        session, actor, Kind.LEVEL_ASSESSED,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity.id if activity else None,
        block_id=activity.block_id if activity else None, funder_id=enrolment.funder_id, proof_kind="levels",
        proof_id=enrolment.id, facts={"stage": stage, "voice": voice, "count": count},
        place=activity.place if activity else None, timing=activity.timing if activity else None,
        people=activity.people if activity else None, guidance=activity.guidance if activity else None,
    )  # fmt: skip
