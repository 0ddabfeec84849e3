"""Ringing phones: a row for each browser and each number, left with the act, carried by errands of their own."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.i18n import _, speaking
from app.core.ids import new_id
from app.core.settings import settings
from app.core.tasks import later
from app.notifications.choices.rules import Reach
from app.notifications.models import WAITING, Ring
from app.notifications.phones import queries, rules
from app.notifications.writing import Person, Words

PUSH, SMS = "push", "sms"


def ring(
    session: Session, organisation_id: str, person: Person, notice_id: str, said: Words, reach: Reach, due_at: datetime
) -> None:
    """Leave what makes the phones of a person ring for a notice, after their quiet hours."""
    assert person.account_id is not None
    due = reach.undisturbed(due_at)
    if reach.choice.push and reach.devices:
        for device in queries.devices(session, organisation_id, person.account_id):
            _leave(session, organisation_id, person.account_id, notice_id, PUSH, device.id, due)
    if reach.choice.sms and reach.sms_number and settings().sms_url:
        with speaking(person.locale):
            ending = _("Pour ne plus en recevoir : %(address)s") % {"address": _choices()}
        text = rules.sms(f"{queries.organisation_name(session, organisation_id)} : {said.subject}", ending)
        _leave(session, organisation_id, person.account_id, notice_id, SMS, reach.sms_number, due, text)


def _choices() -> str:
    return settings().base_url.rstrip("/") + "/reglages/avis"


def _leave(
    session: Session, organisation_id: str, account_id: str, notice_id: str, channel: str, address: str, due: datetime,
    text: str = "",
) -> None:  # fmt: skip
    row = Ring(
        id=new_id(), organisation_id=organisation_id, account_id=account_id, notice_id=notice_id, channel=channel,
        address=address, text=text, parts=rules.parts_of(text) if text else 0, state=WAITING, due_at=due, attempts=0,
        error="", created_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    later(
        session, f"notifications.{channel}", {"ring_id": row.id}, organisation_id=organisation_id,
        key=f"ring:{row.id}", due_at=due,
    )  # fmt: skip
