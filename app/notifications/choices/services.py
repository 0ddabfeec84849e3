"""Choosing what one is told, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.notifications import policies, rules
from app.notifications.choices import queries
from app.notifications.choices.rules import Choice, by_default, fit
from app.notifications.kinds import Kind, Pace, by_code, kinds_for
from app.notifications.models import NoticeChoice, NoticeHouse
from app.notifications.phones.rules import number_of, takes_sms


def choices_for(session: Session, actor: Actor) -> list[tuple[Kind, Choice]]:
    """Each kind that the actor may receive, and how it comes."""
    chosen = queries.choices_of(session, actor.organisation_id, actor.account_id)
    return [
        (kind, queries.choice_of(kind, chosen[kind.code]) if kind.code in chosen else by_default(kind))
        for kind in kinds_for(actor)
    ]


def choose(session: Session, actor: Actor, wanted: Mapping[str, Choice]) -> None:
    """Keep what the actor chose for these kinds; the others stay as they are."""
    known = {kind.code: kind for kind in kinds_for(actor)}
    unknown = [code for code in wanted if code not in known]
    if unknown:
        message = _("Ce genre de nouvelles n'existe pas : %(code)s.") % {"code": unknown[0]}
        raise Invalid(_("Rien n'a été changé."), [FieldError("kind", message)])
    one_at_a_time(session, f"choices {actor.account_id}")
    for code, choice in wanted.items():
        if not known[code].can_stop and choice != by_default(known[code]):
            raise Conflict(
                _("Ces nouvelles concernent votre compte ou vos droits : elles ne peuvent pas être arrêtées.")
            )
        _keep(session, actor.organisation_id, actor.account_id, known[code], fit(known[code], choice))


def stop_by_mail(session: Session, organisation_id: str, account_id: str, code: str, *, again: bool = False) -> Kind:
    """No more e-mail of a kind for somebody, or e-mail again as at first. The page still holds the news."""
    kind = by_code(code)
    if kind is None or not kind.can_stop:
        raise NotFound()
    one_at_a_time(session, f"choices {account_id}")
    row = queries.choice_to_change(session, organisation_id, account_id, code)
    known = queries.choice_of(kind, row) if row else by_default(kind)
    pace = by_default(kind).mail if again else Pace.NEVER
    if again and known.mail != Pace.NEVER:
        return kind
    _keep(session, organisation_id, account_id, kind, Choice(known.page, pace, known.push, known.sms))
    return kind


def _keep(session: Session, organisation_id: str, account_id: str, kind: Kind, choice: Choice) -> None:
    row = queries.choice_to_change(session, organisation_id, account_id, kind.code)
    if row is None:
        if choice == by_default(kind):
            return
        row = NoticeChoice(account_id=account_id, organisation_id=organisation_id, kind=kind.code)
        session.add(row)
    row.page, row.mail, row.push, row.sms, row.at = choice.page, choice.mail.value, choice.push, choice.sms, now()
    session.flush()


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody does not want to be disturbed, and when digests come; None: as the organisation says."""

    quiet: rules.Quiet | None = None
    digest_hour: int | None = None
    digest_weekday: int | None = None


def set_hours(session: Session, actor: Actor, hours: Hours) -> None:
    """Keep the actor's own hours."""
    _sound(hours)
    habits = queries.habits_to_change(session, actor)
    habits.quiet_from = rules.minutes_of(hours.quiet.begins) if hours.quiet else None
    habits.quiet_until = rules.minutes_of(hours.quiet.ends) if hours.quiet else None
    habits.digest_hour, habits.digest_weekday = hours.digest_hour, hours.digest_weekday
    session.flush()


def _sound(hours: Hours) -> None:
    errors = []
    if hours.digest_hour is not None and not 0 <= hours.digest_hour <= 23:
        errors.append(FieldError("digest_hour", _("Choisissez une heure entre 0 et 23.")))
    if hours.digest_weekday is not None and not 0 <= hours.digest_weekday <= 6:
        errors.append(FieldError("digest_weekday", _("Choisissez un jour de la semaine.")))
    if errors:
        raise Invalid(_("Rien n'a été changé."), errors)


def set_house_hours(session: Session, actor: Actor, quiet: rules.Quiet, digest_hour: int, digest_weekday: int) -> None:
    """The quiet hours of the organisation, and when its digests leave, for whoever says nothing else."""
    require(policies.may_set_hours(actor))
    _sound(Hours(quiet, digest_hour, digest_weekday))
    row = queries.house(session, actor.organisation_id)
    if row is None:
        row = NoticeHouse(organisation_id=actor.organisation_id)
        session.add(row)
    row.quiet_from, row.quiet_until = rules.minutes_of(quiet.begins), rules.minutes_of(quiet.ends)
    row.digest_hour, row.digest_weekday = digest_hour, digest_weekday
    session.flush()


def agree_to_sms(session: Session, actor: Actor, said: str, *, agreed: bool) -> str:
    """The number that somebody gives for SMS, as networks write it. Without a yes, or a number, there is none."""
    if not agreed or not said.strip():
        habits = queries.habits_to_change(session, actor)
        habits.sms_number, habits.sms_agreed_at = "", None
        session.flush()
        return ""
    number = number_of(said)
    if number is None or not takes_sms(number):
        message = _("Écrivez un numéro de téléphone mobile, comme 06 12 34 56 78 ou +32 470 12 34 56.")
        raise Invalid(
            _("Rien n'a été changé. Votre numéro est gardé dans le formulaire."), [FieldError("number", message)]
        )
    habits = queries.habits_to_change(session, actor)
    if habits.sms_number != number or habits.sms_agreed_at is None:
        habits.sms_number, habits.sms_agreed_at = number, now()
    session.flush()
    return number


def clock_time(said: str) -> time | None:
    """« 21:30 » as forms send it."""
    try:
        return time.fromisoformat(said.strip())
    except ValueError:
        return None
