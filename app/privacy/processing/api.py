"""The register of processing and that of breaches, for the tools of whoever answers for data."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from app.core.access import require
from app.core.clock import PARIS
from app.privacy.processing import exports, policies, register, rules
from app.privacy.processing import queries as registers
from app.privacy.processing.breaches import queries, services
from app.privacy.processing.models import DataBreach
from app.web.doors import ApiActor, Reading, Writing, api

router = api("privacy")


class RegisterOut(BaseModel):
    """Each sheet holds the facts of article 30 by their key, each a list of lines, and the fields of the code."""

    organisation: str
    made_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None
    processing: list[dict[str, Any]]
    processors: list[str]


class BreachOut(BaseModel):
    """`deadline`: when the authority must know, if it must; `people`: those of the list, `told`: among them."""

    id: str
    number: int
    sort: str
    state: str
    decision: str
    known_at: datetime
    deadline: datetime
    notified_at: datetime | None
    closed_at: datetime | None
    people: int


class ActOut(BaseModel):
    what: str
    at: datetime
    by: str | None
    said: dict[str, Any]


class WholeBreachOut(BreachOut):
    words: str
    since: datetime | None
    told: int
    acts: list[ActOut]


class BreachIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: str = Field(min_length=1, max_length=services.LONGEST)
    sort: Literal["lost", "sent", "opened", "account", "erased", "away", "other"]
    known_at: datetime | None = None
    since: datetime | None = None


class DeclaredOut(BaseModel):
    """What whoever says it may know: its number, and until when the authority must know."""

    number: int
    known_at: datetime
    deadline: datetime


@router.get("/privacy/processing")
def processing_register(session: Reading, actor: ApiActor) -> RegisterOut:
    """The register of article 30, the same lines as the page."""
    return RegisterOut(**exports.data(register.read(session, actor)))


@router.get("/privacy/breaches")
def breaches(session: Reading, actor: ApiActor) -> list[BreachOut]:
    """The register of breaches, the newest first."""
    require(policies.may_keep_registers(actor, registers.officer_id(session, actor.organisation_id)))
    return [BreachOut(**_line(row), people=row.people) for row in queries.breaches(session, actor.organisation_id)]


@router.post("/privacy/breaches", status_code=201)
def declare(session: Writing, actor: ApiActor, said: BreachIn) -> DeclaredOut:
    """Anybody of the team says what they saw; those who answer for data are told at once."""
    made = services.declare(session, actor, said.words, said.sort, _aware(said.known_at), _aware(said.since))
    return DeclaredOut(number=made.number, known_at=made.known_at, deadline=rules.deadline(made.known_at))


@router.get("/privacy/breaches/{breach_id}")
def one_breach(session: Reading, actor: ApiActor, breach_id: str) -> WholeBreachOut:
    """One breach and all that was done about it, in order."""
    return _whole(session, services.see(session, actor, breach_id))


def _whole(session: Session, found: DataBreach) -> WholeBreachOut:
    people = queries.people(session, found.id)
    return WholeBreachOut(
        **_line(found), people=len(people), told=sum(1 for one in people if one.told_at), words=found.words,
        since=found.since,
        acts=[ActOut(what=act.what, at=act.at, by=act.by, said=act.said) for act in queries.acts(session, found.id)],
    )  # fmt: skip


def _line(row: Any) -> dict[str, Any]:
    names = ("id", "number", "sort", "state", "decision", "known_at", "notified_at", "closed_at")
    return {name: getattr(row, name) for name in names} | {"deadline": rules.deadline(row.known_at)}


def _aware(at: datetime | None) -> datetime | None:
    """A moment without an offset is an hour of Paris, as on the page."""
    return at if at is None or at.tzinfo else at.replace(tzinfo=PARIS)
