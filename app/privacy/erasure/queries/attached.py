"""The files of somebody, those that a row still points to, and the audits that were prepared with them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import Base
from app.privacy import map as house
from app.privacy.erasure.cleaning import file_columns
from app.privacy.erasure.queries.rows import in_pieces


def files_owned(session: Session, organisation_id: str, account_id: str) -> list[str]:
    table = house.table("stored_file")
    statement = select(table.c.id).where(table.c.owner_id == account_id, table.c.organisation_id == organisation_id)
    return list(session.scalars(statement))


def still_named(session: Session, file_ids: Sequence[str]) -> set[str]:
    """Those of these files that a row points to."""
    found: set[str] = set()
    for table in Base.metadata.tables.values():
        for column in file_columns(table):
            if table.name == "upload":
                continue  # goes with its file
            for some in in_pieces(file_ids):
                found.update(session.scalars(select(column).where(column.in_(some)).distinct()))
    sent = house.table("group_message").c.file_ids
    for file_id in set(file_ids) - found:
        if session.scalar(select(func.count()).where(sent.contains(file_id))):
            found.add(file_id)
    return found


def prepared_audits(session: Session, organisation_id: str) -> list[tuple[str, str | None]]:
    table = house.table("audit_file")
    statement = select(table.c.id, table.c.file_id).where(
        table.c.organisation_id == organisation_id, table.c.removed_at.is_(None)
    )
    return [(row.id, row.file_id) for row in session.execute(statement)]


def audits_about(session: Session, paths: Sequence[str]) -> set[str]:
    """The audit files that hold a folder of one of these paths."""
    table = house.table("audit_file_person")
    return {
        key
        for some in in_pieces(paths)
        for key in session.scalars(select(table.c.audit_file_id).where(table.c.enrolment_id.in_(some)))
    }
