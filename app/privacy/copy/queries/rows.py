"""The rows of a person in any table of the map, as they lie."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.privacy import map as house
from app.privacy.copy.others import without_others


def raw(session: Session, name: str, account_id: str) -> list[dict[str, Any]]:
    """The rows of a person in a table, column by column, without the secrets."""
    source = house.table(name)
    columns = house.columns_to_copy(name)
    statement = select(*columns).where(house.belongs_to(name, account_id)).order_by(*source.primary_key.columns)
    return [without_others(name, dict(row._mapping)) for row in session.execute(statement)]
