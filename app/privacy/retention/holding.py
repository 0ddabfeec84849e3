"""Setting a hold (*gel*) and lifting it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.ids import new_id
from app.funding.queries import paths as funding
from app.identity import queries as identity
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.privacy.requests.queries import officer_id
from app.privacy.retention import policies, queries, reckoning
from app.privacy.retention.deciding import read_day, read_words
from app.privacy.retention.models import RetentionHold
from app.privacy.retention.queries import Where


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed: at least one of funder, person, path and year; `until` empty: until it is lifted."""

    why: str
    proof: str = ""
    funder_id: str = ""
    email: str = ""
    account_id: str = ""
    enrolment_id: str = ""
    year: str = ""
    from_on: str = ""
    until: str = ""


def set_hold(session: Session, actor: Actor, asked: Asked) -> RetentionHold:
    """Stop the clock of what a hold covers, from a day on. Raises Invalid with every problem."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    ledger.take_turn(session, actor.organisation_id)
    wrong: list[FieldError] = []
    account_id = _person(session, actor, asked, wrong)
    enrolment_id = _path(session, actor, asked.enrolment_id, wrong)
    funder_id = _funder(session, actor, asked.funder_id, wrong)
    year = _year(asked.year, wrong)
    from_on = _either(asked.from_on, "from_on", today(), wrong) or today()
    until = _either(asked.until, "until", None, wrong)
    if until is not None and until < max(from_on, today()):
        wrong.append(FieldError("until", _("Un gel finit après son début, et pas avant aujourd'hui.")))
    if not (account_id or enrolment_id or funder_id or year or wrong):
        wrong.append(
            FieldError("funder_id", _("Dites ce que le gel protège : un financeur, une personne ou une année."))
        )
    why = _said(asked.why, "why", _("Dites pourquoi rien ne doit s'effacer."), wrong)
    proof = _said(asked.proof, "proof", "", wrong)
    if wrong:
        raise Invalid(_("Le gel n'est pas posé. À corriger :"), wrong)
    hold = RetentionHold(
        id=new_id(), organisation_id=actor.organisation_id, funder_id=funder_id, account_id=account_id,
        enrolment_id=enrolment_id, year=year, why=why, proof=proof[:200], from_on=from_on, until=until, by_id=actor.account_id,
        at=now(), lifted_at=None, lifted_by=None, lifted_why="",
    )  # fmt: skip
    session.add(hold)
    session.flush()
    ledger.append(
        session, actor, Kind.HOLD_SET, person_id=account_id, enrolment_id=enrolment_id, funder_id=funder_id,
        proof_kind="retention_hold", proof_id=hold.id, facts={"year": year, "until": until.isoformat() if until else None},
    )  # fmt: skip
    return hold


def lift(session: Session, actor: Actor, hold_id: str, why: str) -> RetentionHold:
    """End a hold: what has outlived its time goes with the next wave. Lifting twice changes nothing."""
    require(policies.may_keep_time(actor, officer_id(session, actor.organisation_id)))
    ledger.take_turn(session, actor.organisation_id)
    hold = queries.hold_to_change(session, actor.organisation_id, hold_id)
    if hold is None:
        raise NotFound()
    if hold.lifted_at is not None:
        return hold
    said = read_words(why, "why", _("Dites pourquoi le gel est levé : la raison reste avec lui."))
    hold.lifted_at, hold.lifted_by, hold.lifted_why = now(), actor.account_id, said
    session.flush()
    ledger.append(
        session, actor, Kind.HOLD_LIFTED, person_id=hold.account_id, enrolment_id=hold.enrolment_id,
        funder_id=hold.funder_id, proof_kind="retention_hold", proof_id=hold.id,
    )  # fmt: skip
    return hold


def covered(session: Session, organisation_id: str, hold_id: str) -> int:
    """How many paths a hold covers."""
    hold = queries.hold_to_change(session, organisation_id, hold_id)
    if hold is None:
        raise NotFound()
    return sum(reckoning.covers(hold, facts) for facts in queries.facts(session, Where(organisation_id)))


def _person(session: Session, actor: Actor, asked: Asked, wrong: list[FieldError]) -> str | None:
    account_id = asked.account_id
    if asked.email.strip():
        account = identity.account_by_email(session, asked.email.strip().lower())
        account_id = account.id if account else "?"
    if not account_id:
        return None
    if actor.organisation_id not in queries.organisations_of(session, account_id):
        wrong.append(FieldError("email", _("Personne n'a cette adresse dans l'organisation.")))
        return None
    return account_id


def _path(session: Session, actor: Actor, enrolment_id: str, wrong: list[FieldError]) -> str | None:
    if not enrolment_id:
        return None
    if not queries.facts(session, Where(actor.organisation_id, enrolment_ids=(enrolment_id,))):
        wrong.append(FieldError("enrolment_id", _("Ce parcours n'est pas dans l'organisation.")))
        return None
    return enrolment_id


def _funder(session: Session, actor: Actor, funder_id: str, wrong: list[FieldError]) -> str | None:
    if not funder_id:
        return None
    if funder_id not in {row.id for row in funding.funders(session, actor.organisation_id)}:
        wrong.append(FieldError("funder_id", _("Ce financeur n'est pas dans la liste.")))
        return None
    return funder_id


def _year(text: str, wrong: list[FieldError]) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 2000 <= int(text[:9]) <= 2100:
        wrong.append(FieldError("year", _("Écrivez une année, comme 2026.")))
        return None
    return int(text)


def _either(text: str, field: str, otherwise: date | None, wrong: list[FieldError]) -> date | None:
    if not text.strip():
        return otherwise
    try:
        return read_day(text, field)
    except Invalid as error:
        wrong.extend(error.fields)
        return None


def _said(text: str, field: str, missing: str, wrong: list[FieldError]) -> str:
    if not text.strip() and not missing:
        return ""
    try:
        return read_words(text, field, missing)
    except Invalid as error:
        wrong.extend(error.fields)
        return ""
