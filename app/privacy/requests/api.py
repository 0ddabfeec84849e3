"""Requests about one's own data, and the officer's, for machines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.core.access import Actor, let_see, require
from app.core.db import AnyRow
from app.privacy.requests import consents, policies, queries, rules
from app.privacy.requests.services import asking, handling
from app.privacy.requests.services.asking import Asked, Written
from app.web.doors import ApiActor, Reading, Writing, api

router = api("data_requests")

_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=rules.WORDS)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]


class DataRequestOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    reference: str
    kind: str
    state: Literal["checking", "open", "answered", "closed"]
    outcome: str
    received_at: datetime
    answer_by: date
    extended_at: datetime | None
    applied_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


class DataRequestIn(BaseModel):
    """`subject`: what an objection or a restriction is about. `name`, `email`, `phone`: what a correction must make of them."""

    kind: Literal["access", "correction", "objection", "restriction", "portability", "erasure"]
    words: _Words = ""
    subject: _Text = ""
    name: _Text = ""
    email: _Text = ""
    phone: _Text = ""


class WrittenIn(BaseModel):
    """What somebody asks by voice, by post or by phone. `mandate`: which paper was seen, when another person asks."""

    kind: Literal[
        "access", "correction", "objection", "restriction", "portability", "erasure", "consent", "wishes"
    ]  # fmt: skip
    way: Literal["person", "phone", "post", "mail"]
    about_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=rules.NAME)]
    words: _Words
    capacity: Literal["self", "parent", "mandate", "heir"] = "self"
    asker_name: _Text = ""
    asker_email: _Text = ""
    asker_phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    born_on: date | None = None
    mandate: Annotated[str, StringConstraints(strip_whitespace=True, max_length=rules.SEEN)] = ""
    subject: _Text = ""
    received_on: date | None = None


class AnswerIn(BaseModel):
    outcome: Literal["granted", "partly", "refused", "unfounded", "unproved"]
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=rules.ANSWER)] = ""


class ConsentOut(BaseModel):
    key: str
    title: str
    words: str
    given_at: datetime


def _out(row: AnyRow | object) -> DataRequestOut:
    fields = {name: getattr(row, name) for name in DataRequestOut.model_fields if name != "reference"}
    return DataRequestOut(reference=rules.reference(row.number), **fields)  # type: ignore[union-attr]


def _officer(session: Reading, actor: Actor) -> None:
    require(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))


@router.get("/me/data/requests", response_model=list[DataRequestOut])
def own_requests(session: Reading, actor: ApiActor) -> Sequence[DataRequestOut]:
    """What the caller asked about their own data, the latest first."""
    return [_out(row) for row in queries.own_requests(session, actor.organisation_id, actor.account_id)]


@router.post("/me/data/requests", response_model=DataRequestOut, status_code=201)
def ask(session: Writing, actor: ApiActor, asked: DataRequestIn) -> DataRequestOut:
    """Ask; an answer comes within a month. The same thing asked twice is one request."""
    changes = [(field, getattr(asked, field)) for field in ("name", "email", "phone") if getattr(asked, field)]
    return _out(asking.ask(session, actor, Asked(asked.kind, asked.words, asked.subject, changes)))


@router.get("/me/data/consents", response_model=list[ConsentOut])
def own_consents(session: Reading, actor: ApiActor) -> list[ConsentOut]:
    """Every consent of the caller that stands, in the words that were agreed to."""
    return [
        ConsentOut(key=one.key, title=one.title, words=one.words, given_at=one.given_at)
        for one in consents.held(session, actor.organisation_id, actor.account_id)
    ]


@router.delete("/me/data/consents/{key}", status_code=204)
def withdraw(session: Writing, actor: ApiActor, key: str) -> None:
    """Take it back: it acts at once. Again changes nothing."""
    consents.withdraw(session, actor, actor.account_id, key)


@router.get("/data-requests", response_model=list[DataRequestOut])
def waiting(session: Reading, actor: ApiActor) -> Sequence[DataRequestOut]:
    """Those that wait for an answer, the nearest deadline first; for whoever answers for data."""
    _officer(session, actor)
    return [_out(row) for row in queries.listed(session, actor.organisation_id)]


@router.post("/data-requests", response_model=DataRequestOut, status_code=201)
def enter(session: Writing, actor: ApiActor, written: WrittenIn) -> DataRequestOut:
    """Write down what somebody asks by voice, by post or by phone."""
    return _out(asking.enter(session, actor, Written(**written.model_dump())))


@router.get("/data-requests/{request_id}", response_model=DataRequestOut)
def one(session: Reading, actor: ApiActor, request_id: str) -> DataRequestOut:
    let_see(policies.is_officer(actor, queries.officer_id(session, actor.organisation_id)))
    return _out(queries.request_for(session, actor.organisation_id, request_id))


@router.post("/data-requests/{request_id}/answer", response_model=DataRequestOut)
def answer(session: Writing, actor: ApiActor, request_id: str, given: AnswerIn) -> DataRequestOut:
    """What was decided, and why; a no tells how to go to the supervisory authority."""
    handling.answer(session, actor, request_id, given.outcome, given.words)
    return _out(queries.request_for(session, actor.organisation_id, request_id))
