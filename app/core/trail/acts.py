"""One line of the trail: who did what to whose data, when and from where. Ids and keys only, never words.

Names are looked up when the trail is read, so that somebody erased shows as erased and the trail needs no rewriting.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from app.core.access import Actor, Role
from app.core.clock import now
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.trail.whence import device_here, origin_here

keeps(
    Where.TRAIL,
    "trail",
    N_(
        "Trace des accès : qui a vu, changé ou emporté les données de qui, quand et depuis quel appareil. Des numéros, jamais de mots."
    ),
    until=N_("un an au plus : chaque mois s'en va entier"),
    data=PersonalData(Purpose.ACCOUNT, Basis.LEGAL, Retention.SECURITY),
)


class Did(StrEnum):
    SAW = "saw"
    CHANGED = "changed"
    CREATED = "created"
    DELETED = "deleted"
    EXPORTED = "exported"
    ENTERED = "entered"  # signed in
    LEFT = "left"  # signed out, or was signed out
    REFUSED = "refused"  # asked for it, and was told no
    OPENED = "opened"  # opened what is sealed or archived
    SEARCHED = "searched"  # looked into the trail itself
    GRANTED = "granted"  # a role, a card, a second factor given
    WITHDRAWN = "withdrawn"  # …and taken back
    ERASED = "erased"
    RESTORED = "restored"


# The role that says best why somebody may look, when they hold several.
RANK = (
    Role.ADMIN, Role.QUALITY, Role.ADVISER, Role.TRAINER, Role.AUDITOR, Role.GUEST, Role.REFERRER, Role.EXPERT,
    Role.LEARNER,
)  # fmt: skip

MACHINE = "machine"  # the role of the house's own work: a task, a command

ORIGIN = "0" * 64  # what the first line of an organisation is sealed to


def role_of(actor: Actor) -> str:
    return next((role.value for role in RANK if role in actor.roles), "")


@dataclass(frozen=True, slots=True)
class Act:
    """`account_id` and `enrolment_id`: whom it is about. `people`: how many, when it is a list. `among`: their
    enrolments, when an export holds them. `subject` is a key of trail's words, `subject_id` the row it is about."""

    organisation_id: str
    did: Did
    subject: str
    subject_id: str = ""
    reader_id: str = ""  # the account that acts; empty: nobody known, or the house itself
    role: str = ""
    sign_in_id: str = ""
    account_id: str = ""
    enrolment_id: str = ""
    people: int | None = None
    among: tuple[str, ...] = ()
    device: str = field(default_factory=device_here)
    origin: str = field(default_factory=origin_here)
    at: datetime = field(default_factory=now)
    id: str = field(default_factory=new_id)

    @classmethod
    def by(cls, actor: Actor, did: Did, subject: str, subject_id: str = "", **more: Any) -> Self:
        """What somebody signed in does."""
        return cls(
            actor.organisation_id, did, subject, subject_id, reader_id=actor.account_id, role=role_of(actor),
            sign_in_id=actor.session_id or "", **more,
        )  # fmt: skip

    def row(self) -> dict[str, Any]:
        """As the trail keeps it, before it has its place in the chain."""
        return {
            "id": self.id, "organisation_id": self.organisation_id,
            "at": self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds"),
            "reader_id": self.reader_id, "role": self.role, "sign_in_id": self.sign_in_id, "device": self.device,
            "origin": self.origin, "did": self.did.value, "subject": self.subject, "subject_id": self.subject_id,
            "account_id": self.account_id, "enrolment_id": self.enrolment_id, "people": self.people,
            "among": " ".join(self.among),
        }  # fmt: skip


SEALED = (
    "id", "organisation_id", "number", "at", "reader_id", "role", "sign_in_id", "device", "origin", "did", "subject",
    "subject_id", "account_id", "enrolment_id", "people", "among", "before",
)  # fmt: skip
COLUMNS = (*SEALED, "print")

_write = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def seal(line: dict[str, Any]) -> str:
    """The print of a line: it covers every field and the print before it."""
    return hashlib.sha256(_write([line[name] for name in SEALED]).encode()).hexdigest()
