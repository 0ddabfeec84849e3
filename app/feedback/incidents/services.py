"""Writing down an incident in one go, and how it was solved."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import FieldError, Gone, Invalid
from app.core.i18n import _
from app.core.periods import EARLIEST
from app.enrolments import queries as enrolments
from app.feedback import data, policies
from app.feedback.complaints.rules import ACTIVE, PROOF
from app.feedback.incidents import queries
from app.feedback.incidents.models import Incident
from app.feedback.queries import course_titles
from app.ledger import services as ledger
from app.ledger.kinds import Kind

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Happened:
    """`solution` given at once closes it. One place at most: a session, an activity or a person says its course."""

    what: str
    happened_on: date | None = None
    subject: str = "other"
    solution: str = ""
    course_id: str = ""
    session_id: str = ""
    activity_id: str = ""
    enrolment_id: str = ""


def record_incident(session: Session, actor: Actor, happened: Happened, *, anyway: bool = False) -> str:
    """Its id. The same words of the same day, sent twice, are one incident."""
    require(policies.may_record_incident(actor))
    what, solution = happened.what.strip(), happened.solution.strip()
    day = happened.happened_on or today()
    course_id = _place(session, actor, happened)
    problems = []
    if len(what) < 3:
        problems.append(FieldError("what", _("Dites ce qui s'est passé, en une phrase.")))
    for name, text in (("what", what), ("solution", solution)):
        if len(text) > LONGEST:
            problems.append(FieldError(name, _("C'est trop long : %(most)s caractères au plus.") % {"most": LONGEST}))
    if not EARLIEST <= day <= today():
        problems.append(FieldError("happened_on", _("Cette date est à venir, ou trop ancienne.")))
    if happened.subject not in data.rules().incident_subjects:
        problems.append(FieldError("subject", _("Choisissez dans la liste.")))
    if problems:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est marqué."), problems)
    sensitive.check({"what": what, "solution": solution}, anyway=anyway)
    ledger.take_turn(session, actor.organisation_id)
    known = queries.same_day(session, actor.organisation_id, day, what)
    if known:
        return known
    incident = Incident(
        organisation_id=actor.organisation_id, number=queries.next_number(session, actor.organisation_id),
        happened_on=day, subject=happened.subject, what=what, solution="", course_id=course_id or None,
        session_id=happened.session_id or None, activity_id=happened.activity_id or None,
        enrolment_id=happened.enrolment_id or None, recorded_by=actor.account_id, recorded_at=now(),
    )  # fmt: skip
    session.add(incident)
    session.flush()
    ledger.append(
        session, actor, Kind.INCIDENT_RECORDED, person_id=None, session_id=incident.session_id,
        activity_id=incident.activity_id, nature="accompaniment", proof_kind="incident", proof_id=incident.id,
        facts={"number": incident.number, "subject": incident.subject},
    )  # fmt: skip
    if solution:
        _solve(session, actor, incident, solution)
    return incident.id


def solve(session: Session, actor: Actor, incident_id: str, solution: str, *, anyway: bool = False) -> None:
    """How it was solved. Said again, it is corrected; the day of the closing stays."""
    require(policies.may_record_incident(actor))
    ledger.take_turn(session, actor.organisation_id)
    incident = queries.incident_to_change(session, actor, incident_id)
    said = solution.strip()
    if incident.emptied_at is not None:
        raise Gone(_("Cet aléa est effacé : sa durée de conservation est passée."))
    if not said or len(said) > LONGEST:
        message = _("Dites comment cela a été résolu, en %(most)s caractères au plus.") % {"most": LONGEST}
        raise Invalid(message, [FieldError("solution", message)])
    sensitive.check({"solution": said}, anyway=anyway)
    if incident.solution != said:
        _solve(session, actor, incident, said)


def _solve(session: Session, actor: Actor, incident: Incident, solution: str) -> None:
    first = incident.closed_at is None
    incident.solution = solution
    incident.closed_at, incident.closed_by = incident.closed_at or now(), actor.account_id
    session.flush()
    if first:
        ledger.append(
            session, actor, Kind.INCIDENT_CLOSED, person_id=None, session_id=incident.session_id,
            nature="accompaniment", proof_kind="incident", proof_id=incident.id, facts={"number": incident.number},
        )  # fmt: skip


def _place(session: Session, actor: Actor, happened: Happened) -> str:
    """The course of whatever it is about; Invalid for something of elsewhere."""
    wrong = Invalid(_("Rien n'est enregistré : cet élément n'existe pas ici."), [FieldError("course", _("À choisir."))])
    if happened.session_id:
        row = queries.course_of_session(session, actor.organisation_id, happened.session_id)
        if row is None:
            raise wrong
        return row.course_id or ""
    if happened.activity_id:
        row = queries.course_of_activity(session, actor.organisation_id, happened.activity_id)
        if row is None:
            raise wrong
        return str(row.course_id)
    if happened.enrolment_id:
        return enrolments.enrolment_for(session, actor, happened.enrolment_id).course_id
    if happened.course_id and happened.course_id not in course_titles(session, actor.organisation_id):
        raise wrong
    return happened.course_id


def empty_old(session: Session) -> None:
    """As complaints: six years after the closing."""
    queries.empty(session, now() - ACTIVE - PROOF, now())
