"""Writing to the ledger, and proving that nobody rewrote it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import memory
from app.core.ids import new_id
from app.ledger import queries, rules
from app.ledger.kinds import Kind


@dataclass(frozen=True, slots=True)
class Appended:
    """What was written: its id, and its number in the chain."""

    id: str
    number: int


def take_turn(session: Session, organisation_id: str) -> dict[str, tuple[int, str]]:
    """Whoever writes a proof for an organisation waits here until the transaction before is over.

    An act that counts before it writes (free seats, free rooms) says so first: nobody changes the count meanwhile. It
    costs nothing, the first entry would wait at the same place. Organisation id → number and hash of its last entry.
    """
    ends: dict[str, tuple[int, str]] = memory(session, "ledger ends")  # once locked, the head is ours to move
    if organisation_id not in ends:
        ends[organisation_id] = queries.head_to_move(session.connection(), organisation_id)
    return ends


def append(
    session: Session,
    actor: Actor,
    kind: Kind,
    *,
    person_id: str | None,
    enrolment_id: str | None = None,
    activity_id: str | None = None,
    block_id: str | None = None,
    session_id: str | None = None,
    funder_id: str | None = None,
    minutes: int = 0,
    place: str | None = None,
    timing: str | None = None,
    people: str | None = None,
    guidance: str | None = None,
    nature: str = "training",
    proof_kind: str | None = None,
    proof_id: str | None = None,
    corrects_id: str | None = None,
    occurred_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> Appended:
    """One entry at the end of the organisation's chain, in the act's own transaction. Ids and measures, never words."""
    connection = session.connection()
    ends = take_turn(session, actor.organisation_id)
    number, previous = ends[actor.organisation_id]
    moment = now()
    entry: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": actor.organisation_id,
        "number": number + 1,
        "kind": kind.value,
        "occurred_at": occurred_at or moment,
        "recorded_at": moment,
        "actor_id": actor.account_id,
        "person_id": person_id,
        "enrolment_id": enrolment_id,
        "activity_id": activity_id,
        "block_id": block_id,
        "session_id": session_id,
        "funder_id": funder_id,
        "minutes": minutes,
        "place": place,
        "timing": timing,
        "people": people,
        "guidance": guidance,
        "nature": nature,
        "proof_kind": proof_kind,
        "proof_id": proof_id,
        "corrects_id": corrects_id,
        "facts": facts or {},
        "previous_hash": previous,
    }
    entry["hash"] = rules.seal(entry)
    connection.execute(queries.NEW_ENTRY, entry)
    connection.execute(
        queries.MOVE_HEAD,
        {"new_number": entry["number"], "new_hash": entry["hash"], "organisation": actor.organisation_id},
    )
    ends[actor.organisation_id] = entry["number"], entry["hash"]
    return Appended(entry["id"], entry["number"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the chain of one organisation shows; `bad_number` is the first entry that does not hold."""

    organisation_id: str
    entries: int
    bad_number: int | None = None
    bad_id: str | None = None
    reason: str = ""


def verify(session: Session, organisation_id: str) -> Verdict:
    """Recompute every hash from the first entry to the head."""
    head = queries.head(session, organisation_id)
    last, sealed = (head.number, head.hash) if head else (0, rules.ORIGIN)
    previous, expected = rules.ORIGIN, 1
    for row in queries.chain(session, organisation_id):
        reason = ""
        if row.number != expected:
            reason = f"l'entrée {expected} manque"
        elif row.previous_hash != previous:
            reason = "elle n'est pas reliée à l'entrée précédente"
        elif rules.seal(dict(row._mapping)) != row.hash:
            reason = "son contenu a été modifié"
        elif row.number > last:
            reason = "elle a été ajoutée après la fin du registre"
        elif row.number == last and row.hash != sealed:
            reason = "elle n'est pas celle qui termine le registre"
        if reason:
            return Verdict(organisation_id, expected - 1, row.number, row.id, reason)
        previous, expected = row.hash, expected + 1
    if last >= expected:
        reason = f"la fin du registre manque à partir de l'entrée {expected}"
        return Verdict(organisation_id, expected - 1, expected, None, reason)
    return Verdict(organisation_id, expected - 1)
