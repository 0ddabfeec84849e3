"""Whoever's account it is hears of each new device and each change, with one tap to end what is not theirs."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import N_, _, speaking
from app.core.journal import on
from app.entry.factors import events, lost, queries
from app.entry.factors.asking import ASKED
from app.entry.factors.models import LostDevice
from app.entry.factors.pages import NOT_ME
from app.entry.prints import pass_of
from app.identity.agents import device_words
from app.identity.events import EnteredOnNewDevice, SessionTaken
from app.identity.models import SignIn
from app.notifications.queries import person_of_account
from app.notifications.services import write_to

_GOOD = timedelta(days=7)  # how long the tap works

CHANGES: dict[str, str] = {
    "codes_added": N_("Une application de codes est demandée à l'entrée"),
    "codes_removed": N_("L'application de codes n'est plus demandée"),
    "passkey_added": N_("Une clé d'accès a été ajoutée"),
    "passkey_removed": N_("Une clé d'accès a été retirée"),
    "paper_made": N_("Dix codes de secours ont été faits"),
    "paper_used": N_("Un code de secours a servi"),
    "password_changed": N_("Le mot de passe a été changé"),
    "password_given": N_("Une personne qui administre vous a donné un nouveau mot de passe"),
    "machine_added": N_("Une clé de programme a été faite"),
}


def _tell(
    session: Session, organisation_id: str, account_id: str, event: str, key: str, values: dict[str, Any]
) -> None:
    person = person_of_account(session, account_id)
    if person is None or clock.elsewhere():
        return
    stop = f"/pas-moi/{pass_of(NOT_ME, account_id, now() + _GOOD)}"
    write_to(session, organisation_id, person, event, key, {"at": now(), "not_me": stop, **values}, link="/compte")


@on(EnteredOnNewDevice)
def of_a_new_device(session: Session, actor: Actor, event: EnteredOnNewDevice) -> None:
    device = device_words(session.get_one(SignIn, event.sign_in_id).device)
    key = f"new_device:{event.sign_in_id}"
    _tell(session, actor.organisation_id, event.account_id, "sign_in_new_device", key, {"device": device})


@on(SessionTaken)
def of_a_taken_session(session: Session, actor: Actor, event: SessionTaken) -> None:
    device = device_words(session.get_one(SignIn, event.sign_in_id).device)
    key = f"taken:{event.sign_in_id}"
    _tell(session, actor.organisation_id, event.account_id, "sign_in_taken", key, {"device": device})


@on(events.FactorChanged)
def of_a_change(session: Session, actor: Actor, event: events.FactorChanged) -> None:
    person = person_of_account(session, event.account_id)
    if person is None:
        return
    with speaking(person.locale):
        what = _(CHANGES[event.what])
    key = f"secured:{event.account_id}:{event.what}:{now().isoformat()}"
    _tell(session, actor.organisation_id, event.account_id, "sign_in_secured", key, {"what": what})


@on(events.DeviceLost)
def of_a_lost_device(session: Session, actor: Actor, event: events.DeviceLost) -> None:
    """The person, in case it is not them who ask; and every colleague who can say whether it is."""
    asked = session.get_one(LostDevice, event.lost_id)
    _tell(session, actor.organisation_id, event.account_id, "sign_in_lost", f"lost:{asked.id}", {})
    person = person_of_account(session, event.account_id)
    if person is None:
        return
    for colleague in lost.colleagues(session, asked):
        values = {"name": person.name, "page": "/admin/securite"}
        _tell(session, actor.organisation_id, colleague, "sign_in_lost_to_see", f"lost:{asked.id}:{colleague}", values)


@on(events.DeviceVouched)
def of_a_confirmed_loss(session: Session, actor: Actor, event: events.DeviceVouched) -> None:
    asked = session.get_one(LostDevice, event.lost_id)
    values = {"opens": asked.opens_at}
    _tell(session, asked.organisation_id, event.account_id, "sign_in_lost_open", f"lost_open:{asked.id}", values)


@on(events.DeviceReplaced)
def of_a_replaced_device(session: Session, actor: Actor, event: events.DeviceReplaced) -> None:
    asked = session.get_one(LostDevice, event.lost_id)
    person = person_of_account(session, event.account_id)
    if person is None:
        return
    values = {"name": person.name}
    for account_id in (event.account_id, *lost.colleagues(session, asked)):
        key = f"replaced:{asked.id}:{account_id}"
        _tell(session, actor.organisation_id, account_id, "sign_in_replaced", key, values)


@on(events.AskingChanged)
def of_what_is_asked(session: Session, actor: Actor, event: events.AskingChanged) -> None:
    day = queries.factors_from(session, event.organisation_id).factors_from
    if day is None:
        return
    for account_id in queries.people_with_roles(session, event.organisation_id, ASKED):
        key = f"asked:{event.organisation_id}:{day}:{account_id}"
        _tell(session, event.organisation_id, account_id, "sign_in_asked", key, {"day": day})
