"""Ringing phones: a row for each browser and each number, left with the act, carried by errands of their own."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import one_at_a_time
from app.core.errors import Invalid
from app.core.i18n import N_, _, speaking
from app.core.ids import new_id
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import settings
from app.core.tasks import later
from app.notifications.choices.rules import Reach
from app.notifications.models import WAITING, PushSubscription, Ring
from app.notifications.phones import queries, rules
from app.notifications.writing import Person, Words

keeps(
    Where.DEVICE,
    "push",
    N_("L'abonnement de ce navigateur aux notifications, seulement si vous les avez demandées."),
    until=N_("le moment où vous les arrêtez"),
    data=PersonalData(Purpose.EXCHANGE, Basis.CONSENT, Retention.ACCOUNT),
)
keeps(
    Where.LEAVING,
    "push",
    N_(
        "Notifications du navigateur : leur texte est chiffré, seul l'appareil le lit. Elles passent par le serveur de la maison qui fait le navigateur."
    ),
    until=N_("un jour chez elle, si l'appareil est éteint"),
    data=PersonalData(Purpose.EXCHANGE, Basis.CONSENT, Retention.PASSING),
)

keeps(
    Where.LEAVING,
    "sms",
    N_("SMS : le numéro de la personne, et une phrase courte."),
    until=N_("le temps que garde la passerelle"),
    data=PersonalData(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PASSING),
    to="sms_url",
)

PUSH, SMS = "push", "sms"
MOST_DEVICES = 10


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
        text = rules.sms(f"{queries.organisation_name(session, organisation_id)} : {said.sms or said.subject}", ending)
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


def add_device(session: Session, actor: Actor, endpoint: str, p256dh: str, auth: str, device: str) -> None:
    """Let a browser ring for the actor. The same browser again changes hands, as whoever holds it now is signed in."""
    if not rules.is_push_service(endpoint, settings().push_hosts.split()) or not rules.are_keys(p256dh, auth):
        raise Invalid(_("Cet appareil n'a pas pu être ajouté : son service de notifications n'est pas connu."))
    if actor.shared:
        raise Invalid(_("Ceci est un poste partagé : il ne peut pas vous prévenir. Ajoutez votre propre appareil."))
    one_at_a_time(session, f"devices {actor.account_id}")
    fingerprint = hashlib.sha256(endpoint.encode()).hexdigest()
    known = queries.device_by_print(session, fingerprint)
    if known is None:
        if len(queries.devices(session, actor.organisation_id, actor.account_id)) >= MOST_DEVICES:
            raise Invalid(_("Dix appareils sont déjà ajoutés. Retirez-en un d'abord."))
        known = PushSubscription(endpoint=endpoint, endpoint_print=fingerprint)
        session.add(known)
    known.organisation_id, known.account_id = actor.organisation_id, actor.account_id
    known.p256dh, known.auth, known.device, known.created_at = p256dh, auth, rules.device_words(device), now()
    session.flush()


def remove_device(session: Session, actor: Actor, device_id: str) -> None:
    """This browser does not ring any more. Asking again changes nothing."""
    known = queries.device_to_remove(session, actor, device_id)
    session.delete(known)
    session.flush()
