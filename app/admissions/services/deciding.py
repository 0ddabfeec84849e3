"""How an application ends: a person decides, in words said to the candidate; nothing decides by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.admissions import events, policies, queries, rules
from app.admissions.models import Application
from app.admissions.rules import DECISIONS, State, Way
from app.admissions.services import acts
from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, Gone, NotFound, invalid
from app.core.i18n import N_, _
from app.core.journal import record
from app.dossiers.services import open_dossier
from app.enrolments import services as enrolments
from app.enrolments.models import Enrolment
from app.identity import services as people
from app.ledger import services as ledger
from app.ledger.kinds import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry needs beside what the application already says."""

    course: str
    starts_on: date
    email: str = ""  # asked only of somebody without one: an account has an address
    adviser_email: str = ""
    funder: str = ""
    site_id: str = ""
    words: str = ""


def decide(
    session: Session,
    actor: Actor,
    application_id: str,
    state: str,
    reason: str,
    *,
    orientation: str = "",
    again_on: date | None = None,
) -> None:
    """Anything but an entry: not yet, another way, withdrew, cannot be reached. The reason is read by the candidate."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    if application.state == state:
        return
    if application.state != State.OPEN:
        raise Conflict(_("Cette candidature est déjà décidée. Rien n'a été changé. Rouvrez-la d'abord."))
    if state not in DECISIONS:
        raise invalid("decision", _("Choisissez une décision dans la liste."))
    said = acts.checked("reason", reason)
    where = acts.checked("orientation", orientation, 300)
    if not said:
        raise invalid("reason", _("Écrivez la raison, comme vous la diriez à la personne."))
    if state == State.OTHER_WAY and not where:
        raise invalid("orientation", _("Dites vers qui ou vers quoi la personne est orientée."))
    if state == State.NOT_YET and again_on is not None and again_on <= today():
        raise invalid("again_on", _("Choisissez un jour à venir pour en reparler."))
    if state == State.UNREACHABLE and not queries.tries(session, application.id):
        raise invalid("decision", _("Notez d'abord au moins un essai pour joindre la personne."))
    application.state, application.reason = str(state), said
    application.orientation = where if state == State.OTHER_WAY else ""
    application.again_on = again_on if state == State.NOT_YET else None
    _close(session, actor, application, "decided", said)
    ledger.append(
        session, actor, Kind.APPLICATION_DECIDED, person_id=None, nature="accompaniment", proof_kind="application",
        proof_id=application.id, facts={"decision": str(state)},
    )  # fmt: skip
    record(session, actor, events.ApplicationDecided(application.id))


def admit(session: Session, actor: Actor, application_id: str, entry: Entry) -> Enrolment:
    """The candidate enters a course: nothing is typed twice. Admitting again gives the path that was made."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    if application.state == State.ADMITTED:
        return session.get_one(Enrolment, application.enrolment_id)
    if application.state != State.OPEN:
        raise Conflict(_("Cette candidature est déjà décidée. Rien n'a été changé. Rouvrez-la d'abord."))
    said = acts.checked("words", entry.words)
    email = application.email or rules.email_of(entry.email)
    if entry.email.strip() and not email:
        raise invalid(
            "email", _("Cette adresse de courriel n'est pas complète. Laissez vide si la personne n'en a pas.")
        )
    row = queries.application_for(session, actor, application_id)
    made = enrolments.enrol(
        session,
        actor,
        entry.course,
        email,
        application.name,
        entry.starts_on,
        adviser_email=entry.adviser_email or row.adviser_email,
        referrer=application.referrer or row.referrer_name or "",
        funder=entry.funder,
        site_id=entry.site_id or None,
        project=rules.one_line(application.project, 300),
        learner_phone=application.phone,
    )
    open_dossier(
        session,
        actor,
        made.id,
        referrer_structure=application.referrer,
        referrer_person=row.referrer_name or "",
        met=_met(application),
        needs=application.needs,
        project=application.project,
        stage=_STAGE.get(application.stage, ""),
        anyway=True,  # they were pointed at when they were written
    )
    application.state, application.enrolment_id, application.account_id = State.ADMITTED.value, made.id, made.learner_id
    application.enters_on, application.reason, application.adviser_id = made.starts_on, said, made.adviser_id
    if email and not application.email:
        application.email, application.email_print = email, people.print_of(email)
    _close(session, actor, application, "admitted", said)
    ledger.append(
        session, actor, Kind.APPLICATION_DECIDED, person_id=made.learner_id, enrolment_id=made.id,
        nature="accompaniment", proof_kind="application", proof_id=application.id,
        facts={
            "decision": State.ADMITTED.value,
            "contacted_on": local(application.contacted_at).date().isoformat(),
            "answered_on": local(application.answered_at or now()).date().isoformat(),
        },
    )  # fmt: skip
    record(session, actor, events.ApplicationDecided(application.id))
    record(session, actor, events.ApplicantAdmitted(application.id, made.id, made.learner_id))
    return made


def withdraw(session: Session, token: str, words: str = "") -> None:
    """The candidate's own choice, from their page. Doing it again changes nothing."""
    row = own_application(session, token)
    actor = acts.nobody(row.organisation_id, row.organisation_slug, row.organisation_name)
    application = acts.lock(session, actor, row.id, opened=False)
    if application.state == State.WITHDREW:
        return
    if application.state != State.OPEN:
        raise Conflict(_("Cette candidature est déjà décidée. Rien n'a été changé. Appelez-nous."))
    said = acts.checked("words", words)
    application.state, application.reason = State.WITHDREW.value, said
    application.decided_at, application.to_call = now(), False
    acts.note(session, actor, application, "withdrew", said)
    acts.aim(session, application)
    record(session, actor, events.ApplicationDecided(application.id))


def reopen(session: Session, actor: Actor, application_id: str, words: str = "") -> None:
    """Begin again where it was left; what was decided stays in the history. An entry is undone in the path itself."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    if application.state == State.OPEN:
        return
    if application.state in (State.ADMITTED, State.DOUBLE):
        raise Conflict(
            _("Cette candidature ne se rouvre pas : la suite est dans l'autre dossier. Rien n'a été changé.")
        )
    said = acts.checked("words", words)
    application.state, application.reason, application.orientation = State.OPEN.value, "", ""
    application.again_on = application.decided_at = application.decided_by = None
    acts.note(session, actor, application, "reopened", said)
    acts.aim(session, application)
    record(session, actor, events.ApplicationReopened(application.id))


def merge(session: Session, actor: Actor, application_id: str, into_id: str) -> None:
    """Say that it is the same person as in another application, which goes on alone."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id)
    other = acts.lock(session, actor, into_id, opened=False)
    if other.id == application.id or other.state == State.DOUBLE:
        raise Conflict(_("Ces deux candidatures ne peuvent pas être réunies. Rien n'a été changé."))
    application.state, application.twin_id, application.to_call = State.DOUBLE.value, other.id, False
    acts.note(session, actor, application, "double")
    acts.aim(session, application)
    for name in ("email", "email_print", "phone", "phone_print", "stage", "project", "needs", "town", "when"):
        if not getattr(other, name):
            setattr(other, name, getattr(application, name))
    acts.note(session, actor, other, "wrote", application.project)


def own_application(session: Session, token: str) -> AnyRow:
    """The application behind a private page. Gone when it was emptied, NotFound when there is none."""
    row = queries.application_by_print(session, acts.print_of_token(token))
    if row is None:
        raise NotFound(_("Cette page n'existe pas. Vérifiez le lien, en entier."))
    if row.emptied_at:
        raise Gone(_("Cette candidature est effacée : six mois ont passé depuis le dernier échange."))
    return row


def let_referrer_know(session: Session, token: str, agrees: bool) -> None:
    """The candidate says whether the partner who sent them may know what becomes of it."""
    row = own_application(session, token)
    actor = acts.nobody(row.organisation_id, row.organisation_slug, row.organisation_name)
    application = acts.lock(session, actor, row.id, opened=False)
    application.tells_referrer = agrees and application.referrer_id is not None


def empty_old(session: Session, limit: int = 500) -> int:
    """Take away what names people once their retention is over; the dates and the counts stay. How many."""
    old = queries.applications_to_empty(session, now() - rules.KEPT, limit)
    _empty(session, old)
    return len(old)


def erase(session: Session, actor: Actor, application_id: str) -> None:
    """The same before its time, when the person asks for it. A path that has begun is not touched."""
    require(policies.may_receive(actor))
    application = acts.lock(session, actor, application_id, opened=False)
    if application.state == State.OPEN:
        application.state, application.decided_at = State.WITHDREW.value, now()
        acts.aim(session, application)
    _empty(session, [application])


def _empty(session: Session, applications: Sequence[Application]) -> None:
    ids = [application.id for application in applications]
    for application in applications:
        for name in _PERSONAL:
            setattr(application, name, "")
        application.tells_referrer, application.referrer_id, application.to_call = False, None, False
        application.account_id = application.account_id if application.enrolment_id else None
        application.emptied_at = now()
    if ids:
        for act in queries.acts_to_empty(session, ids):
            act.words = ""
        for step in queries.planned_to_empty(session, ids):
            step.place = ""
    session.flush()


# The words of a dossier for what an application says by its codes.
_MET = {
    Way.FORM: "Internet",
    Way.FIELD: N_("Rencontre de terrain"),
    Way.MEETING: N_("Réunion d'information"),
    Way.REFERRER: N_("Prescripteur"),
}
_STAGE = {"idea": "idea", "project": "study", "started": "running"}
_PERSONAL = (
    "name", "email", "phone", "email_print", "phone_print", "stage", "project", "needs", "town", "when", "situation",
    "referrer", "reason", "orientation", "address_print",
)  # fmt: skip


def _met(application: Application) -> str:
    return ", ".join(part for part in (_(_MET[Way(application.way)]), application.source) if part)[:120]


def _close(session: Session, actor: Actor, application: Application, what: str, words: str) -> None:
    application.decided_at, application.decided_by = now(), actor.account_id
    application.adviser_id = application.adviser_id or actor.account_id
    if application.answered_at is None and application.state != State.UNREACHABLE:
        application.answered_at, application.answered_by = now(), actor.account_id
    application.to_call = not application.email and application.state != State.UNREACHABLE
    acts.note(session, actor, application, what, words)
    acts.aim(session, application)
