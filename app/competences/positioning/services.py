"""Taking one's bearings: answers kept as they come, sent once; needs; the interview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.assessment.levels.queries import words_of
from app.assessment.levels.services import competences_of, keep_levels
from app.assessment.rules import STAGES
from app.competences import policies
from app.competences.events import InterviewHeld, PositioningSent
from app.competences.levels.services import see
from app.competences.models import Positioning, PositioningAnswer, PositioningGuide, PositioningInterview
from app.competences.positioning import guide as asking
from app.competences.positioning import queries, rules
from app.competences.positioning.guide import Guide
from app.competences.positioning.proposals import suggest_changes
from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import Outline, outline
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web.formats import full_day

LONGEST_AGREED = 4000


@dataclass(frozen=True, slots=True)
class Kept:
    """How many sentences have an answer, out of how many."""

    answered: int
    wanted: int


def answer(session: Session, actor: Actor, enrolment_id: str, stage: str, answers: Mapping[str, int | None]) -> Kept:
    """Keep what was chosen, at once; None is « je ne sais pas ». Nobody else counts it before the whole is sent."""
    enrolment, course = see(session, actor, enrolment_id)
    positioning = _open(session, actor, enrolment, stage)
    course = outline(session, positioning.edition_id) if positioning.edition_id != course.edition_id else course
    _check_answers(course, answers)
    known = queries.answer_rows(session, positioning.id)
    moment = now()
    for key, level in answers.items():
        row = known.get(key)
        if row is None:
            row = known[key] = PositioningAnswer(
                positioning_id=positioning.id, competence_id=key, organisation_id=positioning.organisation_id
            )
            session.add(row)
        elif row.level == level:
            continue
        row.level, row.at = level, moment
    session.flush()
    return Kept(sum(key in known for key in competences_of(course)), len(competences_of(course)))


def say_needs(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    stage: str,
    answers: Mapping[str, Sequence[str]],
    anyway: bool = False,
) -> Positioning:
    """Answer the organisation's own questions. The version that was on the page stays with the answers."""
    enrolment, _course = see(session, actor, enrolment_id)
    positioning = _open(session, actor, enrolment, stage)
    asked = guide_for(session, positioning)
    kept = asking.sound_answers(asked.at(stage), answers)
    sensitive.check({key: words for key, words in kept.items() if isinstance(words, str)}, anyway)
    if positioning.needs_at is not None and positioning.needs == kept:
        return positioning
    positioning.guide_id = asked.id or _keep_guide(session, actor.organisation_id, asked).id
    positioning.needs, positioning.needs_at = kept, now()
    session.flush()
    ledger.append(
        session, actor, Kind.NEEDS_SAID, person_id=enrolment.learner_id, enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id, proof_kind="positioning", proof_id=positioning.id,
        facts={"stage": stage, "answers": len(kept), "guide": positioning.guide_id},
    )  # fmt: skip
    return positioning


def send(session: Session, actor: Actor, enrolment_id: str, stage: str) -> Positioning:
    """The answers become the levels of the learner's voice, and suggest changes of the plan. Sending again changes nothing."""
    enrolment, _course = see(session, actor, enrolment_id)
    require(policies.may_position(actor, enrolment.learner_id))
    ledger.take_turn(session, actor.organisation_id)
    sent = queries.to_change(session, enrolment.id, _stage(stage))
    if sent is not None and sent.sent_at is not None:
        return sent
    positioning = _open(session, actor, enrolment, stage)
    course = outline(session, positioning.edition_id)
    wanted = competences_of(course)
    given: dict[str, int | None] = {
        **said_before(session, enrolment, stage),
        **queries.answers(session, positioning.id),
    }
    left = [one for key, one in wanted.items() if key not in given]
    if left:
        raise Invalid(
            _("Il reste %(left)s phrases sans réponse. Vos réponses sont gardées. « Je ne sais pas » est une réponse.")
            % {"left": len(left)},
            [FieldError(f"level-{one.id}", one.says or one.title) for one in left],
        )
    levels = {key: level for key, level in given.items() if level is not None and key in wanted}
    if levels:
        keep_levels(session, actor, enrolment, course, list(wanted.values()), stage, "learner", levels)
    positioning.sent_at = now()
    if actor.account_id != enrolment.learner_id:
        positioning.filled_with = actor.account_id
    session.flush()
    unsure = sum(given[key] is None for key in wanted)
    ledger.append(
        session, actor, Kind.POSITIONING_SENT, person_id=enrolment.learner_id, enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id, proof_kind="positioning", proof_id=positioning.id,
        facts={"stage": stage, "levels": len(levels), "unsure": unsure, "with": positioning.filled_with is not None},
    )  # fmt: skip
    suggest_changes(session, enrolment, positioning)
    record(session, actor, PositioningSent(positioning.id, enrolment.id, stage))
    return positioning


def note_interview(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    stage: str,
    held_on: date,
    agreed: str,
    anyway: bool = False,
) -> PositioningInterview:
    """What was agreed face to face; the person reads it. Its hours are those of the appointment, never counted twice."""
    enrolment, course = see(session, actor, enrolment_id)
    require(policies.may_interview(actor))
    stage = _stage(stage)
    agreed = agreed.strip()
    wrong = []
    if held_on > today() or held_on < enrolment.starts_on - rules.BEFORE_ENTRY * 12:
        wrong.append(FieldError("held_on", _("Un entretien est noté le jour même ou après. Vérifiez la date.")))
    if not agreed:
        wrong.append(FieldError("agreed", _("Dites ce qui a été convenu : la personne le lira.")))
    if len(agreed) > LONGEST_AGREED:
        wrong.append(
            FieldError("agreed", _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_AGREED})
        )
    if wrong:
        raise Invalid(_("L'entretien n'est pas encore noté. Corrigez ce qui est marqué."), wrong)
    sensitive.check({"agreed": agreed}, anyway)
    ledger.take_turn(session, actor.organisation_id)
    positioning = queries.to_change(session, enrolment.id, stage) or _begin(session, enrolment, course, stage)
    same = queries.same_interview(session, positioning.id, actor.account_id, held_on, agreed)
    if same is not None:
        return same
    interview = PositioningInterview(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        positioning_id=positioning.id,
        held_on=held_on,
        held_by=actor.account_id,
        agreed=agreed,
        noted_at=now(),
    )
    add_at_once(session, interview)
    ledger.append(
        session, actor, Kind.INTERVIEW_HELD, person_id=enrolment.learner_id, enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id, nature="accompaniment", proof_kind="interview", proof_id=interview.id,
        facts={"stage": stage, "held_on": held_on.isoformat()},
    )  # fmt: skip
    suggest_changes(session, enrolment, positioning)
    record(session, actor, InterviewHeld(interview.id, positioning.id, enrolment.id))
    return interview


def said_before(session: Session, enrolment: EnrolmentRow, stage: str) -> dict[str, int]:
    """What the person already said at this moment, in an activity of the course: it is not asked twice."""
    return words_of(session, enrolment.id, stage, "learner", enrolment.learner_id)


def change_guide(session: Session, actor: Actor, questions: tuple[asking.Question, ...], held: int, weak: int) -> Guide:
    """The organisation's own questionnaire, as its next number; the same again changes nothing."""
    require(policies.may_change_guide(actor))
    now_asked = queries.guide_of(session, actor.organisation_id)
    wrong = []
    if not questions:
        wrong.append(FieldError("questions", _("Gardez au moins une question.")))
    if held > asking.HIGHEST:
        wrong.append(FieldError("held", _("Choisissez un niveau de 1 à %(most)s.") % {"most": asking.HIGHEST}))
    elif not 0 < weak < held:
        wrong.append(FieldError("held", _("Le niveau qui suffit vient après celui qui est à travailler.")))
    if wrong:
        raise Invalid(_("Le questionnaire n'est pas enregistré. Corrigez ce qui est marqué."), wrong)
    if (now_asked.questions, now_asked.held, now_asked.weak) == (questions, held, weak):
        return now_asked
    ledger.take_turn(session, actor.organisation_id)
    row = _keep_guide(session, actor.organisation_id, Guide(questions, held, weak), actor.account_id)
    return queries.guide_answered(session, row.id)


def guide_for(session: Session, positioning: Positioning | queries.Standing | None) -> Guide:
    """The questions of a positioning: those it was answered with, else those of today."""
    if positioning is not None and positioning.guide_id:
        return queries.guide_answered(session, positioning.guide_id)
    assert isinstance(positioning, Positioning)
    return queries.guide_of(session, positioning.organisation_id)


def _keep_guide(session: Session, organisation_id: str, asked: Guide, by: str | None = None) -> PositioningGuide:
    row = PositioningGuide(
        id=new_id(),
        organisation_id=organisation_id,
        number=queries.guide_of(session, organisation_id).number + 1,
        questions=[one.kept() for one in asked.questions],
        held=asked.held,
        weak=asked.weak,
        made_at=now(),
        made_by=by,
    )
    session.add(row)
    session.flush()
    return row


def _open(session: Session, actor: Actor, enrolment: EnrolmentRow, stage: str) -> Positioning:
    """The positioning to answer, begun if it was not. The team may open one before its day; nobody after it was sent."""
    require(policies.may_position(actor, enrolment.learner_id))
    moment = rules.moments(enrolment.starts_on, enrolment.ends_on, enrolment.closed_on)[_stage(stage)]
    ledger.take_turn(session, actor.organisation_id)
    known = queries.to_change(session, enrolment.id, stage)
    if known is not None and known.sent_at is not None:
        raise Conflict(
            _("Ces réponses ont été envoyées le %(day)s. Rien n'a changé. Parlez-en à l'entretien pour les revoir.")
            % {"day": full_day(known.sent_at)}
        )
    if moment.closes_on is not None and today() > moment.closes_on:
        raise Conflict(_("Ce parcours est terminé : ce moment ne se remplit plus. Vos niveaux restent visibles."))
    if actor.account_id == enrolment.learner_id and today() < moment.opens_on:
        raise Conflict(_("Ce moment s'ouvre le %(day)s. Rien à faire d'ici là.") % {"day": full_day(moment.opens_on)})
    return known or _begin(session, enrolment, outline(session, enrolment.edition_id), stage)


def _begin(session: Session, enrolment: EnrolmentRow, course: Outline, stage: str) -> Positioning:
    positioning = Positioning(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        stage=stage,
        edition_id=course.edition_id,
        guide_id=None,
        needs={},
        begun_at=now(),
    )
    session.add(positioning)
    session.flush()
    return positioning


def _stage(stage: str) -> str:
    if stage not in STAGES:
        raise NotFound()
    return stage


def _check_answers(course: Outline, answers: Mapping[str, int | None]) -> None:
    known, wrong = competences_of(course), []
    for key, level in answers.items():
        if key not in known:
            wrong.append(FieldError(f"level-{key}"[:60], _("Cette compétence n'est pas dans le parcours.")))
        elif level is not None and not 1 <= level <= len(course.levels):
            wrong.append(FieldError(f"level-{key}", _("Ce niveau n'existe pas.")))
    if wrong:
        raise Invalid(_("Vos réponses ne sont pas encore enregistrées."), wrong)
