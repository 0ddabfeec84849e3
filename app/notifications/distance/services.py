"""Reminding people of modules that wait: by the house each day, or by a person with a word."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now, today
from app.core.db import AnyRow, one_at_a_time
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments import queries as enrolments
from app.enrolments import rules as path_rules
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.notifications import queries as mailing
from app.notifications import services as mail
from app.notifications.distance import policies, queries, rules
from app.notifications.distance.following import Module, modules_of
from app.notifications.models import ModuleReminder, ReminderHold
from app.notifications.writing import Person

LONGEST_HOLD = timedelta(days=366)


def remind(session: Session, actor: Actor, enrolment_id: str, sequence_id: str, words: str) -> ModuleReminder:
    """« Relancer »: a message of somebody of the team about one module, sent by e-mail and kept as proof."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_remind(actor))
    one_at_a_time(session, f"reminders {enrolment_id}")
    person = queries.one_person(session, enrolment.id)
    module = next((one for one in modules_of(session, [person])[person.id] if one.id == sequence_id), None)
    if module is None:
        raise Conflict(_("Ce module n'est pas dans le parcours de cette personne. Rien n'a été envoyé."))
    if enrolment.status in path_rules.CLOSED or module.status == rules.Status.DONE:
        raise Conflict(_("Ce module n'attend plus rien de cette personne. Rien n'a été envoyé."))
    if any(one.on == today() and not one.by_house for one in module.sent):
        raise Conflict(_("Cette personne a déjà été relancée aujourd'hui pour ce module. Rien n'a été envoyé."))
    said = words.replace("\r\n", "\n").strip()
    if not said or len(said) > rules.LONGEST_WORDS:
        message = _("Écrivez un mot, en 1 000 caractères au plus.")
        raise Invalid(_("La relance n'est pas partie. Votre texte est gardé."), [FieldError("words", message)])
    moment = now()
    told = mail.write_to(
        session, enrolment.organisation_id, _reader(person), "nudge",
        f"nudge:{enrolment.id}:{sequence_id}:{moment.isoformat()}",
        {"author": actor.name, "words": said, "modules": _told([module])},
    )  # fmt: skip
    if told is None:
        raise Conflict(_("Cette relance est déjà partie. Rien n'a été envoyé de plus."))
    (kept,) = _keep(session, actor, person, [module], told, by=actor.account_id, words=said)
    return kept


def hold_reminders(session: Session, actor: Actor, enrolment_id: str, until: date | None, reason: str = "") -> None:
    """The house stays silent until a day, or speaks again (None). Saying the same again changes nothing."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_remind(actor))
    if until is not None and not today() < until <= today() + LONGEST_HOLD:
        message = _("Choisissez un jour à venir, dans un an au plus.")
        raise Invalid(_("Rien n'a été changé."), [FieldError("until", message)])
    known = queries.hold_to_change(session, enrolment.id)
    if until is None:
        if known is not None:
            session.delete(known)
        return
    if known is None:
        known = ReminderHold(enrolment_id=enrolment.id, organisation_id=enrolment.organisation_id)
        session.add(known)
    known.until, known.reason, known.by, known.at = until, reason.strip()[:200], actor.account_id, now()
    session.flush()


def remind_of_late_modules(session: Session, organisation_id: str, people: Sequence[AnyRow]) -> int:
    """One e-mail to each of these people who has modules to be reminded of today; how many were written."""
    day, written = today(), 0
    holds = queries.holds(session, [row.id for row in people])
    modules = modules_of(session, people)
    house = house_actor(session, organisation_id)
    for person in people:
        hold = holds.get(person.id)
        if hold is not None and day < hold.until:
            continue
        late = [
            one
            for one in modules[person.id]
            if one.is_late and one.due_on and rules.is_to_be_reminded(one.late_days, one.due_on, one.sent)
        ]
        if not late:
            continue
        told = mail.write_to(
            session, organisation_id, _reader(person), "modules_late", f"modules_late:{person.id}:{day.isoformat()}",
            {"modules": _told(late), "adviser": person.adviser_name},
        )  # fmt: skip
        if told is not None:
            _keep(session, house, person, late, told)
            written += 1
    return written


def house_actor(session: Session, organisation_id: str) -> Actor:
    """The organisation itself, for what it does without anybody acting."""
    name = getattr(identity.contact(session, organisation_id), "name", "")
    return Actor(organisation_id, organisation_id, "", name, name, "", frozenset())


def _reader(person: AnyRow) -> Person:
    return Person(person.name, person.email, person.learner_id, person.id, person.locale)


def _told(modules: Sequence[Module]) -> list[tuple[str, int]]:
    return [(module.title, module.late_days) for module in modules]


def _keep(
    session: Session,
    actor: Actor,
    person: AnyRow,
    modules: Sequence[Module],
    told: str,
    *,
    by: str | None = None,
    words: str = "",
) -> list[ModuleReminder]:
    """Each module of a message is one reminder, and one proof of it."""
    kept, mail_id = [], told if mailing.is_mail(session, told) else None
    for module in modules:
        row = ModuleReminder(
            id=new_id(), organisation_id=person.organisation_id, enrolment_id=person.id, sequence_id=module.id,
            late_days=module.late_days, by=by, words=words, mail_id=mail_id, at=now(),
        )  # fmt: skip
        session.add(row)
        kept.append(row)
        ledger.append(
            session, actor, Kind.REMINDER_SENT,
            person_id=person.learner_id, enrolment_id=person.id, block_id=module.block_id, funder_id=person.funder_id,
            place="remote", timing="asynchronous", nature="accompaniment", proof_kind="reminder", proof_id=row.id,
            facts={"sequence_id": module.id, "late_days": module.late_days, "done": module.done, "total": module.total},
        )  # fmt: skip
    session.flush()
    return kept


def is_working_time(session: Session, organisation_id: str) -> bool:
    """An open day of the organisation, between 9 and 18."""
    moment = local(now())
    return 9 <= moment.hour < 18 and path_rules.is_open(moment.date(), identity.closed_days(session, organisation_id))
