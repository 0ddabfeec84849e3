"""Yeses of people who have no account, or hardly ever use it, each as (id, name, at, words)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.core.db import AnyRow
from app.directory.models import Partner, Testimony
from app.forum.experts.models import ExpertProfile
from app.identity.models import Account
from app.scheduling.models import TrainingSession
from app.visits.models import Visit

Rows = Sequence[AnyRow]
LISTED = 200  # of one sort, the latest


def _read(session: Session, statement: Select[*tuple[Any, ...]], column: Any, only: str) -> Rows:
    return session.execute(statement.where(column == only) if only else statement.limit(LISTED)).all()


def told(session: Session, organisation_id: str, only: str = "") -> Rows:
    statement = select(
        Testimony.id, Testimony.first_name.label("name"), Testimony.consented_on.label("at"),
        Testimony.consent_words.label("words"), (Testimony.published_at.is_not(None)).label("shown"),
    ).where(
        Testimony.organisation_id == organisation_id, Testimony.account_id.is_(None),
        Testimony.consented_on.is_not(None), Testimony.withdrawn_at.is_(None),
    )  # fmt: skip
    return _read(session, statement.order_by(Testimony.consented_on.desc(), Testimony.id), Testimony.id, only)


def contacts(session: Session, organisation_id: str, only: str = "") -> Rows:
    """People whom a partner's page names."""
    statement = select(
        Partner.id, Partner.contact.label("name"), Partner.reviewed_on.label("at"), Partner.name.label("words"),
        (Partner.archived_at.is_(None)).label("shown"),
    ).where(Partner.organisation_id == organisation_id, Partner.contact != "")  # fmt: skip
    return _read(session, statement.order_by(Partner.contact, Partner.id), Partner.id, only)


def visitors(session: Session, organisation_id: str, only: str = "") -> Rows:
    statement = (
        select(
            Visit.id, Visit.name, Visit.consented_at.label("at"), TrainingSession.title.label("words"),
            (Visit.state != "cancelled").label("shown"),
        )
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(Visit.organisation_id == organisation_id, Visit.emptied_at.is_(None), Visit.name != "")
    )  # fmt: skip
    return _read(session, statement.order_by(Visit.consented_at.desc(), Visit.id), Visit.id, only)


def applicants(session: Session, organisation_id: str, only: str = "") -> Rows:
    """Those who agreed that whoever sent them is told, and have no account yet."""
    statement = select(
        Application.id, Application.name, Application.contacted_at.label("at"), func.coalesce("", "").label("words"),
        (Application.name != "").label("shown"),
    ).where(
        Application.organisation_id == organisation_id, Application.account_id.is_(None),
        Application.tells_referrer, Application.name != "",
    )  # fmt: skip
    return _read(session, statement.order_by(Application.contacted_at.desc(), Application.id), Application.id, only)


def experts(session: Session, organisation_id: str, only: str = "") -> Rows:
    statement = (
        select(
            ExpertProfile.account_id.label("id"), Account.name, ExpertProfile.changed_at.label("at"),
            ExpertProfile.trade.label("words"), (ExpertProfile.trade != "").label("shown"),
        )
        .join(Account, Account.id == ExpertProfile.account_id)
        .where(ExpertProfile.organisation_id == organisation_id)
    )  # fmt: skip
    return _read(session, statement.order_by(Account.name, Account.id), ExpertProfile.account_id, only)


def forget_contact(session: Session, partner_id: str) -> None:
    session.execute(update(Partner).where(Partner.id == partner_id).values(contact="", contact_print=""))


def tell_nobody(session: Session, application_id: str) -> None:
    session.execute(update(Application).where(Application.id == application_id).values(tells_referrer=False))


def empty_visit(session: Session, visit_id: str, moment: datetime) -> None:
    """As its retention does in time: the figures stay."""
    session.execute(
        update(Visit)
        .where(Visit.id == visit_id)
        .values(name="", email="", phone="", contact_print="", address_print="", emptied_at=moment)
        .execution_options(synchronize_session="fetch")
    )


def traces(session: Session, organisation_id: str, name: str, email: str) -> Rows:
    """(sort, id, name) of what bears a name or an address outside of any account. One statement."""
    told, address = name.strip().lower(), email.strip().lower()
    first = told.split()[0] if told else ""

    def part(sort: str, table: Any, shown: Any, *wanted: Any) -> Select[*tuple[Any, ...]]:
        return select(literal(sort).label("sort"), table.id, shown.label("name")).where(
            table.organisation_id == organisation_id, shown != "", or_(*wanted)
        )

    def reached(table: Any) -> Any:
        return func.lower(table.email) == address if address else false()

    parts = (
        part("candidature", Application, Application.name, func.lower(Application.name) == told, reached(Application))
        .where(Application.account_id.is_(None)),
        part("rencontre", Visit, Visit.name, func.lower(Visit.name) == told, reached(Visit)),
        part("temoignage", Testimony, Testimony.first_name, func.lower(Testimony.first_name).in_((told, first)))
        .where(Testimony.account_id.is_(None)),
        part("partenaire", Partner, Partner.contact, func.lower(Partner.contact) == told),
    )  # fmt: skip
    return session.execute(union_all(*parts).limit(20)).all()
