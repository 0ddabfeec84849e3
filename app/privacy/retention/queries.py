"""What clocks read: paths with their funders, decisions, holds, what has already gone, last acts. Few statements for any number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, union
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import STAFF, Role
from app.core.db import AnyRow
from app.core.privacy import Retention
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment, EnrolmentChange
from app.forum.models import Post
from app.funding.models import FunderProfile, FundingAgreement
from app.funding.nomenclature.kinds import kind_of
from app.identity.models import Account, Funder, Membership, SignIn
from app.messaging.models import Message
from app.privacy.erasure.models import Bundle, Certificate
from app.privacy.erasure.rules import EVERYTHING
from app.privacy.retention.models import (
    AccountActivity,
    RetentionChoice,
    RetentionHold,
    RetentionPayment,
)
from app.privacy.retention.rules import PathFacts, Pays

THRESHOLD = "threshold"  # how many people make a wave wait, kept among the choices


@dataclass(frozen=True, slots=True)
class Where:
    """Which paths are asked for: those of an organisation, of a person, or some by id."""

    organisation_id: str | None = None
    account_id: str | None = None
    enrolment_ids: tuple[str, ...] | None = None

    def of(self) -> ColumnElement[bool]:
        said = []
        if self.organisation_id is not None:
            said.append(Enrolment.organisation_id == self.organisation_id)
        if self.account_id is not None:
            said.append(Enrolment.learner_id == self.account_id)
        if self.enrolment_ids is not None:
            said.append(Enrolment.id.in_(self.enrolment_ids))
        return and_(*said)


_started = exists().where(
    EnrolmentChange.enrolment_id == Enrolment.id, EnrolmentChange.what.in_(("started", "resumed"))
)
_changed_at = select(func.max(EnrolmentChange.at)).where(EnrolmentChange.enrolment_id == Enrolment.id).scalar_subquery()


def facts(session: Session, where: Where) -> list[PathFacts]:
    """What the clocks of some paths read, by name. Three statements whatever their number."""
    rows = session.execute(
        select(
            Enrolment.id, Enrolment.organisation_id, Enrolment.learner_id, Account.name, Enrolment.status,
            Enrolment.closed_on, Enrolment.starts_on, Enrolment.created_at, Enrolment.funder_id, _started.label("started"),
            _changed_at.label("changed_at"), func.coalesce(Edition.title, Course.slug).label("course"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(where.of())
        .order_by(Account.name, Enrolment.starts_on.desc(), Enrolment.id)
    ).all()  # fmt: skip
    paying = funders(session, where)
    return [
        PathFacts(
            row.id, row.organisation_id, row.learner_id, row.name, row.course, row.status, row.closed_on,
            max(row.starts_on, _day(row.changed_at or row.created_at)), bool(row.started), paying.get(row.id, ()),
        )
        for row in rows
    ]  # fmt: skip


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def funders(session: Session, where: Where) -> dict[str, tuple[Pays, ...]]:
    """Who pays or has paid for each path: agreements that stand or ended, and the funder written at the entry."""
    named = union(
        select(Enrolment.id, FundingAgreement.funder_id, FundingAgreement.reference)
        .join(FundingAgreement, FundingAgreement.enrolment_id == Enrolment.id)
        .where(where.of()),
        select(Enrolment.id, Enrolment.funder_id, literal("")).where(where.of(), Enrolment.funder_id.is_not(None)),
    ).subquery("paying")
    rows = session.execute(
        select(
            named.c.id, named.c.funder_id, named.c.reference, Funder.name, Funder.organisation_id, FunderProfile.kind,
            FunderProfile.esf, FunderProfile.retention_years,
        )
        .join(Funder, Funder.id == named.c.funder_id)
        .outerjoin(FunderProfile, FunderProfile.funder_id == Funder.id)
        .order_by(named.c.id, Funder.name, named.c.reference)
    ).all()  # fmt: skip
    if not rows:
        return {}
    paid = payments_by_funder(session, {row.funder_id for row in rows})
    found: dict[str, dict[str, Pays]] = defaultdict(dict)
    for row in rows:
        kind = kind_of(row.kind)
        on = paid.get((row.funder_id, row.reference)) or paid.get((row.funder_id, ""))
        known = found[row.id].get(row.funder_id)
        if known is not None and (known.paid_on or date.min) >= (on or date.min):
            continue
        found[row.id][row.funder_id] = Pays(
            row.funder_id, row.name, row.retention_years or kind.years, kind.esf if row.esf is None else row.esf, on
        )
    return {enrolment_id: tuple(said.values()) for enrolment_id, said in found.items()}


def payments_by_funder(session: Session, funder_ids: Iterable[str]) -> dict[tuple[str, str], date]:
    """The last payment notified last, by funder and reference of the convention."""
    rows = session.execute(
        select(RetentionPayment.funder_id, RetentionPayment.reference, RetentionPayment.paid_on)
        .where(RetentionPayment.funder_id.in_(sorted(funder_ids)))
        .order_by(RetentionPayment.at, RetentionPayment.id)
    )
    return {(row.funder_id, row.reference): row.paid_on for row in rows}


def payments(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Everything that funders notified, the latest first."""
    return session.execute(
        select(
            RetentionPayment.id, RetentionPayment.funder_id, Funder.name.label("funder"), RetentionPayment.reference,
            RetentionPayment.paid_on, RetentionPayment.proof, RetentionPayment.at, Account.name.label("by"),
        )
        .join(Funder, Funder.id == RetentionPayment.funder_id)
        .join(Account, Account.id == RetentionPayment.by_id)
        .where(RetentionPayment.organisation_id == organisation_id)
        .order_by(RetentionPayment.at.desc(), RetentionPayment.id.desc())
    ).all()  # fmt: skip


def choices(session: Session, organisation_ids: Iterable[str]) -> Sequence[AnyRow]:
    """(organisation_id, retention, active, archive, why, at, by) of every decision, the oldest first."""
    return session.execute(
        select(
            RetentionChoice.organisation_id, RetentionChoice.retention, RetentionChoice.active, RetentionChoice.archive,
            RetentionChoice.why, RetentionChoice.at, Account.name.label("by"),
        )
        .join(Account, Account.id == RetentionChoice.by_id)
        .where(RetentionChoice.organisation_id.in_(sorted(organisation_ids)))
        .order_by(RetentionChoice.at, RetentionChoice.id)
    ).all()  # fmt: skip


def standing_holds(session: Session, organisation_ids: Iterable[str], day: date) -> Sequence[RetentionHold]:
    """The holds that stop something on a day."""
    return session.scalars(
        select(RetentionHold)
        .where(
            RetentionHold.organisation_id.in_(sorted(organisation_ids)),
            RetentionHold.lifted_at.is_(None),
            RetentionHold.from_on <= day,
            or_(RetentionHold.until.is_(None), RetentionHold.until >= day),
        )
        .order_by(RetentionHold.at, RetentionHold.id)
    ).all()


def holds(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Every hold with the words of its targets, those that stand first, then the latest."""
    person = select(Account.name).where(Account.id == RetentionHold.account_id).scalar_subquery()
    path = (
        select(Account.name)
        .join(Enrolment, Enrolment.learner_id == Account.id)
        .where(Enrolment.id == RetentionHold.enrolment_id)
        .scalar_subquery()
    )
    by = select(Account.name).where(Account.id == RetentionHold.by_id).scalar_subquery()
    lifted = select(Account.name).where(Account.id == RetentionHold.lifted_by).scalar_subquery()
    return session.execute(
        select(
            *RetentionHold.__table__.columns, Funder.name.label("funder"), person.label("person"), path.label("path"),
            by.label("by"), lifted.label("lifted_by_name"),
        )
        .outerjoin(Funder, Funder.id == RetentionHold.funder_id)
        .where(RetentionHold.organisation_id == organisation_id)
        .order_by(RetentionHold.lifted_at.is_not(None), RetentionHold.at.desc(), RetentionHold.id)
    ).all()  # fmt: skip


def hold_to_change(session: Session, organisation_id: str, hold_id: str) -> RetentionHold | None:
    return session.scalar(
        select(RetentionHold)
        .where(RetentionHold.id == hold_id, RetentionHold.organisation_id == organisation_id)
        .with_for_update(key_share=True)
    )


@dataclass(frozen=True, slots=True)
class Gone:
    """What has left the active base: by path, and by (organisation, account) for what hangs on an account."""

    paths: dict[str, frozenset[Retention]]
    accounts: dict[tuple[str, str], tuple[frozenset[Retention], date]]  # what, and when last


def gone(session: Session, organisation_ids: Iterable[str], account_id: str | None = None) -> Gone:
    """From the certificates: whoever asked for the erasure, it is not done twice."""
    statement = select(
        Certificate.organisation_id, Certificate.subject_id, Certificate.enrolment_id, Certificate.retentions, Certificate.at
    ).where(Certificate.organisation_id.in_(sorted(organisation_ids))).order_by(Certificate.at)  # fmt: skip
    if account_id is not None:
        statement = statement.where(Certificate.subject_id == account_id)
    paths: dict[str, frozenset[Retention]] = defaultdict(frozenset)
    accounts: dict[tuple[str, str], tuple[frozenset[Retention], date]] = {}
    for row in session.execute(statement):
        what = frozenset(Retention(one) for one in row.retentions) or EVERYTHING
        if row.enrolment_id is not None:
            paths[row.enrolment_id] |= what
            continue
        key = row.organisation_id, row.subject_id
        before = accounts.get(key, (frozenset(), date.min))[0]
        accounts[key] = before | what, _day(row.at)
    return Gone(dict(paths), accounts)


def archived_funders(session: Session, enrolment_ids: Sequence[str]) -> dict[str, set[str]]:
    """Whose proofs the archive keeps, of these paths: what is sealed no longer says it elsewhere."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in session.execute(
        select(Bundle.enrolment_id, Bundle.funder_id).where(
            Bundle.enrolment_id.in_(enrolment_ids), Bundle.funder_id.is_not(None), Bundle.purged_at.is_(None)
        )
    ):
        found[row.enrolment_id].add(row.funder_id)
    return found


def bundles(session: Session, organisation_id: str, before: date | None = None) -> Sequence[AnyRow]:
    """What the archive keeps, the first to go first: ids and dates, nothing that is sealed."""
    statement = (
        select(
            Bundle.id, Bundle.subject_id, Bundle.enrolment_id, Bundle.ground, Bundle.funder_id, Funder.name.label("funder"),
            Bundle.until, Bundle.rows, Bundle.files, Certificate.number, Certificate.pseudonym,
        )
        .join(Certificate, Certificate.id == Bundle.certificate_id)
        .outerjoin(Funder, Funder.id == Bundle.funder_id)
        .where(Bundle.organisation_id == organisation_id, Bundle.purged_at.is_(None))
        .order_by(Bundle.until, Bundle.id)
    )  # fmt: skip
    return session.execute(statement.where(Bundle.until < before) if before else statement).all()


def bundles_to_date(session: Session, funder_id: str) -> Sequence[Bundle]:
    """What the archive keeps for a funder, to be given another end."""
    return session.scalars(
        select(Bundle)
        .where(Bundle.funder_id == funder_id, Bundle.purged_at.is_(None))
        .order_by(Bundle.id)
        .with_for_update(key_share=True)
    ).all()


@dataclass(frozen=True, slots=True)
class Member:
    """An account of an organisation: since when nothing was done with it, and what it is there."""

    account_id: str
    name: str
    email: str
    phone: str
    locale: str
    acted_on: date
    staff: bool
    admin: bool
    kept_on: date | None
    warned_on: date | None
    warnings: int


def members(session: Session, organisation_id: str, account_id: str | None = None) -> list[Member]:
    """Every account with a role or a path in an organisation, by name, with the last act. Two statements.

    An act is what the person did: signing in or using a page, writing, asking to keep the account. A mail received, an
    hour noted by the team, a change made by somebody else are none.
    """
    here = union(
        select(Membership.account_id).where(Membership.organisation_id == organisation_id),
        select(Enrolment.learner_id).where(Enrolment.organisation_id == organisation_id),
    )
    rows = session.execute(
        select(
            Account.id, Account.name, Account.email, Account.phone, Account.locale, Account.created_at,
            AccountActivity.acted_on, AccountActivity.kept_on, AccountActivity.warned_on, AccountActivity.warnings,
            _latest(SignIn.last_seen_at, SignIn.account_id).label("seen_at"),
            _latest(Message.created_at, Message.author_id).label("wrote_at"),
            _latest(Post.created_at, Post.author_id).label("posted_at"),
            _latest(Membership.created_at, Membership.account_id).label("welcomed_at"),
            _latest(Enrolment.created_at, Enrolment.learner_id).label("enrolled_at"),
        )
        .outerjoin(AccountActivity, AccountActivity.account_id == Account.id)
        .where(Account.id.in_(here), Account.id == account_id if account_id else literal(True))
        .order_by(Account.name, Account.id)
    ).all()  # fmt: skip
    roles: dict[str, set[str]] = defaultdict(set)
    for row in session.execute(
        select(Membership.account_id, Membership.role)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.account_id, Membership.role)
    ):
        roles[row.account_id].add(row.role)
    return [
        Member(
            row.id, row.name, row.email, row.phone, row.locale, _last_act(row), bool(roles[row.id] & STAFF),
            Role.ADMIN in roles[row.id], row.kept_on, row.warned_on, row.warnings or 0,
        )
        for row in rows
    ]  # fmt: skip


def _latest(moment: Any, whose: Any) -> Any:
    return select(func.max(moment)).where(whose == Account.id).scalar_subquery()


def _last_act(row: AnyRow) -> date:
    moments = [row.created_at, row.seen_at, row.wrote_at, row.posted_at, row.welcomed_at, row.enrolled_at]
    days = [_day(moment) for moment in moments if moment is not None]
    return max([*days, row.acted_on or date.min])


def organisations_of(session: Session, account_id: str) -> list[str]:
    """Where a person has a role or a path."""
    return sorted(
        session.scalars(
            union(
                select(Membership.organisation_id).where(Membership.account_id == account_id),
                select(Enrolment.organisation_id).where(Enrolment.learner_id == account_id),
            )
        )
    )


def activity(session: Session, account_id: str) -> AccountActivity | None:
    return session.get(AccountActivity, account_id)


def activity_to_change(session: Session, account_id: str) -> AccountActivity | None:
    return session.get(AccountActivity, account_id, with_for_update={"key_share": True})


def admins(session: Session, organisation_id: str) -> int:
    """How many people may administer an organisation."""
    return (
        session.scalar(
            select(func.count()).where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMIN)
        )
        or 0
    )
