"""Money asked for a person, and what was decided."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.dossiers import plan_queries as plans
from app.dossiers import policies, rules
from app.dossiers.models import DossierAid
from app.dossiers.services.page import choices
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_choice, check_day, checked
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def ask(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    name: str,
    cents: int,
    criteria: Collection[str] = (),
    asked_for: str = "",
    asked_on: date | None = None,
    *,
    anyway: bool = False,
) -> DossierAid:
    """Ask for an aid of the list, with the criteria that are met as they are worded that day."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    known = choices(session, actor.organisation_id)
    if name not in known["aid"]:
        raise invalid("name", _("Choisissez une aide de la liste."))
    _check_money("cents", cents)
    said = checked({"asked_for": Text(asked_for, 1000)}, anyway)
    day = check_day("asked_on", asked_on) or today()
    ledger.take_turn(session, actor.organisation_id)
    for row in plans.aids(session, enrolment_id):
        if (row.name, row.cents, row.asked_on, row.decision) == (name, cents, day, ""):
            return plans.aid_to_change(session, enrolment_id, row.id)
    aid = DossierAid(
        id=new_id(), organisation_id=actor.organisation_id, enrolment_id=enrolment_id, author_id=actor.account_id,
        name=name, criteria=[one for one in known["criteria"] if one in set(criteria)], asked_for=said["asked_for"],
        cents=cents, asked_on=day, created_at=now(),
    )  # fmt: skip
    session.add(aid)
    session.flush()
    _say(session, actor, aid, enrolment.learner_id, Kind.AID_ASKED)
    return aid


def decide(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    aid_id: str,
    decision: str,
    granted_cents: int = 0,
    decided_on: date | None = None,
    reason: str = "",
    *,
    anyway: bool = False,
) -> DossierAid:
    """Granted for so much, or refused with the reason. Deciding the same again changes nothing."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    if not check_choice("decision", decision, rules.DECISIONS, _("Choisissez dans la liste.")):
        raise invalid("decision", _("Dites si l'aide est accordée."))
    granted = granted_cents if decision == "granted" else 0
    if decision == "granted":
        _check_money("granted", granted)
    missing = _("Dites pourquoi elle est refusée.") if decision == "refused" else ""
    said = checked({"reason": Text(reason, 1000, missing)}, anyway)
    ledger.take_turn(session, actor.organisation_id)
    aid = plans.aid_to_change(session, enrolment_id, aid_id)
    day = check_day("decided_on", decided_on) or aid.decided_on or today()
    if not aid.asked_on <= day <= today():
        raise Conflict(_("La décision est prise entre le jour de la demande et aujourd'hui. Vérifiez la date."))
    after = (decision, granted, day, said["reason"])
    if (aid.decision, aid.granted_cents, aid.decided_on, aid.reason) == after:
        return aid
    aid.decision, aid.granted_cents, aid.decided_on, aid.reason = after
    aid.decided_by = actor.account_id
    session.flush()
    _say(session, actor, aid, enrolment.learner_id, Kind.AID_DECIDED)
    return aid


def _check_money(field: str, cents: int) -> None:
    if not 0 < cents <= rules.MOST_CENTS:
        raise invalid(field, _("Écrivez un montant en euros, par exemple 500."))


def _say(session: Session, actor: Actor, aid: DossierAid, learner_id: str, kind: Kind) -> None:
    facts = {"decision": aid.decision} if aid.decision else {}
    ledger.append(
        session, actor, kind, person_id=learner_id, enrolment_id=aid.enrolment_id, nature="accompaniment",
        proof_kind="aid", proof_id=aid.id, facts=facts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """Aids of one name that met the same decision; cents."""

    name: str
    decision: str
    n: int
    cents: int
    granted_cents: int


def totals(session: Session, actor: Actor, start: date, end: date) -> list[Total]:
    """All aids asked for in a time, by name and decision."""
    found: dict[tuple[str, str], list[AnyRow]] = defaultdict(list)
    for row in plans.aid_decisions(session, actor, start, end):
        found[row.name, row.decision].append(row)
    return [
        Total(name, decision, len(rows), sum(row.cents for row in rows), sum(row.granted_cents for row in rows))
        for (name, decision), rows in sorted(found.items())
    ]
