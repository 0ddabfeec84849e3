"""Noting an exit, correcting it, ending it when the person comes back."""

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
from app.enrolments import events, policies
from app.enrolments import queries as enrolments
from app.enrolments.exits import nomenclature, queries
from app.enrolments.exits.models import PathExit
from app.enrolments.history import note_change, prove
from app.enrolments.models import Enrolment
from app.enrolments.rules import CLOSED, Status
from app.ledger import services as ledger
from app.ledger.kinds import Kind

BEFORE = ("admitted", "started", "paused", "resumed")  # an exit is never before these
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """A situation as a row keeps it: what was chosen, what it counts as, in which version, in which words."""

    outcome: str = ""
    code: str = ""
    nomenclature: str = ""
    label: str = ""


def said(session: Session, organisation_id: str, key: str | None, day: date, field: str, *, needed: bool) -> Said:
    """What was chosen in the list of an organisation; Invalid for what is not in it."""
    version = nomenclature.version_on(day).id
    if not key:
        if needed:
            message = _("Dites la situation de la personne au moment de la sortie.")
            raise Invalid(message, [FieldError(field, message)])
        return Said(nomenclature=version)
    found = queries.choice(session, organisation_id, key, day)
    if found is None:
        message = _("Cette situation de sortie n'est pas dans la liste.")
        raise Invalid(message, [FieldError(field, message)])
    return Said(key, found.outcome.code, version, _(found.label)[:200])


def note_exit(session: Session, actor: Actor, enrolment: Enrolment, on: date, words: Said) -> PathExit:
    """The first version of an exit. The caller has changed the status of the path."""
    noted = PathExit(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        spell=queries.last_spell(session, enrolment.id) + 1,
        version=1,
        status=str(enrolment.status),
        left_on=on,
        outcome=words.outcome,
        code=words.code,
        nomenclature=words.nomenclature,
        label=words.label,
        reason="",
        noted_by=actor.account_id,
        noted_at=now(),
        replaced_at=None,
        returned_on=None,
    )
    add_at_once(session, noted)
    return noted


def end_exit(session: Session, enrolment: Enrolment, on: date) -> None:
    """The person came back: the exit stays, and counts no more."""
    noted = queries.exit_to_change(session, enrolment.id)
    if noted is not None:
        noted.returned_on = on
        session.flush()


def correct_exit(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    on: date,
    outcome: str | None,
    reason: str,
    status: str = "",
) -> PathExit:
    """Another date, situation or end for the exit of a path: a new version, and why. The old one stays in the history.

    What was frozen and published meanwhile says what was known on its day. Asking for what already is changes nothing.
    """
    ledger.take_turn(session, actor.organisation_id)
    enrolment = enrolments.enrolment_to_change(session, actor, enrolment_id)
    require(policies.may_change(actor, enrolment.adviser_id))
    former = queries.exit_to_change(session, enrolment_id)
    if enrolment.status not in CLOSED or former is None:
        raise Conflict(_("Cette personne n'est pas sortie du parcours : il n'y a rien à corriger. Rechargez la page."))
    status = status or former.status
    words = said(session, enrolment.organisation_id, outcome, on, "exit_reason", needed=status == Status.LEFT)
    if (former.status, former.left_on, former.outcome) == (status, on, words.outcome):
        return former
    reason = reason.strip()
    _check_correction(session, enrolment, status, on, reason)
    sensitive.check({"reason": reason}, anyway=True)
    moment = now()
    former.replaced_at = moment
    session.flush()
    enrolment.status, enrolment.closed_on, enrolment.exit_reason = status, on, words.code or None
    corrected = PathExit(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        enrolment_id=enrolment.id,
        spell=former.spell,
        version=former.version + 1,
        status=status,
        left_on=on,
        outcome=words.outcome,
        code=words.code,
        nomenclature=words.nomenclature,
        label=words.label,
        reason=reason,
        noted_by=actor.account_id,
        noted_at=moment,
        replaced_at=None,
        returned_on=None,
    )
    add_at_once(session, corrected)
    note_change(session, actor, enrolment, status, on, reason)  # the dates of a return are counted from this day
    facts = {"exit_reason": words.code, "status": status, "version": corrected.version}
    prove(session, actor, enrolment, Kind.EXIT_CORRECTED, on, facts)
    record(session, actor, events.ExitCorrected(enrolment.id, enrolment.learner_id, former.spell))
    return corrected


def _check_correction(session: Session, enrolment: Enrolment, status: str, on: date, reason: str) -> None:
    wrong = []
    if status not in CLOSED:
        wrong.append(FieldError("status", _("Dites si le parcours est terminé, ou s'il s'est arrêté avant la fin.")))
    last = enrolments.last_change(session, enrolment.id, *BEFORE)
    if on > today():
        wrong.append(FieldError("on", _("Cette date est à venir. Revenez l'enregistrer ce jour-là.")))
    elif last is not None and on < last.effective_on:
        wrong.append(FieldError("on", _("Cette date est avant le dernier changement de ce parcours.")))
    if not reason:
        wrong.append(
            FieldError("reason", _("Dites pourquoi la sortie est corrigée : la raison reste dans le dossier."))
        )
    elif len(reason) > LONGEST_REASON:
        wrong.append(
            FieldError("reason", _("Ce texte est trop long : %(most)s caractères au plus.") % {"most": LONGEST_REASON})
        )
    if wrong:
        raise Invalid(_("La correction n'est pas complète. Rien n'a été changé."), wrong)
