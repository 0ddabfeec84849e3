"""News and choices, for machines."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.i18n import _
from app.notifications.choices import services as choosing
from app.notifications.choices.rules import Choice
from app.notifications.inbox import queries, services
from app.notifications.kinds import by_code
from app.notifications.models import Notice
from app.notifications.schemas import ChoiceOut, ChoicesIn, ChoicesOut, NoticeOut
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("notices")


@router.get("/me/notices")
def notices(
    session: Reading,
    actor: ApiActor,
    unread: Annotated[bool, Query(description="only what is not read yet")] = False,
    limit: Limit = 50,
    after: After = "",
) -> Page[NoticeOut]:
    """What is new for the caller, the latest first."""
    rows = queries.notices_after(session, actor, after=after_id(after), limit=limit + 1, only_new=unread)
    return page(rows, limit, _out, key=lambda row: row.id)


@router.post("/me/notices/{notice_id}/read")
def read(session: Writing, actor: ApiActor, notice_id: str) -> NoticeOut:
    """It is read. Saying it again changes nothing."""
    return _out(services.read(session, actor, notice_id))


@router.get("/me/notice-choices")
def choices(session: Reading, actor: ApiActor) -> ChoicesOut:
    """What the caller receives, and how, for each kind of news."""
    return _choices(session, actor)


@router.put("/me/notice-choices")
def choose(session: Writing, actor: ApiActor, wanted: ChoicesIn) -> ChoicesOut:
    """Change the kinds that are named; the others stay as they are."""
    choosing.choose(session, actor, {one.kind: Choice(one.page, one.mail, one.push, one.sms) for one in wanted.items})
    return _choices(session, actor)


def _out(row: Notice | AnyRow) -> NoticeOut:
    kind = by_code(row.kind)
    return NoticeOut(
        id=row.id, kind=row.kind, title=row.title, text=row.text, why=_(kind.why) if kind else "", link=row.link,
        created_at=row.created_at, read_at=row.read_at,
    )  # fmt: skip


def _choices(session: Session, actor: Actor) -> ChoicesOut:
    return ChoicesOut(
        items=[
            ChoiceOut(
                kind=kind.code, label=_(kind.label), page=choice.page, mail=choice.mail, push=choice.push,
                sms=choice.sms, can_stop=kind.can_stop, channels=[one.value for one in kind.channels],
                paces=list(kind.paces),
            )
            for kind, choice in choosing.choices_for(session, actor)
        ]
    )  # fmt: skip
