"""Closing a path: the exit and the interview in one walk, and the interview by itself."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import add_at_once
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments import queries as enrolments
from app.enrolments import services as paths
from app.enrolments.exits import queries as exits
from app.enrolments.history import prove
from app.enrolments.models import Enrolment
from app.enrolments.rules import CLOSED, LEADS_TO, Act
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.outcomes import events, policies, queries
from app.outcomes.models import ClosingInterview
from app.outcomes.rules import Decision

LONGEST = 5_000
ENDS = (Act.FINISH, Act.LEAVE)


@dataclass(frozen=True, slots=True)
class Interview:
    """What was said at the closing interview, and how the person accepts to be asked for news."""

    held_on: date
    decision: str
    reached: str = ""
    reasons: str = ""
    elements: str = ""
    next_steps: str = ""
    by_mail: bool = False
    by_sms: bool = False
    by_call: bool = False


def close(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    act: Act,
    on: date,
    outcome: str | None,
    reason: str = "",
    interview: Interview | None = None,
    *,
    anyway: bool = False,
) -> Enrolment:
    """The end of a path, or an exit before it, with the interview if there was one: all of it, or nothing."""
    require(policies.may_close(actor))
    if act not in ENDS:
        raise Conflict(_("Ce changement n'est pas une fin de parcours. Rien n'a été changé."))
    wrong = (
        [] if outcome else [FieldError("exit_reason", _("Dites la situation de la personne au moment de la sortie."))]
    )
    if on > today():
        wrong.append(FieldError("on", _("Cette date est à venir. Revenez l'enregistrer ce jour-là.")))
    if interview is not None:
        wrong += _wrong(interview, on)
    if wrong:
        raise Invalid(_("La sortie n'est pas complète. Rien n'a été changé."), wrong)
    ledger.take_turn(session, actor.organisation_id)
    if interview is not None:
        sensitive.check(_words(interview), anyway)
    enrolment = enrolments.enrolment_to_change(session, actor, enrolment_id)
    if enrolment.status in CLOSED:
        left = exits.exit_to_change(session, enrolment_id)
        if left is None or (left.status, left.left_on, left.outcome) != (LEADS_TO[act], on, outcome):
            raise Conflict(_("Cette personne est déjà sortie. Rien n'a été changé. Ouvrez sa sortie pour la corriger."))
    enrolment = paths.perform(session, actor, enrolment_id, act, on, reason, outcome)
    if interview is not None:
        hold(session, actor, enrolment_id, interview, anyway=anyway)
    return enrolment


def hold(
    session: Session, actor: Actor, enrolment_id: str, interview: Interview, *, anyway: bool = False
) -> ClosingInterview:
    """Write the closing interview down, before or after the exit; written again, the former stays in the history."""
    ledger.take_turn(session, actor.organisation_id)
    enrolment = enrolments.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_close(actor))
    if wrong := _wrong(interview, today()):
        raise Invalid(_("Le bilan n'est pas complet. Rien n'a été changé."), wrong)
    sensitive.check(_words(interview), anyway)
    spell = exits.last_spell(session, enrolment_id) + (0 if enrolment.status in CLOSED else 1)
    former = queries.interview(session, enrolment_id, spell)
    if former is not None and _same(former, interview):
        return former
    kept = ClosingInterview(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment_id,
        spell=spell,
        version=former.version + 1 if former else 1,
        held_on=interview.held_on,
        reached=interview.reached.strip(),
        decision=interview.decision,
        reasons=interview.reasons.strip(),
        elements=interview.elements.strip(),
        next_steps=interview.next_steps.strip(),
        by_mail=interview.by_mail,
        by_sms=interview.by_sms,
        by_call=interview.by_call,
        by=actor.account_id,
        at=now(),
    )
    add_at_once(session, kept)
    facts = {"decision": kept.decision, "version": kept.version}
    prove(session, actor, enrolment, Kind.CLOSING_HELD, interview.held_on, facts)
    record(session, actor, events.ClosingHeld(kept.id, enrolment_id, enrolment.learner_id))
    return kept


def _words(interview: Interview) -> dict[str, str]:
    return {
        "reached": interview.reached, "reasons": interview.reasons, "elements": interview.elements,
        "next_steps": interview.next_steps,
    }  # fmt: skip


def _wrong(interview: Interview, latest: date) -> list[FieldError]:
    wrong = [
        FieldError(name, _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST})
        for name, words in _words(interview).items()
        if len(words) > LONGEST
    ]
    if interview.decision not in list(Decision):
        wrong.append(FieldError("decision", _("Dites ce que la personne a décidé.")))
    elif not interview.reasons.strip():
        wrong.append(FieldError("reasons", _("Dites les raisons de cette décision, avec les mots de la personne.")))
    if interview.held_on > max(latest, today()):
        wrong.append(FieldError("held_on", _("Cette date est à venir. Notez l'entretien quand il a eu lieu.")))
    return wrong


def _same(former: ClosingInterview, said: Interview) -> bool:
    kept = (
        former.held_on, former.decision, former.reached, former.reasons, former.elements, former.next_steps,
        former.by_mail, former.by_sms, former.by_call,
    )  # fmt: skip
    return kept == (
        said.held_on, said.decision, said.reached.strip(), said.reasons.strip(), said.elements.strip(),
        said.next_steps.strip(), said.by_mail, said.by_sms, said.by_call,
    )  # fmt: skip
