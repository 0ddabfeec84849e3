"""What is said of somebody's situation: by themselves with their link, or to the team; and those nobody reaches."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core import private_addresses as addresses
from app.core import sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow, add_at_once
from app.core.errors import Conflict, FieldError, Gone, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.enrolments.exits import queries as exits
from app.enrolments.exits.nomenclature import version_on
from app.enrolments.history import prove
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.outcomes import events, policies, queries, rules
from app.outcomes.models import SituationAnswer, SituationCheck
from app.outcomes.rules import State, Via

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """A situation as it is told; `active` is whether a business that was created before still lives."""

    outcome: str = ""
    refused: bool = False
    active: bool | None = None
    siret: str = ""
    started_on: date | None = None


def opened_by(session: Session, token: str) -> AnyRow:
    """What a private link asks about. Gone when it opens no more, NotFound when there is none."""
    row = queries.check_by_print(session, addresses.print_of(token))
    if row is None:
        raise NotFound(_("Ce lien n'existe pas, ou il a été fermé. Vérifiez-le, en entier, ou appelez-nous."))
    if row.open_until is None or row.open_until < today() or row.state == State.CANCELLED:
        raise Gone(_("Ce lien ne s'ouvre plus. Merci d'être passé. Pour donner de vos nouvelles, appelez-nous."))
    return row


def answer_by_link(session: Session, token: str, said: Said) -> SituationAnswer:
    """The person says where they are. They may say it otherwise with the same link, while it opens."""
    row = opened_by(session, token)
    return _answer(session, queries.learner_of(row), row, said, Via.LINK, "")


def answer_for(
    session: Session, actor: Actor, check_id: str, said: Said, via: Via = Via.CALL, reason: str = ""
) -> SituationAnswer:
    """The team notes what somebody told them; changing what was said before needs a reason."""
    row = queries.check_for(session, actor, check_id)
    require(policies.may_close(actor))
    if row.due_on > today():
        raise Conflict(_("La date de ces nouvelles n'est pas encore venue. Rien n'a été enregistré."))
    return _answer(session, actor, row, said, via, reason.strip(), by=actor.account_id)


def count_attempt(session: Session, actor: Actor, check_id: str, call_on: date | None = None) -> SituationCheck:
    """Somebody called and did not reach the person; `call_on` is the day agreed for another try."""
    row = queries.check_for(session, actor, check_id)
    require(policies.may_close(actor))
    if call_on is not None and call_on <= today():
        raise invalid("again_on", _("Choisissez un jour à venir, à partir de demain."))
    check = queries.check_to_change(session, row.id)
    if check.state not in rules.OPEN:
        raise Conflict(_("Ces nouvelles sont déjà prises. Rien n'a été changé. Rechargez la page."))
    check.attempts += 1
    check.call_on = call_on
    session.flush()
    return check


def give_up(session: Session, actor: Actor, check_id: str) -> SituationCheck:
    """Nobody could reach the person: said after so many calls, never before. They may still answer by their link.

    Somebody who does not want to be called is not: the messages that were sent without an answer are enough.
    """
    row = queries.check_for(session, actor, check_id)
    require(policies.may_close(actor))
    ledger.take_turn(session, actor.organisation_id)
    check = queries.check_to_change(session, row.id)
    if check.state == State.UNREACHABLE:
        return check
    if check.state not in rules.OPEN:
        raise Conflict(_("Ces nouvelles sont déjà prises. Rien n'a été changé. Rechargez la page."))
    wanted = queries.ways_of(session, actor.organisation_id).attempts
    written = check.asked_times > 0 and check.ask_again_on is None
    uncalled = written and not queries.wishes_of(session, row.enrolment_id, row.spell).by_call
    if check.attempts < wanted and not uncalled:
        raise Conflict(
            _(
                "Une personne est dite injoignable après %(wanted)s appels notés. Il y en a %(made)s. Rien n'a été changé."
            )
            % {"wanted": wanted, "made": check.attempts}
        )
    check.state, check.closed_at, check.ask_again_on, check.call_on = State.UNREACHABLE.value, now(), None, None
    facts = {"month": check.month, "state": "unreachable", "attempts": check.attempts}
    prove(session, actor, queries.path_of(row), Kind.SITUATION_SAID, today(), facts)
    return check


def _answer(
    session: Session, actor: Actor, row: AnyRow, said: Said, via: Via, reason: str, by: str | None = None
) -> SituationAnswer:
    said = _sound(session, row, said)
    ledger.take_turn(session, row.organisation_id)
    check = queries.check_to_change(session, row.id)
    if check.state == State.CANCELLED:
        raise Conflict(_("Cette personne est revenue dans son parcours : il n'y a plus de nouvelles à prendre."))
    former = queries.answer_to_change(session, check.id)
    if former is not None and said == Said(
        former.outcome, former.refused, former.active, former.siret, former.started_on
    ):
        return former
    if former is not None and by is not None:
        _check_reason(reason)
    moment = now()
    if former is not None:
        former.replaced_at = moment
        session.flush()
    found = exits.choice(session, row.organisation_id, said.outcome, today()) if said.outcome else None
    kept = SituationAnswer(
        id=new_id(),
        organisation_id=row.organisation_id,
        check_id=check.id,
        version=former.version + 1 if former else 1,
        refused=said.refused,
        outcome=said.outcome,
        code=found.outcome.code if found else "",
        nomenclature=version_on(today()).id,
        label=_(found.label)[:200] if found else "",
        active=said.active,
        siret=said.siret,
        started_on=said.started_on,
        via=via.value,
        by=by,
        reason=reason,
        said_at=moment,
        replaced_at=None,
    )
    add_at_once(session, kept)
    check.state = State.REFUSED.value if said.refused else State.ANSWERED.value
    check.closed_at, check.ask_again_on, check.call_on = moment, None, None
    facts = {"month": check.month, "state": check.state, "code": kept.code, "via": kept.via, "version": kept.version}
    prove(session, actor, queries.path_of(row), Kind.SITUATION_SAID, today(), facts)
    record(session, actor, events.SituationSaid(check.id, row.enrolment_id, row.learner_id, check.month, kept.version))
    return kept


def _sound(session: Session, row: AnyRow, said: Said) -> Said:
    """What is told made tidy; Invalid with a message for each field that cannot be."""
    if said.refused:
        return Said(refused=True)
    found = exits.choice(session, row.organisation_id, said.outcome, today()) if said.outcome else None
    if found is None:
        raise invalid("outcome", _("Choisissez une situation dans la liste."))
    siret = "".join(said.siret.split())
    wrong = []
    if siret and not rules.is_siret(siret):
        wrong.append(
            FieldError(
                "siret", _("Un SIRET a 14 chiffres, et le dernier vérifie les autres. Vérifiez-le, ou laissez vide.")
            )
        )
    if said.started_on is not None and said.started_on > today():
        wrong.append(FieldError("started_on", _("Cette date est à venir. Donnez le jour où l'activité a commencé.")))
    if wrong:
        raise Invalid(_("Une réponse est à corriger. Le reste est gardé sur la page."), wrong)
    business = found.outcome.business
    if business and said.active is False:  # both at once would count a closed business among those that live
        raise invalid(
            "outcome",
            _(
                "Cette activité n'existe plus : choisissez ce que la personne fait aujourd'hui. Si elle en a créé une autre,"
                " répondez « Oui »."
            ),
        )
    active = True if business and said.active is None else said.active
    return Said(said.outcome, False, active, siret if business else "", said.started_on if business else None)


def _check_reason(reason: str) -> None:
    if not reason:
        raise invalid("reason", _("Dites pourquoi la réponse est corrigée : la raison reste dans le dossier."))
    if len(reason) > LONGEST_REASON:
        raise invalid("reason", _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_REASON})
    sensitive.check({"reason": reason}, anyway=True)
