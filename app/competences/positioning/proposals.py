"""What the answers suggest for the plan. A person decides on each with a word; the plan changes by its own services."""

from sqlalchemy.orm import Session

from app.assessment.rules import CONCLUDED, said_level
from app.competences import policies
from app.competences import queries as levels_of
from app.competences.events import ProposalDecided
from app.competences.models import PlanProposal, Positioning
from app.competences.positioning import queries, rules
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED
from app.learning import queries as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.planning import queries as planning
from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked

ACCEPTED, REFUSED, STALE = "accepted", "refused", "stale"
LONGEST_WORD = 300


def suggest_changes(session: Session, enrolment: EnrolmentRow, positioning: Positioning) -> int:
    """Look again at what the levels of a moment suggest: what still holds stays, what is new is added, what no longer
    holds is set aside; what somebody decided is not asked again. How many wait for a decision."""
    if enrolment.status in CLOSED or positioning.stage == "exit" or positioning.sent_at is None:
        return 0
    course = outline(session, enrolment.edition_id)
    asked = (
        queries.guide_answered(session, positioning.guide_id)
        if positioning.guide_id
        else queries.guide_of(session, enrolment.organisation_id)
    )
    known = levels_of.levels(session, enrolment.id, course)
    counted = {
        key: (level, CONCLUDED in stages[positioning.stage])
        for key, stages in known.items()
        if positioning.stage in stages and (level := said_level(stages[positioning.stage])) is not None
    }
    top = len(course.levels)
    wanted = {
        (one.act, one.part.id): one
        for one in rules.suggest(
            course, counted, learning.states(session, enrolment.id), planning.omitted(session, enrolment.id),
            min(asked.held, top), min(asked.weak, top - 1),
        )
    }  # fmt: skip
    decided = queries.decided_at_stage(session, positioning.id)
    for proposal in queries.undecided(session, enrolment.id):
        key = (proposal.act, proposal.sequence_id)
        if key in wanted and proposal.positioning_id == positioning.id:
            proposal.figures = [list(one) for one in wanted.pop(key).figures]
        else:
            proposal.decision, proposal.decided_at = STALE, now()
    session.add_all(
        PlanProposal(
            id=new_id(),
            organisation_id=enrolment.organisation_id,
            enrolment_id=enrolment.id,
            positioning_id=positioning.id,
            sequence_id=one.part.id,
            act=one.act,
            threshold=min(asked.held, top) if one.act == "omit" else min(asked.weak, top - 1),
            figures=[list(figure) for figure in one.figures],
            made_at=now(),
        )
        for key, one in wanted.items()
        if key not in decided
    )
    session.flush()
    return len(queries.undecided(session, enrolment.id))


def decide(session: Session, actor: Actor, proposal_id: str, accepted: bool, word: str) -> PlanProposal:
    """Accept or refuse, and say why. What is accepted changes the plan as any change does: with its reason, told to the
    person, to be taken back from the plan. Deciding the same again changes nothing."""
    enrolment_id = queries.path_of_proposal(session, actor.organisation_id, proposal_id)
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_interview(actor))
    word = word.strip()
    if not word or len(word) > LONGEST_WORD:
        message = (
            _("Dites pourquoi, en quelques mots : la personne le lira.")
            if not word
            else _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_WORD}
        )
        raise Invalid(message, [FieldError("word", message)])
    ledger.take_turn(session, actor.organisation_id)
    proposal = queries.proposal_to_change(session, proposal_id)
    decision = ACCEPTED if accepted else REFUSED
    if proposal.decision == decision:
        return proposal
    if proposal.decision == STALE:
        raise Conflict(_("Les niveaux ont changé : cette proposition ne tient plus. Rien n'a été changé au plan."))
    if proposal.decision:
        raise Conflict(
            _("%(name)s a déjà décidé de cette proposition : « %(word)s ». Rien d'autre n'a changé.")
            % {"name": levels_of.name_of(session, proposal.decided_by or ""), "word": proposal.word}
        )
    if accepted:
        act = Act.OMIT if proposal.act == "omit" else Act.ADD
        change = changing.change_plan(session, actor, enrolment.id, Asked(act, sequence_id=proposal.sequence_id), word)
        proposal.change_id = change.id
    proposal.decision, proposal.word = decision, word
    proposal.decided_by, proposal.decided_at = actor.account_id, now()
    session.flush()
    ledger.append(
        session, actor, Kind.PROPOSAL_DECIDED, person_id=enrolment.learner_id, enrolment_id=enrolment.id,
        funder_id=enrolment.funder_id, proof_kind="proposal", proof_id=proposal.id,
        facts={"act": proposal.act, "sequence": proposal.sequence_id, "decision": decision},
    )  # fmt: skip
    record(session, actor, ProposalDecided(proposal.id, enrolment.id))
    return proposal
