"""What « Mes données » says at a glance: how many rows each table holds of somebody, who read, what waits."""

from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.directory.models import Partner
from app.dossiers.models import DossierReading
from app.enrolments.models import Enrolment
from app.files.models import StoredFile
from app.identity.guessing import prints_of
from app.identity.models import GuessCount, Organisation
from app.privacy import map as house
from app.privacy.requests import rules
from app.privacy.requests.models import DataCopy, DataRequest
from app.visits.models import Visit


def counts(session: Session, account_id: str, account_print: str) -> dict[str, int]:
    """How many rows each table holds about a person, in one statement."""
    parts = [
        select(
            literal(name).label("name"),
            select(func.count())
            .select_from(house.table(name))
            .where(house.belongs_to(name, account_id))
            .scalar_subquery()
            .label("n"),
        )
        for name in sorted(house.PATHS)
    ]
    tries = select(func.count()).where(GuessCount.print.in_(prints_of(account_id)), GuessCount.failures > 0)
    parts.append(select(literal("guess_count").label("name"), tries.scalar_subquery().label("n")))
    visits = select(func.count()).where(Visit.contact_print == account_print).scalar_subquery()
    parts.append(select(literal("visit").label("name"), visits.label("n")))
    asked_for = select(func.count()).where(Partner.contact_print == account_print).scalar_subquery()
    parts.append(select(literal("partner").label("name"), asked_for.label("n")))
    return {row.name: int(row.n) for row in session.execute(union_all(*parts))}


def at_a_glance(session: Session, organisation_id: str, account_id: str, moment: datetime) -> AnyRow:
    """(readers, last_read_at, waiting, weight, copy_id, copy_until, copy_made, and whom to ask), in one statement."""
    read = (
        select(DossierReading)
        .join(Enrolment, Enrolment.id == DossierReading.enrolment_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.learner_id == account_id,
            DossierReading.reader_id != account_id,
        )
    )
    waiting = select(func.count()).where(
        DataRequest.organisation_id == organisation_id,
        DataRequest.account_id == account_id,
        DataRequest.capacity == "self",
        DataRequest.state.in_((rules.CHECKING, rules.OPEN)),
    )
    weight = select(func.sum(StoredFile.size)).where(StoredFile.owner_id == account_id)
    copy = (
        select(DataCopy)
        .where(
            DataCopy.organisation_id == organisation_id, DataCopy.account_id == account_id, DataCopy.expires_at > moment
        )
        .order_by(DataCopy.asked_at.desc(), DataCopy.id.desc())
        .limit(1)
    )
    return session.execute(
        select(
            read.with_only_columns(func.count(func.distinct(DossierReading.reader_id)))
            .scalar_subquery()
            .label("readers"),
            read.with_only_columns(func.max(DossierReading.at)).scalar_subquery().label("last_read_at"),
            waiting.scalar_subquery().label("waiting"),
            weight.scalar_subquery().label("weight"),
            copy.with_only_columns(DataCopy.id).scalar_subquery().label("copy_id"),
            copy.with_only_columns(DataCopy.expires_at).scalar_subquery().label("copy_until"),
            copy.with_only_columns(DataCopy.file_id).scalar_subquery().label("copy_made"),
            Organisation.name, Organisation.email, Organisation.phone,
        ).where(Organisation.id == organisation_id)
    ).one()  # fmt: skip
