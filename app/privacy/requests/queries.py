"""Requests with their acts and proofs, who answers them, wishes, freezes, copies."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import STAFF, Actor, Role
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.core.periods import Period
from app.files.models import StoredFile
from app.identity.freezing.models import DataFreeze
from app.identity.models import Account, Membership, Organisation
from app.notifications.models import WAITING, Mail
from app.privacy.requests import rules
from app.privacy.requests.models import (
    ConsentWithdrawn,
    DataCopy,
    DataOfficer,
    DataRequest,
    DataRequestAct,
    DataRequestFile,
    LastWish,
)

_about, _entered = aliased(Account), aliased(Account)
_STAFF_ROLES = [str(role) for role in STAFF]
_ROW = (
    select(
        *DataRequest.__table__.columns,
        _about.name.label("account_name"), _about.email.label("account_email"), _about.locale.label("locale"),
        _entered.name.label("entered_name"),
    )
    .outerjoin(_about, _about.id == DataRequest.account_id)
    .outerjoin(_entered, _entered.id == DataRequest.entered_by)
)  # fmt: skip


def officer_id(session: Session, organisation_id: str) -> str | None:
    """Who was last given the charge and is still of the team; None: the administration answers."""
    last = session.execute(
        select(DataOfficer.account_id)
        .where(DataOfficer.organisation_id == organisation_id)
        .order_by(DataOfficer.at.desc(), DataOfficer.id.desc())
        .limit(1)
    ).first()
    if last is None or last.account_id is None:
        return None
    return session.scalar(
        select(Membership.account_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.account_id == last.account_id,
            Membership.role.in_(_STAFF_ROLES),
        )
        .limit(1)
    )


def officers(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name, email, locale) of whoever answers: the officer, or the administration."""
    known = officer_id(session, organisation_id)
    statement = select(Account.id, Account.name, Account.email, Account.locale)
    if known is not None:
        return session.execute(statement.where(Account.id == known)).all()
    return session.execute(
        statement.join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMIN.value)
        .order_by(Account.id)
    ).all()


def team(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of those who may be given the charge."""
    return [
        (row.id, row.name)
        for row in session.execute(
            select(Account.id, Account.name)
            .distinct()
            .join(Membership, Membership.account_id == Account.id)
            .where(Membership.organisation_id == organisation_id, Membership.role.in_(_STAFF_ROLES))
            .order_by(Account.name, Account.id)
        )
    ]


def next_number(session: Session, organisation_id: str) -> int:
    """The caller has the turn of the organisation."""
    last = session.scalar(select(func.max(DataRequest.number)).where(DataRequest.organisation_id == organisation_id))
    return (last or 0) + 1


def listed(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Those that wait for an answer, the nearest deadline first."""
    return session.execute(
        _ROW.where(
            DataRequest.organisation_id == organisation_id, DataRequest.state.in_((rules.CHECKING, rules.OPEN))
        ).order_by(DataRequest.answer_by, DataRequest.number)
    ).all()


def over(session: Session, organisation_id: str, limit: int = 200) -> Sequence[AnyRow]:
    return session.execute(
        _ROW.where(
            DataRequest.organisation_id == organisation_id, DataRequest.state.in_((rules.ANSWERED, rules.CLOSED))
        )
        .order_by(DataRequest.number.desc())
        .limit(limit)
    ).all()


def received_in(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """What came in a period, in order: the rows of the register, of which its figures are made."""
    return session.execute(
        select(
            DataRequest.number, DataRequest.kind, DataRequest.subject, DataRequest.way, DataRequest.capacity,
            DataRequest.identified, DataRequest.state, DataRequest.outcome, DataRequest.received_at, DataRequest.answer_by,
            DataRequest.extended_at, DataRequest.applied_at, DataRequest.answered_at, DataRequest.closed_at,
        )
        .where(
            DataRequest.organisation_id == organisation_id,
            DataRequest.received_at >= period.since,
            DataRequest.received_at < period.until,
        )
        .order_by(DataRequest.number)
    ).all()  # fmt: skip


def request_for(session: Session, organisation_id: str, request_id: str) -> AnyRow:
    row = session.execute(
        _ROW.where(DataRequest.organisation_id == organisation_id, DataRequest.id == request_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def request_to_change(session: Session, organisation_id: str, request_id: str) -> DataRequest:
    found = session.scalar(
        select(DataRequest)
        .where(DataRequest.organisation_id == organisation_id, DataRequest.id == request_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def own_requests(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """Those that are about somebody and that they made themselves: an heir's or a mandate's is not shown to the account."""
    return session.execute(
        _ROW.where(
            DataRequest.organisation_id == organisation_id,
            DataRequest.account_id == account_id,
            DataRequest.capacity == "self",
        ).order_by(DataRequest.number.desc())
    ).all()


def own_request(session: Session, actor: Actor, request_id: str) -> AnyRow:
    row = request_for(session, actor.organisation_id, request_id)
    if row.account_id != actor.account_id or row.capacity != "self":
        raise NotFound()
    return row


def same_open(session: Session, actor: Actor, kind: str, subject: str, words: str) -> DataRequest | None:
    """The same thing, asked already and not answered yet."""
    waiting = session.scalars(
        select(DataRequest).where(
            DataRequest.organisation_id == actor.organisation_id,
            DataRequest.account_id == actor.account_id,
            DataRequest.capacity == "self",
            DataRequest.kind == kind,
            DataRequest.subject == subject,
            DataRequest.state.in_((rules.CHECKING, rules.OPEN)),
        )
    )
    return next((one for one in waiting if one.words == words), None)


def open_of(session: Session, organisation_id: str, account_id: str) -> int:
    statement = select(func.count()).where(
        DataRequest.organisation_id == organisation_id,
        DataRequest.account_id == account_id,
        DataRequest.state.in_((rules.CHECKING, rules.OPEN)),
    )
    return session.scalar(statement) or 0


def acts(session: Session, request_id: str) -> Sequence[AnyRow]:
    """(what, words, at, by_id, by_name) in order."""
    return session.execute(
        select(
            DataRequestAct.what, DataRequestAct.words, DataRequestAct.at, DataRequestAct.by_id,
            Account.name.label("by_name"),
        )
        .outerjoin(Account, Account.id == DataRequestAct.by_id)
        .where(DataRequestAct.request_id == request_id)
        .order_by(DataRequestAct.at, DataRequestAct.id)
    ).all()  # fmt: skip


def proofs(session: Session, request_id: str) -> Sequence[AnyRow]:
    """(file_id, title, at, size, file_name) of what was joined."""
    return session.execute(
        select(
            DataRequestFile.file_id, DataRequestFile.title, DataRequestFile.at, StoredFile.size,
            StoredFile.name.label("file_name"),
        )
        .join(StoredFile, StoredFile.id == DataRequestFile.file_id)
        .where(DataRequestFile.request_id == request_id)
        .order_by(DataRequestFile.at, DataRequestFile.id)
    ).all()  # fmt: skip


def people_like(session: Session, organisation_id: str, name: str, email: str) -> Sequence[AnyRow]:
    """(id, name, email, phone) of members who may be the one a request names, of this organisation only."""
    told = func.lower(Account.name) == name.strip().lower()
    wanted = or_(told, Account.email == email.strip().lower()) if email.strip() else told
    return session.execute(
        select(Account.id, Account.name, Account.email, Account.phone)
        .distinct()
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, wanted)
        .order_by(Account.name, Account.id)
        .limit(20)
    ).all()


def member(session: Session, organisation_id: str, account_id: str) -> Account:
    """The account of somebody of this organisation; NotFound for anybody else's."""
    found = session.scalar(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Account.id == account_id)
        .limit(1)
    )
    if found is None:
        raise NotFound()
    return found


def last_wish(session: Session, organisation_id: str, account_id: str) -> LastWish | None:
    """The wishes that hold: the last written, unless taken back."""
    found = session.scalar(
        select(LastWish)
        .where(LastWish.organisation_id == organisation_id, LastWish.account_id == account_id)
        .order_by(LastWish.written_at.desc(), LastWish.id.desc())
        .limit(1)
    )
    return found if found is not None and found.revoked_at is None else None


def frozen_now(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(account_id, name, ground, frozen_at, lift_told_at) of those whose data are frozen."""
    return session.execute(
        select(DataFreeze.account_id, Account.name, DataFreeze.ground, DataFreeze.frozen_at, DataFreeze.lift_told_at)
        .join(Account, Account.id == DataFreeze.account_id)
        .where(DataFreeze.organisation_id == organisation_id, DataFreeze.lifted_at.is_(None))
        .order_by(DataFreeze.frozen_at)
    ).all()


def withdrawn(session: Session, organisation_id: str, account_id: str) -> Sequence[ConsentWithdrawn]:
    return session.scalars(
        select(ConsentWithdrawn)
        .where(ConsentWithdrawn.organisation_id == organisation_id, ConsentWithdrawn.account_id == account_id)
        .order_by(ConsentWithdrawn.withdrawn_at.desc(), ConsentWithdrawn.id.desc())
    ).all()


def to_remind(session: Session, until: date) -> Sequence[AnyRow]:
    """Requests without an answer whose deadline is near or past, in every organisation."""
    return session.execute(
        _ROW.where(DataRequest.state.in_((rules.CHECKING, rules.OPEN)), DataRequest.answer_by <= until).order_by(
            DataRequest.organisation_id, DataRequest.number
        )
    ).all()


def organisation(session: Session, organisation_id: str) -> Organisation:
    return session.get_one(Organisation, organisation_id)


def copy_of(session: Session, organisation_id: str, copy_id: str) -> DataCopy:
    found = session.get(DataCopy, copy_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound()
    return found


def standing_copies(session: Session, account_id: str, moment: datetime) -> Sequence[DataCopy]:
    """Copies of somebody's data that are made or being made, the latest first."""
    return session.scalars(
        select(DataCopy)
        .where(DataCopy.account_id == account_id, DataCopy.expires_at > moment)
        .order_by(DataCopy.asked_at.desc(), DataCopy.id.desc())
    ).all()


def copies_for(session: Session, request_id: str, moment: datetime) -> Sequence[DataCopy]:
    return session.scalars(
        select(DataCopy)
        .where(DataCopy.request_id == request_id, DataCopy.expires_at > moment)
        .order_by(DataCopy.asked_at.desc())
    ).all()


def copies_over(session: Session, moment: datetime, limit: int = 200) -> Sequence[DataCopy]:
    return session.scalars(
        select(DataCopy).where(DataCopy.expires_at <= moment).order_by(DataCopy.expires_at).limit(limit)
    ).all()


def opened_wish(session: Session, request_id: str) -> LastWish | None:
    """The wishes that were opened for a request."""
    return session.scalar(select(LastWish).where(LastWish.request_id == request_id).limit(1))


def frozen_by(session: Session, organisation_id: str, account_id: str) -> DataRequest | None:
    """The last request that froze somebody's data."""
    return session.scalar(
        select(DataRequest)
        .where(
            DataRequest.organisation_id == organisation_id,
            DataRequest.account_id == account_id,
            DataRequest.kind == rules.RESTRICTION,
            DataRequest.applied_at.is_not(None),
        )
        .order_by(DataRequest.number.desc())
        .limit(1)
    )


def every_copy(session: Session, organisation_id: str, account_id: str) -> Sequence[DataCopy]:
    return session.scalars(
        select(DataCopy).where(DataCopy.organisation_id == organisation_id, DataCopy.account_id == account_id)
    ).all()


def waits_to_leave(session: Session, key: str) -> bool:
    """A message that is written and not yet sent."""
    return bool(session.scalar(select(Mail.id).where(Mail.key == key, Mail.state == WAITING).limit(1)))


def empty(session: Session, before: datetime) -> None:
    """The words and names of requests closed before a moment, of freezes lifted and of consents taken back by then."""
    old = select(DataRequest.id).where(DataRequest.closed_at < before, DataRequest.about_name != "")
    session.execute(
        update(DataRequestAct).where(DataRequestAct.request_id.in_(old), DataRequestAct.words != "").values(words="")
    )
    session.execute(
        update(DataRequest)
        .where(DataRequest.id.in_(old))
        .values(
            about_name="", asker_name="", asker_email="", asker_phone="", born_on=None, mandate="", words="", changes=[],
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    session.execute(update(DataFreeze).where(DataFreeze.lifted_at < before).values(reason=""))
    session.execute(update(ConsentWithdrawn).where(ConsentWithdrawn.withdrawn_at < before).values(words=""))


def proofs_over(session: Session, before: datetime) -> Sequence[DataRequestFile]:
    return session.scalars(
        select(DataRequestFile)
        .join(DataRequest, DataRequest.id == DataRequestFile.request_id)
        .where(DataRequest.closed_at < before)
        .limit(200)
    ).all()
