"""What people chose, and what their organisation says when they did not."""

from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.identity.models import Account, Organisation
from app.notifications.choices.rules import DIGEST_HOUR, DIGEST_WEEKDAY, Choice, Reach, by_default, fit
from app.notifications.kinds import Kind, Pace
from app.notifications.models import NoticeChoice, NoticeHabits, NoticeHouse, PushSubscription
from app.notifications.rules import NIGHT, quiet_of

_devices = (
    select(func.count())
    .where(
        PushSubscription.account_id == Account.id,
        PushSubscription.organisation_id == Organisation.id,
    )
    .correlate(Account, Organisation)
    .scalar_subquery()
)
_HABITS = (
    NoticeHabits.quiet_from, NoticeHabits.quiet_until, NoticeHabits.digest_hour, NoticeHabits.digest_weekday,
    NoticeHabits.sms_number, NoticeHabits.sms_agreed_at, NoticeHouse.quiet_from.label("house_from"),
    NoticeHouse.quiet_until.label("house_until"), NoticeHouse.digest_hour.label("house_hour"),
    NoticeHouse.digest_weekday.label("house_weekday"),
)  # fmt: skip


def _told_of(*more: Any) -> Select[*tuple[Any, ...]]:
    """Somebody's habits and those of the organisation, whether they are kept or not; with each news, so built once."""
    return (
        select(*_HABITS, *more)
        .select_from(Account)
        .join(Organisation, Organisation.id == bindparam("organisation_id"))
        .outerjoin(NoticeHouse, NoticeHouse.organisation_id == Organisation.id)
        .outerjoin(
            NoticeHabits,
            (NoticeHabits.account_id == Account.id) & (NoticeHabits.organisation_id == Organisation.id),
        )
        .where(Account.id == bindparam("account_id"))
    )


_REACH = _told_of(
    NoticeChoice.page, NoticeChoice.mail, NoticeChoice.push, NoticeChoice.sms, _devices.label("devices")
).outerjoin(
    NoticeChoice,
    (NoticeChoice.account_id == Account.id)
    & (NoticeChoice.organisation_id == Organisation.id)
    & (NoticeChoice.kind == bindparam("kind")),
)
_KNOWN_HABITS = _told_of(_devices.label("devices"), Account.phone)


def reach(session: Session, organisation_id: str, account_id: str, kind: Kind) -> Reach:
    """How somebody is reached with news of a kind: their choice, their hours, what they have."""
    wanted = {"organisation_id": organisation_id, "account_id": account_id, "kind": kind.code}
    row = session.execute(_REACH, wanted).first()
    if row is None:
        return Reach(by_default(kind))
    return Reach(
        choice_of(kind, row) if row.mail is not None else by_default(kind),
        quiet_of(row.house_from, row.house_until) or NIGHT,
        quiet_of(row.quiet_from, row.quiet_until),
        row.sms_number if row.sms_agreed_at else "",
        row.devices,
    )


def choice_of(kind: Kind, row: Any) -> Choice:
    return fit(kind, Choice(row.page, Pace(row.mail), row.push, row.sms))


def choices_of(session: Session, organisation_id: str, account_id: str) -> dict[str, AnyRow]:
    """Kind → what somebody chose, where they did."""
    rows = session.execute(
        select(NoticeChoice.kind, NoticeChoice.page, NoticeChoice.mail, NoticeChoice.push, NoticeChoice.sms).where(
            NoticeChoice.account_id == account_id, NoticeChoice.organisation_id == organisation_id
        )
    )
    return {row.kind: row for row in rows}


def choice_to_change(session: Session, organisation_id: str, account_id: str, kind: str) -> NoticeChoice | None:
    return session.get(NoticeChoice, (account_id, organisation_id, kind), with_for_update=True)


def habits(session: Session, organisation_id: str, account_id: str) -> AnyRow:
    """Somebody's hours and number beside those of the organisation (house_…), nothing where nothing was said."""
    return session.execute(_KNOWN_HABITS, {"organisation_id": organisation_id, "account_id": account_id}).one()


def habits_to_change(session: Session, actor: Actor) -> NoticeHabits:
    """The row of the actor's habits, made if there was none."""
    found = session.get(NoticeHabits, (actor.account_id, actor.organisation_id), with_for_update=True)
    if found is None:
        found = NoticeHabits(account_id=actor.account_id, organisation_id=actor.organisation_id, sms_number="")
        session.add(found)
        session.flush()
    return found


def house(session: Session, organisation_id: str) -> NoticeHouse | None:
    return session.get(NoticeHouse, organisation_id)


def digest_hour(row: AnyRow) -> int:
    """When the digest of somebody leaves: as they said, as their organisation says, or at eight."""
    return next((hour for hour in (row.digest_hour, row.house_hour) if hour is not None), DIGEST_HOUR)


def digest_weekday(row: AnyRow) -> int:
    return next((day for day in (row.digest_weekday, row.house_weekday) if day is not None), DIGEST_WEEKDAY)
