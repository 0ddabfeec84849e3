"""What is done with a person's path: enrol, start, pause, resume, finish, leave, hand over."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, Role, require
from app.core.clock import now, today
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.journal import record
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import events, policies, queries, rules
from app.enrolments.availability import Given, check_given
from app.enrolments.exits import services as exits
from app.enrolments.history import note_change, prove
from app.enrolments.models import Enrolment
from app.enrolments.rules import Act, Status
from app.identity import queries as identity
from app.identity import services as people
from app.identity.models import Account
from app.identity.rules import phone_of, same_phone
from app.ledger.kinds import Kind


def enrol(
    session: Session,
    actor: Actor,
    course_slug: str,
    learner_email: str,
    learner_name: str,
    starts_on: date,
    adviser_email: str | None = None,
    referrer: str = "",
    funder: str = "",
    site_id: str | None = None,
    project: str = "",
    given: Given | None = None,
    learner_phone: str = "",
) -> Enrolment:
    """Admit a person to a course and draw their dated plan; on the day of the entry the path starts at once.

    Without `adviser_email` the actor is the adviser, if they hold the role. An unknown funder becomes known. `given` is
    the time they have; nothing said, the rhythm of the course. A person without e-mail has "" for an address, and the
    telephone tells them from whoever bears the same name.
    Everything is checked before anything is written.
    """
    require(policies.may_enrol(actor))
    organisation_id = actor.organisation_id
    course = courses.course_by_slug(session, organisation_id, course_slug)
    if course is None:
        raise invalid("course", _("Ce parcours n'existe pas, ou il n'est pas encore publié."))
    if course.archived_at is not None:
        raise invalid("course", _("Ce parcours est archivé : il n'est plus proposé. Choisissez-en un autre."))
    learner = _check_person(session, organisation_id, learner_email, learner_name, learner_phone)
    _check_entry(starts_on)
    sensitive.check({"project": project}, anyway=True)  # what is never kept
    if given is not None:
        check_given(given)
    adviser_id = _adviser_id(session, actor, adviser_email)
    if site_id and site_id not in {row.id for row in identity.sites(session, organisation_id)}:
        raise invalid("site", _("Ce lieu n'existe pas. Choisissez-en un dans la liste."))
    if learner is not None and queries.open_enrolment_in(session, learner.id, course.id):
        raise Conflict(_("Cette personne suit déjà ce parcours. Ouvrez son dossier pour le changer."))

    learner = people.welcome(session, organisation_id, learner_email, learner_name, Role.LEARNER, known=learner)
    people.complete_phone(session, learner.id, phone_of(learner_phone))
    path = outline(session, course.edition_id)
    dates = rules.plan_dates(starts_on, path, identity.closed_days(session, organisation_id))
    starts_now = starts_on <= today()
    enrolment = Enrolment(
        organisation_id=organisation_id,
        course_id=course.id,
        learner_id=learner.id,
        adviser_id=adviser_id,
        referrer=referrer.strip()[:200],
        funder_id=_funder_id(session, organisation_id, funder),
        site_id=site_id or None,
        status=Status.ACTIVE if starts_now else Status.ADMITTED,
        starts_on=starts_on,
        ends_on=max((due for _opens, due in dates.values()), default=starts_on),
        project=project.strip()[:300],
        created_at=now(),
    )
    session.add(enrolment)
    session.flush()
    if dates:
        session.connection().execute(
            queries.NEW_PLAN,
            [
                {
                    "enrolment_id": enrolment.id,
                    "sequence_id": sequence_id,
                    "organisation_id": organisation_id,
                    "starts_on": opens,
                    "due_on": due,
                }
                for sequence_id, (opens, due) in dates.items()
            ],
        )
    _note(session, actor, enrolment, "admitted", Kind.ENROLMENT_ADMITTED, today(), facts={"edition": path.number})
    record(session, actor, events.EnrolmentAdmitted(enrolment.id, learner.id, given))
    if starts_now:
        _note(session, actor, enrolment, "started", Kind.ENROLMENT_STARTED, starts_on)
        record(session, actor, events.EnrolmentStarted(enrolment.id, learner.id))
    return enrolment


def start(session: Session, actor: Actor, enrolment_id: str, on: date, reason: str = "") -> Enrolment:
    """The person has come: their path begins."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_start(actor, enrolment.learner_id))
    if not _goes(session, enrolment, Act.START, on):
        return enrolment
    if on < enrolment.starts_on:
        raise invalid("on", _("La date d'entrée prévue n'est pas encore arrivée."))
    enrolment.status = Status.ACTIVE
    _note(session, actor, enrolment, "started", Kind.ENROLMENT_STARTED, on, reason)
    record(session, actor, events.EnrolmentStarted(enrolment.id, enrolment.learner_id))
    return enrolment


def start_if_due(session: Session, actor: Actor, enrolment_id: str) -> str:
    """Begin an admitted path whose day has come; the status it has then."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    if enrolment.status == Status.ADMITTED and enrolment.starts_on <= today():
        start(session, actor, enrolment_id, today())
    return enrolment.status


def pause(session: Session, actor: Actor, enrolment_id: str, on: date, reason: str = "") -> Enrolment:
    """Stop for a while; dates wait until the person resumes."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if not _goes(session, enrolment, Act.PAUSE, on):
        return enrolment
    enrolment.status = Status.PAUSED
    _note(session, actor, enrolment, "paused", Kind.ENROLMENT_PAUSED, on, reason)
    record(session, actor, events.EnrolmentPaused(enrolment.id, enrolment.learner_id))
    return enrolment


def resume(session: Session, actor: Actor, enrolment_id: str, on: date, reason: str = "") -> Enrolment:
    """Go on after a pause, or come back after an exit. The dates and the seats follow, in the room of plans."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if not _goes(session, enrolment, Act.RESUME, on):
        return enrolment
    if enrolment.status in rules.CLOSED and queries.open_enrolment_in(
        session, enrolment.learner_id, enrolment.course_id
    ):
        raise Conflict(_("Cette personne a déjà un autre parcours ouvert dans ce cours. Rien n'a été changé."))
    stopped = queries.last_change(session, enrolment.id, *rules.STOPS)
    stopped_on = stopped.effective_on if stopped else on
    origin = enrolment.status
    days = rules.count_open_days(stopped_on, on, identity.closed_days(session, enrolment.organisation_id))
    if enrolment.status in rules.CLOSED:
        exits.end_exit(session, enrolment, on)
    enrolment.status, enrolment.closed_on, enrolment.exit_reason = Status.ACTIVE, None, None
    facts = {"from": origin, "open_days": days}
    _note(session, actor, enrolment, "resumed", Kind.ENROLMENT_RESUMED, on, reason, facts)
    record(session, actor, events.EnrolmentResumed(enrolment.id, enrolment.learner_id, days))
    return enrolment


def finish(
    session: Session, actor: Actor, enrolment_id: str, on: date, reason: str = "", exit_reason: str | None = None
) -> Enrolment:
    """The path has reached its end; the person's situation on that day is said when it is known."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if not _goes(session, enrolment, Act.FINISH, on):
        return enrolment
    said = exits.said(session, enrolment.organisation_id, exit_reason, on, "exit_reason", needed=False)
    enrolment.status, enrolment.closed_on, enrolment.exit_reason = Status.FINISHED, on, said.code or None
    exits.note_exit(session, actor, enrolment, on, said)
    facts = {"exit_reason": said.code} if said.code else None
    _note(session, actor, enrolment, "finished", Kind.ENROLMENT_FINISHED, on, reason, facts)
    record(session, actor, events.EnrolmentFinished(enrolment.id, enrolment.learner_id))
    return enrolment


def leave(
    session: Session, actor: Actor, enrolment_id: str, on: date, reason: str = "", exit_reason: str | None = None
) -> Enrolment:
    """The person stops before the end; their situation is said from the list of the organisation, the words stay here."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if not _goes(session, enrolment, Act.LEAVE, on):
        return enrolment
    said = exits.said(session, enrolment.organisation_id, exit_reason, on, "exit_reason", needed=True)
    enrolment.status, enrolment.closed_on, enrolment.exit_reason = Status.LEFT, on, said.code
    exits.note_exit(session, actor, enrolment, on, said)
    _note(session, actor, enrolment, "left", Kind.ENROLMENT_LEFT, on, reason, {"exit_reason": said.code})
    record(session, actor, events.EnrolmentLeft(enrolment.id, enrolment.learner_id, said.code))
    return enrolment


def change_adviser(
    session: Session, actor: Actor, enrolment_id: str, adviser_email: str, reason: str = ""
) -> Enrolment:
    """Hand a path over to another adviser of the organisation."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    adviser_id = _adviser_id(session, actor, adviser_email)
    if adviser_id == enrolment.adviser_id:
        return enrolment
    former_id = enrolment.adviser_id
    facts = {"from": former_id, "to": adviser_id}
    enrolment.adviser_id = adviser_id
    _note(session, actor, enrolment, "adviser", Kind.ADVISER_CHANGED, today(), reason, facts)
    record(session, actor, events.AdviserChanged(enrolment.id, enrolment.learner_id, adviser_id, former_id))
    return enrolment


def change_status(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    status: Status,
    on: date,
    reason: str = "",
    exit_reason: str | None = None,
) -> Enrolment:
    """Bring a path to a status by the act that leads there; Conflict when none does."""
    enrolment = queries.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    if enrolment.status == status:
        return enrolment
    act = rules.act_towards(enrolment.status, status)
    if act is None:
        raise _impossible(enrolment.status)
    return perform(session, actor, enrolment_id, act, on, reason, exit_reason)


def perform(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    act: Act,
    on: date,
    reason: str = "",
    exit_reason: str | None = None,
) -> Enrolment:
    """One of the five acts, by its name."""
    if act is Act.START:
        return start(session, actor, enrolment_id, on, reason)
    if act is Act.PAUSE:
        return pause(session, actor, enrolment_id, on, reason)
    if act is Act.RESUME:
        return resume(session, actor, enrolment_id, on, reason)
    if act is Act.FINISH:
        return finish(session, actor, enrolment_id, on, reason, exit_reason)
    return leave(session, actor, enrolment_id, on, reason, exit_reason)


# --- What the acts share --------------------------------------------------------------------------------------


def _impossible(status: str) -> Conflict:
    return Conflict(
        _("Ce changement n'est pas possible depuis « %(status)s ». Rien n'a été changé. Rechargez la page.")
        % {"status": _(rules.STATUS_LABELS[Status(status)])}
    )


def _check_person(session: Session, organisation_id: str, email: str, name: str, phone: str) -> Account | None:
    """The account that this person has already, if there is one."""
    if email.strip() and not rules.is_address(email):
        raise invalid("learner_email", _("Cette adresse de courriel n'est pas complète."))
    if not name.strip():
        raise invalid("learner_name", _("Le nom de la personne est nécessaire."))
    if phone.strip() and not phone_of(phone):
        raise invalid("learner_phone", _("Ce numéro n'est pas complet. Écrivez-le comme 06 12 34 56 78."))
    if email.strip():
        known = identity.account_by_email(session, email)
    else:
        known = _without_address(session, organisation_id, name, phone)
    if known is not None:
        session.refresh(known, with_for_update=True)  # two people enrolling the same person take turns
    return known


def _without_address(session: Session, organisation_id: str, name: str, phone: str) -> Account | None:
    """Somebody of this name who has no e-mail either: the same person when the telephone says so."""
    alike = identity.addressless(session, organisation_id, name)
    for one in alike:
        if same_phone(one.phone, phone):
            return one
    if alike and not phone.strip():
        raise invalid(
            "learner_phone",
            _(
                "Une personne de ce nom est déjà inscrite sans adresse. Un numéro de téléphone permet de les distinguer."
            ),
        )
    return None


def _check_entry(starts_on: date) -> None:
    if starts_on < today():
        raise invalid("starts_on", _("La date d'entrée est déjà passée. Choisissez aujourd'hui ou un jour à venir."))
    if starts_on > today() + timedelta(days=rules.LONGEST_WAIT):
        raise invalid("starts_on", _("La date d'entrée est dans plus de deux ans. Vérifiez l'année."))


def _adviser_id(session: Session, actor: Actor, email: str | None) -> str | None:
    if not email or not email.strip():
        return actor.account_id if actor.has(Role.ADVISER) else None
    account = identity.account_by_email(session, email)
    if account is None or not identity.has_role(session, actor.organisation_id, account.id, Role.ADVISER):
        raise invalid("adviser_email", _("Cette adresse n'est pas celle d'une conseillère ou d'un conseiller d'ici."))
    return account.id


def _funder_id(session: Session, organisation_id: str, name: str) -> str | None:
    wanted = " ".join(name.split())[:200]
    if not wanted:
        return None
    for row in identity.funders(session, organisation_id):
        if row.name.casefold() == wanted.casefold():
            return str(row.id)
    return people.add_funder(session, organisation_id, wanted).id


def _goes(session: Session, enrolment: Enrolment, act: Act, on: date) -> bool:
    """Whether the act changes something: False when it is already so; Conflict or Invalid when it cannot be."""
    if enrolment.status == rules.LEADS_TO[act]:
        return False
    if enrolment.status not in rules.ALLOWED_FROM[act]:
        raise _impossible(enrolment.status)
    if on > today():
        raise invalid("on", _("Cette date est à venir. Revenez l'enregistrer ce jour-là."))
    last = queries.last_effective_day(session, enrolment.id)
    if last is not None and on < last:
        raise invalid("on", _("Cette date est avant le dernier changement de ce parcours."))
    return True


def _note(
    session: Session,
    actor: Actor,
    enrolment: Enrolment,
    what: str,
    kind: Kind,
    on: date,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """The change with its words in the path, the fact without words in the ledger."""
    note_change(session, actor, enrolment, what, on, reason)
    prove(session, actor, enrolment, kind, on, facts)
