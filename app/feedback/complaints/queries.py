"""Complaints: the register, one of them, and what was said since."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from app.core.access import STAFF, Actor, Role
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.feedback.complaints.models import Complaint, ComplaintAct
from app.feedback.complaints.rules import CLOSED
from app.identity.models import Account, Membership, Organisation

_owner, _about, _entered = aliased(Account), aliased(Account), aliased(Account)
_owner_is_here = (
    select(Membership.id)
    .where(
        Membership.account_id == Complaint.owner_id,
        Membership.organisation_id == Complaint.organisation_id,
        Membership.role.in_([str(role) for role in STAFF]),
    )
    .exists()
)
_ROW = (
    select(
        *(column for column in Complaint.__table__.columns if column.name not in ("address_print", "words_print")),
        _owner.name.label("owner_name"), _about.name.label("about_name"), _entered.name.label("entered_name"),
        _owner_is_here.label("owner_here"),
    )
    .outerjoin(_owner, _owner.id == Complaint.owner_id)
    .outerjoin(_about, _about.id == Complaint.about_id)
    .outerjoin(_entered, _entered.id == Complaint.entered_by)
)  # fmt: skip


def visible(actor: Actor) -> ColumnElement[bool]:
    """`policies.may_read_complaint` in the plural."""
    mine = and_(Complaint.owner_id == actor.account_id, true() if actor.is_staff else false())
    readable = true() if actor.has(Role.QUALITY, Role.ADMIN) else mine
    return and_(
        Complaint.organisation_id == actor.organisation_id,
        readable,
        or_(Complaint.about_id.is_(None), Complaint.about_id != actor.account_id),
    )


def register(
    session: Session, actor: Actor, period: Period, *, state: str = "", late_at: datetime | None = None
) -> list[AnyRow]:
    """Those received in a period, the latest first; all that are late at a moment, whenever they came."""
    statement = _ROW.where(visible(actor)).order_by(Complaint.number.desc()).limit(1_000)
    if late_at is not None:
        unacknowledged = and_(Complaint.acknowledged_at.is_(None), Complaint.acknowledge_by < late_at)
        unanswered = and_(Complaint.answered_at.is_(None), Complaint.answer_by < late_at)
        statement = statement.where(Complaint.state != CLOSED, or_(unacknowledged, unanswered))
    else:
        statement = statement.where(Complaint.received_at >= period.since, Complaint.received_at < period.until)
    if state:
        statement = statement.where(Complaint.state == state)
    return list(session.execute(statement))


def mine(session: Session, actor: Actor) -> list[AnyRow]:
    """Those that a person answers for and that are not closed."""
    return list(
        session.execute(
            _ROW.where(visible(actor), Complaint.owner_id == actor.account_id, Complaint.state != CLOSED).order_by(
                Complaint.answer_by
            )
        )
    )


def complaint(session: Session, actor: Actor, complaint_id: str) -> AnyRow:
    row = session.execute(_ROW.where(visible(actor), Complaint.id == complaint_id)).first()
    if row is None:
        raise NotFound()
    return row


def complaint_to_change(session: Session, actor: Actor, complaint_id: str) -> Complaint:
    found = session.scalar(
        select(Complaint)
        .where(visible(actor), Complaint.id == complaint_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def by_token(session: Session, token_hash: str) -> AnyRow | None:
    return session.execute(
        _ROW.add_columns(
            Organisation.slug,
            Organisation.name.label("organisation_name"),
            Organisation.phone.label("organisation_phone"),
        )
        .join(Organisation, Organisation.id == Complaint.organisation_id)
        .where(Complaint.token_hash == token_hash)
    ).first()


def by_token_to_change(session: Session, token_hash: str) -> Complaint | None:
    return session.scalar(
        select(Complaint)
        .where(Complaint.token_hash == token_hash)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def acts(session: Session, complaint_id: str) -> list[AnyRow]:
    """(what, words, at, by_id, by_name) in order."""
    return list(
        session.execute(
            select(
                ComplaintAct.what,
                ComplaintAct.words,
                ComplaintAct.at,
                ComplaintAct.by_id,
                Account.name.label("by_name"),
            )
            .outerjoin(Account, Account.id == ComplaintAct.by_id)
            .where(ComplaintAct.complaint_id == complaint_id)
            .order_by(ComplaintAct.at, ComplaintAct.id)
        )
    )


def next_number(session: Session, organisation_id: str) -> int:
    """The caller has the turn of the organisation."""
    last = session.scalar(select(func.max(Complaint.number)).where(Complaint.organisation_id == organisation_id))
    return (last or 0) + 1


def sent_from(session: Session, address_print: str, since: datetime) -> int:
    statement = select(func.count()).where(Complaint.address_print == address_print, Complaint.created_at > since)
    return session.scalar(statement) or 0


def just_sent(session: Session, organisation_id: str, words_print: str, since: datetime) -> AnyRow | None:
    """(id, nonce) of the same complaint, sent a moment ago."""
    return session.execute(
        select(Complaint.id, Complaint.nonce)
        .where(
            Complaint.organisation_id == organisation_id,
            Complaint.words_print == words_print,
            Complaint.created_at > since,
        )
        .order_by(Complaint.created_at.desc())
        .limit(1)
    ).first()


def own(session: Session, organisation_id: str, account_id: str) -> list[AnyRow]:
    """(number, received_at, state, nonce) of what a person has complained of from their account."""
    return list(
        session.execute(
            select(Complaint.number, Complaint.received_at, Complaint.state, Complaint.nonce)
            .where(
                Complaint.organisation_id == organisation_id,
                Complaint.account_id == account_id,
                Complaint.entered_by.is_(None),
            )
            .order_by(Complaint.number.desc())
            .limit(20)
        )
    )


def who_handles(session: Session, organisation_id: str, but: str | None) -> list[AnyRow]:
    """(id, name, email, locale) of quality, of administration where there is none; never the person it is about."""
    for role in (Role.QUALITY, Role.ADMIN):
        found = list(
            session.execute(
                select(Account.id, Account.name, Account.email, Account.locale)
                .join(Membership, Membership.account_id == Account.id)
                .where(
                    Membership.organisation_id == organisation_id,
                    Membership.role == role.value,
                    Account.id != (but or ""),
                )
                .order_by(Account.id)
            )
        )
        if found:
            return found
    return []


def team(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of the people of the team, by name."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_([str(role) for role in STAFF]))
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(row.id, row.name) for row in rows]


def empty(session: Session, before: datetime, at: datetime) -> None:
    """What names people in complaints closed before a moment; their figures stay."""
    over = select(Complaint.id).where(
        Complaint.state == CLOSED, Complaint.closed_at < before, Complaint.emptied_at.is_(None)
    )
    session.execute(update(ComplaintAct).where(ComplaintAct.complaint_id.in_(over)).values(words="", by_id=None))
    session.execute(
        update(Complaint)
        .where(Complaint.state == CLOSED, Complaint.closed_at < before, Complaint.emptied_at.is_(None))
        .values(
            name="", email="", phone="", words="", wish="", account_id=None, about_id=None, satisfied="",
            address_print="", words_print="", emptied_at=at,
        )
    )  # fmt: skip


def late(session: Session, moment: datetime) -> list[Complaint]:
    """Everywhere, what should have been acknowledged or answered by a moment."""
    unacknowledged = and_(Complaint.acknowledged_at.is_(None), Complaint.acknowledge_by < moment)
    unanswered = and_(Complaint.answered_at.is_(None), Complaint.answer_by < moment)
    return list(
        session.scalars(
            select(Complaint)
            .where(Complaint.state != CLOSED, or_(unacknowledged, unanswered))
            .order_by(Complaint.organisation_id, Complaint.id)
            .limit(500)
        )
    )
