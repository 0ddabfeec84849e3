"""Days between two dates, that each database counts in its own way."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - written like the functions of SQL
    """Days from a date to a later one; negative when it is earlier."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _sqlite_days(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(part, **how) for part in element.clauses)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql_days(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(part, **how) for part in element.clauses)
    return f"(({end}) - ({start}))"
