"""The four ways in: a public form, somebody met outside, an information meeting, a partner who sends them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.admissions import events, policies, queries, rules
from app.admissions.models import Application
from app.admissions.rules import MEETING, SETTLED, State, StepState, Way
from app.admissions.services import acts
from app.admissions.services.planning import Place, put_down, take_seat
from app.admissions.services.steps import ensure_steps
from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, TooMany
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.identity import queries as identity
from app.identity.services import print_of
from app.ledger import services as ledger
from app.visits import services as visits
from app.visits.rules import Kind


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of somebody at first. One way to reach them is enough."""

    name: str
    email: str = ""
    phone: str = ""
    consent: bool = False
    stage: str = ""
    project: str = ""
    needs: str = ""
    town: str = ""
    when: str = ""
    situation: str = ""
    source: str = ""
    referrer: str = ""
    tells_referrer: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What a contact has become; `token` opens its private page."""

    application_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Who is known already by the same number or address."""

    applications: tuple[AnyRow, ...] = field(default=())
    paths: tuple[AnyRow, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.applications or self.paths)


class KnownAlready(Conflict):
    """Somebody can be reached in the same way: nothing was written until a person says who it is."""

    code = "known-already"

    def __init__(self, detail: str, alike: Alike) -> None:
        super().__init__(detail, applications=[row.id for row in alike.applications])
        self.alike = alike


def apply(session: Session, organisation: AnyRow, contact: Contact, address: str) -> Opened:
    """By the public form. Sent twice from the same place, it is one application.

    Somebody who is known already gets a page of their own all the same: this form tells nobody who has written before.
    """
    contact = sound(contact)
    actor = acts.nobody(organisation.id, organisation.slug, organisation.name)
    address_print = print_of(f"application {address}")
    ledger.take_turn(session, organisation.id)
    again = _just_sent(session, organisation.id, contact, address_print)
    if again:
        return Opened(again, acts.token_of(again))
    if queries.sent_from(session, address_print, now() - rules.WINDOW) >= rules.PER_ADDRESS:
        raise TooMany(
            _("Beaucoup de demandes viennent d'ici. Rien n'a été enregistré. Attendez un quart d'heure, ou appelez."),
            retry_after=int(rules.WINDOW.total_seconds()),
        )
    return _open(session, actor, contact, Way.FORM, address_print=address_print)


def meet(
    session: Session, actor: Actor, contact: Contact, *, place: Place | None = None, anyway: bool = False
) -> Opened:
    """Somebody met outside, with their consent; the first step may be planned on the spot.

    Raises KnownAlready when they can be reached like somebody known, unless `anyway`.
    """
    require(policies.may_receive(actor))
    contact = sound(contact)
    ledger.take_turn(session, actor.organisation_id)
    _refuse_known(session, actor, contact, anyway)
    ensure_steps(session, actor.organisation_id)
    visit_id = None
    if place is not None:
        place.check(session, actor)
        visit_id = take_seat(session, actor, place, contact.name, contact.email, contact.phone)
    opened = _open(session, actor, contact, Way.FIELD, adviser_id=actor.account_id)
    application = acts.lock(session, actor, opened.application_id)
    acts.has_met(session, actor, application)
    acts.aim(session, application)
    if place is not None and application.step_id:
        row = acts.step_row(session, application, application.step_id)
        put_down(session, actor, application, row, place, visit_id)
    return opened


def receive_visitor(session: Session, actor: Actor, visit_id: str) -> Opened:
    """Somebody who has come to an information meeting: known as come, and a candidate. Doing it again changes nothing."""
    require(policies.may_receive(actor))
    visit = queries.visit_of_team(session, actor, visit_id)
    ledger.take_turn(session, actor.organisation_id)
    if visit.kind != Kind.PERSON:
        raise Conflict(_("Un groupe n'a pas de candidature. Notez chaque personne à part, avec son accord."))
    if not visit.came:
        visits.say_who_came(session, actor, visit.session_id, {visit_id: 1})
    ensure_steps(session, actor.organisation_id)
    application = acts.lock(session, actor, _of_visitor(session, actor, visit), opened=False)
    if application.state == State.OPEN:
        application.visit_id = visit_id
        acts.has_met(session, actor, application)
        _has_come(session, actor, application, visit)
        acts.aim(session, application)
    return Opened(application.id, acts.token_of(application.id))


def _of_visitor(session: Session, actor: Actor, visit: AnyRow) -> str:
    """The application of whoever has come: theirs already, or a new one."""
    if known := queries.application_of_visit(session, visit.id):
        return known
    for row in _alike(session, actor.organisation_id, visit.email, visit.phone).applications:
        if row.state == State.OPEN and row.name.casefold() == visit.name.casefold():
            return str(row.id)
    contact = sound(Contact(name=visit.name, email=visit.email, phone=visit.phone, consent=True, source=visit.title))
    return _open(
        session, actor, contact, Way.MEETING, adviser_id=actor.account_id, visit_id=visit.id,
        consented_at=visit.consented_at, contacted_at=min(visit.consented_at, now()),
    ).application_id  # fmt: skip


def _has_come(session: Session, actor: Actor, application: Application, visit: AnyRow) -> None:
    """The information meeting is done; the step that was planned in this meeting, when it is another one."""
    begun = queries.steps_of(session, application.id)
    here = next((row.step_id for row in begun if row.session_id == visit.session_id), None)
    steps = queries.steps(session, actor.organisation_id)
    step_id = here or next((step.id for step in steps if step.kind == MEETING), None)
    if step_id is None:
        return
    row = acts.step_row(session, application, step_id)
    if row.state in SETTLED:
        return
    row.state, row.session_id, row.planned_at = StepState.DONE.value, visit.session_id, visit.starts_at
    row.done_on, row.settled_at, row.settled_by = local(visit.starts_at).date(), now(), actor.account_id
    session.add(row)
    acts.note(session, actor, application, "done", step_id=step_id)
    record(session, actor, events.StepSettled(application.id, step_id))


def refer(session: Session, actor: Actor, contact: Contact) -> Opened:
    """Sent by a partner, who says that the person agrees. Sent twice, it is one application."""
    require(policies.may_refer(actor))
    contact = sound(contact)
    ledger.take_turn(session, actor.organisation_id)
    sender = print_of(f"referrer {actor.account_id}")
    again = _just_sent(session, actor.organisation_id, contact, sender)
    if again:
        return Opened(again, acts.token_of(again))
    if queries.sent_from(session, sender, now() - rules.WINDOW) >= rules.PER_ADDRESS:
        raise TooMany(
            _("Vous avez envoyé beaucoup de personnes d'un coup. Rien n'a été enregistré. Attendez un quart d'heure."),
            retry_after=int(rules.WINDOW.total_seconds()),
        )
    return _open(session, actor, contact, Way.REFERRER, referrer_id=actor.account_id, address_print=sender)


def alike(session: Session, row: AnyRow) -> Alike:
    """Who else can be reached like this candidate."""
    found = queries.known(session, row.organisation_id, row.email_print, row.phone_print, but=row.id)
    paths = queries.paths_of_address(session, row.organisation_id, row.email)
    return Alike(tuple(found), tuple(path for path in paths if path.id != row.enrolment_id))


def sound(contact: Contact) -> Contact:
    """The contact with its words made tidy; Invalid with a message for each field that lacks something."""
    problems = []
    name = rules.one_line(contact.name, rules.NAME)
    email, phone = rules.email_of(contact.email), rules.phone_of(contact.phone)
    if len(name) < 2:
        problems.append(FieldError("name", _("Écrivez le prénom et le nom.")))
    if contact.email.strip() and not email:
        problems.append(FieldError("email", _("Cette adresse de courriel n'est pas complète.")))
    if contact.phone.strip() and not phone:
        problems.append(FieldError("phone", _("Ce numéro de téléphone n'est pas complet.")))
    if not contact.email.strip() and not contact.phone.strip():
        problems.append(FieldError("phone", _("Donnez un moyen de vous joindre : un téléphone ou un courriel.")))
    if contact.stage and contact.stage not in rules.STAGES:
        problems.append(FieldError("stage", _("Choisissez une réponse dans la liste.")))
    if contact.situation and contact.situation not in rules.SITUATIONS:
        problems.append(FieldError("situation", _("Choisissez une réponse dans la liste.")))
    for where in ("name", "town", "source", "referrer"):
        try:
            acts.checked(where, getattr(contact, where))
        except Invalid as error:
            problems.extend(error.fields)
    words: dict[str, str] = {}
    for where in ("project", "needs", "when"):
        try:
            words[where] = acts.checked(where, getattr(contact, where), rules.LINE if where == "when" else rules.WORDS)
        except Invalid as error:
            problems.extend(error.fields)
    if not contact.consent:
        problems.append(FieldError("consent", _("Cochez la case : sans cet accord, rien ne peut être gardé.")))
    if problems:
        raise Invalid(_("Il manque quelque chose. Rien n'a encore été enregistré."), problems)
    return replace(
        contact,
        name=name,
        email=email,
        phone=phone,
        town=rules.one_line(contact.town, 120),
        source=rules.one_line(contact.source, 120),
        referrer=rules.one_line(contact.referrer, rules.NAME),
        project=words["project"],
        needs=words["needs"],
        when=words["when"],
    )


# --- What the ways share -----------------------------------------------------------------------------------------


def _prints(email: str, phone: str) -> tuple[str, str]:
    digits = rules.same_phone(phone)
    return print_of(email) if email else "", print_of(digits) if digits else ""


def _alike(session: Session, organisation_id: str, email: str, phone: str) -> Alike:
    found = queries.known(session, organisation_id, *_prints(email, phone))
    return Alike(tuple(found), tuple(queries.paths_of_address(session, organisation_id, email)))


def _refuse_known(session: Session, actor: Actor, contact: Contact, anyway: bool) -> None:
    alike = _alike(session, actor.organisation_id, contact.email, contact.phone)
    if alike and not anyway:
        raise KnownAlready(
            _("Une personne est déjà connue avec ce téléphone ou ce courriel. Rien n'a encore été enregistré."), alike
        )


def _just_sent(session: Session, organisation_id: str, contact: Contact, address_print: str) -> str | None:
    prints = _prints(contact.email, contact.phone)
    return queries.sent_again(session, organisation_id, contact.name, *prints, now() - rules.WINDOW, address_print)


def _open(
    session: Session,
    actor: Actor,
    contact: Contact,
    way: Way,
    *,
    adviser_id: str | None = None,
    referrer_id: str | None = None,
    visit_id: str | None = None,
    address_print: str = "",
    consented_at: datetime | None = None,
    contacted_at: datetime | None = None,
) -> Opened:
    ensure_steps(session, actor.organisation_id)
    moment, application_id = now(), new_id()
    token = acts.token_of(application_id)
    email_print, phone_print = _prints(contact.email, contact.phone)
    account = identity.account_by_email(session, contact.email) if contact.email else None
    application = Application(
        id=application_id,
        account_id=account.id if account else None,
        organisation_id=actor.organisation_id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        email_print=email_print,
        phone_print=phone_print,
        way=way.value,
        source=contact.source,
        stage=contact.stage,
        project=contact.project,
        needs=contact.needs,
        town=contact.town,
        when=contact.when,
        situation=contact.situation,
        referrer=contact.referrer,
        referrer_id=referrer_id,
        tells_referrer=contact.tells_referrer and referrer_id is not None,
        visit_id=visit_id,
        adviser_id=adviser_id,
        state=State.OPEN.value,
        contacted_at=contacted_at or moment,
        token_hash=acts.print_of_token(token),
        address_print=address_print,
        consented_at=consented_at or moment,
        created_at=moment,
        last_act_at=moment,
    )
    session.add(application)
    session.flush()
    acts.note(session, actor, application, "contacted")
    acts.aim(session, application)
    record(session, actor, events.ApplicantContacted(application_id))
    return Opened(application_id, token)
