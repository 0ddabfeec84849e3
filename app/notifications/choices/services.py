"""Choosing what one is told, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from app.notifications.kinds import DIGEST, KINDS, Channel, Kind, Pace, by_code, kinds_for
from app.notifications.models import NoticeChoice, NoticeHouse
from app.notifications.phones.rules import number_of, takes_sms
from app.notifications.stopping import Stop


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


def stop(session: Session, asked: Stop, *, again: bool = False) -> None:
    """No more news of a kind by one way for somebody, or news again as at first. The page still holds them.

    Stopping a digest stops every kind that came in one.
    """
    one_at_a_time(session, f"choices {asked.account_id}")
    for kind in _stopped_with(session, asked, again):
        row = queries.choice_to_change(session, asked.organisation_id, asked.account_id, kind.code)
        known = queries.choice_of(kind, row) if row else by_default(kind)
        if is_stopped(known, asked.channel) is again:
            _keep(session, asked.organisation_id, asked.account_id, kind, _changed(kind, known, asked.channel, again))


def is_stopped(choice: Choice, channel: Channel) -> bool:
    return {
        Channel.MAIL: choice.mail is not Pace.NEVER, Channel.PUSH: choice.push, Channel.SMS: choice.sms,
    }.get(channel, choice.page) is False  # fmt: skip


def _changed(kind: Kind, known: Choice, channel: Channel, again: bool) -> Choice:
    if channel is Channel.MAIL:
        pace = by_default(kind).mail
        return replace(known, mail=(Pace.NOW if pace is Pace.NEVER else pace) if again else Pace.NEVER)
    if channel is Channel.PUSH:
        return replace(known, push=again)
    return replace(known, sms=again) if channel is Channel.SMS else replace(known, page=again)


def _stopped_with(session: Session, asked: Stop, again: bool) -> list[Kind]:
    kind = by_code(asked.kind)
    if kind is None or not kind.can_stop:
        raise NotFound()
    if kind.code != DIGEST:
        return [kind]
    chosen = queries.choices_of(session, asked.organisation_id, asked.account_id)
    gathered = []
    for one in KINDS:
        known = queries.choice_of(one, chosen[one.code]) if one.code in chosen else by_default(one)
        if (
            Pace.DAY in one.paces
            and not one.is_digest
            and (known.mail in (Pace.DAY, Pace.WEEK) or (again and by_default(one).mail is Pace.DAY))
        ):
            gathered.append(one)
    return gathered


def is_all_stopped(session: Session, asked: Stop) -> bool:
    """Whether nothing of what a link stops comes any more."""
    kind = by_code(asked.kind)
    if kind is not None and kind.code == DIGEST:
        return not _stopped_with(session, asked, again=False)
    assert kind is not None
    return is_stopped(queries.reach(session, asked.organisation_id, asked.account_id, kind).choice, asked.channel)


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
