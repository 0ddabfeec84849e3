"""Sending somebody to a partner, and knowing what came of it."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.directory import queries as directory
from app.dossiers import plan_queries as plans
from app.dossiers import policies, rules
from app.dossiers.models import DossierReferral
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_choice, check_day, checked
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def send(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    partner: str,
    reason: str = "",
    sent_on: date | None = None,
    *,
    partner_id: str | None = None,
    anyway: bool = False,
) -> DossierReferral:
    """Somebody is sent to a partner of the directory, or to one that is named. Without news after two weeks, it is asked
    for."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    if partner_id:
        known = dict(directory.partner_choices(session, actor.organisation_id))
        if partner_id not in known:
            raise invalid("partner_id", _("Choisissez un partenaire de l'annuaire."))
        partner = known[partner_id]
    said = checked(
        {"partner": Text(partner, 200, _("Écrivez le nom du partenaire.")), "reason": Text(reason, 1000)}, anyway
    )
    day = check_day("sent_on", sent_on) or today()
    ledger.take_turn(session, actor.organisation_id)
    for row in plans.referrals(session, enrolment_id):
        if (row.partner, row.sent_on, row.closed_on) == (said["partner"], day, None):
            return plans.referral_to_change(session, enrolment_id, row.id)
    referral = DossierReferral(
        id=new_id(), organisation_id=actor.organisation_id, enrolment_id=enrolment_id, author_id=actor.account_id,
        partner=said["partner"], partner_id=partner_id or None, reason=said["reason"], sent_on=day,
        remind_on=rules.next_reminder(day, None), created_at=now(),
    )  # fmt: skip
    session.add(referral)
    session.flush()
    _say(session, actor, referral, enrolment.learner_id, Kind.REFERRAL_SENT)
    return referral


def follow(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    referral_id: str,
    *,
    received_on: date | None,
    met_on: date | None,
    outcome: str = "",
    outcome_words: str = "",
    closed_on: date | None = None,
    anyway: bool = False,
) -> DossierReferral:
    """What is known now: received, met, and what came of it, which closes it. News puts the next reminder off."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    said = checked({"outcome_words": Text(outcome_words, 1000)}, anyway)
    check_choice("outcome", outcome, rules.OUTCOMES, _("Choisissez dans la liste."))
    ledger.take_turn(session, actor.organisation_id)
    referral = plans.referral_to_change(session, enrolment_id, referral_id)
    if closed_on and not outcome:
        raise invalid("outcome", _("Dites ce qui en est sorti."))
    closed = (closed_on or referral.closed_on or today()) if outcome else None
    for name, day in (("received_on", received_on), ("met_on", met_on), ("closed_on", closed)):
        if day is not None and not referral.sent_on <= day <= today():
            raise invalid(name, _("Cette date est entre le jour de l'envoi et aujourd'hui."))
    before = (referral.received_on, referral.met_on, referral.closed_on, referral.outcome, referral.outcome_words)
    after = (received_on, met_on, closed, outcome, said["outcome_words"])
    if before == after:
        return referral
    referral.received_on, referral.met_on, referral.closed_on = received_on, met_on, closed
    referral.outcome, referral.outcome_words = outcome, said["outcome_words"]
    referral.remind_on = rules.next_reminder(today(), closed)
    session.flush()
    _say(session, actor, referral, enrolment.learner_id, Kind.REFERRAL_MOVED)
    return referral


def _say(session: Session, actor: Actor, referral: DossierReferral, learner_id: str, kind: Kind) -> None:
    ledger.append(
        session, actor, kind, person_id=learner_id, enrolment_id=referral.enrolment_id, nature="accompaniment",
        proof_kind="referral", proof_id=referral.id,
        facts={"state": rules.referral_state(referral.received_on, referral.met_on, referral.closed_on)},
    )  # fmt: skip
