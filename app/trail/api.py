"""The trail for the tools of whoever answers for data. By reader it is searched on the page only: a reason is asked there."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel

from app.core.clock import today
from app.core.cursors import cursor, read_cursor
from app.core.periods import read_period
from app.core.trail import Did
from app.trail.saying import Shown
from app.trail.services import searching
from app.trail.services.searching import Asked
from app.web.doors import ApiActor, Reading, afterwards, api
from app.web.paging import Limit

router = api("trail")

First = Annotated[date | None, Query(alias="from")]
Last = Annotated[date | None, Query(alias="to")]


class LineOut(BaseModel):
    """`reader_id` null: nobody known, or the house itself. `people`: how many, when it was a list."""

    id: str
    at: datetime
    reader_id: str | None
    who: str
    role: str
    did: Did
    subject: str
    subject_id: str | None
    account_id: str | None
    enrolment_id: str | None
    people: int | None
    device: str
    sentence: str


class TrailPage(BaseModel):
    items: list[LineOut]
    next: str | None


@router.get("/trail")
def search(
    request: Request, session: Reading, actor: ApiActor, person: str = "", did: Did | None = None,
    first: First = None, last: Last = None, limit: Limit = 50, after: str = "",
) -> TrailPage:  # fmt: skip
    """Who saw, changed, exported what, the latest first. `person`: the id of an account, for what is about them.

    This reading is a line of the trail too.
    """
    period = None
    if first or last:
        said = (first.isoformat() if first else "", last.isoformat() if last else "")
        period = read_period(*said, today=today(), names=("from", "to"))
    asked = Asked(person[:36], "", did.value if did else "", period, read_cursor(after) if after else None)
    found = searching.search(session, actor, asked, limit=limit)
    afterwards(request, searching.look_to_note(actor, asked))
    return TrailPage(
        items=[
_out(line) for line in found.lines
        ],
        next=cursor(*found.after) if found.after else None,
    )  # fmt: skip


def _out(shown: Shown) -> LineOut:
    """What was refused keeps the ids that somebody asked for, whoever's they are: they stay inside."""
    line = shown.line
    told = line["did"] != Did.REFUSED
    return LineOut(
        id=line["id"], at=shown.at, reader_id=line["reader_id"] or None, who=shown.who, role=line["role"],
        did=line["did"], subject=line["subject"], subject_id=(line["subject_id"] or None) if told else None,
        account_id=line["account_id"] or None, enrolment_id=(line["enrolment_id"] or None) if told else None,
        people=line["people"], device=line["device"], sentence=shown.sentence,
    )  # fmt: skip
