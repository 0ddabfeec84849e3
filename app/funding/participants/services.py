"""Fill in a record, correct it by another, open what is sealed, let it go in time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import sealed, sensitive
from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.db import AnyRow
from app.core.errors import Conflict, FieldError, Invalid, NotFound, invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.enrolments.exits.nomenclature import outcome_of
from app.funding import policies
from app.funding.models import ParticipantReading, ParticipantRecord
from app.funding.nomenclature.esf import ENTRY, EXIT, LATER, MOMENTS, TEXT, Form, form_named, form_on
from app.funding.participants import rules
from app.funding.queries import participants as queries
from app.funding.services.files import Dossier, dossier
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.outcomes import queries as outcomes

SEALED_DAYS = 366  # after the exit: the six-month point is past, and so is its transmission


class Unsealable(Conflict):
    """The secret key has changed since, or what was kept was altered or moved."""

    code = "unsealable"


@dataclass(frozen=True, slots=True)
class Asked:
    """A record to fill in: its path, its form, and what was last said. `earlier` None: nothing yet."""

    dossier: Dossier
    moment: str
    form: Form
    earlier: ParticipantRecord | None
    proposed: Mapping[str, str]

    @property
    def answered(self) -> bool:
        return self.earlier is not None


def asked(session: Session, actor: Actor, enrolment_id: str, moment: str) -> Asked:
    """The questions of one moment for a path. Conflict when no funder needs them, or before their time."""
    if moment not in MOMENTS:
        raise NotFound()
    found = dossier(session, actor, enrolment_id)
    earlier = queries.last(session, found.path.id, moment)
    require(policies.may_answer(actor, found.path.learner_id, moment, earlier is not None))
    if not found.asks_for_a_record and earlier is None:
        raise Conflict(
            _("Aucun financeur de ce parcours ne demande cette fiche : rien de plus n'est demandé à la personne.")
        )
    form = form_named(earlier.form) if earlier else form_on(found.path.starts_on)
    closed = found.path.closed_on
    if moment != ENTRY and closed is None:
        raise Conflict(_("Le parcours n'est pas terminé. Notez d'abord la sortie, puis revenez ici."))
    if moment == LATER and closed and months_after(closed, form.later_months) > today():
        raise Conflict(_("Cette question se pose six mois après la sortie. Revenez à ce moment-là."))
    return Asked(found, moment, form, earlier, {} if earlier else _proposed(session, form, found, moment))


def _proposed(session: Session, form: Form, found: Dossier, moment: str) -> dict[str, str]:
    """What the exit, or the news taken since, lets think; somebody confirms it."""
    closed = found.path.closed_on
    if moment == EXIT:
        outcome = outcome_of(found.path.exit_reason)
        return rules.proposed(form, outcome.esf) if outcome else {}
    if moment != LATER or closed is None:
        return {}
    exits = outcomes.situations(
        session, outcomes.Scope(found.path.organisation_id, closed, closed), months=(form.later_months,)
    )
    news = next((one.checks[form.later_months] for one in exits if one.enrolment_id == found.path.id), None)
    return rules.proposed_later(form, news) if news else {}


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def fill_in(
    session: Session, actor: Actor, enrolment_id: str, moment: str, posted: Mapping[str, str], reason: str = ""
) -> ParticipantRecord:
    """Keep the answers as the next number. `posted`: by question, and <question>_refused for what is not a choice.

    What is sealed and left empty in a correction stays as it was; the same answers again write nothing.
    """
    ledger.take_turn(session, actor.organisation_id)
    found = asked(session, actor, enrolment_id, moment)
    path = found.dossier.path
    answers, special = _read(found, posted)
    before = _opened(found.earlier.id, found.earlier.sealed) if found.earlier else {}
    special = before | special
    answers |= {"of": path.closed_on.isoformat()} if moment != ENTRY and path.closed_on else {}
    if found.earlier is not None:
        if found.earlier.answers == answers and before == special:
            return found.earlier
        if not reason.strip():
            raise invalid("reason", _("Dites pourquoi ces réponses changent : les premières restent gardées."))
    sensitive.check({"reason": reason}, anyway=True)
    record_id = new_id()
    record = ParticipantRecord(
        id=record_id, organisation_id=actor.organisation_id, enrolment_id=path.id, moment=moment,
        number=found.earlier.number + 1 if found.earlier else 1, form=found.form.key, answers=answers,
        sealed=sealed.seal_text(_row(record_id), json.dumps(special, sort_keys=True)) if special else "",
        with_adviser=actor.account_id != path.learner_id, reason=" ".join(reason.split())[:300], filled_by=actor.account_id,
    )  # fmt: skip
    session.add(record)
    session.flush()
    ledger.append(
        session, actor, Kind.PARTICIPANT_RECORDED, person_id=path.learner_id, enrolment_id=path.id,
        funder_id=path.funder_id, proof_kind="participant_record", proof_id=record.id,
        facts={"moment": moment, "number": record.number},
    )  # fmt: skip
    return record


def _read(found: Asked, posted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was said, in two: ordinary answers, and those in special categories. Raises Invalid with every problem."""
    answers: dict[str, Any] = {}
    special: dict[str, Any] = {}
    problems = []
    for question in found.form.questions[found.moment]:
        value, problem = rules.read(
            question, posted.get(question.key, ""), bool(posted.get(f"{question.key}_refused")), today(),
            found.dossier.path.starts_on,
        )  # fmt: skip
        if problem:
            problems.append(FieldError(question.key, _(rules.PROBLEMS[problem])))
        elif value is not None:
            (special if question.special else answers)[question.key] = value
    if found.moment == ENTRY:
        problems += [FieldError(key, _(rules.PROBLEMS["undated"])) for key in rules.undated(found.form, answers)]
    if not answers and not special and not problems:
        first = found.form.questions[found.moment][0].key
        problems.append(
            FieldError(first, _("Répondez à une question au moins, ou dites que vous ne souhaitez pas répondre."))
        )
    if problems:
        raise Invalid(_("Rien n'a été enregistré. À corriger :"), problems)
    texts = {question.key for question in found.form.questions[found.moment] if question.kind == TEXT}
    sensitive.check({key: str(value) for key, value in answers.items() if key in texts}, anyway=True)
    return answers, special


def _row(record_id: str) -> str:
    return f"participant_record:{record_id}"


def _opened(record_id: str, kept: str) -> dict[str, Any]:
    """What a record sealed; nothing when it sealed nothing, or no longer. Raises Unsealable."""
    if not kept:
        return {}
    try:
        found: dict[str, Any] = json.loads(sealed.unseal_text(_row(record_id), kept))
    except sealed.Lost as error:
        raise Unsealable(
            _(
                "Ces réponses protégées ne s'ouvrent plus : la clé secrète du service a changé. Remettez l'ancienne, ou "
                "posez de nouveau les questions."
            )
        ) from error
    return found


def open_sealed(session: Session, actor: Actor, enrolment_id: str) -> dict[str, Any]:
    """The answers in special categories of an entry; that somebody else opened them is written down."""
    found = dossier(session, actor, enrolment_id)
    require(policies.may_open_sealed(actor, found.path.learner_id, found.path.adviser_id))
    record = queries.last(session, found.path.id, ENTRY)
    if record is None:
        raise NotFound()
    answers = _opened(record.id, record.sealed)
    if actor.account_id != found.path.learner_id:
        session.add(
            ParticipantReading(
                organisation_id=actor.organisation_id, enrolment_id=found.path.id, reader_id=actor.account_id
            )
        )
        ledger.append(
            session, actor, Kind.PARTICIPANT_READ, person_id=found.path.learner_id, enrolment_id=found.path.id,
            proof_kind="participant_record", proof_id=record.id, facts={"records": 1},
        )  # fmt: skip
    return answers


def open_all_sealed(session: Session, actor: Actor) -> dict[str, dict[str, Any]]:
    """Enrolment id → sealed answers, to count what a funder is sent. One trace for the whole look."""
    require(policies.may_read_funding(actor))
    rows = queries.sealed(session, actor.organisation_id)
    found = {row.enrolment_id: _opened(row.id, row.sealed) for row in rows}
    ledger.append(session, actor, Kind.PARTICIPANT_READ, person_id=None, facts={"records": len(found)})
    return found


def own_words(records: Sequence[AnyRow], sealed_texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Everything that somebody said, sealed or not, for the copy of their data."""
    return [dict(row.answers) | _opened(row.id, sealed_texts.get(row.id, "")) for row in records]


def purge(session: Session, most: int = 200) -> int:
    """What is sealed goes a year after the exit; the record stays, and says when."""
    rows = queries.to_purge(session, today() - timedelta(days=SEALED_DAYS), most)
    for record in rows:
        record.sealed, record.purged_at = "", now()
    session.flush()
    return len(rows)
