"""Handing people to another adviser: one act, its reason, the appointments to come, everybody told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accompaniment import policies
from app.accompaniment.handing import queries
from app.appointments.services import changing
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import invalid
from app.core.i18n import _
from app.enrolments import services as enrolling
from app.enrolments.covers import queries as covers
from app.enrolments.rules import OPEN
from app.ledger import services as ledger

KEEP, REBOOK = "keep", "rebook"
MOST = 300  # people in one act


@dataclass(frozen=True, slots=True)
class Handed:
    people: int
    cancelled: int  # appointments that the person will take again with the new adviser


def hand_over(
    session: Session,
    actor: Actor,
    from_id: str,
    enrolment_ids: Sequence[str],
    adviser_email: str,
    reason: str,
    meetings: str = KEEP,
) -> Handed:
    """These people have another adviser from now on; both and each person are told by the work that follows.

    `meetings` says what becomes of the appointments to come: kept with whom they were made, or cancelled to be taken
    again. Somebody whom the first adviser does not follow is left as they are.
    """
    require(policies.may_contact(actor))
    reason = reason.strip()
    if not reason:
        raise invalid("reason", _("Écrivez la raison : elle reste dans le parcours de chaque personne."))
    if meetings not in (KEEP, REBOOK):
        raise invalid("meetings", _("Dites ce que deviennent les rendez-vous à venir."))
    if not adviser_email.strip():
        raise invalid("adviser_email", _("Choisissez qui reprend ces personnes."))
    ledger.take_turn(session, actor.organisation_id)
    theirs = {row.id for row in covers.paths_of_adviser(session, actor.organisation_id, from_id, OPEN)}
    chosen = [one for one in dict.fromkeys(enrolment_ids) if one in theirs]
    if not chosen:
        raise invalid("people", _("Choisissez au moins une personne."))
    if len(chosen) > MOST:
        raise invalid("people", _("C'est trop à la fois : %(most)s personnes au plus.") % {"most": MOST})
    to_come = queries.meetings_to_come(session, actor, from_id, now())
    changed = []
    for enrolment_id in sorted(chosen):
        if enrolling.change_adviser(session, actor, enrolment_id, adviser_email, reason).adviser_id != from_id:
            changed.append(enrolment_id)
    if not changed:
        raise invalid("adviser_email", _("Cette personne les suit déjà. Rien n'a été changé."))
    touched = [row for row in to_come if row.enrolment_id in changed] if meetings == REBOOK else []
    for row in touched:
        changing.cancel(session, actor, row.id, _("Une autre personne vous accompagne : reprenez rendez-vous."))
    return Handed(len(changed), len(touched))
