"""What other rooms hear, measure and hand out: opinions, complaints, exits, positionings, documents, publications."""

from typing import Any

from sqlalchemy import Select, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.assessment.surveys.models import SurveyReply
from app.competences.models import LevelConclusion, LevelProof, PlanProposal, Positioning, PositioningInterview
from app.core.db import Moment
from app.courses.models import Course
from app.credentials.models import Badge
from app.documents.models import DocumentAcknowledgement, IssuedDocument
from app.enrolments.models import Enrolment
from app.feedback.campaigns.models import Campaign, Reply
from app.feedback.complaints.models import Complaint
from app.feedback.improvements.models import Improvement
from app.feedback.incidents.models import Incident
from app.outcomes.models import ClosingInterview, SituationAnswer, SituationCheck
from app.quality.evidence.queries.base import Scope, evidence_rows, lack, source
from app.quality.results.models import ResultPublication
from app.quality.reviews.models import CourseReview


class noon(FunctionElement[Any]):  # noqa: N801 - written like the functions of SQL
    """The middle of a day, as a moment: evidence that knows its day only is read in one list with the rest."""

    type = Moment()
    inherit_cache = True


@compiles(noon, "sqlite")
def _sqlite_noon(element: Any, compiler: Any, **how: Any) -> str:
    return f"({compiler.process(element.clauses, **how)} || ' 11:00:00.000000')"


@compiles(noon, "postgresql")
def _postgresql_noon(element: Any, compiler: Any, **how: Any) -> str:
    return f"(({compiler.process(element.clauses, **how)})::timestamp + interval '11 hours') AT TIME ZONE 'UTC'"


def _in(scope: Scope, moment: Any) -> Any:
    return and_(moment >= scope.since, moment < scope.until)


# Opinions -----------------------------------------------------------------------------------------------------------


def _replies(scope: Scope, *audiences: str) -> Select[Any]:
    return (
        evidence_rows(Reply.id, noon(Reply.sent_on), "opinion", label=Campaign.title)
        .join(Campaign, Campaign.id == Reply.campaign_id)
        .where(
            Reply.organisation_id == scope.organisation_id,
            Reply.sent_on.between(scope.start, scope.end),
            Campaign.audience.in_(audiences),
        )
    )


@source
def opinions(scope: Scope) -> Select[Any]:
    return _replies(scope, "learner")


@source
def other_opinions(scope: Scope) -> Select[Any]:
    return _replies(scope, "team", "company", "referrer", "funder")


@source
def activity_opinions(scope: Scope) -> Select[Any]:
    """Surveys that are activities of the course: what people say of the contents. Nobody is named here."""
    return evidence_rows(
        SurveyReply.id, SurveyReply.sent_at, "activity_opinion", activity_id=SurveyReply.activity_id
    ).where(SurveyReply.organisation_id == scope.organisation_id, _in(scope, SurveyReply.sent_at))


@source
def complaints(scope: Scope) -> Select[Any]:
    return _complaints("complaint").where(
        Complaint.organisation_id == scope.organisation_id, _in(scope, Complaint.received_at)
    )


def _complaints(kind: str) -> Select[Any]:
    """By their number only: the register of complaints says who may read one."""
    return evidence_rows(Complaint.id, Complaint.received_at, kind)


@lack
def complaints_late(scope: Scope) -> Select[Any]:
    """Something that was due is not done: the acknowledgement, or the answer, as the register says it."""
    return _complaints("lack").where(
        Complaint.organisation_id == scope.organisation_id,
        Complaint.received_at < scope.until,
        Complaint.closed_at.is_(None),
        or_(
            and_(Complaint.acknowledged_at.is_(None), Complaint.acknowledge_by < scope.now),
            and_(Complaint.answered_at.is_(None), Complaint.answer_by < scope.now),
        ),
    )


@source
def incidents(scope: Scope) -> Select[Any]:
    return evidence_rows(Incident.id, noon(Incident.happened_on), "incident", session_id=Incident.session_id).where(
        Incident.organisation_id == scope.organisation_id, Incident.happened_on.between(scope.start, scope.end)
    )


@lack
def incidents_open(scope: Scope) -> Select[Any]:
    """Nobody has written yet how it was solved."""
    return evidence_rows(Incident.id, noon(Incident.happened_on), "lack", session_id=Incident.session_id).where(
        Incident.organisation_id == scope.organisation_id,
        Incident.happened_on.between(scope.start, scope.end),
        Incident.closed_at.is_(None),
    )


@source
def improvements(scope: Scope) -> Select[Any]:
    return evidence_rows(Improvement.id, noon(Improvement.decided_on), "improvement", label=Improvement.title).where(
        Improvement.organisation_id == scope.organisation_id, Improvement.decided_on.between(scope.start, scope.end)
    )


@lack
def improvements_late(scope: Scope) -> Select[Any]:
    return evidence_rows(Improvement.id, noon(Improvement.due_on), "lack", label=Improvement.title).where(
        Improvement.organisation_id == scope.organisation_id,
        Improvement.due_on < scope.end,
        Improvement.done_on.is_(None),
        Improvement.state.in_(("planned", "doing")),
    )


@lack
def improvements_unmeasured(scope: Scope) -> Select[Any]:
    return evidence_rows(Improvement.id, noon(Improvement.done_on), "lack", label=Improvement.title).where(
        Improvement.organisation_id == scope.organisation_id,
        Improvement.done_on.between(scope.start, scope.end),
        Improvement.measured_on.is_(None),
    )


@source
def course_reviews(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(CourseReview.id, CourseReview.closed_at, "course_review", label=Course.slug)
        .join(Course, Course.id == CourseReview.course_id)
        .where(CourseReview.organisation_id == scope.organisation_id, _in(scope, CourseReview.closed_at))
    )


# Results and exits --------------------------------------------------------------------------------------------------


@source
def published_results(scope: Scope) -> Select[Any]:
    return evidence_rows(
        ResultPublication.id, ResultPublication.published_at, "results", label=ResultPublication.title
    ).where(
        ResultPublication.organisation_id == scope.organisation_id,
        ResultPublication.published_at < scope.until,
        or_(ResultPublication.withdrawn_at.is_(None), ResultPublication.withdrawn_at >= scope.until),
    )


@source
def closing_interviews(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(
            ClosingInterview.id,
            ClosingInterview.at,
            "closing_interview",
            person_id=Enrolment.learner_id,
            enrolment_id=ClosingInterview.enrolment_id,
        )
        .join(Enrolment, Enrolment.id == ClosingInterview.enrolment_id)
        .where(ClosingInterview.organisation_id == scope.organisation_id, _in(scope, ClosingInterview.at))
    )


def _checks(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(
            SituationCheck.id,
            noon(SituationCheck.due_on),
            "lack",
            person_id=Enrolment.learner_id,
            enrolment_id=SituationCheck.enrolment_id,
        )
        .join(Enrolment, Enrolment.id == SituationCheck.enrolment_id)
        .where(SituationCheck.organisation_id == scope.organisation_id)
    )


@source
def situations(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(
            SituationAnswer.id,
            SituationAnswer.said_at,
            "situation",
            person_id=Enrolment.learner_id,
            enrolment_id=SituationCheck.enrolment_id,
        )
        .join(SituationCheck, SituationCheck.id == SituationAnswer.check_id)
        .join(Enrolment, Enrolment.id == SituationCheck.enrolment_id)
        .where(
            SituationAnswer.organisation_id == scope.organisation_id,
            SituationAnswer.replaced_at.is_(None),
            _in(scope, SituationAnswer.said_at),
        )
    )


@lack
def situations_waiting(scope: Scope) -> Select[Any]:
    return _checks(scope).where(
        SituationCheck.due_on.between(scope.start, scope.end),
        SituationCheck.due_on < scope.now.date(),
        SituationCheck.closed_at.is_(None),
    )


# Positioning and levels ---------------------------------------------------------------------------------------------


def _of_enrolment(id_: Any, at: Any, kind: str, enrolment_id: Any) -> Select[Any]:
    return evidence_rows(id_, at, kind, person_id=Enrolment.learner_id, enrolment_id=enrolment_id).join(
        Enrolment, Enrolment.id == enrolment_id
    )


@source
def positionings(scope: Scope) -> Select[Any]:
    return _of_enrolment(Positioning.id, Positioning.sent_at, "positioning", Positioning.enrolment_id).where(
        Positioning.organisation_id == scope.organisation_id,
        Positioning.stage == "entry",
        _in(scope, Positioning.sent_at),
    )


@source
def positioning_interviews(scope: Scope) -> Select[Any]:
    return (
        evidence_rows(
            PositioningInterview.id,
            PositioningInterview.noted_at,
            "positioning_interview",
            person_id=Enrolment.learner_id,
            enrolment_id=Positioning.enrolment_id,
        )
        .join(Positioning, Positioning.id == PositioningInterview.positioning_id)
        .join(Enrolment, Enrolment.id == Positioning.enrolment_id)
        .where(PositioningInterview.organisation_id == scope.organisation_id, _in(scope, PositioningInterview.noted_at))
    )


@source
def plan_decisions(scope: Scope) -> Select[Any]:
    return _of_enrolment(PlanProposal.id, PlanProposal.decided_at, "plan_decision", PlanProposal.enrolment_id).where(
        PlanProposal.organisation_id == scope.organisation_id, _in(scope, PlanProposal.decided_at)
    )


@lack
def proposals_waiting(scope: Scope) -> Select[Any]:
    return _of_enrolment(PlanProposal.id, PlanProposal.made_at, "lack", PlanProposal.enrolment_id).where(
        PlanProposal.organisation_id == scope.organisation_id,
        _in(scope, PlanProposal.made_at),
        PlanProposal.decided_at.is_(None),
    )


@source
def conclusions(scope: Scope) -> Select[Any]:
    return _of_enrolment(LevelConclusion.id, LevelConclusion.at, "conclusion", LevelConclusion.enrolment_id).where(
        LevelConclusion.organisation_id == scope.organisation_id,
        LevelConclusion.reopened_at.is_(None),
        _in(scope, LevelConclusion.at),
    )


@source
def level_proofs(scope: Scope) -> Select[Any]:
    return _of_enrolment(LevelProof.id, LevelProof.at, "level_proof", LevelProof.enrolment_id).where(
        LevelProof.organisation_id == scope.organisation_id,
        LevelProof.withdrawn_at.is_(None),
        _in(scope, LevelProof.at),
    )


@source
def badges(scope: Scope) -> Select[Any]:
    """Credentials that stand: signed for a block once its levels were concluded."""
    return _of_enrolment(Badge.id, Badge.issued_at, "badge", Badge.enrolment_id).where(
        Badge.organisation_id == scope.organisation_id,
        Badge.revoked_at.is_(None),
        _in(scope, Badge.issued_at),
    )


# Documents handed out -----------------------------------------------------------------------------------------------


def _issued(scope: Scope, *kinds: str) -> Select[Any]:
    return (
        evidence_rows(
            IssuedDocument.id,
            IssuedDocument.made_at,
            "issued_document",
            person_id=Enrolment.learner_id,
            enrolment_id=IssuedDocument.enrolment_id,
            label=IssuedDocument.title,
        )
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .where(
            IssuedDocument.organisation_id == scope.organisation_id,
            IssuedDocument.kind.in_(kinds),
            IssuedDocument.state == "valid",
            _in(scope, IssuedDocument.made_at),
        )
    )


@source
def convocations(scope: Scope) -> Select[Any]:
    return _issued(scope, "convocation")


@source
def contracts_issued(scope: Scope) -> Select[Any]:
    return _issued(scope, "contrat", "convention")


@source
def certificates(scope: Scope) -> Select[Any]:
    return _issued(scope, "certificat", "assiduite")


@source
def end_statements(scope: Scope) -> Select[Any]:
    return _issued(scope, "attestation")


@source
def documents_read(scope: Scope) -> Select[Any]:
    """Rules, booklet, terms: whoever they are for said that they have read them."""
    return (
        evidence_rows(
            DocumentAcknowledgement.id,
            DocumentAcknowledgement.at,
            "document_read_by",
            person_id=DocumentAcknowledgement.account_id,
            enrolment_id=DocumentAcknowledgement.enrolment_id,
            label=IssuedDocument.title,
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentAcknowledgement.document_id)
        .where(DocumentAcknowledgement.organisation_id == scope.organisation_id, _in(scope, DocumentAcknowledgement.at))
    )
